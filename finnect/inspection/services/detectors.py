"""Training detectors, and setting how sensitive they are."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from finnect import storage
from finnect.accounts.models import User
from finnect.inspection import backbones, gradient, queries
from finnect.inspection.detection import Backbone, Calibration, Trained, TrainingOptions
from finnect.inspection.detection import train as train_detector
from finnect.inspection.errors import BackboneNotFound, NoDataset, TrainerNotInstalled
from finnect.inspection.gradient import GradientOptions
from finnect.inspection.models import Dataset, Detector
from finnect.inspection.services.checkpoints import StoredCheckpoint
from finnect.inspection.services.choosing import Selection, check_excluded
from finnect.inspection.services.forecasting import Forecast, from_earlier, work_on
from finnect.inspection.services.options import OF_PICTURES, OPTIONS, check_options
from finnect.inspection.services.preparing import FETCHING_SHARE, Given, Told, costs_of
from finnect.jobs import services as jobs
from finnect.jobs.kinds import Run, kind_of
from finnect.jobs.models import Job
from finnect.kit.errors import Invalid
from finnect.kit.progress import Report, part
from finnect.kit.words import N_
from finnect.storage import Stored

TRAINERS = tuple(OPTIONS)
BACKBONE_NAMES = {"builtin": "Finnect 1", "drawn": "Finnect D", "mobilenet_v2": "MobileNetV2"}


def train(
    *,
    owner: User,
    trainer: str = "patchcore",
    dataset: Dataset | None = None,
    category: str = "",
    options: Mapping[str, Any] | None = None,
) -> Job:
    """Queue the training of a detector on a data set, or on the newest of a category.

    :raises NoDataset: when the category has none.
    :raises Invalid: for options that this trainer does not take.
    :raises DoesNotFit, TakesTooLong: when earlier trainings tell that one of a category would not fit.
    """
    check_trainer(trainer)
    options = dict(options or {})
    check_options(trainer, options)
    if dataset is None:
        dataset = newest_dataset(category)
        foreseen(dataset, trainer=trainer, options=options).check(kind_of("inspection.train"))
    check_excluded(dataset, options.get("exclude", []))
    return jobs.enqueue("inspection.train", owner=owner, dataset_id=str(dataset.id), trainer=trainer, options=options)


def check_trainer(trainer: str) -> None:
    """:raises Invalid, TrainerNotInstalled:"""
    if trainer not in TRAINERS:
        raise Invalid(where="trainer", reason=f"{trainer!r}: {' | '.join(TRAINERS)}")
    if trainer == "tensorflow" and not gradient.is_installed():
        raise TrainerNotInstalled(trainer=trainer)


def newest_dataset(category: str) -> Dataset:
    """:raises NoDataset:"""
    dataset = queries.newest_dataset(category)
    if dataset is None:
        raise NoDataset(category=category)
    return dataset


def foreseen(dataset: Dataset, *, trainer: str, options: Mapping[str, Any]) -> Forecast:
    """What a training would take, as far as earlier ones tell.

    :raises Invalid, TrainerNotInstalled:
    """
    check_trainer(trainer)
    check_options(trainer, options)
    costs = costs_of(training_options(trainer, options))
    return from_earlier(work_on(dataset), trainer=trainer, backbone=backbone_name(), options=costs)


def train_on(given: Given, *, backbone: Backbone, options: Told, folder: Path, report: Report, checkpoints: StoredCheckpoint) -> Trained:
    """Train, with temporary files in `folder`; nothing in the product changes."""

    later = part(report, FETCHING_SHARE, 1)
    pictures: dict[str, Any] = {field.name: getattr(given, field.name) for field in fields(given)}
    if isinstance(options, GradientOptions):
        return gradient.train(**pictures, backbone=backbone, options=options, report=later, checkpoints=checkpoints)
    return train_detector(**pictures, backbone=backbone, options=options, folder=folder, report=later)


def training_options(trainer: str, chosen: Mapping[str, Any]) -> Told:
    """What the trainer is told; the other options decide which pictures it gets."""
    told = {name: value for name, value in chosen.items() if name not in OF_PICTURES}
    default = GradientOptions() if trainer == "tensorflow" else TrainingOptions()
    return replace(default, threads=settings.INFERENCE_THREADS, max_pixels=settings.MAX_IMAGE_PIXELS, **told)


def told_of(
    selection: Selection, given: Given, options: Told, chosen: Mapping[str, Any], forecast: Forecast, stages: Mapping[str, float]
) -> dict[str, Any]:
    """What a detector keeps of how it was trained, beside what the trainer says."""
    kept = {name: value for name, value in asdict(options).items() if name not in ("threads", "max_pixels")}
    return {
        "options": kept | {name: chosen[name] for name in OF_PICTURES if name in chosen},
        "pictures": selection.ids,
        "feedback": selection.feedback,
        "copies_left_out": selection.copies,
        "work": asdict(given.work),
        "forecast": forecast.as_record(),
        "stages": list(stages.items()),  # in their order, which a JSON object does not keep
    }


def configured_backbone() -> Backbone:
    """The backbone of FINNECT_BACKBONE (a path, or a key in storage); else the one in use, see `backbones`.

    :raises BackboneNotFound, BackboneNotInstalled, BackboneDamaged:
    """
    name = settings.BACKBONE
    if not name:
        return backbones.chosen()
    if Path(name).is_file():
        return Backbone.from_onnx(Path(name).read_bytes(), name=Path(name).stem)
    try:
        return Backbone.from_onnx(storage.read(name), name=Path(name).stem)
    except FileNotFoundError as error:
        raise BackboneNotFound() from error


def backbone_name() -> str:
    """That of `configured_backbone`, without opening it."""
    if settings.BACKBONE:
        return Path(settings.BACKBONE).stem
    return BACKBONE_NAMES[backbones.in_use()]


def keep_model(trained: Trained, run: Run) -> Stored:
    return storage.put(f"{settings.MODEL_FOLDER}/{run.prefix}/detector.onnx", trained.onnx)


@transaction.atomic
def register_detector(
    *, dataset: Dataset, job_id: Any, trainer: str, trained: Trained, file: Stored, backbone: str, told: Mapping[str, Any] | None = None
) -> Detector:
    """Make a trained detector the active version of its category; `told` is kept with it. The training job's last step."""
    _hold_versions(dataset.category)
    detector = Detector.objects.create(
        dataset=dataset,
        job_id=job_id,
        category=dataset.category,
        version=queries.next_version(dataset.category),
        trainer=trainer,
        key=file.key,
        sha256=file.sha256,
        size=file.size,
        calibration=trained.calibration.to_dict(),
        false_alarm_rate=trained.calibration.false_alarm_rate,
        threshold=trained.calibration.threshold,
        metrics=trained.metrics,
        training={**trained.training, **(told or {}), "backbone": backbone, "scores": trained.scores},
    )
    return activate(detector)


def _hold_versions(category: str) -> None:
    """Until the end of the transaction, whoever adds or activates another version of the category waits."""
    list(Detector.objects.filter(category=category).order_by("id").select_for_update().values_list("id"))


@transaction.atomic
def activate(detector: Detector) -> Detector:
    """Make this version the one that inspects; every process asks the database at the next picture."""
    _hold_versions(detector.category)
    Detector.objects.filter(category=detector.category, active=True).exclude(id=detector.id).update(active=False)
    detector.active = True
    detector.save(update_fields=["active"])
    return detector


def set_sensitivity(detector: Detector, *, false_alarm_rate: float | None = None, threshold: float | None = None) -> Detector:
    """Choose the threshold by the share of good parts that may be refused, or directly. Live at the next inspection.

    :raises Invalid: unless exactly one is given, and within its bounds.
    """
    if (false_alarm_rate is None) == (threshold is None):
        raise Invalid(where="false_alarm_rate, threshold", reason=N_("give exactly one of the two"))
    if false_alarm_rate is not None:
        if not 0 < false_alarm_rate < 1:
            raise Invalid(where="false_alarm_rate", reason="0 < … < 1")
        detector.false_alarm_rate = false_alarm_rate
        detector.threshold = Calibration.from_dict(detector.calibration).threshold_at(false_alarm_rate).value
    if threshold is not None:
        if threshold <= 0:
            raise Invalid(where="threshold", reason="> 0")
        detector.false_alarm_rate, detector.threshold = None, threshold
    detector.save(update_fields=["false_alarm_rate", "threshold"])
    return detector
