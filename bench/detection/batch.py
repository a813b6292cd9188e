"""Pictures a second through a detector, without a server: `python -m bench.detection.batch DETECTOR.onnx FOLDER`.

`finnect train` writes the detector with its calibration beside it. Every picture of the folder is read, decoded and judged, with one or
two threads in the network and one or two pictures side by side; the row that `finnect inspect` uses is marked.
"""

import argparse
import json
from pathlib import Path
from time import perf_counter, process_time

from finnect.inspection.detection import Calibration, Detector, inspect_all, pictures_in
from finnect.inspection.detection.batch import SIDE_BY_SIDE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("detector", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    calibration = Calibration.from_dict(json.loads(arguments.detector.with_suffix(".json").read_text()))
    pictures = pictures_in(arguments.folder)
    print(f"{len(pictures)} pictures\n{'threads':>7} {'side by side':>12} {'a second':>9} {'processor ms each':>18}")
    for threads, side_by_side in ((1, 1), (2, 1), (1, 2), (2, 2)):
        detector = Detector(arguments.detector.read_bytes(), calibration, threads=threads)
        began, spent = perf_counter(), process_time()
        for _ in inspect_all(detector, pictures, side_by_side=side_by_side):
            pass
        rate, each = len(pictures) / (perf_counter() - began), 1000 * (process_time() - spent) / len(pictures)
        mark = "  <- finnect inspect" if (threads, side_by_side) == (1, SIDE_BY_SIDE) else ""
        print(f"{threads:7} {side_by_side:12} {rate:9.1f} {each:18.1f}{mark}", flush=True)


if __name__ == "__main__":
    main()
