"""Episodes, each a product: normal views of its pieces, and one with a defect. Those of a step are drawn together.

The view with the defect mostly shows a piece that no other view shows, and no two views have the same noise: otherwise the
way to tell defects is to recognise one and the same picture by its finest detail, which no two real pieces share.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from bench.backbone import pool
from bench.backbone.defects import mark
from bench.backbone.views import Pool, Random, column, photographed, sampled, toned

EPISODES, SIDE = 8, 128
NORMAL = 3  # views of an episode without a defect
VIEWS = NORMAL + 1
SAME = 0.3  # of episodes have the defect in a piece that is among the normal ones
TRIES, CELL, FILLED = 5, 16, 0.4  # for a defect; pixels; of a cell
DECOYS = 0.25  # of episodes have a mark in every view, which is therefore normal


@dataclass(frozen=True)
class Lesson:
    """`views` `[EPISODES × VIEWS, 3, SIDE, SIDE]` in −1…1, each episode's together, the defective one last; `defects`
    `[EPISODES, SIDE, SIDE]`; `places` `[EPISODES, 2, 3]`: from the first view of an episode to the second, −1…1; `products` `[EPISODES]`.
    """

    views: Tensor
    defects: Tensor
    places: Tensor
    products: Tensor


def lesson(pictures: Pool, random: Random) -> Lesson:
    products = random.choice(pictures.products, EPISODES, replace=False)
    episodes = [_episode(pictures, product, foreign, random) for product, foreign in zip(products, np.roll(products, 1), strict=True)]
    views, defects, places = (torch.stack(found) for found in zip(*episodes, strict=True))
    return Lesson(2 * _photographed(views.flatten(0, 1), random) - 1, defects, places, torch.from_numpy(products))


def _episode(pictures: Pool, product: int, foreign: int, random: Random) -> tuple[Tensor, Tensor, Tensor]:
    """The views, the mask of the last, and the way from places in the first to those in the second."""
    first, second, third = random.permutation(pictures.pieces)[:NORMAL]
    shown = [first, first, second, first if random.random() < SAME else third]
    pieces = pictures.pictures(pictures.pieces * product + np.array(shown))
    ways = _ways(random)
    views = sampled(pieces, ways, SIDE)
    other = sampled(pictures.pictures(np.array([pictures.pieces * foreign])), ways[:1], SIDE)[0]
    if random.random() < DECOYS:
        decoy = mark(views[0], other, random)
        views = torch.stack([decoy(view, random)[0] for view in views])
    defective, mask = _spoilt(views[-1], other, random)
    return torch.cat([views[:-1], defective[None]]), mask, _between(ways[0], ways[1])


def _spoilt(view: Tensor, other: Tensor, random: Random) -> tuple[Tensor, Tensor]:
    """With a defect, drawn anew until it fills a good part of some cell: one that cannot be seen teaches nothing."""
    for _ in range(TRIES):
        defective, mask = mark(view, other, random)(view, random)
        if functional.max_pool2d(functional.avg_pool2d(mask[None], CELL), SIDE // CELL) > FILLED:
            break
    return defective, mask


def _ways(random: Random) -> Tensor:
    """From places in each view to places in its picture, `[VIEWS, 2, 3]`: how much they differ, differs between products."""
    loose, turn = random.exponential(0.03), random.uniform(0, 2 * np.pi) if random.random() < 0.5 else 0.0
    angles = turn + random.normal(0, 1, VIEWS) * (loose if random.random() < 0.7 else 1)
    reach = SIDE / pool.SIDE / np.exp(random.uniform(np.log(0.5), np.log(1.6)))
    reaches = reach * np.exp(random.normal(0, 0.02, VIEWS))
    centres = random.uniform(-1, 1, 2) * max(1 - reach, 0) + random.normal(0, 0.5 * loose, (VIEWS, 2))
    mirror = random.choice([-1, 1])
    cosines, sines = reaches * np.cos(angles), reaches * np.sin(angles)
    rows = [[mirror * cosines, -sines, centres[:, 0]], [mirror * sines, cosines, centres[:, 1]]]
    return torch.as_tensor(np.array(rows, np.float32)).permute(2, 0, 1)


def _photographed(views: Tensor, random: Random) -> Tensor:
    """The same camera and light within an episode but for a little, and other noise in every view; how much differs between products."""
    share = column(np.repeat(np.minimum(random.exponential(0.15, EPISODES), 0.5), VIEWS))
    alike = toned(views, random, VIEWS)
    return photographed((alike + share * (toned(views, random) - alike)).clamp(0, 1), random, VIEWS)


def _between(first: Tensor, second: Tensor) -> Tensor:
    """Places of one view to places of another, by way of the picture that both show."""
    row = torch.tensor([[0.0, 0.0, 1.0]])
    return (torch.linalg.inv(torch.cat([second, row])) @ torch.cat([first, row]))[:2]
