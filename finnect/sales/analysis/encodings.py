"""Which encoding a text is in, found on all of its bytes, and its translation to UTF-8 without loss."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finnect.sales.analysis.limits import Limits
from finnect.sales.analysis.problems import LineTooLong, NotText, TooLarge, UndecodableByte

_BLOCK = 256 << 10
_PART = 4 << 10
_ASCII = bytes(range(128))
_APART = bytes(byte if byte > 127 or chr(byte).isalpha() else 32 for byte in range(256))  # blanks, but for letters
_C1 = bytes(range(0x80, 0xA0))
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Two Hangul syllables in a row, or one that does not touch a Latin letter: "ÇÃ" in "AÇÃO" has the bytes of "플".
_HANGUL = re.compile(rb"(?:[\xb0-\xc8][\xa1-\xfe]){2,}|(?<![A-Za-z\x80-\xff])[\xb0-\xc8][\xa1-\xfe](?![A-Za-z\x80-\xff])")


@dataclass(frozen=True)
class Encoding:
    """A codec of Python, and how many bytes of byte order mark to skip."""

    name: str
    codec: str
    mark: int = 0


UTF8 = Encoding("UTF-8", "utf-8")
_MARKS = {
    codecs.BOM_UTF8: Encoding("UTF-8 BOM", "utf-8", 3),
    codecs.BOM_UTF16_LE: Encoding("UTF-16LE", "utf-16-le", 2),
    codecs.BOM_UTF16_BE: Encoding("UTF-16BE", "utf-16-be", 2),
}


@dataclass(frozen=True)
class Text:
    """A UTF-8 file and what the way of reading it depends on."""

    path: Path
    has_quotes: bool
    has_lone_returns: bool


def find_encoding(path: Path) -> Encoding:
    """The encoding of the whole file.

    Latin-1 would accept any bytes at all, so a file that is mostly UTF-8 or Korean but broken somewhere is taken
    for that: the error tells where it breaks, where a guess would have garbled every word.
    """
    with path.open("rb") as file:
        head = file.read(64 << 10)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if unmarked := _utf16_without_mark(head):
        return unmarked
    try:
        for _ in _decoded(path, UTF8):
            pass
    except UndecodableByte:
        if (encoding := _by_evidence(path)) == UTF8:
            raise
        return encoding
    return UTF8


def to_utf8(source: Path, encoding: Encoding, target: Path, limits: Limits) -> Text:
    """Translate `source` in bounded memory; a file that is UTF-8 already is taken as it is."""
    survey = _Survey(limits)
    if encoding == UTF8:
        for block in _blocks(source):
            survey.look(block)
        return Text(source, survey.quotes, survey.lone_returns)
    with target.open("wb") as out:
        for block in utf8_blocks(source, encoding):
            survey.look(block)
            out.write(block)
    return Text(target, survey.quotes, survey.lone_returns)


def utf8_blocks(path: Path, encoding: Encoding, size: int = _BLOCK) -> Iterator[bytes]:
    """The text in UTF-8, without its byte order mark, in blocks that end between characters.

    :raises UndecodableByte:
    """
    for block, text in _decoded(path, encoding, size):
        yield block if text is None else text.encode()


def decode(part: bytes, encoding: Encoding, offset: int) -> str:
    """:raises UndecodableByte: `part` lying at `offset` of its file"""
    try:
        return part.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise _undecodable(error, encoding, offset) from None


def _decoded(path: Path, encoding: Encoding, size: int = _BLOCK) -> Iterator[tuple[bytes, str | None]]:
    """Blocks of the file with their text; None where they are ASCII and so need no decoding."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    holds_ascii = not encoding.codec.startswith("utf-16")
    end = encoding.mark
    try:
        for block in _blocks(path, encoding.mark, size):
            end += len(block)
            is_bare = holds_ascii and block.isascii() and not decoder.getstate()[0]
            yield block, None if is_bare else decoder.decode(block)
        yield b"", decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        # the decoder's object starts with the bytes kept from the block before
        raise _undecodable(error, encoding, end - len(error.object)) from None


def _undecodable(error: UnicodeDecodeError, encoding: Encoding, offset: int) -> UndecodableByte:
    return UndecodableByte(encoding=encoding.name, byte=f"{error.object[error.start]:02X}", offset=offset + error.start)


def _blocks(path: Path, skip: int = 0, size: int = _BLOCK) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(size):
            yield block


def _utf16_without_mark(head: bytes) -> Encoding | None:
    """Digits, commas and line ends have a zero half in UTF-16, whatever language the words are in."""
    low, high = head[0::2].count(0), head[1::2].count(0)
    if max(low, high) * 4 < len(head) // 2 or min(low, high) * 10 > max(low, high):
        return None
    return Encoding("UTF-16BE", "utf-16-be") if low > high else Encoding("UTF-16LE", "utf-16-le")


def _by_evidence(path: Path) -> Encoding:
    high = utf8 = hangul = c1 = 0
    for block in _not_ascii(path):
        bare = block.translate(None, _ASCII)
        high += len(bare)
        c1 += len(bare) - len(bare.translate(None, _C1))
        words = b" ".join(word for word in block.translate(_APART).split() if not word.isascii())
        utf8 += len(b"".join(_UTF8.findall(words)))
        hangul += len(b"".join(_HANGUL.findall(words)))
    if utf8 * 2 > high:
        return UTF8
    if hangul * 2 > high:
        return Encoding("CP949", "cp949")
    return Encoding("Windows-1252", "cp1252") if c1 else Encoding("ISO-8859-1", "latin-1")


def _not_ascii(path: Path) -> Iterator[bytes]:
    """The parts of a file that hold more than ASCII."""
    for block in _blocks(path):
        if not block.isascii():
            parts = (block[at : at + _PART] for at in range(0, len(block), _PART))
            yield from (part for part in parts if not part.isascii())


class _Survey:
    """What passes by in the blocks of a text; refuses what no table holds."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.quotes = self.lone_returns = False
        self._size = self._lines = self._open_line = 0
        self._ends_with_return = False

    def look(self, block: bytes) -> None:
        if (zero := block.find(0)) >= 0:
            raise NotText(offset=self._size + zero)
        self._size += len(block)
        if self._size > self.limits.text_bytes:
            raise TooLarge(what="bytes", limit=self.limits.text_bytes)
        self._measure_line(block)
        self.quotes = self.quotes or b'"' in block
        self.lone_returns = self.lone_returns or self._has_lone_return(block)

    def _measure_line(self, block: bytes) -> None:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._open_line = len(block) - last - 1 if last >= 0 else self._open_line + len(block)
        self._lines += block.count(b"\n")
        if self._open_line > self.limits.line_bytes:
            raise LineTooLong(row=self._lines + 1, limit=self.limits.line_bytes)

    def _has_lone_return(self, block: bytes) -> bool:
        returns, pairs = block.count(b"\r"), block.count(b"\r\n")
        if block and self._ends_with_return:
            returns += not block.startswith(b"\n")
        self._ends_with_return = block.endswith(b"\r")
        return returns - self._ends_with_return > pairs
