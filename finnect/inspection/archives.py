"""Pictures out of a data-set archive, one at a time, without ever writing a name that the archive chose.

Members are read as streams and given names of our own by the caller; Python's own extraction filters have had escapes.
"""

import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from finnect.kit.errors import Problem
from finnect.kit.words import N_

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}
EXTENSIONS = (".zip", ".tar", ".tar.gz", ".tgz")
DEEPEST = 12


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
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise DamagedArchive(reason=str(error) or type(error).__name__) from error


def place(path: PurePosixPath, category: str) -> Place:
    """By MVTec AD's layout (`<category>/train/good`, `test/<defect>`, `ground_truth/<defect>`), else a good picture of `category`."""
    parts = path.parts
    for index in range(len(parts) - 2):
        split, label = parts[index], parts[index + 1]
        named = parts[index - 1] if index else category
        if split == "train" and label == "good":
            return Place(named, "train", "good")
        if split == "test":
            return Place(named, "test", label)
        if split == "ground_truth":
            return Place(named, "test", label, is_mask=True)
    return Place(category, "train", "good")


def _zip_members(archive: Path, limits: ArchiveLimits) -> Iterator[tuple[str, int, IO[bytes]]]:
    with zipfile.ZipFile(archive) as file:
        entries = [entry for entry in file.infolist() if not entry.is_dir()]
        if len(entries) > limits.members:
            raise UnsafeArchive(member=archive.name, reason=N_("It holds too many files."))
        if sum(entry.compress_size for entry in entries) > archive.stat().st_size:
            raise UnsafeArchive(member=archive.name, reason=N_("Its members overlap."))
        for entry in entries:
            mode = entry.external_attr >> 16
            if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
                raise UnsafeArchive(member=entry.filename, reason=N_("It is a link or a device."))
            if entry.flag_bits & 0x1:
                raise UnsafeArchive(member=entry.filename, reason=N_("It is encrypted."))
            if entry.file_size > limits.ratio * max(entry.compress_size, 64):
                raise UnsafeArchive(member=entry.filename, reason=N_("It grows too much when unpacked."))
            with file.open(entry) as stream:
                # The name as the archive has it: zipfile itself cuts at NUL and turns backslashes.
                yield entry.orig_filename, entry.compress_size, stream


def _tar_members(archive: Path, limits: ArchiveLimits) -> Iterator[tuple[str, int, IO[bytes]]]:
    with tarfile.open(archive, "r:*") as file:
        for count, entry in enumerate(file, start=1):
            if count > limits.members:
                raise UnsafeArchive(member=archive.name, reason=N_("It holds too many files."))
            if entry.isdir():
                _safe_path(entry.name)
                continue
            if not entry.isreg():
                raise UnsafeArchive(member=entry.name, reason=N_("It is a link or a device."))
            stream = file.extractfile(entry)
            assert stream
            yield entry.name, entry.size, stream


def _counted(members: Iterator[tuple[str, int, IO[bytes]]], limits: ArchiveLimits) -> Iterator[Member]:
    """Hold what is really read against the limits, whatever the archive declares."""
    total = 0
    seen: set[str] = set()
    for name, packed, stream in members:
        path = _safe_path(name)
        folded = str(path).casefold()
        if folded in seen:
            raise UnsafeArchive(member=name, reason=N_("The same name comes twice."))
        seen.add(folded)
        if path.suffix.lower() not in SUFFIXES or any(part.startswith((".", "__MACOSX")) for part in path.parts):
            continue
        content = stream.read(limits.member_bytes + 1)
        total += len(content)
        if len(content) > limits.member_bytes or total > limits.total_bytes or len(content) > limits.ratio * max(packed, 64):
            raise UnsafeArchive(member=name, reason=N_("It grows too much when unpacked."))
        yield Member(path, content)


def _safe_path(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if "\0" in name or "\\" in name or path.is_absolute() or ".." in path.parts or ":" in name[:2] or len(path.parts) > DEEPEST:
        raise UnsafeArchive(member=name.replace("\0", "\\0"), reason=N_("Its path leads out of the archive."))
    return path
