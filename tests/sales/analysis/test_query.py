"""A query is a closed vocabulary: what it does not know is told with what it knows."""

from datetime import date
from decimal import Decimal

import pytest

from finnect.sales.analysis import FieldNeeded, QueryNotUnderstood, customer_rows, parse_query, retention, run_query, segments
from finnect.sales.analysis.problems import UnknownWord
from tests.sales.analysis.tables import HEADER, table


def where(field: str, operator: str, value: object) -> dict[str, object]:
    return {"measures": ["total_revenue"], "filters": [{"field": field, "operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("document", "place", "knows"),
    [
        ({"measures": ["profit"]}, "measures", "total_revenue"),
        ({"measures": ["total_revenue"], "group_by": ["colour"]}, "group_by", "country"),
        ({"measures": ["total_revenue"], "having": 1}, "query", "order_by"),
        ({"measures": ["total_revenue"], "order_by": ["-num_customers"]}, "order_by", "total_revenue"),
        (where("colour", "equals", "red"), "filters[0].field", "hour"),
        (where("country", "from", "A"), "filters[0].operator", "contains"),
        (where("month", "contains", "1"), "filters[0].operator", "from"),
        (where("segment", "equals", "best"), "filters[0].value", "champions"),
    ],
)
def test_an_unknown_word_is_told_with_the_known_ones(document, place, knows):
    with pytest.raises(UnknownWord) as caught:
        parse_query(document)

    assert caught.value.params["place"] == place
    assert knows in caught.value.params["known"]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"measures": []},
        {"measures": "total_revenue"},
        {"measures": ["total_revenue", "total_revenue"]},
        {"measures": [["total_revenue"]]},
        {"measures": [{}]},
        {"measures": ["total_revenue"], "limit": 0},
        {"measures": ["total_revenue"], "limit": True},
        {"measures": ["total_revenue"], "limit": 10_001},
        {"measures": ["total_revenue"], "filters": [1]},
        {"measures": ["total_revenue"], "filters": {"country": "UK"}},
        where("hour", "equals", 24),
        where("month", "equals", "2011-13"),
        where("week", "equals", "2011-W53"),
        where("day", "equals", "2011-02-29"),
        where("country", "in", "UK"),
        where("country", "in", []),
        where("country", "equals", None),
        where("country", "equals", " "),
    ],
)
def test_nonsense_is_refused(document):
    with pytest.raises(QueryNotUnderstood) as caught:
        parse_query(document)

    assert caught.value.detail % caught.value.params


@pytest.mark.parametrize(
    ("document", "most"),
    [
        ({"measures": ["total_revenue"], "order_by": ["total_revenue"] * 2}, 1),
        ({"measures": ["total_revenue"], "filters": [where("hour", "equals", 1)["filters"]] * 21}, 20),
        (where("country", "in", ["UK"] * 1001), 1000),
    ],
)
def test_a_list_that_is_too_long_is_told_how_long_it_may_be(document, most):
    with pytest.raises(QueryNotUnderstood) as caught:
        parse_query(document)

    assert f"at most {most} entries" in caught.value.detail % caught.value.params


def test_a_query_is_written_out():
    query = parse_query(
        {
            "measures": ["total_revenue"],
            "group_by": ["country"],
            "filters": [{"field": "quarter", "operator": "to", "value": "2011-Q4"}],
        }
    )

    assert [(order.column, order.descending) for order in query.order_by] == [("total_revenue", True), ("country", False)]
    assert query.filters[0].values == (date(2011, 10, 1),)
    assert query.limit == 100


def test_sales_without_a_customer_come_last(read_bytes):
    _, parquet = read_bytes(table().encode())

    found = run_query(parquet, parse_query({"measures": ["total_quantity", "cancellation_rate"], "group_by": ["customer"]}))

    assert found == {
        "columns": ["customer", "total_quantity", "cancellation_rate"],
        "rows": [["17851", 1200, 0.0], ["17850", 12, 0.0], ["14527", -1, 1.0], [None, 24, 0.0]],
    }


def test_nothing_found_is_an_answer(read_bytes):
    _, parquet = read_bytes(table().encode())
    nowhere = [{"field": "country", "operator": "equals", "value": "Atlantis"}]

    assert run_query(parquet, parse_query({"measures": ["total_revenue", "average_basket"], "filters": nowhere}))["rows"] == [
        [Decimal(0), None]
    ]
    assert run_query(parquet, parse_query({"measures": ["total_revenue"], "group_by": ["day"], "filters": nowhere}))["rows"] == []


def test_a_table_without_customers_says_what_is_needed(read_bytes):
    content = table(header=[*HEADER[:6], "x", "Country"]).replace("17850", "").replace("17851", "").replace("14527", "")
    _, parquet = read_bytes(content.encode())

    for needs_customers in (segments, customer_rows, retention):
        with pytest.raises(FieldNeeded, match="CustomerID"):
            needs_customers(parquet)


def test_customers_who_do_the_same_are_in_the_middle(read_bytes):
    lines = "".join(f"{n},1,x,2,2011-01-01,1.50,{n},UK\n" for n in range(40))
    _, parquet = read_bytes((",".join(HEADER) + "\n" + lines).encode())

    assert {row["segment"]: row["customers"] for row in segments(parquet) if row["customers"]} == {"need_attention": 40}
