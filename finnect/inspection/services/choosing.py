"""Which pictures of a data set a training takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from finnect.inspection import queries
from finnect.inspection.models import Dataset, DatasetPicture
from finnect.kit.errors import Invalid
from finnect.kit.words import N_


@dataclass(frozen=True)
class Selection:
    """Pictures in the order of the data set; `defects` by kind. `copies` are the test pictures left out because they copy
    training pictures."""

    train: tuple[DatasetPicture, ...]
    test_good: tuple[DatasetPicture, ...]
    defects: dict[str, tuple[DatasetPicture, ...]]
    copies: int

    @property
    def pictures(self) -> list[DatasetPicture]:
        return [*self.train, *self.test_good, *(picture for kind in self.defects.values() for picture in kind)]

    @property
    def ids(self) -> dict[str, list[int]]:
        """Ids of the pictures by the names, and in the order, of `Trained.scores`."""
        groups = {"train": self.train, "good": self.test_good, **self.defects}
        return {name: [picture.id for picture in group] for name, group in groups.items()}

    @property
    def feedback(self) -> dict[str, int]:
        """How many of the pictures came from feedback, `good` and `defects`."""
        good = sum(picture.is_feedback for picture in self.train)
        return {"good": good, "defects": sum(picture.is_feedback for picture in self.pictures) - good}


def select(dataset: Dataset, options: Mapping[str, Any]) -> Selection:
    """All pictures but the test pictures that are copies, those in `options["exclude"]`, and feedback unless it is asked for."""
    excluded = set(options.get("exclude", ()))
    rows = queries.pictures_to_train_on(dataset, with_feedback=options.get("feedback", False))
    taken = [row for row in rows if row.id not in excluded and not row.is_copy]
    test = [row for row in taken if row.split == DatasetPicture.Split.TEST]
    kinds = dict.fromkeys(row.label for row in test if row.label != "good")
    return Selection(
        train=tuple(row for row in taken if row.split == DatasetPicture.Split.TRAIN),
        test_good=tuple(row for row in test if row.label == "good"),
        defects={kind: tuple(row for row in test if row.label == kind) for kind in kinds},
        copies=sum(row.is_copy for row in rows),
    )


def check_excluded(dataset: Dataset, excluded: list[int]) -> None:
    """:raises Invalid: when one of the ids is not that of a good training picture of the data set."""
    known = set(queries.training_pictures(dataset).filter(id__in=excluded).values_list("id", flat=True))
    if unknown := sorted(set(excluded) - known):
        shown = ", ".join(str(one) for one in unknown[:10])
        raise Invalid(where=f"options.exclude: {shown}", reason=N_("not among the good training pictures of the newest data set"))
