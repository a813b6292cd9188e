"""What the figures draw, as Plotly reads it."""

from typing import Any

import pytest

from finnect.dashboard import figures
from tests.props import detector_of, inspection_of, part

NAMES = {"train": "good, training", "good": "good, test", "defects": "defects"}


def histogram(counts: dict[str, list[int]], threshold: float = 1.5) -> figures.Figure:
    return figures.score_histogram([0, 1, 2, 3], counts, names=NAMES, threshold=threshold, title="Scores", mark="threshold")


def by_name(figure: figures.Figure) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in figure["data"]}


def test_the_curve_has_the_threshold_drawn_in() -> None:
    points = [(0.0, 0.0), (0.0, 0.8), (1.0, 1.0)]
    figure = figures.roc_curve(points, at=[(0.1, 0.9)], title="found", chance="chance", threshold="now")
    drawn = by_name(figure)
    assert (drawn["found"]["x"], drawn["found"]["y"]) == ([0.0, 0.0, 1.0], [0.0, 0.8, 1.0])
    assert (drawn["now"]["x"], drawn["now"]["y"]) == ([0.1], [0.9])
    assert drawn["chance"]["x"] == drawn["chance"]["y"] == [0, 1]


def test_bars_stand_over_the_middle_of_their_scores_and_the_line_over_the_threshold() -> None:
    drawn = by_name(histogram({"train": [4, 1, 0], "good": [1, 0, 0], "scratch": [0, 1, 2]}))
    assert drawn["good, training"]["x"] == [0.5, 1.5, 2.5]
    assert drawn["good, training"]["y"] == [4, 1, 0]
    assert (drawn["threshold"]["x"], drawn["threshold"]["y"]) == ([1.5, 1.5], [0, 4])


def test_kinds_of_defect_are_added_up() -> None:
    drawn = by_name(histogram({"train": [1, 0, 0], "scratch": [0, 1, 2], "dent": [0, 0, 3]}))
    assert drawn["defects"]["y"] == [0, 1, 5]


def test_what_was_not_measured_is_not_drawn() -> None:
    assert set(by_name(histogram({"train": [1, 1, 0], "good": [0, 0, 0]}))) == {"good, training", "threshold"}
    assert set(by_name(histogram({}))) == {"threshold"}


@pytest.mark.django_db
def test_everybody_sees_the_scores_of_a_model_with_its_threshold(carol: Any, bob: Any, calling: Any) -> None:
    model = detector_of(carol)
    model.training = {"scores": {"train": [1.0, 2.0, 3.0], "scratch": [5.0, 6.0]}}
    model.threshold = 4.0
    model.save()
    scores = calling(bob).get(f"/api/v1/figures/models/{model.id}/scores", headers={"Accept-Language": "en"}).json()
    assert by_name(scores)["threshold in use"]["x"] == [4.0, 4.0]
    assert sum(by_name(scores)["defects"]["y"]) == 2
    curve = calling(bob).get(f"/api/v1/figures/models/{model.id}/roc", headers={"Accept-Language": "en"}).json()
    assert by_name(curve)["threshold in use"]["y"] == [1.0]
    assert (by_name(curve)["Defects found"]["x"][0], by_name(curve)["Defects found"]["y"][-1]) == (0.0, 1.0)


@pytest.mark.django_db
def test_a_model_without_known_defects_has_no_curve(carol: Any, bob: Any, calling: Any) -> None:
    model = detector_of(carol)
    curve = by_name(calling(bob).get(f"/api/v1/figures/models/{model.id}/roc", headers={"Accept-Language": "en"}).json())
    assert curve["Defects found"]["x"] == curve["threshold in use"]["x"] == []


@pytest.mark.django_db
def test_the_history_of_scores_counts_in_thresholds(alice: Any, carol: Any, calling: Any) -> None:
    detector_of(carol)
    good, bad = inspection_of(alice, part(3)), inspection_of(alice, part(4, defect=True))
    figure = calling(carol).get("/api/v1/figures/score_history", headers={"Accept-Language": "en"}).json()
    drawn = by_name(figure)
    assert drawn["normal"]["y"] == [pytest.approx(good.score / good.threshold)]
    assert drawn["defect"]["y"] == [pytest.approx(bad.score / bad.threshold)]
    assert drawn["threshold in use"]["x"] == [good.created_at.isoformat(), bad.created_at.isoformat()]
