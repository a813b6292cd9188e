from typing import Any

import pytest

from tests.props import detector_of


@pytest.fixture
def plate(carol: Any) -> Any:
    """An active detector of striped plates, trained by Carol."""
    return detector_of(carol)


@pytest.fixture
def quick_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small features and a small memory bank: training takes a second."""
    from finnect.inspection.detection import TrainingOptions
    from finnect.inspection.services import detectors

    monkeypatch.setattr(detectors, "TrainingOptions", lambda: TrainingOptions(resolution=64, bank_size=50))
