"""Delimited text as a raw table: read by Polars where it is well-formed, with care where it is not."""

import io
from itertools import islice
from pathlib import Path

import polars as pl

from finnect.sales.analysis.encodings import Encoding, Text, find_encoding, to_utf8, utf8_blocks
from finnect.sales.analysis.layout import Layout, find_layout
from finnect.sales.analysis.limits import MIB, Limits
from finnect.sales.analysis.pieces import Origin
from finnect.sales.analysis.problems import LineTooLong, NotText
from finnect.sales.analysis.raw import OVERFLOW, ROW, RawTable, body_of, cell_name, keep_records, sample_columns
from finnect.sales.analysis.records import DELIMITERS, Record, read_records, split_records, well_formed

_HEAD_BYTES = 2 * MIB
_HEAD_LINES = 1_100
_TRIED_LINES = 250
_SURPLUS = 32  # cells beyond the named columns in which something may stand


def open_text(path: Path, scratch: Path, limits: Limits) -> RawTable:
    encoding = find_encoding(path)
    head = _head_lines(path, encoding, limits)
    delimiter, records, layout = _find_dialect(head, limits)

    def open_with_care() -> pl.LazyFrame:
        text = to_utf8(path, encoding, scratch / "utf8.txt", limits)
        if text.has_lone_returns or (text.has_quotes and not _is_well_formed(text.path, delimiter)):
            body = body_of(read_records(text.path, delimiter), layout)
            return keep_records(body, len(layout.names), scratch / "records")
        return _scan(text, delimiter, layout)

    origin = Origin(path, encoding, delimiter, layout.header_row)
    return RawTable(open_with_care, layout, sample_columns(records, layout), origin)


def _head_lines(path: Path, encoding: Encoding, limits: Limits) -> list[str]:
    blocks = utf8_blocks(path, encoding, _HEAD_BYTES)
    head = next(blocks, b"")
    if (zero := head.find(0)) >= 0:
        raise NotText(offset=zero)
    lines = list(islice(io.TextIOWrapper(io.BytesIO(head), encoding="utf-8"), _HEAD_LINES + 1))
    if len(lines) <= _HEAD_LINES and next(blocks, b""):
        lines.pop()
        if not lines:
            raise LineTooLong(row=1, limit=limits.line_bytes)
    return lines[:_HEAD_LINES]


def _find_dialect(head: list[str], limits: Limits) -> tuple[str, list[Record], Layout]:
    """The delimiter under which most of our fields are named, and the rows are most alike and widest."""
    readings = []
    for delimiter in DELIMITERS:
        records = list(split_records(head[:_TRIED_LINES], delimiter))
        widths = [len(cells) for _, cells in records if any(cells)]
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=1)
        alike = widths.count(usual) / max(1, len(widths)) * (usual - 1)
        layout = find_layout(records, limits)
        readings.append(((layout.recognised, alike), delimiter))
    _, delimiter = max(readings, key=lambda reading: reading[0])
    records = list(split_records(head, delimiter))
    return delimiter, records, find_layout(records, limits)


def _is_well_formed(path: Path, delimiter: str) -> bool:
    """Whether each line is a record; Polars merges or refuses lines with a quotation mark in the wrong place."""
    lines = pl.scan_csv(path, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}, extra_columns="ignore")
    line = pl.col("line")
    odd = lines.filter(line.str.contains('"', literal=True) & ~line.str.contains(well_formed(delimiter)))
    return odd.head(1).collect(engine="streaming").is_empty()


def _scan(text: Text, delimiter: str, layout: Layout) -> pl.LazyFrame:
    cells = [cell_name(index) for index in range(len(layout.names))]
    beyond = [f"beyond{index}" for index in range(_SURPLUS)]
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
    return frame.select(pl.col(ROW).cast(pl.Int64), *cells, _joined(beyond).alias(OVERFLOW))


def _joined(cells: list[str]) -> pl.Expr:
    text = pl.concat_str(cells, separator=" ", ignore_nulls=True).str.strip_chars()
    return pl.when(text != "").then(text)
