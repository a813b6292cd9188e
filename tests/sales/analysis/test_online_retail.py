"""The figures of Online Retail, as its readers agree on them."""

from datetime import date
from decimal import Decimal

import polars as pl

from finnect.sales.analysis import bridge, series, statistics, top


def test_every_row_is_read(retail_reading):
    reading, _ = retail_reading

    assert (reading.rows, reading.bad_rows, reading.encoding) == (541_909, 0, "ISO-8859-1")
    assert {column["name"]: column["missing"] for column in reading.columns if column["missing"]} == {
        "Description": 1_454, "CustomerID": 135_080
    }  # fmt: skip
    assert {column["name"]: column["distinct"] for column in reading.columns} == {
        "InvoiceNo": 25_900, "StockCode": 4_070, "Description": 4_211, "Quantity": 722,
        "InvoiceDate": 23_260, "UnitPrice": 1_630, "CustomerID": 4_372, "Country": 38,
    }  # fmt: skip


def test_the_four_statistics_are_exact(retail):
    assert statistics(retail) == {
        "total_revenue": Decimal("9747747.934"),
        "num_customers": 4_372,
        "num_invoices": 25_900,
        "total_quantity": 5_176_450,
    }


def test_the_statistics_do_not_depend_on_the_order_of_rows(retail, tmp_path):
    pl.read_parquet(retail).sample(fraction=1, shuffle=True, seed=7).write_parquet(tmp_path / "shuffled.parquet")

    assert statistics(tmp_path / "shuffled.parquet") == statistics(retail)


def test_the_bridge_sums_exactly_and_knows_the_other_revenues(retail):
    found = bridge(retail)

    assert sum(line.value for line in found.lines) == found.total == Decimal("9747747.934")
    assert sum(line.rows for line in found.lines) == 541_909
    assert {line.name: line.value for line in found.lines}["cancellations"] == Decimal("-896812.49")
    assert [(line.value, line.customers) for line in found.definitions] == [
        (Decimal("9747747.934"), 4_372), (Decimal("10666684.544"), 4_338), (Decimal("8911407.904"), 4_338)
    ]  # fmt: skip


def test_the_months_sum_to_the_revenue_and_the_last_is_unfinished(retail):
    months = series(retail, "total_revenue", "month")

    assert sum(point["value"] for point in months) == Decimal("9747747.934")
    assert len(months) == 13
    assert [point["period"] for point in months if not point["complete"]] == [date(2011, 12, 1)]


def test_the_top_is_named(retail):
    assert [entry["label"] for entry in top(retail, "product", "total_revenue", 2)] == [
        "DOTCOM POSTAGE", "REGENCY CAKESTAND 3 TIER"
    ]  # fmt: skip
    assert [entry["key"] for entry in top(retail, "country", "num_customers", 2)] == ["United Kingdom", "Germany"]
