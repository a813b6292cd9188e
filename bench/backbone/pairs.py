"""Pairs of views of one drawn picture: each place of the first is known in the second."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from bench.backbone import pool
from bench.backbone.views import Pool, Random, column, mixed, photographed, placements, sampled, toned

PAIRS, SIDE = 16, 128
FREE = 0.3  # of pairs are turned against each other by any angle, the others by some degrees
TURN, ZOOM, SHIFT = 0.12, 0.12, 0.6  # deviations: radians, logarithm, share of half the view: less, and where a place lies would tell it
OTHER_TONE = 0.5  # at most, of what colours and light can differ between two pictures


@dataclass(frozen=True)
class Lesson:
    """`views` `[PAIRS × 2, 3, SIDE, SIDE]` in −1…1, those of a pair together; `places` `[PAIRS, 2, 3]`: from the first of a pair to the
    second, −1…1.
    """

    views: Tensor
    places: Tensor


def lesson(pictures: Pool, random: Random) -> Lesson:
    products = random.choice(pictures.products, PAIRS, replace=False)
    shown = mixed(pictures.pictures(pictures.pieces * products + random.integers(0, pictures.pieces, PAIRS)), random)
    first, second = _ways(random)
    views = torch.stack([sampled(shown, first, SIDE), sampled(shown, second, SIDE)], 1).flatten(0, 1)
    return Lesson(2 * photographed(_lit(views, random), random) - 1, _between(first, second))


def _ways(random: Random) -> tuple[Tensor, Tensor]:
    """From places in the first and in the second views to places in their pictures, `[PAIRS, 2, 3]` each."""
    angle = np.where(random.random(PAIRS) < 0.6, random.uniform(0, 2 * np.pi, PAIRS), random.normal(0, 0.05, PAIRS))
    turn = np.where(random.random(PAIRS) < FREE, random.uniform(0, 2 * np.pi, PAIRS), random.normal(0, TURN, PAIRS))
    reach = SIDE / pool.SIDE / np.exp(random.uniform(np.log(0.5), np.log(2), PAIRS))
    zoom = np.exp(random.normal(0, ZOOM, PAIRS))
    centre = random.uniform(-1, 1, (PAIRS, 2)) * np.maximum(1 - reach, 0)[:, None]
    mirror: NDArray[np.int64] = random.choice([-1, 1], PAIRS)
    shift = reach[:, None] * random.normal(0, SHIFT, (PAIRS, 2))
    return placements(angle, reach, centre, mirror), placements(angle + turn, reach * zoom, centre + shift, mirror)


def _lit(views: Tensor, random: Random) -> Tensor:
    """Other colours, contrast and light, much the same in both views of a pair."""
    alike = toned(views, random, 2)
    share = column(np.repeat(random.uniform(0, OTHER_TONE, PAIRS), 2))
    return (alike + share * (toned(views, random) - alike)).clamp(0, 1)


def _between(first: Tensor, second: Tensor) -> Tensor:
    """Places of one view to places of another, by way of the picture that both show."""
    row = torch.tensor([[[0.0, 0.0, 1.0]]]).expand(len(first), 1, 3)
    return (torch.linalg.inv(torch.cat([second, row], 1)) @ torch.cat([first, row], 1))[:, :2]
