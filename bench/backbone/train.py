"""The own objective: a place of a drawn picture is found again in another view of it, among other places of that picture and of others.

Nobody says what a defect is. A net that tells places apart whatever the light, the noise and the turn, and by many features that vary
independently of each other, is what a bank of normal patches needs.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.backbone import pool
from bench.backbone.net import over_waves
from bench.backbone.pairs import PAIRS, Lesson, lesson
from bench.backbone.running import Ahead, Echo, Run
from bench.backbone.views import Pool, Random

TIMES, AGO = 2, 8  # how often a lesson comes, and after how many others
LOOKED_AT = 8  # lessons of the last file of the pool, which no training sees
LAYERS = ("fine", "coarse")
TEMPERATURE, ANCHORS = 0.1, 48  # of the contrast; places of a pair
APART = 2.5  # cells: nearer places of a picture are much the same, and do not count as others
DECORRELATION = 0.2  # its weight
NEVER = -1e4


def corresponding(maps: Tensor, places: Tensor, random: Random) -> tuple[Tensor, Tensor, Tensor]:
    """Some places that both views of a pair show, for maps `[PAIRS, 2, c, h, w]`: their features in the first and in the second, `[n, c]`
    each and of length 1, and which of them are others `[n, n]`.
    """
    count, _, channels, height, width = maps.shape
    grid = functional.affine_grid(places, [count, 1, height, width], align_corners=False)
    inside = (grid.abs() < 1 - 1 / width).all(-1).flatten(1)
    lots = torch.from_numpy(random.random(inside.shape, np.float32)).masked_fill(~inside, -1).topk(min(ANCHORS, height * width), 1)
    asked, chosen = (lots.values > 0).flatten(), lots.indices[:, None].expand(-1, channels, -1)
    both = maps[:, 0].flatten(2), functional.grid_sample(maps[:, 1], grid, align_corners=False).flatten(2)
    left, right = (functional.normalize(view.gather(2, chosen).transpose(1, 2).flatten(0, 1)[asked], dim=1) for view in both)
    pairs, cells = torch.arange(count).repeat_interleave(lots.indices.shape[1])[asked], lots.indices.flatten()[asked]
    grid_places = torch.stack([cells // width, cells % width], 1).float()
    return left, right, (pairs[:, None] != pairs) | (torch.cdist(grid_places, grid_places) > APART)


def found_again(left: Tensor, right: Tensor, others: Tensor) -> tuple[Tensor, Tensor]:
    """Loss of the search in both directions (InfoNCE: van den Oord, Li and Vinyals, 2018), and the share of places that are found."""
    right_ones = torch.arange(len(left))
    scores = (left @ right.T / TEMPERATURE).masked_fill(~others & ~torch.eye(len(left), dtype=torch.bool), NEVER)
    loss = (functional.cross_entropy(scores, right_ones) + functional.cross_entropy(scores.T, right_ones)) / 2
    return loss, (scores.argmax(1) == right_ones).float().mean()


def correlation(maps: Tensor) -> Tensor:
    """Of channels with each other, for maps of channels alike."""
    rows = maps.transpose(0, 1).flatten(1)
    found = rows @ rows.T / rows.shape[1]
    return (found - torch.diag(found.diagonal())).square().sum() / len(found)


def compared(maps: Tensor, given: Lesson, random: Random) -> tuple[Tensor, Tensor]:
    """Loss of one layer with maps `[PAIRS × 2, c, h, w]`, and the share of places that are found."""
    alike = functional.batch_norm(maps.float(), None, None, training=True)
    loss, share = found_again(*corresponding(alike.unflatten(0, (PAIRS, 2)), given.places, random))
    return loss + DECORRELATION * correlation(alike), share


def train(folder: Path, drawn: Path, steps: int) -> None:
    torch.set_num_threads(1)
    *files, last = pool.read(drawn)
    pictures, unseen = Pool(files), Pool([last])
    lessons = Echo(Ahead(lambda number: lesson(pictures, np.random.default_rng([number, 2]))), TIMES, AGO)
    held_out = [lesson(unseen, np.random.default_rng([number, 3])) for number in range(LOOKED_AT)]
    run = Run(folder, steps, over_waves)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        given, random = lessons(step), np.random.default_rng([step, 4])
        with torch.autocast("cpu", torch.bfloat16):
            layers = run.net(given.views.to(memory_format=torch.channels_last))
        losses, _shares = zip(*(compared(maps, given, random) for maps in layers), strict=True)
        return torch.stack(losses).sum(), {name: float(value.detach()) for name, value in zip(LAYERS, losses, strict=True)}

    def look(net: nn.Module) -> dict[str, float]:
        """The share of places that are found, in pictures that no training sees."""
        net.eval()
        random = np.random.default_rng(5)
        with torch.no_grad():
            shares = [[float(compared(maps, given, random)[1]) for maps in net(given.views)] for given in held_out]
        return {f"found_{layer}": float(share) for layer, share in zip(LAYERS, np.mean(shares, axis=0), strict=True)}

    run.steps(loss, look)
