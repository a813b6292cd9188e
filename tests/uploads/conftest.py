import io
from collections.abc import Callable
from typing import Any

import pytest

from finnect.kit.errors import Problem
from finnect.uploads.models import Upload
from finnect.uploads.pipeline import FileKind, receive


class Rotten(Problem):
    status = 422
    code = "ROTTEN"
    detail = "The apple is rotten."


def _fresh(file: Any) -> None:
    if b"worm" in file.read():
        raise Rotten()


@pytest.fixture
def apple() -> FileKind:
    """Takes files that begin with APPLE and hold no worm."""
    return FileKind(
        name="apple",
        prefix="basket",
        max_bytes=1000,
        extensions=(".apple", ".apple.gz"),
        media_type_of=lambda head, extension: "fruit/apple" if head.startswith(b"APPLE") else None,
        check=_fresh,
    )


@pytest.fixture
def hand_in(apple: FileKind, alice: Any) -> Callable[..., Upload]:
    def do(content: bytes = b"APPLE sweet", filename: str = "red.apple", owner: Any = None) -> Upload:
        return receive(owner=owner or alice, kind=apple, file=io.BytesIO(content), filename=filename)

    return do
