"""Drawn pictures, small enough for seconds, and the shared sets where they are."""

from pathlib import Path

import numpy as np
import pytest

from finnect.inspection.detection import Backbone, Picture, Trained, TrainingOptions, train
from tests.inspection.detection.drawing import plate, png, scratched

SHARED = Path(__file__).parents[3] / "../shared/data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared data sets are not here")
    return SHARED


@pytest.fixture(scope="session")
def mobilenet(shared_data: Path) -> Backbone:
    return Backbone.from_onnx((shared_data / "backbones/mobilenet_v2_trunk.onnx").read_bytes(), name="MobileNetV2")


@pytest.fixture(scope="session")
def builtin() -> Backbone:
    return Backbone.builtin()


@pytest.fixture(scope="session", params=["builtin", "drawn"])
def packaged(request: pytest.FixtureRequest) -> Backbone:
    """Each network of the package."""
    return Backbone.drawn() if request.param == "drawn" else Backbone.builtin()


@pytest.fixture(scope="session")
def plates() -> list[bytes]:
    """Good pictures, as files."""
    return [png(plate(seed)) for seed in range(12)]


@pytest.fixture(scope="session")
def scratched_plates() -> dict[Path | bytes, Path | bytes]:
    """Defective pictures and their masks, as files."""
    drawn = [scratched(plate(seed), seed) for seed in range(100, 108)]
    return {png(picture): png(np.repeat(mask[..., None], 3, axis=2)) for picture, mask in drawn}


@pytest.fixture(scope="session")
def trained(plates: list[bytes], scratched_plates: dict[Path | bytes, Path | bytes], builtin: Backbone) -> Trained:
    """A detector of plates, with its metrics."""
    return train(
        plates,
        backbone=builtin,
        options=TrainingOptions(resolution=128, bank_size=600),
        test_good=[png(plate(seed)) for seed in range(50, 56)],
        defects={"scratch": list(scratched_plates)},
        masks=scratched_plates,
    )


@pytest.fixture
def good_plate() -> Picture:
    return plate(200)
