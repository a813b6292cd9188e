"""Put, read, link and delete, on a folder or on S3.

Keys are made here and never from what a user typed; his file name is metadata of the row that holds the key.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from django.conf import settings
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from finnect.kit.errors import Problem
from finnect.kit.hashing import CHUNK, Counted, chunks, sha256_of
from finnect.kit.words import N_

log = structlog.get_logger(__name__)
LINK_SECONDS = 300
SLOWEST = {"timeout": "60s", "connect_timeout": "5s"}
RETRIES: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=20)}


class StorageUnavailable(Problem):
    status = 503
    code = "STORAGE_UNAVAILABLE"
    title = N_("The file storage does not answer")
    detail = N_("The files cannot be reached at the moment. Nothing was lost; try again in a minute.")


class DamagedObject(Exception):
    """What arrived in storage, or came from it, is not what was sent."""


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    size: int
    sha256: str


def new_key(prefix: str, suffix: str = "") -> str:
    """A fresh key; `suffix` such as `.png` is for people who look into the bucket."""
    return f"{prefix.strip('/')}/{uuid.uuid4().hex}{suffix}"


def put(key: str, content: BinaryIO | Path | bytes | Iterable[bytes], *, sha256: str | None = None) -> Stored:
    """Write all of it or nothing, and check that all of it arrived.

    :raises DamagedObject: when the size in storage, or the given SHA-256, is not that of what was sent; nothing is left.
    """
    if isinstance(content, Path):
        with content.open("rb") as file:
            return put(key, file, sha256=sha256)
    pieces: Any = [content] if isinstance(content, bytes) else content
    counted = Counted(chunks(pieces) if hasattr(pieces, "read") else pieces)
    try:
        with _reaching():
            obstore.put(_store(), key, iter(counted), max_concurrency=2)
            arrived = obstore.head(_store(), key)["size"]
    except FileNotFoundError as error:  # the bucket itself
        raise StorageUnavailable() from error
    if arrived != counted.size or (sha256 and sha256 != counted.sha256):
        delete(key)
        raise DamagedObject(f"{key}: {arrived} of {counted.size} bytes")
    return Stored(key, counted.size, counted.sha256)


def stream(key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes in pieces; `end` is exclusive.

    :raises FileNotFoundError: before the first piece when there is no such key.
    """
    options: Any = {"range": (start, end) if end is not None else {"offset": start}} if start or end is not None else None
    with _reaching():
        found = obstore.get(_store(), key, options=options)
    return _pieces(found)


def _pieces(found: Any) -> Iterator[bytes]:
    with _reaching():
        for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)


def read(key: str) -> bytes:
    """The whole object, for those that are small."""
    with _reaching():
        return bytes(obstore.get(_store(), key).bytes())


def fetch(key: str, to: Path, *, sha256: str | None = None) -> Path:
    """As a file that must not be written to; it appears under its name only when whole.

    :raises DamagedObject: when it has another SHA-256.
    """
    draft = to.with_name(f"{to.name}.part")
    if not _name_here(key, draft):
        content = stream(key)
        with draft.open("wb") as file:
            file.writelines(content)
    with draft.open("rb") as file:
        is_damaged = sha256 and sha256_of(file) != sha256
    if is_damaged:
        draft.unlink()
        raise DamagedObject(key)
    return draft.rename(to)


def _name_here(key: str, to: Path) -> bool:
    """A second name for what lies on the same disk: no time, no room, and it outlives a deletion."""
    if not isinstance(_store(), LocalStore):
        return False
    try:
        to.hardlink_to(address(key)[0])
    except OSError:  # another disk, or one that knows no second names; if there is no such key, whoever copies is told
        return False
    return True


def link(key: str, seconds: int = LINK_SECONDS) -> str | None:
    """A signed address for reading this one object for a few minutes, or None where storage has no addresses (a folder)."""
    store = _store()
    if not isinstance(store, S3Store):
        return None
    return obstore.sign(store, "GET", key, timedelta(seconds=min(seconds, LINK_SECONDS)))


def address(key: str) -> tuple[str, dict[str, Any]]:
    """Where Polars finds an object, to read parts of it, and with what options: they hold the secrets, so they stay in this process."""
    parts = urlsplit(settings.STORAGE_URL)
    if parts.scheme == "file":
        return f"{unquote(parts.path)}/{key}", {}
    given = {f"aws_{name}": value for name, value in settings.STORAGE_OPTIONS.items() if value}
    endpoint = given.get("aws_endpoint", "")
    how = {"aws_allow_http": endpoint.startswith("http://"), "aws_virtual_hosted_style_request": not endpoint}
    retries = {"max_retries": RETRIES["max_retries"], "retry_timeout_ms": RETRIES["retry_timeout"] // timedelta(milliseconds=1)}
    options = {**given, **{name: str(is_so).lower() for name, is_so in how.items()}, **SLOWEST, **retries}
    return f"s3://{parts.netloc}{parts.path.rstrip('/')}/{key}", options


def delete(*keys: str) -> None:
    """Remove the objects; those that are not there are no error."""
    for key in keys:
        with _reaching(), suppress(FileNotFoundError):
            obstore.delete(_store(), key)


def exists(key: str) -> bool:
    try:
        with _reaching():
            obstore.head(_store(), key)
    except FileNotFoundError:
        return False
    return True


def keys(prefix: str, *, older_than: timedelta = timedelta(0)) -> Iterator[str]:
    """Every key below a prefix whose object was last written that long ago."""
    newest = datetime.now(UTC) - older_than
    with _reaching():
        for batch in obstore.list(_store(), prefix):
            yield from (found["path"] for found in batch if found["last_modified"] <= newest)


def ready() -> bool:
    """Whether storage takes and gives bytes."""
    key = f"health/{uuid.uuid4().hex}"
    try:
        put(key, b"ready")
        delete(key)
    except (StorageUnavailable, DamagedObject):
        return False
    return True


@contextmanager
def _reaching() -> Iterator[None]:
    """obstore's errors in our words, but for FileNotFoundError, which it raises as everybody does."""
    try:
        yield
    except BaseError as error:
        log.error("storage.failed", error=str(error).partition("\n")[0])
        raise StorageUnavailable() from error


def _store() -> LocalStore | S3Store:
    return _opened(settings.STORAGE_URL, tuple(sorted(settings.STORAGE_OPTIONS.items())))


@cache
def _opened(url: str, options: tuple[tuple[str, str], ...]) -> LocalStore | S3Store:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(unquote(parts.path), mkdir=True)
    given = {name: value for name, value in options if value}
    plain_http = given.get("endpoint", "").startswith("http://")
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={**SLOWEST, "allow_http": plain_http},  # type: ignore[arg-type]
        retry_config=RETRIES,
        virtual_hosted_style_request=not given.get("endpoint"),
        **given,  # type: ignore[arg-type]
    )
