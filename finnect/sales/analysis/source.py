"""What kind of file this is, told by its first bytes, whatever it is called."""

import gzip
import zipfile
import zlib
from pathlib import Path

from finnect.kit.words import N_
from finnect.sales.analysis.limits import MIB, Limits
from finnect.sales.analysis.problems import DamagedFile, EmptyTable, TooLarge, UnsupportedFile
from finnect.sales.analysis.raw import RawTable
from finnect.sales.analysis.text import open_text

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_OTHERS = {
    b"\xd0\xcf\x11\xe0": N_("an old or a protected Excel file"),
    b"%PDF": N_("a PDF"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"PAR1": N_("a Parquet file"),
    b"\xff\xfe\x00\x00": N_("a text in UTF-32"),
}


def open_table(path: Path, scratch: Path, limits: Limits, *, filename: str, sheet: str | None = None) -> RawTable:
    """The raw table of a file; `scratch` is an empty folder that must live as long as the table is read."""
    head = _head(path)
    if head.startswith(_GZIP):
        path = _gunzip(path, scratch / "plain", limits, filename)
        head = _head(path)
    if not head.strip():
        raise EmptyTable(filename=filename)
    for magic, kind in _OTHERS.items():
        if head.startswith(magic):
            raise UnsupportedFile(filename=filename, kind=kind)
    if not head.startswith(_ZIP):
        return open_text(path, scratch, limits)
    try:
        if not _is_workbook(path):
            raise UnsupportedFile(filename=filename, kind=N_("an archive"))
        from finnect.sales.analysis.workbook import open_workbook  # takes its time, and texts do not need it

        return open_workbook(path, scratch, limits, filename=filename, sheet=sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise DamagedFile(filename=filename, reason=N_("it is no complete workbook")) from None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def _gunzip(source: Path, target: Path, limits: Limits, filename: str) -> Path:
    size = 0
    try:
        with gzip.open(source) as packed, target.open("wb") as out:
            while block := packed.read(MIB):
                size += len(block)
                if size > limits.text_bytes:
                    raise TooLarge(what="bytes", limit=limits.text_bytes)
                out.write(block)
    except (OSError, EOFError, zlib.error):
        raise DamagedFile(filename=filename, reason=N_("its compression is broken")) from None
    return target


def _is_workbook(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()
