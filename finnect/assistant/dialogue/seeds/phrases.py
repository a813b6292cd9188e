"""Phrases in text files: a name in brackets, then one phrase a line."""

from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent


def groups(file: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each name with its phrases."""
    for block in (_HERE / file).read_text(encoding="utf-8").strip().split("\n\n"):
        name, *phrases = block.splitlines()
        yield name.strip("[]"), tuple(phrases)


def lines(file: str) -> tuple[str, ...]:
    return tuple((_HERE / file).read_text(encoding="utf-8").splitlines())
