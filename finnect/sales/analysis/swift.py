"""The quick way through a well-formed text: one pass, piece by piece, on the assumption that every row is a plain sale.

Each piece is parsed by Polars, held against the assumption and written. Where anything is other than assumed – a quotation
mark out of place, a total, a second way of writing dates – the way ends in `NotPlain`, and the careful way of two passes
reads the file from its start. What both can read, they read alike.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from finnect.sales.analysis import dates, numbers
from finnect.sales.analysis.cleaning import AMOUNT, DATE, TOTAL, given, identifier
from finnect.sales.analysis.columns import Choice
from finnect.sales.analysis.pieces import NotPlain, Origin, parse, pieces, probes
from finnect.sales.analysis.raw import ROW, RawTable, cell_name
from finnect.sales.analysis.vocabulary import FIELDS

_USUAL_DECIMALS = 4  # of a price, so that the first one with three does not start everything anew


class _FinerPrice(Exception):
    """A price has more decimals than were seen before it."""


@dataclass
class Tally:
    """What the rows seen so far hold; the lists have one item for each column of the file."""

    rows: int
    missing: list[int]
    values: list[pl.Series]  # the different ones
    numeric: list[bool]

    def add(self, index: int, values: pl.Series, missing: int, numeric: bool = True) -> None:
        self.missing[index] += missing
        self.values[index] = pl.concat([self.values[index], values]).unique() if self.rows else values
        self.numeric[index] &= numeric


def read_swiftly(table: RawTable, fields: Mapping[str, Choice], out: Path) -> Tally:
    """Write the sales of `table` to `out`.

    :raises NotPlain: `out` may hold anything then
    """
    if table.origin is None:
        raise NotPlain
    way = _Way(table.origin, len(table.layout.names), {choice.index: name for name, choice in fields.items()})
    way.prepare()
    while True:
        try:
            return way.write(out)
        except _FinerPrice:
            continue


@dataclass
class _Way:
    origin: Origin
    width: int
    field_at: Mapping[int, str]
    date: str = ""
    scale: int = _USUAL_DECIMALS

    def prepare(self) -> None:
        """Decide on formats by looking into the file here and there."""
        probed = pl.concat([parse(lines, self.origin, dict.fromkeys(self._columns(), pl.String)) for lines in probes(self.origin)])
        for index, name in self.field_at.items():
            cells = probed[cell_name(index)]
            if name == "UnitPrice":
                self.scale = max(self.scale, self._decimals(cells))
            elif name == DATE:
                formats = dates.plain_formats(cells.drop_nulls().unique())
                if len(formats) != 1:
                    raise NotPlain
                self.date = formats[0]

    def write(self, out: Path) -> Tally:
        tally = Tally(0, [0] * self.width, [pl.Series()] * self.width, [True] * self.width)
        trouble: list[Exception] = []

        def sales(*_: object) -> Iterator[pl.DataFrame]:
            try:
                for piece in pieces(self.origin):
                    yield self._sales(piece, tally)
            except (NotPlain, _FinerPrice) as error:
                trouble.append(error)  # the engine would wrap it

        register_io_source(sales, schema=self._schema()).sink_parquet(out, compression="lz4", statistics=False)
        if trouble:
            raise trouble[0]
        return tally

    def _columns(self) -> list[str]:
        return [cell_name(index) for index in range(self.width)]

    def _schema(self) -> dict[str, pl.DataType]:
        money = pl.Decimal(38, self.scale)
        kinds = {"Quantity": pl.Int64(), DATE: pl.Datetime("us"), "UnitPrice": money}
        return {ROW: pl.Int64(), **{name: kinds.get(name, pl.String()) for name in FIELDS}, AMOUNT: money}

    def _sales(self, piece: bytes, tally: Tally) -> pl.DataFrame:
        quantity = {cell_name(index): pl.Int64 for index, name in self.field_at.items() if name == "Quantity"}
        cells = parse(piece, self.origin, {**dict.fromkeys(self._columns(), pl.String), **quantity})
        values = {self.field_at.get(index, cell): self._values(cells[cell], index, tally) for index, cell in enumerate(self._columns())}
        first = self.origin.header_row + tally.rows + 1
        tally.rows += cells.height
        schema = self._schema()
        fields = [values[name].alias(name) if name in values else pl.lit(None, schema[name]).alias(name) for name in FIELDS]
        row = pl.int_range(first, first + cells.height, dtype=pl.Int64).alias(ROW)
        sales = pl.select(row).with_columns(fields)
        amount = pl.col("UnitPrice") * pl.col("Quantity").cast(pl.Decimal(38, 0))
        try:
            return sales.with_columns(amount.alias(AMOUNT))
        except pl.exceptions.ComputeError:  # it has more than 38 digits
            raise NotPlain from None

    def _values(self, cells: pl.Series, index: int, tally: Tally) -> pl.Series:
        """The values of a column, counted and held against what is assumed of its field."""
        match self.field_at.get(index):
            case "Quantity":
                if cells.null_count() or not cells.is_between(-numbers.LARGEST, numbers.LARGEST).all():
                    raise NotPlain
                tally.add(index, cells.unique(), 0)
                return cells
            case "UnitPrice":
                different = cells.unique()
                if different.null_count() or not different.str.contains(numbers.PLAIN).all():
                    raise NotPlain
                self._refuse_finer(different)
                tally.add(index, different, 0)
                return cells.cast(pl.Decimal(38, self.scale))
            case "InvoiceDate":
                read = cells.str.to_datetime(self.date, time_unit="us", strict=False)
                different = read.unique().drop_nulls()
                if read.null_count() > cells.null_count() or not dates.are_sensible(different):
                    raise NotPlain
                tally.add(index, different, read.null_count())
                return read
        return self._texts(cells, index, tally)

    def _texts(self, cells: pl.Series, index: int, tally: Tally) -> pl.Series:
        field = self.field_at.get(index)
        value = (identifier if field in ("InvoiceNo", "CustomerID") else given)("cell")
        seen = cells.unique().to_frame("cell").select("cell", given("cell").alias("given"), value.alias("value"))
        raw, bare = seen["cell"], seen["given"]
        if raw.str.contains("\r", literal=True).any():
            raise NotPlain
        if not seen["value"].equals(raw):
            cells = cells.to_frame("cell").select(value).to_series()
        if field == "InvoiceNo" and (cells.null_count() or bare.str.contains(TOTAL).any()):
            raise NotPlain
        plain = raw.drop_nulls().str.contains(numbers.PLAIN).sum() == bare.drop_nulls().len()
        tally.add(index, bare.drop_nulls().unique(), cells.null_count(), plain)
        return cells

    def _refuse_finer(self, prices: pl.Series) -> None:
        found = self._decimals(prices)
        if found > self.scale:
            self.scale = found
            raise _FinerPrice

    def _decimals(self, prices: pl.Series) -> int:
        found = prices.to_frame("cell").select(numbers.plain_decimals(pl.col("cell"))).item()
        if found > numbers.MAX_DECIMALS["UnitPrice"] or (found and self.origin.delimiter == ";"):
            raise NotPlain  # "1.200" may be a thousand beside "2,50"
        return int(found)
