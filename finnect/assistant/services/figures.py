"""Working out what a question for numbers asks: closed queries over a table, counts over inspections."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from finnect.accounts.models import User
from finnect.assistant import queries
from finnect.assistant.dialogue import CountFact, Group, InspectionQuestion, Query, QueryFact, Source, Span, Wanted, reckoning
from finnect.assistant.dialogue.lexicon import RETURNING
from finnect.assistant.dialogue.spans import before, now_of, spans, written, year_ago
from finnect.inspection import queries as inspection
from finnect.inspection.models import Inspection
from finnect.sales import analysis
from finnect.sales import services as sales
from finnect.sales.models import Table


def result_of(user: User, wanted: Wanted | None, today: date) -> QueryFact | CountFact | None:
    """From what he may see; None where there is nothing to work it out from, or the question asks one of the stored fields."""
    asked = wanted.asked if wanted else None
    if isinstance(asked, Query):
        table = queries.table_for(user, asked.file)
        return _queried(table, asked, today) if table else None
    return _counted(user, asked, today) if isinstance(asked, InspectionQuestion) else None


def _queried(table: Table, query: Query, today: date) -> QueryFact:
    fact = QueryFact(queries.source_of(table), query, lacking=reckoning.lacking(query, table.mapping))
    if fact.lacking:
        return fact
    try:
        return _worked_out(table, fact, today)
    except analysis.FieldNeeded as problem:  # the column is there, but empty
        return replace(fact, lacking=(problem.params["field"],))


def _worked_out(table: Table, fact: QueryFact, today: date) -> QueryFact:
    query = fact.query
    covers = queries.extent_of(table)
    now = now_of(covers, today)
    found = spans(query.period, now, covers) if query.period else [None]
    if len(found) > 1:
        return replace(fact, choices=tuple(replace(query, period=written(span)) for span in found if span))
    fact = replace(fact, span=found[0], covers=covers, counted_from=now if now != today and reckoning.is_relative(query) else None)
    if reckoning.is_of_returning(query):
        query = replace(query, measures=tuple(dict.fromkeys((*query.measures, *RETURNING))))
        return replace(fact, query=query, groups=(_returning(table, query),))
    fact = _grouped(table, fact) if query.group_by else _whole(table, fact)
    return _compared(table, fact, now) if query.compared and fact.span and fact.groups else fact


def _whole(table: Table, fact: QueryFact) -> QueryFact:
    """Without a group where there were no sales: then a sum of nothing is not told as a zero."""
    answer = run(table, reckoning.document(fact.query, fact.span))
    row = dict(zip(answer["columns"], answer["rows"][0], strict=True))
    if not row["num_invoices"] and not row["total_quantity"]:
        return fact
    return replace(fact, groups=(Group("", tuple(row[name] for name in fact.query.measures)),))


def _compared(table: Table, fact: QueryFact, now: date) -> QueryFact:
    assert fact.span is not None
    earlier = _baseline(fact.query.baseline, fact.span, now, fact.covers)
    if fact.covers and earlier.last < fact.covers.first:
        return replace(fact, earlier_span=earlier)
    groups = _whole(table, replace(fact, span=earlier, groups=())).groups
    nothing = Group("", tuple(0 for _ in fact.query.measures))
    return replace(fact, earlier_span=earlier, earlier=groups[0] if groups else nothing)


def _baseline(asked: str | None, span: Span, now: date, covers: Span | None) -> Span:
    if asked is None:
        return before(span)
    return year_ago(span) if asked == "year_ago" else spans(asked, now, covers)[-1]


def _grouped(table: Table, fact: QueryFact) -> QueryFact:
    query, most = fact.query, reckoning.shown(fact.query)
    answer = run(table, reckoning.document(query, fact.span))
    first = len(answer["columns"]) - len(query.measures)
    rows = [row for row in answer["rows"] if not (query.order and row[0] is None)]
    groups = [Group(_name(*row[:first]), tuple(row[first:])) for row in rows[:most]]
    return replace(fact, groups=tuple(reversed(groups) if reckoning.is_backwards(query) else groups), others=max(0, len(rows) - most))


def _name(key: object, product: str | None = None) -> str | None:
    """With the code behind a product's name: two products may be called the same."""
    return f"{product} ({key})" if product else None if key is None else str(key)


def _returning(table: Table, query: Query) -> Group:
    """Of the customers who bought, those with at least two orders; cancellations are no orders."""
    found = sales.measured(table, "returning", _count_returning)
    values = {"repeat_customers": found[0], "repeat_rate": found[0] / found[1] if found[1] else None}
    return Group("", tuple(values.get(name) for name in query.measures))


def _count_returning(parquet: Any) -> tuple[int, int]:
    orders = [row["frequency"] for row in analysis.customer_rows(parquet)]
    return sum(count >= 2 for count in orders), len(orders)


def run(table: Table, document: dict[str, Any]) -> dict[str, Any]:
    """The answer of the tables API to a closed query, from the same cache."""
    query = analysis.parse_query(document)
    answer = sales.measured(table, f"query:{query}", lambda parquet: analysis.run_query(parquet, query))
    rows = [[cell if isinstance(cell, str | int | float | None) else sales.number(cell) for cell in row] for row in answer["rows"]]
    return {"columns": answer["columns"], "rows": rows}


def _counted(user: User, question: InspectionQuestion, today: date) -> CountFact | None:
    rows = inspection.visible_inspections(user)
    last = rows.aggregate(last=Max("created_at"))["last"]
    if last is None:
        return None
    covers = Span(queries.local(rows.earliest("created_at").created_at).date(), queries.local(last).date())
    span = spans(question.period, today, covers)[-1] if question.period else None
    since, until = _moments(span)
    rows = inspection.chosen_inspections(rows, category=question.category or "", since=since, until=until)
    source = Source("inspections", "", "", "/dashboard/images/", queries.local(timezone.now()))
    return CountFact(source, question, *_numbers(rows), span, covers.last)


def _numbers(rows: QuerySet[Inspection]) -> tuple[int, int]:
    return rows.count(), rows.filter(prediction=Inspection.Prediction.DEFECT).count()


def _moments(span: Span | None) -> tuple[datetime | None, datetime | None]:
    """The days as they are in the readers' zone."""
    if span is None:
        return None, None
    first, last = (datetime.combine(day, time(), queries.READERS_ZONE) for day in (span.first, span.last + timedelta(days=1)))
    return first, last
