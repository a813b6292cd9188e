"""Working out what a question for numbers asks: closed queries over a table, counts over inspections."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateField, Max, Q, QuerySet
from django.db.models.functions import Trunc
from django.utils import timezone

from finnect.accounts.models import User
from finnect.assistant import queries
from finnect.assistant.dialogue import (
    CountFact,
    Group,
    Inspected,
    InspectionQuestion,
    Query,
    QueryFact,
    Source,
    Span,
    Wanted,
    reckoning,
)
from finnect.assistant.dialogue.choices import in_words_of
from finnect.assistant.dialogue.spans import before, now_of, spans, written, year_ago
from finnect.assistant.services import customers
from finnect.inspection import queries as inspection
from finnect.inspection.models import Inspection
from finnect.kit.errors import NotFound
from finnect.sales import analysis
from finnect.sales import services as sales
from finnect.sales.errors import BeingMeasured
from finnect.sales.measurements import Question
from finnect.sales.models import Table

NAMED = ("country", "product", "customer")


def result_of(user: User, wanted: Wanted | None, today: date) -> QueryFact | CountFact | None:
    """From what he may see; None where there is nothing to work it out from, or the question asks one of the stored fields."""
    asked = wanted.asked if wanted else None
    if isinstance(asked, InspectionQuestion):
        return _counted(user, asked, today)
    while isinstance(asked, Query) and (table := queries.table_for(user, asked.file)):
        with suppress(NotFound):  # deleted meanwhile; there may be another
            fact = _queried(table, asked, today)
            return fact if asked.file else _looked_for(user, table, fact, today)
    return None


def _looked_for(user: User, table: Table, fact: QueryFact, today: date) -> QueryFact:
    """With the answer of the newest older table that has sales of what is named, where this one never had any."""
    named = [pair for pair in fact.query.filters if pair[0] in NAMED]
    if fact.groups or fact.lacking or fact.choices or fact.awaited or not named:
        return fact
    ever = Query(fact.query.measures, filters=tuple(named))
    try:
        if fact.query.period and _whole(table, replace(fact, query=ever, span=None)).groups:
            return fact
    except BeingMeasured:
        return replace(fact, awaited=True)
    older = (_queried(one, fact.query, today) for one in queries.newest_tables(user) if one.pk != table.pk)
    return replace(fact, elsewhere=next((one for one in older if one.groups or one.awaited), None))


def _queried(table: Table, query: Query, today: date) -> QueryFact:
    fact = QueryFact(queries.source_of(table), query, lacking=reckoning.lacking(query, table.mapping))
    if fact.lacking:
        return fact
    try:
        query = in_words_of(query, queries.countries_of(table)) if _names_a_country(query) else query
        return _worked_out(table, replace(fact, query=query), today)
    except analysis.FieldNeeded as problem:  # the column is there, but empty
        return replace(fact, lacking=(problem.params["field"],))
    except BeingMeasured:
        return replace(fact, awaited=True)


def _names_a_country(query: Query) -> bool:
    return any(field == "country" for field, _ in (*query.filters, *query.without))


def _worked_out(table: Table, fact: QueryFact, today: date) -> QueryFact:
    query = fact.query
    covers = queries.extent_of(table)
    now = now_of(covers, today)
    found = spans(query.period, now, covers) if query.period else [None]
    if len(found) > 1:
        return replace(fact, choices=tuple(replace(query, period=written(span)) for span in found if span))
    fact = replace(fact, span=found[0], covers=covers, counted_from=now if now != today and reckoning.is_relative(query) else None)
    if reckoning.is_of_customers(query):
        told = customers.worked_out(table, fact)
        return _compared(table, told, now) if query.compared and fact.span and not query.group_by else told
    if sales.is_measured_by_jobs(table):
        _order_all(table, fact, now)
    fact = _averaged(table, fact) if query.per else _grouped(table, fact) if query.group_by else _whole(table, fact)
    if query.share and fact.groups:
        fact = replace(fact, whole=_whole(table, replace(fact, query=reckoning.of_all(query))).groups[0])
    return _compared(table, fact, now) if query.compared and fact.span and fact.groups else fact


def _order_all(table: Table, fact: QueryFact, now: date) -> None:
    """Of what the answer is made of, so that one job measures it.

    :raises BeingMeasured: until all of it is there
    """
    query, awaited = fact.query, None
    documents = [reckoning.document(query, fact.span)]
    if query.share:
        documents.append(reckoning.document(reckoning.of_all(query), fact.span))
    if query.compared and fact.span:
        documents.append(reckoning.document(query, _baseline(query.baseline, fact.span, now, fact.covers)))
    for document in documents:
        try:
            run(table, document)
        except BeingMeasured as problem:
            awaited = problem
    if awaited:
        raise awaited


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
    work_out = customers.worked_out if reckoning.is_of_customers(fact.query) else _whole
    groups = work_out(table, replace(fact, span=earlier, groups=())).groups
    nothing = Group("", tuple(0 for _ in fact.query.measures))
    return replace(fact, earlier_span=earlier, earlier=groups[0] if groups else nothing)


def _baseline(asked: str | None, span: Span, now: date, covers: Span | None) -> Span:
    if asked is None:
        return before(span)
    return year_ago(span) if asked == "year_ago" else spans(asked, now, covers)[-1]


def _averaged(table: Table, fact: QueryFact) -> QueryFact:
    """Of the days, weeks, … that have sales: a closed day counts for nothing, which the answer says."""
    answer = run(table, reckoning.document(fact.query, fact.span))
    rows = [row[1:] for row in answer["rows"] if row[0] is not None]
    if not rows:
        return fact
    sums = [sum(Decimal(str(value)) for value in column) for column in zip(*rows, strict=True)]
    return replace(fact, groups=(Group("", tuple(total / len(rows) for total in sums)),), periods=len(rows))


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


def run(table: Table, document: dict[str, Any]) -> dict[str, Any]:
    """The answer of the tables API to a closed query, from the same cache.

    :raises BeingMeasured: as `queries.told`
    """
    query = analysis.parse_query(document)
    answer = queries.told(table, Question("query", (query,)))
    rows = [[cell if isinstance(cell, str | int | float | None) else sales.number(cell) for cell in row] for row in answer["rows"]]
    return {"columns": answer["columns"], "rows": rows}


def _counted(user: User, question: InspectionQuestion, today: date) -> CountFact | None:
    rows = inspection.visible_inspections(user)
    last = rows.aggregate(last=Max("created_at"))["last"]
    if last is None:
        return None
    covers = Span(queries.local(rows.earliest("created_at").created_at).date(), queries.local(last).date())
    span = spans(question.period, today, covers)[-1] if question.period else None
    source = Source("inspections", "", "", "/dashboard/images/", queries.local(timezone.now()))
    chosen = _within(rows, question, span)
    all_ = _inspected(chosen)
    fact = CountFact(source, question, all_.inspections, all_.defects, span, covers.last)
    if question.by:
        return replace(fact, groups=_inspected_by(chosen, question))
    if not (question.compared and span):
        return fact
    earlier = _baseline(question.baseline, span, today, covers)
    return replace(fact, earlier=_inspected(_within(rows, question, earlier)), earlier_span=earlier)


def _within(rows: QuerySet[Inspection], question: InspectionQuestion, span: Span | None) -> QuerySet[Inspection]:
    since, until = _moments(span)
    return inspection.chosen_inspections(rows, category=question.category or "", since=since, until=until)


def _inspected(rows: QuerySet[Inspection]) -> Inspected:
    return Inspected("", rows.count(), rows.filter(prediction=Inspection.Prediction.DEFECT).count())


def _inspected_by(rows: QuerySet[Inspection], question: InspectionQuestion) -> tuple[Inspected, ...]:
    """The newest periods, oldest first; all categories, by name or by what is asked of them."""
    counted = {"all": Count("id"), "defects": Count("id", filter=Q(prediction=Inspection.Prediction.DEFECT))}
    if question.by == "category":
        found = rows.values("detector__category").annotate(**counted).order_by("detector__category")
        groups = [Inspected(*row) for row in found.values_list("detector__category", *counted)]
        if question.order:
            groups.sort(key=lambda one: _asked_of(one, question), reverse=question.order == "desc")
        return tuple(groups)
    start = Trunc("created_at", question.by, tzinfo=queries.READERS_ZONE, output_field=DateField())
    found = rows.annotate(start=start).values("start").annotate(**counted).order_by("-start")
    newest = found.values_list("start", *counted)[: reckoning.SHOWN_IN_TIME]
    length = 7 if question.by == "month" else 10
    return tuple(Inspected(row[0].isoformat()[:length], *row[1:]) for row in reversed(newest))


def _asked_of(one: Inspected, question: InspectionQuestion) -> float:
    values = {"inspections": one.inspections, "defects": one.defects, "normals": one.inspections - one.defects}
    return values[question.counted] if question.counted != "defect_rate" else one.defects / one.inspections


def _moments(span: Span | None) -> tuple[datetime | None, datetime | None]:
    """The days as they are in the readers' zone."""
    if span is None:
        return None, None
    first, last = (datetime.combine(day, time(), queries.READERS_ZONE) for day in (span.first, span.last + timedelta(days=1)))
    return first, last
