"""A well-formed text in pieces that Polars can parse by themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from finnect.sales.analysis.encodings import Encoding, utf8_blocks
from finnect.sales.analysis.limits import MIB

_PIECE = 8 * MIB
_PROBES = 12
_PROBE = 16 << 10


class NotPlain(Exception):
    """The file must be read with care."""


@dataclass(frozen=True)
class Origin:
    """A delimited text as it was handed in."""

    path: Path
    encoding: Encoding
    delimiter: str
    header_row: int


def pieces(origin: Origin) -> Iterator[bytes]:
    """The lines below the header in UTF-8, some at a time."""
    rest, to_skip = b"", origin.header_row
    for block in utf8_blocks(origin.path, origin.encoding, _PIECE):
        cut = block.rfind(b"\n") + 1
        piece, rest = (rest + block[:cut], block[cut:]) if cut else (b"", rest + block)
        if len(rest) > _PIECE:
            raise NotPlain
        while to_skip and piece:
            line, _, piece = piece.partition(b"\n")
            to_skip -= 1
            if b"\r" in line[:-1]:
                raise NotPlain
        if piece:
            yield piece
    if rest and not to_skip:
        yield rest


def probes(origin: Origin) -> Iterator[bytes]:
    """Some lines from the first piece and from places all over the file."""
    first = next(pieces(origin), b"")[:_PROBE]
    yield first[: first.rfind(b"\n") + 1] or first
    if origin.encoding.codec.startswith("utf-16"):
        return
    size = origin.path.stat().st_size
    with origin.path.open("rb") as file:
        for place in range(size // _PROBES, size - _PROBE, max(_PROBE, size // _PROBES)):
            file.seek(place)
            lines = file.read(_PROBE)
            start, end = lines.find(b"\n") + 1, lines.rfind(b"\n") + 1
            yield lines[start:end].decode(origin.encoding.codec, "replace").encode()


def parse(piece: bytes, origin: Origin, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """The cells of each line.

    :raises NotPlain: where a line is no record of this schema
    """
    quoted = b'"' in piece
    if b"\0" in piece or (quoted and not _is_well_formed(piece, origin.delimiter)):
        raise NotPlain
    try:
        cells = pl.read_csv(
            piece,
            has_header=False,
            schema=schema,
            separator=origin.delimiter,
            quote_char='"' if quoted else None,
            missing_columns="insert",
            raise_if_empty=False,
        )
    except pl.exceptions.ComputeError:
        raise NotPlain from None
    if cells.height != piece.count(b"\n") + (not piece.endswith(b"\n")):
        raise NotPlain  # a record of several lines
    return cells


def _is_well_formed(piece: bytes, delimiter: str) -> bool:
    """Whether the quotation marks, by turns, open a cell where one begins and close it where one ends.

    A doubled one closes and opens again.
    """
    mark = delimiter.encode()
    before, *between = piece.split(b'"')[::2]
    *between, after = between or [b"?"]
    ends, starts = (mark, b"\n", b""), (mark, b"\n", b"\r", b"")
    return (
        piece.count(b'"') % 2 == 0
        and before[-1:] in ends
        and after[:1] in starts
        and all(part[:1] in starts and part[-1:] in ends for part in between)
    )
