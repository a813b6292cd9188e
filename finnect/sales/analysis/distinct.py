"""The different texts of a column: each is read once, however many rows of a file have it.

Sales say the same again and again: half a million rows hold some thousand products, days and prices. What a text means is
kept under its number, and the rows are numbers that look it up. A series is cut and indexed rather than shifted and gathered,
for Polars hands the latter to its threads, which are busy with other pieces.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

Meaning = Callable[[pl.Series], pl.Series]
_FEW_RUNS = 4  # rows in each, on average: fewer, and to look for them does not pay
_MOST_HELD = 1 << 20  # hashes
_BUCKETS = 16
_NOTHING = pl.Series("hash", [], dtype=pl.UInt64)


class Distinct:
    """What a column says, piece after piece; `meaning` gives the values of texts not seen before, in `kind`."""

    def __init__(self, kind: pl.DataType, meaning: Meaning) -> None:
        self._meaning = meaning
        self._numbers = pl.Categorical(pl.Categories.random())
        self._kept = pl.Series([], dtype=self._numbers)  # Polars forgets the texts of categories that no column has
        self._runs = True
        self.values = pl.Series([], dtype=kind)  # by number

    def read(self, cells: pl.Series) -> pl.Series:
        """Their values; null where a cell or its value is. Cells that run alike from row to row are looked up once."""
        runs = self._find_runs(cells)
        if runs is None:
            return self._look_up(cells)
        before = pl.Series([len(cells)], dtype=runs.dtype).append(runs[:-1])
        return self._look_up(cells.filter(runs != before))[runs]

    def _find_runs(self, cells: pl.Series) -> pl.Series | None:
        if not self._runs:
            return None
        runs = cells.rle_id()
        self._runs = runs[-1] * _FEW_RUNS < len(cells)
        return runs

    def _look_up(self, cells: pl.Series) -> pl.Series:
        numbers = cells.cast(self._numbers).to_physical()
        known, last = len(self.values), numbers.max()
        if isinstance(last, int) and last >= known:
            self.values.extend(self._meaning(self._from(known, last + 1)).cast(self.values.dtype))
        return self.values[numbers]

    def _from(self, first: int, end: int) -> pl.Series:
        return pl.int_range(first, end, dtype=pl.UInt32, eager=True).cat.to(self._numbers).cast(pl.String)


class Forgetful:
    """The same for a column that says too many different things to keep: each piece is looked up by itself."""

    def __init__(self, kind: pl.DataType, meaning: Meaning) -> None:
        self._kind, self._meaning = kind, meaning

    def read(self, cells: pl.Series) -> pl.Series:
        return Distinct(self._kind, self._meaning).read(cells)


class Different:
    """How many different values a column has, in bounded memory: beyond a million, their hashes wait in `folder`.

    Two of 50 million values are taken for the same with a chance of 1 in 10,000.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._written = folder, 0
        self._held = _NOTHING

    def add(self, values: pl.Series) -> None:
        self._held = pl.concat([self._held, values.drop_nulls().hash().alias("hash")])
        if len(self._held) > _MOST_HELD:
            self._write()

    def count(self) -> int:
        if not self._written:
            return self._held.n_unique()
        self._write()
        in_bucket = (pl.scan_ipc(self._folder / f"{bucket}-*.arrow") for bucket in range(_BUCKETS))
        return sum(hashes.select(pl.first().n_unique()).collect().item() for hashes in in_bucket)

    def _write(self) -> None:
        self._folder.mkdir(exist_ok=True)
        hashes = self._held.unique()
        for bucket in range(_BUCKETS):
            hashes.filter(hashes % _BUCKETS == bucket).to_frame().write_ipc(self._folder / f"{bucket}-{self._written}.arrow")
        self._held = _NOTHING
        self._written += 1
