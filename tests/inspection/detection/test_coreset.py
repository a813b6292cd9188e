"""The streaming cover keeps its promises."""

import numpy as np
import pytest

from finnect.inspection.detection.coreset import GROWTH, StreamingCover, merge, spacing


def stream(seed: int, count: int = 4000, channels: int = 16) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.normal(0, 1, (count, channels)).astype(np.float32)


def distances(vectors: np.ndarray, kept: np.ndarray) -> np.ndarray:
    return np.sqrt(((vectors[:, None] - kept) ** 2).sum(-1).min(1))


def test_the_size_is_never_exceeded_and_everything_is_covered() -> None:
    cover, seen = StreamingCover(200, 16), []
    for seed in range(5):
        seen.append(stream(seed, 1000))
        cover.add(seen[-1])
        assert len(cover.vectors) <= 200
    # Each thinning moves a representative by at most the radius of then: a geometric series in 1/GROWTH.
    bound = cover.radius / (1 - 1 / GROWTH)
    assert distances(np.concatenate(seen), cover.vectors).max() <= bound


def test_kept_vectors_are_farther_apart_than_the_radius_and_were_seen() -> None:
    vectors, cover = stream(1), StreamingCover(150, 16)
    cover.add(vectors)
    kept = cover.vectors
    gaps = np.sqrt(((kept[:, None] - kept) ** 2).sum(-1)) + 1e9 * np.eye(len(kept))
    assert gaps.min() > cover.radius * 0.999
    assert distances(kept, vectors).max() == 0


def test_a_rare_kind_survives_where_a_random_choice_loses_it() -> None:
    vectors = np.concatenate([stream(2), stream(3, 3) + 20])
    cover = StreamingCover(100, 16)
    cover.add(vectors)
    assert distances(vectors[-3:], cover.vectors).max() < 10


def test_it_is_deterministic() -> None:
    first, second = StreamingCover(100, 128), StreamingCover(100, 128)
    for cover in (first, second):
        cover.add(stream(1, 2000, 128))
    assert np.array_equal(first.vectors, second.vectors)


def test_identical_vectors_are_kept_once() -> None:
    cover = StreamingCover(100, 16)
    cover.add(np.ones((3000, 16), np.float32))
    assert len(cover.vectors) == 1


def test_a_mostly_flat_picture_does_not_stop_the_growth() -> None:
    cover = StreamingCover(100, 16)
    cover.add(np.concatenate([np.ones((3000, 16), np.float32), stream(4, 1000)]))
    assert 10 < len(cover.vectors) <= 100


def test_covers_compose() -> None:
    parts = [stream(seed, 1000) for seed in range(3)]
    covers = []
    for part in parts:
        covers.append(StreamingCover(150, 16))
        covers[-1].add(part)
    merged = merge(covers, 150).vectors
    assert len(merged) <= 150
    whole = StreamingCover(150, 16)
    whole.add(np.concatenate(parts))
    everything = np.concatenate(parts)
    assert distances(everything, merged).max() < 1.3 * distances(everything, whole.vectors).max()


def test_a_bank_that_begins_with_nearly_the_radius_it_needs_ends_with_about_the_same() -> None:
    covers = []
    for seed in range(3):
        covers.append(StreamingCover(150, 16))
        covers[-1].add(stream(seed, 1000))
    whole = merge(covers, 150)
    known = merge(covers, 150, radius=0.85 * whole.radius)

    assert known.radius == pytest.approx(whole.radius, rel=0.05)
    assert 100 < len(known.vectors) <= 150


def test_spacing_is_the_mean_distance_to_the_three_nearest_others() -> None:
    vectors = stream(6, 700)
    gaps = np.sort(np.sqrt(((vectors[:, None] - vectors) ** 2).sum(-1)), axis=1)[:, 1:4].mean(1)
    np.testing.assert_allclose(spacing(vectors), gaps / gaps.mean(), rtol=1e-3)


def test_spacing_of_few_or_equal_vectors_is_even() -> None:
    assert spacing(stream(0, 1)).tolist() == [1]
    assert spacing(np.ones((5, 16), np.float32)).tolist() == [1] * 5
    assert abs(spacing(stream(0, 3)).mean() - 1) < 1e-6
