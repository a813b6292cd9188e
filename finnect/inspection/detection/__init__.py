"""Learn what normal looks like from good pictures, and find what is not. Pure: numpy, ONNX and Pillow only.

    trained = train(find(folder)[0].good, backbone=Backbone.builtin())
    verdict = Detector(trained.onnx, trained.calibration).inspect(decode(path))

Names are imported when first used: onnxruntime takes 44 MB, which a process that only shows results need not spend.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finnect.inspection.detection.backbone import Backbone, UnusableBackbone
    from finnect.inspection.detection.batch import inspect_all
    from finnect.inspection.detection.calibration import Calibration, Threshold, TooFewPictures
    from finnect.inspection.detection.dataset import Dataset, find, pictures_in
    from finnect.inspection.detection.detector import AnomalyMap, Detector, Region, Verdict
    from finnect.inspection.detection.evaluation import Evaluation, evaluate
    from finnect.inspection.detection.heatmap import overlay, pack, unpack
    from finnect.inspection.detection.looks import Look, ProductLook, look_of, product_look
    from finnect.inspection.detection.pictures import ImageTooLarge, NotAnImage, Picture, Source, count_pixels, decode, thumbnail
    from finnect.inspection.detection.training import Trained, TrainingOptions, train

_HOMES = {
    "backbone": ("Backbone", "UnusableBackbone"),
    "batch": ("inspect_all",),
    "calibration": ("Calibration", "Threshold", "TooFewPictures"),
    "dataset": ("Dataset", "find", "pictures_in"),
    "detector": ("AnomalyMap", "Detector", "Region", "Verdict"),
    "evaluation": ("Evaluation", "evaluate"),
    "heatmap": ("overlay", "pack", "unpack"),
    "looks": ("Look", "ProductLook", "look_of", "product_look"),
    "pictures": ("ImageTooLarge", "NotAnImage", "Picture", "Source", "count_pixels", "decode", "thumbnail"),
    "training": ("Trained", "TrainingOptions", "train"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AnomalyMap",
    "Backbone",
    "Calibration",
    "Dataset",
    "Detector",
    "Evaluation",
    "ImageTooLarge",
    "Look",
    "NotAnImage",
    "Picture",
    "ProductLook",
    "Region",
    "Source",
    "Threshold",
    "TooFewPictures",
    "Trained",
    "TrainingOptions",
    "UnusableBackbone",
    "Verdict",
    "count_pixels",
    "decode",
    "evaluate",
    "find",
    "inspect_all",
    "look_of",
    "overlay",
    "pack",
    "pictures_in",
    "product_look",
    "thumbnail",
    "train",
    "unpack",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
