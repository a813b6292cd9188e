"""Customer lifetime value: how often each customer will buy (BG/NBD), and for how much (Gamma-Gamma).

A purchase is a day on which a known customer bought; its worth is what he spent in all, less what was cancelled, by the
number of his purchases. Time is in weeks. Values are not discounted. How far to trust them is told by a back-test: fitted
on the first 70 % of the table's time, and held against what really happened in the rest.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TypedDict

import numpy as np
import polars as pl

from finnect.kit.words import N_
from finnect.sales.analysis.conditions import DATED, DAY, IDENTIFIED, KNOWN, TAKEN_BACK, summarise_customers
from finnect.sales.analysis.engine import Sales
from finnect.sales.analysis.problems import TooLittleHistory
from finnect.sales.analysis.purchasing import Histories, Purchasing, Vector, fit_purchasing
from finnect.sales.analysis.spending import Spending, fit_spending
from finnect.sales.analysis.summaries import Fold, Summary

VALUE_COLUMNS = (
    "customer",
    "purchases",
    "first_purchase",
    "last_purchase",
    "mean_worth",
    "alive",
    "expected_purchases_90_days",
    "expected_value_90_days",
    "expected_purchases_12_months",
    "expected_value_12_months",
)
HORIZONS = {"90_days": 90, "12_months": 365}
_CALIBRATED = 0.7
_FEWEST = 50
_FEWEST_BACK = 10
_MOST_FITTED = 20_000  # customers, evenly taken from all; more change no parameter that matters
_WEEK = 7.0
_MANY = 7  # repeat purchases and more are one line of the back-test


class Calibrated(TypedDict):
    """Customers by repeat purchases before the split, in the last line so many or more; the others are means per customer after it."""

    repeats: int
    customers: int
    predicted: float
    actual: float
    naive: float


class Backtest(TypedDict):
    """Purchases after `split`: sums, and mean absolute errors per customer. `naive` goes on at each customer's own rate."""

    begin: date
    split: date
    end: date
    customers: int
    predicted: float
    actual: int
    naive: float
    mean_error: float
    naive_mean_error: float
    predicted_value: float
    actual_value: float
    lines: list[Calibrated]


class Expected(TypedDict):
    days: int
    purchases: float
    value: float


class ValuedCustomer(TypedDict):
    customer: str
    purchases: int
    first_purchase: date
    last_purchase: date
    mean_worth: float
    alive: float
    expected_purchases_90_days: float
    expected_value_90_days: float
    expected_purchases_12_months: float
    expected_value_12_months: float


class Value(TypedDict):
    """`alive` is how many customers are expected to be active still; the model takes the `correlation` of frequency and worth for 0."""

    customers: int
    alive: float
    expected: dict[str, Expected]
    purchasing: dict[str, float]
    spending: dict[str, float]
    correlation: float
    backtest: Backtest
    top: list[ValuedCustomer]


@dataclass(frozen=True)
class _Seen:
    """Customers as they stood on a day, in the order of `table`."""

    table: pl.DataFrame  # customer, purchases, first_purchase, last_purchase, mean_worth
    histories: Histories

    @property
    def purchases(self) -> np.ndarray:
        return self.histories.repeats + 1

    @property
    def worth(self) -> Vector:
        return self.table["mean_worth"].to_numpy()


def customer_value(sales: Sales, top: int = 20) -> Value:
    """:raises FieldNeeded: where no row names a customer or a date
    :raises TooLittleHistory:
    """
    days = _purchase_days(sales)
    begin, end = _span(days)
    tested = _backtest(days, begin, end)
    seen = _seen(days, end)
    purchasing, spending = _fit(seen)
    valued = _valued(seen, purchasing, spending)
    sums = valued.select(pl.exclude("customer", "first_purchase", "last_purchase").sum()).row(0, named=True)
    return Value(
        customers=valued.height,
        alive=sums["alive"],
        expected={
            name: Expected(days=days, purchases=sums[f"expected_purchases_{name}"], value=sums[f"expected_value_{name}"])
            for name, days in HORIZONS.items()
        },
        purchasing=asdict(purchasing),
        spending=asdict(spending),
        correlation=_correlation(seen),
        backtest=tested,
        top=valued.head(top).to_dicts(),  # type: ignore[typeddict-item]
    )


def value_rows(sales: Sales) -> pl.DataFrame:
    """`VALUE_COLUMNS` of every customer, the most valuable of the next twelve months first."""
    days = _purchase_days(sales)
    seen = _seen(days, _span(days)[1])
    return _valued(seen, *_fit(seen))


def _purchase_days(sales: Sales) -> pl.DataFrame:
    """`customer`, `day`, `amount` of sales and cancellations, and whether the customer `bought` that day."""
    keys = (pl.col("CustomerID").alias("customer"), DAY.alias("day"), IDENTIFIED.alias("bought"))
    values = (pl.col("amount").sum().cast(pl.Float64), pl.col("bought").any())
    fold = Fold("customer", ("customer", "day"), values)
    summary = Summary(keys, (pl.col("amount"),), where=KNOWN & DATED & (IDENTIFIED | TAKEN_BACK), fold=fold)
    return summarise_customers(sales, summary).sort("customer", "day")


def _span(days: pl.DataFrame) -> tuple[date, date]:
    """:raises TooLittleHistory:"""
    bought = days.filter("bought")
    _refuse_few(bought["customer"].n_unique(), N_("customers"), _FEWEST)
    begin, end = bought.select(pl.col("day").min(), pl.col("day").max().alias("end")).row(0)
    return begin, end


def _seen(days: pl.DataFrame, until: date) -> _Seen:
    """:raises TooLittleHistory:"""
    bought = pl.col("day").filter("bought")
    table = (
        days.filter(pl.col("day") <= until)
        .group_by("customer", maintain_order=True)
        .agg(
            pl.col("bought").sum().cast(pl.Int64).alias("purchases"),
            bought.min().alias("first_purchase"),
            bought.max().alias("last_purchase"),
            pl.col("amount").sum().clip(lower_bound=0.0).alias("spent"),
        )
        .filter(pl.col("purchases") > 0)
        .with_columns((pl.col("spent") / pl.col("purchases")).alias("mean_worth"))
    )
    repeats = table["purchases"].to_numpy() - 1
    _refuse_few(table.height, N_("customers"), _FEWEST)
    _refuse_few(int((repeats > 0).sum()), N_("customers who came back"), _FEWEST_BACK)
    recency = (table["last_purchase"] - table["first_purchase"]).dt.total_days().to_numpy() / _WEEK
    age = table.select((pl.lit(until) - pl.col("first_purchase")).dt.total_days()).to_series().to_numpy() / _WEEK
    return _Seen(table, Histories(repeats, recency, age))


def _refuse_few(found: int, what: str, fewest: int) -> None:
    if found < fewest:
        raise TooLittleHistory(found=found, what=what, fewest=fewest)


def _fit(seen: _Seen) -> tuple[Purchasing, Spending]:
    every = slice(None, None, -(-seen.table.height // _MOST_FITTED))
    histories = seen.histories
    some = Histories(histories.repeats[every], histories.recency[every], histories.age[every])
    purchases, worth = seen.purchases[every], seen.worth[every]
    paid = worth > 0  # who cancelled everything says nothing about what a purchase is worth
    return fit_purchasing(some), fit_spending(purchases[paid], worth[paid])


def _valued(seen: _Seen, purchasing: Purchasing, spending: Spending) -> pl.DataFrame:
    worth = spending.expected(seen.purchases, seen.worth)
    columns = {"alive": purchasing.alive(seen.histories)}
    for name, days in HORIZONS.items():
        expected = purchasing.expected(seen.histories, days / _WEEK)
        columns |= {f"expected_purchases_{name}": expected, f"expected_value_{name}": expected * worth}
    valued = seen.table.with_columns(pl.Series(name, values) for name, values in columns.items())
    return valued.sort("expected_value_12_months", "customer", descending=[True, False]).select(VALUE_COLUMNS)


def _backtest(days: pl.DataFrame, begin: date, end: date) -> Backtest:
    split = begin + timedelta(days=round((end - begin).days * _CALIBRATED))
    seen = _seen(days, split)
    ahead = (end - split).days / _WEEK
    purchasing, spending = _fit(seen)
    predicted = purchasing.expected(seen.histories, ahead)
    later = days.filter(pl.col("day") > split).group_by("customer")
    after = later.agg(pl.col("bought").sum().alias("actual"), pl.col("amount").sum().alias("value"))
    met = seen.table.join(after, on="customer", how="left", maintain_order="left").with_columns(pl.col("actual", "value").fill_null(0))
    actual = met["actual"].to_numpy().astype(np.float64)
    age = seen.histories.age
    naive = np.where(age > 0, seen.histories.repeats / np.where(age > 0, age, 1.0) * ahead, 0.0)
    return Backtest(
        begin=begin,
        split=split,
        end=end,
        customers=met.height,
        predicted=float(predicted.sum()),
        actual=int(actual.sum()),
        naive=float(naive.sum()),
        mean_error=float(np.abs(predicted - actual).mean()),
        naive_mean_error=float(np.abs(naive - actual).mean()),
        predicted_value=float((predicted * spending.expected(seen.purchases, seen.worth)).sum()),
        actual_value=float(met["value"].sum()),
        lines=_lines(np.minimum(seen.histories.repeats, _MANY), predicted, actual, naive),
    )


def _lines(repeats: np.ndarray, predicted: Vector, actual: Vector, naive: Vector) -> list[Calibrated]:
    lines = []
    for number in np.unique(repeats):
        of = repeats == number
        means = {name: float(values[of].mean()) for name, values in (("predicted", predicted), ("actual", actual), ("naive", naive))}
        lines.append(Calibrated(repeats=int(number), customers=int(of.sum()), **means))  # type: ignore[typeddict-item]
    return lines


def _correlation(seen: _Seen) -> float:
    frequency, worth = seen.purchases.astype(np.float64), seen.worth
    if frequency.std() == 0 or worth.std() == 0:
        return 0.0
    return float(np.corrcoef(frequency, worth)[0, 1])
