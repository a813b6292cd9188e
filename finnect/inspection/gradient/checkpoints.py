"""What is kept of an unfinished training, so that one that was broken off goes on."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from finnect.inspection.detection import Source

Arrays = list[NDArray[Any]]


class Checkpoints(Protocol):
    """A place for one checkpoint, the newest."""

    def load(self) -> bytes | None: ...

    def save(self, checkpoint: bytes) -> None: ...


class NoCheckpoints:
    """Nothing is kept."""

    def load(self) -> bytes | None:
        return None

    def save(self, checkpoint: bytes) -> None:
        pass


@dataclass(frozen=True)
class Checkpoint:
    """`task` is a hash of what is trained, how and on what; `states` are mean and basis of the patches, then what each student
    is after `epochs`."""

    task: str
    epochs: int
    states: list[Arrays]

    def pack(self) -> bytes:
        file = io.BytesIO()
        named = {f"{owner}.{number}": array for owner, state in enumerate(self.states) for number, array in enumerate(state)}
        sizes = np.array([len(state) for state in self.states])
        np.savez(file, allow_pickle=False, task=np.array(self.task), epochs=np.array(self.epochs), sizes=sizes, **named)
        return file.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> "Checkpoint":
        with np.load(io.BytesIO(packed), allow_pickle=False) as file:
            states = [[file[f"{owner}.{number}"] for number in range(size)] for owner, size in enumerate(file["sizes"])]
            return cls(str(file["task"]), int(file["epochs"]), states)


def task_of(pictures: Sequence[Source], described: Iterable[object]) -> str:
    """A hash of the pictures' contents and of everything in `described`."""
    found = hashlib.sha256(repr(list(described)).encode())
    for source in pictures:
        content = source.read_bytes() if isinstance(source, Path) else source
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()
