"""A detector trained by gradient, with Keras on TensorFlow: students that learn to restore the features of good pictures.

    trained = train(find(folder)[0].good, backbone=backbone, options=GradientOptions())

TensorFlow is the extra `finnect[tensorflow]`. It takes half a gigabyte, so nothing here imports it before a training begins,
and nothing else in the product imports it at all: what training makes is an ONNX file like every other. With it, networks of
Keras Applications can be `exported` as backbones.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finnect.inspection.gradient.applications import exported
    from finnect.inspection.gradient.options import GradientOptions
    from finnect.inspection.gradient.training import train

MEMORY_BYTES = 900 << 20  # resident, of a whole process that trains
_HOME_OF = {"GradientOptions": "options", "exported": "applications", "train": "training"}

__all__ = ["MEMORY_BYTES", "GradientOptions", "exported", "is_installed", "train"]


def is_installed() -> bool:
    """Whether what the extra brings is there; nothing is imported to find out."""
    return all(find_spec(name) for name in ("tensorflow", "keras", "tf2onnx"))


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
