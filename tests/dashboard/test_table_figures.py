"""The figures of customers, as Plotly reads them."""

from typing import Any

import pytest

from finnect.dashboard import figures
from tests.props import SALES, table_of

ROWS = [
    {"segment": "champions", "customers": 3, "share": 0.75, "revenue": 90.5},
    {"segment": "new", "customers": 0, "share": 0.0, "revenue": 0},
    {"segment": "lost", "customers": 1, "share": 0.25, "revenue": 9.5},
]


def test_a_tile_is_as_large_as_the_revenue_and_empty_segments_are_left_out() -> None:
    names = {"champions": "Best", "new": "New", "lost": "Gone"}
    [tiles] = figures.segments(ROWS, names=names, title="Segments", customers="Customers")["data"]

    assert (tiles["labels"], tiles["values"]) == (["Best", "Gone"], [90.5, 9.5])
    assert tiles["marker"]["colors"] == [0.75, 0.25]


def test_the_heat_map_begins_a_month_after_the_first_purchase() -> None:
    rows = [
        {"month": "2011-01-01", "retention": [1.0, 0.5, 0.2]},
        {"month": "2011-02-01", "retention": [1.0, 0.4]},
        {"month": "2011-03-01", "retention": [1.0]},
    ]
    [cells] = figures.cohorts(rows, title="Retention", later="months later")["data"]

    assert cells["x"] == [1, 2]
    assert cells["y"] == ["2011-01", "2011-02", "2011-03"]
    assert cells["z"] == [[0.5, 0.2], [0.4, None], [None, None]]


@pytest.mark.both
@pytest.mark.django_db
def test_the_newest_table_is_drawn(carol: Any, calling: Any, work_off: Any) -> None:
    table_of(carol)
    work_off()
    caller = calling(carol, "en")
    [tiles] = caller.get("/api/v1/figures/segments").json()["data"]
    [cells] = caller.get("/api/v1/figures/cohorts").json()["data"]

    assert sum(count for count, _share in tiles["customdata"]) == 2
    assert cells["y"] == ["2010-12"]


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, SALES.replace(b"CustomerID", b"Shelf").replace(b",17850,", b",,").replace(b",12583,", b",,")])
def test_where_no_customer_is_known_the_figures_are_empty(content: bytes | None, carol: Any, calling: Any, work_off: Any) -> None:
    if content:
        table_of(carol, content)
        work_off()
    caller = calling(carol, "en")

    assert caller.get("/api/v1/figures/segments").json()["data"][0]["labels"] == []
    assert caller.get("/api/v1/figures/cohorts").json()["data"][0]["z"] == []
