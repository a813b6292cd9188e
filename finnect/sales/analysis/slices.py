"""A workbook in slices: small workbooks of which each has the next rows of every sheet.

calamine holds all cells of a sheet that it reads, twice at first; of a slice it takes the same memory however long the sheet is.
It is given nothing but slices, whose parts are of the size that they say.
"""

import re
import shutil
import zipfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import IO

from finnect.sales.analysis.archives import SheetCheck, is_sheet
from finnect.sales.analysis.limits import Limits

_BLOCK = 64 << 10
_ROWS = b"<sheetData>"
_END = b"</sheetData></worksheet>"
_NO_ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
# Only before a row that says its number: others would be counted from the start of the slice.
_CUT = re.compile(rb"</row>(?=\s*<row\s[^<>]*\br=\"\d)")
_LONGEST_CUT = 512
_NOT_READ = ("xl/media/", "xl/drawings/", "xl/charts/", "docProps/")


def slices(path: Path, folder: Path, limits: Limits) -> Generator[Path]:
    """One at least; each is gone from `folder` when the next one is asked for.

    :raises UnsafeWorkbook: where calamine would not read a slice in bounded memory
    """
    with ExitStack() as stack:
        archive = stack.enter_context(zipfile.ZipFile(path))
        members = [member for member in archive.infolist() if not member.filename.startswith(_NOT_READ)]
        cuts = [_Cut(one.filename, stack.enter_context(archive.open(one)), limits) for one in members if is_sheet(one)]
        others = [member for member in members if not is_sheet(member)]
        for number in count():
            target = folder / f"slice{number}.xlsx"
            _write(target, archive, others, cuts)
            yield target
            target.unlink()
            if all(cut.ended for cut in cuts):
                return


def _write(target: Path, archive: zipfile.ZipFile, others: list[zipfile.ZipInfo], cuts: list["_Cut"]) -> None:
    with zipfile.ZipFile(target, "w") as out:
        for member in others:
            with archive.open(member) as source, out.open(member.filename, "w", force_zip64=True) as part:
                shutil.copyfileobj(source, part)
        for cut in cuts:
            with out.open(cut.name, "w", force_zip64=True) as part:
                cut.write_next(part)


class _Cut:
    """A sheet that is cut between rows, from its first to its last."""

    def __init__(self, name: str, xml: IO[bytes], limits: Limits) -> None:
        self.name, self._xml, self._limits = name, xml, limits
        before, rows, self._rest = xml.read(_BLOCK).partition(_ROWS)
        self._head = before + rows
        self._is_usual = bool(rows)  # a sheet that spells its tags otherwise stays in one piece
        self.ended = False

    def write_next(self, out: IO[bytes]) -> None:
        """A sheet of the rows after those written before."""
        if self.ended:
            out.write(_NO_ROWS)
            return
        check = SheetCheck(self.name, self._limits)
        out.write(self._head)
        for block in self._next_blocks():
            check.look(block)
            out.write(block)
        check.end()
        if not self.ended:
            out.write(_END)

    def _next_blocks(self) -> Iterator[bytes]:
        size, window = 0, self._rest
        while True:
            cut = _CUT.search(window) if self._is_usual and size >= self._limits.slice_bytes else None
            if cut:
                self._rest = window[cut.end() :]
                yield window[: cut.end()]
                return
            more = self._xml.read(_BLOCK)
            if not more:
                self.ended = True
                yield window
                return
            held = window[-_LONGEST_CUT:]  # a place to cut may begin there
            size += len(window) - len(held)
            yield window[: len(window) - len(held)]
            window = held + more
