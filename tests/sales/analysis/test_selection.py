"""What is measured of a selection is what is measured of a table of its sales alone."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from finnect.sales import analysis
from finnect.sales.analysis import FieldNeeded, QueryNotUnderstood, TooLittleHistory, choose, parse_selection, series, top
from tests.sales.analysis.tables import HEADER, table

Line = tuple[str, ...]


def lively_lines() -> list[Line]:
    """A year of 160 customers of two countries, in no order; some sales are cancelled, some are nobody's, some stand twice."""
    rng, lines, number = random.Random(11), [], 1000
    for customer in range(160):
        day, every, country = rng.randrange(200), rng.choice([5, 15, 45, 150]), rng.choice(["France", "Japan"])
        while day < 365:
            number += 1
            when, cancelled = str(date(2011, 1, 1) + timedelta(days=day)), rng.random() < 0.1
            count, price = rng.randint(1, 9) * (-1 if cancelled else 1), rng.randint(100, 999) / 100
            name = "" if rng.random() < 0.05 else f"K{customer}"
            invoice = f"C{number}" if cancelled else str(number)
            line = (invoice, f"P{rng.randrange(9)}", "", str(count), when, str(price), name, country)
            lines += [line] * rng.choice([1, 1, 1, 2])
            day += 1 + int(rng.expovariate(1 / every))
    rng.shuffle(lines)
    return lines


LINES = lively_lines()


def written(lines: list[Line]) -> bytes:
    return "\n".join(",".join(line) for line in [HEADER, *lines]).encode()


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Line]], Path]:
    def do(lines: list[Line]) -> Path:
        folder = tmp_path_factory.mktemp("lively")
        (folder / "sales.csv").write_bytes(written(lines))
        analysis.read(folder / "sales.csv", filename="sales.csv", out=folder / "clean.parquet", limits=analysis.Limits())
        return folder / "clean.parquet"

    return do


@pytest.fixture(scope="module", params=[("japan", "", ""), ("", "2011-04", ""), ("France", "2011-02", "2011-10")], ids=" ".join)
def both(request: Any, lively: Any) -> tuple[Any, Path]:
    """The same sales, chosen from the table and in a table of their own."""
    country, since, until = request.param
    alone = [
        line for line in LINES if country.lower() in ("", line[-1].lower()) and since <= line[4][:7] and (not until or line[4][:7] <= until)
    ]
    return choose(lively(LINES), parse_selection(country, since, until)), lively(alone)


MEASURES: dict[str, Callable[[Any], Any]] = {
    "statistics": analysis.statistics,
    "bridge": analysis.bridge,
    "top customers": lambda sales: top(sales, "customer", "num_invoices"),
    "baskets": analysis.baskets,
    "cancellations": analysis.cancellations,
    "profile": analysis.profile,
    "hours of the week": lambda sales: analysis.hours_of_week(sales, "total_quantity"),
    "segments": analysis.segments,
    "customers": lambda sales: analysis.customer_rows(sales).rows(),
    "retention": analysis.retention,
    "newcomers": lambda sales: analysis.newcomers(sales, "week"),
    "clusters": lambda sales: analysis.cluster_rows(sales, 4).rows(),
    "customer value": analysis.customer_value,
}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_chosen_sales_are_measured_like_a_table_of_their_own(measure: Callable[[Any], Any], both: tuple[Any, Path]) -> None:
    chosen, alone = both

    assert measure(chosen) == measure(alone)
    assert measure(alone)


def test_a_month_is_complete_when_the_whole_table_reaches_its_end(read_bytes: Any) -> None:
    """The country's own last sale, on the first of the month, says nothing about that."""
    rows = [("1", "A", "", "1", day, "2", "7", country) for day, country in [("2011-01-01", "France"), ("2011-02-01", "Japan")]]
    _, parquet = read_bytes(written(rows))

    assert [point["complete"] for point in series(choose(parquet, parse_selection("France")), "total_revenue", "month")] == [True]
    assert [point["complete"] for point in series(choose(parquet, parse_selection("Japan")), "total_revenue", "month")] == [False]


def test_a_product_is_called_as_in_the_whole_table(read_bytes: Any) -> None:
    rows = [("1", "A", name, "1", "2011-01-01", "2", "7", country) for name, country in [("Lamp", "Japan")] * 2 + [("lamp?", "France")]]
    _, parquet = read_bytes(written(rows))

    assert top(choose(parquet, parse_selection("France")), "product", "total_revenue")[0]["label"] == "Lamp"


def test_where_no_chosen_sale_names_a_customer_nobody_is_found_and_the_mapping_not_blamed(read_bytes: Any) -> None:
    rows = [("1", "A", "", "1", "2011-01-01", "2", *who) for who in [("7", "France"), ("", "Hong Kong")]]
    _, parquet = read_bytes(written(rows))
    chosen = choose(parquet, parse_selection("Hong Kong"))

    assert sum(row["customers"] for row in analysis.segments(chosen)) == 0
    assert analysis.retention(chosen) == analysis.newcomers(chosen, "month") == []
    for takes_many in (analysis.clusterings, analysis.customer_value):
        with pytest.raises(TooLittleHistory, match="0"):
            takes_many(chosen)


def test_a_table_that_names_no_customer_says_so_of_any_selection(read_bytes: Any) -> None:
    _, parquet = read_bytes(table(header=[*HEADER[:6], "x", "Country"]).encode())

    with pytest.raises(FieldNeeded, match="CustomerID"):
        analysis.segments(choose(parquet, parse_selection("일본")))


def test_customers_who_only_cancelled_are_too_few_to_foretell_anything(read_bytes: Any) -> None:
    _, parquet = read_bytes(written([("C1", "A", "", "-1", "2011-01-01", "2", "7", "France")]))

    with pytest.raises(TooLittleHistory):
        analysis.customer_value(parquet)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"since": "March"}, "from"),
        ({"since": "2011-13"}, "from"),
        ({"until": "2011"}, "to"),
        ({"since": "2011-03", "until": "2011-02"}, "to"),
        ({"country": " "}, "country"),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused_by_its_place(asked: dict[str, str], place: str) -> None:
    with pytest.raises(QueryNotUnderstood) as caught:
        parse_selection(**asked)

    assert caught.value.params["place"] == place
