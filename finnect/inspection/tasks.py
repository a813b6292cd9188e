"""Inspection's kinds of job. Heavy imports wait for the work: this module is read by every process."""

from typing import Any

from django.conf import settings

from finnect.inspection import gradient
from finnect.jobs.kinds import LastStep, Run, job

# A job is ended at its memory, and TensorFlow takes much; without it no training is given more than others.
TRAINING_MEMORY = max(settings.JOB_MEMORY_BYTES, gradient.MEMORY_BYTES if gradient.is_installed() else 0)


@job("inspection.unpack")
def unpack(run: Run, *, upload_id: str, category: str, trainer: str, train: bool) -> LastStep:
    from finnect.inspection.models import Dataset
    from finnect.inspection.services import datasets

    first = Dataset.objects.select_related("owner", "upload").get(job_id=run.job_id)
    found = datasets.unpack(first.upload, category=category, prefix=run.prefix, folder=run.folder, report=run.report)
    return lambda: datasets.register_datasets(first, found, trainer=trainer, train_after=train)


@job("inspection.train", memory_bytes=TRAINING_MEMORY)
def train(run: Run, *, dataset_id: str, trainer: str, options: dict[str, Any] | None = None) -> LastStep:
    from django.db import transaction

    from finnect.inspection.models import Dataset
    from finnect.inspection.services import checkpoints, choosing, detectors, feedback, preparing, stages

    dataset, chosen = Dataset.objects.get(id=dataset_id), options or {}
    backbone = detectors.configured_backbone()
    if chosen.get("feedback"):
        feedback.join_feedback(dataset, run.prefix)
    selection, told = choosing.select(dataset, chosen), detectors.training_options(trainer, chosen)
    kept = checkpoints.StoredCheckpoint(run.job_id)
    checkpoints.forget_ended()
    given = preparing.fetch(selection, run.folder, run.report)
    forecast = preparing.foresee(given, trainer=trainer, backbone=backbone, options=told, report=run.report)
    clock = stages.Clock(stages.Countdown(preparing.announcing(run.report, forecast), forecast.stages))
    trained = detectors.train_on(given, backbone=backbone, options=told, folder=run.folder, report=clock, checkpoints=kept)
    file = detectors.keep_model(trained, run)

    def last_step() -> dict[str, Any]:
        detector = detectors.register_detector(
            dataset=dataset,
            job_id=run.job_id,
            trainer=trainer,
            trained=trained,
            file=file,
            backbone=backbone.name,
            told=detectors.told_of(selection, given, told, chosen, forecast, clock.seconds),
        )
        transaction.on_commit(kept.forget, robust=True)
        return {"dataset_id": dataset_id, "model_id": str(detector.id), "forecast": forecast.as_record()}

    return last_step
