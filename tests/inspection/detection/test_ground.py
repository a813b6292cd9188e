"""What a part lies on weighs less, and only where there is such a thing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from finnect.inspection.detection import Backbone, Detector, Picture, Trained, TrainingOptions, train
from finnect.inspection.detection.assembling import assemble
from finnect.inspection.detection.graph import map_constants, weighing_constants, weighing_steps
from finnect.inspection.detection.ground import WEIGHT, Ground, ground_of, is_worth_it
from finnect.inspection.detection.session import open_session
from tests.inspection.detection.drawing import png

Patches = NDArray[np.float32]
SIDE = 24
GROUND, PART = np.array([3, 0, 0, 0]), np.array([-3, 1, 0, 0])


def picture(part: NDArray[np.bool_], seed: int = 0) -> Patches:
    """Patches `[24, 24, 4]` of a part where `part` is true, and of what it lies on."""
    noise = np.random.default_rng(seed).normal(0, 0.5, (SIDE, SIDE, 4))
    return np.asarray(np.where(part[..., None], PART, GROUND) + noise, np.float32)


def square(reach: int) -> NDArray[np.bool_]:
    part = np.zeros((SIDE, SIDE), bool)
    part[SIDE // 2 - reach : SIDE // 2 + reach, SIDE // 2 - reach : SIDE // 2 + reach] = True
    return part


def weights(ground: Ground | None, patches: Patches) -> Patches:
    """`[24, 24]`, by the steps of the file."""
    signature = "weights (float[p, d] patches, int64[4] coarse_shape, float[n, 1, mh, mw] loud) => (float[n, 1, mh, mw] weighed)"
    model = assemble(signature, weighing_steps(ground), weighing_constants(ground) | map_constants())
    fed = {
        "patches": patches.reshape(-1, 4),
        "coarse_shape": np.array([1, 1, SIDE, SIDE]),
        "loud": np.ones((1, 1, 2 * SIDE, 2 * SIDE), np.float32),
    }
    found: Patches = open_session(model.SerializeToString()).run(None, fed)[0][0, 0]
    return found[::2, ::2]


def test_the_ground_is_what_the_border_shows() -> None:
    ground = ground_of([picture(square(6), seed) for seed in range(4)])
    assert ground is not None
    found = weights(ground, picture(square(6), 9))
    assert found[square(6)].min() == pytest.approx(1, abs=0.02)
    assert found[~square(9)].max() < WEIGHT + 0.05


def test_what_the_part_encloses_is_of_the_part_however_much_it_looks_like_ground() -> None:
    ground = ground_of([picture(square(6), seed) for seed in range(4)])
    ring = square(8) & ~square(4)
    found = weights(ground, picture(ring, 9))
    assert found[square(8)].min() == pytest.approx(1, abs=0.02)
    assert found[~square(11)].max() < WEIGHT + 0.05


def test_without_a_ground_every_place_weighs_the_same() -> None:
    assert np.all(weights(None, picture(square(6))) == 1)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("a surface that fills the picture", np.ones((SIDE, SIDE), bool)),
        ("stripes that run across the border", np.tile(np.arange(SIDE) % 8 < 4, (SIDE, 1))),
    ],
)
def test_a_surface_has_no_ground(kind: str, part: NDArray[np.bool_]) -> None:
    assert ground_of([picture(part, seed) for seed in range(4)]) is None, kind


def test_pictures_that_do_not_differ_at_all_have_no_ground() -> None:
    assert ground_of([np.ones((SIDE, SIDE, 4), np.float32)] * 3) is None


def test_a_handful_of_cells_is_too_few_to_tell() -> None:
    assert ground_of([picture(square(6))[:10, :10]]) is None


def test_it_is_worth_it_only_where_loud_good_pictures_become_quiet() -> None:
    scores = [1.0] * 95 + [1.5] * 5
    assert is_worth_it(scores, [1.0] * 95 + [1.2] * 5, 0.01)
    assert not is_worth_it(scores, [0.5 * score for score in scores], 0.01)


def coin(seed: int) -> Picture:
    """A coin `[128, 128, 3]` on a table."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:128, :128]
    grey = np.where(np.hypot(rows - 64, columns - 64) < 28, 90 + 30 * np.sin(rows / 2), 200.0)
    return np.repeat(np.clip(grey + random.normal(0, 3, (128, 128)), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def coins(builtin: Backbone, *, ground: bool) -> Trained:
    good = [png(coin(seed)) for seed in range(20)]
    return train(good, backbone=builtin, options=TrainingOptions(resolution=256, bank_size=400, ground=ground))


def test_where_the_table_is_clean_the_ground_is_left_alone(builtin: Backbone) -> None:
    assert coins(builtin, ground=True).training["ground"] == 0


def test_the_file_weighs_the_table_less_and_the_coin_the_same(builtin: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finnect.inspection.detection.ground.WORTH", np.inf)
    monkeypatch.setattr("finnect.inspection.detection.surroundings.FULLY", 0)  # the maps as they are before they are quieted
    plain, weighed = coins(builtin, ground=False), coins(builtin, ground=True)
    assert (plain.training["ground"], weighed.training["ground"]) == (0, 1)
    before, after = (Detector(trained.onnx, trained.calibration).inspect(coin(99)).map for trained in (plain, weighed))
    middle = len(after) // 2
    assert after[2, 2] == pytest.approx(WEIGHT * before[2, 2], rel=0.05)
    assert after[middle, middle] == pytest.approx(before[middle, middle], rel=0.01)
    assert max(weighed.scores["train"]) <= max(plain.scores["train"])
