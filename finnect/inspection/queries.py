"""Reading data sets, detectors and inspections."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from finnect.accounts.models import User
from finnect.inspection.models import Dataset, DatasetPicture, Detector, Inspection
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_

OF_ITS_PAGE = ("calibration", "metrics", "training")  # of a detector, and long: read when it is asked for


def visible_inspections(user: User) -> QuerySet[Inspection]:
    """A user sees his own, an administrator all."""
    rows = Inspection.objects.select_related("upload", "detector").defer(*(f"detector__{name}" for name in OF_ITS_PAGE))
    return rows if user.is_admin else rows.filter(owner=user)


def chosen_inspections(
    rows: QuerySet[Inspection],
    *,
    category: str = "",
    prediction: str = "",
    feedback: str = "",
    filename: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Inspection]:
    """Those that fit every wish that is given; `feedback` "none" are those that nobody has judged."""
    wishes = {
        "detector__category": category,
        "prediction": prediction,
        "feedback": feedback,
        "upload__filename__icontains": filename,
        "created_at__gte": since,
        "created_at__lt": until,
    }
    asked = {name: value for name, value in wishes.items() if value}
    return rows.filter(**asked | ({"feedback": ""} if feedback == "none" else {}))


def visible_inspection(user: User, inspection_id: UUID) -> Inspection:
    """:raises NotFound:"""
    found = visible_inspections(user).filter(id=inspection_id).first()
    if found is None:
        raise NotFound(what=N_("inspection"))
    return found


def visible_datasets(user: User) -> QuerySet[Dataset]:
    rows = Dataset.objects.select_related("upload", "job")
    return rows if user.is_admin else rows.filter(owner=user)


def visible_dataset(user: User, dataset_id: UUID) -> Dataset:
    """:raises NotFound:"""
    found = visible_datasets(user).filter(id=dataset_id).first()
    if found is None:
        raise NotFound(what=N_("data set"))
    return found


def visible_pictures(user: User, dataset_id: UUID) -> QuerySet[DatasetPicture]:
    """Those of a data set: its owner sees what came in his archive, an administrator also other people's feedback."""
    rows = DatasetPicture.objects.filter(dataset_id=dataset_id)
    return rows if user.is_admin else rows.filter(dataset__owner=user, is_feedback=False)


def visible_picture(user: User, dataset_id: UUID, picture_id: int) -> DatasetPicture:
    """:raises NotFound:"""
    found = visible_pictures(user, dataset_id).filter(id=picture_id).first()
    if found is None:
        raise NotFound(what=N_("picture"))
    return found


def visible_names(user: User, dataset_id: UUID, picture_ids: list[int]) -> dict[int, str]:
    """File names, by id, of those pictures that he may see."""
    return dict(visible_pictures(user, dataset_id).filter(id__in=picture_ids).values_list("id", "filename"))


def training_pictures(dataset: Dataset) -> QuerySet[DatasetPicture]:
    """Its good training pictures, with those from feedback."""
    return dataset.pictures.filter(split=DatasetPicture.Split.TRAIN)


def pictures_to_train_on(dataset: Dataset, *, with_feedback: bool) -> list[DatasetPicture]:
    """In their order; of feedback only what is still called wrong, and of the same file only what was said last."""
    rows = list(dataset.pictures.filter(is_feedback=False).order_by("id"))
    if not with_feedback:
        return rows
    said = dataset.pictures.filter(inspection__feedback=Inspection.Feedback.WRONG).order_by("inspection__created_at", "id")
    latest = {picture.inspection.upload.sha256: picture for picture in said.select_related("inspection__upload") if picture.inspection}
    return rows + sorted(latest.values(), key=lambda picture: picture.id)


def wrong_inspections(category: str) -> QuerySet[Inspection]:
    """Everybody's inspections of a category whose verdict was called wrong, oldest first."""
    rows = Inspection.objects.select_related("upload").filter(feedback=Inspection.Feedback.WRONG)
    return rows.filter(detector__category=category).order_by("created_at", "id")


def detectors() -> QuerySet[Detector]:
    """All of them: everybody inspects with the same detectors."""
    return Detector.objects.select_related("dataset")


def detector(detector_id: UUID) -> Detector:
    """:raises NotFound:"""
    found = detectors().filter(id=detector_id).first()
    if found is None:
        raise NotFound(what=N_("detector"))
    return found


def active_detectors(category: str | None = None) -> list[Detector]:
    """Those that inspect."""
    rows = Detector.objects.filter(active=True).order_by("category").defer(*OF_ITS_PAGE)
    return list(rows.filter(category=category) if category else rows)


def newest_dataset(category: str) -> Dataset | None:
    """The last one of a category that was unpacked."""
    return Dataset.objects.filter(category=category, job__status=Job.Status.SUCCESS).order_by("-created_at").first()


def earlier_trainings(trainer: str, backbone: str, options: dict[str, Any], most: int = 5) -> list[dict[str, Any]]:
    """What the newest detectors with this trainer, backbone and options keep of their training."""
    alike = {f"training__options__{name}": value for name, value in options.items()}
    rows = Detector.objects.filter(trainer=trainer, training__backbone=backbone, **alike).order_by("-created_at")
    return list(rows.values_list("training", flat=True)[:most])


def next_version(category: str) -> int:
    return (Detector.objects.filter(category=category).aggregate(last=Max("version"))["last"] or 0) + 1
