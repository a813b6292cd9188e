"""Queries, segments and cohorts of Online Retail, calculated again with the csv module, dictionaries and Decimal."""

import csv
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from finnect.sales.analysis import (
    baskets,
    bridge,
    cancellations,
    choose,
    customer_rows,
    hours_of_week,
    newcomers,
    parse_query,
    parse_selection,
    profile,
    retention,
    run_query,
    segments,
    series,
    statistics,
    top,
)


class Sale(NamedTuple):
    invoice: str
    code: str
    quantity: int
    when: datetime
    price: Decimal
    customer: str
    country: str
    month: str
    amount: Decimal
    is_cancelled: bool
    is_identified: bool


@pytest.fixture(scope="module")
def truth(online_retail: Path) -> list[Sale]:
    moments = cache(lambda text: datetime.strptime(text, "%m/%d/%Y %H:%M"))
    numbers = cache(Decimal)
    sales = []
    with online_retail.open(encoding="latin-1", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for invoice, code, _, quantity, at, price, customer, country in rows:
            count, cost, when, cancelled = int(quantity), numbers(price), moments(at), invoice.startswith("C")
            identified = count > 0 and cost > 0 and bool(customer) and not cancelled
            month = f"{when.year}-{when.month:02}"
            buyer = customer.removesuffix(".0")
            sales.append(Sale(invoice, code.strip(), count, when, cost, buyer, country, month, count * cost, cancelled, identified))
    return sales


def ask(parquet: Path, **document: object) -> list[list[object]]:
    return run_query(parquet, parse_query(document))["rows"]


def measures(sales: Iterable[Sale]) -> list[object]:
    sales = list(sales)
    invoices = {sale.invoice for sale in sales}
    kept = {sale.invoice for sale in sales if not sale.is_cancelled}
    sold = [sale for sale in sales if sale.quantity > 0 and sale.price > 0]
    pieces = sum(sale.quantity for sale in sold)
    known = [sale for sale in sales if sale.customer]
    return [
        sum(sale.amount for sale in sales),
        len({sale.customer for sale in sales} - {""}),
        len(invoices),
        sum(sale.quantity for sale in sales),
        len({sale.code for sale in sales}),
        pytest.approx(float(sum(sale.amount for sale in sales if not sale.is_cancelled) / len(kept))) if kept else None,
        pytest.approx(float(sum(sale.amount for sale in sold) / pieces)) if pieces else None,
        (len(invoices) - len(kept)) / len(invoices),
        len(invoices) - len(kept),
        len({sale.country for sale in sales}),
        pytest.approx(float(sum(sale.amount for sale in known) / len({sale.customer for sale in known}))) if known else None,
    ]


ALL = [
    "total_revenue", "num_customers", "num_invoices", "total_quantity", "num_products", "average_basket",
    "average_price", "cancellation_rate", "num_cancellations", "num_countries", "revenue_per_customer",
]  # fmt: skip
KEYS = {
    "country": lambda sale: sale.country,
    "customer": lambda sale: sale.customer or None,
    "year": lambda sale: sale.when.year,
    "quarter": lambda sale: f"{sale.when.year}-Q{(sale.when.month + 2) // 3}",
    "month": lambda sale: sale.month,
    "week": lambda sale: "{}-W{:02}".format(*sale.when.isocalendar()),
    "day": lambda sale: f"{sale.when:%Y-%m-%d}",
    "weekday": lambda sale: sale.when.isoweekday(),
    "hour": lambda sale: sale.when.hour,
}


@pytest.mark.parametrize("group", ["country", "quarter"])
def test_every_measure(group, retail, truth):
    sales = defaultdict(list)
    for sale in truth:
        sales[KEYS[group](sale)].append(sale)

    found = ask(retail, measures=ALL, group_by=[group])

    assert {row[0]: row[1:] for row in found} == {key: measures(sales[key]) for key in sales}


@pytest.mark.parametrize("group", KEYS)
def test_every_group(group, retail, truth):
    revenue = Counter()
    for sale in truth:
        revenue[KEYS[group](sale)] += sale.amount

    found = ask(retail, measures=["total_revenue"], group_by=[group], limit=10_000)

    assert {row[0]: row[1] for row in found} == revenue
    keys = [row[0] for row in found if row[0] is not None]
    by_size = group in ("country", "customer")
    assert keys == sorted(keys, key=(lambda key: (-revenue[key], key)) if by_size else None)


def test_a_query_with_everything(retail, truth):
    chosen = defaultdict(list)
    for sale in truth:
        if sale.country in ("Germany", "France") and "2011-02" <= sale.month <= "2011-05" and sale.when.hour >= 9:
            chosen[sale.country, sale.month].append(sale)

    found = ask(
        retail,
        measures=["num_invoices", "total_revenue"],
        group_by=["country", "month"],
        filters=[
            {"field": "country", "operator": "in", "value": ["germany", "FRANCE"]},
            {"field": "month", "operator": "from", "value": "2011-02"},
            {"field": "day", "operator": "to", "value": "2011-05-31"},
            {"field": "hour", "operator": "from", "value": 9},
        ],
        order_by=["-num_invoices"],
        limit=5,
    )

    everything = [[*key, len({sale.invoice for sale in sales}), sum(sale.amount for sale in sales)] for key, sales in chosen.items()]
    assert found == sorted(everything, key=lambda row: (-row[2], row[0], row[1]))[:5]


@pytest.mark.parametrize(("field", "left_out"), [("country", ["united kingdom", "EIRE"]), ("customer", ["14646"]), ("weekday", [4, 7])])
def test_all_but_some_are_the_rest_also_what_has_no_value(field, left_out, retail, truth):
    written = {str(value).lower() for value in left_out}
    rest = [sale for sale in truth if str(KEYS[field](sale)).lower() not in written]

    [[revenue, invoices]] = ask(
        retail, measures=["total_revenue", "num_invoices"], filters=[{"field": field, "operator": "not_in", "value": left_out}]
    )

    assert (revenue, invoices) == (sum(sale.amount for sale in rest), len({sale.invoice for sale in rest}))


def test_products_are_found_by_a_part_of_their_name(retail, truth):
    found = run_query(
        retail,
        parse_query(
            {
                "measures": ["total_quantity"],
                "group_by": ["product"],
                "filters": [{"field": "product", "operator": "contains", "value": "regency cakestand"}],
            }
        ),
    )

    assert found["columns"] == ["product", "product_name", "total_quantity"]
    assert found["rows"] == [["22423", "REGENCY CAKESTAND 3 TIER", sum(s.quantity for s in truth if s.code == "22423")]]


def scores(values: dict[str, object]) -> dict[str, int]:
    ordered = sorted(values.values())
    return {
        name: 1 + int(5 * (bisect_left(ordered, value) + bisect_right(ordered, value)) / (2 * len(ordered)))
        for name, value in values.items()
    }


def segment_of(recency: int, worth: int) -> str:
    """The usual chart, cell by cell; rows are recency 5 to 1, columns the value 1 to 5."""
    chart = [
        ["new", "potential_loyalists", "potential_loyalists", "champions", "champions"],
        ["promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"],
        ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"],
        ["lost", "lost", "at_risk", "at_risk", "cannot_lose"],
        ["lost", "lost", "at_risk", "at_risk", "cannot_lose"],
    ]
    return chart[5 - recency][worth - 1]


@pytest.fixture(scope="module")
def customers(truth: list[Sale]) -> dict[str, dict[str, object]]:
    return customers_of(truth)


def customers_of(every: list[Sale]) -> dict[str, dict[str, object]]:
    sales = defaultdict(list)
    for sale in every:
        if sale.is_identified:
            sales[sale.customer].append(sale)
    end = max(sale.when.date() for bought in sales.values() for sale in bought) + timedelta(days=1)
    recency = {name: (end - max(sale.when.date() for sale in bought)).days for name, bought in sales.items()}
    frequency = {name: len({sale.invoice for sale in bought}) for name, bought in sales.items()}
    monetary = {name: sum(sale.amount for sale in bought) for name, bought in sales.items()}
    r, f, m = scores({name: -days for name, days in recency.items()}), scores(frequency), scores(monetary)
    return {
        name: {
            "customer": name,
            "segment": segment_of(r[name], (f[name] + m[name] + 1) // 2),
            "recency_days": recency[name],
            "frequency": frequency[name],
            "monetary": monetary[name],
            "recency_score": r[name],
            "frequency_score": f[name],
            "monetary_score": m[name],
            "first_purchase": min(sale.when.date() for sale in sales[name]),
            "last_purchase": max(sale.when.date() for sale in sales[name]),
        }
        for name in sales
    }


def test_every_customer_has_his_segment(retail, customers):
    found = customer_rows(retail).to_dicts()

    assert len(found) == 4_338
    assert {row["customer"]: row for row in found} == customers


def test_the_segments_sum_to_the_identified_revenue(retail, customers):
    found = segments(retail)

    assert {row["segment"]: row["customers"] for row in found} == Counter(one["segment"] for one in customers.values())
    assert sum(row["revenue"] for row in found) == bridge(retail).definitions[2].value == Decimal("8911407.904")
    assert sum(row["share"] for row in found) == pytest.approx(1)
    assert [row["segment"] for row in (found[0], found[-1])] == ["champions", "lost"]


def test_segments_do_not_depend_on_the_order_of_rows(retail, tmp_path):
    shuffled = tmp_path / "shuffled.parquet"
    pl.read_parquet(retail).sample(fraction=1, shuffle=True, seed=3).write_parquet(shuffled)

    assert segments(shuffled) == segments(retail)
    assert customer_rows(shuffled).rows() == customer_rows(retail).rows()


def test_a_query_by_segment_agrees_with_the_segments(retail, customers):
    found = ask(retail, measures=["num_customers"], group_by=["segment"])

    counted = Counter(one["segment"] for one in customers.values())
    assert {name: count for name, count in found if name} == counted
    assert found[-1] == [None, 4_372 - 4_338]


def followed(sales: list[Sale]) -> tuple[Counter, Counter]:
    """Customers and revenue by month of first purchase and month."""
    months, revenue = defaultdict(set), Counter()
    for sale in sales:
        if sale.is_identified:
            months[sale.customer].add(sale.month)
    first = {customer: min(seen) for customer, seen in months.items()}
    for sale in sales:
        if sale.is_identified:
            revenue[first[sale.customer], sale.month] += sale.amount
    return Counter((first[customer], month) for customer, seen in months.items() for month in seen), revenue


def test_cohorts_and_newcomers(retail, truth):
    active, revenue = followed(truth)
    every = sorted({month for _, month in active})

    found = retention(retail)

    assert [f"{cohort['month']:%Y-%m}" for cohort in found] == every
    for at, cohort in enumerate(found):
        assert cohort["active"] == [active[every[at], month] for month in every[at:]]
        assert cohort["revenue"] == [revenue[every[at], month] for month in every[at:]]
        assert cohort["retention"] == [count / cohort["customers"] for count in cohort["active"]]
    assert [(f"{row['period']:%Y-%m}", row["new"], row["returning"], row["new_revenue"]) for row in newcomers(retail, "month")] == [
        (month, active[month, month], sum(active[old, month] for old in every if old < month), revenue[month, month]) for month in every
    ]


def test_habits(retail, truth):
    hours, invoices = Counter(), defaultdict(list)
    for sale in truth:
        hours[sale.when.isoweekday(), sale.when.hour] += sale.amount
        if sale.quantity > 0 and sale.price > 0 and not sale.is_cancelled:
            invoices[sale.invoice].append(sale)
    sizes = sorted(sum(sale.quantity for sale in basket) for basket in invoices.values())
    cancelled = {sale.invoice for sale in truth if sale.is_cancelled}

    assert {(row["weekday"], row["hour"]): row["value"] for row in hours_of_week(retail, "total_revenue")} == hours
    found = baskets(retail)
    assert (found["invoices"], found["size"]["median"]) == (len(invoices), sizes[(len(sizes) - 1) // 2])
    assert found["size"]["mean"] == pytest.approx(sum(sizes) / len(sizes))
    assert found["lines"]["largest"] == max(len({sale.code for sale in basket}) for basket in invoices.values())
    assert cancellations(retail) == {
        "invoices": 25_900, "cancelled": len(cancelled), "rate": len(cancelled) / 25_900, "value": Decimal("-896812.49")
    }  # fmt: skip


def test_the_profile(retail, truth):
    fields = {one["field"]: one for one in profile(retail)}

    assert fields["CustomerID"]["missing"] == 135_080
    assert fields["Quantity"]["negative"] == sum(sale.quantity < 0 for sale in truth)
    assert fields["UnitPrice"]["zero"] == sum(sale.price == 0 for sale in truth)
    assert fields["UnitPrice"]["mean"] == pytest.approx(float(sum(sale.price for sale in truth) / len(truth)))
    assert fields["Country"]["frequent"][0] == {"value": "United Kingdom", "rows": 495_478}
    assert fields["InvoiceDate"]["largest"] == max(sale.when for sale in truth)


@pytest.fixture(
    params=[("france", "", ""), ("", "2011-03", "2011-05"), ("Germany", "2011-09", ""), ("Iceland", "", "2011-08")], ids=" ".join
)
def part(request, retail, truth):
    """What is chosen, and the same sales as the csv module reads them."""
    country, since, until = request.param
    sales = [
        sale
        for sale in truth
        if country.lower() in ("", sale.country.lower()) and since <= sale.month and (not until or sale.month <= until)
    ]
    return choose(retail, parse_selection(country, since, until)), sales


def test_the_numbers_of_a_selection(part):
    chosen, sales = part
    months, products = Counter(), Counter()
    for sale in sales:
        months[sale.month] += sale.amount
        products[sale.code] += sale.amount

    assert list(statistics(chosen).values()) == measures(sales)[:4]
    assert [(f"{point['period']:%Y-%m}", point["value"]) for point in series(chosen, "total_revenue", "month")] == sorted(months.items())
    ranked = sorted(products.items(), key=lambda item: (-item[1], item[0]))
    assert [(entry["key"], entry["value"]) for entry in top(chosen, "product", "total_revenue")] == ranked[:10]


def test_the_bridge_of_a_selection(part):
    chosen, sales = part
    kept = [sale for sale in sales if not sale.is_cancelled]
    lines = {
        "gross_sales": [sale for sale in kept if sale.quantity > 0 and sale.price > 0],
        "cancellations": [sale for sale in sales if sale.is_cancelled],
        "returns": [sale for sale in kept if sale.quantity <= 0 and sale.price > 0],
        "negative_prices": [sale for sale in kept if sale.price < 0],
        "free_items": [sale for sale in kept if sale.price == 0],
    }

    found = bridge(chosen)

    assert {line.name: (line.rows, line.value) for line in found.lines} == {
        name: (len(rows), sum(sale.amount for sale in rows)) for name, rows in lines.items()
    }
    assert found.total == sum(line.value for line in found.lines) == sum(sale.amount for sale in sales)
    assert found.definitions[2].value == sum(sale.amount for sale in sales if sale.is_identified)
    assert found.within[0].rows == sum(not sale.customer for sale in sales)


def test_the_customers_of_a_selection(part):
    chosen, sales = part

    assert {row["customer"]: row for row in customer_rows(chosen).to_dicts()} == customers_of(sales)
    active, revenue = followed(sales)
    for cohort in retention(chosen):
        first = f"{cohort['month']:%Y-%m}"
        assert sum(cohort["active"]) == sum(count for (began, _), count in active.items() if began == first)
        assert sum(cohort["revenue"]) == sum(value for (began, _), value in revenue.items() if began == first)
