"""Detection on the shared sets and on drawn ones: `python -m bench.detection [--set NAME] [--backbone NAME] [--repeat N]`.

Each row is a process of its own, so that its peak memory is its own. Seeds are fixed and nothing is chosen by the result.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from bench.detection.drawn import KINDS, drawn

DATA = Path(__file__).parents[2] / "../shared/data"
SETS = {"screw": DATA / "mvtec_screw", "magnetic_tile": DATA / "magnetic_tile"}
BACKBONES = {"builtin": None, "mobilenet_v2": DATA / "backbones/mobilenet_v2_trunk.onnx"}
# A low mmap threshold as well would save some 20 MiB and cost three times the time, spent in page faults.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}  # as jobs have it


def measure(dataset: str, backbone: str, resolution: int, repeat: int) -> dict[str, float]:
    """Train and evaluate in this process."""
    from finnect.inspection.detection import Backbone, TrainingOptions, train
    from finnect.inspection.detection.training import peak_rss_bytes

    pictures = _pictures(dataset)
    pictures["good"] = [*pictures["good"]] * repeat
    path = BACKBONES[backbone]
    network = Backbone.from_onnx(path.read_bytes()) if path else Backbone.builtin()
    started = monotonic()
    trained_at: dict[str, float] = {}

    def report(fraction: float, text: str = "", **params: object) -> None:
        """Notes where training ends and testing begins, which is not its time nor its memory."""
        if text.startswith("Testing"):
            trained_at.setdefault("train_seconds", monotonic() - started)
            trained_at.setdefault("train_peak_mib", peak_rss_bytes() / 2**20)

    options = TrainingOptions(resolution=resolution)
    trained = train(**pictures, backbone=network, options=options, report=report)
    assert trained.metrics
    return trained.metrics | trained_at | {"file_mib": len(trained.onnx) / 2**20}


def _pictures(dataset: str) -> dict[str, Any]:
    """Arguments of `train`."""
    from finnect.inspection.detection import find

    if dataset in KINDS:
        return drawn(dataset)
    (found,) = find(SETS[dataset])
    return {"good": found.good, "test_good": found.test_good, "defects": found.defects, "masks": found.masks}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=[*SETS, *KINDS], action="append")
    parser.add_argument("--backbone", choices=BACKBONES, action="append")
    parser.add_argument("--resolution", type=int, default=384)
    parser.add_argument("--repeat", type=int, default=1, help="train on the good pictures so many times over: time and memory alone")
    parser.add_argument("--here", action="store_true", help="measure one set and backbone in this process, as JSON")
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(measure(arguments.set[0], arguments.backbone[0], arguments.resolution, arguments.repeat)))
        return
    columns = f"{'image':>6} {'pixel':>6} {'AUPRO':>6} {'recall':>6} {'alarms':>6} {'ECE':>5} {'train':>7} {'peak':>8} {'file':>8}"
    print(f"{'set':14} {'backbone':13} {columns}")
    for dataset in arguments.set or [*SETS, *KINDS]:
        for backbone in arguments.backbone or BACKBONES:
            command = [sys.executable, "-m", "bench.detection", "--here", "--set", dataset, "--backbone", backbone]
            command += ["--resolution", str(arguments.resolution), "--repeat", str(arguments.repeat)]
            row = json.loads(subprocess.run(command, env=os.environ | ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout)
            shares = " ".join(f"{100 * row[name]:6.1f}" for name in ("image_auroc", "pixel_auroc", "aupro", "recall", "false_alarm_rate"))
            print(
                f"{dataset:14} {backbone:13} {shares} {row['calibration_error']:5.3f} {row['train_seconds']:5.1f} s"
                f" {row['train_peak_mib']:4.0f} MiB {row['file_mib']:4.1f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
