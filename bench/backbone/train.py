"""The own objective: what the detector will do, made differentiable, on products that a program draws.

An episode is a product: three normal views of its pieces, and a fourth with a defect. For each layer by itself, patches of the defect are
to lie farther from the bank of the normal ones than the hardest normal patches of the fourth view do; and the same place of two views is
to look the same, other products and the defect in that place different.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.backbone import pool
from bench.backbone.defects import mark
from bench.backbone.pool import PIECES
from bench.backbone.running import Ahead, Run
from bench.backbone.views import Pool, Random, matrices, photographed, sampled, toned

EPISODES, SIDE = 4, 192
NORMAL = 3  # views of an episode without a defect
DECOYS = 0.25  # of episodes have a mark in every view, which is therefore normal
SHRINKAGE = 0.3  # as the detector shrinks the correlations of channels
MARGIN, SOFTNESS = 0.5, 0.25  # in logarithms of distance
HARDEST = 0.1  # of the normal patches
TEMPERATURE, ANCHORS = 0.1, 96
SPREAD = 0.02  # weight of the correlations of channels


@dataclass(frozen=True)
class Lesson:
    """`views` `[EPISODES × (NORMAL + 1), 3, SIDE, SIDE]` in −1…1, each episode's together, the defective one last; `defects`
    `[EPISODES, SIDE, SIDE]`; `places` `[EPISODES, 2, 3]`: from the first view of an episode to the second, −1…1.
    """

    views: Tensor
    defects: Tensor
    places: Tensor


def lesson(pictures: Pool, random: Random) -> Lesson:
    products = random.choice(pictures.products, EPISODES, replace=False)
    episodes = [_episode(pictures, product, foreign, random) for product, foreign in zip(products, np.roll(products, 1), strict=True)]
    views, defects, places = (torch.stack(found) for found in zip(*episodes, strict=True))
    return Lesson(2 * views.flatten(0, 1) - 1, defects, places)


def _episode(pictures: Pool, product: int, foreign: int, random: Random) -> tuple[Tensor, Tensor, Tensor]:
    """The views, the mask of the last, and the way from places in the first to those in the second."""
    pieces = pictures.pictures(PIECES * product + np.array([0, 0, 1, 0]))
    loose, turn = random.exponential(0.03), random.uniform(0, 2 * np.pi) if random.random() < 0.5 else 0.0
    reach = SIDE / pool.SIDE / np.exp(random.uniform(np.log(0.6), np.log(1.6)))
    angles = turn + random.normal(0, 1, 4) * (loose if random.random() < 0.7 else 1)
    reaches = reach * np.exp(random.normal(0, 0.02, 4))
    centres = random.uniform(-1, 1, 2) * max(1 - reach, 0) + random.normal(0, 0.5 * loose, (4, 2))
    ways = matrices(angles, reaches, centres, np.random.default_rng(0))
    ways[:, :, 0] *= torch.sign(ways[:, :1, 0] * torch.cos(torch.from_numpy(angles).float())[:, None])  # none is mirrored
    views = sampled(pieces, ways, SIDE)
    other = sampled(pictures.pictures(np.array([PIECES * foreign])), ways[:1], SIDE)[0]
    if random.random() < DECOYS:
        decoy = mark(views[0], other, random)
        views = torch.stack([decoy(view, random)[0] for view in views])
    defective, mask = mark(views[-1], other, random)(views[-1], random)
    views = torch.cat([views[:-1], defective[None]])
    return _photographed(views, random), mask, _between(ways[0], ways[1])


def _photographed(views: Tensor, random: Random) -> Tensor:
    """The same camera and light for all but for a little; how much differs between products."""
    seed, share = random.integers(2**32), random.exponential(0.15)
    alike = torch.cat([toned(view[None], np.random.default_rng(seed)) for view in views])
    other = toned(views, random)
    alike = alike + min(share, 0.5) * (other - alike)
    return torch.cat([photographed(view[None].clamp(0, 1), np.random.default_rng([seed, 1])) for view in alike])


def _between(first: Tensor, second: Tensor) -> Tensor:
    """Places of one view to places of another, by way of the picture that both show."""
    row = torch.tensor([[0.0, 0.0, 1.0]])
    return (torch.linalg.inv(torch.cat([second, row])) @ torch.cat([first, row]))[:2]


def whitened(maps: Tensor) -> Tensor:
    """Maps `[views, c, h, w]` of an episode as patches, made by its normal views as its detector would; nothing learns through that."""
    averaged = functional.avg_pool2d(maps.float(), 3, 1, 1, count_include_pad=False)
    rows = averaged[:NORMAL].detach().permute(0, 2, 3, 1).flatten(0, 2)
    mean, std = rows.mean(0), rows.std(0)
    std = torch.maximum(std, 0.05 * std.median() + 1e-6)
    normed = (rows - mean) / std
    correlation = (1 - SHRINKAGE) * normed.T @ normed / len(rows) + SHRINKAGE * torch.eye(len(mean))
    lower = torch.linalg.cholesky(correlation)
    standard = ((averaged - mean[:, None, None]) / std[:, None, None]).transpose(0, 1).flatten(1)
    return torch.linalg.solve_triangular(lower, standard, upper=False).unflatten(1, (len(maps), -1)).permute(1, 2, 0)


def episodic(maps: Tensor, defects: Tensor) -> Tensor:
    """How far the defect is from standing out, for the maps of one episode. `defects` is the changed share of each cell `[h × w]`."""
    patches = whitened(maps)
    bank = patches[:NORMAL].flatten(0, 1)
    distances = torch.cdist(patches[NORMAL], bank).amin(1).clamp(min=1e-3).log()
    normal, defective = distances[defects == 0], distances[defects > 0.3]
    if not len(normal) or not len(defective):
        return distances.sum() * 0
    hardest = normal.topk(max(1, int(HARDEST * len(normal)))).values.mean()
    return SOFTNESS * functional.softplus((hardest + MARGIN - defective) / SOFTNESS).mean()


def contrast(maps: Tensor, defects: Tensor, places: Tensor, random: Random) -> Tensor:
    """The same place in two views among other products and the defects, for maps `[EPISODES, views, c, h, w]` of all channels alike."""
    height, width = maps.shape[-2:]
    grid = functional.affine_grid(places, [EPISODES, 1, height, width], align_corners=False)
    found = functional.grid_sample(maps[:, 1], grid, align_corners=False).flatten(2)
    inside = (grid.abs() < 1 - 1 / width).all(-1).flatten(1)
    anchors, positives, owners = [], [], []
    for episode in range(EPISODES):
        cells = np.flatnonzero(inside[episode].numpy())
        chosen = torch.from_numpy(random.permutation(cells)[:ANCHORS])
        anchors.append(maps[episode, 0].flatten(1)[:, chosen].T)
        positives.append(found[episode][:, chosen].T)
        owners += [episode] * len(chosen)
    left, right = (functional.normalize(torch.cat(rows), dim=1) for rows in (anchors, positives))
    spoilt = functional.normalize(maps[:, -1].flatten(2), dim=1)
    own = torch.tensor(owners)
    scores = left @ right.T / TEMPERATURE
    scores = scores.masked_fill((own[:, None] == own) & ~torch.eye(len(own), dtype=torch.bool), -1e4)
    bad = torch.stack([(left[i] @ spoilt[owner]).masked_fill(defects[owner] <= 0.3, -1e4) for i, owner in enumerate(owners)]) / TEMPERATURE
    return functional.cross_entropy(torch.cat([scores, bad], 1), torch.arange(len(own)))


def layer_loss(maps: Tensor, given: Lesson, random: Random) -> tuple[Tensor, Tensor]:
    """Episodic loss, and the sum of the others, of one layer's maps `[EPISODES × views, c, h, w]`."""
    maps = maps.float()
    cell = SIDE // maps.shape[-1]
    defects = functional.avg_pool2d(given.defects[:, None], cell).flatten(1)
    standard = functional.batch_norm(maps, None, None, training=True)
    rows = standard.permute(0, 2, 3, 1).flatten(0, 2)
    correlation = rows.T @ rows / len(rows)
    spread = (correlation - torch.diag(correlation.diagonal())).square().sum() / len(correlation)
    by_episode = maps.unflatten(0, (EPISODES, NORMAL + 1))
    found = torch.stack([episodic(by_episode[episode], defects[episode]) for episode in range(EPISODES)]).mean()
    other = contrast(standard.unflatten(0, (EPISODES, NORMAL + 1)), defects, given.places, random)
    return found, 0.2 * other + SPREAD * spread


def train(folder: Path, drawn: Path, steps: int) -> None:
    torch.set_num_threads(1)
    pictures = Pool(pool.read(drawn))
    lessons = Ahead(lambda step: lesson(pictures, np.random.default_rng([step, 2])))
    held_out = [lesson(pictures, np.random.default_rng([number, 3])) for number in range(8)]
    run = Run(folder, steps)

    def losses(net: nn.Module, given: Lesson, seed: int) -> list[tuple[Tensor, Tensor]]:
        with torch.autocast("cpu", torch.bfloat16):
            layers = net(given.views.to(memory_format=torch.channels_last))
        return [layer_loss(maps, given, np.random.default_rng([seed, 4])) for maps in layers]

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        fine, coarse = losses(run.net, lessons(step), step)
        return sum(fine, start=sum(coarse)), {"fine": float(fine[0]), "coarse": float(coarse[0]), "contrast": float(coarse[1])}

    def look(net: nn.Module) -> dict[str, float]:
        """Patch AUROC, on episodes drawn beforehand from the same products but never trained on."""
        net.eval()
        with torch.no_grad():
            found = [[_separation(maps, given) for maps in net(given.views)] for given in held_out]
        fine, coarse = np.nanmean(np.array(found), axis=0)
        return {"auroc_fine": float(fine), "auroc_coarse": float(coarse)}

    run.steps(loss, look)


def _separation(maps: Tensor, given: Lesson) -> float:
    """Share of pairs, one patch of a defect and one without, in which the first is farther from the bank; mean over the episodes."""
    cell, shares = SIDE // maps.shape[-1], []
    defects = functional.avg_pool2d(given.defects[:, None], cell).flatten(1)
    for episode, views in enumerate(maps.unflatten(0, (EPISODES, NORMAL + 1))):
        patches = whitened(views)
        distances = torch.cdist(patches[NORMAL], patches[:NORMAL].flatten(0, 1)).amin(1)
        normal, defective = distances[defects[episode] == 0], distances[defects[episode] > 0.3]
        if len(normal) and len(defective):
            shares.append(float((defective[:, None] > normal).float().mean()))
    return float(np.mean(shares)) if shares else float("nan")
