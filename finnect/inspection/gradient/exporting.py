"""Students as one ONNX file that looks, to those who serve it, like any other detector."""

from collections.abc import Sequence

import numpy as np
import onnx
import tf2onnx
from numpy.typing import NDArray

from finnect.inspection.detection import Backbone, graph
from finnect.inspection.detection.assembling import OPSET, assemble, insert
from finnect.inspection.detection.tiles import DETAIL
from finnect.inspection.gradient.students import Student

Floats = NDArray[np.float32]


def student_model(student: Student) -> onnx.ModelProto:
    """ONNX: `patches` float `[p, d]` → one float `[p]`."""
    function = student.function()
    model: onnx.ModelProto = tf2onnx.convert.from_function(function, input_signature=function.input_signature, opset=OPSET)[0]
    return model


def detector_model(backbone: Backbone, resolution: int, mean: Floats, basis: Floats, students: Sequence[onnx.ModelProto]) -> bytes:
    """ONNX file: `image` uint8 `[n, h, w, 3]` → `score` float `[n]` and `map` float `[n, mh, mw]`, by the mean of the students."""
    told = {f"distances{number}": student for number, student in enumerate(students)}
    steps = [
        *graph.feature_steps(backbone),
        *graph.patch_steps(),
        f"distances = Mean({', '.join(told)})",
        *graph.map_steps(),
        *graph.weighing_steps(None),
        *graph.verdict_steps(),
        *graph.quieting_steps(None),
    ]
    constants = graph.feature_constants(backbone, resolution) | graph.patch_constants(mean, basis) | graph.map_constants()
    constants |= graph.verdict_constants(np.ones((1, 1), np.float32))  # no place is known to be louder
    signature = "detector (uint8[n, h, w, 3] image) => (float[n] score, float[n, mh, mw] map)"
    model = assemble(signature, steps, constants)
    for name, student in told.items():
        model = insert(student, model, prefix=f"{name}.", feed="patches", outputs={student.graph.output[0].name: name})
    layers = {layer: f"layer{number}" for number, layer in enumerate(backbone.layers)}
    model = insert(backbone.model, model, prefix="backbone.", feed="scaled", outputs=layers)
    onnx.helper.set_model_props(model, {DETAIL: "1"})
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
