"""What is asked of customers one by one: who came again, and who came for the first time."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from finnect.assistant import queries
from finnect.assistant.dialogue import Group, QueryFact, reckoning
from finnect.assistant.dialogue.words import RETURNING
from finnect.sales import analysis
from finnect.sales.models import Table


def worked_out(table: Table, fact: QueryFact) -> QueryFact:
    if "new_customers" in fact.query.measures:
        return _newcomers(table, fact)
    query = replace(fact.query, measures=tuple(dict.fromkeys((*fact.query.measures, *RETURNING))))
    values = _returned(table, fact)
    return replace(fact, query=query, groups=(Group("", tuple(values[name] for name in query.measures)),) if values else ())


def _returned(table: Table, fact: QueryFact) -> dict[str, float | int]:
    """Of the customers who bought what is asked for within the span, those with at least two orders of it; nothing where nobody did."""
    asked = analysis.parse_query(reckoning.document(replace(fact.query, measures=("num_invoices",)), fact.span))

    def measure(sales: Any) -> dict[str, float | int]:
        """Cancellations are no orders."""
        orders = [row["frequency"] for row in analysis.customer_rows(analysis.choose(sales, asked))]
        again = sum(count >= 2 for count in orders)
        return {"repeat_customers": again, "repeat_rate": again / len(orders)} if orders else {}

    found: dict[str, float | int] = queries.measured(table, f"returning:{asked.filters}", measure)
    return found


def _newcomers(table: Table, fact: QueryFact) -> QueryFact:
    """Who bought for the first time within the span; of all months, one by one, where none is named: all came once."""
    first = queries.measured(table, "newcomers", _first_days)
    within = {day: count for day, count in first.items() if not fact.span or fact.span.first <= date.fromisoformat(day) <= fact.span.last}
    if fact.span and not fact.query.group_by:
        return replace(fact, query=replace(fact.query, measures=("new_customers",)), groups=(Group("", (sum(within.values()),)),))
    months: Counter[str] = Counter()
    for day, count in within.items():
        months[day[:7]] += count
    query = replace(fact.query, measures=("new_customers",), group_by="month")
    if query.order:
        ranked = sorted(months.items(), key=lambda one: (-one[1] if query.order == "desc" else one[1], one[0]))[: reckoning.shown(query)]
    else:
        ranked = sorted(months.items())[-reckoning.shown(query) :]
    return replace(fact, query=query, groups=tuple(Group(month, (count,)) for month, count in ranked), others=len(months) - len(ranked))


def _first_days(sold: Any) -> dict[str, int]:
    """How many customers bought for the first time on each day."""
    return dict(Counter(row["first_purchase"].isoformat() for row in analysis.customer_rows(sold)))
