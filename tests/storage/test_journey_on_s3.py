"""The whole way of uploads with S3 beneath: archive, training pictures, model, picture, table."""

from datetime import timedelta
from typing import Any

import pytest

from finnect import storage
from tests.conftest import PASSWORD
from tests.props import SALES, STATISTICS, good_parts, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from finnect.inspection.detection import TrainingOptions
    from finnect.inspection.services import detectors

    monkeypatch.setattr(detectors, "TrainingOptions", lambda: TrainingOptions(resolution=64, bank_size=50))


def test_from_archive_to_verdict_and_from_table_to_numbers(alice: Any, calling: Any, work_off: Any, bucket: Any, settings: Any) -> None:
    caller = calling(alice)
    archive = {"file": ("plate.zip", zipped(good_parts()))}
    assert caller.post("/api/v1/datasets", files=archive).status_code == 202
    assert caller.post("/api/v1/tables", files={"file": ("sales.csv", SALES)}).status_code == 202
    assert [job.status for job in work_off()] == ["SUCCESS"] * 3

    made = caller.post("/api/v1/images", files={"file": ("part.png", part(50))})
    assert made.status_code == 201
    assert caller.get(made.json()["original_url"]).content == part(50)
    assert caller.get(made.json()["heatmap_url"]).content.startswith(b"\x89PNG")
    assert caller.get("/api/v1/tables").json()["items"][0]["statistics"] == STATISTICS
    [model] = caller.get("/api/v1/models").json()["items"]
    assert model["active"]

    folders = {found.key.rsplit("/", 1)[0].split("/")[0] for found in bucket.objects.all()}
    assert folders == {settings.RAW_DATASET_FOLDER, settings.TRAINING_DATA_FOLDER, settings.MODEL_FOLDER, "uploads"}


def test_measures_are_read_where_the_table_lies_and_say_so_when_that_is_gone(
    alice: Any, calling: Any, work_off: Any, bucket: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.columns import free_port

    caller = calling(alice)
    table = caller.post("/api/v1/tables", files={"file": ("sales.csv", SALES)}).json()["table"]["id"]
    work_off()
    countries = caller.get(f"/api/v1/tables/{table}/top?by=country").json()

    monkeypatch.setattr("finnect.storage.services.RETRIES", {"max_retries": 0, "retry_timeout": timedelta(seconds=1)})
    settings.STORAGE_OPTIONS = {**settings.STORAGE_OPTIONS, "endpoint": f"http://127.0.0.1:{free_port()}"}
    gone = caller.get(f"/api/v1/tables/{table}/top?by=product")

    assert sum(entry["value"] for entry in countries) == pytest.approx(STATISTICS["total_revenue"])
    assert gone.status_code == 503
    assert gone.json()["code"] == "STORAGE_UNAVAILABLE"


def test_s3_gone_is_a_503_within_bounds(alice: Any, calling: Any, bucket: Any, settings: Any) -> None:
    from tests.columns import free_port

    settings.STORAGE_OPTIONS = {**settings.STORAGE_OPTIONS, "endpoint": f"http://127.0.0.1:{free_port()}"}
    answer = calling(alice).post("/api/v1/tables", files={"file": ("sales.csv", SALES)})

    assert answer.status_code == 503
    assert answer.json()["code"] == "STORAGE_UNAVAILABLE"
    assert PASSWORD not in answer.text
    assert not storage.ready()
