"""Reading a question that goes on from the one before: "그럼 독일은?", "지난달 대비는?", "by revenue"."""

from dataclasses import replace

from finnect.assistant.dialogue.chosen import filters_asked, is_of_several
from finnect.assistant.dialogue.groups import group
from finnect.assistant.dialogue.heard import RANKS, Heard
from finnect.assistant.dialogue.measures import measures_asked
from finnect.assistant.dialogue.periods import holds_no_name
from finnect.assistant.dialogue.spans import is_stretch
from finnect.assistant.dialogue.times import against, extra_periods, stepped, times
from finnect.assistant.dialogue.wanted import DataQuestion, InspectionQuestion, Query, Subject

_COUNTED = {"people": ("num_customers",), "documents": ("num_invoices",), "pieces": ("total_quantity",)}


def changed(
    asked: DataQuestion | Query | InspectionQuestion, heard: Heard
) -> tuple[DataQuestion | Query | InspectionQuestion | None, list[str]]:
    """ "그럼 독일은?": what was asked before, of another country, product, period, category or file."""
    period = next((one for one in heard.all("period") if one != "previous"), None)
    category, file = heard.first("category"), heard.first("file")
    named, _ = filters_asked(heard)
    filters = {field for field, _ in named}
    by = group(heard)
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
    if (compared and is_stretch(asked.period or "")) or (by is None and any(map(heard, RANKS))) or heard("without") or is_of_several(heard):
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


def ranked_otherwise(asked: DataQuestion | Query | InspectionQuestion, heard: Heard) -> Query | None:
    """ "by revenue", said alone: the same, ranked by another measure."""
    alone = all(piece.kind in ("small", "ending", "field") for piece in heard.pieces) and any(piece.text == "by" for piece in heard.pieces)
    measures = measures_asked(heard)
    return replace(asked, measures=measures) if alone and measures and isinstance(asked, Query) and asked.order else None


def of_the_same(asked: DataQuestion | Query, before: DataQuestion | Query | InspectionQuestion) -> DataQuestion | Query:
    """ "and the confidence?": of the picture or table that was just spoken of, unless another one is named."""
    if isinstance(asked, Query):
        return replace(asked, file=asked.file or table_file(before))
    if asked.subject.file or asked.subject.category:
        return asked
    if isinstance(before, DataQuestion) and before.subject.kind == asked.subject.kind:
        return replace(asked, subject=before.subject)
    return replace(asked, subject=Subject("table", table_file(before))) if asked.subject.kind == "table" else asked


def may_name(question: str, asked: DataQuestion | Query | InspectionQuestion | None) -> bool:
    """Whether a number of a table is asked for, maybe of a country or product whose name nobody knows yet."""
    is_of_a_table = isinstance(asked, Query) or (isinstance(asked, DataQuestion) and asked.subject.kind == "table")
    return is_of_a_table and not holds_no_name(question)


def table_file(asked: DataQuestion | Query | InspectionQuestion | None) -> str | None:
    if isinstance(asked, Query):
        return asked.file
    return asked.subject.file if isinstance(asked, DataQuestion) and asked.subject.kind == "table" else None
