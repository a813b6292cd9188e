"""Pictures of a data set that are in it more than once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np

from finnect.inspection.detection import Picture
from finnect.inspection.detection.duplicates import Sketch, near_duplicates, sketch
from finnect.inspection.models import DatasetPicture
from finnect.kit.progress import Report, silent

MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a picture to recognise it: the SHA-256 of its pixels, and a sketch."""

    pixels: str
    sketch: Sketch

    @classmethod
    def of(cls, picture: Picture) -> Self:
        digest = hashlib.sha256(repr(picture.shape).encode())
        digest.update(np.ascontiguousarray(picture).data)
        return cls(digest.hexdigest(), sketch(picture))


@dataclass(frozen=True, slots=True)
class Copy:
    """`first` is a training picture, and `second` shows the same: `exact` where every pixel is equal."""

    first: DatasetPicture
    second: DatasetPicture
    kind: Literal["exact", "near"]


def find_copies(pictures: Sequence[DatasetPicture], prints: Sequence[Print], report: Report = silent) -> list[Copy]:
    """Copies of training pictures, in training and in test, not saved yet; test pictures that are copies are marked so.

    A defective picture is a copy only if every pixel is equal: the defect may be all that sets it apart.
    """
    order = sorted(range(len(pictures)), key=lambda index: pictures[index].split != DatasetPicture.Split.TRAIN)
    originals: dict[str, int] = {}
    copies = []
    for index in order:
        original = originals.setdefault(prints[index].pixels, index)
        if original != index and _is_training(pictures[original]):
            copies.append(Copy(pictures[original], pictures[index], "exact"))
    unlike = list(originals.values())
    known = sum(_is_training(pictures[index]) for index in unlike)
    for pair in near_duplicates([prints[index].sketch for index in unlike], known, report):
        copies.append(Copy(pictures[unlike[pair.first]], pictures[unlike[pair.second]], "near"))
    for copy in copies:
        measured = copy.kind == "near" and copy.second.label != "good"
        copy.second.is_copy |= not _is_training(copy.second) and not measured
    return copies


def duplicates_record(copies: Sequence[Copy]) -> dict[str, Any]:
    """What a data set keeps of its copies, once its pictures are saved."""
    pairs = [{"kind": copy.kind, "first": _named(copy.first), "second": _named(copy.second)} for copy in copies[:MOST_LISTED]]
    left_out = {copy.second.id for copy in copies if copy.second.is_copy}
    return {"count": len(copies), "left_out": len(left_out), "pairs": pairs}


def _is_training(picture: DatasetPicture) -> bool:
    return picture.split == DatasetPicture.Split.TRAIN


def _named(picture: DatasetPicture) -> dict[str, Any]:
    return {"picture_id": picture.id, "filename": picture.filename, "split": picture.split, "label": picture.label}
