"""Learn what normal looks like from good pictures, and find what is not. Pure: numpy, ONNX and Pillow only.

    trained = train(find(folder)[0].good, backbone=Backbone.builtin())
    verdict = Detector(trained.onnx, trained.calibration).inspect(decode(path))

Names are imported when first used: onnxruntime takes 44 MB, which a process that only shows results need not spend.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
