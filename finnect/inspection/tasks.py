"""Inspection's kinds of job. Heavy imports wait for the work: this module is read by every process."""

from typing import Any

from finnect.jobs.kinds import LastStep, Run, job


@job("inspection.unpack")
def unpack(run: Run, *, upload_id: str, category: str, trainer: str, train: bool) -> LastStep:
    from finnect.inspection.models import Dataset
    from finnect.inspection.services import datasets

    first = Dataset.objects.select_related("owner", "upload").get(job_id=run.job_id)
    found = datasets.unpack(first.upload, category=category, prefix=run.prefix, folder=run.folder, report=run.report)
    return lambda: datasets.register_datasets(first, found, trainer=trainer, train_after=train)


@job("inspection.train")
def train(run: Run, *, dataset_id: str, trainer: str) -> LastStep:
    from django.conf import settings

    from finnect.inspection.models import Dataset
    from finnect.inspection.services import detectors

    dataset = Dataset.objects.get(id=dataset_id)
    backbone = detectors.configured_backbone()
    trained = detectors.train_on(dataset, backbone=backbone, folder=run.folder, threads=settings.INFERENCE_THREADS, report=run.report)
    file = detectors.keep_model(trained, run)

    def last_step() -> dict[str, Any]:
        detector = detectors.register_detector(
            dataset=dataset, job_id=run.job_id, trainer=trainer, trained=trained, file=file, backbone=backbone.name
        )
        return {"dataset_id": dataset_id, "model_id": str(detector.id)}

    return last_step
