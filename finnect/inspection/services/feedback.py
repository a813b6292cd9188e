"""Verdicts that people called wrong, as pictures for the next training."""

from pathlib import PurePosixPath

from django.conf import settings

from finnect import storage
from finnect.inspection import queries
from finnect.inspection.models import Dataset, DatasetPicture, Inspection

MISSED = "feedback"  # the kind of defect of those that the detector let pass


def join_feedback(dataset: Dataset, prefix: str) -> None:
    """Copy the pictures of wrong verdicts to the data set, each once, into storage under `prefix`.

    What was called a defect becomes a good training picture, what was called normal a known defect. A copy, because the
    upload belongs to whoever handed it in.
    """
    for inspection in queries.wrong_inspections(dataset.category).exclude(pictures__dataset=dataset):
        key = _copied(inspection, prefix)
        false_alarm = inspection.prediction == Inspection.Prediction.DEFECT
        DatasetPicture.objects.get_or_create(
            dataset=dataset,
            inspection=inspection,
            defaults={
                "split": DatasetPicture.Split.TRAIN if false_alarm else DatasetPicture.Split.TEST,
                "label": "good" if false_alarm else MISSED,
                "filename": inspection.upload.filename,
                "key": key,
                "is_feedback": True,
            },
        )


def _copied(inspection: Inspection, prefix: str) -> str:
    suffix = PurePosixPath(inspection.upload.filename).suffix.lower()
    key = storage.new_key(f"{settings.TRAINING_DATA_FOLDER}/{prefix}", suffix)
    storage.put(key, storage.read(inspection.upload.key), sha256=inspection.upload.sha256)
    return key
