"""The TensorFlow trainer on the shared sets: `python -m bench.detection.tensorflow [--set NAME] [--epochs N]`.

The same protocol, backbone and columns as `bench.detection`; needs `make tensorflow`.
"""

import argparse
import json
import os
import subprocess
import sys
from time import monotonic, process_time

from bench.detection.__main__ import BACKBONES, ENVIRONMENT, SETS, _pictures

SHARES = ("image_auroc", "pixel_auroc", "aupro", "recall", "false_alarm_rate")


def measure(dataset: str, epochs: int | None) -> dict[str, float]:
    """Train and evaluate in this process."""
    from finnect.inspection.detection import Backbone
    from finnect.inspection.detection.training import peak_rss_bytes
    from finnect.inspection.gradient import GradientOptions, train

    path = BACKBONES["mobilenet_v2"]
    assert path
    started = monotonic()
    trained_at: dict[str, float] = {}

    def report(fraction: float, text: str = "", **params: object) -> None:
        """Notes where training ends and testing begins, which is not its time nor its memory."""
        if text.startswith("Testing"):
            trained_at.setdefault("train_seconds", monotonic() - started)
            trained_at.setdefault("train_cpu_seconds", process_time())
            trained_at.setdefault("train_peak_mib", peak_rss_bytes() / 2**20)

    options = GradientOptions(epochs=epochs) if epochs else GradientOptions()
    trained = train(**_pictures(dataset), backbone=Backbone.from_onnx(path.read_bytes()), options=options, report=report)
    assert trained.metrics
    return trained.metrics | trained_at | {"file_mib": len(trained.onnx) / 2**20, "peak_mib": peak_rss_bytes() / 2**20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, action="append")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--here", action="store_true", help="measure one set in this process, as JSON")
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(measure(arguments.set[0], arguments.epochs)))
        return
    columns = f"{'image':>6} {'pixel':>6} {'AUPRO':>6} {'recall':>6} {'alarms':>6} {'train':>8} {'CPU':>8} {'peak':>9} {'file':>9}"
    print(f"{'set':14} {columns}")
    for dataset in arguments.set or SETS:
        command = [sys.executable, "-m", "bench.detection.tensorflow", "--here", "--set", dataset]
        command += ["--epochs", str(arguments.epochs)] if arguments.epochs else []
        out = subprocess.run(command, env=os.environ | ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout
        row = json.loads(out.splitlines()[-1])
        shares = " ".join(f"{100 * row[name]:6.1f}" for name in SHARES)
        print(
            f"{dataset:14} {shares} {row['train_seconds']:6.1f} s {row['train_cpu_seconds']:6.1f} s {row['peak_mib']:5.0f} MiB"
            f" {row['file_mib']:5.1f} MiB",
            flush=True,
        )


if __name__ == "__main__":
    main()
