"""Checkpoints of trainings under way, in storage: one for each job, through all its attempts."""

from uuid import UUID

from django.conf import settings

from finnect import storage
from finnect.jobs.models import Job


class StoredCheckpoint:
    """That of one job; what `gradient.train` asks for."""

    def __init__(self, job_id: UUID) -> None:
        self._key = f"{_folder()}/{job_id}.npz"

    def load(self) -> bytes | None:
        try:
            return storage.read(self._key)
        except FileNotFoundError:
            return None

    def save(self, checkpoint: bytes) -> None:
        storage.put(self._key, checkpoint)

    def forget(self) -> None:
        storage.delete(self._key)


def forget_ended() -> None:
    """Remove those that jobs left behind which failed or were cancelled: with a dead process nobody tidies up after itself."""
    found = {key.rpartition("/")[2].removesuffix(".npz"): key for key in storage.keys(_folder())}
    alive = {str(job_id) for job_id in Job.objects.filter(id__in=list(found), status__in=Job.OPEN).values_list("id", flat=True)}
    storage.delete(*(key for job_id, key in found.items() if job_id not in alive))


def _folder() -> str:
    return f"{settings.MODEL_FOLDER}/checkpoints"
