"""Reading a question for numbers: what is asked, of what, and whether every word of it was understood.

The pieces of a question (`periods.read_pieces`) are weighed together: "몇 명" with "구매" asks for customers, "몇 개" with
"팔렸어" for a quantity. Whatever restricts the question beyond the three closed forms of `wanted` is in `unknown`; a
number is only given when nothing is: "영국 매출" answered with the revenue of all countries would be a lie.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from finnect.assistant.dialogue.asides import is_narrowed_beside, without_asides
from finnect.assistant.dialogue.choices import category_named, words_that_hold
from finnect.assistant.dialogue.chosen import filters_asked, is_of_several
from finnect.assistant.dialogue.cutting import Names, Piece
from finnect.assistant.dialogue.followups import changed, of_the_same, ranked_otherwise
from finnect.assistant.dialogue.groups import beside_customers, group, limit_asked, order_asked
from finnect.assistant.dialogue.heard import FILTERS, RANKS, Heard
from finnect.assistant.dialogue.inspected import inspection_question
from finnect.assistant.dialogue.measures import AVERAGES, TIMES, measures_asked
from finnect.assistant.dialogue.narrowing import SURE, chance_that_nothing_narrows
from finnect.assistant.dialogue.periods import read_pieces
from finnect.assistant.dialogue.pictures import PERCENT, explains, picture_question
from finnect.assistant.dialogue.spans import is_possible
from finnect.assistant.dialogue.text import Language, tidy
from finnect.assistant.dialogue.times import times
from finnect.assistant.dialogue.wanted import DataQuestion, Dimension, InspectionQuestion, Query, Subject, Wanted
from finnect.assistant.dialogue.words import IMAGE_FIELDS, MEASURES, OF_CUSTOMERS, RETURNING, TABLE_FIELDS

_LISTED = ("list", "show", "showme", "table", "breakdown", "split")  # one line for each customer
_AGAINST = ("대비", "비교", "비교해", "비교해서", "비교하면", "보다", "비해", "compared", "compare", "than", "versus", "vs", "against")


def read(question: str, language: Language, names: Names | None = None, before: Wanted | None = None) -> Wanted | None:
    """What is asked for in a text, None when it is no number; `before` is what was asked last."""
    names = names or Names()
    wanted = read_as_it_is(question, language, names, before)
    if wanted and not wanted.unknown:
        return wanted
    cores = without_asides(question, lambda clause: read_pieces(clause, names), understood=True)
    shorter = (read_as_it_is(core, language, names) for core in cores)
    found = next((one for one in shorter if one and not one.unknown), None)
    if found is None and wanted and not names.unread and _narrows_nothing(wanted, question, names, language):
        asked = replace(wanted.asked, unknown=()) if isinstance(wanted.asked, DataQuestion) else wanted.asked
        found = replace(wanted, asked=asked, unknown=(), passed_over=words_that_hold(wanted.unknown, question))
    return replace(found, is_beside=True) if found else wanted


def _narrows_nothing(wanted: Wanted, question: str, names: Names, language: Language) -> bool:
    pieces = read_pieces(question, names)
    if not is_of_words_alone(wanted, pieces, question) or is_narrowed_beside(question, lambda clause: read_pieces(clause, names)):
        return False
    return chance_that_nothing_narrows(pieces, language) >= SURE


def is_of_words_alone(wanted: Wanted, pieces: Sequence[Piece], question: str) -> bool:
    """Whether all that was not understood is words that no list has, none of them a part of another word ("salesperson")."""
    strange = {piece.text for piece in pieces if piece.kind == "unknown"}
    return bool(wanted.unknown) and set(wanted.unknown) <= strange and all(_is_whole(word, question) for word in strange)


def _is_whole(word: str, question: str) -> bool:
    """Of Korean nothing is known: its words are written together."""
    letters = r"[^a-z\d]*".join(map(re.escape, word))
    return not word.isascii() or re.search(rf"(?<![a-z\d]){letters}(?![a-z\d])", tidy(question)) is not None


def read_as_it_is(question: str, language: Language, names: Names, before: Wanted | None = None) -> Wanted | None:
    """With every word that was not understood in `unknown`, and nothing taken for said beside the question."""
    heard = Heard(read_pieces(question, names))
    asked, left = inspection_question(heard) or picture_question(heard, language) or _table(heard, language) or (None, [])
    if before and (ranked := ranked_otherwise(before.asked, heard)):
        asked, left = ranked, []
    if before and asked is None and not heard("unknown") and not heard("beyond"):
        asked, left = changed(before.asked, heard)
    if asked is None:
        return None
    if before and not isinstance(asked, InspectionQuestion):
        asked = of_the_same(asked, before.asked)
    unknown = tuple(dict.fromkeys([*heard.said("unknown", "beyond"), *left]))
    certainty = _certainty(heard.pieces, unknown)
    if isinstance(asked, DataQuestion):
        asked = replace(asked, certainty=certainty, unknown=unknown)
    is_of_nothing_known = isinstance(asked, InspectionQuestion) and not asked.category and not left and bool(unknown)
    return Wanted(asked, certainty, unknown, category_named(question, unknown) if is_of_nothing_known else "")


def _certainty(pieces: tuple[Piece, ...], unknown: tuple[str, ...]) -> float:
    size = sum(len(piece.text) for piece in pieces)
    return round((1 - min(1.0, sum(map(len, unknown)) / size)) * 0.95 ** sum(piece.typo for piece in pieces), 3)


Found = tuple[DataQuestion | Query | InspectionQuestion, list[str]]


def _table(heard: Heard, language: Language) -> Found | None:
    measures = measures_asked(heard)
    by = None if measures == ("revenue_per_customer",) and group(heard) == "customer" else group(heard)
    if by == "customer" and measures == ("total_revenue",) and (other := beside_customers(heard)):
        measures, by = ("revenue_per_customer",), other
    elif by == "customer" and measures == ("total_revenue",) and heard.says("percustomer", "perclient") and not heard.says(*_LISTED):
        measures, by = ("revenue_per_customer",), None
    if not measures or heard("subject", "image", "model") or explains(heard):
        return None
    filters, without = filters_asked(heard)
    period, compared, baseline, left = times(heard, is_of_several(heard) or (heard("by") and not heard("period")))
    if measures == ("new_customers",) and not baseline and not heard.says(*_AGAINST):  # "몇 명 늘었나요" asks for them alone
        compared = False
    order = order_asked(heard, by)
    limit = limit_asked(heard, by) if order else None
    per = cast(Dimension | None, heard.first("per") or (by if heard("average") and not order else None))
    by = None if per else by
    left += heard.said("category") + _of_whom(heard, bool(order))
    if not order:
        left += heard.said(*RANKS[1:]) + [
            piece.text for piece in heard.pieces if piece.kind == "number" and piece.value != str(len(measures))
        ]
    left += [
        piece.text
        for piece in heard.pieces
        if piece.kind == "thing"
        and piece.value not in (by, per, "product", *_counted_things(measures), *_units_of(period))
        and not heard.is_after(piece, "country")
        and not (piece.value == "segment" and heard.is_after(piece, "segment"))
    ]
    left += [piece.text for piece in heard.pieces if piece.kind == "field" and piece.value in IMAGE_FIELDS]
    share = not set(measures) & set(AVERAGES) and (heard("share") or bool((filters or by) and heard.says(*PERCENT)))
    if not (by or per or filters or without or period or compared or share) and set(measures) <= set(TABLE_FIELDS):
        return DataQuestion(measures, Subject("table", heard.first("file")), language, 1.0), left + heard.said("average", "without")
    left += [piece.text for piece in heard.pieces if piece.kind == "period" and not is_possible(piece.value)]
    query = Query(measures, by, filters, period, order, limit, compared, baseline, heard.first("file"), without, share, per)
    return query, left + _unfit(query, heard)


def _units_of(period: str | None) -> tuple[str, ...]:
    """What a period may be called besides: "year 2011", "2011년 11월 한 달", "11월 3일 하루"."""
    stated = re.fullmatch(r"(\d{4})?(-?\d\d)?(-\d\d)?|.*?(q|_quarter)?", period or "")
    if not period or not stated:
        return ()
    if stated[4]:
        return ("quarter",)
    return ("day",) if stated[3] else ("month",) if stated[2] else ("year",) if stated[1] else ()


def _counted_things(measures: tuple[str, ...]) -> tuple[str, ...]:
    return ("country",) if "num_countries" in measures else ()


def _unfit(query: Query, heard: Heard) -> list[str]:
    """Words that ask for what such a query does not tell."""
    left = []
    if query.compared and (query.group_by or query.share or query.per):
        left += heard.said("compare") or heard.said("period")
    if len([piece for piece in heard.pieces if "+" in piece.value and piece.kind in FILTERS]) > 1:  # weekends beside workdays
        left += heard.said(*FILTERS)
    if set(query.measures) & set(OF_CUSTOMERS) and not set(query.measures) <= set(OF_CUSTOMERS):
        left += heard.said("field")
    if set(query.measures) & set(RETURNING):
        left += heard.said("customer", "segment", "weekday", "hour", "compare", "per", "average", "by", *RANKS)
    elif set(query.measures) & set(OF_CUSTOMERS):
        left += heard.said("product", "customer", "segment", "weekday", "hour", "without", "per", "average")
        left += [] if query.group_by in (None, *TIMES) else heard.said("by", "thing", *RANKS)
    if query.per and query.per not in TIMES:
        left += heard.said("by", "average")
    if len(heard.all("hour")) > 1:  # "between 9 am and 12 pm" is more than the two
        left += heard.said("hour")
    if heard("average") and not query.per and not set(query.measures) <= set(AVERAGES):
        left += heard.said("average")
    if (query.share or query.per) and not set(query.measures) <= set(TABLE_FIELDS):
        left += heard.said("share", "per", "average")
    if query.share and not (query.filters or query.without or query.group_by):
        left += heard.said("share")
    if {"num_cancellations", "cancellation_rate"} <= set(query.measures) and not heard("and"):  # one of them may be said in passing
        left += heard.said("field")
    if heard("without") and not query.without:
        left += heard.said("without")
    return left


def _of_whom(heard: Heard, ranked: bool) -> list[str]:
    """Words that ask for something else about a measure: "마지막 주문", "who are our customers", "how much do you earn"."""
    named = heard("field", *MEASURES)
    of_a_file = heard("subject", "table", "upload") or heard("file")
    left = [] if of_a_file else [piece.text for piece in heard.pieces if (piece.kind, piece.value) == ("newest", "last")]
    left += [] if ranked or heard("again") else heard.said("other")
    left += [piece.text for piece in heard.pieces if (piece.kind, piece.value) == ("act", "register")]
    left += _kinds(heard)
    left += [piece.text for piece in heard.pieces if piece.kind == "file" and piece.value != heard.first("file")]
    left += heard.said("person") if heard("subject", "upload") and not heard("count") else []  # "다른 사람도 자료를 볼 수 있나요"
    is_average = bool(set(measures_asked(heard)) & set(AVERAGES))
    if (
        named
        and heard("act", "buy")
        and not is_average
        and not (ranked or heard("again") or heard("count") or heard("amount") or heard("person"))
    ):
        left += [] if heard("field", "num_customers") else heard.said("act")
    left += [piece.text for piece in heard.pieces if piece.text in ("spend", "spent") and heard.says("we")]
    if not set(measures_asked(heard)) & set(RETURNING):
        left += heard.said("again")
    if named:  # total revenue is net of cancellations
        return left + [piece.text for piece in heard.pieces if piece.text == "gross"]
    return left + heard.said("someone")


def _kinds(heard: Heard) -> list[str]:
    """ "How many products do we sell" asks for different ones, "did we sell" for pieces."""
    is_general = heard.says("do") and not (heard("period") or heard("by") or heard("per"))
    return heard.said("thing") if is_general and heard("count") and heard("thing", "product") and heard("act", "sell") else []
