"""Pictures out of a data-set archive, one at a time, without ever writing a name that the archive chose.

Members are read as streams and given names of our own by the caller; Python's own extraction filters have had escapes.
"""

import lzma
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from finnect.inspection.detection.dataset import kind_of
from finnect.kit.errors import Problem
from finnect.kit.words import N_

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}
EXTENSIONS = (".zip", ".tar", ".tar.gz", ".tgz")
DEEPEST = 12
SMALL = 64  # bytes: of so little, any ratio is harmless
LOCAL_HEADER = 30  # bytes, at least
ENCRYPTED, UTF8_NAME = 0x1, 0x800  # flags of a zip member
# What Python's readers answer damaged bytes with.
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, NotImplementedError, OSError, ValueError, IndexError,
)  # fmt: skip


class UnsafeArchive(Problem):
    status = 422
    code = "UNSAFE_ARCHIVE"
    title = N_("The archive is not safe to open")
    detail = N_("“%(member)s”: %(reason)s Pack the folder of pictures anew, then hand it in again.")


class DamagedArchive(Problem):
    status = 422
    code = "DAMAGED_ARCHIVE"
    title = N_("The archive cannot be read")
    detail = N_("It is damaged or not a zip or tar file: %(reason)s. Pack the folder of pictures anew, then hand it in again.")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    members: int
    member_bytes: int
    total_bytes: int
    ratio: int


@dataclass(frozen=True, slots=True)
class Member:
    path: PurePosixPath
    content: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """What a picture is for, by where it lies. `label` is `good` or the kind of defect."""

    category: str
    split: str
    label: str
    is_mask: bool = False


def pictures(archive: Path, limits: ArchiveLimits) -> Iterator[Member]:
    """Every picture file in the archive, in its order.

    :raises UnsafeArchive: for links, devices, encrypted members, paths that leave the archive, twins, and bombs.
    :raises DamagedArchive: when it cannot be read.
    """
    try:
        members = _zip_members(archive, limits) if zipfile.is_zipfile(archive) else _tar_members(archive, limits)
        yield from _counted(members, limits)
    except BROKEN as error:
        raise DamagedArchive(reason=_said_of(error)) from error


def place(path: PurePosixPath, category: str) -> Place:
    """By MVTec AD's layout (`<category>/train/good`, `test/<defect>`, `ground_truth/<defect>`), else a good picture of `category`."""
    parts = path.parts
    for index in range(len(parts) - 2):
        split, label = parts[index], parts[index + 1]
        named = parts[index - 1] if index else category
        if split == "train" and label == "good":
            return Place(named, "train", "good")
        if split == "test":
            return Place(named, "test", kind_of(label))
        if split == "ground_truth":
            return Place(named, "test", kind_of(label), is_mask=True)
    return Place(category, "train", "good")


def printable(text: str) -> str:
    """For showing and keeping: zero characters fit into no database, and control characters do tricks on screens."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _said_of(error: Exception) -> str:
    """What Python's readers say in English, about methods that they tried in vain, in words for whoever packed the archive."""
    if isinstance(error, NotImplementedError):
        return N_("a file in it is compressed in a way that is not read here, such as Deflate64")
    if isinstance(error, zlib.error | lzma.LZMAError | EOFError):
        return N_("what is compressed in it is broken off or changed")
    if isinstance(error, zipfile.BadZipFile):
        return N_("its list of files or a checksum is wrong")
    return N_("it does not begin or go on like one")


def _zip_members(archive: Path, limits: ArchiveLimits) -> Iterator[tuple[str, int, IO[bytes]]]:
    with zipfile.ZipFile(archive) as file:
        entries = file.infolist()
        if len(entries) > limits.members:
            raise _unsafe(archive.name, N_("It holds too many files."))
        if _overlap(entries):
            raise _unsafe(archive.name, N_("Its members overlap."))
        for entry in entries:
            # The name as the archive has it: zipfile itself cuts at NUL and turns backslashes.
            name = _spelled(entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8_NAME else "cp437"))
            if entry.is_dir():
                continue
            mode = entry.external_attr >> 16
            if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
                raise _unsafe(name, N_("It is a link or a device."))
            if entry.flag_bits & ENCRYPTED:
                raise _unsafe(name, N_("It is encrypted."))
            if entry.file_size > limits.ratio * max(entry.compress_size, SMALL):
                raise _unsafe(name, N_("It grows too much when unpacked."))
            with file.open(entry) as stream:
                yield name, entry.compress_size, stream


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes of the archive, as in bombs that unpack the same data many times (Fifield, 2019)."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + LOCAL_HEADER + entry.compress_size
    return False


def _tar_members(archive: Path, limits: ArchiveLimits) -> Iterator[tuple[str, int, IO[bytes]]]:
    most = min(limits.total_bytes, limits.ratio * max(archive.stat().st_size, SMALL))
    total = 0
    with tarfile.open(archive, "r:*") as file:
        for count, entry in enumerate(file, start=1):
            name = _spelled(entry.name.encode("utf-8", "surrogateescape"))
            # A member that is no picture must be unpacked too, to come to the next.
            total += entry.size
            if count > limits.members:
                raise _unsafe(archive.name, N_("It holds too many files."))
            if total > most:
                raise _unsafe(name, N_("It grows too much when unpacked."))
            if entry.isdir():
                _safe_path(name)
                continue
            if not entry.isreg() or entry.issparse():
                raise _unsafe(name, N_("It is a link or a device."))
            stream = file.extractfile(entry)
            assert stream
            yield name, entry.size, stream


def _spelled(name: bytes) -> str:
    """Names are UTF-8, or what Korean Windows writes."""
    for encoding in ("utf-8", "cp949"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            pass
    return name.decode("utf-8", "backslashreplace")


def _counted(members: Iterator[tuple[str, int, IO[bytes]]], limits: ArchiveLimits) -> Iterator[Member]:
    """Hold what is really read against the limits, whatever the archive declares."""
    total = 0
    seen: set[str] = set()
    for name, packed, stream in members:
        path = _safe_path(name)
        folded = unicodedata.normalize("NFC", str(path)).casefold()
        if folded in seen:
            raise _unsafe(name, N_("The same name comes twice."))
        seen.add(folded)
        if path.suffix.lower() not in SUFFIXES or any(part.startswith((".", "__MACOSX")) for part in path.parts):
            continue
        content = stream.read(limits.member_bytes + 1)
        total += len(content)
        if len(content) > limits.member_bytes or total > limits.total_bytes or len(content) > limits.ratio * max(packed, SMALL):
            raise _unsafe(name, N_("It grows too much when unpacked."))
        yield Member(path, content)


def _safe_path(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if "\0" in name or "\\" in name or path.is_absolute() or ".." in path.parts or ":" in name[:2] or len(path.parts) > DEEPEST:
        raise _unsafe(name, N_("Its path leads out of the archive."))
    return path


def _unsafe(member: str, reason: str) -> UnsafeArchive:
    return UnsafeArchive(member=printable(member), reason=reason)
