"""Reading a question for numbers: what is asked, of what, and whether every word of it was understood.

The pieces of a question (`periods.read_pieces`) are weighed together: "몇 명" with "구매" asks for customers, "몇 개" with
"팔렸어" for a quantity. Whatever restricts the question beyond the three closed forms of `wanted` is in `unknown`; a
number is only given when nothing is: "영국 매출" answered with the revenue of all countries would be a lie.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import cast

from finnect.assistant.dialogue.choices import category_named
from finnect.assistant.dialogue.cutting import Names, Piece
from finnect.assistant.dialogue.lexicon import IMAGE_FIELDS, MEASURES, RETURNING, TABLE_FIELDS
from finnect.assistant.dialogue.periods import read_pieces
from finnect.assistant.dialogue.spans import is_possible
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.wanted import Counted, DataQuestion, Dimension, InspectionQuestion, Order, Query, Subject, Wanted

_RANKABLE: tuple[Dimension, ...] = ("product", "country", "segment", "quarter", "month", "weekday", "week", "day", "hour", "year")
_FILTERS = ("country", "product", "customer", "segment", "weekday")
_UNITS = ("week", "month", "quarter", "half", "year")
_PREVIOUS = {"today": "yesterday", **{f"this_{unit}": f"last_{unit}" for unit in _UNITS}}
_CURRENT = {"day": "today", **{unit: f"this_{unit}" for unit in _UNITS}}  # what an explicit period is compared with
_THAN = {"대비", "보다", "compared", "than", "versus", "vs", "against"}


class Heard:
    """The pieces of a question by kind; `step` is how far back the period before lies: a week, month, quarter, half or year."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        pieces = tuple(pieces)
        self.step = next((piece.value.removeprefix("previous_") for piece in pieces if piece.value.startswith("previous_")), None)
        self.pieces = tuple(replace(piece, value="previous") if piece.value.startswith("previous_") else piece for piece in pieces)
        self._values: dict[str, list[str]] = {}
        for piece in self.pieces:
            self._values.setdefault(piece.kind, []).append(piece.value)

    def __call__(self, kind: str, *values: str) -> bool:
        """Whether a piece of the kind was heard, or one with any of the values."""
        heard = self._values.get(kind, ())
        return bool(heard) if not values else any(value in heard for value in values)

    def first(self, *kinds: str) -> str | None:
        return next((value for kind in kinds for value in self._values.get(kind, ())), None)

    def all(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._values.get(kind, ())))

    def said(self, *kinds: str) -> list[str]:
        """The words of these kinds as they were written."""
        return [piece.text for piece in self.pieces if piece.kind in kinds]


def read(question: str, language: Language, names: Names | None = None, before: Wanted | None = None) -> Wanted | None:
    """What is asked for in a text, None when it is no number; `before` is what was asked last."""
    heard = Heard(read_pieces(question, names or Names()))
    asked, left = _inspections(heard) or _image(heard, language) or _table(heard, language) or (None, [])
    if before and asked is None and not heard("unknown"):
        asked, left = _changed(before.asked, heard)
    if asked is None:
        return None
    if before and isinstance(asked, DataQuestion):
        asked = _of_the_same(asked, before.asked)
    unknown = tuple(dict.fromkeys([*heard.said("unknown"), *left]))
    certainty = _certainty(heard.pieces, unknown)
    if isinstance(asked, DataQuestion):
        asked = replace(asked, certainty=certainty, unknown=unknown)
    is_of_nothing_known = isinstance(asked, InspectionQuestion) and not asked.category and not left and bool(unknown)
    return Wanted(asked, certainty, unknown, category_named(question, unknown) if is_of_nothing_known else "")


def _certainty(pieces: tuple[Piece, ...], unknown: tuple[str, ...]) -> float:
    size = sum(len(piece.text) for piece in pieces)
    return round((1 - min(1.0, sum(map(len, unknown)) / size)) * 0.95 ** sum(piece.typo for piece in pieces), 3)


Found = tuple[DataQuestion | Query | InspectionQuestion, list[str]]


def _inspections(heard: Heard) -> Found | None:
    counted = _counted(heard)
    if counted is None or heard("subject", "table") or heard("file"):
        return None
    left = heard.said(*_FILTERS, "rank", "compare", "by", "number", "place") + _extra_periods(heard)
    return InspectionQuestion(counted, heard.first("period"), heard.first("category")), left


def _counted(heard: Heard) -> Counted | None:
    if heard("defect", "defect_rate"):
        return "defect_rate"
    if heard("field", *MEASURES) or heard("field", "confidence") or heard("trust") or not heard("count"):
        return None
    if heard("count", "people") or heard("act", "sell", "earn", "buy"):
        return None
    if heard("defect", "defects"):
        return "defects"
    if heard("defect", "normals"):
        return "normals"
    return "inspections" if heard("act", "inspect") else None


def _image(heard: Heard, language: Language) -> Found | None:
    fields = _image_fields(heard)
    if not fields or heard("subject", "table", "upload") or heard("field", *MEASURES):
        return None
    if (heard("subject", "model") and "confidence" not in fields) or _explains(heard):
        return None
    if (
        fields == ("confidence",)
        and heard("what")
        and not any(map(heard, ("newest", "subject", "the", "file", "category", "ask", "act", "it", "defect")))
    ):
        return None
    if _only_describes(heard):
        return None
    left = heard.said(*_FILTERS, "by", "compare", "period", "most", "number", "place", "all", "other")
    subject = Subject("image", heard.first("file"), heard.first("category"))
    return DataQuestion(fields, subject, language, 1.0), left


def _image_fields(heard: Heard) -> tuple[str, ...]:
    about_one = (
        heard("subject", "image") or heard("newest") or heard("file") or heard("category") or heard("thing", "product") or heard("it")
    )
    prediction = heard("field", "prediction")
    if _contradicts(heard):
        return ()
    verdicts = heard("defect", "defects", "normals")
    trusts = heard("trust") and (about_one or prediction or heard("amount") or heard("how") or verdicts)
    if heard("field", "confidence") or trusts:
        return ("prediction", "confidence") if prediction and (heard("and") or heard("ending", "and")) else ("confidence",)
    inspected = heard("act", "inspect") and any(map(heard, ("how", "result", "what")))
    weak = about_one and (heard("weak") or inspected)
    return ("prediction",) if prediction or verdicts or weak else ()


def _explains(heard: Heard) -> bool:
    """ "매출은 어떻게 계산해?" wants to know how, not how much."""
    return heard("explain") or (heard("how") and heard("calculate"))


def _contradicts(heard: Heard) -> bool:
    """ "정상인데 불량이라고 나왔어" complains, "정상이야 불량이야?" asks."""
    return heard("defect", "defects") and heard("defect", "normals") and (heard("though") or heard("ending", "though"))


def _only_describes(heard: Heard) -> bool:
    """ "불량 사진 보여줘" wants pictures, not a verdict."""
    pairs = zip(heard.pieces, heard.pieces[1:], strict=False)
    return any(one.kind == "defect" and next_one.kind == "subject" and not one.text.isascii() for one, next_one in pairs)


def _table(heard: Heard, language: Language) -> Found | None:
    measures, by = _measures(heard), _group(heard)
    if not measures or heard("subject", "image", "model") or _explains(heard):
        return None
    filters = [(piece.kind, piece.value) for piece in heard.pieces if piece.kind in _FILTERS]
    period, compared, baseline, left = _times(heard)
    order = _order(heard, by)
    limit = int(heard.first("number", "place") or (0 if heard("by") else 1)) or None if order else None
    left += heard.said("category") + _of_whom(heard, bool(order)) + ([] if order else heard.said("number", "place", "most", "best"))
    left += [piece.text for piece in heard.pieces if piece.kind == "thing" and piece.value not in (by, "product")]
    if len({kind for kind, _ in filters}) < len(filters):
        left += [value for _, value in filters]
    if not (by or filters or period or compared) and set(measures) <= set(TABLE_FIELDS):
        return DataQuestion(measures, Subject("table", heard.first("file")), language, 1.0), left
    left += [piece.text for piece in heard.pieces if piece.kind == "period" and not is_possible(piece.value)]
    if by and compared:
        left += heard.said("compare") or heard.said("period")
    if set(measures) & set(RETURNING):  # told of whole tables only
        left += heard.said(*_FILTERS, "period", "by")
    return Query(measures, by, tuple(sorted(filters)), period, order, limit, compared, baseline, heard.first("file")), left


def _of_whom(heard: Heard, ranked: bool) -> list[str]:
    """Words that ask for something else about a measure: "마지막 주문", "who are our customers", "how much do you earn"."""
    named = heard("field", *MEASURES)
    of_a_file = heard("subject", "table", "upload") or heard("file")
    left = [] if of_a_file else [piece.text for piece in heard.pieces if (piece.kind, piece.value) == ("newest", "last")]
    left += [] if ranked else heard.said("other")
    if named and heard("act", "buy") and not (heard("count") or heard("amount") or heard("person")):
        left += heard.said("act")
    return left if named else left + heard.said("someone")


def _measures(heard: Heard) -> tuple[str, ...]:
    named = tuple(name for name in MEASURES if heard("field", name))
    ranked = heard("rank") or heard("most") or heard("place") or heard("best")
    if named == ("num_customers",) and (ranked or heard("amount")):
        named = _implied(heard, ranked) or named
    if ranked and len(named) > 1:
        named = tuple(name for name in named if name != "num_customers")
    if named == ("num_invoices",) and (heard("count", "people") or heard("person")):
        return ("num_customers",)
    return named or _implied(heard, ranked)


def _implied(heard: Heard, ranked: bool) -> tuple[str, ...]:
    """What verbs ask for without naming it."""
    if heard("segment") and (heard("count") or heard("amount") or heard("person")):
        return ("num_customers",)
    money = heard("amount") or heard("money")
    if heard("act", "buy") and (heard("count", "people") or (heard("person") and heard("count"))):
        return ("num_customers",)
    if heard("act", "earn") and (money or ranked):
        return ("total_revenue",)
    if heard("act", "buy", "order") and heard("count", "documents"):
        return ("num_invoices",)
    if heard("act", "sell"):
        if heard("count"):
            return ("total_quantity",)
        if money:
            return ("total_revenue",)
    sells = heard("act", "sell") or heard("best") or (heard("thing", "product") and heard("rank"))
    return ("total_quantity",) if ranked and sells else ()


def _group(heard: Heard) -> Dimension | None:
    if heard("by"):
        return cast(Dimension, heard.first("by"))
    if heard("best"):
        return "product"
    if not (heard("most") or heard("rank") or heard("place")):
        return None
    things = [one for one in _RANKABLE if heard("thing", one)]
    if things:
        return next((one for one in things if one != "product"), things[0])
    if heard("field", "num_customers") and _measures(heard) != ("num_customers",):
        return "customer"
    return None


def _order(heard: Heard, by: Dimension | None) -> Order | None:
    if by is None:
        return None
    order = heard.first("best") or ("asc" if heard("rank", "asc") else heard.first("rank"))
    return cast(Order, order or ("desc" if heard("most") or heard("place") else None)) or None


def _times(heard: Heard) -> tuple[str | None, bool, str | None, list[str]]:
    """The period, whether it is compared and with what (None is the one before), and the words that make none of these."""
    periods = [value for value in heard.all("period") if value != "previous"]
    compared = heard("compare") or heard("period", "previous")
    period = periods[0] if periods else None
    if len(periods) == 2 and compared:
        later = next((one for one in periods if _PREVIOUS.get(one) == (set(periods) - {one}).pop()), None)
        than = _baseline(heard) or periods[1]
        return (later, True, None, []) if later else (_dated(next(one for one in periods if one != than), than), True, than, [])
    if len(periods) == 2 and (one := _together(periods)):
        return one, False, None, []
    if len(periods) > 1:
        return period, compared, None, heard.said("period")
    if baseline := _baseline(heard):
        current = next((one for one, before in _PREVIOUS.items() if before == baseline), None)
        return current or _CURRENT[_unit(baseline)], True, baseline if current is None else None, []
    if compared and period:
        baseline, left = _stepped(heard, period)
        return period, True, baseline, left
    if compared and heard.step and heard("compare"):
        return f"this_{heard.step}", True, None, []
    return period, False, None, heard.said("compare", "period") if compared else []


def _together(periods: list[str]) -> str | None:
    """ "Q4 revenue 2011", "November revenue last year": a part of a year and the year."""
    part = next((one for one in periods if len(one) == 2 and one[0].isdigit()), None)
    year = next((one for one in periods if one in ("last_year", "this_year") or (len(one) == 4 and one.isdigit())), None)
    return f"{year}-{part}" if part and year else None


def _stepped(heard: Heard, period: str) -> tuple[str | None, list[str]]:
    """ "전월 대비" of a month is the one before, "전년 대비" the same month of the year before; a week has no month before."""
    if heard.step in (None, _unit(period)):
        return None, []
    return ("year_ago", []) if heard.step == "year" else (None, heard.said("period"))


def _unit(period: str) -> str:
    if period.endswith(_UNITS):
        return period.partition("_")[2]
    if period[-1] in "qh":
        return "quarter" if period[-1] == "q" else "half"
    if not period[0].isdigit():
        return "month" if "-" in period else "day"
    return {2: "month", 4: "year", 7: "month"}.get(len(period), "day")


def _dated(period: str, baseline: str) -> str:
    """ "2011년 10월 대비 11월", "2011년 2분기 대비 3분기": of the same year."""
    return f"{baseline[:4]}-{period}" if len(period) == 2 and baseline[:4].isdigit() and len(baseline) == 7 else period


def _baseline(heard: Heard) -> str | None:
    """The period that another one is compared with: "11월 대비", "than in November"."""
    pieces = [piece for piece in heard.pieces if piece.kind not in ("ending", "small", "newest", "the")]
    for one, other in pairwise(pieces):
        if one.kind == "compare" and other.kind == "period" and one.text in _THAN and one.text.isascii() and other.value != "previous":
            return other.value
        if (
            one.kind == "period"
            and other.kind == "compare"
            and other.text in _THAN
            and not other.text.isascii()
            and one.value != "previous"
        ):
            return one.value
    return None


def _extra_periods(heard: Heard) -> list[str]:
    is_odd = len(heard.all("period")) > 1 or heard("period", "previous") or not all(map(is_possible, heard.all("period")))
    return heard.said("period") if is_odd else []


def _changed(
    asked: DataQuestion | Query | InspectionQuestion, heard: Heard
) -> tuple[DataQuestion | Query | InspectionQuestion | None, list[str]]:
    """ "그럼 독일은?": what was asked before, of another country, product, period, category or file."""
    period = next((one for one in heard.all("period") if one != "previous"), None)
    category, file = heard.first("category"), heard.first("file")
    filters = {piece.kind: piece.value for piece in heard.pieces if piece.kind in _FILTERS}
    by = _group(heard)
    if isinstance(asked, InspectionQuestion):
        if not (period or category) or filters or by or file:
            return None, []
        return replace(asked, period=period or asked.period, category=category or asked.category), _extra_periods(heard)
    if isinstance(asked, DataQuestion):
        if asked.subject.kind == "image":
            if not (category or file) or period or filters or by:
                return None, []
            return replace(asked, subject=Subject("image", file, category)), []
        if file and not (filters or period or by):
            return replace(asked, subject=Subject("table", file)), []
        asked = Query(asked.fields, file=asked.subject.file)
    compared = bool(asked.period and not asked.group_by and not period and (heard("compare") or heard("period", "previous")))
    if not (filters or period or by or file or compared) or category:
        return None, []
    if compared:
        baseline, left = _stepped(heard, asked.period or "")
        return replace(asked, compared=True, baseline=baseline), left
    if by is None and asked.group_by in filters:  # from all countries to one of them
        asked = replace(asked, group_by=None, order=None, limit=None)
    merged = tuple(sorted({**dict(asked.filters), **filters}.items()))
    asked = replace(asked, filters=merged, period=period or asked.period, group_by=by or asked.group_by, file=file or asked.file)
    return replace(asked, baseline=None) if period else asked, _extra_periods(heard)


def _of_the_same(asked: DataQuestion, before: DataQuestion | Query | InspectionQuestion) -> DataQuestion:
    """ "and the confidence?": of the picture or table that was just spoken of, unless another one is named."""
    if (
        isinstance(before, DataQuestion)
        and before.subject.kind == asked.subject.kind
        and not (asked.subject.file or asked.subject.category)
    ):
        return replace(asked, subject=before.subject)
    return asked


__all__ = ["IMAGE_FIELDS", "Heard", "read"]
