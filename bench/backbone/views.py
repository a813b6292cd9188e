"""Views of drawn pictures, many at a time: placed, mixed, coloured, lit, blurred, noisy, compressed. Torch, because numpy would take longer
than the training does.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bench.backbone.pool import FILE_PRODUCTS

Random = np.random.Generator


class Pool:
    """The drawn pictures by number, those of one product next to each other."""

    def __init__(self, files: list[NDArray[np.uint8]]) -> None:
        self._files = files
        self.products = FILE_PRODUCTS * len(files)
        self.pieces = files[0].shape[1]  # of each product

    def pictures(self, numbers: NDArray[np.int64]) -> Tensor:
        """`[n, 3, SIDE, SIDE]` in 0…1."""
        products, pieces = np.divmod(numbers, self.pieces)
        chosen = [self._files[product // FILE_PRODUCTS][product % FILE_PRODUCTS] for product in products]
        found = np.stack([pair[piece] for pair, piece in zip(chosen, pieces, strict=True)])
        return torch.from_numpy(found).permute(0, 3, 1, 2).float().div_(255)


def column(values: NDArray[np.generic] | float) -> Tensor:
    """One number for each picture, to be multiplied with them."""
    return torch.as_tensor(np.asarray(values, np.float32)).reshape(-1, 1, 1, 1)


def varied(pool: Pool, random: Random, count: int, side: int) -> Tensor:
    """`[count, 3, side, side]` in 0…1, as different from each other as can be."""
    found = placed(pool.pictures(random.integers(0, pool.pieces * pool.products, count)), random, side)
    found = mixed(found, random)
    return photographed(toned(found, random), random)


def placed(pictures: Tensor, random: Random, side: int) -> Tensor:
    """Cropped, turned, mirrored, enlarged by 0.6 to 2.5."""
    count, whole = len(pictures), pictures.shape[-1]
    angle = np.where(random.random(count) < 0.5, random.uniform(0, 2 * np.pi, count), random.normal(0, 0.05, count))
    reach = side / whole / np.exp(random.uniform(np.log(0.6), np.log(2.5), count))
    centre = random.uniform(-1, 1, (count, 2)) * np.maximum(1 - reach, 0)[:, None]
    return sampled(pictures, placements(angle, reach, centre, random.choice([-1, 1], count)), side)


def placements(angle: NDArray[np.float64], reach: NDArray[np.float64], centre: NDArray[np.float64], mirror: NDArray[np.int64]) -> Tensor:
    """From places in the view to places in the picture, both −1…1; `mirror` is −1 or 1."""
    rows = [
        [reach * np.cos(angle) * mirror, -reach * np.sin(angle), centre[:, 0]],
        [reach * np.sin(angle) * mirror, reach * np.cos(angle), centre[:, 1]],
    ]
    return torch.as_tensor(np.array(rows, np.float32)).permute(2, 0, 1)


def sampled(pictures: Tensor, places: Tensor, side: int) -> Tensor:
    grid = functional.affine_grid(places, [len(pictures), 3, side, side], align_corners=False)
    return functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)


def fields(random: Random, count: int, cells: int, side: int, channels: int = 1) -> Tensor:
    """Smooth noise `[count, channels, side, side]`."""
    coarse = torch.from_numpy(random.standard_normal((count, channels, cells, cells)).astype(np.float32))
    return functional.interpolate(coarse, size=(side, side), mode="bicubic", align_corners=False)


def mixed(views: Tensor, random: Random) -> Tensor:
    """A third with another view within a part of them, some with it all over."""
    count, side = len(views), views.shape[-1]
    others = views[torch.from_numpy(random.permutation(count))]
    where = fields(random, count, int(random.integers(2, 9)), side) - column(random.normal(0.3, 0.5, count))
    mask = torch.sigmoid(where * column(np.exp(random.uniform(1, 5, count))))
    kind = random.random(count)
    share = mask * column(kind < 0.33) + column((kind > 0.92) * random.uniform(0.2, 0.8, count))
    return views + share * (others - views)


def toned(views: Tensor, random: Random, each: int = 1) -> Tensor:
    """Other colours, contrast, light; the same for every `each` views in a row."""
    count = len(views) // each

    def alike(values: NDArray[np.generic]) -> Tensor:
        return column(np.repeat(values, each))

    grey = views.mean(1, keepdim=True)
    views = grey + alike(np.where(random.random(count) < 0.35, 0, random.uniform(0.2, 1.4, count))) * (views - grey)
    tint = torch.from_numpy(
        (1 + 0.15 * random.standard_normal((count, 3, 1, 1)) * (random.random((count, 1, 1, 1)) < 0.6)).astype(np.float32)
    )
    inverse = alike(random.random(count) < 0.15)
    views = inverse + (1 - 2 * inverse) * views.clamp(0, 1) ** alike(np.exp(random.normal(0, 0.35, count)))
    middle = views.mean((1, 2, 3), keepdim=True)
    views = middle * alike(np.exp(random.normal(0, 0.25, count))) + alike(np.exp(random.normal(-0.1, 0.35, count))) * (views - middle)
    light = 1 + column(random.exponential(0.12, count)) * fields(random, count, 3, views.shape[-1])
    return views * tint.repeat_interleave(each, 0) * light.repeat_interleave(each, 0)


def photographed(views: Tensor, random: Random) -> Tensor:
    """Blur, noise, JPEG; whole grey levels, as files hold them."""
    count = len(views)
    views = blurred(views, np.where(random.random(count) < 0.5, 0.01, random.exponential(0.8, count) + 0.05))
    noise = torch.from_numpy(random.standard_normal(views.shape, np.float32)) * column(random.exponential(0.02, count))
    coarseness = np.where(random.random(count) < 0.5, 0, random.exponential(0.03, count))
    views = compressed((views + noise).clamp(0, 1), coarseness)
    return views.clamp(0, 1).mul_(255).round_().div_(255)


def blurred(views: Tensor, sigma: NDArray[np.float64]) -> Tensor:
    reach = np.arange(-4, 5)
    kernels = np.exp(-0.5 * (reach / sigma[:, None]) ** 2)
    weights = torch.from_numpy(np.repeat(kernels / kernels.sum(1, keepdims=True), 3, axis=0).astype(np.float32))
    flat = views.reshape(1, -1, *views.shape[2:])
    for shape in ((-1, 1, 9, 1), (-1, 1, 1, 9)):
        pads = (0, 0, 4, 4) if shape[2] == 9 else (4, 4, 0, 0)
        flat = functional.conv2d(functional.pad(flat, pads, mode="reflect"), weights.reshape(shape), groups=flat.shape[1])
    return flat.reshape(views.shape)


def _cosines() -> Tensor:
    place = np.arange(8)
    basis = np.cos(np.pi * (2 * place[None] + 1) * place[:, None] / 16) * np.where(place[:, None] == 0, np.sqrt(1 / 8), 0.5)
    return torch.from_numpy(basis.astype(np.float32))


COSINES = _cosines()


def compressed(views: Tensor, coarseness: NDArray[np.float64]) -> Tensor:
    """What JPEG leaves: cosine coefficients of 8 × 8 pixels in whole steps, larger ones for finer waves."""
    which = torch.from_numpy(np.flatnonzero(coarseness))
    if not len(which):
        return views
    some = views[which]
    blocks = some.unflatten(2, (-1, 8)).unflatten(4, (-1, 8)).transpose(3, 4)  # [n, 3, rows, columns, 8, 8]
    steps = column(coarseness[coarseness > 0])[..., None, None] * (1 + torch.arange(8)[:, None] + torch.arange(8)) * 0.5
    rounded = (COSINES @ blocks @ COSINES.T / steps).round_() * steps
    views = views.clone()
    views[which] = (COSINES.T @ rounded @ COSINES).transpose(3, 4).reshape(some.shape)
    return views
