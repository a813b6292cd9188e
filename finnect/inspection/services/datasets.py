"""From an archive to data sets."""

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from finnect import storage
from finnect.accounts.models import User
from finnect.inspection import archives
from finnect.inspection.detection import decode
from finnect.inspection.errors import EmptyDataset
from finnect.inspection.models import Dataset, DatasetPicture
from finnect.inspection.services.copies import Copy, Print, duplicates_record, find_copies
from finnect.inspection.services.detectors import train
from finnect.jobs import services as jobs
from finnect.jobs.models import Job
from finnect.kit.errors import Problem
from finnect.kit.progress import Report, part
from finnect.kit.words import N_
from finnect.uploads.models import Upload
from finnect.uploads.pipeline import FileKind, cleaned, receive
from finnect.uploads.services import is_repeated, once

MOST_REJECTED = 1000
LONGEST_NAME = 100
UNPACKING_SHARE = 0.8


def archive_kind() -> FileKind:
    return FileKind(
        name="dataset",
        prefix=settings.RAW_DATASET_FOLDER,
        max_bytes=settings.MAX_DATASET_BYTES,
        extensions=archives.EXTENSIONS,
        media_type_of=_archive_type,
    )


def _archive_type(head: bytes, extension: str) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return "application/zip" if extension == ".zip" else None
    if head.startswith(b"\x1f\x8b"):
        return "application/gzip" if extension in (".tar.gz", ".tgz") else None
    return "application/x-tar" if head[257:262] == b"ustar" and extension == ".tar" else None


def receive_dataset(
    *, owner: User, file: BinaryIO, filename: str, category: str, trainer: str, train_after: bool, idempotency_key: str | None
) -> Dataset:
    """Keep an archive and queue its unpacking; training of every category in it follows by itself.

    The same archive again is the earlier data set, unless that one failed.
    """
    if not is_repeated(owner=owner, key=idempotency_key):
        jobs.check_room(owner)
    upload = receive(owner=owner, kind=archive_kind(), file=file, filename=filename)
    category = cleaned(category)[:LONGEST_NAME] if category else ""
    named = category or _stem(upload.filename)
    asked = {"sha256": upload.sha256, "category": category, "trainer": trainer, "train": train_after}

    @transaction.atomic
    def make() -> Dataset:
        done_alike = {"job__arguments__trainer": trainer, "job__arguments__train": train_after}
        earlier = Dataset.objects.filter(upload=upload, owner=owner, **done_alike)
        earlier = earlier.exclude(job__status__in=(Job.Status.FAILURE, Job.Status.CANCELLED))
        if category:
            earlier = earlier.filter(category=category)
        if found := earlier.order_by("created_at").first():
            return found
        job = jobs.enqueue(
            "inspection.unpack",
            owner=owner,
            upload_id=str(upload.id),
            category=named,
            trainer=trainer,
            train=train_after,
        )
        return Dataset.objects.create(owner=owner, upload=upload, job=job, category=named)

    return once(Dataset, make, owner=owner, key=idempotency_key, request=asked)


def _stem(filename: str) -> str:
    ending = next((ending for ending in archives.EXTENSIONS if filename.lower().endswith(ending)), "")
    return filename[: len(filename) - len(ending)][:LONGEST_NAME] or "unnamed"


@dataclass(slots=True)
class Unpacked:
    """The pictures of one category, already in storage."""

    pictures: list[DatasetPicture] = field(default_factory=list)
    masks: dict[tuple[str, str], str] = field(default_factory=dict)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    prints: list[Print] = field(default_factory=list)  # of the pictures, in their order
    copies: list[Copy] = field(default_factory=list)
    largest_pixels: int = 0

    def counts(self) -> dict[str, int]:
        def count(split: str, *, good: bool) -> int:
            return sum(picture.split == split and (picture.label == "good") == good for picture in self.pictures)

        return {
            "train_good": count("train", good=True),
            "test_good": count("test", good=True),
            "test_defect": count("test", good=False),
            "masks": sum(bool(picture.mask_key) for picture in self.pictures),
            "largest_pixels": self.largest_pixels,
        }


def unpack(upload: Upload, *, category: str, prefix: str, folder: Path, report: Report) -> dict[str, Unpacked]:
    """Put every readable picture of the archive into storage under `prefix`, by category.

    :raises EmptyDataset: when no category has a good training picture.
    """
    limits = archives.ArchiveLimits(
        settings.MAX_ARCHIVE_MEMBERS, settings.MAX_IMAGE_BYTES, 4 * settings.MAX_DATASET_BYTES, settings.MAX_ARCHIVE_RATIO
    )
    archive = storage.fetch(upload.key, folder / "archive", sha256=upload.sha256)
    found: dict[str, Unpacked] = {}
    for number, member in enumerate(archives.pictures(archive, limits), start=1):
        report(UNPACKING_SHARE * (1 - 1 / (1 + number / 300)), N_("Unpacking picture %(number)d"), number=number)
        place = archives.place(member.path, category)
        keep_picture(found.setdefault(cleaned(place.category)[:LONGEST_NAME], Unpacked()), member, place, prefix)
    later = part(report, UNPACKING_SHARE, 1)

    for unpacked in found.values():
        for picture in unpacked.pictures:
            picture.mask_key = unpacked.masks.get((picture.label, PurePosixPath(picture.filename).stem), "")
        unpacked.copies = find_copies(unpacked.pictures, unpacked.prints, later)
    if not any(unpacked.counts()["train_good"] for unpacked in found.values()):
        raise EmptyDataset()
    return found


def keep_picture(unpacked: Unpacked, member: archives.Member, place: archives.Place, prefix: str) -> None:
    """Put one picture into storage, or note why it is no picture."""
    try:
        picture = decode(member.content, max_pixels=settings.MAX_IMAGE_PIXELS)
    except Problem as problem:
        if len(unpacked.rejected) < MOST_REJECTED:
            unpacked.rejected.append({"name": archives.printable(str(member.path)), **problem.as_record()})
        return
    key = storage.new_key(f"{settings.TRAINING_DATA_FOLDER}/{prefix}", member.path.suffix.lower())
    storage.put(key, member.content)
    label, filename = cleaned(place.label)[:LONGEST_NAME], cleaned(member.path.name)
    if place.is_mask:
        unpacked.masks[label, PurePosixPath(filename).stem.removesuffix("_mask")] = key
    else:
        unpacked.prints.append(Print.of(picture))
        unpacked.largest_pixels = max(unpacked.largest_pixels, picture.shape[0] * picture.shape[1])
        unpacked.pictures.append(DatasetPicture(split=place.split, label=label, filename=filename, key=key))


def register_datasets(first: Dataset, found: dict[str, Unpacked], *, trainer: str, train_after: bool) -> dict[str, list[str]]:
    """Make the data sets visible, the first in the row that was promised; queue their training. The unpacking job's last step."""
    datasets: list[Dataset] = []
    queued: list[Job] = []
    usable = {category: unpacked for category, unpacked in found.items() if unpacked.counts()["train_good"]}
    for category, unpacked in usable.items():
        dataset = first if not datasets else Dataset(owner=first.owner, upload=first.upload, job=first.job)
        dataset.category, dataset.counts, dataset.rejected = category, unpacked.counts(), unpacked.rejected
        dataset.save()
        for picture in unpacked.pictures:
            picture.dataset = dataset
        DatasetPicture.objects.bulk_create(unpacked.pictures, batch_size=500)
        dataset.duplicates = duplicates_record(unpacked.copies)
        dataset.save(update_fields=["duplicates"])
        datasets.append(dataset)
        if train_after:
            queued.append(train(dataset=dataset, trainer=trainer, owner=first.owner))
    return {"dataset_ids": [str(dataset.id) for dataset in datasets], "job_ids": [str(job.id) for job in queued]}
