"""An export opens in a spreadsheet without anything in it being run."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from finnect.sales.analysis import csv_lines, write_workbook

COLUMNS = ["name", "value"]
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "=cmd|' /C calc'!A0"]
ROWS = [['Bob, "the" <b>&\n둘', Decimal("-2.50")], [None, 3], [date(2011, 12, 9), datetime(2011, 12, 9, 12, 50)], ["a\x00b", True]]


@pytest.mark.parametrize("text", EVIL)
def test_a_formula_is_quoted_in_csv(text):
    cells = next(csv.reader(io.StringIO("".join(csv_lines(COLUMNS, [[text, -1]])).split("\r\n", 1)[1], newline="")))

    assert cells == [f"'{text}", "-1"]


def test_csv_keeps_numbers_and_texts():
    text = "".join(csv_lines(COLUMNS, (ROWS[0] for _ in range(2_500))))

    assert text.startswith("\ufeffname,value\r\n")
    assert list(csv.reader(io.StringIO(text, newline="")))[-1] == ['Bob, "the" <b>&\n둘', "-2.50"]
    assert text.count("-2.50\r\n") == 2_500


def test_a_workbook_reads_back(tmp_path):
    path = tmp_path / "out.xlsx"

    write_workbook(path, COLUMNS, iter([*ROWS, *([text, 1] for text in EVIL)]), sheet="고객 & Co")

    sheet = openpyxl.load_workbook(path)["고객 & Co"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[:3] == [COLUMNS, ['Bob, "the" <b>&\n둘', -2.5], [None, 3]]
    assert cells[3:5] == [[datetime(2011, 12, 9), datetime(2011, 12, 9, 12, 50)], ["ab", True]]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][1] == -2.5


def test_days_of_a_workbook_are_days_that_a_spreadsheet_can_sort_and_filter(tmp_path):
    path = tmp_path / "out.xlsx"
    days = [date(1900, 3, 1), date(2011, 12, 9), datetime(2011, 12, 9, 23, 59, 59)]

    write_workbook(path, ["day"], ([day] for day in [*days, date(1899, 1, 1), datetime(1899, 1, 1)]), sheet="days")

    cells = [cell for (cell,) in openpyxl.load_workbook(path)["days"].iter_rows(min_row=2)]
    assert [cell.is_date for cell in cells] == [True, True, True, False, False]
    assert [str(cell.value) for cell in cells] == [
        "1900-03-01 00:00:00",
        "2011-12-09 00:00:00",
        "2011-12-09 23:59:59",
        "1899-01-01",
        "1899-01-01 00:00:00",
    ]
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[2][0] == date(2011, 12, 9)
