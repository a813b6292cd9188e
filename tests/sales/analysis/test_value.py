"""Customer lifetime value of Online Retail, beside what another implementation finds, and its back-test counted by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from finnect.sales.analysis import VALUE_COLUMNS, FieldNeeded, TooLittleHistory, customer_value, value_rows
from tests.sales.analysis.tables import table


@pytest.fixture(scope="module")
def found(retail):
    return customer_value(retail)


def test_the_parameters_are_those_that_others_find(found):
    """Tutorials with the package lifetimes show, in days: a 0.00, alpha 68.89, b 6.75, r 0.83."""
    assert found["customers"] == 4_338
    assert found["purchasing"]["r"] == pytest.approx(0.83, abs=0.01)
    assert found["purchasing"]["alpha"] * 7 == pytest.approx(68.89, abs=0.3)
    assert found["purchasing"]["a"] < 0.005
    assert found["purchasing"]["b"] == pytest.approx(6.75, abs=0.02)


def test_the_backtest_holds_predictions_against_what_really_came(found, retail):
    test = found["backtest"]
    bought = pl.read_parquet(retail).filter(
        (pl.col("Quantity") > 0)
        & (pl.col("UnitPrice") > 0)
        & pl.col("CustomerID").is_not_null()
        & ~pl.col("InvoiceNo").str.starts_with("C")
    )
    days = bought.select("CustomerID", pl.col("InvoiceDate").dt.date().alias("day")).unique()
    known = days.filter(pl.col("day") <= test["split"])["CustomerID"].unique().implode()
    later = days.filter((pl.col("day") > test["split"]) & pl.col("CustomerID").is_in(known))

    assert (test["begin"], test["end"]) == (date(2010, 12, 1), date(2011, 12, 9))
    assert test["split"] == date(2010, 12, 1) + timedelta(days=round(373 * 0.7))
    assert (test["customers"], test["actual"]) == (len(known.item()), later.height)
    assert sum(line["customers"] for line in test["lines"]) == test["customers"]
    assert sum(line["customers"] * line["actual"] for line in test["lines"]) == pytest.approx(test["actual"])
    assert sum(line["customers"] * line["predicted"] for line in test["lines"]) == pytest.approx(test["predicted"])


def test_in_sum_the_model_comes_nearer_than_the_old_rate(found):
    test = found["backtest"]

    assert abs(test["predicted"] - test["actual"]) < abs(test["naive"] - test["actual"])


def test_all_customers_are_valued_the_best_first(found, retail):
    rows = value_rows(retail)

    assert tuple(rows.columns) == VALUE_COLUMNS
    assert rows.height == 4_338
    assert rows.head(20).to_dicts() == found["top"]
    assert rows["expected_value_12_months"].is_sorted(descending=True)
    assert rows["expected_value_12_months"].sum() == pytest.approx(found["expected"]["12_months"]["value"])
    assert rows.filter((pl.col("alive") < 0) | (pl.col("alive") > 1)).height == 0


def test_what_was_cancelled_is_not_expected_again(retail):
    """Customer 16446 bought 80,995 pieces for 168,469.60 on one day and cancelled them the same day."""
    [row] = value_rows(retail).filter(pl.col("customer") == "16446").to_dicts()

    assert row["mean_worth"] < 10
    assert row["expected_value_12_months"] < 1_000


def test_value_does_not_depend_on_the_order_of_rows(retail, tmp_path):
    shuffled = tmp_path / "shuffled.parquet"
    pl.read_parquet(retail).sample(fraction=1, shuffle=True, seed=7).write_parquet(shuffled)

    assert value_rows(shuffled).equals(value_rows(retail))


def test_too_little_is_said_and_not_guessed(read_bytes):
    _, parquet = read_bytes(table().encode())

    with pytest.raises(TooLittleHistory):
        customer_value(parquet)


def test_a_table_without_customers_names_what_is_missing(read_bytes):
    _, parquet = read_bytes(b"InvoiceNo,Quantity,UnitPrice,InvoiceDate\n" + b"1,2,3.50,2011-01-02\n" * 5)

    with pytest.raises(FieldNeeded):
        customer_value(parquet)
