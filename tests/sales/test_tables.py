"""The contract of /api/v1/tables: from a file to exact numbers, and what is said when it cannot be read."""

import gzip
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from finnect import storage
from finnect.jobs.models import Job
from finnect.sales.models import Table
from tests.props import SALES, STATISTICS, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
FIELDS = {
    "id", "filename", "file_size", "sha256", "status", "rows", "columns", "mapping", "encoding", "delimiter", "statistics", "issues",
    "error",
}  # fmt: skip


@pytest.fixture
def read(alice: Any, calling: Any, work_off: Any) -> Any:
    """Alice hands a table in, its job is done, and this is what is shown of it."""
    caller = calling(alice)

    def do(content: bytes = SALES, filename: str = "sales.csv", language: str = "en", **form: str) -> dict[str, Any]:
        made = caller.post("/api/v1/tables", files={"file": (filename, content)}, data=form)
        assert made.status_code == 202, made.text
        work_off()
        answer = caller.get(f"/api/v1/tables/{made.json()['table']['id']}", headers={"Accept-Language": language})
        return dict(answer.json())

    return do


def workbook(rows: list[list[Any]]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def test_a_table_is_taken_and_read_later(alice: Any, calling: Any) -> None:
    answer = calling(alice).post("/api/v1/tables", files={"file": ("sales.csv", SALES)})

    assert answer.status_code == 202
    assert set(answer.json()) == {"table", "job"}
    assert answer.json()["table"]["status"] == answer.json()["job"]["status"] == "PENDING"
    assert answer.json()["table"]["statistics"] is None
    assert (answer.json()["job"]["kind"], answer.json()["job"]["about"]) == ("sales.read", "sales.csv")


def test_a_read_table_has_the_four_numbers(read: Any) -> None:
    table = read()

    assert set(table) >= FIELDS
    assert (table["status"], table["rows"], table["error"], table["issues"]) == ("SUCCESS", 4, None, [])
    assert table["statistics"] == STATISTICS
    assert (table["encoding"].lower().replace("-", ""), table["delimiter"]) in (("utf8", ","), ("ascii", ","))
    assert [column["name"] for column in table["columns"]][:2] == ["InvoiceNo", "StockCode"]
    assert set(table["columns"][0]) == {"name", "type", "missing", "distinct", "examples"}
    assert set(table["mapping"]) >= {"Quantity", "UnitPrice"}


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (SALES.replace(b",", b"\t"), "sales.tsv"),
        (SALES.replace(b",", b";"), "sales.txt"),
        (gzip.compress(SALES), "sales.csv.gz"),
        (SALES.decode().encode("utf-16"), "sales.csv"),
        (b"\xef\xbb\xbf" + SALES.replace(b"\n", b"\r\n"), "SALES.CSV"),
        (SALES.replace(b"WHITE LANTERN", "하얀 등불".encode("cp949")), "판매.csv"),
        (workbook([line.split(",") for line in SALES.decode().splitlines()]), "sales.xlsx"),
    ],
)
def test_the_same_sales_in_another_dress_have_the_same_numbers(content: bytes, filename: str, read: Any) -> None:
    table = read(content, filename)

    assert table["error"] is None
    assert table["statistics"] == STATISTICS


def test_columns_may_be_named_by_the_user(read: Any) -> None:
    content = SALES.replace(b"Quantity", b"A").replace(b"UnitPrice", b"B")
    table = read(content, mapping=json.dumps({"Quantity": "A", "UnitPrice": "B"}))

    assert table["statistics"] == STATISTICS


@pytest.mark.parametrize("mapping", ["{", "[]", "7", '{"Quantity": 7}', '"x"'])
def test_a_mapping_that_is_none_is_refused(mapping: str, alice: Any, calling: Any) -> None:
    answer = calling(alice).post("/api/v1/tables", files={"file": ("sales.csv", SALES)}, data={"mapping": mapping})

    assert answer.status_code == 422
    assert not Job.objects.exists()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_cell_that_cannot_be_read_is_told_with_row_column_and_value(language: str, read: Any) -> None:
    table = read(SALES + b"536370,22633,HAND WARMER,many,2010-12-02 08:28:00,1.85,12583,France\n", language=language)
    error = table["error"]

    assert (table["status"], table["statistics"]) == ("FAILURE", None)
    assert (error["row"], error["column"], error["value"]) == (6, "Quantity", "many")
    assert error["status"] == 422
    assert "many" in error["detail"]
    assert any("가" <= char <= "힣" for char in error["detail"]) == (language == "ko")


def test_few_such_cells_among_many_are_issues(read: Any) -> None:
    good = b"536370,22633,HAND WARMER,1,2010-12-02 08:28:00,1,12583,France\n"
    table = read(SALES + good * 300 + good.replace(b",1,2010", b",one,2010"))

    assert table["status"] == "SUCCESS"
    assert table["rows"] == 304
    [issue] = table["issues"]
    assert (issue["row"], issue["column"], issue["value"]) == (306, "Quantity", "one")
    assert issue["reason"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SALES.splitlines(keepends=True)[0], "EMPTY_TABLE"),
        (b"a,b\n1,2\n", "COLUMNS_NOT_FOUND"),
        (SALES[:200] + b"\0" + SALES[200:], "NOT_A_TABLE"),
    ],
)
def test_a_file_that_is_no_sales_table_fails_with_a_reason(content: bytes, code: str, read: Any) -> None:
    table = read(content)

    assert (table["status"], table["error"]["code"]) == ("FAILURE", code)
    assert table["error"]["detail"]


def test_a_failed_one_may_be_handed_in_again(read: Any) -> None:
    assert read(b"a,b\n1,2\n")["id"] != read(b"a,b\n1,2\n")["id"]


def test_the_same_bytes_of_somebody_else_are_not_read_twice(alice: Any, bob: Any, work_off: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from finnect.sales import analysis

    table_of(alice)
    work_off()
    monkeypatch.setattr(analysis, "read", lambda *_, **__: pytest.fail("these bytes were read before"))
    his = table_of(bob)
    work_off()
    his.refresh_from_db()

    assert his.statistics == STATISTICS


def test_a_new_file_of_an_old_name_never_gets_old_numbers(read: Any) -> None:
    assert read()["statistics"]["total_revenue"] == 30.63
    changed = read(SALES.replace(b"2.55", b"3.55"))

    assert changed["filename"] == "sales.csv"
    assert changed["statistics"]["total_revenue"] == 35.63


def test_a_cached_table_whose_bytes_are_gone_is_read_anew(alice: Any, bob: Any, work_off: Any) -> None:
    hers = table_of(alice)
    work_off()
    hers.refresh_from_db()
    storage.delete(hers.processed_key)
    his = table_of(bob)
    work_off()
    his.refresh_from_db()

    assert his.processed_key != hers.processed_key
    assert storage.exists(his.processed_key)


@pytest.fixture
def table(alice: Any, work_off: Any) -> Any:
    made = table_of(alice)
    work_off()
    return Table.objects.get(id=made.id)


def test_the_bridge_sums_exactly(table: Any, alice: Any, calling: Any) -> None:
    bridge = calling(alice).get(f"/api/v1/tables/{table.id}/bridge").json()
    lines = {line["name"]: line["value"] for line in bridge["lines"]}

    assert sum(Decimal(str(value)) for value in lines.values()) == Decimal(str(bridge["total"])) == Decimal("30.63")
    assert lines["cancellations"] == -2.55
    korean = calling(alice, "ko").get(f"/api/v1/tables/{table.id}/bridge").json()
    assert korean["lines"][0]["label"] != bridge["lines"][0]["label"]


def test_a_series_by_day(table: Any, alice: Any, calling: Any) -> None:
    answer = calling(alice).get(f"/api/v1/tables/{table.id}/series", params={"measure": "total_quantity", "by": "day"}).json()

    assert [(point["period"], point["value"]) for point in answer] == [("2010-12-01", 8), ("2010-12-02", 6), ("2010-12-03", -1)]
    assert set(answer[0]) == {"period", "value", "complete"}


def test_the_top_products_and_countries(table: Any, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    products = caller.get(f"/api/v1/tables/{table.id}/top", params={"by": "product", "limit": 2}).json()
    countries = caller.get(f"/api/v1/tables/{table.id}/top", params={"by": "country", "measure": "num_customers"}).json()

    assert [(entry["key"], entry["label"], entry["value"]) for entry in products] == [
        ("85123A", "WHITE LANTERN", 12.75),
        ("22633", "HAND WARMER", 11.1),
    ]
    assert {entry["key"]: entry["value"] for entry in countries} == {"France": 1, "United Kingdom": 1}


@pytest.mark.parametrize(
    "query", ["series?measure=profit", "series?by=year", "top?by=moon", "top?limit=0", "top?limit=1001", "top?limit=x"]
)
def test_a_question_that_makes_no_sense_is_refused(query: str, table: Any, alice: Any, calling: Any) -> None:
    assert calling(alice).get(f"/api/v1/tables/{table.id}/{query}").status_code == 422


def test_measures_are_computed_once_and_kept(table: Any, alice: Any, calling: Any) -> None:
    caller = calling(alice)
    first = caller.get(f"/api/v1/tables/{table.id}/series").json()
    storage.delete(table.processed_key)

    assert caller.get(f"/api/v1/tables/{table.id}/series").json() == first


@pytest.mark.parametrize("path", ["bridge", "series", "top"])
def test_a_table_not_read_yet_has_no_numbers(path: str, alice: Any, calling: Any) -> None:
    waiting = table_of(alice)
    answer = calling(alice).get(f"/api/v1/tables/{waiting.id}/{path}")

    assert (answer.status_code, answer.json()["code"]) == (409, "TABLE_NOT_READY")
    assert "PENDING" in answer.json()["detail"]


def test_segments_share_out_the_customers(table: Any, alice: Any, calling: Any) -> None:
    rows = calling(alice).get(f"/api/v1/tables/{table.id}/segments").json()

    assert len(rows) == 10
    assert sum(row["customers"] for row in rows) == 2
    assert set(rows[0]) >= {"segment", "customers", "share", "revenue", "recency_days", "frequency", "monetary"}


def test_segments_are_exported_by_customer(table: Any, alice: Any, calling: Any) -> None:
    answer = calling(alice).get(f"/api/v1/tables/{table.id}/segments.csv")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.text.splitlines()) == 1 + 2
    assert answer.text.lstrip("\ufeff").startswith("customer,segment,")


def test_cohorts_begin_with_all_their_customers(table: Any, alice: Any, calling: Any) -> None:
    rows = calling(alice).get(f"/api/v1/tables/{table.id}/cohorts").json()

    assert sum(row["customers"] for row in rows) == 2
    assert all(row["active"][0] == row["customers"] and row["retention"][0] == 1 for row in rows)


def test_a_query_is_answered_in_columns_and_rows(table: Any, alice: Any, calling: Any) -> None:
    query = {"measures": ["total_revenue"], "group_by": ["country"], "order_by": ["-total_revenue"]}
    answer = calling(alice).post(f"/api/v1/tables/{table.id}/query", json=query).json()
    whole = calling(alice).post(f"/api/v1/tables/{table.id}/query", json={"measures": ["total_revenue"]}).json()

    assert answer["columns"] == ["country", "total_revenue"]
    assert sum(row[1] for row in answer["rows"]) == pytest.approx(whole["rows"][0][0])
    assert whole["rows"][0][0] == table.statistics["total_revenue"]


UNKNOWN = [{}, {"measures": ["profit"]}, {"measures": ["total_revenue"], "group_by": ["moon"]}, {"sql": "SELECT 1"}]


@pytest.mark.parametrize("query", UNKNOWN)
def test_a_query_that_is_not_known_is_refused_with_what_is(query: Any, table: Any, alice: Any, calling: Any) -> None:
    answer = calling(alice).post(f"/api/v1/tables/{table.id}/query", json=query)

    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_tables_are_listed_newest_first(alice: Any, calling: Any) -> None:
    made = [str(table_of(alice, SALES + b"\n" * number).id) for number in range(3)]

    assert [item["id"] for item in calling(alice).get("/api/v1/tables").json()["items"]] == made[::-1]


@pytest.mark.parametrize("name", ['"><img src=x onerror=alert(1)>.csv', "=cmd|' /C calc'!A0.csv", "사과\u202evsc.csv"])
def test_s54_a_name_full_of_markup_is_only_a_name(name: str, read: Any) -> None:
    table = read(SALES, name)

    assert table["status"] == "SUCCESS"
    assert "\u202e" not in table["filename"]
