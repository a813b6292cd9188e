"""The swift way and the careful one read alike, and any table in any dialect reads back to the same numbers."""

import csv
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finnect.sales.analysis import Limits, Reading, distinct, read, reading, statistics, swift
from finnect.sales.analysis.pieces import NotPlain
from finnect.sales.analysis.vocabulary import FIELDS
from tests.sales.analysis.tables import HEADER, table
from tests.sales.corpus.files import DATES, DELIMITERS, ENDS, NUMBERS, Row, moment, truth_of


def not_plain(*_: object) -> None:
    raise NotPlain


def rows_of(parquet: Path) -> pl.DataFrame:
    money = pl.Decimal(38, 6)
    return pl.read_parquet(parquet).select("row", *FIELDS, "amount").with_columns(pl.col("UnitPrice", "amount").cast(money))


def test_online_retail_reads_alike_both_ways(online_retail, retail_reading, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "read_swiftly", not_plain)

    careful = read(online_retail, filename=online_retail.name, out=tmp_path / "careful.parquet", limits=Limits())

    assert careful == retail_reading[0]
    assert rows_of(tmp_path / "careful.parquet").equals(rows_of(retail_reading[1]))


def test_what_differs_in_almost_every_row_is_not_kept_and_read_alike(online_retail, retail_reading, tmp_path, monkeypatch):
    monkeypatch.setattr(swift, "_MOST_KEPT", 20_000)
    monkeypatch.setattr(swift, "_MANY", 15_000)
    monkeypatch.setattr(distinct, "_MOST_HELD", 15_000)
    forgotten: list[set[str]] = []
    monkeypatch.setattr(swift._Pass, "_tally", lambda one, tally=swift._Pass._tally: forgotten.append(one._forgotten) or tally(one))

    found = read(online_retail, filename=online_retail.name, out=tmp_path / "found.parquet", limits=Limits())

    assert forgotten == [{"InvoiceNo", "InvoiceDate"}]
    assert found == retail_reading[0]
    assert rows_of(tmp_path / "found.parquet").equals(rows_of(retail_reading[1]))


PLAIN = table().replace('"장갑, 따뜻한"', '"장갑, ""따뜻한"""')
PLAIN_FILES = {
    "plain": PLAIN.encode(),
    "crlf": PLAIN.replace("\n", "\r\n").encode("utf-8-sig"),
    "utf-16": PLAIN.encode("utf-16"),
    "cp949": PLAIN.encode("cp949"),
    "banner": ("Sales,\n" + PLAIN).encode(),
    "no last line end": PLAIN.rstrip("\n").encode(),
    "missing words": PLAIN.replace(",,대한민국", ",NULL,  ").encode(),
    "extra columns": PLAIN.replace("\n", ",7,x\n").replace("Country,7,x", "Country,Seven,Ex").encode(),
    "neither dates nor countries": "".join(
        ",".join(cells[:4] + cells[5:7]) + "\n" for cells in csv.reader(PLAIN.replace('"장갑, ""따뜻한"""', "장갑").splitlines())
    ).encode(),
    "ids as floats": PLAIN.replace("17850,", "17850.0,").encode(),
}


@pytest.mark.parametrize("name", PLAIN_FILES)
def test_a_plain_file_is_read_swiftly_and_alike(name, read_bytes, monkeypatch):
    with monkeypatch.context() as no_other_way:
        no_other_way.setattr(reading, "_carefully", not_plain)
        swift, parquet = read_bytes(PLAIN_FILES[name])
    found = rows_of(parquet)
    monkeypatch.setattr(reading, "read_swiftly", not_plain)

    careful, parquet = read_bytes(PLAIN_FILES[name])

    assert swift == careful
    assert found.equals(rows_of(parquet))
    assert found.schema == rows_of(parquet).schema


ODD_LINES = {
    "quotation mark within": '1,2,a 12" lamp,3,2011-01-01 10:00,1.5,7,UK',
    "quotation mark not closed": '1,2,"lamp,3,2011-01-01 10:00,1.5,7,UK',
    "text behind a quotation mark": '1,2,"lamp"s,3,2011-01-01 10:00,1.5,7,UK',
    "line end within": '1,2,"a\nlamp",3,2011-01-01 10:00,1.5,7,UK',
    "return within": "1,2,a\rlamp,3,2011-01-01 10:00,1.5,7,UK",
    "other date": "1,2,lamp,3,1 January 2011 10:00,1.5,7,UK",
    "comma in a number": '1,2,lamp,3,2011-01-01 10:00,"1,234.5",7,UK',
    "scientific": "1,2,lamp,3,2011-01-01 10:00,1e2,7,UK",
    "fraction of a piece": "1,2,lamp,3.5,2011-01-01 10:00,1.5,7,UK",
    "finer price": "1,2,lamp,3,2011-01-01 10:00,1.23456789,7,UK",
    "longer price": "1,2,lamp,3,2011-01-01 10:00,1234567890.12345678901,7,UK",
    "longer amount": "1,2,lamp,999999999999,2011-01-01 10:00,99999999.25,7,UK",
    "no invoice": ",2,lamp,3,2011-01-01 10:00,1.5,7,UK",
    "total": "Total,,,3,,1.5,,",
    "blank": "",
    "short": "1,2,lamp",
    "surplus": "1,2,lamp,3,2011-01-01 10:00,1.5,7,UK,,,,,surplus",
}


@pytest.mark.parametrize("name", ODD_LINES)
def test_an_odd_line_far_down_is_read_with_care(name, read_bytes, monkeypatch):
    """It lies where no sample looks, in the last of three pieces."""
    monkeypatch.setattr("finnect.sales.analysis.pieces._PIECE", 128 << 10)
    body = "".join(f"{536_000 + n // 4},{n % 90},lamp,{n % 9 + 1},2011-01-01 10:00,{n % 7}.25,{n % 300},UK\n" for n in range(9_000))
    content = (",".join(HEADER) + "\n" + body + ODD_LINES[name] + "\n" + body[:4_000].rsplit("\n", 1)[0] + "\n").encode()
    swift, parquet = read_bytes(content)
    found = rows_of(parquet)
    monkeypatch.setattr(reading, "read_swiftly", not_plain)

    careful, parquet = read_bytes(content)

    assert swift == careful
    assert found.equals(rows_of(parquet))


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), min_size=1, max_size=12)
SALE = st.tuples(
    st.integers(536_000, 536_020).map(str),
    st.from_regex(r"\A[0-9]{5}[A-Z]?\Z"),
    TEXT | st.sampled_from(["two\nlines", 'the "best"', "a, b; c | d\te"]),
    st.integers(-9_999_999, 9_999_999),
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)).map(lambda when: when.replace(second=0, microsecond=0)),
    st.decimals(-99_999, 9_999_999, places=2),
    st.just("") | st.integers(10_000, 10_020).map(str),
    st.sampled_from(["대한민국", "Germany"]),
)
# numbers and a day that can be read in one way only; without them a table may truly mean two things
TELLING: Row = ("536365", "85123", "lamp", 1_234_567, datetime(2010, 12, 31, 8, 26), Decimal("1234567.55"), "17850", "Germany")


@given(
    rows=st.lists(SALE, max_size=12),
    style=st.sampled_from(sorted(NUMBERS)),
    form=st.sampled_from(DATES),
    delimiter=st.sampled_from(DELIMITERS),
    end=st.sampled_from(ENDS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    quote_all=st.booleans(),
)
@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_in_any_dialect(
    read_bytes: Callable[..., tuple[Reading, Path]],
    rows: list[Row],
    style: str,
    form: str,
    delimiter: str,
    end: str,
    encoding: str,
    quote_all: bool,
) -> None:
    sales = [TELLING, *rows]
    write = NUMBERS[style]
    cells = [[*row[:3], write(row[3]), moment(form, row[4]), write(row[5]), *row[6:]] for row in sales]
    quoted = [
        [
            '"' + cell.replace('"', '""') + '"' if quote_all or any(mark in cell for mark in (delimiter, '"', "\n")) else cell
            for cell in line
        ]
        for line in [list(HEADER), *cells]
    ]
    content = "".join(delimiter.join(line) + end for line in quoted)

    found, parquet = read_bytes(content.encode(encoding))

    truth = truth_of(sales)
    assert dict(statistics(parquet)) == {
        name: getattr(truth, name) for name in ("total_revenue", "num_customers", "num_invoices", "total_quantity")
    }
    assert pl.read_parquet(parquet)["InvoiceDate"].to_list() == truth.moments
    assert (found.bad_rows, found.rows_aside) == (0, 0)
