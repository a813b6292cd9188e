"""The quick way through a well-formed text: one pass, piece by piece, on the assumption that every row is a plain sale.

Each piece is parsed by Polars, held against the assumption and written. Where anything is other than assumed – a quotation
mark out of place, a total, a second way of writing dates – the way ends in `NotPlain`, and the careful way of two passes
reads the file from its start. What both can read, they read alike.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from finnect.sales.analysis import dates, numbers
from finnect.sales.analysis.cleaning import AMOUNT, DATE, TOTAL, given, identifier
from finnect.sales.analysis.columns import Choice
from finnect.sales.analysis.distinct import Distinct
from finnect.sales.analysis.pieces import NotPlain, Origin, ahead, parse, pieces, probe
from finnect.sales.analysis.problems import Unreadable
from finnect.sales.analysis.raw import ROW, RawTable, cell_name
from finnect.sales.analysis.samples import Sample
from finnect.sales.analysis.vocabulary import FIELDS

_USUAL_DECIMALS = 4  # of a price, so that the first one with three does not start everything anew
_IDENTIFIERS = ("InvoiceNo", "CustomerID")
_NEVER_MISSING = ("InvoiceNo", "UnitPrice")


class _FinerPrice(Exception):
    """A price has more decimals than were seen before it."""

    def __init__(self, decimals: int) -> None:
        self.decimals = decimals


@dataclass(frozen=True)
class Tally:
    """What the rows hold; the lists have one item for each column of the file.

    `largest` is a bound of what all amounts, without sign and point, may sum to.
    """

    rows: int
    missing: list[int]
    distinct: list[int]
    numeric: list[bool]
    largest: int


def read_swiftly(table: RawTable, fields: Mapping[str, Choice], out: Path) -> Tally:
    """Write the sales of `table` to `out`.

    :raises NotPlain: `out` may hold anything then
    """
    if table.origin is None:
        raise NotPlain
    field_at = {choice.index: name for name, choice in fields.items()}
    columns = [field_at.get(index, cell_name(index)) for index in range(len(table.samples))]
    date, scale = _formats(table.origin, columns, table.samples)
    while True:
        try:
            return _Pass(table.origin, columns, date, scale).write(out)
        except _FinerPrice as finer:
            scale = finer.decimals


def _formats(origin: Origin, columns: Sequence[str], samples: Sequence[Sample]) -> tuple[str, int]:
    """How dates are written and how many decimals prices have, by a look into the file here and there."""
    probed = parse(probe(origin), origin, dict.fromkeys(columns, pl.String()))
    seen = {name: pl.concat([pl.Series(one.cells, dtype=pl.String), probed[name]]) for name, one in zip(columns, samples, strict=True)}
    formats = dates.plain_formats(seen[DATE].drop_nulls().unique()) if DATE in seen else [""]
    if len(formats) != 1:
        raise NotPlain
    return formats[0], max(_USUAL_DECIMALS, _decimals(seen["UnitPrice"], origin))


def _decimals(prices: pl.Series, origin: Origin) -> int:
    found = prices.to_frame("cell").select(numbers.plain_decimals(pl.col("cell"))).item()
    if found > numbers.MAX_DECIMALS["UnitPrice"] or (found and origin.delimiter == ";"):
        raise NotPlain  # "1.200" may be a thousand beside "2,50"
    return int(found)


class _Pass:
    """Through the file from its start, on the assumption of a format of dates and so many decimals of prices."""

    def __init__(self, origin: Origin, columns: Sequence[str], date: str, scale: int) -> None:
        self._origin, self._date, self._scale = origin, date, scale
        self._columns = {name: self._distinct(name) for name in columns if name != "Quantity"}
        self._names = columns
        self._missing = dict.fromkeys(columns, 0)
        self._quantities = pl.Series([], dtype=pl.Int64)
        self._rows = 0

    def write(self, out: Path) -> Tally:
        trouble: list[Exception] = []

        def sales(*_: object) -> Iterator[pl.DataFrame]:
            try:
                yield from map(self._sales, ahead(map(self._cells, pieces(self._origin))))
            except (NotPlain, _FinerPrice, Unreadable) as error:
                trouble.append(error)  # the engine would wrap it

        schema = self._schema()
        source = register_io_source(sales, schema=schema)
        source.sink_parquet(out, compression="lz4", statistics=False, metadata={"ARROW:schema": _with_texts(schema)})
        if trouble:
            raise trouble[0]
        return self._tally()

    def _distinct(self, name: str) -> Distinct:
        match name:
            case "UnitPrice":
                return Distinct(pl.Decimal(38, self._scale), self._prices)
            case "InvoiceDate":
                return Distinct(pl.Datetime("us"), self._dates)
        return Distinct(pl.Categorical(pl.Categories.random()), partial(_words, name))

    def _schema(self) -> dict[str, pl.DataType]:
        kinds = {"Quantity": pl.Int64(), DATE: pl.Datetime("us"), **{name: one.values.dtype for name, one in self._columns.items()}}
        return {ROW: pl.Int64(), **{name: kinds.get(name, pl.String()) for name in FIELDS}, AMOUNT: kinds["UnitPrice"]}

    def _cells(self, piece: bytes) -> pl.DataFrame:
        return parse(piece, self._origin, {name: pl.String() if name in self._columns else pl.Int64() for name in self._names})

    def _sales(self, cells: pl.DataFrame) -> pl.DataFrame:
        values = {name: self._values(name, cells[name]) for name in self._names}
        first = self._origin.header_row + self._rows + 1
        self._rows += cells.height
        row = pl.int_range(first, first + cells.height, dtype=pl.Int64, eager=True).alias(ROW)
        kinds = self._schema()
        fields = [values[name].alias(name) if name in values else pl.lit(None, kinds[name]).alias(name) for name in FIELDS]
        amount = pl.col("UnitPrice") * pl.col("Quantity").cast(pl.Decimal(38, 0))
        try:
            return row.to_frame().with_columns(fields).with_columns(amount.alias(AMOUNT))
        except pl.exceptions.ComputeError:  # it has more than 38 digits
            raise NotPlain from None

    def _values(self, name: str, cells: pl.Series) -> pl.Series:
        """Counted and held against what is assumed of the field."""
        if name == "Quantity":
            if cells.null_count() or not cells.is_between(-numbers.LARGEST, numbers.LARGEST).all():
                raise NotPlain
            self._quantities = pl.concat([self._quantities, cells.unique()]).unique()
            return cells
        values = self._columns[name].read(cells)
        self._missing[name] += values.null_count()
        if name in _NEVER_MISSING and self._missing[name]:
            raise NotPlain
        return values

    def _prices(self, texts: pl.Series) -> pl.Series:
        if not texts.str.contains(numbers.PLAIN).all():
            raise NotPlain
        if (found := _decimals(texts, self._origin)) > self._scale:
            raise _FinerPrice(found)
        return texts.cast(pl.Decimal(38, self._scale))

    def _dates(self, texts: pl.Series) -> pl.Series:
        read = texts.str.to_datetime(self._date, time_unit="us", strict=False)
        if read.null_count() or not dates.are_sensible(read):
            raise NotPlain
        return read

    def _tally(self) -> Tally:
        held = [self._held(name) for name in self._names]
        price, quantity = self._columns["UnitPrice"].values.abs().max(), self._quantities.abs().max()
        digits = "".join(map(str, price.as_tuple().digits)) if self._rows else 0  # type: ignore[union-attr]
        return Tally(
            rows=self._rows,
            missing=[self._missing[name] for name in self._names],
            distinct=[distinct for distinct, _ in held],
            numeric=[numeric for _, numeric in held],
            largest=int(digits) * int(quantity or 0) * self._rows,  # type: ignore[arg-type]
        )

    def _held(self, name: str) -> tuple[int, bool]:
        """How many different values, and whether all are numbers."""
        match name:
            case "Quantity":
                return len(self._quantities), True
            case "UnitPrice":
                return len(self._columns[name].values), True
            case "InvoiceDate":
                return self._columns[name].values.n_unique(), True
        bare = self._columns[name].texts.to_frame("cell").select(given("cell")).to_series().drop_nulls()
        return bare.n_unique(), bool(bare.str.contains(numbers.PLAIN).all())


def _words(name: str, texts: pl.Series) -> pl.Series:
    value = (identifier if name in _IDENTIFIERS else given)("cell")
    read = texts.to_frame("cell").select(value).to_series()
    if texts.str.contains("\r", literal=True).any() or (name == "InvoiceNo" and read.str.contains(TOTAL).any()):
        raise NotPlain
    return read


def _with_texts(schema: Mapping[str, pl.DataType]) -> str:
    """For a Parquet file to say that its numbered texts are texts."""
    named = {name: pl.String() if isinstance(kind, pl.Categorical) else kind for name, kind in schema.items()}
    empty = io.BytesIO()
    pl.DataFrame(schema=named).write_parquet(empty)
    empty.seek(0)
    return pl.read_parquet_metadata(empty)["ARROW:schema"]
