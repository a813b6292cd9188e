"""Networks of Keras Applications as backbones: the feature maps in the middle of one, as an ONNX file of one's own."""

import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import onnx
import onnx.numpy_helper
import tensorflow as tf
import tf2onnx

from finnect.inspection.detection.assembling import OPSET
from finnect.inspection.detection.backbone import STRIDES
from finnect.inspection.gradient.errors import NoSuchApplication, WeightsDoNotFit

MERGES = (keras.layers.Add, keras.layers.Concatenate)  # the end of a block; between them lie expansions and half-done work
SIDE = 128  # pixels, of a network built only to see the sizes of its maps
AS_BYTES = {"finnect.mean": "0,0,0", "finnect.std": ",".join([repr(1 / 255)] * 3)}  # scaling is in the graph


def exported(name: str, weights: Path | None = None) -> bytes:
    """The network `name` of Keras Applications as an ONNX backbone: its last block at stride 8 and at stride 16.

    `weights` is a file that `save_weights` wrote for the network without its top; without it Keras fetches those trained
    on ImageNet. Licences are those of the network and of its weights.

    :raises NoSuchApplication: :raises WeightsDoNotFit:
    """
    build = getattr(keras.applications, name, None)
    if not name[:1].isupper() or not callable(build):
        raise NoSuchApplication(name=name, names=", ".join(sorted(known for known in dir(keras.applications) if known[0].isupper())))
    network = build(include_top=False, weights=None if weights else "imagenet", input_shape=(None, None, 3))
    if weights:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)  # Keras only warns of layers for which the file holds nothing
                network.load_weights(weights)
        except (ValueError, OSError, KeyError, UserWarning) as error:
            raise WeightsDoNotFit(name=name, file=weights.name, reason=str(error).splitlines()[0]) from error
    layers = network.layers
    cut = keras.Model(network.input, [layers[index].output for index in _ends(build)])
    prepare = sys.modules[build.__module__].preprocess_input  # type: ignore[attr-defined]

    @tf.function(input_signature=[tf.TensorSpec([None, 3, None, None], tf.float32)])  # type: ignore[untyped-decorator]
    def features(picture: Any) -> list[Any]:
        maps = cut(prepare(tf.transpose(picture, [0, 2, 3, 1])), training=False)
        return [tf.transpose(found, [0, 3, 1, 2]) for found in maps]

    model: onnx.ModelProto = tf2onnx.convert.from_function(features, input_signature=features.input_signature, opset=OPSET)[0]
    _tidy(model, {inside.name: outside for outside, inside in features.get_concrete_function().graph.captures})
    onnx.helper.set_model_props(model, AS_BYTES | {"finnect.layers": ",".join(output.name for output in model.graph.output)})
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _tidy(model: onnx.ModelProto, captured: Mapping[str, Any]) -> None:
    """Weights that the conversion left as inputs (those of a Normalization layer) become weights; operator sets that are not used go."""
    for entry in model.graph.input[1:]:
        model.graph.initializer.append(onnx.numpy_helper.from_array(captured[entry.name].numpy(), entry.name))
    del model.graph.input[1:]
    for declared in [declared for declared in model.opset_import if declared.domain]:
        model.opset_import.remove(declared)


def _ends(build: Any) -> list[int]:
    """Indices of the layers whose maps are taken, by ascending stride."""
    ends: dict[int, int] = {}
    merged: set[int] = set()
    for index, layer in enumerate(build(include_top=False, weights=None, input_shape=(SIDE, SIDE, 3)).layers):
        shape: tuple[int, ...] = () if isinstance(layer.output, list) else layer.output.shape
        stride = SIDE // shape[1] if len(shape) == 4 else 0
        is_merge = isinstance(layer, MERGES)
        if stride in STRIDES and (is_merge or stride not in merged):
            ends[stride] = index
            merged |= {stride} if is_merge else set()
    return [index for _stride, index in sorted(ends.items())]
