"""What the own net sees in place of pixels: fixed waves, and in logarithms how strong they are, so that contrast counts by its ratio.

Nothing here is learned; it is the first order of a scattering transform (Bruna and Mallat, 2013), and what is learned begins behind
it (as in Oyallon, Belilovsky and Zagoruyko, 2017).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from bench.backbone.filterbank import KERNEL, NOISE, OPPONENT, ORIENTATIONS, gabor

CHANNELS = (
    6 * ORIENTATIONS + 4
)  # strengths of short waves, of long ones in three colours; the long waves themselves, even and odd; colours, light
DARKEST = 1.2  # raises the luma, −1…1, above 0
TINY = 1e-12
MARGIN = KERNEL // 2


class Waves(nn.Module):
    """RGB `[n, 3, h, w]` in −1…1 → `[n, CHANNELS, h/4, w/4]`."""

    def __init__(self) -> None:
        super().__init__()
        for name, values in _constants().items():
            self.register_buffer(name, torch.from_numpy(values), persistent=False)

    def forward(self, pictures: Tensor) -> Tensor:
        with torch.autocast("cpu", enabled=False), torch.no_grad():
            level = functional.conv2d(pictures.float(), self.opponent)
            half = functional.avg_pool2d(level, 2)
            colours = functional.avg_pool2d(half, 2)
            even, odd = self._answers(level[:, :1])
            short = functional.avg_pool2d(_strength(even, odd), 2)
            even, odd = self._answers(half)
            long = _strength(even, odd)
            luma = torch.cat([even[:, :ORIENTATIONS], odd[:, :ORIENTATIONS]], 1) / (long[:, :ORIENTATIONS].mean(1, keepdim=True) + NOISE)
            light = torch.log(colours[:, :1] + DARKEST)
            return torch.cat([torch.log(short + NOISE), torch.log(long + NOISE), luma, colours, light], 1)

    def _answers(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Of each channel to even and odd waves, at half the resolution."""
        padded, count = functional.pad(maps, (MARGIN,) * 4, mode="replicate"), maps.shape[1]
        even, odd = (functional.conv2d(padded, waves.repeat(count, 1, 1, 1), stride=2, groups=count) for waves in (self.even, self.odd))
        return even, odd


def _strength(even: Tensor, odd: Tensor) -> Tensor:
    return (even.square() + odd.square() + TINY).sqrt()


def _constants() -> dict[str, NDArray[np.float32]]:
    waves = gabor(ORIENTATIONS)
    return {
        "opponent": np.array(OPPONENT, np.float32)[:, :, None, None],
        "even": waves.real.astype(np.float32),
        "odd": waves.imag.astype(np.float32),
    }


def steps() -> list[str]:
    """The same as ONNX, from `image` to `waves`, in the order in which it costs least: the runtime is slow at convolutions in groups."""
    return [
        "luma = Conv(image, luma_filter)",
        "half_image = AveragePool <kernel_shape = [2, 2], strides = [2, 2]> (image)",
        "half = Conv(half_image, opponent)",
        "colours = AveragePool <kernel_shape = [2, 2], strides = [2, 2]> (half)",
        *_answered("short", "luma"),
        "short_mean = AveragePool <kernel_shape = [2, 2], strides = [2, 2]> (short)",
        "first, second, third = Split <axis = 1, num_outputs = 3> (half)",
        *(step for name in ("first", "second", "third") for step in _answered(f"{name}_long", name)),
        "strengths = Concat <axis = 1> (short_mean, first_long, second_long, third_long)",
        "raised = Add(strengths, noise)",
        "logarithms = Log(raised)",
        "mean = ReduceMean(first_long, one)",
        "mean_raised = Add(mean, noise)",
        "normal = Div(first_long_waves, mean_raised)",
        "grey, red, blue = Split <axis = 1, num_outputs = 3> (colours)",
        "grey_raised = Add(grey, darkest)",
        "light = Log(grey_raised)",
        "waves = Concat <axis = 1> (logarithms, normal, colours, light)",
    ]


def _answered(name: str, source: str) -> list[str]:
    return [
        f'{name}_source = Pad <mode = "edge"> ({source}, margins)',
        f"{name}_waves = Conv <kernel_shape = [{KERNEL}, {KERNEL}], strides = [2, 2]> ({name}_source, even_and_odd)",
        f"{name}_squares = Mul({name}_waves, {name}_waves)",
        f"{name}_even, {name}_odd = Split <axis = 1, num_outputs = 2> ({name}_squares)",
        f"{name}_sum = Add({name}_even, {name}_odd)",
        f"{name}_energy = Add({name}_sum, tiny)",
        f"{name} = Sqrt({name}_energy)",
    ]


def constants() -> dict[str, NDArray[np.generic]]:
    """Of the steps."""
    fixed = _constants()
    return {
        "opponent": fixed["opponent"],
        "luma_filter": fixed["opponent"][:1],
        "even_and_odd": np.concatenate([fixed["even"], fixed["odd"]]),
        "margins": np.array([0, 0, MARGIN, MARGIN, 0, 0, MARGIN, MARGIN], np.int64),
        "one": np.array([1], np.int64),
        "noise": np.array(NOISE, np.float32),
        "tiny": np.array(TINY, np.float32),
        "darkest": np.array(DARKEST, np.float32),
    }
