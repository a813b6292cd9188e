"""Training, from pictures to figures."""

from typing import Any

import numpy as np
import pytest

from finnect.inspection.detection import (
    Backbone,
    Dataset,
    Detector,
    NotAnImage,
    TooFewPictures,
    Trained,
    TrainingOptions,
    decode,
    find,
    train,
)
from tests.inspection.detection.drawing import plate, png

SMALL = TrainingOptions(resolution=128, bank_size=600)


def test_the_metrics_are_those_of_the_file_that_serves(trained: Trained, scratched_plates: dict[bytes, bytes]) -> None:
    detector = Detector(trained.onnx, trained.calibration)
    served = [detector.inspect(decode(picture)).score for picture in scratched_plates]
    assert served == pytest.approx(trained.scores["scratch"], rel=1e-5)


def test_scratches_are_told_from_good_plates(trained: Trained) -> None:
    assert trained.metrics is not None
    assert trained.metrics["image_auroc"] > 0.95
    assert trained.metrics["pixel_auroc"] > 0.95
    assert trained.metrics["aupro"] > 0.6
    assert trained.calibration.basis == "defects"
    assert trained.training["images"] == 12
    assert trained.training["seconds"] > 0
    assert trained.training["peak_rss_bytes"] > 2**20


def test_what_learned_from_drawn_pictures_alone_tells_scratches_too(plates: list[bytes], scratched_plates: dict[bytes, bytes]) -> None:
    good, defects = [png(plate(seed)) for seed in range(50, 56)], {"scratch": list(scratched_plates)}
    found = train(plates, backbone=Backbone.drawn(), options=SMALL, test_good=good, defects=defects, masks=scratched_plates)
    assert found.metrics is not None
    assert found.metrics["image_auroc"] > 0.95
    assert found.metrics["pixel_auroc"] > 0.95


def test_without_defects_there_are_no_metrics(plates: list[bytes], builtin: Backbone) -> None:
    found = train(plates[:6], backbone=builtin, options=SMALL)
    assert found.metrics is None
    assert found.calibration.basis == "good pictures"
    assert list(found.scores) == ["train"]


def test_the_same_seed_gives_the_same_file(plates: list[bytes], builtin: Backbone) -> None:
    first, second = (train(plates[:5], backbone=builtin, options=SMALL) for _ in range(2))
    assert first.onnx == second.onnx
    assert first.calibration == second.calibration


def test_progress_rises_and_speaks(plates: list[bytes], builtin: Backbone) -> None:
    told: list[tuple[float, str]] = []

    def report(fraction: float, text: str = "", **params: Any) -> None:
        told.append((fraction, text % params))

    train(plates[:5], backbone=builtin, options=SMALL, test_good=plates[5:7], defects={"odd": plates[7:8]}, report=report)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert told[-1] == (1.0, "Trained on 5 pictures")
    assert any(text == "Learning picture 3 of 5" for _, text in told)


def test_a_report_that_raises_cancels(plates: list[bytes], builtin: Backbone) -> None:
    def cancel(fraction: float, text: str = "", **params: Any) -> None:
        if fraction > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(plates, backbone=builtin, options=SMALL, report=cancel)


def test_too_few_pictures_are_refused(plates: list[bytes], builtin: Backbone) -> None:
    with pytest.raises(TooFewPictures, match="4 good pictures"):
        train(plates[:4], backbone=builtin)


def test_an_unreadable_picture_stops_it(plates: list[bytes], builtin: Backbone) -> None:
    with pytest.raises(NotAnImage):
        train([*plates[:6], b"no picture"], backbone=builtin, options=SMALL)


def test_pictures_of_any_size_may_be_mixed(builtin: Backbone) -> None:
    random = np.random.default_rng(0)
    mixed = [png(plate(seed)[: random.integers(60, 120), : random.integers(60, 160)]) for seed in range(6)]
    assert train(mixed, backbone=builtin, options=SMALL).onnx


def every(dataset: Dataset, step: int) -> dict[str, Any]:
    """A part of a set, for `train`."""
    defects = {kind: pictures[::step] for kind, pictures in dataset.defects.items()}
    return {"test_good": dataset.test_good[::step], "defects": defects, "masks": dataset.masks}


@pytest.mark.parametrize(("folder", "image", "pixel"), [("mvtec_screw", 0.80, 0.95), ("magnetic_tile", 0.75, 0.65)])
def test_real_parts(folder: str, image: float, pixel: float, shared_data: Any, mobilenet: Backbone) -> None:
    (dataset,) = find(shared_data / folder)
    options = TrainingOptions(resolution=256, bank_size=3000)
    found = train(dataset.good[::4], backbone=mobilenet, options=options, **every(dataset, 4))
    assert found.metrics is not None
    assert found.metrics["image_auroc"] > image
    assert found.metrics["pixel_auroc"] > pixel
