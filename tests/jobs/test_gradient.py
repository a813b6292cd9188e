"""A training by gradient outlives its process: it goes on after its last epoch."""

from typing import Any

import pytest

from finnect import storage
from finnect.inspection import gradient, services
from finnect.inspection.models import Dataset, DatasetPicture, Detector
from finnect.jobs import services as jobs
from finnect.jobs.models import Job
from tests.jobs.house import House, ended, until
from tests.props import dataset_of, inspection_of

pytestmark = pytest.mark.skipif(not gradient.is_installed(), reason="the extra `tensorflow` is not installed")

PATIENCE = 300.0  # TensorFlow alone takes seconds to import, and more on a busy machine


@pytest.fixture
def screws(house: House, alice: Any, shared: Any) -> Dataset:
    """A few of the real ones, in storage."""
    folder = shared / "mvtec_screw/screw/train/good"
    dataset = dataset_of(alice, "screw")
    for picture in sorted(folder.iterdir())[::50]:
        stored = storage.put(storage.new_key("pictures", picture.suffix), picture)
        DatasetPicture.objects.create(dataset=dataset, split="train", filename=picture.name, key=stored.key)
    return dataset


def checkpoints(house: House) -> set[str]:
    return {key for key in house.stored() if "/checkpoints/" in key}


def test_killed_after_an_epoch_it_goes_on_with_the_next(house: House, screws: Dataset, alice: Any, shared: Any) -> None:
    house.start(FINNECT_TEST_DIES="after the first epoch")
    job = services.train(owner=alice, trainer="tensorflow", dataset=screws, options={"epochs": 2, "resolution": 128})
    until(lambda: not Job.objects.get(id=job.id).is_open, f"for the end of {job}", seconds=PATIENCE)
    job.refresh_from_db()
    assert (job.status, job.attempt, job.error) == ("SUCCESS", 2, None)
    detector = Detector.objects.get(id=job.result["model_id"])

    assert (detector.trainer, detector.active) == ("tensorflow", True)
    assert (detector.training["epochs"], detector.training["epochs_before"]) == (2, 1)
    assert detector.training["peak_rss_bytes"] < gradient.MEMORY_BYTES
    until(lambda: not checkpoints(house), "for the checkpoint to go")
    another = (shared / "mvtec_screw/screw/test/good").iterdir()
    assert inspection_of(alice, next(another).read_bytes()).detector == detector


def test_cancelled_it_stops_and_the_next_training_clears_its_checkpoint_away(house: House, screws: Dataset, alice: Any) -> None:
    house.worker()
    job = services.train(owner=alice, trainer="tensorflow", dataset=screws, options={"epochs": 100, "resolution": 128})
    until(lambda: checkpoints(house), "for the first epoch to end", seconds=PATIENCE)
    jobs.cancel(job)
    assert ended(job).status == Job.Status.CANCELLED
    assert len(checkpoints(house)) == 1
    services.train(owner=alice, dataset=screws, options={"resolution": 128, "bank_size": 100})
    until(lambda: not checkpoints(house), "for the checkpoint to go")
