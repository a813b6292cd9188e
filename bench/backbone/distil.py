"""Distillation: the net learns to give what MobileNetV2 gives, from drawn pictures alone."""

import os
from pathlib import Path

os.putenv("ORT_DISABLE_TELEMETRY", "1")  # see finnect/inspection/detection/session.py

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.backbone import pool
from bench.backbone.net import over_pixels
from bench.backbone.running import Ahead, Echo, Run
from bench.backbone.views import Pool, varied

LAYERS = ("stride8_32", "stride16_96")
SHRINKAGE = 0.3  # as the detector shrinks the correlations of channels
BATCH, SIDES = 16, (128, 160, 224)  # views of a step, and their sizes in turn
TIMES, AGO = 3, 8  # how often a lesson comes, and after how many others: drawing it and asking the teacher cost more than the step
MEASURED = 12  # batches from which mean and covariance of the teacher's channels are taken
RAW = 0.3  # weight of single cells beside their averages over 3 × 3, which the detector compares


Answered = tuple[Tensor, list[Tensor]]  # views, and the teacher's maps of them


class Teacher:
    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = 1, 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def __call__(self, views: Tensor) -> list[Tensor]:
        """Its maps of views in −1…1."""
        return [torch.from_numpy(found) for found in self._session.run(LAYERS, {"image": views.contiguous().numpy()})]


class Measure:
    """What the teacher's map is compared in: channels brought to mean 0 and deviation 1, and differences as the detector would count them,
    correlations undone in part.
    """

    def __init__(self, maps: list[Tensor]) -> None:
        rows = torch.cat([found.permute(0, 2, 3, 1).flatten(0, 2) for found in maps]).double()
        self._mean, self._std = (values.float()[:, None, None] for values in (rows.mean(0), rows.std(0)))
        variances, directions = torch.linalg.eigh(torch.corrcoef(rows.T))
        basis = directions / torch.sqrt((1 - SHRINKAGE) * variances.clamp(min=0) + SHRINKAGE)
        self._filters = basis.T.float()[..., None, None].contiguous()
        self._variance = float(self._squares(self.normal(torch.cat(maps))))

    def normal(self, teachers: Tensor) -> Tensor:
        return (teachers - self._mean) / self._std

    def missed(self, found: Tensor, teachers: Tensor) -> Tensor:
        """The share of the teacher's variance that is not found."""
        return self._squares(found.float() - self.normal(teachers)) / self._variance

    def _squares(self, differences: Tensor) -> Tensor:
        """Mean square of cells averaged over their neighbours, and of single ones."""
        white = functional.conv2d(differences, self._filters)
        averaged = functional.avg_pool2d(white, 3, 1, 1)
        return averaged.square().mean() + RAW * white.square().mean()


def distil(folder: Path, drawn: Path, teacher_file: Path, steps: int) -> None:
    torch.set_num_threads(1)
    teacher, pictures = Teacher(teacher_file), Pool(pool.read(drawn))
    samples = [teacher(_views(pictures, -1 - number, 160)) for number in range(MEASURED)]
    measures = [Measure([sample[layer] for sample in samples]) for layer in range(len(LAYERS))]
    held_out = [2 * view - 1 for view in _held_out()]
    wanted = [teacher(view) for view in held_out]
    run = Run(folder, steps, over_pixels)

    def missed(found: tuple[Tensor, Tensor], truth: list[Tensor]) -> list[Tensor]:
        return [measure.missed(maps, target) for measure, maps, target in zip(measures, found, truth, strict=True)]

    def lesson(number: int) -> Answered:
        views = _views(pictures, number, SIDES[number % len(SIDES)])
        return views.to(memory_format=torch.channels_last), teacher(views)

    lessons = Echo(Ahead(lesson), TIMES, AGO)

    def loss(step: int) -> tuple[Tensor, dict[str, float]]:
        views, truth = lessons(step)
        with torch.autocast("cpu", torch.bfloat16):
            found = run.net(views)
        fine, coarse = missed(found, truth)
        return fine + coarse, {"fine": float(fine), "coarse": float(coarse)}

    def look(net: nn.Module) -> dict[str, float]:
        net.eval()
        with torch.no_grad():
            shares = [missed(net(view), truth) for view, truth in zip(held_out, wanted, strict=True)]
        fine, coarse = (float(torch.stack(values).mean()) for values in zip(*shares, strict=True))
        return {"held_out_fine": fine, "held_out_coarse": coarse}

    run.steps(loss, look)


def _views(pictures: Pool, number: int, side: int) -> Tensor:
    """In −1…1; always the same for the same number."""
    return 2 * varied(pictures, np.random.default_rng([abs(number), int(number < 0)]), BATCH, side) - 1


def _held_out() -> list[Tensor]:
    """Pictures of products that no training sees, as drawn."""
    drawn = np.stack([pool.pieces(pool.HELD_OUT + number)[0] for number in range(48)])
    return list(torch.from_numpy(drawn).permute(0, 3, 1, 2).float().div(255).split(16))
