"""Where the wide surroundings are usual, the map is quieted within the normal range; nowhere else, and never the score."""

import numpy as np
import pytest
from numpy.typing import NDArray

from finnect.inspection.detection import Backbone, Detector, Picture, TrainingOptions, graph, train
from finnect.inspection.detection.assembling import assemble
from finnect.inspection.detection.session import open_session
from finnect.inspection.detection.surroundings import BANK, Moments, Quieting, Reservoirs, Surroundings, quieting_constants, quieting_steps
from tests.inspection.detection.drawing import plate, scratched

Map = NDArray[np.float32]
LIMIT, LEVEL = 10.0, 4.0
USUAL = Surroundings(np.zeros(2, np.float32), np.eye(2, dtype=np.float32), np.zeros((3, 2), np.float32), Quieting(1.0, 0.5, LEVEL, LIMIT))


def quieted(heard: Map, strangeness: float, score: float = LIMIT) -> Map:
    """`heard` `[16, 16]` by the steps of the file, where every feature lies `strangeness` from the usual ones."""
    signature = "quiet (float[n, c, gh, gw] layer0, float[n, mh, mw] heard, float[n] score, int64[2] map_size) => (float[n, mh, mw] map)"
    numbers = {"zero": np.array([0]), "one": np.array([1]), "two": np.array([2]), "four": np.array([4])}
    model = assemble(signature, quieting_steps(USUAL), quieting_constants(USUAL) | numbers)
    layer = np.zeros((1, 2, 8, 8), np.float32)
    layer[:, 0] = strangeness
    fed = {"layer0": layer, "heard": heard[None], "score": np.array([score], np.float32), "map_size": np.array([16, 16])}
    found: Map = open_session(model.SerializeToString()).run(None, fed)[0][0]
    return found


def ramp() -> Map:
    """From 0 to twice the limit."""
    return np.linspace(0, 2 * LIMIT, 256, dtype=np.float32).reshape(16, 16)


def test_what_is_louder_than_a_good_picture_may_be_stays_to_the_last_bit_however_usual_its_surroundings() -> None:
    heard = ramp()
    found = quieted(heard, strangeness=0.0)
    assert np.array_equal(found[heard >= LIMIT], heard[heard >= LIMIT])
    assert (found[(heard > 0) & (heard < LIMIT)] < heard[(heard > 0) & (heard < LIMIT)]).all()
    assert (found[heard <= LEVEL] == 0).all()


def test_where_the_surroundings_are_strange_nothing_is_quieted() -> None:
    assert np.array_equal(quieted(ramp(), strangeness=2.5), ramp())


def test_the_more_usual_the_surroundings_the_quieter() -> None:
    loudness = [float(quieted(ramp(), strangeness).sum()) for strangeness in (1.25, 1.5, 1.75, 2.0, 2.25)]
    assert loudness == sorted(set(loudness))


def test_the_loudest_of_a_quiet_picture_stays_too() -> None:
    heard = ramp()
    found = quieted(heard, strangeness=0.0, score=7.0)
    assert np.array_equal(found[heard >= 7], heard[heard >= 7])
    assert (found[(heard > 0) & (heard < 7)] < heard[(heard > 0) & (heard < 7)]).all()


def test_a_map_of_nothing_is_no_trouble() -> None:
    assert not quieted(np.zeros((16, 16), np.float32), strangeness=0.0, score=0.0).any()


@pytest.mark.parametrize(("size", "places"), [((128, 128), (4, 4)), ((20, 2000), (1, 40)), ((2000, 20), (40, 1))])
def test_every_picture_has_windows_however_long_it_is(size: tuple[int, int], places: tuple[int, int], builtin: Backbone) -> None:
    """The longest have two cells in height."""
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    features, windows = open_session(graph.features_model(builtin, 128)).run(None, {"image": picture[None]})
    assert windows.shape[2:] == tuple(-(-cells // 4) for cells in features.shape[2:]) == places
    assert np.isfinite(windows).all()


def test_a_bank_holds_as_much_of_each_fold_and_nothing_of_the_one_left_out() -> None:
    reservoirs = Reservoirs(5, 1, seed=0)
    for fold in range(5):
        for _ in range(4):
            reservoirs.add(fold, np.full((BANK // 8, 1), fold, np.float32))
    assert np.bincount(reservoirs.bank()[:, 0].astype(int)).tolist() == [BANK // 5] * 5
    assert np.bincount(reservoirs.bank(without=2)[:, 0].astype(int)).tolist() == [BANK // 4, BANK // 4, 0, BANK // 4, BANK // 4]


def test_every_vector_has_the_same_chance_to_be_kept() -> None:
    reservoirs = Reservoirs(2, 1, seed=0)
    for tenth in range(10):
        reservoirs.add(0, np.full((BANK, 1), tenth, np.float32))
    counts = np.bincount(reservoirs.bank(without=1)[:, 0].astype(int))
    assert len(counts) == 10
    assert counts.min() > 0.8 * BANK / 10


def test_moments_are_those_of_all_values_at_once() -> None:
    values, moments = np.random.default_rng(0).normal(5, 2, (10, 7)).astype(np.float32), Moments()
    for row in values:
        moments.add(row)
    assert moments.mean == pytest.approx(values.mean(), rel=1e-6)
    assert moments.deviation == pytest.approx(values.std(), rel=1e-5)


@pytest.mark.parametrize("detail", [1, 2])
def test_a_detector_that_quiets_gives_the_verdict_of_one_that_does_not(
    detail: int, builtin: Backbone, plates: list[bytes], good_plate: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Score, likeness and regions, at its own threshold and at a lower one; only the map is quieter."""
    options = TrainingOptions(resolution=96, bank_size=200, detail=detail)
    quieting = train(plates[:6], backbone=builtin, options=options)
    monkeypatch.setattr("finnect.inspection.detection.surroundings.FULLY", 0)
    plain = train(plates[:6], backbone=builtin, options=options)
    assert quieting.scores == plain.scores
    assert quieting.calibration == plain.calibration
    detectors = [Detector(trained.onnx, trained.calibration, threads=1) for trained in (quieting, plain)]
    for picture in (good_plate, scratched(plate(7), 4)[0]):
        for threshold in (None, 0.5 * plain.calibration.threshold):
            quiet, loud = (detector.inspect(picture, threshold=threshold) for detector in detectors)
            assert (quiet.score, quiet.likeness, quiet.regions) == (loud.score, loud.likeness, loud.regions)
        assert (quiet.map <= loud.map).all()
        above = loud.map > plain.calibration.threshold
        assert np.array_equal(quiet.map[above], loud.map[above])
    quiet, loud = (detector.inspect(plate(3)).map for detector in detectors)
    assert quiet.mean() < 0.9 * loud.mean(), "one that was learnt has usual surroundings"
