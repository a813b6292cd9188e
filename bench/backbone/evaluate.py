"""Backbones side by side under the product's default: image and pixel AUROC, and processor time of training and of a verdict."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any

from bench.backbone import filterbank
from bench.detection.__main__ import BACKBONES, ENVIRONMENT, _pictures

ROOT = Path(__file__).parents[2]
SHARES = ("image_auroc", "pixel_auroc", "aupro", "recall", "false_alarm_rate")


def measure(dataset: str, file: Path | None, every: int) -> dict[str, float]:
    """Train and evaluate in this process, with every so manieth picture; without a file on the fixed filter bank."""
    from finnect.inspection.detection import Backbone, train

    backbone = Backbone.from_onnx(file.read_bytes() if file else filterbank.build().SerializeToString())
    trained_at: list[float] = []

    def report(fraction: float, text: str = "", **params: object) -> None:
        if text.startswith("Testing") and not trained_at:
            trained_at.append(process_time())

    given = _thinned(_pictures(dataset), every)
    began = process_time()
    trained = train(**given, backbone=backbone, report=report)
    assert trained.metrics
    count = len(given["test_good"]) + sum(map(len, given["defects"].values()))
    return {
        **{name: 100 * trained.metrics[name] for name in SHARES},
        "train_seconds": trained_at[0] - began,
        "test_ms": 1000 * (process_time() - trained_at[0]) / count,
    }


def _thinned(given: dict[str, Any], every: int) -> dict[str, Any]:
    """Arguments of `train` with every so manieth picture."""
    fewer = {name: given[name][::every] for name in ("good", "test_good")}
    return {**given, **fewer, "defects": {kind: pictures[::every] for kind, pictures in given["defects"].items()}}


def evaluate(files: Sequence[Path], datasets: Sequence[str], every: int) -> None:
    """A table: the files, the filter bank, MobileNetV2. Each row is a process of its own."""
    mobilenet = BACKBONES["mobilenet_v2"]
    assert mobilenet
    names = {**{file.stem: str(file) for file in files}, "filterbank": "", "mobilenet_v2": str(mobilenet)}
    print(f"{'backbone':20} {'set':14} {' '.join(f'{name:>16}' for name in (*SHARES, 'train_seconds', 'test_ms'))}")
    for name, file in names.items():
        rows = []
        for dataset in datasets:
            command = [sys.executable, "-m", "bench.backbone", "here", "--every", str(every), dataset, *([file] if file else [])]
            out = subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout
            rows.append(json.loads(out))
            show(name, dataset, rows[-1])
        if len(rows) > 1:
            show(name, "mean", {column: sum(row[column] for row in rows) / len(rows) for column in rows[0]})


def show(name: str, dataset: str, row: dict[str, float]) -> None:
    print(f"{name:20} {dataset:14} {' '.join(f'{value:16.1f}' for value in row.values())}", flush=True)
