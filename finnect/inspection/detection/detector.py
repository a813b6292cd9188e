"""A trained detector at work. Metrics are computed with this same class: what is evaluated is what serves."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from finnect.inspection.detection import components, tiles
from finnect.inspection.detection.calibration import Calibration
from finnect.inspection.detection.pictures import Picture
from finnect.inspection.detection.session import DEFAULT_THREADS, open_session
from finnect.inspection.detection.tiles import DETAIL

AnomalyMap = NDArray[np.float32]  # [mh, mw], distances to the memory bank; covers the picture, whatever its own size


@dataclass(frozen=True)
class Region:
    """A box in pixels of the picture around one anomaly, with the highest value of the map in it."""

    x: int
    y: int
    width: int
    height: int
    score: float


@dataclass(frozen=True)
class Verdict:
    """What a detector says of one picture; `confidence` is the probability that `prediction` is right."""

    prediction: Literal["normal", "defect"]
    confidence: float
    score: float
    threshold: float
    regions: tuple[Region, ...]
    map: AnomalyMap
    likeness: float


class Detector:
    """An ONNX file with its calibration. Thread-safe; opening it takes some 50 ms."""

    def __init__(self, model: bytes, calibration: Calibration, *, threads: int = DEFAULT_THREADS) -> None:
        self.calibration = calibration
        self._session = open_session(model, threads=threads)
        self._detail = int(self._session.get_modelmeta().custom_metadata_map.get(DETAIL, 1))
        names = {output.name for output in self._session.get_outputs()}
        self._outputs = ["score", "map", "heard" if "heard" in names else "map"]

    def inspect(self, picture: Picture, *, threshold: float | None = None) -> Verdict:
        """The verdict on one picture; `threshold` overrides that of the calibration."""
        score, anomaly, heard = self._looked(picture)
        limit = self.calibration.threshold if threshold is None else threshold
        is_defect = score > limit
        return Verdict(
            prediction="defect" if is_defect else "normal",
            confidence=self.calibration.confidence(score, is_defect=is_defect),
            score=score,
            threshold=limit,
            regions=tuple(regions(heard, limit, picture.shape[:2])) if is_defect else (),
            map=anomaly,
            likeness=self.calibration.likeness(float(np.median(heard)), score),
        )

    def measure(self, picture: Picture) -> tuple[float, AnomalyMap]:
        """Raw score and anomaly map."""
        score, anomaly, _heard = self._looked(picture)
        return score, anomaly

    def _looked(self, picture: Picture) -> tuple[float, AnomalyMap, AnomalyMap]:
        """Raw score, anomaly map, and what that was before it was quieted."""
        seen = [self._session.run(self._outputs, {"image": tile[None]}) for tile in tiles.cut(picture, self._detail)]
        quieted, heard = ([(float(outputs[0][0]), outputs[number][0]) for outputs in seen] for number in (1, 2))
        size = picture.shape[:2]
        score, before = tiles.whole(heard, size, self._detail)
        return score, tiles.whole(quieted, size, self._detail)[1], before


def regions(anomaly: AnomalyMap, threshold: float, size: tuple[int, int]) -> list[Region]:
    """Boxes around what exceeds `threshold`, in a picture of `size` (height, width), highest score first."""
    labels, count = components.label(anomaly > threshold)
    down, right = size[0] / anomaly.shape[0], size[1] / anomaly.shape[1]
    found = []
    for number, (rows, columns) in enumerate(components.boxes(labels, count), start=1):
        x, y = int(columns.start * right), int(rows.start * down)
        found.append(
            Region(
                x=x,
                y=y,
                width=min(int(np.ceil(columns.stop * right)), size[1]) - x,
                height=min(int(np.ceil(rows.stop * down)), size[0]) - y,
                score=float(anomaly[rows, columns][labels[rows, columns] == number].max()),
            )
        )
    return sorted(found, key=lambda region: -region.score)


def stretched(anomaly: AnomalyMap, size: tuple[int, int]) -> AnomalyMap:
    """The map brought to `size` (height, width) of its picture."""
    return np.asarray(Image.fromarray(anomaly).resize((size[1], size[0]), Image.Resampling.BILINEAR))
