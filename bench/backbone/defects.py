"""Defects drawn into views: where, what with, and where it shows."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bench.backbone.views import Random, fields, sampled

VISIBLE = 0.04  # mean difference of a pixel, of a range of 1, from which it counts as changed
AROUND, FEWEST = 5, 0.3  # pixels on a side of the square around each, of which this share has to be changed: a defect has no holes
SMALLEST, LARGEST = 0.03, 0.3  # shares of the side


def mark(view: Tensor, foreign: Tensor, random: Random) -> Callable[[Tensor, Random], tuple[Tensor, Tensor]]:
    """A kind of defect for `view` `[3, side, side]`: called, it gives another view with one, and where it shows, 0 or 1."""
    where, fill = MASKS[random.integers(len(MASKS))], FILLS[random.integers(len(FILLS))]
    reach, share = float(np.exp(random.uniform(np.log(SMALLEST), np.log(LARGEST)))), random.uniform(0.35, 1)

    def applied(view: Tensor, random: Random) -> tuple[Tensor, Tensor]:
        mask = where(random, view.shape[-1], reach)
        filling = fill(view[None], foreign[None], random)[0]
        changed = (view + share * mask * (filling - view)).clamp(0, 1)
        shown = ((changed - view).abs().mean(0) > VISIBLE).float()
        return changed, (functional.avg_pool2d(shown[None], AROUND, 1, AROUND // 2)[0] > FEWEST).float()

    return applied


def _grid(random: Random, side: int) -> tuple[Tensor, Tensor]:
    """Coordinates in a turned frame around a place drawn at random, in shares of the side."""
    place, angle = random.uniform(0.12, 0.88, 2), random.uniform(0, np.pi)
    y, x = torch.meshgrid(torch.arange(side) / side - place[0], torch.arange(side) / side - place[1], indexing="ij")
    return x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)


def _soft(inside: Tensor, random: Random) -> Tensor:
    """From shares of the side inside the rim, to how much is covered."""
    return (inside * len(inside) / float(np.exp(random.uniform(0, 1.5))) + 0.5).clamp(0, 1)


def ellipse(random: Random, side: int, reach: float) -> Tensor:
    along, across = _grid(random, side)
    slim, norm = random.uniform(0.25, 1), float(random.choice([1.0, 2.0, 6.0]))
    distance = ((along / reach).abs() ** norm + (across / (slim * reach)).abs() ** norm) ** (1 / norm)
    return _soft((1 - distance) * reach * slim, random)


def blob(random: Random, side: int, reach: float) -> Tensor:
    along, across = _grid(random, side)
    ragged = fields(random, 1, int(random.integers(5, 20)), side)[0, 0]
    return _soft((1 - torch.hypot(along, across) / reach + 0.4 * ragged) * reach, random)


def polygon(random: Random, side: int, reach: float) -> Tensor:
    along, across = _grid(random, side)
    angles = np.sort(random.uniform(0, 2 * np.pi, random.integers(3, 7)))
    insides = [reach * random.uniform(0.3, 1) - (along * np.cos(angle) + across * np.sin(angle)) for angle in angles]
    return _soft(torch.stack([*insides, 1.5 * reach - torch.hypot(along, across)]).amin(0), random)


def scratch(random: Random, side: int, reach: float) -> Tensor:
    along, across = _grid(random, side)
    length, width = 1.5 * reach + 0.05, random.uniform(0.5, 3) / side
    bend = random.normal(0, 1) * along**2 + random.normal(0, 0.02) * torch.sin(along * random.uniform(5, 40))
    return _soft(torch.minimum(width - (across - bend).abs(), length - along.abs()), random)


def spots(random: Random, side: int, reach: float) -> Tensor:
    return torch.stack([ellipse(random, side, max(0.3 * reach, 0.012)) for _ in range(random.integers(2, 7))]).amax(0)


MASKS = (ellipse, blob, blob, polygon, scratch, spots)


def other_texture(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    return foreign


def moved(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    """The same surface from elsewhere in the view."""
    side = view.shape[-1]
    return view.roll((int(random.integers(side // 8, side)), int(random.integers(side // 8, side))), (2, 3))


def shifted(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    """A displacement by some pixels, as of a part out of place."""
    return view.roll(tuple(int(random.choice([-1, 1]) * random.integers(2, 16)) for _ in range(2)), (2, 3))


def rotated(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    angle, zoom = random.uniform(0.2, 6), float(np.exp(random.normal(0, 0.3)))
    rows = [[zoom * np.cos(angle), -zoom * np.sin(angle), 0], [zoom * np.sin(angle), zoom * np.cos(angle), 0]]
    return sampled(view, torch.tensor(rows, dtype=torch.float32)[None], view.shape[-1])


def flat(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    """One colour: that of some pixel of the view, hence often of what lies below a missing piece, or any."""
    y, x = random.integers(0, view.shape[-1], 2)
    colour = view[:, :, y, x] if random.random() < 0.6 else torch.from_numpy(random.random((1, 3)).astype(np.float32))
    return colour[..., None, None].expand_as(view)


def light(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    return view * float(np.exp(random.choice([-1, 1]) * random.uniform(0.15, 0.9)))


def smeared(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    size = 2 * int(random.integers(2, 8)) + 1
    return functional.avg_pool2d(view, size, 1, size // 2, count_include_pad=False)


def noisy(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    cells = int(random.choice([view.shape[-1], view.shape[-1] // 2, view.shape[-1] // 5]))
    return view + random.uniform(0.1, 0.4) * fields(random, 1, cells, view.shape[-1])


def warped(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    side = view.shape[-1]
    grid = functional.affine_grid(torch.eye(2, 3)[None], [1, 3, side, side], align_corners=False)
    bent = random.uniform(0.02, 0.1) * fields(random, 1, int(random.integers(4, 16)), side, 2).permute(0, 2, 3, 1)
    return functional.grid_sample(view, grid + bent, padding_mode="reflection", align_corners=False)


def recoloured(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    tint = torch.from_numpy(random.normal(0, 0.25, (1, 3, 1, 1)).astype(np.float32))
    return view[:, random.permutation(3)] + tint


def sharpened(view: Tensor, foreign: Tensor, random: Random) -> Tensor:
    return view + random.uniform(1, 4) * (view - functional.avg_pool2d(view, 5, 1, 2, count_include_pad=False))


FILLS = (other_texture, other_texture, moved, moved, shifted, rotated, flat, flat, light, smeared, noisy, warped, recoloured, sharpened)
