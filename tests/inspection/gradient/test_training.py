"""Training by gradient, from real pictures to a file that serves."""

from dataclasses import replace
from typing import Any

import numpy as np
import onnx
import pytest

from finnect.inspection import gradient
from finnect.inspection.detection import Backbone, Dataset, Detector, NotAnImage, Source, TooFewPictures, Trained, decode
from finnect.inspection.detection.session import open_session
from tests.inspection.gradient.conftest import SMALL, Kept

pytestmark = pytest.mark.skipif(not gradient.is_installed(), reason="the extra `tensorflow` is not installed")


def test_the_file_answers_what_keras_answers(trained: Trained, kept: Kept, screws: Dataset) -> None:
    from finnect.inspection.gradient.checkpoints import Checkpoint
    from finnect.inspection.gradient.students import Student

    model = onnx.load_from_string(trained.onnx)
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in ("patches", "distances"))
    picture = decode(screws.defects["scratch_neck"][0])[None]
    patches, distances = open_session(model.SerializeToString()).run(["patches", "distances"], {"image": picture})
    assert kept.content
    students = [Student.restored(state) for state in Checkpoint.unpack(kept.content).states[1:]]

    assert np.mean([student.distances(patches) for student in students], axis=0) == pytest.approx(distances, abs=1e-4, rel=1e-4)
    assert len(students) == 3
    assert distances.std() > 0.01


def test_the_file_is_self_contained_and_has_the_inputs_and_outputs_of_every_detector(trained: Trained) -> None:
    graph = onnx.load_from_string(trained.onnx).graph

    assert [value.name for value in graph.input] == ["image"]
    assert [value.name for value in graph.output] == ["score", "map"]
    assert {node.domain for node in graph.node} <= {"", "ai.onnx"}
    assert not any(weight.external_data for weight in graph.initializer)


@pytest.mark.parametrize("size", [(64, 64), (200, 90), (90, 333)])
def test_pictures_of_any_size_are_measured(size: tuple[int, int], trained: Trained) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    verdict = Detector(trained.onnx, trained.calibration).inspect(picture)

    assert verdict.prediction == "defect"
    assert verdict.map.ndim == 2
    assert verdict.likeness < 0.5


def test_the_metrics_are_those_of_the_file_that_serves(trained: Trained, screws: Dataset) -> None:
    detector = Detector(trained.onnx, trained.calibration)
    served = [detector.inspect(decode(picture)).score for picture in screws.defects["thread_top"][:2]]

    assert served == pytest.approx(trained.scores["thread_top"], rel=1e-5)
    assert trained.metrics is not None
    assert set(trained.metrics) >= {"image_auroc", "pixel_auroc", "f1", "recall"}
    assert trained.metrics["pixel_auroc"] > 0.8


def test_every_good_picture_is_scored_by_the_student_that_has_not_seen_it(
    trained: Trained, few: list[Source], kept: Kept, builtin: Backbone
) -> None:
    from finnect.inspection.gradient.checkpoints import Checkpoint
    from finnect.inspection.gradient.exporting import detector_model, student_model
    from finnect.inspection.gradient.students import Student

    assert kept.content
    (mean, basis), *students = Checkpoint.unpack(kept.content).states
    last = student_model(Student.restored(students[2]))
    session = open_session(detector_model(builtin, SMALL.resolution, mean, basis, [last]))
    (score,) = session.run(["score"], {"image": decode(few[-1])[None]})

    assert score[0] == pytest.approx(trained.scores["train"][-1], rel=1e-4)
    assert sorted(trained.scores["train"]) == pytest.approx(trained.calibration.good)
    assert len(trained.calibration.good) == len(few)


def test_a_training_that_was_broken_off_goes_on_and_ends_like_one_that_was_not(
    trained: Trained, few: list[Source], builtin: Backbone
) -> None:
    kept = Kept(stops=1)
    with pytest.raises(KeyboardInterrupt):
        gradient.train(few, backbone=builtin, options=SMALL, checkpoints=kept)
    later = Kept(kept.content)
    found = gradient.train(few, backbone=builtin, options=SMALL, checkpoints=later)

    assert later.saved == 1
    assert (found.training["epochs"], found.training["epochs_before"]) == (2, 1)
    assert found.scores["train"] == pytest.approx(trained.scores["train"], rel=1e-3)


def test_a_checkpoint_of_another_training_is_not_gone_on_from(trained: Trained, kept: Kept, few: list[Source], builtin: Backbone) -> None:
    other = Kept(kept.content)
    found = gradient.train(few[1:], backbone=builtin, options=replace(SMALL, epochs=1), checkpoints=other)

    assert found.training["epochs_before"] == 0
    assert other.saved == 1


def test_progress_rises_and_tells_the_loss(few: list[Source], builtin: Backbone) -> None:
    told: list[tuple[float, str]] = []

    def report(fraction: float, text: str = "", **params: Any) -> None:
        told.append((fraction, text % params))

    gradient.train(few[:6], backbone=builtin, options=replace(SMALL, epochs=1), report=report)
    fractions = [fraction for fraction, _ in told]

    assert fractions == sorted(fractions)
    assert told[-1] == (1.0, "Trained on 6 pictures")
    assert any(text.startswith("Epoch 1 of 1, picture 6 of 6, loss ") for _, text in told)


def test_a_report_that_raises_cancels(few: list[Source], builtin: Backbone) -> None:
    def cancel(fraction: float, text: str = "", **params: Any) -> None:
        if text.startswith("Epoch"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gradient.train(few[:6], backbone=builtin, options=SMALL, report=cancel)


def test_an_unreadable_picture_stops_it_and_is_named_as_what_it_is(few: list[Source], builtin: Backbone) -> None:
    with pytest.raises(NotAnImage):
        gradient.train([*few[:6], b"no picture"], backbone=builtin, options=SMALL)


def test_too_few_pictures_are_refused(few: list[Source], builtin: Backbone) -> None:
    with pytest.raises(TooFewPictures, match="5 good pictures"):
        gradient.train(few[:5], backbone=builtin)
