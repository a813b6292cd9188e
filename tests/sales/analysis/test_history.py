"""Files joined into a history: what stands in several counts once, and what contradicts is told."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finnect.sales.analysis import FIELDS, Joined, Limits, history, join, read, statistics

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
LAMP, CUP, BAG = (
    "536365,A,lamp,6,2011-01-31 08:26,2.55,K1,France",
    "536366,B,cup,2,2011-02-01 09:00,3.5,K2,Korea",
    "C536367,A,lamp,-1,2011-02-02 10:00,2.55,K1,France",
)
Join = Callable[..., tuple[Joined, Path]]


@pytest.fixture
def joined(tmp_path: Path) -> Join:
    """Files of these lines, read and joined: what was found, and the joined table."""

    def do(*files: Sequence[str]) -> tuple[Joined, Path]:
        cleaned = []
        for number, lines in enumerate(files):
            source, out = tmp_path / f"{number}.csv", tmp_path / f"{number}.parquet"
            source.write_text("\n".join([HEADER, *lines]))
            read(source, filename=source.name, out=out, limits=Limits(bad_row_share=1))
            cleaned.append(out)
        return join(cleaned, tmp_path / "joined.parquet"), tmp_path / "joined.parquet"

    return do


def test_what_stands_in_two_files_counts_once(joined: Join) -> None:
    found, table = joined([LAMP, CUP], [CUP, BAG])

    assert found.rows == 3
    assert [(file["rows"], file["repeated"]) for file in found.files] == [(2, 0), (2, 1)]
    assert found.repeated == {"rows": 1, "revenue": Decimal(7), "without_invoice": 0, "without_date": 0}
    assert (found.differing, found.listed) == (0, [])
    assert statistics(table)["total_revenue"] == Decimal("19.75")


def test_the_same_row_several_times_in_a_file_counts_as_often(joined: Join) -> None:
    assert joined([CUP, CUP], [LAMP])[0].rows == 3


@pytest.mark.parametrize(("first", "second"), [(2, 3), (3, 2), (1, 3), (2, 2)])
def test_a_row_counts_as_often_as_in_the_file_that_has_it_most(first: int, second: int, joined: Join) -> None:
    found, _ = joined([CUP] * first, [CUP] * second)

    assert found.rows == max(first, second)
    assert found.repeated["rows"] == min(first, second)
    assert found.differing == (first != second)


def test_an_invoice_that_files_tell_differently_counts_with_all_its_rows_and_is_told(joined: Join) -> None:
    corrected = CUP.replace(",2,", ",5,")
    found, table = joined([LAMP, CUP], [corrected])

    assert statistics(table)["total_quantity"] == 6 + 2 + 5
    assert found.differing == 1
    assert found.listed == [
        {
            "invoice": "536366",
            "rows": 2,
            "revenue": Decimal("24.5"),
            "versions": [{"file": 0, "rows": 1, "revenue": Decimal(7)}, {"file": 1, "rows": 1, "revenue": Decimal("17.5")}],
        }
    ]


def test_a_cancellation_is_an_invoice_of_its_own(joined: Join) -> None:
    found, _ = joined([LAMP], [LAMP, BAG])

    assert (found.rows, found.differing) == (2, 0)


def test_rows_that_are_hard_to_know_again_are_counted_apart(joined: Join) -> None:
    nameless, undated = CUP.replace("536366", ""), CUP.replace("2011-02-01 09:00", "").replace("536366", "536399")
    found, _ = joined([LAMP, nameless, undated], [nameless, undated])

    assert found.rows == 3
    assert (found.repeated["without_invoice"], found.repeated["without_date"]) == (1, 1)


def test_numbers_written_more_finely_in_one_file_are_the_same_numbers(joined: Join) -> None:
    found, table = joined([CUP], [CUP.replace("3.5", "3.500"), LAMP.replace(",6,", ",1.25,")])

    assert found.rows == 2
    assert statistics(table) == {
        "total_revenue": Decimal("10.1875"),
        "num_customers": 2,
        "num_invoices": 2,
        "total_quantity": Decimal("3.25"),
    }


def test_the_days_of_a_file_are_told(joined: Join) -> None:
    found, _ = joined([LAMP, BAG], [CUP.replace("2011-02-01 09:00", "")])

    assert [(str(file["first_day"]), str(file["last_day"])) for file in found.files] == [("2011-01-31", "2011-02-02"), ("None", "None")]


FEW = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(["A", "B"]), st.integers(1, 2), st.sampled_from(["", "K"])),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(FEW, min_size=1, max_size=4), bucket_rows=st.sampled_from([3, 1000]))
def test_the_history_is_the_union_with_the_largest_counts(
    files: list[list[tuple[str, str, int, str]]], bucket_rows: int, tmp_path: Path
) -> None:
    """Whatever the files hold, and in however many pieces they are looked at."""
    expected: Counter[tuple[str, str, int, str | None]] = Counter()
    cleaned = []
    for number, rows in enumerate(files):
        expected |= Counter((invoice, code, quantity, customer or None) for invoice, code, quantity, customer in rows)
        cleaned.append(tmp_path / f"{number}.parquet")
        columns = list(zip(*rows, strict=True))
        given = {
            "InvoiceNo": columns[0],
            "StockCode": columns[1],
            "Quantity": columns[2],
            "CustomerID": [one or None for one in columns[3]],
        }
        written(given).write_parquet(cleaned[-1])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(history, "_BUCKET_ROWS", bucket_rows)
        found = join(cleaned, tmp_path / "joined.parquet")
    rows = pl.read_parquet(tmp_path / "joined.parquet").select("InvoiceNo", "StockCode", "Quantity", "CustomerID").rows()

    assert Counter(rows) == expected
    assert found.rows == expected.total()
    assert sum(file["repeated"] for file in found.files) == sum(map(len, files)) - expected.total()


def written(columns: dict[str, Sequence[object]]) -> pl.DataFrame:
    """A cleaned table of these columns; the other fields are empty."""
    price = pl.Decimal(38, 2)
    kinds = {"Quantity": pl.Int64, "InvoiceDate": pl.Datetime("us"), "UnitPrice": price}
    rows = pl.DataFrame(columns, schema_overrides={"CustomerID": pl.String})
    absent = [pl.lit(None, kinds.get(name, pl.String)).alias(name) for name in FIELDS if name not in columns]
    numbered = rows.with_columns(*absent, pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row")).with_columns(
        UnitPrice=pl.lit("1.5").cast(price)
    )
    return numbered.select("row", *FIELDS, (pl.col("UnitPrice") * pl.col("Quantity").cast(pl.Decimal(38, 0))).cast(price).alias("amount"))


def test_online_retail_in_months_that_overlap_is_online_retail(retail: Path, tmp_path: Path) -> None:
    """Each month is exported with the last week of the month before it."""
    date = pl.col("InvoiceDate")
    sales, files = pl.scan_parquet(retail), []
    for month in pl.date_range(pl.date(2010, 12, 1), pl.date(2011, 12, 1), "1mo", eager=True):
        files.append(tmp_path / f"{month}.parquet")
        sales.filter((date >= pl.lit(month).dt.offset_by("-7d")) & (date < pl.lit(month).dt.offset_by("1mo"))).sink_parquet(files[-1])
    found = join(files, tmp_path / "joined.parquet")

    assert (found.rows, found.repeated["rows"], found.differing) == (541_909, 106_210, 0)
    assert statistics(tmp_path / "joined.parquet") == statistics(retail)
