"""Looking inside a workbook before anything parses it: what would take too much memory, or is no plain table."""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from pathlib import Path

from finnect.kit.words import N_
from finnect.sales.analysis.limits import MIB, Limits
from finnect.sales.analysis.problems import UnsafeWorkbook

_USUAL_PLACE = re.compile(rb'r="([A-Z]*)(\d+)"')
_ANY_PLACE = re.compile(rb"""\br\s*=\s*["']\s*\$?([A-Za-z]{0,4})\$?(\d+)""")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_NINE_DIGITS = itemgetter(slice(9))
_TAIL = 256  # longer than any tag that is looked for, shorter than a block
_SMALL = MIB  # the ratio of a member says nothing below this size


def is_sheet(member: zipfile.ZipInfo) -> bool:
    """As calamine tells, which looks neither at the case of names nor at the way slashes lean."""
    return member.filename.replace("\\", "/").lower().startswith("xl/worksheets/")


def check_workbook(path: Path, limits: Limits) -> None:
    """Raise `UnsafeWorkbook` unless every part is of a size and kind that can be read; the cells of sheets are for `SheetCheck`."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check_directory(members, limits)
        for member in members:
            _check_xml(archive, member)


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.workbook_members:
        raise UnsafeWorkbook(part=members[0].filename, reason=N_("too many parts"))
    sheets = [member for member in members if re.match(r"xl/worksheets/[^/]+$", member.filename)]
    if len(sheets) > limits.sheets:
        raise UnsafeWorkbook(part=sheets[-1].filename, reason=N_("too many sheets"))
    names = Counter(member.filename.lower() for member in members)
    if twice := [name for name, times in names.items() if times > 1]:
        raise UnsafeWorkbook(part=twice[0], reason=N_("is there twice"))
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise UnsafeWorkbook(part=member.filename, reason=N_("overlaps another part"))
        end = member.header_offset + member.compress_size
        if member.flag_bits & 1:
            raise UnsafeWorkbook(part=member.filename, reason=N_("is encrypted"))
        if member.filename.lower().endswith("vbaproject.bin"):
            raise UnsafeWorkbook(part=member.filename, reason=N_("holds macros"))
        if member.file_size > _SMALL and member.file_size > limits.workbook_ratio * member.compress_size:
            raise UnsafeWorkbook(part=member.filename, reason=N_("is compressed beyond belief"))
    _check_size([member for member in members if is_sheet(member)], limits.sheet_bytes)
    _check_size([member for member in members if not is_sheet(member)], limits.workbook_bytes)


def _check_size(members: list[zipfile.ZipInfo], most: int) -> None:
    if sum(member.file_size for member in members) > most:
        raise UnsafeWorkbook(part=max(members, key=attrgetter("file_size")).filename, reason=N_("more bytes inside than are allowed"))


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Must be in UTF-8 and without a document type, where entities are declared; what is no XML must be whole."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(member) as part:
        while block := part.read(MIB):
            window = tail + block
            if is_xml and (b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"\x00" in block):
                raise UnsafeWorkbook(part=member.filename, reason=N_("declares a document type or is not in UTF-8"))
            tail = window[-16:]


@dataclass
class SheetCheck:
    """The cells of one sheet, or of a slice of it, as they pass by: how many, and the box they span."""

    part: str
    limits: Limits
    cells: int = 0
    rows: int = 0  # and longest: counted where cells do not say their place
    first: int = 0
    last: int = 0
    columns: set[bytes] = field(default_factory=set)
    longest: int = 0
    _open: int = 0
    _tail: bytes = b""

    def look(self, block: bytes) -> None:
        window = self._tail + block
        cut = max(window.rfind(b"<"), len(window) - _TAIL)
        self._tail = window[cut:]
        self._count(window[:cut])

    def end(self) -> None:
        self._count(self._tail)
        width = max(map(_column_number, self.columns), default=0) + self.longest
        height = self.last - (0 if self.rows else max(0, self.first - 1))  # a row that does not say its place may be the first one
        if max(height, self.rows) * width > self.limits.box:
            raise UnsafeWorkbook(part=self.part, reason=N_("its cells lie too far apart"))

    def _count(self, window: bytes) -> None:
        # counts some <col> and <cfRule> too; patterns that are right about every spelling are twenty times slower
        cells, places = window.count(b"<c") + window.count(b":c"), _USUAL_PLACE.findall(window)
        if cells > _placed(places):
            cells, places = len(_CELL.findall(window)), _ANY_PLACE.findall(window)
            if cells > _placed(places):
                self._measure_rows(window)
        self.cells += cells
        if self.cells > self.limits.cells:
            raise UnsafeWorkbook(part=self.part, reason=N_("too many cells"))
        self.columns.update(map(bytes.upper, set(map(itemgetter(0), places))))
        numbers = sorted(map(int, map(_NINE_DIGITS, set(map(itemgetter(1), places)))))
        if numbers:
            self.first, self.last = min(self.first or numbers[0], numbers[0]), max(self.last, numbers[-1])

    def _measure_rows(self, window: bytes) -> None:
        first, *others = (len(_CELL.findall(row)) for row in _ROW.split(window))
        self.rows += len(others)
        self._open += first
        self.longest = max([self.longest, self._open, *others])
        self._open = others[-1] if others else self._open


def _placed(places: list[tuple[bytes, bytes]]) -> int:
    """How many of them name a column, so belong to a cell."""
    return len(places) - list(map(itemgetter(0), places)).count(b"")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
