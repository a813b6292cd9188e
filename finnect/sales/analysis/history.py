"""Several cleaned tables joined into one sales history, in which what stands in more than one of them counts once.

Two rows are the same sale if all our fields are the same, and both or neither are cancelled. Within one file the same row
may rightly stand several times, so a row that stands k times in one file and m times in another counts max(k, m) times. What
nobody can know from the files is told instead of guessed: an invoice whose rows differ between files counts with all of its
different rows, and is listed.

Rows are dealt out by invoice into buckets on disk, and one bucket is looked at after the other: memory does not grow with the
tables, only with their largest invoice.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from heapq import nlargest
from pathlib import Path
from typing import TypedDict

import polars as pl
from polars.io.plugins import register_io_source

from finnect.kit.progress import Report, silent
from finnect.kit.words import N_
from finnect.sales.analysis.cleaning import AMOUNT, DATE
from finnect.sales.analysis.engine import OneMachine
from finnect.sales.analysis.marks import CANCELLED
from finnect.sales.analysis.measure import shortest
from finnect.sales.analysis.reading import refuse_long_amounts
from finnect.sales.analysis.vocabulary import FIELDS

_SAME = (*FIELDS, CANCELLED)
_FILE = "file"
_BUCKET = "bucket"
_BUCKET_ROWS = 250_000
_BATCH_ROWS = 250_000
_LISTED = 200  # of the invoices that differ, those of most money


class FileJoined(TypedDict):
    """`repeated` of the file's rows stand in an earlier file too, and do not count again; days are None where no row has a date."""

    rows: int
    repeated: int
    first_day: date | None
    last_day: date | None


class Repeated(TypedDict):
    """What was found again in a later file; rows without an invoice number or a date are the same only as far as the rest tells."""

    rows: int
    revenue: Decimal
    without_invoice: int
    without_date: int


class Version(TypedDict):
    """An invoice as it stands in one file, the first being 0."""

    file: int
    rows: int
    revenue: Decimal


class Differing(TypedDict):
    """An invoice that files tell differently; `rows` and `revenue` are what counts: every different row."""

    invoice: str
    rows: int
    revenue: Decimal
    versions: list[Version]


@dataclass(frozen=True)
class Joined:
    """`differing` invoices are counted, and those of most money listed."""

    rows: int
    files: list[FileJoined]
    repeated: Repeated
    differing: int
    listed: list[Differing]


def join(files: Sequence[Path], out: Path, *, report: Report = silent) -> Joined:
    """Join cleaned tables, the earliest first, into the cleaned table `out`; the row numbers in it are those of its files.

    :raises TooLarge: where amounts or their sum would have more digits than there is room for
    """
    report(0.0, N_("Joining the files"))
    schema = _common_schema(files)
    sales = pl.concat([_scanned(file, number, schema) for number, file in enumerate(files)])
    seen = _files(sales)
    tally = _Tally(seen)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix="joining-") as scratch:

        def rows(*_: object) -> Iterator[pl.DataFrame]:
            buckets = -(-sum(one["rows"] for one in seen) // _BUCKET_ROWS)
            for done, bucket in enumerate(_bucketed(sales, buckets, Path(scratch))):
                report(0.2 + 0.8 * done / buckets, N_("Joining the files"))
                yield _counted_once(bucket, tally).select(list(schema))

        register_io_source(rows, schema=schema).sink_parquet(out, compression="lz4", statistics=False)
    refuse_long_amounts(out)
    again = sum(one["repeated"] for one in seen)
    return Joined(
        rows=sum(one["rows"] for one in seen) - again,
        files=seen,
        repeated=Repeated(
            rows=again,
            revenue=shortest(tally.revenue),
            without_invoice=tally.without_invoice,
            without_date=tally.without_date,
        ),
        differing=tally.differing,
        listed=[_shown(one) for one in tally.listed],
    )


def _common_schema(files: Sequence[Path]) -> dict[str, pl.DataType]:
    """Of the first table, with numbers as fine as in the finest."""
    found = [OneMachine(file).rows().collect_schema() for file in files]
    schema = dict(found[0])
    for name in ("Quantity", "UnitPrice", AMOUNT):
        scales = [kind.scale for one in found if isinstance(kind := one[name], pl.Decimal)]
        if scales:
            schema[name] = pl.Decimal(38, max(scales))
    return schema


def _scanned(file: Path, number: int, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    columns = [pl.col(name).cast(kind) for name, kind in schema.items()]
    return OneMachine(file).rows().select(*columns, pl.lit(number, pl.UInt32).alias(_FILE))


def _files(sales: pl.LazyFrame) -> list[FileJoined]:
    """With none of their rows repeated yet."""
    day = pl.col(DATE).dt.date()
    counted = sales.group_by(_FILE).agg(pl.len().alias("rows"), day.min().alias("first_day"), day.max().alias("last_day")).sort(_FILE)
    found = counted.collect(engine="streaming").drop(_FILE)
    return [FileJoined(rows=rows, repeated=0, first_day=first, last_day=last) for rows, first, last in found.rows()]


def _bucketed(sales: pl.LazyFrame, buckets: int, scratch: Path) -> Iterator[pl.DataFrame]:
    """All rows of an invoice are in one bucket; so are all that are the same."""
    if buckets == 1:
        yield sales.collect(engine="streaming")
        return
    key = pl.coalesce("InvoiceNo", "StockCode", "CustomerID", pl.lit("")).hash() % buckets
    # polars' own partitioned sink keeps a part of every bucket in memory
    for number, batch in enumerate(sales.with_columns(key.alias(_BUCKET)).collect_batches(chunk_size=_BATCH_ROWS, engine="streaming")):
        for (bucket,), part in batch.partition_by(_BUCKET, as_dict=True, include_key=False).items():
            folder = scratch / f"{bucket}"
            folder.mkdir(exist_ok=True)
            part.write_parquet(folder / f"{number:06}.parquet", compression="lz4", statistics=False)
    for folder in scratch.iterdir():
        yield pl.concat([pl.read_parquet(part) for part in sorted(folder.iterdir())])


@dataclass
class _Tally:
    """What was found in the buckets so far."""

    files: list[FileJoined]
    revenue: Decimal = Decimal(0)
    without_invoice: int = 0
    without_date: int = 0
    differing: int = 0
    listed: list[Differing] = field(default_factory=list)


def _counted_once(bucket: pl.DataFrame, tally: _Tally) -> pl.DataFrame:
    """The rows that count. A row is the n-th of its kind in its file; the first file that has an n-th one has the row that counts."""
    shared = pl.col("InvoiceNo").is_null() | (pl.col(_FILE).min() != pl.col(_FILE).max()).over("InvoiceNo")
    bucket = bucket.with_columns(shared.alias("shared"))
    nth = pl.int_range(pl.len()).over(_FILE, *_SAME)
    met = bucket.filter("shared").with_columns(nth.alias("nth"))
    met = met.with_columns((pl.col(_FILE) == pl.col(_FILE).min().over(*_SAME, "nth")).alias("counts"))
    _add_repeated(met.filter(~pl.col("counts")), tally)
    _add_differing(met.filter(pl.col("InvoiceNo").is_not_null()), tally)
    return pl.concat([bucket.filter(~pl.col("shared")).drop("shared"), met.filter("counts").drop("shared", "nth", "counts")])


def _add_repeated(again: pl.DataFrame, tally: _Tally) -> None:
    for number, rows in again.group_by(_FILE).len().rows():
        tally.files[number]["repeated"] += rows
    tally.revenue += Decimal(again[AMOUNT].sum())
    tally.without_invoice += again["InvoiceNo"].null_count()
    tally.without_date += again[DATE].null_count()


def _add_differing(met: pl.DataFrame, tally: _Tally) -> None:
    """An invoice is told alike where every file that has it has as many of its rows as count."""
    each = met.group_by("InvoiceNo", _FILE).agg(pl.len().alias("rows"), pl.col(AMOUNT).sum().alias("revenue"))
    counts = met.filter("counts").group_by("InvoiceNo").agg(pl.len().alias("rows"), pl.col(AMOUNT).sum().alias("revenue"))
    fewest = each.group_by("InvoiceNo").agg(pl.col("rows").min().alias("fewest"))
    odd = counts.join(fewest, on="InvoiceNo").filter(pl.col("fewest") < pl.col("rows"))
    tally.differing += odd.height
    largest = odd.sort(pl.col("revenue").abs(), "InvoiceNo", descending=[True, False]).head(_LISTED)
    versions = each.join(largest.select("InvoiceNo"), on="InvoiceNo", how="semi").sort(_FILE).partition_by("InvoiceNo", as_dict=True)
    new = [
        Differing(invoice=invoice, rows=rows, revenue=revenue, versions=versions[(invoice,)].drop("InvoiceNo").to_dicts())  # type: ignore[typeddict-item]
        for invoice, rows, revenue, _ in largest.rows()
    ]
    tally.listed = nlargest(_LISTED, [*tally.listed, *new], key=lambda one: abs(one["revenue"]))


def _shown(one: Differing) -> Differing:
    versions = [Version(**{**version, "revenue": shortest(version["revenue"])}) for version in one["versions"]]  # type: ignore[typeddict-item]
    return Differing(invoice=one["invoice"], rows=one["rows"], revenue=shortest(one["revenue"]), versions=versions)
