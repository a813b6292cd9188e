"""A detector trained by gradient, with Keras on TensorFlow: students that learn to restore the features of good pictures.

    trained = train(find(folder)[0].good, backbone=backbone, options=GradientOptions())

TensorFlow is the extra `finnect[tensorflow]`. It takes half a gigabyte, so nothing here imports it before a training begins,
and nothing else in the product imports it at all: what training makes is an ONNX file like every other. With it, networks of
Keras Applications can be `exported` as backbones.
"""

from importlib.util import find_spec

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
MEMORY_BYTES = 900 << 20  # resident, of a whole process that trains


def is_installed() -> bool:
    """Whether what the extra brings is there; nothing is imported to find out."""
    return all(find_spec(name) for name in ("tensorflow", "keras", "tf2onnx"))
