"""Real screws, small and few, so that a training takes seconds."""

from pathlib import Path
from typing import Any

import pytest

from finnect.inspection import gradient
from finnect.inspection.detection import Backbone, Dataset, Source, Trained, find
from finnect.inspection.gradient import GradientOptions

SHARED = Path(__file__).parents[3] / "../shared/data/mvtec_screw"
SMALL = GradientOptions(resolution=192, epochs=2)


class Kept:
    """A checkpoint in memory; `stops` after that many were saved, as a process does that is killed."""

    def __init__(self, content: bytes | None = None, *, stops: int = 0) -> None:
        self.content, self.saved, self.stops = content, 0, stops

    def load(self) -> bytes | None:
        return self.content

    def save(self, checkpoint: bytes) -> None:
        self.content, self.saved = checkpoint, self.saved + 1
        if self.saved == self.stops:
            raise KeyboardInterrupt


@pytest.fixture(scope="session")
def screws() -> Dataset:
    if not SHARED.is_dir():
        pytest.skip("the shared data sets are not here")
    (found,) = find(SHARED)
    return found


@pytest.fixture(scope="session")
def builtin() -> Backbone:
    return Backbone.builtin()


@pytest.fixture(scope="session")
def few(screws: Dataset) -> list[Source]:
    """Good ones from all over the set."""
    return list(screws.good[::32])


@pytest.fixture(scope="session")
def kept() -> Kept:
    """The last checkpoint of `trained`."""
    return Kept()


@pytest.fixture(scope="session")
def trained(few: list[Source], screws: Dataset, builtin: Backbone, kept: Kept) -> Trained:
    given: dict[str, Any] = {"test_good": screws.test_good[:3], "masks": screws.masks}
    given["defects"] = {kind: pictures[:2] for kind, pictures in screws.defects.items()}
    return gradient.train(few, backbone=builtin, options=SMALL, checkpoints=kept, **given)
