"""What two detectors compared with each other are given, and how their time and memory are taken. Imported in both environments."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, process_time

import numpy as np
from numpy.typing import NDArray

Inspect = Callable[[Path], tuple[float, NDArray[np.float32]]]  # from a file to its score and anomaly map


@dataclass(frozen=True)
class Task:
    """Train on `good`, inspect `test`; `coreset_ratio` is anomalib's. Paths are absolute."""

    good: list[str]
    test: list[str]
    trunk: str
    resolution: int
    coreset_ratio: float
    threads: int

    @classmethod
    def read(cls, folder: Path) -> "Task":
        return cls(**json.loads((folder / "task.json").read_text()))

    def write(self, folder: Path) -> None:
        (folder / "task.json").write_text(json.dumps(asdict(self)))


def measure(folder: Path, train: Callable[[], Inspect], versions: dict[str, str]) -> None:
    """Leaves `figures.json` in `folder`, and the map of each picture as `<number>.npy`. Imports and starting up do not count."""
    wall, processor = monotonic(), process_time()
    inspect = train()
    figures = {"train_seconds": monotonic() - wall, "train_cpu_seconds": process_time() - processor, "train_peak_mib": _peak_mib()}
    scores, wall_spent, processor_spent = [], 0.0, 0.0
    test = Task.read(folder).test
    for number, path in enumerate(test):
        wall, processor = monotonic(), process_time()
        score, anomaly = inspect(Path(path))
        wall_spent, processor_spent = wall_spent + monotonic() - wall, processor_spent + process_time() - processor
        scores.append(score)
        np.save(folder / f"{number}.npy", anomaly)
    figures |= {"picture_ms": 1000 * wall_spent / len(test), "picture_cpu_ms": 1000 * processor_spent / len(test), "peak_mib": _peak_mib()}
    (folder / "figures.json").write_text(json.dumps({"figures": figures, "scores": scores, "versions": versions}))


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
