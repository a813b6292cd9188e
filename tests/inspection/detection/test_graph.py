"""The exported file computes what the reference computes."""

from dataclasses import replace

import numpy as np
import onnx
import pytest
from PIL import Image

from finnect.inspection.detection import Backbone, Detector, Picture, Trained, graph
from finnect.inspection.detection.ground import Ground
from finnect.inspection.detection.session import open_session
from finnect.inspection.detection.surroundings import Quieting, Surroundings
from tests.inspection.detection import reference
from tests.inspection.detection.drawing import plate


def bank_of(backbone: Backbone, resolution: int, size: int = 1500) -> graph.MemoryBank:
    """A bank with more cells than a patch is looked for in, from one picture and noise around it."""
    patches = reference.features(plate(1), backbone, resolution).reshape(-1, _channels(backbone))
    mean, std = patches.mean(0), patches.std(0) + 0.1
    random = np.random.default_rng(3)
    basis = ((random.normal(0, 0.1, (len(mean), len(mean))) + np.eye(len(mean))) / std[:, None])[:, 5:]
    vectors = (patches[random.integers(0, len(patches), size)] - mean) @ basis + random.normal(0, 0.3, (size, basis.shape[1]))
    spread = random.uniform(0.5, 2, size)
    return graph.MemoryBank(*(part.astype(np.float32) for part in (mean, basis, vectors, spread)))


def surroundings_of(backbone: Backbone, resolution: int, bank: graph.MemoryBank, picture: Picture) -> Surroundings:
    """Some that are usual and a limit such that one part of the map of `picture` is quieted, and another is not."""
    windows = reference.windows(plate(1), backbone, resolution)
    channels, random = windows.shape[-1], np.random.default_rng(6)
    mean, vectors = windows.mean((0, 1)), random.normal(0, 1, (300, channels - 3))
    basis = random.normal(0, 1, (channels, channels - 3)) / (windows.std((0, 1)) + 0.1)[:, None]
    _score, heard = reference.score_and_map(picture, backbone, resolution, bank, TOLERANCE)
    apart = reference.strangeness((reference.windows(picture, backbone, resolution) - mean) @ basis, vectors)
    quieting = Quieting(float(apart.mean()), float(apart.std()) + 0.1, float(np.quantile(heard, 0.2)), float(np.quantile(heard, 0.8)))
    return Surroundings(*(part.astype(np.float32) for part in (mean, basis, vectors)), quieting)


TOLERANCE = np.random.default_rng(4).uniform(1, 2, (24, 24)).astype(np.float32)


def _channels(backbone: Backbone) -> int:
    return int(reference.features(plate(1), backbone, 64).shape[-1])


@pytest.mark.parametrize("size", [(160, 120), (97, 64), (300, 41), (64, 500)])
@pytest.mark.parametrize(("name", "lies_on_ground"), [("builtin", False), ("builtin", True), ("mobilenet", False)])
@pytest.mark.parametrize("is_quieted", [False, True])
def test_the_file_agrees_with_the_reference(
    name: str, lies_on_ground: bool, is_quieted: bool, size: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    backbone: Backbone = request.getfixturevalue(name)
    bank = bank_of(backbone, 96)
    if lies_on_ground:
        bank = replace(bank, ground=Ground(np.random.default_rng(5).normal(0, 0.5, bank.basis.shape[1]).astype(np.float32), 0.3))
    picture = np.asarray(Image.fromarray(plate(7)).resize(size))
    surroundings = surroundings_of(backbone, 96, bank, picture) if is_quieted else None

    expected_score, expected_map = reference.score_and_map(picture, backbone, 96, bank, TOLERANCE, surroundings)
    model = graph.detector_model(backbone, 96, bank, TOLERANCE, surroundings)
    score, anomaly = open_session(model).run(["score", "map"], {"image": picture[None]})

    assert anomaly.shape == (1, *expected_map.shape)
    np.testing.assert_allclose(anomaly[0], expected_map, rtol=1e-4, atol=1e-4 * expected_map.max() if is_quieted else 0)
    assert score[0] == pytest.approx(expected_score, rel=1e-4)


def test_the_parts_that_training_uses_alone_are_the_same(builtin: Backbone) -> None:
    bank = bank_of(builtin, 96)
    picture = plate(7)
    features = open_session(graph.features_model(builtin, 96)).run(None, {"image": picture[None]})[0][0]
    patches = (features.reshape(len(features), -1).T - bank.mean) @ bank.basis
    surroundings = surroundings_of(builtin, 96, bank, picture)
    whole = open_session(graph.detector_model(builtin, 96, bank, TOLERANCE, surroundings)).run(None, {"image": picture[None]})
    fed = {"patches": patches, "coarse_shape": np.array([1, 1, *features.shape[1:]])}
    (weighed,) = open_session(graph.bank_model(bank)).run(["weighed"], fed)
    last = open_session(graph.verdict_model(TOLERANCE)).run(["score", "heard"], {"weighed": weighed})
    assert last[0] == pytest.approx(whole[0], rel=1e-4)
    np.testing.assert_allclose(last[1], whole[2], rtol=1e-3)


def test_how_strange_surroundings_are_is_measured_in_training_as_in_the_file(builtin: Backbone) -> None:
    picture = plate(7)
    surroundings = surroundings_of(builtin, 96, bank_of(builtin, 96), picture)
    windows = open_session(graph.features_model(builtin, 96)).run(["windows"], {"image": picture[None]})[0][0]
    whitened = (windows.reshape(len(windows), -1).T - surroundings.mean) @ surroundings.basis
    fed = {"surroundings": whitened, "places_shape": np.array([1, 1, *windows.shape[1:]])}
    found = open_session(graph.strangeness_model(surroundings.vectors)).run(None, fed)[0][0, 0]
    means = reference.windows(picture, builtin, 96)
    np.testing.assert_allclose(windows.transpose(1, 2, 0), means, rtol=1e-4, atol=1e-5)
    expected = reference.strangeness((means - surroundings.mean) @ surroundings.basis, surroundings.vectors)
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_resizing_equals_pillow() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (90, 130, 3)).astype(np.uint8)
    pillow = np.asarray(Image.fromarray(picture).resize((64, 48), Image.Resampling.BILINEAR))
    assert np.abs(reference.resize(picture.astype(float), (48, 64)) - pillow).max() <= 1


def test_a_long_part_is_not_squashed(builtin: Backbone) -> None:
    session = open_session(graph.features_model(builtin, 128))
    features = session.run(None, {"image": np.zeros((1, 100, 800, 3), np.uint8)})[0]
    height, width = features.shape[2:]
    assert width / height == pytest.approx(8, rel=0.15)
    assert width * height * 64 == pytest.approx(128**2, rel=0.15)


def test_pictures_in_a_batch_are_judged_as_alone(trained: Trained) -> None:
    session = open_session(trained.onnx)
    pictures = np.stack([plate(seed) for seed in (1, 2, 3)])
    for picture, score, anomaly, _heard in zip(pictures, *session.run(None, {"image": pictures}), strict=True):
        alone = session.run(None, {"image": picture[None]})
        assert alone[0][0] == pytest.approx(score, rel=1e-4)
        np.testing.assert_allclose(alone[1][0], anomaly, rtol=1e-3)


def test_the_file_is_self_contained_and_says_its_interface(trained: Trained, good_plate: Picture) -> None:
    model = onnx.load_model_from_string(trained.onnx)
    onnx.checker.check_model(model, full_check=True)
    assert [entry.name for entry in model.graph.input] == ["image"]
    assert [entry.name for entry in model.graph.output] == ["score", "map", "heard"]
    assert {entry.domain for entry in model.opset_import} == {""}
    assert Detector(trained.onnx, trained.calibration).inspect(good_plate).score > 0
