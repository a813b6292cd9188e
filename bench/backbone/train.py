"""The own objective: what the detector will do, made differentiable, and what the drawing knows, on products that a program draws.

For each layer by itself: patches of a defect are to lie farther from the bank of the normal ones than the hardest normal patches of the
same view do; the same place of two views is to look the same, other products and the defect different; which product a patch shows, and
whether it is defective, are to be read off it.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.backbone import pool
from bench.backbone.episodes import EPISODES, NORMAL, SIDE, VIEWS, Lesson, lesson
from bench.backbone.net import COARSE, FINE
from bench.backbone.running import Ahead, Echo, Run
from bench.backbone.views import Pool, Random

TIMES, AGO = 2, 8  # how often a lesson comes, and after how many others
LOOKED_AT = 16  # lessons of the last file of the pool, which no training sees
LAYERS = ("fine", "coarse")
SHRINKAGE = 0.3  # as the detector shrinks the correlations of channels
MARGIN, SOFTNESS = 0.5, 0.25  # in logarithms of distance
HARDEST = 0.1  # of the normal patches
DEFECTIVE = 0.3  # of a cell is changed, from which it is to stand out
TEMPERATURE, ANCHORS = 0.1, 48  # of the contrast; places of an episode
SHARPNESS, ASKED = 16.0, 96  # of the products' choice; patches of an episode
LIGHT = 0.1  # of the directions of products, of which only the angles count: the lighter, the sooner they turn
WEIGHTS = {"episodic": 0.5, "contrast": 0.2, "product": 0.3, "defect": 0.5, "spread": 0.02}
NEVER = -1e4


class Readers(nn.Module):
    """What is read off the maps in training only: for each layer a direction for each product, and whether a patch is defective."""

    def __init__(self, products: int) -> None:
        super().__init__()
        self.products = nn.ParameterList(nn.Parameter(LIGHT * torch.randn(products, width)) for width in (FINE, COARSE))
        self.defects = nn.ModuleList(nn.Conv2d(width, 1, 1) for width in (FINE, COARSE))


def whitened(maps: Tensor) -> Tensor:
    """Maps `[episodes, views, c, h, w]` as patches `[episodes, views, h × w, c]`, made by the normal views of their episode as its
    detector would; nothing learns through that.
    """
    averaged = functional.avg_pool2d(maps.flatten(0, 1), 3, 1, 1, count_include_pad=False).unflatten(0, maps.shape[:2])
    patches = averaged.flatten(3).transpose(2, 3)
    rows = patches[:, :NORMAL].detach().flatten(1, 2)
    mean, std = rows.mean(1, keepdim=True), rows.std(1, keepdim=True)
    std = torch.maximum(std, 0.05 * std.median(2, keepdim=True).values + 1e-6)
    normed = (rows - mean) / std
    correlation = (1 - SHRINKAGE) * normed.mT @ normed / rows.shape[1] + SHRINKAGE * torch.eye(rows.shape[2])
    basis = torch.linalg.inv(torch.linalg.cholesky(correlation)).mT
    return ((patches - mean[:, None]) / std[:, None]) @ basis[:, None]


def distances(maps: Tensor) -> Tensor:
    """Of the patches of each defective view to the bank of its episode, `[episodes, h × w]`."""
    patches = whitened(maps)
    return torch.cdist(patches[:, NORMAL], patches[:, :NORMAL].flatten(1, 2)).amin(2)


def episodic(maps: Tensor, defects: Tensor) -> Tensor:
    """How far the defects are from standing out. `defects` is the changed share of each cell `[episodes, h × w]`."""
    losses = []
    for found, changed in zip(distances(maps).clamp(min=1e-3).log(), defects, strict=True):
        normal, defective = found[changed == 0], found[changed > DEFECTIVE]
        if len(normal) and len(defective):
            hardest = normal.topk(max(1, int(HARDEST * len(normal)))).values.mean()
            losses.append(SOFTNESS * functional.softplus((hardest + MARGIN - defective) / SOFTNESS).mean())
    return torch.stack(losses).mean() if losses else maps.sum() * 0


def contrast(maps: Tensor, defects: Tensor, places: Tensor, random: Random) -> Tensor:
    """The same place in two views among other products and the defects, for maps `[episodes, views, c, h, w]` of all channels alike."""
    count, _, channels, height, width = maps.shape
    grid = functional.affine_grid(places, [count, 1, height, width], align_corners=False)
    inside = (grid.abs() < 1 - 1 / width).all(-1).flatten(1)
    lots = torch.from_numpy(random.random(inside.shape, np.float32)).masked_fill(~inside, -1).topk(min(ANCHORS, height * width), 1)
    asked, chosen = (lots.values > 0).flatten(), lots.indices[:, None].expand(-1, channels, -1)
    both = maps[:, 0].flatten(2), functional.grid_sample(maps[:, 1], grid, align_corners=False).flatten(2)
    left, right = (functional.normalize(view.gather(2, chosen).transpose(1, 2).flatten(0, 1)[asked], dim=1) for view in both)
    owners = torch.arange(count).repeat_interleave(lots.indices.shape[1])[asked]
    scores = (left @ right.T / TEMPERATURE).masked_fill((owners[:, None] == owners) & ~torch.eye(len(owners), dtype=torch.bool), NEVER)
    spoilt = functional.normalize(maps[:, -1].flatten(2), dim=1).transpose(1, 2).flatten(0, 1)
    own = (owners[:, None] == torch.arange(count).repeat_interleave(height * width)) & (defects.flatten() > DEFECTIVE)
    bad = (left @ spoilt.T / TEMPERATURE).masked_fill(~own, NEVER)
    return functional.cross_entropy(torch.cat([scores, bad], 1), torch.arange(len(owners)))


def product(maps: Tensor, directions: Tensor, products: Tensor, random: Random) -> Tensor:
    """Which product some patches of normal views show, for maps as `contrast` takes them."""
    averaged = functional.avg_pool2d(maps.flatten(0, 1), 3, 1, 1).unflatten(0, maps.shape[:2])
    patches = averaged[:, :NORMAL].permute(0, 1, 3, 4, 2).flatten(1, 3)
    asked = torch.from_numpy(random.integers(0, patches.shape[1], ASKED))
    left = functional.normalize(patches[:, asked].flatten(0, 1), dim=1)
    return functional.cross_entropy(SHARPNESS * left @ functional.normalize(directions, dim=1).T, products.repeat_interleave(ASKED))


def defect(read: Tensor, defects: Tensor) -> Tensor:
    """Which patches of the defective views are defective; those at the rim do not count."""
    certain = (defects == 0) | (defects > DEFECTIVE)
    return functional.binary_cross_entropy_with_logits(read[certain], (defects > DEFECTIVE).float()[certain])


def spread(maps: Tensor) -> Tensor:
    """Correlations of channels, for maps of channels alike."""
    rows = maps.transpose(0, 1).flatten(1)
    correlation = rows @ rows.T / rows.shape[1]
    return (correlation - torch.diag(correlation.diagonal())).square().sum() / len(correlation)


def layer_losses(maps: Tensor, given: Lesson, readers: Readers, layer: int, random: Random) -> dict[str, Tensor]:
    """By name, for the maps `[EPISODES × VIEWS, c, h, w]` of one layer."""
    maps, defects = maps.float(), changed(given, maps)
    standard = functional.batch_norm(maps, None, None, training=True)
    episodes = standard.unflatten(0, (EPISODES, VIEWS))
    return {
        "episodic": episodic(maps.unflatten(0, (EPISODES, VIEWS)), defects),
        "contrast": contrast(episodes, defects, given.places, random),
        "product": product(episodes, readers.products[layer], given.products, random),
        "defect": defect(readers.defects[layer](episodes[:, NORMAL]).flatten(1), defects),
        "spread": spread(standard),
    }


def changed(given: Lesson, maps: Tensor) -> Tensor:
    """Share of each cell that the defect changed, `[EPISODES, h × w]`."""
    return functional.avg_pool2d(given.defects[:, None], SIDE // maps.shape[-1]).flatten(1)


def train(folder: Path, drawn: Path, steps: int) -> None:
    torch.set_num_threads(1)
    *files, last = pool.read(drawn)
    pictures, unseen = Pool(files), Pool([last])
    lessons = Echo(Ahead(lambda number: lesson(pictures, np.random.default_rng([number, 2]))), TIMES, AGO)
    held_out = [lesson(unseen, np.random.default_rng([number, 3])) for number in range(LOOKED_AT)]
    torch.manual_seed(1)
    readers = Readers(pictures.products)
    run = Run(folder, steps, readers)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        given, random = lessons(step), np.random.default_rng([step, 4])
        with torch.autocast("cpu", torch.bfloat16):
            layers = run.net(given.views.to(memory_format=torch.channels_last))
        found = [layer_losses(maps, given, readers, layer, random) for layer, maps in enumerate(layers)]
        told = {f"{name}_{layer}": float(losses[name].detach()) for name in WEIGHTS for layer, losses in zip(LAYERS, found, strict=True)}
        return torch.stack([weight * losses[name] for losses in found for name, weight in WEIGHTS.items()]).sum(), told

    def look(net: nn.Module) -> dict[str, float]:
        """Patch AUROC, on products that no training sees."""
        net.eval()
        with torch.no_grad():
            shares = [[separation(maps, given) for maps in net(given.views)] for given in held_out]
        return {f"auroc_{layer}": float(value) for layer, value in zip(LAYERS, np.mean(shares, axis=0), strict=True)}

    run.steps(loss, look)


def separation(maps: Tensor, given: Lesson) -> float:
    """Share of pairs, one patch of a defect and one without, in which the first is farther from the bank; mean over the episodes."""
    shares = []
    for found, share in zip(distances(maps.unflatten(0, (EPISODES, VIEWS))), changed(given, maps), strict=True):
        normal, defective = found[share == 0], found[share > DEFECTIVE]
        if len(normal) and len(defective):
            shares.append(float((defective[:, None] > normal).float().mean()))
    return float(np.mean(shares)) if shares else 0.5
