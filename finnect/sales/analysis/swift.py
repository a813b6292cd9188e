"""The quick way through a well-formed text: one pass, piece by piece, on the assumption that every row is a plain sale.

Each piece is parsed by Polars, held against the assumption and written. Where anything is other than assumed – a quotation
mark out of place, a total, a second way of writing dates – the way ends in `NotPlain`, and the careful way of two passes
reads the file from its start. What both can read, they read alike.
"""

import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from finnect.sales.analysis import dates, numbers
from finnect.sales.analysis.cleaning import AMOUNT, DATE, TOTAL, given, identifier
from finnect.sales.analysis.columns import Choice
from finnect.sales.analysis.distinct import Different, Distinct, Forgetful
from finnect.sales.analysis.marks import CANCELLED, is_marked, is_unclear, says_cancelled
from finnect.sales.analysis.pieces import NotPlain, Origin, ahead, parse, pieces, probe
from finnect.sales.analysis.problems import Unreadable
from finnect.sales.analysis.raw import ROW, RawTable, cell_name
from finnect.sales.analysis.samples import Sample
from finnect.sales.analysis.vocabulary import FIELDS, STATUS

_USUAL_DECIMALS = 4  # of a price, so that the first one with three does not start everything anew
_USUAL_DIGITS, _MOST_DIGITS = 18, 38  # of a price and an amount; the first are kept in half the bytes
_IDENTIFIERS = ("InvoiceNo", "CustomerID")
_NEVER_MISSING = ("InvoiceNo", "UnitPrice")
_MOST_KEPT = 1 << 18  # different texts of a column
_MANY = _MOST_KEPT >> 3  # so many, when another column has too many, will be too many soon


class _LongerNumber(Exception):
    """A price or an amount has more digits than were seen before it, and fits `money`."""

    def __init__(self, money: pl.Decimal) -> None:
        self.money = money


class _TooManyTexts(Exception):
    """Some columns say too many different things for all of them to be kept."""

    def __init__(self, columns: set[str]) -> None:
        self.columns = columns


@dataclass(frozen=True)
class Tally:
    """What the rows hold; the lists have one item for each column of the file.

    `largest` is a bound of what all amounts, without sign and point, may sum to; `unclear` is whether a status speaks of
    cancelling without saying so, `unread` are columns that are none of ours and say of some row that it is cancelled.
    """

    rows: int
    missing: list[int]
    distinct: list[int]
    numeric: list[bool]
    largest: int
    unclear: bool
    unread: set[int]


def read_swiftly(table: RawTable, fields: Mapping[str, Choice], out: Path, scratch: Path) -> Tally:
    """Write the sales of `table` to `out`; `scratch` is a folder for what waits meanwhile.

    :raises NotPlain: `out` may hold anything then
    """
    if table.origin is None:
        raise NotPlain
    field_at = {choice.index: name for name, choice in fields.items()}
    columns = [field_at.get(index, cell_name(index)) for index in range(len(table.samples))]
    date, money = _formats(table.origin, columns, table.samples)
    status = fields[STATUS].column if STATUS in fields else ""
    forgotten: set[str] = set()
    while True:
        try:
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                return _Pass(table.origin, columns, date, money, status, forgotten, Path(folder)).write(out)
        except _LongerNumber as longer:
            money = longer.money
        except _TooManyTexts as many:
            forgotten |= many.columns


def _formats(origin: Origin, columns: Sequence[str], samples: Sequence[Sample]) -> tuple[str, pl.Decimal]:
    """How dates are written and how many digits prices and amounts have, by a look into the file here and there."""
    probed = parse(probe(origin), origin, dict.fromkeys(columns, pl.String()))
    seen = {name: pl.concat([pl.Series(one.cells, dtype=pl.String), probed[name]]) for name, one in zip(columns, samples, strict=True)}
    formats = dates.plain_formats(seen[DATE].drop_nulls().unique()) if DATE in seen else [""]
    if len(formats) != 1:
        raise NotPlain
    return formats[0], pl.Decimal(_USUAL_DIGITS, max(_USUAL_DECIMALS, _decimals(seen["UnitPrice"], origin)))


def _decimals(prices: pl.Series, origin: Origin) -> int:
    found = prices.to_frame("cell").select(numbers.plain_decimals(pl.col("cell"))).item()
    if found > numbers.MAX_DECIMALS["UnitPrice"] or (found and origin.delimiter == ";"):
        raise NotPlain  # "1.200" may be a thousand beside "2,50"
    return int(found)


class _Pass:
    """Through the file from its start, on the assumption of a format of dates and so many digits of prices and amounts."""

    def __init__(
        self, origin: Origin, columns: Sequence[str], date: str, money: pl.Decimal, status: str, forgotten: set[str], folder: Path
    ) -> None:
        self._origin, self._date, self._money, self._status, self._forgotten = origin, date, money, status, forgotten
        self._names = columns
        self._kinds = {name: self._kind(name) for name in columns}
        self._columns = {name: self._reader(name) for name in columns if name != "Quantity"}
        self._missing = dict.fromkeys(columns, 0)
        self._different = {name: Different(folder / str(index)) for index, name in enumerate(self._columns)}
        self._numeric = dict.fromkeys(columns, True)
        self._quantities = pl.Series([], dtype=pl.Int64)
        self._largest_price = Decimal(0)
        self._unclear = False
        self._unread: set[str] = set()
        self._rows = 0

    def write(self, out: Path) -> Tally:
        trouble: list[Exception] = []

        def sales(*_: object) -> Iterator[pl.DataFrame]:
            try:
                yield from map(self._sales, ahead(map(self._cells, pieces(self._origin))))
            except (NotPlain, _LongerNumber, _TooManyTexts, Unreadable) as error:
                trouble.append(error)  # the engine would wrap it

        schema = self._schema()
        source = register_io_source(sales, schema=schema)
        source.sink_parquet(out, compression="lz4", statistics=False, metadata={"ARROW:schema": _with_texts(schema)})
        if trouble:
            raise trouble[0]
        return self._tally()

    def _reader(self, name: str) -> Distinct | Forgetful:
        meaning = {"UnitPrice": self._prices, DATE: self._dates, STATUS: self._statuses}.get(name) or partial(self._words, name)
        return (Forgetful if name in self._forgotten else Distinct)(self._kinds[name], meaning)

    def _kind(self, name: str) -> pl.DataType:
        match name:
            case "Quantity":
                return pl.Int64()
            case "UnitPrice":
                return self._money
            case "InvoiceDate":
                return pl.Datetime("us")
            case "Status":
                return pl.Boolean()
        return pl.String() if name in self._forgotten else pl.Categorical(pl.Categories.random())

    def _schema(self) -> dict[str, pl.DataType]:
        absent = {name: pl.Datetime("us") if name == DATE else pl.String() for name in FIELDS}
        told = {name: self._kinds.get(name, absent[name]) for name in FIELDS}
        return {ROW: pl.Int64(), **told, CANCELLED: pl.Boolean(), AMOUNT: self._money}

    def _cells(self, piece: bytes) -> pl.DataFrame:
        return parse(piece, self._origin, {name: pl.String() if name in self._columns else pl.Int64() for name in self._names})

    def _sales(self, cells: pl.DataFrame) -> pl.DataFrame:
        values = {name: self._values(name, cells[name]) for name in self._names}
        first = self._origin.header_row + self._rows + 1
        self._rows += cells.height
        row = pl.int_range(first, first + cells.height, dtype=pl.Int64, eager=True).alias(ROW)
        cancelled = _marked(values["InvoiceNo"])
        if STATUS in values:
            cancelled |= values[STATUS].fill_null(False)
        schema = self._schema()
        absent = {name: pl.repeat(None, len(row), dtype=schema[name], eager=True) for name in FIELDS if name not in values}
        fields = [(values | absent)[name].alias(name) for name in FIELDS]
        return pl.DataFrame([row, *fields, cancelled.alias(CANCELLED), self._amounts(values).alias(AMOUNT)])

    def _amounts(self, values: Mapping[str, pl.Series]) -> pl.Series:
        try:
            return (values["UnitPrice"] * values["Quantity"].cast(pl.Decimal(_MOST_DIGITS, 0))).cast(self._money)
        except pl.exceptions.InvalidOperationError:
            raise _LongerNumber(pl.Decimal(_MOST_DIGITS, self._money.scale)) from None
        except pl.exceptions.ComputeError:  # it has more than the most digits
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
        if self._kept(name) > _MOST_KEPT:
            raise _TooManyTexts({name for name in self._columns if self._kept(name) > _MANY})
        return values

    def _kept(self, name: str) -> int:
        reader = self._columns[name]
        return len(reader.values) if isinstance(reader, Distinct) else 0

    def _prices(self, texts: pl.Series) -> pl.Series:
        if not texts.str.contains(numbers.PLAIN).all():
            raise NotPlain
        if (found := _decimals(texts, self._origin)) > self._money.scale:
            raise _LongerNumber(pl.Decimal(self._money.precision, found))
        try:
            read = texts.cast(self._money)
        except pl.exceptions.InvalidOperationError:
            raise _LongerNumber(pl.Decimal(_MOST_DIGITS, self._money.scale)) from None
        self._largest_price = max(self._largest_price, *read.abs().to_frame().max().row(0))
        self._different["UnitPrice"].add(texts)
        return read

    def _dates(self, texts: pl.Series) -> pl.Series:
        read = texts.str.to_datetime(self._date, time_unit="us", strict=False)
        if read.null_count() or not dates.are_sensible(read):
            raise NotPlain
        self._different[DATE].add(read)
        return read

    def _words(self, name: str, texts: pl.Series) -> pl.Series:
        bare = self._bare(name, texts)
        read = bare.to_frame("cell").select(identifier("cell")).to_series() if name in _IDENTIFIERS else bare
        if name == "InvoiceNo" and read.str.contains(TOTAL).any():
            raise NotPlain
        if name not in FIELDS and bare.to_frame("cell").select(says_cancelled(pl.col("cell"), "").any()).item():
            self._unread.add(name)
        return read

    def _statuses(self, texts: pl.Series) -> pl.Series:
        cell = pl.col("cell")
        cells = self._bare(STATUS, texts).to_frame("cell")
        self._unclear |= bool(cells.select(is_unclear(cell, self._status).any()).item())
        return cells.select(says_cancelled(cell, self._status)).to_series()

    def _bare(self, name: str, texts: pl.Series) -> pl.Series:
        """Without the blanks around them; null where they only say that there is no value."""
        if texts.str.contains("\r", literal=True).any():
            raise NotPlain
        bare = texts.to_frame("cell").select(given("cell")).to_series()
        self._different[name].add(bare)
        self._numeric[name] &= bool(bare.str.contains(numbers.PLAIN).all())
        return bare

    def _tally(self) -> Tally:
        quantity = self._quantities.abs().max() or 0
        digits = "".join(map(str, self._largest_price.as_tuple().digits))
        return Tally(
            rows=self._rows,
            missing=[self._missing[name] for name in self._names],
            distinct=[self._different[name].count() if name in self._different else len(self._quantities) for name in self._names],
            numeric=[self._numeric[name] for name in self._names],
            largest=int(digits) * int(quantity) * self._rows,  # type: ignore[arg-type]
            unclear=self._unclear,
            unread={self._names.index(name) for name in self._unread},
        )


def _marked(invoices: pl.Series) -> pl.Series:
    """Looked for in each different one."""
    different = invoices.unique()
    found = different.filter(different.cast(pl.String).to_frame("cell").select(is_marked(pl.col("cell"))).to_series())
    return invoices.is_in(found.implode()) if len(found) else pl.repeat(False, len(invoices), dtype=pl.Boolean, eager=True)


def _with_texts(schema: Mapping[str, pl.DataType]) -> str:
    """For a Parquet file to say that its numbered texts are texts."""
    named = {name: pl.String() if isinstance(kind, pl.Categorical) else kind for name, kind in schema.items()}
    empty = io.BytesIO()
    pl.DataFrame(schema=named).write_parquet(empty)
    empty.seek(0)
    return pl.read_parquet_metadata(empty)["ARROW:schema"]
