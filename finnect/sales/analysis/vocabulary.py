"""The words in which tables are asked about; read by the web process, so nothing here loads Polars."""

from typing import Literal, get_args

Measure = Literal["total_revenue", "num_customers", "num_invoices", "total_quantity"]
Period = Literal["month", "week", "day"]
Dimension = Literal["product", "country", "customer"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
FIELDS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")

# of `POST …/query`
Asked = Literal[
    "total_revenue",
    "num_customers",
    "num_invoices",
    "total_quantity",
    "num_products",
    "average_basket",
    "average_price",
    "cancellation_rate",
]
Group = Literal["country", "product", "customer", "segment", "year", "quarter", "month", "week", "day", "weekday", "hour"]
Operator = Literal["equals", "in", "from", "to", "contains"]
ASKED: tuple[Asked, ...] = get_args(Asked)
GROUPS: tuple[Group, ...] = get_args(Group)
OPERATORS: tuple[Operator, ...] = get_args(Operator)
TIMES: tuple[Group, ...] = ("year", "quarter", "month", "week", "day", "weekday", "hour")

Segment = Literal[
    "champions",
    "loyal",
    "potential_loyalists",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "lost",
]
SEGMENTS: tuple[Segment, ...] = get_args(Segment)
