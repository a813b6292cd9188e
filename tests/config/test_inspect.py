"""`finnect train FOLDER` and `finnect inspect FILE|FOLDER`: pictures judged without a server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from finnect.config.cli import app
from tests.inspection.detection.drawing import plate, png, scratched


def finnect(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `finnect train` wrote, from good plates."""
    folder = tmp_path_factory.mktemp("plates")
    for seed in range(40):
        (folder / f"{seed:02}.png").write_bytes(png(plate(seed)))
    written = tmp_path_factory.mktemp("trained") / "plate.onnx"
    assert finnect("train", folder, "-o", written).exit_code == 0
    return written


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A folder of three good plates and a scratched one, one of them in a folder within."""
    (tmp_path / "late").mkdir()
    for name, picture in (("a", plate(51)), ("b", scratched(plate(52), 2)[0]), ("c", plate(53)), ("late/d", plate(54))):
        (tmp_path / f"{name}.png").write_bytes(png(picture))
    return tmp_path


def test_a_folder_is_judged_picture_by_picture_in_order(parts: Path, detector: Path) -> None:
    told = finnect("inspect", parts, "-d", detector)
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert [Path(line["file"]).stem for line in found] == ["a", "b", "c", "d"]
    assert [line["prediction"] for line in found] == ["normal", "defect", "normal", "normal"]
    assert told.exit_code == 0
    alone = json.loads(finnect("inspect", parts / "b.png", "-d", detector).stdout)
    assert alone["score"] == pytest.approx(found[1]["score"], rel=1e-5)


def test_a_picture_that_cannot_be_read_is_told_and_the_others_are_judged(parts: Path, detector: Path) -> None:
    (parts / "broken.png").write_bytes(b"no picture")
    told = finnect("inspect", parts, "-d", detector)
    assert len(told.stdout.splitlines()) == 4
    assert "broken.png" in told.stderr
    assert told.exit_code == 1


def test_the_heat_map_of_one_picture_is_written(parts: Path, detector: Path) -> None:
    written = parts / "heat.png"
    assert finnect("inspect", parts / "b.png", "-d", detector, "--heat-map", written).exit_code == 0
    assert written.read_bytes().startswith(b"\x89PNG")
    refused = finnect("inspect", parts, "-d", detector, "--heat-map", written)
    assert refused.exit_code == 2
    assert "one picture" in refused.stderr
