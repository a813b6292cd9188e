"""A trained net as the ONNX file that the product takes: norms folded into filters, weights kept in half precision."""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from bench.backbone import waves
from bench.backbone.net import COARSE, FINE, Convolution, Mixed, Net
from finnect.inspection.detection.assembling import assemble

MAX_BYTES = 10_000_000


class _Writer:
    """Steps and weights of a graph, convolution by convolution."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.constants: dict[str, NDArray[np.generic]] = {}

    def convolution(self, name: str, source: str, filters: NDArray[np.float32], bias: NDArray[np.float32], stride: int = 1) -> None:
        side = filters.shape[-1]
        before, after = (side // 2 if stride == 1 else 0), side // 2
        for part, values in (("filters", filters), ("bias", bias)):
            self.constants[f"{name}_{part}_half"] = values.astype(np.float16)
            self.steps.append(f"{name}_{part} = Cast <to = 1> ({name}_{part}_half)")
        self.steps.append(
            f"{name} = Conv <kernel_shape = [{side}, {side}], strides = [{stride}, {stride}],"
            f" pads = [{before}, {before}, {after}, {after}]> ({source}, {name}_filters, {name}_bias)"
        )

    def folded(self, name: str, source: str, layer: Convolution) -> str:
        """The norm is a factor and a shift for each channel, once training is over."""
        norm = layer.norm
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        filters = layer.filters.weight * factor[:, None, None, None]
        bias = norm.bias - norm.running_mean * factor
        self.convolution(name, source, filters.detach().numpy(), bias.detach().numpy(), layer.stride)
        return name

    def mixed(self, layer: Mixed) -> str:
        """The waves as they are, then both norms folded into the mixture."""
        self.steps += waves.steps()
        self.constants |= waves.constants()
        before, norm = layer.alike, layer.norm
        filters = layer.filters.weight / (before.running_var + before.eps).sqrt()[:, None, None]
        factor = norm.weight / (norm.running_var + norm.eps).sqrt()
        bias = norm.bias - factor * (norm.running_mean + (filters[..., 0, 0] * before.running_mean).sum(1))
        self.convolution("stem", "waves", (filters * factor[:, None, None, None]).detach().numpy(), bias.detach().numpy())
        return "stem"

    def stem(self, layer: nn.Module) -> str:
        match layer:
            case Mixed():
                return self.mixed(layer)
            case Convolution():
                return self.folded("stem", "image", layer)
        raise TypeError(layer)

    def rectified(self, name: str) -> str:
        self.steps.append(f"{name}_positive = Relu({name})")
        return f"{name}_positive"


def to_onnx(net: Net, origin: str) -> bytes:
    """`image` float `[n, 3, h, w]` RGB in −1…1, h and w multiples of 16 → `stride8`, `stride16`. `origin` is kept in the file."""
    writer = _Writer()
    maps = writer.rectified(writer.stem(net.stem))
    outputs: list[str] = []
    for index, (down, stage) in enumerate(zip(net.downs, net.stages, strict=True)):
        maps = writer.rectified(writer.folded(f"down{index}", maps, down))
        for number, block in enumerate(stage):
            name = f"block{index}_{number}"
            inner = writer.rectified(writer.folded(f"{name}_first", maps, block.first))
            writer.steps.append(f"{name} = Add({maps}, {writer.folded(f'{name}_second', inner, block.second)})")
            maps = writer.rectified(name)
        outputs.append(maps)
    for head, source, name in zip(net.heads, outputs[-2:], ("stride8", "stride16"), strict=True):
        writer.convolution(name, source, head.weight.detach().numpy(), head.bias.detach().numpy())
    promised = f"float[n, {FINE}, h8, w8] stride8, float[n, {COARSE}, h16, w16] stride16"
    model = assemble(f"backbone (float[n, 3, h, w] image) => ({promised})", writer.steps, writer.constants)
    model.doc_string = origin
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def operations(net: Net, side: int) -> int:
    """Multiplications and additions of the convolutions for a picture of `side` × `side`."""
    with FlopCounterMode(display=False) as counted, torch.no_grad():
        net(torch.zeros(1, 3, side, side))
    return counted.get_total_flops()


def export(path: Path, net: Net, origin: str) -> None:
    written = to_onnx(net, origin)
    if len(written) > MAX_BYTES:
        raise ValueError(f"{len(written)} bytes are more than {MAX_BYTES}")
    path.write_bytes(written)
    print(f"{path}: {len(written) / 1e6:.2f} MB, {operations(net, 256) / 1e9:.2f} GFLOP at 256 × 256")
