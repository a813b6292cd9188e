"""Nobody but a training takes TensorFlow into memory."""

import subprocess
import sys

import pytest

from finnect.inspection import gradient

pytestmark = pytest.mark.skipif(not gradient.is_installed(), reason="the extra `tensorflow` is not installed")
PROGRAMS = {
    "web": "import finnect.config.asgi, finnect.inspection.services.detectors as d; d.check_trainer('tensorflow')",
    "tasks": "import finnect.inspection.tasks",
    "door": "from finnect.inspection.gradient import GradientOptions, is_installed; assert is_installed()",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_tensorflow_is_not_imported(program: str) -> None:
    code = f"import django, sys; django.setup(); {program}; print({{'tensorflow', 'keras', 'tf2onnx'}} & sys.modules.keys())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip().splitlines()[-1] == "set()"
