"""What is worked out from totals is what the table says, to the last digit; what they cannot tell is asked of the table."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from finnect.assistant import totals
from finnect.assistant.totals import WithTotals, with_totals
from finnect.sales import analysis
from finnect.sales.analysis.engine import Engine, OneMachine
from finnect.sales.analysis.summaries import Summary

AMBIGUOUS_NAMES = ("RED LANTERN", "red lantern", "RED LANTERN", None)
FILTERS: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"field": "country", "operator": "equals", "value": "germany"}],
    [{"field": "product", "operator": "equals", "value": "RED LANTERN"}],
    [{"field": "product", "operator": "contains", "value": "jar"}, {"field": "country", "operator": "equals", "value": "France"}],
    [{"field": "day", "operator": "from", "value": "2011-03-02"}, {"field": "day", "operator": "to", "value": "2011-08-30"}],
    [{"field": "segment", "operator": "equals", "value": "champions"}],
    [{"field": "hour", "operator": "in", "value": [8, 9]}, {"field": "customer", "operator": "equals", "value": "3"}],
)


class Asked:
    """An engine that remembers how many summaries it was asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.times = engine, 0

    def summarise(self, *summaries: Summary) -> list[pl.DataFrame]:
        self.times += len(summaries)
        return self._engine.summarise(*summaries)


def _sales() -> Iterator[dict[str, Any]]:
    """Cancellations, gifts, corrections, and all that may be missing; some products have several names."""
    for at in range(400):
        invoice = f"{'C' if at % 11 == 0 else ''}{500 + at // 3}"
        quantity, price = (-2 if at % 11 == 0 else at % 7), Decimal(at % 13 * 37) / 100 - (Decimal("0.37") if at % 29 == 0 else 0)
        yield {
            "row": at + 1,
            "InvoiceNo": None if at % 97 == 0 else invoice,
            "StockCode": None if at % 89 == 0 else f"A{at % 9}",
            "Description": AMBIGUOUS_NAMES[at % 4] if at % 9 < 3 else "JAM JAR" if at % 9 == 4 else f"THING {at % 9}",
            "Quantity": quantity,
            "InvoiceDate": None if at % 41 == 0 else datetime(2010 + at % 2, at % 12 + 1, at % 28 + 1, at % 5 + 8, at % 60),
            "UnitPrice": price,
            "CustomerID": None if at % 17 == 0 else str(at % 23),
            "Country": None if at % 53 == 0 else ("Germany", "France", "EIRE")[at % 23 % 3],
            "amount": quantity * price,
        }


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    path: Path = tmp_path_factory.mktemp("table") / "table.parquet"
    decimal = pl.Decimal(38, 4)
    pl.DataFrame(list(_sales()), schema_overrides={"UnitPrice": decimal, "amount": decimal}, infer_schema_length=None).write_parquet(path)
    return Asked(OneMachine(path))


@pytest.fixture(scope="module")
def summed_up(table: Asked) -> Engine:
    return with_totals(table)


@pytest.mark.parametrize(("group", "filters"), [*((group, []) for group in analysis.GROUPS), *product((None, "country"), FILTERS)])
def test_the_answer_is_the_table_s(group: str | None, filters: list[dict[str, Any]], table: Asked, summed_up: Engine) -> None:
    for measures in (["total_revenue", "num_customers", "cancellation_rate"], ["total_quantity", "total_revenue"]):
        query = analysis.parse_query({"measures": measures, "filters": filters, **({"group_by": [group]} if group else {})})
        assert analysis.run_query(summed_up, query) == analysis.run_query(table, query)


def test_customers_are_the_table_s(table: Asked, summed_up: Engine) -> None:
    assert analysis.customer_rows(summed_up).rows() == analysis.customer_rows(table).rows()


@pytest.mark.parametrize(
    ("document", "is_told"),
    [
        ({"measures": ["total_revenue", "num_customers"], "group_by": ["month"]}, True),
        ({"measures": ["total_quantity"], "group_by": ["product"], "limit": 5}, True),
        ({"measures": ["total_quantity"], "group_by": ["product", "country"]}, True),
        ({"measures": ["num_customers"], "group_by": ["segment"]}, True),
        ({"measures": ["total_revenue"], "group_by": ["product", "month"]}, False),
        ({"measures": ["num_invoices"], "group_by": ["product"]}, False),
        ({"measures": ["average_price"]}, False),
    ],
)
def test_the_table_is_asked_only_for_what_totals_cannot_tell(
    document: dict[str, Any], is_told: bool, table: Asked, summed_up: Engine
) -> None:
    before = table.times
    analysis.run_query(summed_up, analysis.parse_query(document))

    assert (table.times == before) is is_told


def test_totals_that_are_large_are_not_kept(table: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "MOST_BYTES", 1000)
    engine = with_totals(Asked(table))
    query = analysis.parse_query({"measures": ["total_revenue"], "group_by": ["country"]})

    assert isinstance(engine, WithTotals)
    assert engine.totals == ()
    assert analysis.run_query(engine, query) == analysis.run_query(table, query)
