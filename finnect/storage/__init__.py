"""Where bytes live: a folder or S3, behind one small door."""

from finnect.storage.services import (
    StorageUnavailable,
    Stored,
    address,
    delete,
    exists,
    fetch,
    keys,
    link,
    new_key,
    put,
    read,
    ready,
    stream,
)

__all__ = [
    "StorageUnavailable", "Stored", "address", "delete", "exists", "fetch", "keys", "link", "new_key", "put", "read", "ready", "stream",
]  # fmt: skip
