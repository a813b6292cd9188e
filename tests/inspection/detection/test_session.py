"""onnxruntime works for us alone."""

import os
import subprocess
import sys
from pathlib import Path


def test_nothing_is_written_to_the_home_of_whoever_runs_it(tmp_path: Path) -> None:
    code = "import finnect.inspection.detection.session, onnxruntime; print(onnxruntime.get_available_providers())"
    env = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)

    assert list(tmp_path.rglob("*")) == []
