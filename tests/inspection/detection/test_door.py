"""The public door is light."""

import subprocess
import sys

from finnect.inspection import detection


def test_importing_it_does_not_load_onnxruntime() -> None:
    code = "import sys, finnect.inspection.detection as d; d.find; print({'onnx', 'onnxruntime', 'django'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def test_every_promised_name_is_there() -> None:
    assert all(getattr(detection, name) for name in detection.__all__)
