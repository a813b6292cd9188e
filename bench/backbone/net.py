"""The network: plain residual blocks, which one or two processor cores train and run quickly."""

from itertools import pairwise

import torch
from torch import Tensor, nn

WIDTHS = (16, 32, 64, 128)  # at strides 2, 4, 8, 16
BLOCKS = (1, 1, 2)  # at strides 4, 8, 16
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


class Net(nn.Module):
    """RGB `[n, 3, h, w]` in −1…1, h and w multiples of 16 → maps `[n, FINE, h/8, w/8]` and `[n, COARSE, h/16, w/16]`."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(3, WIDTHS[0], 2)
        self.downs = nn.ModuleList(Convolution(into, out, 2) for into, out in pairwise(WIDTHS))
        self.stages = nn.ModuleList(
            nn.Sequential(*(Block(width) for _ in range(count))) for width, count in zip(WIDTHS[1:], BLOCKS, strict=True)
        )
        self.heads = nn.ModuleList([nn.Conv2d(WIDTHS[2], FINE, 1), nn.Conv2d(WIDTHS[3], COARSE, 1)])

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        maps, found = torch.relu(self.stem(pictures)), []
        for down, stage in zip(self.downs, self.stages, strict=True):
            maps = stage(torch.relu(down(maps)))
            found.append(maps)
        return self.heads[0](found[1]), self.heads[1](found[2])
