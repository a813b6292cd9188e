"""From the published MobileNetV2 (.tflite, uint8) to a backbone (ONNX, float32)."""

import numpy as np
import onnx
from numpy.typing import NDArray

from finnect.inspection.backbones.tflite import ADD, DEPTHWISE, LINEAR, RELU6, SAME, Network, Operator
from finnect.inspection.detection.assembling import assemble

COARSEST = 16  # stride; beyond it the network sees the classes of ImageNet
OUTPUTS = ("stride4_24", "stride8_32", "stride16_64", "stride16_96")
ORIGIN = "MobileNetV2 1.0 224, trained on ImageNet by Google, Apache-2.0; weights dequantised from google-coral/test_data"


def to_onnx(tflite: bytes) -> bytes:
    """The layers up to stride 16: `image` float `[n, 3, h, w]` RGB in −1…1, of any size → the last map before its activation, of
    each width in `OUTPUTS`.
    """
    network = Network(tflite)
    steps: list[str] = []
    constants: dict[str, NDArray[np.generic]] = {"zero": np.array(0, np.float32), "six": np.array(6, np.float32)}
    names, channels, stride = {network.image: "image"}, 3, 1
    maps: dict[str, str] = {}
    for operator in _up_to(COARSEST, network.operators):
        stride *= operator.stride
        result = f"t{operator.output}"
        linear = result if operator.activation == LINEAR else f"{result}_linear"
        if operator.kind == ADD:
            steps.append(f"{linear} = Add({names[operator.inputs[0]]}, {names[operator.inputs[1]]})")
        else:
            filters, bias = _filters(network, operator), network.weights(operator.inputs[2])
            constants |= {f"{result}_filters": filters, f"{result}_bias": bias}
            steps.append(_convolution(linear, names[operator.inputs[0]], result, operator, filters))
            channels = len(filters)
        if operator.activation == RELU6:
            steps.append(f"{result} = Clip({linear}, zero, six)")
        else:
            maps[f"stride{stride}_{channels}"] = linear
        names[operator.output] = result
    steps += [f"{name} = Identity({maps[name]})" for name in OUTPUTS]
    promised = ", ".join(f"float[n, {name.partition('_')[2]}, h_{name}, w_{name}] {name}" for name in OUTPUTS)
    model = assemble(f"mobilenet_v2 (float[n, 3, h, w] image) => ({promised})", steps, constants)
    model.doc_string = ORIGIN
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def _up_to(coarsest: int, operators: list[Operator]) -> list[Operator]:
    """The operators up to a stride, without those at their end that only serve the next."""
    chosen, stride = [], 1
    for operator in operators:
        stride *= operator.stride
        if stride > coarsest:
            break
        chosen.append(operator)
    while chosen[-1].activation != LINEAR:
        chosen.pop()
    return chosen


def _filters(network: Network, operator: Operator) -> NDArray[np.float32]:
    """`[out, in of its group, h, w]`, as ONNX wants them."""
    weights = network.weights(operator.inputs[1])
    # TensorFlow: [out, h, w, in]; depthwise [1, h, w, out].
    return np.ascontiguousarray(weights.transpose(3, 0, 1, 2) if operator.kind == DEPTHWISE else weights.transpose(0, 3, 1, 2))


def _convolution(target: str, source: str, name: str, operator: Operator, filters: NDArray[np.float32]) -> str:
    groups, (height, width) = len(filters) if operator.kind == DEPTHWISE else 1, filters.shape[2:]
    # TensorFlow pads as much as the output needs, at even sizes and stride 2 below and on the right only.
    padding = "SAME_UPPER" if operator.padding == SAME else "VALID"
    return (
        f"{target} = Conv <group = {groups}, kernel_shape = [{height}, {width}], strides = [{operator.stride}, {operator.stride}],"
        f' auto_pad = "{padding}"> ({source}, {name}_filters, {name}_bias)'
    )
