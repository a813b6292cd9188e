"""From what was asked to the documents that the tables API answers (`POST …/query`). Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from finnect.assistant.dialogue.spans import Span
from finnect.assistant.dialogue.wanted import Query
from finnect.assistant.dialogue.words import OF_CUSTOMERS

SHOWN = 15  # groups of an answer, unless a number was asked for
SHOWN_IN_TIME = 24
_TIMES = ("year", "quarter", "month", "week", "day", "weekday", "hour")
_MOST_ASKED = 100
_ALL = 10_000
_WHOLE_NUMBERS = ("weekday", "hour")
_FIELDS = {
    "total_revenue": ("Quantity", "UnitPrice"),
    "num_customers": ("CustomerID",),
    "num_invoices": ("InvoiceNo",),
    "total_quantity": ("Quantity",),
    "num_products": ("StockCode",),
    "num_countries": ("Country",),
    "num_cancellations": ("InvoiceNo",),
    "revenue_per_customer": ("Quantity", "UnitPrice", "CustomerID"),
    "new_customers": ("CustomerID", "InvoiceNo", "InvoiceDate"),
    "average_basket": ("InvoiceNo",),
    "average_price": ("Quantity", "UnitPrice"),
    "cancellation_rate": ("InvoiceNo",),
    "repeat_rate": ("CustomerID", "InvoiceNo", "InvoiceDate"),
    "repeat_customers": ("CustomerID", "InvoiceNo", "InvoiceDate"),
    "country": ("Country",),
    "product": ("StockCode",),
    "customer": ("CustomerID",),
    "segment": ("CustomerID", "InvoiceDate"),
}


def lacking(query: Query, present: Collection[str]) -> tuple[str, ...]:
    """The columns that a table must have, and has not, for a query to have an answer."""
    named = [query.group_by, query.per, *(field for field, _ in (*query.filters, *query.without))]
    words = [*query.measures, *filter(None, named)]
    needed = [field for word in words for field in _FIELDS.get(word, ("InvoiceDate",))]
    if query.period or query.compared:
        needed.append("InvoiceDate")
    return tuple(dict.fromkeys(field for field in needed if field not in present))


def is_of_customers(query: Query) -> bool:
    """Whether customers who came again, or for the first time, are asked for, which no closed query tells."""
    return bool(set(query.measures) & set(OF_CUSTOMERS))


def of_all(query: Query) -> Query:
    """What a share is of: the same measures in the same period, of everything."""
    return replace(query, filters=(), without=(), group_by=None, order=None, limit=None, share=False)


def is_relative(query: Query) -> bool:
    """Whether a period of it counts from a day, as "last month" does."""
    periods = [part for period in (query.period, query.baseline) for part in (period or "").split("..")]
    return any(part and not part[0].isdigit() and part != "year_ago" for part in periods)


def document(query: Query, span: Span | None) -> dict[str, Any]:
    """`query` within `span` as a closed query. The whole is asked with `num_invoices` and `total_quantity`, which tell whether there
    were any sales; of groups, one more than is shown, so that it can be said that there are others.
    """
    if query.per:
        return {"measures": list(query.measures), "group_by": [query.per], "filters": _filters(query, span), "limit": _ALL}
    if query.group_by is None:
        return {"measures": list(dict.fromkeys((*query.measures, "num_invoices", "total_quantity"))), "filters": _filters(query, span)}
    first = query.measures[0]
    in_time = query.group_by in _TIMES
    by_value = first if query.order == "asc" else f"-{first}"
    newest_first = f"-{query.group_by}" if is_backwards(query) else query.group_by
    order = by_value if query.order or not in_time else newest_first
    return {
        "measures": list(query.measures),
        "group_by": [query.group_by],
        "filters": _filters(query, span),
        "order_by": [order],
        "limit": shown(query) + 2,  # one for the group without a name
    }


def shown(query: Query) -> int:
    """How many groups an answer lists."""
    return min(query.limit or (SHOWN_IN_TIME if query.group_by in _TIMES else SHOWN), _MOST_ASKED)


def is_backwards(query: Query) -> bool:
    """Whether the document asks the newest periods first, which people read the other way round."""
    return query.order is None and query.group_by in ("year", "quarter", "month", "week", "day")


def _filters(query: Query, span: Span | None) -> list[dict[str, Any]]:
    filters = [*_chosen(query.filters, "in"), *_chosen(query.without, "not_in")]
    if span is None:
        return filters
    ends: Iterable[tuple[str, str]] = (("from", span.first.isoformat()), ("to", span.last.isoformat()))
    return filters + [{"field": "day", "operator": operator, "value": value} for operator, value in ends]


def _chosen(pairs: Iterable[tuple[str, str]], operator: str) -> list[dict[str, Any]]:
    values: dict[str, list[str | int]] = {}
    for field, value in pairs:
        values.setdefault(field, []).append(int(value) if field in _WHOLE_NUMBERS else value)
    return [{"field": field, "operator": operator, "value": found} for field, found in values.items()]
