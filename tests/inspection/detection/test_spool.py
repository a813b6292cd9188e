"""Patches on disk."""

from pathlib import Path

import numpy as np

from finnect.inspection.detection.spool import Seen, Spool


def test_what_is_written_is_read_in_order() -> None:
    random = np.random.default_rng(0)
    pictures = [
        Seen((10 * n, 7), [(random.normal(0, 3, (n * 4, 5)).astype(np.float32), (n, 4)) for _ in range(1 + n % 2)]) for n in (1, 3, 2)
    ]
    with Spool() as spool:
        for picture in pictures:
            spool.append(picture)
        found = list(spool)
    assert [seen.size for seen in found] == [(10, 7), (30, 7), (20, 7)]
    for seen, written in zip(found, pictures, strict=True):
        for (patches, cells), (expected, shape) in zip(seen.tiles, written.tiles, strict=True):
            assert cells == shape
            np.testing.assert_allclose(patches, expected, rtol=1e-3, atol=1e-3)


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.append(Seen((4, 4), [(np.ones((4, 2), np.float32), (2, 2))]))
    assert not list(tmp_path.iterdir())
