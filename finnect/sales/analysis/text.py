"""Delimited text as a raw table: read by Polars where it is well-formed, with care where it is not."""

import io
from pathlib import Path

import polars as pl

from finnect.sales.analysis.encodings import Text, to_utf8
from finnect.sales.analysis.layout import Layout, find_layout
from finnect.sales.analysis.limits import MIB, Limits
from finnect.sales.analysis.raw import OVERFLOW, ROW, RawTable, body_of, cell_name, keep_records, sample_columns
from finnect.sales.analysis.records import DELIMITERS, Record, read_records, split_records, well_formed

_HEAD_BYTES = 2 * MIB
_HEAD_LINES = 1_100


def open_text(path: Path, scratch: Path, limits: Limits) -> RawTable:
    text = to_utf8(path, scratch / "utf8.txt", limits)
    head = _head_lines(text.path)
    delimiter, records, layout = _find_dialect(head, limits)
    if text.has_lone_returns or (text.has_quotes and not _is_well_formed(text.path, delimiter)):
        body = body_of(read_records(text.path, delimiter), layout)
        frame = keep_records(body, len(layout.names), scratch / "records")
    else:
        frame = _scan(text, delimiter, layout)
    return RawTable(frame, layout, sample_columns(records, layout), encoding=text.encoding.name, delimiter=delimiter)


def _head_lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline=None) as file:
        head = file.read(_HEAD_BYTES)
        lines = list(io.StringIO(head, newline="\n"))
        if file.read(1):
            lines.pop()
    return lines[:_HEAD_LINES]


def _find_dialect(head: list[str], limits: Limits) -> tuple[str, list[Record], Layout]:
    """The delimiter under which most of our fields are named, and the rows are most alike and widest."""
    readings = []
    for delimiter in DELIMITERS:
        records = list(split_records(head, delimiter))
        widths = [len(cells) for _, cells in records if any(cells)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=1)
        alike = widths.count(usual) / max(1, len(widths)) * (usual - 1)
        layout = find_layout(records, limits)
        readings.append(((layout.recognised, alike), delimiter, records, layout))
    _, delimiter, records, layout = max(readings, key=lambda reading: reading[0])
    return delimiter, records, layout


def _is_well_formed(path: Path, delimiter: str) -> bool:
    """Whether each line is a record; Polars merges or refuses lines with a quotation mark in the wrong place."""
    lines = pl.scan_csv(
        path, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}, extra_columns="ignore"
    )
    line = pl.col("line")
    odd = lines.filter(line.str.contains('"', literal=True) & ~line.str.contains(well_formed(delimiter)))
    return odd.head(1).collect(engine="streaming").is_empty()


def _scan(text: Text, delimiter: str, layout: Layout) -> pl.LazyFrame:
    cells = [cell_name(index) for index in range(len(layout.names))]
    beyond = ["beyond0", "beyond1"]
    frame = pl.scan_csv(
        text.path,
        has_header=False,
        schema=dict.fromkeys([*cells, *beyond], pl.String),
        separator=delimiter,
        quote_char='"' if text.has_quotes else None,
        skip_lines=layout.header_row,
        row_index_name=ROW,
        row_index_offset=layout.header_row + 1,
        missing_columns="insert",
        extra_columns="ignore",
        raise_if_empty=False,
        glob=False,
    )
    return frame.select(pl.col(ROW).cast(pl.Int64), *cells, pl.coalesce(beyond).alias(OVERFLOW))
