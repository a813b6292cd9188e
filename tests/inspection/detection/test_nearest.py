"""The inverted file finds what a search of the whole bank finds, or nearly."""

import numpy as np
import pytest

from finnect.inspection.detection import nearest
from finnect.inspection.detection.assembling import assemble
from finnect.inspection.detection.session import open_session

RANDOM = np.random.default_rng(5)


def clouds(count: int, around: int = 40) -> nearest.Vectors:
    """Vectors in groups, as features of pictures are."""
    middles = np.random.default_rng(1).normal(0, 3, (around, 12))
    return np.asarray(middles[RANDOM.integers(0, around, count)] + RANDOM.normal(0, 1, (count, 12)), np.float32)


def found(patches: nearest.Vectors, vectors: nearest.Vectors, spread: nearest.Vectors) -> nearest.Vectors:
    cells = nearest.cells_of(vectors)
    signature = "bank (float[p, d] patches) => (float[p] distances)"
    model = assemble(signature, nearest.nearest_steps(len(cells)), nearest.nearest_constants(vectors, spread, cells))
    distances: nearest.Vectors = open_session(model.SerializeToString()).run(None, {"patches": patches})[0]
    return distances


def plainly(patches: nearest.Vectors, vectors: nearest.Vectors, spread: nearest.Vectors) -> nearest.Vectors:
    return np.asarray((np.linalg.norm(patches[:, None] - vectors, axis=2) / spread).min(1), np.float32)


@pytest.mark.parametrize("size", [1, 2, 100, nearest.CELL_SIZE * nearest.PROBES])
def test_a_small_bank_is_searched_whole(size: int) -> None:
    patches, vectors = clouds(200), clouds(size)
    spread = np.asarray(RANDOM.uniform(0.5, 2, size), np.float32)
    np.testing.assert_allclose(found(patches, vectors, spread), plainly(patches, vectors, spread), rtol=1e-3)


def test_a_large_bank_gives_nearly_the_nearest_and_never_less() -> None:
    patches, vectors = clouds(500), clouds(6000)
    spread = np.ones(len(vectors), np.float32)
    told, true = found(patches, vectors, spread), plainly(patches, vectors, spread)
    assert (told > 0.999 * true).all()
    assert np.mean(told < 1.001 * true) > 0.95
    assert np.mean(told) == pytest.approx(np.mean(true), rel=0.01)


def test_every_vector_is_in_exactly_one_cell() -> None:
    vectors = np.repeat(clouds(300), 7, axis=0)  # many are the same
    cells = nearest.cells_of(vectors)
    assert all(len(cell) for cell in cells)
    assert sorted(np.concatenate(cells)) == list(range(len(vectors)))


def test_a_vector_of_the_bank_lies_at_no_distance() -> None:
    vectors = clouds(3000)
    assert found(vectors[::10], vectors, np.ones(len(vectors), np.float32)).max() < 0.05
