"""What the API answers is what the file says, and what the file says is what the reference computes."""

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from finnect import storage
from finnect.inspection.detection import Backbone, decode
from finnect.inspection.detection.graph import MemoryBank
from finnect.inspection.detection.session import open_session
from tests.inspection.detection import reference
from tests.props import detector_of, part

pytestmark = pytest.mark.django_db
RESOLUTION = 96  # of `props.trained`


def learnt_in(model: bytes) -> tuple[MemoryBank, reference.Array, reference.Cells]:
    """The memory bank, the tolerance and the bank's cells, read back from a detector's file: `bank` holds (2b, −1) / s²."""
    found = {weight.name: numpy_helper.to_array(weight) for weight in onnx.load_model_from_string(model).graph.initializer}
    cells = [found[f"bank{i}"] for i in range(sum(name.startswith("bank") for name in found))]
    rows = np.concatenate(cells).astype(np.float64)
    squared = -1 / rows[:, -1:]
    basis = found["basis"].astype(np.float64)
    bank = MemoryBank(-found["origin"] @ np.linalg.pinv(basis), basis, rows[:, :-1] * squared / 2, np.sqrt(squared[:, 0]))
    return bank, found["tolerance"][0, 0], np.split(np.arange(len(rows)), np.cumsum([len(cell) for cell in cells])[:-1])


def test_http_file_and_reference_agree_label_for_label(alice: Any, carol: Any, calling: Any) -> None:
    detector = detector_of(carol)
    model = storage.read(detector.key)
    (bank, tolerance, cells), session, caller = learnt_in(model), open_session(model), calling(alice)
    verdicts = []
    for picture in [part(seed) for seed in range(20, 26)] + [part(seed, defect=True) for seed in range(30, 36)]:
        answer = caller.post("/api/v1/images", files={"file": ("x.png", picture)}, data={"category": detector.category}).json()
        score = float(session.run(["score"], {"image": decode(picture)[None]})[0][0])
        expected, _ = reference.score_and_map(decode(picture), Backbone.builtin(), RESOLUTION, bank, tolerance, cells=cells)
        assert answer["score"] == pytest.approx(score, rel=1e-6)
        assert score == pytest.approx(expected, rel=1e-4)
        assert answer["prediction"] == ("defect" if expected > detector.threshold else "normal")
        verdicts.append(answer["prediction"])
    assert set(verdicts) == {"normal", "defect"}
