"""Installed once, seen by every process, used at the next training."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from obstore.exceptions import GenericError

from finnect import storage
from finnect.config.doctor import examine
from finnect.config.starting import fetch_backbone
from finnect.inspection import backbones, services
from finnect.inspection.backbones import keeping
from finnect.inspection.errors import BackboneNotFound
from finnect.inspection.services.detectors import configured_backbone
from finnect.jobs.models import Job
from finnect.kit.errors import Problem
from finnect.kit.hashing import sha256_of
from finnect.storage import services as storage_services
from tests.inspection.backbones.conftest import Publisher
from tests.props import dataset_of, part

ONNX, NOTE = "models/backbones/mobilenet_v2.onnx", "models/backbones/mobilenet_v2.json"


def kept() -> list[str]:
    return sorted(storage.keys("models"))


def test_it_is_fetched_converted_and_kept_with_its_hash(mirror: Publisher) -> None:
    made = backbones.install()

    assert mirror.asked == ["/good"]
    assert kept() == [NOTE, ONNX]
    assert backbones.installed() == made
    with (Path(storage_services._store().prefix or "") / ONNX).open("rb") as file:  # type: ignore[union-attr]
        assert sha256_of(file) == made.sha256


def test_a_file_brought_by_hand_will_do(published_file: Path, publisher: Publisher) -> None:
    assert backbones.install(published_file) == backbones.installed()
    assert publisher.asked == []


@pytest.mark.parametrize("path", ["cut-off", "missing", "longer"])
def test_nothing_is_kept_of_what_failed(path: str, mirror: Publisher, settings: Any) -> None:
    settings.BACKBONE_URL = mirror.url(path)
    with pytest.raises(Problem):
        backbones.install()
    assert kept() == []


def test_a_wrong_file_leaves_the_installed_one_as_it_was(mirror: Publisher) -> None:
    made = backbones.install()
    mirror.content = mirror.content[:-1] + b"!"
    with pytest.raises(backbones.WrongBackboneFile):
        backbones.install()
    assert backbones.installed() == made
    assert configured_backbone().name == "MobileNetV2"


def test_a_full_disk_is_told(mirror: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise GenericError("Generic LocalFileSystem error: Unable to copy data to file: No space left on device (os error 28)")

    monkeypatch.setattr(storage_services.obstore, "put", full)
    with pytest.raises(backbones.NoSpaceForBackbone):
        backbones.install()


def test_the_builtin_one_serves_until_mobilenet_is_there(mirror: Publisher) -> None:
    assert (backbones.in_use(), configured_backbone().name) == ("builtin", "Finnect 1")
    backbones.install()
    assert (backbones.in_use(), configured_backbone().name) == ("mobilenet_v2", "MobileNetV2")


def test_a_choice_goes_before_what_is_installed(mirror: Publisher) -> None:
    backbones.install()
    backbones.use("builtin")
    assert configured_backbone().name == "Finnect 1"
    backbones.use("drawn")
    assert configured_backbone().name == "Finnect D"
    backbones.use("mobilenet_v2")
    assert configured_backbone().name == "MobileNetV2"


def test_the_setting_goes_before_the_choice(mirror: Publisher, settings: Any, tmp_path: Path) -> None:
    backbones.install()
    own = tmp_path / "our_own.onnx"
    own.write_bytes(storage.read(ONNX))
    settings.BACKBONE = str(own)
    assert configured_backbone().name == "our_own"
    settings.BACKBONE = "models/nowhere.onnx"
    with pytest.raises(BackboneNotFound):
        configured_backbone()


def test_only_what_is_there_can_be_chosen() -> None:
    with pytest.raises(backbones.UnknownBackbone, match="builtin, drawn, mobilenet_v2"):
        backbones.use("resnet")
    with pytest.raises(backbones.BackboneNotInstalled):
        backbones.use("mobilenet_v2")


def test_one_that_was_chosen_and_is_gone_or_damaged_is_told(mirror: Publisher) -> None:
    backbones.install()
    backbones.use("mobilenet_v2")
    storage.put(ONNX, b"something else")
    with pytest.raises(backbones.BackboneDamaged):
        configured_backbone()
    storage.delete(ONNX, NOTE)
    with pytest.raises(backbones.BackboneNotInstalled):
        configured_backbone()


def test_the_first_start_fetches_and_the_second_does_not(mirror: Publisher) -> None:
    fetch_backbone()
    fetch_backbone()
    assert mirror.asked == ["/good"]
    assert backbones.installed()


def test_a_start_without_network_goes_on_and_tries_again_a_day_later(
    mirror: Publisher, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKBONE_URL = mirror.url("missing")
    fetch_backbone()
    fetch_backbone()
    assert mirror.asked == ["/missing"]
    assert (backbones.installed(), configured_backbone().name) == (None, "Finnect 1")

    monkeypatch.setattr(keeping, "PAUSE", timedelta(0))
    settings.BACKBONE_URL = mirror.url("good")
    fetch_backbone()
    assert backbones.installed()


@pytest.mark.parametrize("told", ["setting", "choice", "off"])
def test_a_start_fetches_nothing_that_would_not_be_used(told: str, mirror: Publisher, settings: Any) -> None:
    if told == "choice":
        backbones.use("builtin")
    settings.BACKBONE = "own.onnx" if told == "setting" else ""
    settings.BACKBONE_FETCH = told != "off"
    fetch_backbone()
    assert mirror.asked == []


@pytest.mark.django_db
def test_the_doctor_takes_it_for_no_orphan(mirror: Publisher) -> None:
    backbones.install()
    storage.put("models/stray.onnx", b"x")
    assert len(list(examine(fix=True, grace=timedelta(0)))) > 1
    assert kept() == [NOTE, ONNX]


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_training")
@pytest.mark.parametrize(("name", "label"), [("builtin", "Finnect 1"), ("drawn", "Finnect D"), ("mobilenet_v2", "MobileNetV2")])
def test_a_model_says_what_it_was_trained_on(name: str, label: str, alice: Any, mirror: Publisher, work_off: Any) -> None:
    from finnect.inspection.models import Detector

    backbones.install()
    backbones.use(name)
    dataset = dataset_of(alice)
    for number in range(6):
        key = storage.put(f"train/{number}.png", part(number)).key
        dataset.pictures.create(split="train", label="good", key=key)
    services.train(owner=alice, dataset=dataset)

    assert [job.status for job in work_off()] == [Job.Status.SUCCESS]
    assert Detector.objects.get().training["backbone"] == label
