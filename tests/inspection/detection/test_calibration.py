"""The threshold keeps the false-alarm rate, and confidence means what it says."""

import json

import numpy as np
import pytest

from finnect.inspection.detection import Calibration
from finnect.inspection.detection.calibration import calibrate, with_defects
from finnect.inspection.detection.metrics import auroc, expected_calibration_error


def good_scores(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).lognormal(2, 0.1, count)


@pytest.fixture
def calibration() -> Calibration:
    return calibrate(good_scores(300), good_scores(300, 1))


@pytest.fixture
def informed(calibration: Calibration) -> Calibration:
    return with_defects(calibration, good_scores(80, 2), 1.3 * good_scores(80, 3))


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_the_false_alarm_rate_is_kept_on_average(rate: float) -> None:
    realised = []
    for seed in range(300):
        scores = good_scores(400, seed)
        threshold = calibrate(scores[:200], scores[:200]).threshold_at(rate)
        assert threshold.rate <= rate + 1e-9
        realised.append(np.mean(scores[200:] > threshold.value))
    assert np.mean(realised) <= rate * 1.15 + 0.001
    assert np.mean(realised) >= rate * 0.5


def test_the_interval_holds_the_true_rate() -> None:
    truth = good_scores(200_000, 999)
    inside = 0
    for seed in range(200):
        threshold = calibrate(good_scores(150, seed), good_scores(150, seed)).threshold_at(0.05)
        inside += threshold.low <= np.mean(truth > threshold.value) <= threshold.high
    assert 0.9 <= inside / 200 <= 0.99


def test_ninety_nine_pictures_support_one_percent_and_ninety_eight_do_not() -> None:
    enough, few = calibrate(good_scores(99), good_scores(99)), calibrate(good_scores(98), good_scores(98))
    assert enough.threshold_at(0.01).is_supported
    threshold = few.threshold_at(0.01)
    assert not threshold.is_supported
    assert threshold.rate == few.supported_rate == pytest.approx(1 / 99)
    assert threshold.value == max(few.good)


def test_the_threshold_falls_as_more_false_alarms_are_allowed(calibration: Calibration) -> None:
    values = [calibration.threshold_at(rate).value for rate in (0.001, 0.01, 0.05, 0.3, 0.99)]
    assert values == sorted(values, reverse=True)
    assert calibration.at_rate(0.05).threshold == calibration.threshold_at(0.05).value


@pytest.mark.parametrize("name", ["calibration", "informed"])
def test_the_chance_of_a_defect_rises_strictly_and_never_ends(name: str, request: pytest.FixtureRequest) -> None:
    found: Calibration = request.getfixturevalue(name)
    chances = [found.defect_probability(score) for score in np.geomspace(0.5, 400, 4000)]
    assert np.all(np.diff(chances) > 0)
    assert chances[0] > 0
    assert chances[-1] < 1


def test_ranking_by_it_ranks_by_score(informed: Calibration) -> None:
    good, defects = good_scores(200, 5), 1.2 * good_scores(200, 6)
    ranked = auroc(*([informed.defect_probability(score) for score in scores] for scores in (good, defects)))
    assert ranked == auroc(good, defects)


def test_confidence_belongs_to_the_stated_verdict(calibration: Calibration) -> None:
    assert calibration.confidence(3.0, is_defect=False) > 0.95
    assert calibration.confidence(60.0, is_defect=True) > 0.95
    assert calibration.confidence(9.0, is_defect=True) == pytest.approx(1 - calibration.confidence(9.0, is_defect=False))


def test_it_is_calibrated_where_defects_are_known(informed: Calibration) -> None:
    good, defects = good_scores(4000, 7), 1.3 * good_scores(4000, 8)
    stated = [informed.defect_probability(score) for score in np.concatenate([good, defects])]
    assert expected_calibration_error(stated, np.repeat([False, True], 4000)) < 0.05
    assert informed.basis == "defects"


def test_separable_scores_do_not_break_the_fit(calibration: Calibration) -> None:
    found = with_defects(calibration, [1.0, 1.1, 1.2], [5.0, 5.5])
    assert found.defect_probability(1.1) < 0.35 < 0.65 < found.defect_probability(5.2)


def test_defects_that_score_below_the_good_still_rank_by_score(calibration: Calibration) -> None:
    found = with_defects(calibration, [5.0, 5.5, 6.0], [1.0, 1.1])
    assert found.defect_probability(6.0) > found.defect_probability(1.0)


def test_the_same_score_everywhere_is_survived() -> None:
    found = calibrate([2.0] * 10, [1.0] * 10)
    assert found.threshold == 2.0
    assert found.defect_probability(2.1) > found.defect_probability(2.0)


def test_likeness_falls_with_strangeness(calibration: Calibration) -> None:
    usual = float(np.median(good_scores(300, 1)))
    assert calibration.likeness(usual, usual) > 0.9 > 0.1 > calibration.likeness(3 * usual, 3 * usual)
    assert calibration.likeness(usual, 3 * usual) > 0.9, "a defect does not make another product of it"


def test_a_picture_too_quiet_is_no_likeness(calibration: Calibration) -> None:
    usual = float(np.median(good_scores(300, 1)))
    assert calibration.likeness(usual, usual / 3) < 0.1


def test_it_survives_json(informed: Calibration) -> None:
    assert Calibration.from_dict(json.loads(json.dumps(informed.to_dict()))) == informed
