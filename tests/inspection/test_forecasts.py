"""What a training will take is said before it begins, and one that would not fit is refused."""

from typing import Any

import pytest

from finnect.inspection.detection import Backbone, TrainingOptions
from finnect.inspection.detection.rehearsal import FILLED, Covers
from finnect.inspection.detection.training import COMBINING, LEARNING
from finnect.inspection.errors import DoesNotFit
from finnect.inspection.models import Dataset, Detector
from finnect.inspection.services import forecasting, preparing
from finnect.inspection.services.detectors import backbone_name, training_options
from finnect.jobs.kinds import kind_of
from finnect.jobs.models import Job
from finnect.kit.progress import silent
from tests.props import detector_of, good_parts, part, zipped

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def earlier(owner: Any, *, seconds: float, peak: int, train: int = 100, test: int = 0, pixels: int = 160_000, **options: int) -> Detector:
    """A detector that was trained so."""
    detector = detector_of(owner)
    detector.training |= {
        "seconds": seconds,
        "peak_rss_bytes": peak,
        "backbone": backbone_name(),
        "options": preparing.costs_of(training_options("patchcore", {})) | options,
        "work": {"train": train, "test": test, "pixels": pixels},
    }
    detector.save()
    return detector


@pytest.fixture
def dataset(alice: Any, calling: Any, work_off: Any) -> Dataset:
    """Alice's six plates, not trained on yet."""
    calling(alice).post("/api/v1/datasets", files={"file": ("plate.zip", zipped(good_parts()))}, data={"train": "false"})
    work_off()
    return Dataset.objects.get(owner=alice)


def test_before_the_first_training_nothing_is_known_and_that_is_said(dataset: Dataset, alice: Any, calling: Any) -> None:
    found = calling(alice).get(f"/api/v1/datasets/{dataset.id}/forecast").json()

    assert (found["seconds"], found["peak_bytes"], found["basis"], found["trainings"]) == (None, None, "unknown", 0)
    assert found["fits"]
    assert found["bytes_allowed"] == kind_of("inspection.train").memory_bytes


def test_earlier_trainings_tell_what_a_picture_costs(dataset: Dataset, alice: Any, carol: Any, calling: Any) -> None:
    earlier(carol, seconds=20, peak=200 << 20)
    earlier(carol, seconds=40, train=100, test=100, peak=220 << 20)
    earlier(carol, seconds=900, peak=400 << 20, resolution=1024)
    found = calling(alice).get(f"/api/v1/datasets/{dataset.id}/forecast").json()

    assert (found["basis"], found["trainings"]) == ("earlier trainings", 2)
    once = 250  # pictures' worth; of six pictures it is five for each
    assert found["seconds"] == pytest.approx((6 + 30) * (20 / (100 + once) + 40 / (200 + once)) / 2)
    assert found["peak_bytes"] == 210 << 20


def test_a_training_by_gradient_makes_no_bank_and_takes_as_long_as_it_has_pictures(carol: Any) -> None:
    detector = earlier(carol, seconds=20, peak=1)
    options = {"resolution": 256, "epochs": 3}
    detector.trainer, detector.training = "tensorflow", {**detector.training, "options": options}
    detector.save()
    found = forecasting.from_earlier(forecasting.Work(50, 0, 9), trainer="tensorflow", backbone=backbone_name(), options=options)

    assert found.seconds == pytest.approx(10)


def test_pictures_to_test_count_only_where_there_are_defects() -> None:
    counts = {"train_good": 10, "test_good": 5, "test_defect": 0, "largest_pixels": 9}
    without, with_defects = Dataset(counts=counts), Dataset(counts={**counts, "test_defect": 3}, duplicates={"left_out": 2})

    assert forecasting.work_on(without) == forecasting.Work(10, 0, 9)
    assert forecasting.work_on(with_defects) == forecasting.Work(10, 6, 9)


def test_small_pictures_say_nothing_of_large_ones(dataset: Dataset, alice: Any, carol: Any, calling: Any) -> None:
    earlier(carol, seconds=20, peak=200 << 20, pixels=4000)

    assert calling(alice).get(f"/api/v1/datasets/{dataset.id}/forecast").json()["basis"] == "unknown"


@pytest.mark.parametrize("query", ["resolution=7", "trainer=magic", "epochs=3"])
def test_s23_a_forecast_of_nonsense_is_refused(query: str, dataset: Dataset, alice: Any, calling: Any) -> None:
    assert calling(alice).get(f"/api/v1/datasets/{dataset.id}/forecast?{query}").status_code == 422


def test_s09_a_forecast_is_for_those_who_see_the_data_set(dataset: Dataset, bob: Any, calling: Any) -> None:
    assert calling(bob).get(f"/api/v1/datasets/{dataset.id}/forecast").status_code == 404


@pytest.mark.parametrize(
    ("cost", "code", "advice"),
    [
        ({"seconds": 20, "peak": 1 << 40}, "DOES_NOT_FIT", "resolution"),
        ({"seconds": 1e6, "peak": 1 << 20}, "TAKES_TOO_LONG", "fewer pictures"),
    ],
)
def test_an_order_that_would_not_fit_is_refused_with_what_to_change(
    cost: Any, code: str, advice: str, dataset: Dataset, carol: Any, calling: Any
) -> None:
    earlier(carol, **cost)
    Dataset.objects.exclude(id=dataset.id).update(category="elsewhere")
    answer = calling(carol).post("/api/v1/models/train", json={"category": "plate"})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert advice in answer.json()["detail"]
    assert not calling(carol).get(f"/api/v1/datasets/{dataset.id}/forecast").json()["fits"]
    assert not Job.objects.filter(kind="inspection.train").exists()


def test_a_training_that_follows_by_itself_is_refused_before_it_starts(carol: Any, alice: Any, calling: Any, work_off: Any) -> None:
    earlier(carol, seconds=20, peak=1 << 40)
    calling(alice).post("/api/v1/datasets", files={"file": ("bolt.zip", zipped(good_parts()))})
    [unpacking, training] = work_off()

    assert (unpacking.status, training.status) == ("SUCCESS", "FAILURE")
    assert training.error["code"] == "DOES_NOT_FIT"


def test_the_forecast_is_kept_beside_what_it_was(quick_training: None, alice: Any, calling: Any, work_off: Any) -> None:
    archive = zipped([*good_parts(6, "plate/train/good/"), ("plate/test/blot/1.png", part(60, defect=True))])
    calling(alice).post("/api/v1/datasets", files={"file": ("plate.zip", archive)})
    work_off()
    first = Detector.objects.get().training
    calling(alice).post("/api/v1/datasets", files={"file": ("plate.zip", zipped(good_parts(8, "plate/train/good/")))})
    job = work_off()[-1]
    second = Detector.objects.get(version=2).training

    took = dict(first["stages"])
    assert list(took)[1:4] == ["Measuring the features", LEARNING, COMBINING]
    assert list(took)[-1].startswith("Testing")
    assert all(seconds >= 0 for seconds in took.values())
    assert first["work"] == {"train": 6, "test": 1, "pixels": 96 * 96}
    assert first["forecast"]["basis"] == "unknown"
    assert (second["forecast"]["basis"], second["forecast"]["peak_bytes"]) == ("earlier trainings", first["peak_rss_bytes"])
    assert second["forecast"]["seconds"] == pytest.approx(first["seconds"] / (6 + 1 + 5 * 6) * (8 + 5 * 8))
    assert job.result["forecast"] == second["forecast"]


def test_the_stages_of_a_training_are_those_of_the_one_before_it(carol: Any) -> None:
    detector = earlier(carol, seconds=20, peak=1)
    detector.training["stages"] = [["", 1.0], ["learning", 15.0], ["a test", 4.0]]
    detector.save()
    costs = preparing.costs_of(training_options("patchcore", {}))
    found = forecasting.from_earlier(forecasting.Work(450, 0, 9), trainer="patchcore", backbone=backbone_name(), options=costs)

    assert found.seconds == pytest.approx(20 * (450 + 250) / (100 + 250))
    assert list(found.stages.items()) == [("", pytest.approx(2)), ("learning", pytest.approx(30)), ("a test", pytest.approx(8))]


def drawn(folder: Any, count: int) -> list[Any]:
    files = [folder / f"{number}.png" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(part(number))
    return files


def test_a_trial_tells_of_the_first_training(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "WORTH_A_TRIAL", 20)
    files = drawn(tmp_path, 20)
    kind = kind_of("inspection.train")
    options = TrainingOptions(resolution=64, bank_size=50, threads=1)

    def forecast(good: int, tests: int) -> forecasting.Forecast:
        pictures = files * (good // 20)
        return forecasting.tried(pictures, files[:tests], {}, backbone=Backbone.builtin(), options=options, kind=kind)

    few, many = forecast(20, 0), forecast(200_000, 20)
    assert few.basis == many.basis == "trial"
    assert few.seconds == pytest.approx(sum(few.stages.values()))
    assert many.seconds == pytest.approx(sum(many.stages.values()))
    assert 0 < few.seconds < many.seconds
    assert few.peak_bytes
    assert 30 << 20 < few.peak_bytes < 4 << 30


def test_full_covers_cost_what_a_trial_with_its_nearly_empty_ones_does_not_show() -> None:
    """In the trial the covers of 100 vectors held 3 × 10, and went unnoticed into a bank of 150."""
    covers = Covers(size=100, shown=10, bank_size=150, begin=0.0, add=2.0, thin=0.0, space=1e-4)
    trial = {LEARNING: 300.0, COMBINING: 4.0, "testing": 7.0}
    found = forecasting._with_full_covers(trial, covers, forecasting.Work(150, 0, 9))

    # Each cover sees 30 pictures, the first eleven while it fills; in the trial it was filled to a tenth on average.
    assert found[LEARNING] == pytest.approx(300 + 5 * 2 * (5.5 + 19 * FILLED) - 150 * 2 * 0.1)
    assert found[COMBINING] == covers.combining(150)
    assert found["testing"] == 7


def test_a_first_look_refuses_before_the_memory_is_taken(tmp_path: Any) -> None:
    files = drawn(tmp_path, 5)
    kind = kind_of("inspection.train")
    tight = type(kind)(kind.name, kind.work, memory_bytes=1 << 20, seconds=kind.seconds, attempts=1)

    with pytest.raises(DoesNotFit, match="JOB_MEMORY_BYTES"):
        forecasting.tried(files, [], {}, backbone=Backbone.builtin(), options=TrainingOptions(resolution=640, bank_size=100), kind=tight)


def test_a_set_that_is_done_before_a_trial_has_none(tmp_path: Any) -> None:
    options = TrainingOptions(resolution=64, bank_size=50)
    found = forecasting.tried(drawn(tmp_path, 6), [], {}, backbone=Backbone.builtin(), options=options, kind=kind_of("inspection.train"))

    assert found == forecasting.Forecast()


def test_the_forecast_can_be_read_before_the_training_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[float, str, dict[str, Any]]] = []
    clock = [100.0]
    monkeypatch.setattr(preparing, "monotonic", lambda: clock[0])
    report = preparing.announcing(
        lambda fraction, text="", **params: said.append((fraction, text, params)), forecasting.Forecast(31.2, 210 << 20)
    )

    report(0.1, "Measuring the features", seconds_left=31.0)
    clock[0] += preparing.READING_SECONDS
    report(0.2, "Learning picture %(number)s", number=7)

    about = {"seconds": 32, "megabytes": 210, "seconds_left": 31.0}
    assert said[0] == (0.1, "Training will take about %(seconds)d seconds and %(megabytes)d MiB", about)
    assert said[1] == (0.2, "Learning picture %(number)s", {"number": 7, "seconds_left": None})


def test_nothing_is_announced_where_nothing_is_known() -> None:
    assert preparing.announcing(silent, forecasting.Forecast()) is silent
