"""A text in pieces of whole lines that Polars can parse by themselves."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl

from finnect.sales.analysis.encodings import UTF8, Encoding, decode
from finnect.sales.analysis.limits import MIB

T = TypeVar("T")
_PIECE = 8 * MIB
_PART = 16 << 10
_QUOTED = 512  # bytes looked at together, from a quotation mark on
_GATHERED = 16 << 10  # bytes with quotation marks, split together
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
    """The lines below the header in UTF-8, some at a time.

    :raises NotPlain: where a line is too long
    :raises UndecodableByte:
    """
    to_skip = origin.header_row
    for lines in _in_utf8(origin.path, origin.encoding):
        piece = lines
        while to_skip and piece:
            line, _, piece = piece.partition(b"\n")
            to_skip -= 1
            if b"\r" in line[:-1]:
                raise NotPlain
        if piece:
            yield piece


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The next one is made in another thread while one is worked on."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _in_utf8(path: Path, encoding: Encoding) -> Iterator[bytes]:
    # always the same memory: to be given other for each piece takes longer than reading it
    buffer = bytearray(_PIECE)
    view = memoryview(buffer)
    start, held = encoding.mark, 0
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while got := file.readinto(view[held:]):
            filled = held + got
            end = _end_of_lines(buffer, filled, encoding)
            if not end and filled == _PIECE:
                raise NotPlain
            yield _to_utf8(view[:end], encoding, start)
            rest = bytes(view[end:filled])
            start, held = start + end, len(rest)
            view[:held] = rest
    yield _to_utf8(view[:held], encoding, start)


def _end_of_lines(buffer: bytearray, filled: int, encoding: Encoding) -> int:
    """Of those that are there in full; 0 if there is none."""
    mark = "\n".encode(encoding.codec)
    at = buffer.rfind(mark, 0, filled)
    while at > 0 and at % len(mark):  # it is made of halves of two characters
        at = buffer.rfind(mark, 0, at + len(mark) - 1)
    return at + len(mark) if at >= 0 else 0


def _to_utf8(lines: memoryview, encoding: Encoding, offset: int) -> bytes:
    """Only parts that are not ASCII are translated, of UTF-8 none, for the whole file was found to be so."""
    if encoding == UTF8:
        return bytes(lines)
    if encoding.codec.startswith("utf-16"):
        return decode(bytes(lines), encoding, offset).encode()
    found: list[bytes | memoryview] = []
    done = at = 0
    while at < len(lines):
        part = bytes(lines[at : at + _PART])
        if not part.isascii():
            part = part[: part.rfind(b"\n") + 1] or bytes(lines[at:])
            found += [lines[done:at], decode(part, encoding, offset + at).encode()]
            done = at + len(part)
        at += len(part)
    return b"".join([*found, lines[done:]])


def probe(origin: Origin) -> bytes:
    """Some lines from places all over the file; none of a file that is short, or of several bytes for each character."""
    if origin.encoding.codec.startswith("utf-16"):
        return b""
    size = origin.path.stat().st_size
    found = []
    with origin.path.open("rb") as file:
        for place in range(size // _PROBES, size - _PROBE, max(_PROBE, size // _PROBES)):
            file.seek(place)
            lines = file.read(_PROBE)
            start, end = lines.find(b"\n") + 1, lines.rfind(b"\n") + 1
            found.append(lines[start:end].decode(origin.encoding.codec, "replace").encode())
    return b"".join(found)


def parse(piece: bytes, origin: Origin, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The cells of each line.

    :raises NotPlain: where a line is no record of this schema
    """
    quoted = b'"' in piece
    if b"\0" in piece or (quoted and not _is_well_formed(piece, origin.delimiter.encode())):
        raise NotPlain
    try:
        return pl.read_csv(
            piece,
            has_header=False,
            schema=schema,
            separator=origin.delimiter,
            quote_char='"' if quoted else None,
            missing_columns="insert",
            raise_if_empty=False,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        raise NotPlain from None


def _is_well_formed(piece: bytes, delimiter: bytes) -> bool:
    """Whether the quotation marks, by turns, open a cell where one begins and close it where one ends, on the same line.

    Then, as without any, each line is a record. A doubled one closes and opens again.
    """
    return all(_are_well_formed(lines.split(b'"'), delimiter) for lines in _quoted(piece))


def _quoted(piece: bytes) -> Iterator[bytes]:
    """The lines with quotation marks, some at a time."""
    gathered, size = [], 0
    at = piece.find(b'"')
    while at >= 0:
        start, end = piece.rfind(b"\n", 0, at) + 1, piece.find(b"\n", at + _QUOTED) + 1 or len(piece)
        gathered.append(piece[start:end])
        size += end - start
        if size > _GATHERED:
            yield b"".join(gathered)
            gathered, size = [], 0
        at = piece.find(b'"', end)
    if gathered:
        yield b"".join(gathered)


def _are_well_formed(parts: list[bytes], delimiter: bytes) -> bool:
    """Of some lines, between the quotation marks."""
    if len(parts) % 2 == 0:
        return False
    first, *between, last = parts[::2]
    before, after = delimiter + b"\n", delimiter + b"\r\n"
    return (
        first[-1:] in before
        and last[:1] in after
        and all(part[:1] in after and part[-1:] in before for part in set(between))
        and b"\n" not in b"".join(parts[1::2])
    )
