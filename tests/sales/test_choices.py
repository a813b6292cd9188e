"""Columns and sheets are corrected by the user, and the file is read again without being handed in again."""

import io
import json
from typing import Any

import openpyxl
import pytest

from finnect.sales.models import Table
from finnect.uploads.models import Upload
from tests.props import SALES, STATISTICS, table_of

pytestmark = [pytest.mark.both, pytest.mark.django_db]
HEADER, *LINES = [line.split(",") for line in SALES.decode().splitlines()]
ODD = b"A,B,C\n6,2.55,536365\n2,3.39,536365\n"  # two rows are too few to tell columns by their values


def workbook(**sheets: list[list[str]]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


TWO = workbook(Spring=[HEADER, *LINES], Autumn=[HEADER, LINES[0]], Notes=[["nothing", "here"]])


@pytest.fixture
def alices(alice: Any, calling: Any) -> Any:
    return calling(alice, "en")


@pytest.fixture
def read(alices: Any, work_off: Any) -> Any:
    """Alice hands a file in; what is shown of it once it is read."""

    def do(content: bytes, filename: str = "sales.csv", **form: str) -> dict[str, Any]:
        made = alices.post("/api/v1/tables", files={"file": (filename, content)}, data=form).json()
        work_off()
        return dict(alices.get(f"/api/v1/tables/{made['table']['id']}").json())

    return do


@pytest.fixture
def again(alices: Any, work_off: Any) -> Any:
    """Alice reads a table again with other choices; what is shown of the new one."""

    def do(table: dict[str, Any], **choices: Any) -> dict[str, Any]:
        made = alices.post(f"/api/v1/tables/{table['id']}/analyze", json=choices)
        assert made.status_code == 202, made.text
        work_off()
        return dict(alices.get(f"/api/v1/tables/{made.json()['table']['id']}").json())

    return do


def test_another_column_is_taken_without_another_upload(read: Any, again: Any) -> None:
    first = read(
        SALES.replace(b"UnitPrice", b"UnitPrice,Net").replace(b"2.55", b"2.55,2").replace(b"3.39", b"3.39,3").replace(b"1.85", b"1.85,1")
    )
    second = again(first, mapping={"UnitPrice": "Net"})

    assert second["id"] != first["id"]
    assert Upload.objects.count() == 1
    assert second["mapping"]["UnitPrice"] == {"column": "Net", "why": "user"}
    assert second["asked"] == {"mapping": {"UnitPrice": "Net"}, "sheet": ""}
    assert (first["statistics"]["total_revenue"], second["statistics"]["total_revenue"]) == (30.63, 22)


def test_a_failed_table_tells_its_columns_and_is_read_by_the_users_word(read: Any, again: Any) -> None:
    failed = read(ODD)

    assert (failed["status"], failed["error"]["code"]) == ("FAILURE", "COLUMNS_NOT_FOUND")
    told = {column["name"]: column["examples"] for column in failed["error"]["columns"]}
    assert told["B"] == ["2.55", "3.39"]
    assert again(failed, mapping={"Quantity": "A", "UnitPrice": "B", "InvoiceNo": "C"})["statistics"]["total_revenue"] == 22.08


def test_a_field_may_be_given_no_column(read: Any, again: Any) -> None:
    first = read(SALES)
    second = again(first, mapping={"CustomerID": ""})

    assert "CustomerID" in first["mapping"]
    assert "CustomerID" not in second["mapping"]
    assert second["statistics"] == {**STATISTICS, "num_customers": 0}


def test_the_same_choices_again_are_the_same_table(read: Any, again: Any) -> None:
    first = read(SALES)
    second = again(first, mapping={"Country": ""})

    assert again(first, mapping={"Country": ""})["id"] == second["id"]
    assert again(second, mapping={}, sheet="")["id"] == first["id"]
    assert Table.objects.count() == 2


@pytest.mark.parametrize(
    "choices", [{"mapping": []}, {"mapping": {"Quantity": 7}}, {"mapping": {"Quantity": "\0"}}, {"sheet": "x" * 101}, {"owner": "bob"}]
)
def test_choices_that_are_none_are_refused(choices: Any, read: Any, alices: Any) -> None:
    table = read(SALES)

    assert alices.post(f"/api/v1/tables/{table['id']}/analyze", json=choices).status_code == 422
    assert Table.objects.count() == 1


def test_an_unknown_column_is_named_with_those_there_are(read: Any, again: Any) -> None:
    error = again(read(SALES), mapping={"Quantity": "Menge"})["error"]

    assert (error["code"], error["column"]) == ("UNKNOWN_COLUMN", "Menge")
    assert "UnitPrice" in [column["name"] for column in error["columns"]]


def test_a_column_taken_for_two_fields_is_refused_with_its_name(read: Any, again: Any) -> None:
    error = again(read(SALES), mapping={"Quantity": "UnitPrice", "UnitPrice": "UnitPrice"})["error"]

    assert (error["code"], error["column"]) == ("COLUMN_TAKEN_TWICE", "UnitPrice")
    assert "Quantity" in error["detail"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"mapping": "{"}, "mapping: 올바른 JSON이 아닙니다"),
        ({"mapping": "[" * 100_000}, "mapping: 올바른 JSON이 아닙니다"),
        ({"mapping": "[]"}, "mapping: JSON 객체여야 합니다"),
        ({"mapping": '{"Quantity": 7}'}, "mapping.Quantity: 글자(문자열)여야 합니다"),
        ({"sheet": "x" * 101}, "sheet: 100자 이하여야 합니다"),
        ({"history": "x" * 101}, "history: 100자 이하여야 합니다"),
        ({"history": " \u200b"}, "history: 1자 이상이어야 합니다"),
    ],
)
def test_what_is_wrong_with_a_form_is_told_in_the_readers_language(form: Any, told: str, alice: Any, calling: Any) -> None:
    refused = calling(alice, "ko").post("/api/v1/tables", files={"file": ("sales.csv", SALES)}, data=form)

    assert (refused.status_code, refused.json()["detail"]) == (422, told)
    assert Table.objects.count() == 0


def test_bob_cannot_read_alices_table_again(read: Any, bob: Any, calling: Any) -> None:
    table = read(SALES)

    assert calling(bob).post(f"/api/v1/tables/{table['id']}/analyze", json={}).status_code == 404


def test_what_carol_corrects_stays_alices(read: Any, carol: Any, alice: Any, calling: Any) -> None:
    table = read(SALES)
    made = calling(carol).post(f"/api/v1/tables/{table['id']}/analyze", json={"mapping": {"Country": ""}}).json()

    assert Table.objects.get(id=made["table"]["id"]).owner == alice


def test_where_several_sheets_fit_the_user_is_asked(read: Any, again: Any) -> None:
    asked = read(TWO, "two.xlsx")

    assert (asked["status"], asked["error"]["code"]) == ("FAILURE", "SHEET_UNCLEAR")
    assert asked["error"]["sheets"] == ["Spring", "Autumn"]
    spring, autumn = again(asked, sheet="Spring"), again(asked, sheet="Autumn")
    assert (spring["sheet"], spring["statistics"]) == ("Spring", STATISTICS)
    assert autumn["sheets"] == ["Spring", "Autumn", "Notes"]
    assert autumn["rows"] == 1


def test_the_sheet_may_be_said_with_the_file(read: Any) -> None:
    assert read(TWO, "two.xlsx", sheet="Autumn")["rows"] == 1


def test_the_only_sheet_that_fits_is_taken(read: Any) -> None:
    table = read(workbook(Notes=[["nothing", "here"]], Empty=[HEADER], Sales=[HEADER, *LINES]), "one.xlsx")

    assert (table["sheet"], table["statistics"]) == ("Sales", STATISTICS)


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(read: Any, again: Any) -> None:
    error = again(read(TWO, "two.xlsx"), sheet="Winter")["error"]

    assert (error["code"], error["sheets"]) == ("UNKNOWN_SHEET", ["Spring", "Autumn", "Notes"])


def test_what_could_be_understood_otherwise_is_noted(read: Any, alices: Any) -> None:
    rows = [f"{n},A,x,1,0{1 + n % 9}/0{2 + n % 8}/2011,2.50,1,UK" for n in range(20)]
    table = read("\n".join([",".join(HEADER), *rows]).encode())
    korean = alices.get(f"/api/v1/tables/{table['id']}", headers={"Accept-Language": "ko"}).json()

    assert [note["column"] for note in table["notes"]] == ["InvoiceDate"]
    assert korean["notes"][0]["text"] != table["notes"][0]["text"]


def test_rows_that_are_no_sales_are_counted(read: Any) -> None:
    table = read(SALES + b"Total,,,,,,,\n")

    assert (table["rows"], table["rows_aside"], table["issue_count"]) == (4, 1, 0)
    assert table["issues"][0]["row"] == 6


def test_the_profile_tells_what_a_field_holds(alice: Any, alices: Any, work_off: Any) -> None:
    table = table_of(alice)
    work_off()
    fields = {field["field"]: field for field in alices.get(f"/api/v1/tables/{table.id}/profile").json()}

    assert fields["Quantity"]["smallest"] == -1
    assert fields["UnitPrice"]["largest"] == 3.39
    assert fields["InvoiceDate"]["smallest"] == "2010-12-01T08:26:00"
    assert fields["Country"]["frequent"][0] == {"value": "United Kingdom", "rows": 3}


def test_a_mapping_of_an_upload_may_leave_a_field_out(read: Any) -> None:
    assert "Country" not in read(SALES, mapping=json.dumps({"Country": ""}))["mapping"]
