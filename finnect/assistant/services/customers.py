"""What is asked of customers one by one: who came again, and who came for the first time."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from finnect.assistant import queries
from finnect.assistant.dialogue import Group, QueryFact, reckoning
from finnect.assistant.dialogue.wanted import Dimension
from finnect.assistant.dialogue.words import RETURNING
from finnect.sales import analysis
from finnect.sales.measurements import Question
from finnect.sales.models import Table


def worked_out(table: Table, fact: QueryFact) -> QueryFact:
    if "new_customers" in fact.query.measures:
        return _newcomers(table, fact)
    query = replace(fact.query, measures=tuple(dict.fromkeys((*fact.query.measures, *RETURNING))))
    asked = analysis.parse_query(reckoning.document(replace(query, measures=("num_invoices",)), fact.span))
    values = queries.told(table, Question("returning", (asked.filters,)))
    return replace(fact, query=query, groups=(Group("", tuple(values[name] for name in query.measures)),) if values else ())


def _newcomers(table: Table, fact: QueryFact) -> QueryFact:
    """Who bought for the first time within the span, or for the first time of all that passes the filters; month by month, or as asked,
    where no span is named: all came once.
    """
    asked = analysis.parse_query(reckoning.document(replace(fact.query, measures=("num_invoices",), group_by=None), None))
    first = queries.told(table, Question("newcomers", (asked.filters,) if asked.filters else ()))
    within = {day: count for day, count in first.items() if not fact.span or fact.span.first <= date.fromisoformat(day) <= fact.span.last}
    if fact.span and not fact.query.group_by:
        return replace(fact, query=replace(fact.query, measures=("new_customers",)), groups=(Group("", (sum(within.values()),)),))
    query = replace(fact.query, measures=("new_customers",), group_by=fact.query.group_by or "month")
    periods: Counter[str] = Counter()
    for day, count in within.items():
        periods[_period_of(date.fromisoformat(day), query.group_by)] += count
    if query.order:
        ranked = sorted(periods.items(), key=lambda one: (-one[1] if query.order == "desc" else one[1], one[0]))[: reckoning.shown(query)]
    else:
        ranked = sorted(periods.items())[-reckoning.shown(query) :]
    return replace(fact, query=query, groups=tuple(Group(name, (count,)) for name, count in ranked), others=len(periods) - len(ranked))


def _period_of(day: date, unit: Dimension | None) -> str:
    """As closed queries name it."""
    if unit == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    if unit == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()[: {"year": 4, "month": 7}.get(unit or "", 10)]
