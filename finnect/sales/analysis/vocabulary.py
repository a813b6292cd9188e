"""The words in which tables are asked about; read by the web process, so nothing here loads Polars."""

from typing import Literal, get_args

from finnect.kit.words import N_

Measure = Literal["total_revenue", "num_customers", "num_invoices", "total_quantity"]
Period = Literal["month", "week", "day"]
Dimension = Literal["product", "country", "customer"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
FIELDS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
STATUS = "Status"  # of a row, where a column says what was cancelled; a cleaned table keeps only whether it was

# of `POST …/query`
Asked = Literal[
    "total_revenue",
    "num_customers",
    "num_invoices",
    "total_quantity",
    "num_products",
    "num_countries",
    "num_cancellations",
    "average_basket",
    "average_price",
    "revenue_per_customer",
    "cancellation_rate",
]
Group = Literal["country", "product", "customer", "segment", "year", "quarter", "month", "week", "day", "weekday", "hour"]
Operator = Literal["equals", "in", "not_in", "from", "to", "contains"]
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
# segment → what it is called, and what to do about its customers
SEGMENT_WORDS: dict[Segment, tuple[str, str]] = {
    "champions": (N_("Champions"), N_("Bought recently, often and for much. Reward them, and show them new things first.")),
    "loyal": (N_("Loyal"), N_("Buy often and for much, though not in the last days. Keep them with offers that fit.")),
    "potential_loyalists": (N_("Potential loyalists"), N_("Bought recently, and more than once or for more. Invite them to come back.")),
    "new": (N_("New"), N_("Bought for the first time just now. Make the start easy.")),
    "promising": (N_("Promising"), N_("Bought recently but little. Show them what else there is.")),
    "need_attention": (N_("Need attention"), N_("Middling in everything. A limited offer may wake them.")),
    "about_to_sleep": (N_("About to sleep"), N_("Some time ago and little. Remind them before they forget.")),
    "at_risk": (N_("At risk"), N_("Used to buy, but not for long now. Ask what went wrong.")),
    "cannot_lose": (N_("Cannot lose"), N_("Were among the best and have stopped. Talk to them in person.")),
    "lost": (N_("Lost"), N_("Long ago and little. Spend no effort that others are worth more of.")),
}
