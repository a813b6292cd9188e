"""Reading data sets, detectors and inspections."""

from uuid import UUID

from django.db.models import Max, QuerySet

from finnect.accounts.models import User
from finnect.inspection.models import Dataset, Detector, Inspection
from finnect.jobs.models import Job
from finnect.kit.errors import NotFound
from finnect.kit.words import N_


def visible_inspections(user: User) -> QuerySet[Inspection]:
    """A user sees his own, an administrator all."""
    rows = Inspection.objects.select_related("upload", "detector")
    return rows if user.is_admin else rows.filter(owner=user)


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
    rows = detectors().filter(active=True).order_by("category")
    return list(rows.filter(category=category) if category else rows)


def newest_dataset(category: str) -> Dataset | None:
    """The last one of a category that was unpacked."""
    return Dataset.objects.filter(category=category, job__status=Job.Status.SUCCESS).order_by("-created_at").first()


def next_version(category: str) -> int:
    return (Detector.objects.filter(category=category).aggregate(last=Max("version"))["last"] or 0) + 1
