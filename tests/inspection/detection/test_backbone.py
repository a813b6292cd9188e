"""Networks from anywhere, behind one door."""

from collections.abc import Sequence

import numpy as np
import onnx
import pytest

from finnect.inspection.detection import Backbone, UnusableBackbone
from finnect.inspection.detection.assembling import assemble
from finnect.inspection.detection.session import open_session

STEPS = (
    "fine = Conv <kernel_shape = [8, 8], strides = [8, 8]> (image, w8)",
    "coarse = Conv <kernel_shape = [16, 16], strides = [16, 16]> (image, w16)",
)
WEIGHTS = {"w8": np.ones((4, 3, 8, 8), np.float32), "w16": np.ones((5, 3, 16, 16), np.float32)}


def network(steps: Sequence[str] = STEPS, **metadata: str) -> onnx.ModelProto:
    signature = "net (float[n, 3, h, w] image) => (float[n, a, b, c] fine, float[n, d, e, f] coarse)"
    model = assemble(signature, steps, WEIGHTS)
    onnx.helper.set_model_props(model, {f"finnect.{key}": value for key, value in metadata.items()})
    return model


def test_the_builtin_one_is_the_same_every_time() -> None:
    first, second = Backbone.builtin(), Backbone.builtin()
    assert first.model.SerializeToString() == second.model.SerializeToString()
    assert first.strides == (8, 16)
    assert len(first.model.SerializeToString()) < 4_000_000


def test_a_packaged_one_says_where_its_weights_come_from(packaged: Backbone) -> None:
    assert "drawn pictures" in packaged.model.doc_string


def test_the_drawn_one_learned_from_nothing_that_saw_a_photograph() -> None:
    assert "no photograph and no other network" in Backbone.drawn().model.doc_string


@pytest.mark.parametrize("size", [(64, 64), (64, 160), (400, 256)])
def test_a_packaged_one_takes_any_size_in_steps_of_16(size: tuple[int, int], packaged: Backbone) -> None:
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 3, *size)).astype(np.float32)
    fine, coarse = open_session(packaged.model.SerializeToString()).run(list(packaged.layers), {"image": picture})
    assert fine.shape[2:] == (size[0] // 8, size[1] // 8)
    assert coarse.shape[2:] == (size[0] // 16, size[1] // 16)


def test_a_packaged_one_sees_orientation(packaged: Backbone) -> None:
    session = open_session(packaged.model.SerializeToString())
    stripes = np.tile(np.sign(np.sin(np.arange(64) * np.pi / 2 + 0.1)), (64, 1)).astype(np.float32)
    upright, lying = (session.run(["stride8"], {"image": np.stack([s] * 3)[None]})[0] for s in (stripes, stripes.T))
    assert np.abs(upright - lying).max() > 1
    assert np.isfinite(upright).all()


def test_a_packaged_one_sees_a_spot_where_it_is(packaged: Backbone) -> None:
    session, plain = open_session(packaged.model.SerializeToString()), np.zeros((1, 3, 256, 256), np.float32)
    spotted = plain.copy()
    spotted[..., 100:108, 180:188] = 1
    for layer, stride in zip(packaged.layers, packaged.strides, strict=True):
        before, after = (session.run([layer], {"image": picture})[0] for picture in (plain, spotted))
        change = np.abs(after - before)[0].sum(0)
        row, column = np.unravel_index(change.argmax(), change.shape)
        assert abs(stride * (row + 0.5) - 104) <= 1.5 * stride
        assert abs(stride * (column + 0.5) - 184) <= 1.5 * stride


def test_mobilenet_is_understood_without_being_described(mobilenet: Backbone) -> None:
    assert mobilenet.layers == ("stride8_32", "stride16_96")
    assert mobilenet.scale == pytest.approx((2 / 255,) * 3)
    assert mobilenet.shift == pytest.approx((-1,) * 3)


def test_metadata_says_how_a_network_wants_its_pictures() -> None:
    found = Backbone.from_onnx(network(layers="coarse", mean="0.485,0.456,0.406", std="0.229,0.224,0.225").SerializeToString())
    assert found.layers == ("coarse",)
    assert found.multiple == 16
    assert found.scale[0] * 255 * 0.485 + found.shift[0] == pytest.approx(0)


def test_an_older_opset_is_converted() -> None:
    model = network()
    model.opset_import[0].version = 13
    assert Backbone.from_onnx(model.SerializeToString()).strides == (8, 16)


def refused(model: onnx.ModelProto) -> str:
    with pytest.raises(UnusableBackbone) as caught:
        Backbone.from_onnx(model.SerializeToString())
    return str(caught.value.params["reason"])


def test_weights_in_another_file_are_refused() -> None:
    model = network()
    weight = model.graph.initializer[0]
    onnx.external_data_helper.set_external_data(weight, location="/etc/passwd")
    weight.ClearField("raw_data")
    assert "another file" in refused(model)


def test_foreign_operators_are_refused() -> None:
    model = network()
    model.graph.node[0].domain = "com.microsoft"
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    assert "outside the ONNX standard" in refused(model)


def test_a_classifier_without_feature_maps_is_refused() -> None:
    assert "feature map" in refused(network(layers="logits"))
    assert "feature map" in refused(network(("fine = GlobalAveragePool(image)", "coarse = Identity(fine)")))


@pytest.mark.parametrize("data", [b"", b"not a network", bytes(1000)])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableBackbone):
        Backbone.from_onnx(data)
