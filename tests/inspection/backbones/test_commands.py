"""`finnect backbone install | list | use`, and the server that goes on whatever becomes of it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from finnect.config.cli import app
from tests.inspection.backbones.conftest import Publisher


def finnect(*words: str) -> Result:
    return CliRunner().invoke(app, ["backbone", *words])


def line_in_use() -> str:
    (line,) = (line for line in finnect("list").stdout.splitlines() if line.startswith("in use"))
    return line


def test_install_then_list_then_use(mirror: Publisher) -> None:
    assert "builtin" in line_in_use()
    assert "mobilenet_v2" in finnect("install").stdout
    assert "mobilenet_v2" in line_in_use() and "installed" in line_in_use()
    assert finnect("use", "builtin").exit_code == 0
    assert "builtin" in line_in_use()
    assert finnect("use", "drawn").exit_code == 0
    assert "drawn pictures alone" in line_in_use()


def test_a_file_can_be_named(published_file: Path) -> None:
    assert finnect("install", str(published_file)).exit_code == 0
    assert "mobilenet_v2" in line_in_use()


def test_the_setting_is_shown_as_what_is_used(settings: Any) -> None:
    settings.BACKBONE = "models/own.onnx"
    assert "models/own.onnx" in line_in_use()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("install", __file__), "not the published backbone"),
        (("use", "mobilenet_v2"), "not installed"),
        (("use", "x"), "no backbone of this name"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    ended = finnect(*words)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_first_run_installs_beside_the_server(mirror: Publisher, tmp_path: Path) -> None:
    assert started(mirror.url("good"), tmp_path, until=lambda: (tmp_path / "storage/models/backbones/mobilenet_v2.json").exists())


def started(url: str, home: Path, *, until: Any) -> bool:
    """Whether `finnect run` answers and `until` becomes true; it is stopped then."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "BROKER_URL", "CACHE_URL"}
    }
    environment |= {"FINNECT_HOME": str(home), "PORT": str(port), "BACKBONE_URL": url, "LOG_LEVEL": "INFO", "no_proxy": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "-m", "finnect", "run"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).status_code == 200 and until():
                    return True
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        return False
    finally:
        server.terminate()
        server.wait(20)
