"""Where the table begins: banner rows above the header, the header itself, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from finnect.sales.analysis.columns import fields_named
from finnect.sales.analysis.dates import looks_like_date
from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.numbers import looks_like_number
from finnect.sales.analysis.problems import TooLarge
from finnect.sales.analysis.records import Record

_HEADER_WITHIN = 50


@dataclass(frozen=True)
class Layout:
    """Names of the columns, and the row they stand in (0 where the file has no header)."""

    header_row: int
    names: list[str]
    recognised: int


def find_layout(head: Sequence[Record], limits: Limits) -> Layout:
    """The header is the row that speaks of most of our fields; failing that, the first full row if it is all words."""
    width = max((len(cells) for _, cells in head), default=0)
    if width > limits.columns:
        raise TooLarge(what="columns", limit=limits.columns)
    top = head[:_HEADER_WITHIN]
    number, cells = max(top, key=lambda record: (fields_named(record[1]), -record[0]), default=(0, []))
    recognised = fields_named(cells)
    if recognised < 2:
        full = max((_filled(cells) for _, cells in top), default=0)
        number, cells = next((record for record in top if _filled(record[1]) == full), (0, []))
        if any(looks_like_number(cell) or looks_like_date(cell) for cell in cells):
            number, cells = 0, []
    return Layout(number, _distinct(cells, width if number == 0 else len(cells)), recognised)


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _distinct(cells: Sequence[str], width: int) -> list[str]:
    """A name for each column; blank ones are numbered, repeated ones told apart."""
    names: list[str] = []
    for index in range(width):
        name = " ".join(cells[index].split()) if index < len(cells) else ""
        name = base = name or f"column {index + 1}"
        again = 1
        while name in names:
            again += 1
            name = f"{base} ({again})"
        names.append(name)
    return names
