"""The contract of /api/v1/datasets: from an archive to data sets, and on to trained models."""

import io
import tarfile
from typing import Any

import pytest

from finnect import storage
from finnect.inspection.models import Dataset, DatasetPicture, Detector
from finnect.jobs.models import Job
from tests.conftest import png
from tests.props import drawn_grid, good_parts, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("quick_training")]


@pytest.fixture
def hand_in(alice: Any, calling: Any) -> Any:
    caller = calling(alice)

    def do(content: bytes, filename: str = "plate.zip", *, language: str = "en", **form: Any) -> Any:
        files, headers = {"file": (filename, content)}, {"Accept-Language": language}
        return caller.post("/api/v1/datasets", files=files, data=form, headers=headers)

    return do


def mvtec(category: str = "plate") -> list[tuple[str, bytes]]:
    defects = [(f"{category}/test/blot/{number:03}.png", part(number, defect=True)) for number in range(60, 63)]
    masks = [(f"{category}/ground_truth/blot/{number:03}_mask.png", part(number, defect=True)) for number in range(60, 63)]
    return [
        *good_parts(6, f"{category}/train/good/"),
        *((f"{category}/test/good/{number:03}.png", part(number)) for number in range(50, 53)),
        *defects,
        *masks,
        (f"{category}/license.txt", b"CC BY-NC-SA"),
    ]


def test_an_archive_is_taken_and_unpacked_later(hand_in: Any) -> None:
    answer = hand_in(zipped(good_parts()))

    assert answer.status_code == 202
    assert set(answer.json()) == {"dataset", "job"}
    assert answer.json()["dataset"]["status"] == answer.json()["job"]["status"] == "PENDING"
    assert answer.json()["dataset"]["category"] == "plate"
    assert answer.json()["job"]["kind"] == "inspection.unpack"


def test_mvtecs_layout_is_understood_and_a_model_follows_by_itself(hand_in: Any, work_off: Any, alice: Any, calling: Any) -> None:
    made = hand_in(zipped(mvtec()), "anything.zip").json()
    jobs = work_off()
    caller = calling(alice)
    dataset = caller.get(f"/api/v1/datasets/{made['dataset']['id']}").json()
    model = caller.get(f"/api/v1/models/{jobs[1].result['model_id']}").json()

    assert [(job.kind, job.status) for job in jobs] == [("inspection.unpack", "SUCCESS"), ("inspection.train", "SUCCESS")]
    assert (dataset["category"], dataset["status"]) == ("plate", "SUCCESS")
    assert dataset["images"] == {"train_good": 6, "test_good": 3, "test_defect": 3, "masks": 3}
    assert dataset["rejected"] == []
    assert (model["category"], model["version"], model["active"], model["trainer"]) == ("plate", 1, True, "patchcore")
    assert model["dataset_id"] == dataset["id"]
    assert set(model["metrics"]) >= {"image_auroc", "f1"}
    assert model["training"]["images"] == 6
    assert model["training"]["seconds"] > 0
    assert model["training"]["peak_rss_bytes"] > 0


@pytest.mark.parametrize(("mode", "name"), [("w", "plate.tar"), ("w:gz", "plate.tar.gz"), ("w:gz", "plate.TGZ")])
def test_a_plain_folder_in_a_tar_is_a_category_named_after_the_file(mode: Any, name: str, hand_in: Any, work_off: Any) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for filename, content in good_parts(5, "my photos/"):
            info = tarfile.TarInfo(filename)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    assert hand_in(buffer.getvalue(), name, train="false").status_code == 202
    work_off()

    dataset = Dataset.objects.get()
    assert (dataset.category, dataset.counts["train_good"]) == ("plate", 5)
    assert not Detector.objects.exists()


def test_without_defects_there_are_no_metrics(hand_in: Any, work_off: Any, alice: Any, calling: Any) -> None:
    hand_in(zipped(good_parts()))
    work_off()

    assert calling(alice).get("/api/v1/models").json()["items"][0]["metrics"] is None


def test_several_categories_in_one_archive_give_several_data_sets(hand_in: Any, work_off: Any, alice: Any, calling: Any) -> None:
    grid = [(f"grid/train/good/{number}.png", png(drawn_grid(number))) for number in range(6)]
    hand_in(zipped([*good_parts(6, "plate/train/good/"), *grid]), "both.zip")
    [unpacking, *trainings] = work_off()

    assert len(unpacking.result["dataset_ids"]) == len(unpacking.result["job_ids"]) == len(trainings) == 2
    assert {row.category for row in Dataset.objects.all()} == {"plate", "grid"}
    models = calling(alice).get("/api/v1/models", params={"active": "true"}).json()["items"]
    assert {model["category"] for model in models} == {"plate", "grid"}


@pytest.mark.parametrize(("language", "word"), [("en", "broken"), ("ko", "PNG")])
def test_a_rejected_picture_is_named_with_a_reason_in_words(
    language: str, word: str, hand_in: Any, work_off: Any, alice: Any, calling: Any
) -> None:
    broken = [("scans/bad\n.png", part(1)[:500]), ("scans/text.png", b"not a picture")]
    made = hand_in(zipped([*good_parts(5), *broken]), train="false").json()
    work_off()
    dataset = calling(alice, language).get(f"/api/v1/datasets/{made['dataset']['id']}").json()

    assert [entry["name"] for entry in dataset["rejected"]] == ["scans/bad�.png", "scans/text.png"]
    assert word in dataset["rejected"][0]["reason"]
    assert all(len(entry["reason"]) > 20 for entry in dataset["rejected"])
    assert dataset["images"]["train_good"] == 5


def test_the_pictures_lie_under_names_of_ours(hand_in: Any, work_off: Any, settings: Any) -> None:
    hand_in(zipped(good_parts(5, "holiday/")), train="false")
    [job] = work_off()

    for picture in DatasetPicture.objects.all():
        assert picture.key.startswith(f"{settings.TRAINING_DATA_FOLDER}/{job.id}/")
        assert picture.filename not in picture.key
        assert "holiday" not in picture.key
        assert storage.exists(picture.key)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("readme.txt", b"x")], "EMPTY_DATASET"),
        ([("plate/test/blot/1.png", part(1))], "EMPTY_DATASET"),
        ([("../../x.png", part(1))], "UNSAFE_ARCHIVE"),
    ],
)
def test_an_archive_of_nothing_or_of_malice_fails_with_a_reason(
    files: Any, code: str, hand_in: Any, work_off: Any, alice: Any, calling: Any
) -> None:
    made = hand_in(zipped(files)).json()
    work_off()
    caller = calling(alice)
    job = caller.get(f"/api/v1/jobs/{made['job']['id']}").json()

    assert (job["status"], job["error"]["code"]) == ("FAILURE", code)
    assert caller.get(f"/api/v1/datasets/{made['dataset']['id']}").json()["status"] == "FAILURE"
    assert not Detector.objects.exists()


def test_too_few_pictures_fail_the_training_and_say_so(hand_in: Any, work_off: Any) -> None:
    hand_in(zipped(good_parts(3)))
    [unpacking, training] = work_off()

    assert (unpacking.status, training.status) == ("SUCCESS", "FAILURE")
    assert training.error["code"] == "TOO_FEW_PICTURES"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04", "x.tar"), (b"Rar!\x1a\x07", "x.zip"), (b"7z\xbc\xaf", "x.7z"), (b"", "x.zip"), (b"x" * 600, "x.tar")],
)
def test_what_is_no_archive_is_refused_at_the_door(content: bytes, name: str, hand_in: Any) -> None:
    assert hand_in(content, name).status_code == 422
    assert not Job.objects.exists()


def test_the_same_archive_again_is_the_earlier_data_set(hand_in: Any, work_off: Any) -> None:
    first = hand_in(zipped(good_parts())).json()
    work_off()
    again = hand_in(zipped(good_parts()), "copy.zip").json()

    assert again["dataset"]["id"] == first["dataset"]["id"]
    assert work_off() == []


def test_asking_for_the_training_that_was_left_out_is_another_request(hand_in: Any, work_off: Any) -> None:
    hand_in(zipped(good_parts()), train="false")
    work_off()
    hand_in(zipped(good_parts()), train="true")

    assert [job.kind for job in work_off()] == ["inspection.unpack", "inspection.train"]


def test_a_failed_one_may_be_handed_in_again(hand_in: Any, work_off: Any) -> None:
    archive = zipped([("readme.txt", b"x")])
    first = hand_in(archive).json()
    work_off()

    assert hand_in(archive).json()["dataset"]["id"] != first["dataset"]["id"]


@pytest.mark.parametrize(("trainer", "status"), [("magic", 422), ("patchcore", 202)])
def test_the_trainer_is_one_that_there_is(trainer: str, status: int, hand_in: Any) -> None:
    assert hand_in(zipped(good_parts()), trainer=trainer).status_code == status


@pytest.mark.parametrize("category", ["나사 M3", "a" * 300, "../x", "x\u202ey", "<b>"])
def test_any_category_name_is_kept_harmless(category: str, hand_in: Any, work_off: Any) -> None:
    assert hand_in(zipped(good_parts()), category=category, train="false").status_code == 202
    work_off()
    kept = Dataset.objects.get().category

    assert 0 < len(kept) <= 100
    assert "/" not in kept
    assert kept.isprintable()


def test_an_administrator_trains_again_and_the_new_version_is_active(hand_in: Any, work_off: Any, carol: Any, calling: Any) -> None:
    hand_in(zipped(good_parts()))
    work_off()
    admin = calling(carol)
    answer = admin.post("/api/v1/models/train", json={"category": "plate", "trainer": "patchcore"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "inspection.train")
    work_off()

    models = admin.get("/api/v1/models").json()["items"]
    assert [(model["version"], model["active"]) for model in models] == [(2, True), (1, False)]


def test_training_a_category_without_pictures_is_refused(carol: Any, calling: Any) -> None:
    answer = calling(carol).post("/api/v1/models/train", json={"category": "bolt"})

    assert (answer.status_code, answer.json()["code"]) == (409, "NO_DATASET")
    assert "bolt" in answer.json()["detail"]


def test_a_backbone_that_is_not_there_fails_the_training(hand_in: Any, work_off: Any, settings: Any) -> None:
    settings.BACKBONE = "models/nothing.onnx"
    hand_in(zipped(good_parts()))

    assert work_off()[1].error["code"] == "BACKBONE_NOT_FOUND"
