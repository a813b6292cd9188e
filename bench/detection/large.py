"""Flaws of twelve pixels in pictures of 4096 × 4096: `python -m bench.detection.large [--train N] [--test N]`.

A cast surface is drawn, and in half of the test pictures one pit. The same pictures are looked at in tiles, as the default
decides, and whole; each in a process of its own, so that its peak memory is its own. Seeds are fixed.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import numpy as np
from PIL import Image

from bench.detection.__main__ import BACKBONES, ENVIRONMENT
from finnect.inspection.detection import Picture

SIDE = 4096
PIT = 12  # pixels across
DEPTH = 70  # grey levels at its middle
GRAIN = 9.0  # deviation of the surface, in grey levels


def surface(random: np.random.Generator) -> Picture:
    """Cast metal: shades, cloud of every size, and grain."""
    grey = np.full((SIDE, SIDE), 128.0, np.float32)
    for side, strength in ((4, 10.0), (64, 6.0), (512, 6.0), (2048, GRAIN)):
        noise = Image.fromarray(random.normal(0, strength, (side, side)).astype(np.float32))
        grey += np.asarray(noise.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def pitted(picture: Picture, random: np.random.Generator) -> Picture:
    """With one pit: dark, with a bright rim on one side."""
    y, x = random.integers(PIT, SIDE - PIT, 2)
    rows, columns = np.mgrid[-PIT : PIT + 1, -PIT : PIT + 1]
    reach = np.hypot(rows, columns) / (PIT / 2)
    angle = random.uniform(0, 2 * np.pi)
    rim = np.exp(-8 * (reach - 1) ** 2) * np.maximum(np.cos(np.arctan2(rows, columns) - angle), 0)
    change = 0.6 * DEPTH * rim - DEPTH * np.clip(1.3 - reach, 0, 1)
    place = (slice(y - PIT, y + PIT + 1), slice(x - PIT, x + PIT + 1))
    flawed = picture.copy()
    flawed[place] = np.clip(flawed[place] + change[..., None], 0, 255).astype(np.uint8)
    return flawed


def draw(folder: Path, train: int, test: int) -> None:
    """The pictures as files; JPEG, or they would take gigabytes."""
    for index in range(train + 2 * test):
        random = np.random.default_rng(index)
        picture = surface(random)
        kind = "train" if index < train else "good" if index < train + test else "pit"
        Image.fromarray(pitted(picture, random) if kind == "pit" else picture).save(folder / f"{kind}-{index:04d}.jpg", quality=92)


def measure(folder: Path, detail: int) -> dict[str, float]:
    """Train and evaluate in this process."""
    from finnect.inspection.detection import Backbone, TrainingOptions, train
    from finnect.inspection.detection.training import peak_rss_bytes

    path = BACKBONES["mobilenet_v2"]
    assert path
    good, sound, pits = (sorted(folder.glob(f"{kind}-*")) for kind in ("train", "good", "pit"))
    began = monotonic()
    options = TrainingOptions(detail=detail)
    trained = train(
        good, backbone=Backbone.from_onnx(path.read_bytes()), options=options, test_good=sound, defects={"pit": pits}, folder=folder
    )
    assert trained.metrics
    seconds = (monotonic() - began) / (len(good) + len(sound) + len(pits))
    rate = trained.calibration.threshold_at(0.01).rate
    return trained.metrics | {"seconds": seconds, "peak_mib": peak_rss_bytes() / 2**20, "rate": rate}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=int, default=99, help="good pictures; 99 are the fewest that support 1 %% false alarms")
    parser.add_argument("--test", type=int, default=40, help="good pictures and pictures with a pit, each")
    parser.add_argument("--here", nargs=2, metavar=("FOLDER", "DETAIL"), help="measure in this process, as JSON")
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(measure(Path(arguments.here[0]), int(arguments.here[1]))))
        return
    with TemporaryDirectory() as folder:
        draw(Path(folder), arguments.train, arguments.test)
        for name, detail in (("in tiles", 0), ("whole", 1)):
            command = [sys.executable, "-m", "bench.detection.large", "--here", folder, str(detail)]
            row = json.loads(subprocess.run(command, env=os.environ | ENVIRONMENT, check=True, stdout=subprocess.PIPE).stdout)
            print(
                f"{name:9} image AUROC {100 * row['image_auroc']:5.1f}  found {100 * row['recall']:5.1f} %"
                f"  false alarms {100 * row['false_alarm_rate']:4.1f} % (promised {100 * row['rate']:.1f} %)"
                f"  {row['seconds']:.1f} s a picture  {row['peak_mib']:.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
