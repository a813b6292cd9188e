"""Backbones: any frozen ONNX network that turns a picture into feature maps, behind one door."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import version_converter

from finnect.inspection.detection.assembling import OPSET
from finnect.inspection.detection.session import open_session
from finnect.kit.errors import Problem
from finnect.kit.words import N_

BUILTIN, DRAWN = (Path(__file__).with_name(f"{name}.onnx") for name in ("builtin", "drawn"))  # made by `bench/backbone`; the files say how
MAX_BYTES = 200_000_000
PROBE = 128  # pixels; a multiple of every stride that is taken
STRIDES = (8, 16)  # mid-level features: finer ones see pixels, coarser ones see the classes of ImageNet


class UnusableBackbone(Problem):
    status = 422
    code = "UNUSABLE_BACKBONE"
    title = N_("This network cannot serve as a backbone")
    detail = N_("%(reason)s Give an ONNX file with one float input [n, 3, h, w] of any size and feature maps as outputs.")


@dataclass(frozen=True)
class Backbone:
    """A frozen network: float RGB `[n, 3, h, w]`, bytes × `scale` + `shift` per channel, to the feature maps `layers`."""

    name: str
    model: onnx.ModelProto
    layers: tuple[str, ...]
    strides: tuple[int, ...]  # of the layers, ascending
    scale: tuple[float, float, float]
    shift: tuple[float, float, float]

    @classmethod
    def builtin(cls) -> "Backbone":
        """The network in the package, whose weights are our own, learned from drawn pictures."""
        return cls._described("Finnect 1", onnx.load_model_from_string(BUILTIN.read_bytes()))

    @classmethod
    def drawn(cls) -> "Backbone":
        """The other network in the package: neither it nor any network it learned from has seen a photograph."""
        return cls._described("Finnect D", onnx.load_model_from_string(DRAWN.read_bytes()))

    @classmethod
    def from_onnx(cls, data: bytes, *, name: str = "onnx") -> "Backbone":
        """Read an ONNX file that may come from a stranger.

        Its metadata may say how it wants to be used: `finnect.layers` (output names, comma-separated), `finnect.mean` and
        `finnect.std` (three numbers each, for RGB in 0…1). Without them the layers are the last output of stride 8 and of
        stride 16, and the input is RGB in −1…1. Raises UnusableBackbone.
        """
        if len(data) > MAX_BYTES:
            raise UnusableBackbone(reason=N_("The file is larger than 200 MB."))
        try:
            model = onnx.load_model_from_string(data)
            _refuse_foreign_parts(model)
            onnx.checker.check_model(model)
            if model.opset_import[0].version != OPSET:
                model = version_converter.convert_version(model, OPSET)
            return cls._described(name, model)
        except Problem:
            raise
        except Exception as error:  # protobuf, the checker, the converter and the runtime each have their own.
            raise UnusableBackbone(reason=N_("It cannot be read or run.")) from error

    @classmethod
    def _described(cls, name: str, model: onnx.ModelProto) -> "Backbone":
        about = {entry.key.removeprefix("finnect."): entry.value for entry in model.metadata_props}
        strides = _strides(model)
        if "layers" in about:
            layers = [layer.strip() for layer in about["layers"].split(",")]
        else:
            last = {stride: layer for layer, stride in strides.items()}
            layers = [last[stride] for stride in STRIDES if stride in last]
        if not layers or not set(layers) <= strides.keys():
            raise UnusableBackbone(reason=N_("It has no feature map at stride 8 or 16."))
        layers.sort(key=strides.__getitem__)
        mean = [float(value) for value in about.get("mean", "0.5,0.5,0.5").split(",")]
        std = [float(value) for value in about.get("std", "0.5,0.5,0.5").split(",")]
        red, green, blue = range(3)
        return cls(
            name=name,
            model=model,
            layers=tuple(layers),
            strides=tuple(strides[layer] for layer in layers),
            scale=(1 / 255 / std[red], 1 / 255 / std[green], 1 / 255 / std[blue]),
            shift=(-mean[red] / std[red], -mean[green] / std[green], -mean[blue] / std[blue]),
        )

    @property
    def multiple(self) -> int:
        """What height and width must be a multiple of, in pixels."""
        return self.strides[-1]


def _strides(model: onnx.ModelProto) -> dict[str, int]:
    """The stride of every output that is a feature map, found by running a grey picture."""
    session = open_session(model.SerializeToString(), threads=1)
    names = [output.name for output in session.get_outputs()]
    grey = np.zeros((1, 3, PROBE, 2 * PROBE), np.float32)
    maps: list[np.ndarray] = session.run(names, {session.get_inputs()[0].name: grey})
    return {
        name: PROBE // found.shape[2]
        for name, found in zip(names, maps, strict=True)
        if found.ndim == 4 and found.dtype == np.float32 and found.shape[3] == 2 * found.shape[2] and PROBE % found.shape[2] == 0
    }


def _refuse_foreign_parts(model: onnx.ModelProto) -> None:
    if any(entry.domain not in ("", "ai.onnx") for entry in model.opset_import) or model.functions:
        raise UnusableBackbone(reason=N_("It uses operators outside the ONNX standard."))
    if len(model.graph.input) != 1:
        raise UnusableBackbone(reason=N_("It has more than one input."))
    tensors = list(model.graph.initializer)
    for node in model.graph.node:
        if node.domain not in ("", "ai.onnx"):
            raise UnusableBackbone(reason=N_("It uses operators outside the ONNX standard."))
        for attribute in node.attribute:
            if attribute.g.node or attribute.graphs:
                raise UnusableBackbone(reason=N_("It has loops or branches."))
            tensors += [attribute.t, *attribute.tensors]
    if model.graph.sparse_initializer or any(tensor.external_data or tensor.data_location for tensor in tensors):
        raise UnusableBackbone(reason=N_("Its weights lie in another file."))
