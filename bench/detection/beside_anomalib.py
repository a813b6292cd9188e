"""Finnect beside anomalib's PatchCore, with the same trunk on the same pictures: `python -m bench.detection.beside_anomalib`.

Each side trains and inspects in a process of its own, anomalib in an environment of its own, made from `anomalib.txt` when
absent. Metrics of both are computed here, by the same function, from the scores and maps that they leave. Finnect's training
includes its cross-fitted threshold, which anomalib's does not have.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from importlib.metadata import version
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from bench.detection.__main__ import BACKBONES, ENVIRONMENT, SETS
from bench.detection.sides import Inspect, Task, measure
from finnect.inspection.detection import Backbone, Dataset, Detector, TrainingOptions, decode, find, metrics, train
from finnect.inspection.detection.detector import stretched
from finnect.inspection.detection.evaluation import mask_of

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("anomalib.txt")
THREADS = 2
COLUMNS = {
    "train_seconds": "train s",
    "train_cpu_seconds": "CPU s",
    "train_peak_mib": "peak MiB",
    "picture_ms": "picture ms",
    "picture_cpu_ms": "CPU ms",
    "peak_mib": "peak MiB",
}


def environment(folder: Path) -> Path:
    """The interpreter of anomalib's environment, made or renewed where it does not hold what is pinned."""
    made = folder / PINS.name
    python = folder / "bin" / "python"
    if not made.is_file() or made.read_text() != PINS.read_text():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", PINS], check=True)
        made.write_text(PINS.read_text())
    return python


def finnect_side(folder: Path) -> None:
    task = Task.read(folder)
    backbone = Backbone.from_onnx(Path(task.trunk).read_bytes())

    def trained() -> Inspect:
        options = TrainingOptions(resolution=task.resolution, threads=task.threads)
        result = train([Path(path) for path in task.good], backbone=backbone, options=options)
        detector = Detector(result.onnx, result.calibration, threads=task.threads)
        return lambda path: detector.measure(decode(path))

    measure(folder, trained, {package: version(package) for package in ("onnxruntime", "numpy")})


def compare(dataset: str, python: Path, arguments: argparse.Namespace) -> None:
    (found,) = find(SETS[dataset])
    good, test = spread(found.good, arguments.fraction), test_pictures(found)
    print(f"{dataset}: {len(good)} to train on, {len(test)} to test, {arguments.resolution} px", flush=True)
    print(f"{'':14} {'image':>6} {'pixel':>6} " + " ".join(f"{title:>10}" for title in COLUMNS.values()))
    ours = [sys.executable, "-m", "bench.detection.beside_anomalib", "--here"]
    theirs = [str(python), "-m", "bench.detection.anomalib_side"]
    trunk = BACKBONES["mobilenet_v2"]
    assert trunk
    first: dict[str, float] = {}
    for name, command, ratio in [("finnect", ours, 0.0), *((f"anomalib {ratio:.0%}", theirs, ratio) for ratio in arguments.ratio)]:
        task = Task(
            [str(path.resolve()) for path in good],
            [str(path.resolve()) for path in test],
            str(trunk.resolve()),
            arguments.resolution,
            ratio,
            THREADS,
        )
        row, versions = side(task, command, found, test)
        packages = ", ".join(f"{package} {number}" for package, number in versions.items())
        show(name, row, f"  load {os.getloadavg()[0]:.1f}, {packages}")
        if first:
            show("  ratio", {column: row[column] / first[column] for column in row})
        first = first or row


def test_pictures(found: Dataset) -> list[Path]:
    return [*found.test_good, *(path for pictures in found.defects.values() for path in pictures)]


def spread(pictures: Sequence[Path], fraction: float) -> list[Path]:
    """A share of the pictures, evenly spread."""
    count = ceil(fraction * len(pictures))
    return [pictures[index * len(pictures) // count] for index in range(count)]


def side(task: Task, command: list[str], found: Dataset, pictures: list[Path]) -> tuple[dict[str, float], dict[str, str]]:
    """Figures and versions of one side, run in a process of its own."""
    own = ENVIRONMENT if command[0] == sys.executable else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        task.write(folder)
        subprocess.run([*command, name], cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": str(THREADS)} | own, check=True)
        left = json.loads((folder / "figures.json").read_text())
        return accuracy(folder, left["scores"], found, pictures) | left["figures"], left["versions"]


def accuracy(folder: Path, scores: list[float], found: Dataset, pictures: list[Path]) -> dict[str, float]:
    """Image and pixel AUROC in percent, the pixels at the size of the pictures."""
    pixels = metrics.PixelScores()
    for number, path in enumerate(pictures):
        size = decode(path).shape[:2]
        mask = np.zeros(size, bool) if path in found.test_good else mask_of(found.masks.get(path), size)
        if mask is not None:
            pixels.add(stretched(np.load(folder / f"{number}.npy"), size), mask)
    is_good = np.array([path in found.test_good for path in pictures])
    values = np.array(scores)
    return {"image_auroc": 100 * metrics.auroc(values[is_good], values[~is_good]), "pixel_auroc": 100 * pixels.auroc()}


def show(name: str, row: dict[str, Any], remark: str = "") -> None:
    shares = " ".join(f"{row[column]:6.2f}" for column in ("image_auroc", "pixel_auroc"))
    print(f"{name:14} {shares} " + " ".join(f"{row[column]:10.1f}" for column in COLUMNS) + remark, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, action="append")
    parser.add_argument("--fraction", type=float, default=1.0, help="share of the training pictures")
    parser.add_argument("--resolution", type=int, default=384)
    parser.add_argument("--ratio", type=float, action="append", help="anomalib's coreset_sampling_ratio; 0.01 where not given")
    parser.add_argument("--environment", type=Path, default=Path.home() / ".cache/finnect-bench/anomalib", help="anomalib's")
    parser.add_argument("--here", type=Path, help="measure Finnect in this process, on the task in a folder")
    arguments = parser.parse_args()
    if arguments.here:
        finnect_side(arguments.here)
        return
    arguments.ratio = arguments.ratio or [0.01]
    python = environment(arguments.environment.resolve())
    for dataset in arguments.set or SETS:
        compare(dataset, python, arguments)


if __name__ == "__main__":
    main()
