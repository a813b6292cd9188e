"""Reading a question for numbers: what is asked, of what, and whether every word of it was understood.

The pieces of a question (`periods.read_pieces`) are weighed together: "몇 명" with "구매" asks for customers, "몇 개" with
"팔렸어" for a quantity. Whatever restricts the question beyond the three closed forms of `wanted` is in `unknown`; a
number is only given when nothing is: "영국 매출" answered with the revenue of all countries would be a lie.
"""

from dataclasses import replace
from itertools import takewhile
from typing import cast

from finnect.assistant.dialogue.choices import category_named
from finnect.assistant.dialogue.cutting import Names, Piece
from finnect.assistant.dialogue.heard import FILTERS, RANKS, Heard
from finnect.assistant.dialogue.lexicon import IMAGE_FIELDS, MEASURES, OF_CUSTOMERS, RETURNING, TABLE_FIELDS
from finnect.assistant.dialogue.periods import read_pieces
from finnect.assistant.dialogue.pictures import explains, picture_question
from finnect.assistant.dialogue.spans import is_possible, is_stretch
from finnect.assistant.dialogue.text import Language
from finnect.assistant.dialogue.times import against, extra_periods, stepped, times
from finnect.assistant.dialogue.wanted import (
    Counted,
    DataQuestion,
    Dimension,
    InspectedBy,
    InspectionQuestion,
    Order,
    Query,
    Subject,
    Wanted,
)

_RANKABLE: tuple[Dimension, ...] = ("product", "country", "segment", "quarter", "month", "weekday", "week", "day", "hour", "year")
_PERCENT = ("percent", "percentage", "몇퍼센트", "몇프로", "퍼센트")
_COUNTED = {"people": ("num_customers",), "documents": ("num_invoices",), "pieces": ("total_quantity",)}
_TIMES = ("day", "week", "month", "quarter", "year")
_OF_SALES = tuple(one for one in _RANKABLE if one != "product")


def read(question: str, language: Language, names: Names | None = None, before: Wanted | None = None) -> Wanted | None:
    """What is asked for in a text, None when it is no number; `before` is what was asked last."""
    heard = Heard(read_pieces(question, names or Names()))
    asked, left = _inspections(heard) or picture_question(heard, language) or _table(heard, language) or (None, [])
    if before and (ranked := _ranked_otherwise(before.asked, heard)):
        asked, left = ranked, []
    if before and asked is None and not heard("unknown"):
        asked, left = _changed(before.asked, heard)
    if asked is None:
        return None
    if before and not isinstance(asked, InspectionQuestion):
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
    by = _inspected_by(heard)
    order = _order(heard, "product") if by == "category" else None
    period, compared, baseline, left = times(heard, of_several=by is not None)
    left += heard.said(*FILTERS, "number", "best", "patron", "busy", "dear", "without", "average", "per")
    left += [] if order else heard.said("rank", "most", "place")
    left += [] if by else heard.said("by", "thing", "trend")
    left += heard.said("compare") if by and not _has_several_categories(heard) else []
    left += [piece.text for piece in heard.pieces if piece.kind == "period" and not is_possible(piece.value)]
    category = None if by == "category" and _has_several_categories(heard) else heard.first("category")
    return InspectionQuestion(counted, period, category, by, order, compared, baseline), left


def _inspected_by(heard: Heard) -> InspectedBy | None:
    if heard("by", "category", "product") or _has_several_categories(heard):
        return "category"
    if heard("thing", "category", "product") and (heard("rank") or heard("most")):
        return "category"
    by = next((cast(InspectedBy, one) for one in ("day", "week", "month") if heard("by", one)), None)
    return by or ("day" if heard("trend") and not heard("by") else None)


def _has_several_categories(heard: Heard) -> bool:
    return len(heard.all("category")) > 1


def _counted(heard: Heard) -> Counted | None:
    if heard("defect", "defect_rate"):
        return "defect_rate"
    if heard("field", *MEASURES) or heard("field", "confidence") or heard("trust"):
        return None
    if heard("share") and heard("defect"):
        return "normals" if heard("defect", "normals") else "defect_rate"
    if heard("defect", "defects") and (_inspected_by(heard) or heard("compare")) and not heard("defect", "normals"):
        return "defects"
    if not heard("count"):
        return None
    if heard("count", "people") or heard("act", "sell", "earn", "buy"):
        return None
    if heard("defect", "defects"):
        return "defects"
    if heard("defect", "normals"):
        return "normals"
    return "inspections" if heard("act", "inspect") else None


def _table(heard: Heard, language: Language) -> Found | None:
    measures, by = _measures(heard), _group(heard)
    if not measures or heard("subject", "image", "model") or explains(heard):
        return None
    filters, without = _filters(heard)
    period, compared, baseline, left = times(heard, _is_of_several(heard))
    order = _order(heard, by)
    limit = _limit(heard) if order else None
    per = cast(Dimension | None, heard.first("per") or (by if heard("average") and not order else None))
    by = None if per else by
    left += heard.said("category") + _of_whom(heard, bool(order)) + ([] if order else heard.said("number", *RANKS[1:]))
    left += [
        piece.text
        for piece in heard.pieces
        if piece.kind == "thing" and piece.value not in (by, per, "product", *_counted_things(measures))
    ]
    left += [piece.text for piece in heard.pieces if piece.kind == "field" and piece.value in IMAGE_FIELDS]
    share = heard("share") or bool((filters or by) and any(piece.text in _PERCENT for piece in heard.pieces))
    if not (by or per or filters or without or period or compared or share) and set(measures) <= set(TABLE_FIELDS):
        return DataQuestion(measures, Subject("table", heard.first("file")), language, 1.0), left + heard.said("average", "without")
    left += [piece.text for piece in heard.pieces if piece.kind == "period" and not is_possible(piece.value)]
    query = Query(measures, by, filters, period, order, limit, compared, baseline, heard.first("file"), without, share, per)
    return query, left + _unfit(query, heard)


def _limit(heard: Heard) -> int | None:
    return int(heard.first("number", "place", "patron") or (0 if heard("by") else 1)) or None


def _counted_things(measures: tuple[str, ...]) -> tuple[str, ...]:
    return ("country",) if "num_countries" in measures else ()


def _filters(heard: Heard) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What sales are asked for, and what is left out: "영국 제외", "without the UK"."""
    pieces = [piece for piece in heard.pieces if piece.kind not in ("ending", "small", "the", "newest")]
    out: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind == "without":
            step = 1 if piece.text.isascii() else -1
            beside = range(at + step, len(pieces) if step > 0 else -1, step)
            out |= set(takewhile(lambda place: pieces[place].kind in (*FILTERS, "and"), beside))
    said = [(at in out, piece.kind, value) for at, piece in enumerate(pieces) if piece.kind in FILTERS for value in piece.value.split("+")]
    found, without = (sorted({(kind, value) for is_out, kind, value in said if is_out == left_out}) for left_out in (False, True))
    return tuple(found), tuple(without)


def _is_of_several(heard: Heard) -> bool:
    """ "독일과 프랑스 매출 비교": each of them for itself."""
    return _several(heard) is not None


def _several(heard: Heard) -> Dimension | None:
    """Of what more than one is named, unless their sum is asked for."""
    if heard("together"):
        return None
    filters, _ = _filters(heard)
    named = [piece.kind for piece in heard.pieces if (piece.kind, piece.value.partition("+")[0]) in filters]
    return next((cast(Dimension, kind) for kind in FILTERS if named.count(kind) > 1), None)


def _unfit(query: Query, heard: Heard) -> list[str]:
    """Words that ask for what such a query does not tell."""
    left = []
    if query.compared and (query.group_by or query.share or query.per):
        left += heard.said("compare") or heard.said("period")
    if set(query.measures) & set(RETURNING):  # told of whole tables only
        left += heard.said(*FILTERS, "period", "by")
    if len([piece for piece in heard.pieces if "+" in piece.value and piece.kind in FILTERS]) > 1:  # weekends beside workdays
        left += heard.said(*FILTERS)
    if set(query.measures) & set(OF_CUSTOMERS) and not set(query.measures) <= set(OF_CUSTOMERS):
        left += heard.said("field")
    if set(query.measures) & set(OF_CUSTOMERS):
        left += heard.said(*FILTERS, "compare", "per", "average") + (
            [] if query.group_by in (None, "month") else heard.said("by", "thing", *RANKS)
        )
    if query.per and query.per not in _TIMES:
        left += heard.said("by", "average")
    if len(heard.all("hour")) > 1:  # "between 9 am and 12 pm" is more than the two
        left += heard.said("hour")
    if heard("average") and not query.per:
        left += heard.said("average")
    if (query.share or query.per) and not set(query.measures) <= set(TABLE_FIELDS):
        left += heard.said("share", "per", "average")
    if query.share and not (query.filters or query.without or query.group_by):
        left += heard.said("share")
    if heard("without") and not query.without:
        left += heard.said("without")
    return left


def _of_whom(heard: Heard, ranked: bool) -> list[str]:
    """Words that ask for something else about a measure: "마지막 주문", "who are our customers", "how much do you earn"."""
    named = heard("field", *MEASURES)
    of_a_file = heard("subject", "table", "upload") or heard("file")
    left = [] if of_a_file else [piece.text for piece in heard.pieces if (piece.kind, piece.value) == ("newest", "last")]
    left += [] if ranked else heard.said("other")
    left += [piece.text for piece in heard.pieces if (piece.kind, piece.value) == ("act", "register")]
    left += _kinds(heard)
    if named and heard("act", "buy") and not (ranked or heard("count") or heard("amount") or heard("person")):
        left += heard.said("act")
    if named:  # total revenue is net of cancellations
        return left + [piece.text for piece in heard.pieces if piece.text == "gross"]
    return left + heard.said("someone")


def _kinds(heard: Heard) -> list[str]:
    """ "How many products do we sell" asks for different ones, "did we sell" for pieces."""
    is_general = any(piece.text == "do" for piece in heard.pieces) and not (heard("period") or heard("by") or heard("per"))
    return heard.said("thing") if is_general and heard("count") and heard("thing", "product") and heard("act", "sell") else []


def _measures(heard: Heard) -> tuple[str, ...]:
    named = tuple(name for name in MEASURES if heard("field", name))
    if "num_cancellations" in named:  # "cancelled orders"
        named = tuple(name for name in named if name != "num_invoices")
    ranked = any(map(heard, RANKS))
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
    if heard("count") and heard("thing", "country") and not ranked:
        return ("num_countries",)
    if heard("patron") and not heard("count"):
        return ("total_revenue",)
    if heard("dear") and heard("thing", "product"):
        return ("average_price",)
    if heard("busy") and any(heard("thing", one) for one in _OF_SALES):
        return ("num_invoices",)
    if heard("act", "buy") and (heard("amount") or heard("how")) and heard("customer"):
        return ("total_revenue",)
    if heard("act", "buy") and ranked and (heard("customer") or heard("thing", "product") or heard("what")):
        return ("total_quantity",)
    if heard("act", "buy") and ranked and (heard("field", "num_customers") or heard("person") or heard("other", "who")):
        return ("total_revenue",)
    if heard("rank") and heard("number") and heard("field", "num_customers") and not (heard("count") or heard("thing")):
        return ("total_revenue",)
    if heard("compare") and _is_of_several(heard):
        return ("total_revenue",)
    if heard("rank") and not heard("act") and not heard("field") and any(heard("thing", one) for one in _OF_SALES):
        return ("total_revenue",)
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
    sells = heard("act", "sell") or heard("best") or _sells_well(heard) or (heard("thing", "product") and heard("rank"))
    return ("total_quantity",) if ranked and sells else ()


def _sells_well(heard: Heard) -> bool:
    """ "잘 팔리는 거", "안 팔리는 거"."""
    return any(piece.kind == "rank" and "팔" in piece.text for piece in heard.pieces)


def _group(heard: Heard) -> Dimension | None:
    if heard("by"):
        return cast(Dimension, heard.first("by"))
    if heard("best"):
        return "product"
    if heard("trend") and not any(map(heard, RANKS)):
        return "month"
    if heard("patron"):
        return "customer"
    if not any(map(heard, RANKS)):
        return _several(heard)
    things = [one for one in _RANKABLE if heard("thing", one)]
    if things:
        return next((one for one in things if one != "product"), things[0])
    if several := _several(heard):
        return several
    if heard("field", "num_customers") and _measures(heard) != ("num_customers",):
        return "customer"
    if heard("act", "buy") and (heard("person") or heard("other", "who")):
        return "customer"
    sold = (heard("act", "buy", "sell") or _sells_well(heard)) and (heard("what") or heard("customer"))
    return "product" if sold else None


def _order(heard: Heard, by: Dimension | None) -> Order | None:
    if by is None:
        return None
    order = heard.first("best", "busy", "dear") or ("asc" if heard("rank", "asc") else heard.first("rank"))
    return cast(Order, order or ("desc" if heard("most") or heard("place") or heard("patron") else None)) or None


def _changed(
    asked: DataQuestion | Query | InspectionQuestion, heard: Heard
) -> tuple[DataQuestion | Query | InspectionQuestion | None, list[str]]:
    """ "그럼 독일은?": what was asked before, of another country, product, period, category or file."""
    period = next((one for one in heard.all("period") if one != "previous"), None)
    category, file = heard.first("category"), heard.first("file")
    named, _ = _filters(heard)
    filters = {field for field, _ in named}
    by = _group(heard)
    if isinstance(asked, InspectionQuestion):
        if not (period or category) or filters or by or file:
            return None, []
        if heard("compare") and asked.period and period and not asked.by:
            baseline, left = against(heard, asked.period, period)
            return replace(asked, category=category or asked.category, compared=True, baseline=baseline), left
        asked = replace(asked, compared=False, baseline=None) if period else asked
        return replace(asked, period=period or asked.period, category=category or asked.category), extra_periods(heard)
    if isinstance(asked, DataQuestion):
        if asked.subject.kind == "image":
            if not (category or file) or period or filters or by:
                return None, []
            return replace(asked, subject=Subject("image", file, category)), []
        if file and not (filters or period or by):
            return replace(asked, subject=Subject("table", file)), []
        asked = Query(asked.fields, file=asked.subject.file)
    compared = bool(asked.period and not asked.group_by and not period and (heard("compare") or heard("period", "previous")))
    if (
        (compared and is_stretch(asked.period or ""))
        or (by is None and any(map(heard, RANKS)))
        or heard("without")
        or _is_of_several(heard)
    ):
        return None, []
    if not (filters or period or by or file or compared) or category:
        return None, []
    if compared:
        baseline, left = stepped(heard, asked.period or "")
        return replace(asked, compared=True, baseline=baseline), left
    if heard("compare") and period and not (asked.group_by or by):
        return _set_against(asked, period, heard)
    if by is None and asked.group_by in filters:  # from all countries to one of them
        asked = replace(asked, group_by=None, order=None, limit=None)
    merged = tuple(sorted({*named, *(pair for pair in asked.filters if pair[0] not in filters)}))
    counted = next((_COUNTED[one] for one in heard.all("count") if one in _COUNTED), asked.measures)
    asked = replace(
        asked, measures=counted, filters=merged, period=period or asked.period, group_by=by or asked.group_by, file=file or asked.file
    )
    return replace(asked, baseline=None) if period else asked, extra_periods(heard)


def _set_against(asked: Query, period: str, heard: Heard) -> tuple[Query, list[str]]:
    """ "지난달 대비는?": what was asked before, or this month's, compared with that."""
    if asked.period and not is_stretch(asked.period):
        baseline, left = against(heard, asked.period, period)
        return replace(asked, compared=True, baseline=baseline), left
    current, compared, baseline, left = times(heard, of_several=False)
    return replace(asked, period=current, compared=compared, baseline=baseline), left


def _ranked_otherwise(asked: DataQuestion | Query | InspectionQuestion, heard: Heard) -> Query | None:
    """ "by revenue", said alone: the same, ranked by another measure."""
    alone = all(piece.kind in ("small", "ending", "field") for piece in heard.pieces) and any(piece.text == "by" for piece in heard.pieces)
    measures = _measures(heard)
    return replace(asked, measures=measures) if alone and measures and isinstance(asked, Query) and asked.order else None


def _of_the_same(asked: DataQuestion | Query, before: DataQuestion | Query | InspectionQuestion) -> DataQuestion | Query:
    """ "and the confidence?": of the picture or table that was just spoken of, unless another one is named."""
    if isinstance(asked, Query):
        return replace(asked, file=asked.file or _table_file(before))
    if asked.subject.file or asked.subject.category:
        return asked
    if isinstance(before, DataQuestion) and before.subject.kind == asked.subject.kind:
        return replace(asked, subject=before.subject)
    return replace(asked, subject=Subject("table", _table_file(before))) if asked.subject.kind == "table" else asked


def _table_file(asked: DataQuestion | Query | InspectionQuestion) -> str | None:
    if isinstance(asked, Query):
        return asked.file
    return asked.subject.file if isinstance(asked, DataQuestion) and asked.subject.kind == "table" else None
