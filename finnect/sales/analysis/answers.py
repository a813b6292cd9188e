"""What the measures answer with; read by the web process, so nothing here loads Polars."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict


class Statistics(TypedDict):
    """Revenue in the table's own currency."""

    total_revenue: Decimal
    num_customers: int
    num_invoices: int
    total_quantity: int | Decimal


class Point(TypedDict):
    """`period` is its first day; it is `complete` if the table reaches its last one."""

    period: date
    value: Decimal | int
    complete: bool


class Entry(TypedDict):
    key: str
    label: str
    value: Decimal | int


@dataclass(frozen=True)
class Line:
    """A part of the revenue; `label` and `purpose` are message ids."""

    name: str
    label: str
    rows: int
    value: Decimal
    purpose: str = ""
    customers: int = 0


@dataclass(frozen=True)
class Bridge:
    """`lines` sum exactly to `total`; the parts in `within` are contained in them."""

    lines: list[Line]
    total: Decimal
    definitions: list[Line]
    within: list[Line]
