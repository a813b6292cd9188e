"""Our converter against the trunk that was converted by others from the same file, and against TensorFlow's rules."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from finnect.inspection.backbones.converting import OUTPUTS, to_onnx
from finnect.inspection.backbones.tflite import Network
from finnect.inspection.detection import Backbone
from finnect.inspection.detection.session import open_session


@pytest.fixture(scope="module")
def converted(shared: Path) -> bytes:
    return to_onnx((shared / "backbones/mobilenet_v2_1.0_224_quant.tflite").read_bytes())


def outputs(model: bytes, picture: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return dict(zip(OUTPUTS, open_session(model).run(OUTPUTS, {"image": picture}), strict=True))


@pytest.mark.parametrize(("count", "height", "width"), [(1, 224, 224), (2, 64, 96), (1, 16, 16), (3, 48, 80), (1, 384, 400)])
def test_every_output_is_that_of_the_reference(converted: bytes, shared: Path, count: int, height: int, width: int) -> None:
    picture = np.random.default_rng(height).uniform(-1, 1, (count, 3, height, width)).astype(np.float32)
    reference = outputs((shared / "backbones/mobilenet_v2_trunk.onnx").read_bytes(), picture)
    for name, found in outputs(converted, picture).items():
        np.testing.assert_allclose(found, reference[name], atol=1e-4, err_msg=name)


@pytest.mark.parametrize(("height", "width"), [(33, 65), (50, 70), (1, 17)])
def test_other_sizes_are_rounded_up_as_tensorflow_does(converted: bytes, height: int, width: int) -> None:
    picture = np.zeros((1, 3, height, width), np.float32)
    for name, found in outputs(converted, picture).items():
        stride = int(name.partition("_")[0].removeprefix("stride"))
        assert found.shape[2:] == (-(-height // stride), -(-width // stride))


def test_padding_at_odd_sizes_is_on_both_sides(converted: bytes, shared: Path) -> None:
    """The first layer, computed by hand: 3 × 3 at stride 2, one pixel of zeros around."""
    network = Network((shared / "backbones/mobilenet_v2_1.0_224_quant.tflite").read_bytes())
    first = network.operators[0]
    filters, bias = network.weights(first.inputs[1]), network.weights(first.inputs[2])
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 3, 5, 7)).astype(np.float32)
    padded = np.pad(picture[0].transpose(1, 2, 0), ((1, 1), (1, 1), (0, 0)))
    expected = [[np.tensordot(filters, padded[y : y + 3, x : x + 3], 3) + bias for x in range(0, 7, 2)] for y in range(0, 5, 2)]

    model = onnx.load_model_from_string(converted)
    node = model.graph.node[0]
    model.graph.output.append(onnx.helper.make_tensor_value_info(node.output[0], onnx.TensorProto.FLOAT, None))
    (found,) = open_session(model.SerializeToString()).run([node.output[0]], {"image": picture})
    np.testing.assert_allclose(found[0].transpose(1, 2, 0), expected, atol=1e-4)


def test_it_is_a_backbone_and_the_same_every_time(converted: bytes, shared: Path) -> None:
    found = Backbone.from_onnx(converted)
    assert (found.layers, found.strides) == (("stride8_32", "stride16_96"), (8, 16))
    assert [entry.version for entry in found.model.opset_import] == [18]
    assert "Apache-2.0" in found.model.doc_string
    assert to_onnx((shared / "backbones/mobilenet_v2_1.0_224_quant.tflite").read_bytes()) == converted
