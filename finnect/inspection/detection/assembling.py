"""Writing ONNX graphs as text, and joining them."""

from collections.abc import Iterable, Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper, parser

OPSET = 18  # the first whose Resize can antialias
IR_VERSION = 9

Constants = Mapping[str, NDArray[np.generic]]


def assemble(signature: str, steps: Iterable[str], constants: Constants) -> onnx.ModelProto:
    """The model `name (inputs) => (outputs)` whose nodes are `steps`, in ONNX's textual syntax, and whose weights are `constants`."""
    body = "".join(f"  {step}\n" for step in steps)
    model = parser.parse_model(f'<ir_version: {IR_VERSION}, opset_import: ["": {OPSET}]>\n{signature} {{\n{body}}}')
    model.graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items())
    return model


def insert(inner: onnx.ModelProto, into: onnx.ModelProto, *, prefix: str, feed: str, outputs: Mapping[str, str]) -> onnx.ModelProto:
    """`into` with the nodes of `inner` put in front of those that need them.

    `feed` is the value of `into` that becomes the one input of `inner`; `outputs` maps the inner output names that are used
    to their names in `into`. Inner nodes and weights that those do not need are left out.
    """
    names = {inner.graph.input[0].name: feed, **outputs}

    def renamed(name: str) -> str:
        return names.get(name, f"{prefix}{name}") if name else name

    nodes = []
    for node in _needed(inner.graph, set(outputs)):
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.name = ""
        copy.input[:] = [renamed(name) for name in node.input]
        copy.output[:] = [renamed(name) for name in node.output]
        nodes.append(copy)
    used = {name for node in nodes for name in node.input}
    weights = []
    for weight in inner.graph.initializer:
        if renamed(weight.name) in used:
            copied = onnx.TensorProto()
            copied.CopyFrom(weight)
            copied.name = renamed(weight.name)
            weights.append(copied)

    joined = onnx.ModelProto()
    joined.CopyFrom(into)
    first = next(i for i, node in enumerate(into.graph.node) if set(node.input) & set(outputs.values()))
    nodes = [*into.graph.node[:first], *nodes, *into.graph.node[first:]]
    del joined.graph.node[:]
    joined.graph.node.extend(nodes)
    joined.graph.initializer.extend(weights)
    return joined


def _needed(graph: onnx.GraphProto, outputs: set[str]) -> list[onnx.NodeProto]:
    """The nodes that `outputs` depend on, in their order."""
    wanted, nodes = set(outputs), []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            nodes.append(node)
    return nodes[::-1]
