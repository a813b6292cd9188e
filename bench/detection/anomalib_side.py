"""anomalib's PatchCore on Finnect's trunk. Runs in anomalib's environment: `python -m bench.detection.anomalib_side FOLDER`."""

import os
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

os.putenv("ORT_DISABLE_TELEMETRY", "1")  # see finnect/inspection/detection/session.py

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from bench.detection.sides import Inspect, Task, measure

LAYERS = ("stride8_32", "stride16_96")
BATCH = 32  # anomalib's own default
PACKAGES = ("anomalib", "torch", "torchvision", "onnxruntime")


def import_torchvision() -> None:
    """A torchvision built for CUDA does not import beside a torch without it, for want of two operators that PatchCore never calls."""
    try:
        import_module("torchvision")
    except RuntimeError:
        for operator in ("nms", "qnms"):
            torch.library.define(f"torchvision::{operator}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        import_module("torchvision")


class Trunk(torch.nn.Module):
    """The ONNX trunk as a feature extractor, with the settings that Finnect opens it with."""

    def __init__(self, path: str, threads: int) -> None:
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def forward(self, images: torch.Tensor) -> dict[str, torch.Tensor]:
        maps = self._session.run(LAYERS, {"image": np.ascontiguousarray(images)})
        return {layer: torch.from_numpy(features) for layer, features in zip(LAYERS, maps, strict=True)}


def train(task: Task) -> Inspect:
    """Its reading, resizing, pooling, coreset and scoring; the trunk alone is not its own, nor the grey values that the trunk wants."""
    from anomalib.data.utils import read_image
    from anomalib.models.image.patchcore.torch_model import PatchcoreModel
    from torchvision.transforms.v2 import Compose, Normalize, Resize

    side = (task.resolution, task.resolution)
    prepare = Compose([Resize(side, antialias=True), Normalize(mean=[0.5] * 3, std=[0.5] * 3)])
    model = PatchcoreModel(layers=["layer1"], backbone="resnet18", pre_trained=False)
    model.feature_extractor, model.layers = Trunk(task.trunk, task.threads), LAYERS

    def picture(path: str) -> torch.Tensor:
        return prepare(read_image(path, as_tensor=True))

    def inspect(path: Path) -> tuple[float, NDArray[np.float32]]:
        with torch.no_grad():
            found = model(picture(str(path))[None])
        return float(found.pred_score[0]), found.anomaly_map[0, 0].numpy()

    model.train()
    for start in range(0, len(task.good), BATCH):
        model(torch.stack([picture(path) for path in task.good[start : start + BATCH]]))
    model.subsample_embedding(task.coreset_ratio)
    model.eval()
    return inspect


def main() -> None:
    folder = Path(sys.argv[1])
    task = Task.read(folder)
    torch.set_num_threads(task.threads)
    torch.manual_seed(0)
    import_torchvision()
    for module in ("anomalib.data.utils", "anomalib.models.image.patchcore.torch_model"):
        import_module(module)  # takes seconds that are not training's
    measure(folder, lambda: train(task), {package: version(package) for package in PACKAGES})


if __name__ == "__main__":
    main()
