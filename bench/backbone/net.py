"""The networks: plain residual blocks, which one or two processor cores train and run quickly, over pixels or over fixed waves."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from bench.backbone.waves import CHANNELS, Waves

FINE, COARSE = 32, 96  # channels of the outputs at strides 8 and 16


class Convolution(nn.Module):
    """3 × 3 with batch normalisation. At stride 2 it is padded below and on the right only, as TensorFlow does (see converting.py)."""

    def __init__(self, into: int, out: int, stride: int = 1) -> None:
        super().__init__()
        self.stride = stride
        self.filters = nn.Conv2d(into, out, 3, stride, 1 if stride == 1 else 0, bias=False)
        self.norm = nn.BatchNorm2d(out)

    def forward(self, maps: Tensor) -> Tensor:
        if self.stride == 2:
            maps = nn.functional.pad(maps, (0, 1, 0, 1))
        return self.norm(self.filters(maps))


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = Convolution(width, width), Convolution(width, width)
        nn.init.zeros_(self.second.norm.weight)

    def forward(self, maps: Tensor) -> Tensor:
        return torch.relu(maps + self.second(torch.relu(self.first(maps))))


class Mixed(nn.Module):
    """Mixtures of the waves' channels, which are brought to mean 0 and deviation 1 before."""

    def __init__(self, out: int) -> None:
        super().__init__()
        self.waves, self.alike = Waves(), nn.BatchNorm2d(CHANNELS, affine=False)
        self.filters, self.norm = nn.Conv2d(CHANNELS, out, 1, bias=False), nn.BatchNorm2d(out)

    def forward(self, pictures: Tensor) -> Tensor:
        mixed: Tensor = self.norm(self.filters(self.alike(self.waves(pictures))))
        return mixed


class Net(nn.Module):
    """RGB `[n, 3, h, w]` in −1…1, h and w multiples of 16 → maps `[n, FINE, h/8, w/8]` and `[n, COARSE, h/16, w/16]`.

    `stem` leads to maps of the first of `widths`; those of each other width have twice the stride and so many `blocks`, the last stride 16.
    """

    def __init__(self, stem: nn.Module, widths: tuple[int, ...], blocks: tuple[int, ...]) -> None:
        super().__init__()
        self.stem = stem
        self.downs = nn.ModuleList(Convolution(into, out, 2) for into, out in pairwise(widths))
        self.stages = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(count))) for width, count in zip(widths[1:], blocks, strict=True)
        )
        self.heads = nn.ModuleList([nn.Conv2d(widths[-2], FINE, 1), nn.Conv2d(widths[-1], COARSE, 1)])

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        maps, found = torch.relu(self.stem(pictures)), []
        for down, stage in zip(self.downs, self.stages, strict=True):
            maps = stage(torch.relu(down(maps)))
            found.append(maps)
        return self.heads[0](found[-2]), self.heads[1](found[-1])


def over_pixels() -> Net:
    return Net(Convolution(3, 16, 2), (16, 32, 64, 128), (1, 1, 2))


def over_waves() -> Net:
    return Net(Mixed(48), (48, 64, 112), (1, 2))
