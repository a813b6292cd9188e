"""Fingerprints of bytes that are too many to hold."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

CHUNK = 1 << 20


def chunks(file: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """The rest of `file`, in pieces of at most `size` bytes."""
    while piece := file.read(size):
        yield piece


class Counted:
    """Passes pieces through, counting and hashing them on the way."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """Of what has passed so far, in hexadecimal."""
        return self._hash.hexdigest()


def sha256_of(file: BinaryIO) -> str:
    """Of the rest of `file`, in hexadecimal."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
