"""The way of a file into the house, step by step.

Each step takes the incoming file, adds what it found out, or refuses it with a `Problem`. Nothing is kept before every
check has passed, and the row comes last: what has no row does not exist (`finnect doctor` clears such bytes away).
"""

import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from finnect import storage
from finnect.accounts.models import User
from finnect.kit.errors import Problem
from finnect.kit.hashing import sha256_of
from finnect.uploads.errors import ContentMismatch, EmptyFile, FileTooLarge, QuotaExceeded, UnknownFileType
from finnect.uploads.models import Upload

log = structlog.get_logger(__name__)
HEAD_BYTES = 512
NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a capability takes: how large, under which names, beginning how, and whether it really is one."""

    name: str
    prefix: str
    max_bytes: int
    extensions: tuple[str, ...]
    media_type_of: Callable[[bytes, str], str | None]
    """By the file's first bytes and its extension; None when they do not fit each other."""
    check: Callable[[BinaryIO], object] = lambda file: None
    """Reads the file in earnest, where that is cheap enough to be done at once; raises a `Problem`, and returns nothing of use."""


@dataclass(slots=True)
class Incoming:
    owner: User
    kind: FileKind
    file: BinaryIO
    filename: str
    size: int = 0
    media_type: str = ""
    sha256: str = ""
    key: str = ""
    upload: Upload | None = None

    @property
    def extension(self) -> str:
        name = self.filename.lower()
        return next((ending for ending in sorted(self.kind.extensions, key=len, reverse=True) if name.endswith(ending)), "")


def clean_name(incoming: Incoming) -> None:
    incoming.filename = cleaned(incoming.filename)


def cleaned(name: str) -> str:
    """The last part of a file name, composed, without control and direction characters, at most 255 bytes."""
    name = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    name = "".join(char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip()
    while len(name.encode()) > NAME_BYTES:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:-1]}{dot}{ending}" if stem else name[:-1]
    return name or "unnamed"


def weigh(incoming: Incoming) -> None:
    incoming.size = incoming.file.seek(0, os.SEEK_END)
    incoming.file.seek(0)
    if incoming.size == 0:
        raise EmptyFile(filename=incoming.filename)
    if incoming.size > incoming.kind.max_bytes:
        raise FileTooLarge(filename=incoming.filename, megabytes=incoming.kind.max_bytes >> 20)


def recognise(incoming: Incoming) -> None:
    """Extension and first bytes must both be known, and agree."""
    if not incoming.extension:
        raise UnknownFileType(filename=incoming.filename, extensions=" ".join(incoming.kind.extensions))
    media_type = incoming.kind.media_type_of(incoming.file.read(HEAD_BYTES), incoming.extension)
    incoming.file.seek(0)
    if not media_type:
        raise ContentMismatch(filename=incoming.filename)
    incoming.media_type = media_type


def decode(incoming: Incoming) -> None:
    if incoming.upload:  # these bytes passed before
        return
    incoming.kind.check(incoming.file)
    incoming.file.seek(0)


def fingerprint(incoming: Incoming) -> None:
    incoming.sha256 = sha256_of(incoming.file)
    incoming.file.seek(0)


def find_earlier(incoming: Incoming) -> None:
    incoming.upload = _earlier(incoming)


def check_quota(incoming: Incoming) -> None:
    if incoming.upload:
        return
    kept = Upload.objects.filter(owner=incoming.owner).aggregate(files=Count("*"), used=Sum("size", default=0))
    files, used = kept["files"], kept["used"]
    if files >= settings.UPLOAD_QUOTA_FILES or used + incoming.size > settings.UPLOAD_QUOTA_BYTES:
        raise QuotaExceeded(files=files, megabytes=used >> 20)


def keep(incoming: Incoming) -> None:
    if incoming.upload:
        return
    incoming.key = storage.new_key(incoming.kind.prefix, incoming.extension)
    storage.put(incoming.key, incoming.file, sha256=incoming.sha256)


def record(incoming: Incoming) -> None:
    if incoming.upload:
        return
    try:
        with transaction.atomic():
            incoming.upload = Upload.objects.create(
                owner=incoming.owner,
                kind=incoming.kind.name,
                filename=incoming.filename,
                media_type=incoming.media_type,
                size=incoming.size,
                sha256=incoming.sha256,
                key=incoming.key,
            )
    except IntegrityError:  # the same bytes came in twice at once, and the other request was first
        storage.delete(incoming.key)
        incoming.upload = _earlier(incoming)


STEPS: list[Callable[[Incoming], None]] = [
    clean_name,
    weigh,
    recognise,
    fingerprint,
    find_earlier,
    decode,
    check_quota,
    keep,
    record,
]


def receive(*, owner: User, kind: FileKind, file: BinaryIO, filename: str) -> Upload:
    """Take a file in, or refuse it.

    :raises Problem: saying what is wrong with the file.
    """
    incoming = Incoming(owner, kind, file, filename)
    try:
        for step in STEPS:
            step(incoming)
    except Problem as problem:
        log.info("upload.refused", kind=kind.name, code=problem.code, size=incoming.size, owner=str(owner.id))
        raise
    assert incoming.upload
    log.info("upload.received", upload=str(incoming.upload.id), kind=kind.name, size=incoming.size, owner=str(owner.id))
    return incoming.upload


def _earlier(incoming: Incoming) -> Upload | None:
    return Upload.objects.filter(owner=incoming.owner, kind=incoming.kind.name, sha256=incoming.sha256).first()
