"""A network of Keras Applications behind the same door as every backbone. Weights are random: none can be fetched in a test."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from finnect.config.cli import app
from finnect.inspection import gradient
from finnect.inspection.detection import Backbone, TrainingOptions, train
from finnect.inspection.detection.session import open_session
from finnect.inspection.gradient.errors import NoSuchApplication, WeightsDoNotFit
from tests.inspection.detection.drawing import plate
from tests.inspection.gradient.conftest import SMALL

pytestmark = [
    pytest.mark.skipif(not gradient.is_installed(), reason="the extra `tensorflow` is not installed"),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),  # Keras 3
]


@pytest.fixture(scope="module")
def keras() -> Any:
    """Imported when the first test needs it, not when tests are collected: half a gigabyte. Threads are set before anything is computed."""
    import keras

    from finnect.inspection.gradient.training import _use_threads

    _use_threads(SMALL.threads)
    return keras


@pytest.fixture(scope="module")
def weights(keras: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    keras.utils.set_random_seed(1)
    path = tmp_path_factory.mktemp("keras") / "mobilenet.weights.h5"
    keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(None, None, 3)).save_weights(path)
    return path


@pytest.fixture(scope="module")
def backbone(weights: Path) -> Backbone:
    return Backbone.from_onnx(gradient.exported("MobileNetV2", weights), name="MobileNetV2")


def test_it_gives_the_last_blocks_at_strides_8_and_16(backbone: Backbone) -> None:
    assert backbone.strides == (8, 16)
    outputs = {output.name: output for output in backbone.model.graph.output}
    assert [outputs[layer].type.tensor_type.shape.dim[1].dim_value for layer in backbone.layers] == [32, 96]


def test_its_features_are_those_of_keras_for_bytes_as_pictures_have_them(backbone: Backbone, weights: Path, keras: Any) -> None:
    network = keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(None, None, 3))
    network.load_weights(weights)
    cut = keras.Model(network.input, [network.get_layer(name).output for name in ("block_5_add", "block_12_add")])
    picture = np.random.default_rng(0).integers(0, 256, (1, 64, 96, 3)).astype(np.float32)
    expected = cut(keras.applications.mobilenet_v2.preprocess_input(picture.copy()), training=False)
    scaled = picture * np.float32(backbone.scale) + np.float32(backbone.shift)
    session = open_session(backbone.model.SerializeToString())
    found = session.run(list(backbone.layers), {session.get_inputs()[0].name: scaled.transpose(0, 3, 1, 2)})
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours.transpose(0, 2, 3, 1), theirs.numpy(), rtol=1e-3, atol=1e-4)


def test_a_network_that_scales_its_pictures_itself(keras: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.weights.h5"
    keras.applications.EfficientNetB0(include_top=False, weights=None, input_shape=(None, None, 3)).save_weights(path)
    assert Backbone.from_onnx(gradient.exported("EfficientNetB0", path)).strides == (8, 16)


def test_a_detector_is_trained_on_it(backbone: Backbone, tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.png" for seed in range(10)]
    for seed, path in enumerate(paths):
        Image.fromarray(plate(seed)).save(path)
    trained = train(paths, backbone=backbone, options=TrainingOptions(resolution=96))
    assert len(trained.scores["train"]) == 10
    assert min(trained.scores["train"]) > 0


def test_the_command_writes_the_file(weights: Path, tmp_path: Path) -> None:
    output = tmp_path / "own.onnx"
    answer = CliRunner().invoke(app, ["backbone", "export", "MobileNetV2", str(output), "--weights", str(weights)])
    assert answer.exit_code == 0
    assert Backbone.from_onnx(output.read_bytes()).strides == (8, 16)


def test_an_unknown_name_is_answered_with_the_known_ones(keras: Any) -> None:
    with pytest.raises(NoSuchApplication, match="EfficientNetB0"):
        gradient.exported("mobilenet_v2")


def test_weights_of_another_network_are_refused(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(WeightsDoNotFit, match="DenseNet121"):
        gradient.exported("DenseNet121", weights)
    broken = tmp_path / "broken.weights.h5"
    broken.write_bytes(b"not weights")
    with pytest.raises(WeightsDoNotFit, match=r"broken\.weights\.h5"):
        gradient.exported("MobileNetV2", broken)
