"""Finding the pictures of a data set in a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from finnect.inspection.detection.pictures import Source

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}
MASK_ENDINGS = ("_mask", "")


@dataclass(frozen=True)
class Dataset:
    """Pictures of one product. `masks` leads from a defective picture to its mask; `test_good` may be empty, `defects` too."""

    category: str
    good: tuple[Path, ...]
    test_good: tuple[Path, ...]
    defects: dict[str, tuple[Path, ...]]  # by kind
    masks: dict[Source, Source]


def find(folder: Path) -> list[Dataset]:
    """The data sets in `folder`, by category.

    A set is a folder with `train/good` (MVTec AD: `test/<kind>` and `ground_truth/<kind>/<name>_mask.png` beside it), at
    `folder` or below it. Where there is none, all pictures under `folder` are good ones of one product.
    """
    roots = sorted({found.parent.parent for found in folder.rglob("good") if found.parent.name == "train" and found.is_dir()})
    if roots:
        return [_mvtec(root) for root in roots]
    good = pictures_in(folder)
    return [Dataset(folder.name, good, (), {}, {})] if good else []


def kind_of(folder: str) -> str:
    """The kind of defect that a folder of test pictures is named after; "train" is what `Trained.scores` calls the training pictures."""
    return "train (defect)" if folder == "train" else folder


def _mvtec(root: Path) -> Dataset:
    kinds = sorted(path for path in (root / "test").glob("*") if path.is_dir())
    found = {kind.name: _pictures(kind) for kind in kinds if kind.name != "good"}
    masks: dict[Source, Source] = {
        picture: mask
        for kind, pictures in found.items()
        for picture in pictures
        for mask in _masks(root / "ground_truth" / kind, picture.stem)
    }
    defects = {kind_of(name): pictures for name, pictures in found.items()}
    return Dataset(root.name, _pictures(root / "train" / "good"), _pictures(root / "test" / "good"), defects, masks)


def _masks(folder: Path, stem: str) -> list[Path]:
    candidates = [folder / f"{stem}{ending}.png" for ending in MASK_ENDINGS]
    return [path for path in candidates if path.is_file()][:1]


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """All pictures in `folder` and below it, by their names' endings."""
    return _chosen(folder.rglob("*"))


def _pictures(folder: Path) -> tuple[Path, ...]:
    return _chosen(folder.glob("*"))


def _chosen(found: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(path for path in found if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "._"))))
