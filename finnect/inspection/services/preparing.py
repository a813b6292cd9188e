"""What comes before a training: its pictures in files, and what it will take."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any

from finnect import storage
from finnect.inspection.detection import Backbone, Source, TrainingOptions
from finnect.inspection.detection.training import FOLDS
from finnect.inspection.gradient import GradientOptions
from finnect.inspection.models import DatasetPicture
from finnect.inspection.services.choosing import Selection
from finnect.inspection.services.forecasting import Forecast, Work, from_earlier, pixels_of, tried
from finnect.jobs.kinds import kind_of
from finnect.kit.progress import Report
from finnect.kit.words import N_

Told = TrainingOptions | GradientOptions
COSTLY = ("resolution", "detail", "bank_size", "epochs")  # options on which time and memory depend
FETCHING_SHARE = 0.1
READING_SECONDS = 3.0


@dataclass(frozen=True)
class Given:
    """Pictures as a trainer takes them, in files."""

    good: list[Path]
    test_good: list[Path]
    defects: dict[str, list[Path]]
    masks: dict[Source, Source]

    @property
    def tests(self) -> list[Path]:
        """What is tested: nothing unless there are defects."""
        defects = [path for kind in self.defects.values() for path in kind]
        return [*self.test_good, *defects] if defects else []

    @property
    def work(self) -> Work:
        return Work(len(self.good), len(self.tests), max(map(pixels_of, [*self.good, *self.tests]), default=0))


def fetch(selection: Selection, folder: Path, report: Report) -> Given:
    """The pictures in `folder`."""
    fetched = _fetch(selection.pictures, folder, report)
    return Given(
        good=[fetched[row.key] for row in selection.train],
        test_good=[fetched[row.key] for row in selection.test_good],
        defects={kind: [fetched[row.key] for row in rows] for kind, rows in selection.defects.items()},
        masks={fetched[row.key]: fetched[row.mask_key] for row in selection.pictures if row.mask_key},
    )


def costs_of(options: Told) -> dict[str, Any]:
    """Those of the options on which time and memory depend."""
    return {name: getattr(options, name) for name in COSTLY if hasattr(options, name)}


def foresee(given: Given, *, trainer: str, backbone: Backbone, options: Told, report: Report) -> Forecast:
    """By earlier trainings, else by a trial.

    :raises DoesNotFit, TakesTooLong: instead of a training that would be ended for it.
    """

    def estimating(*_: Any, **__: Any) -> None:
        report(FETCHING_SHARE, N_("Estimating time and memory"))

    kind = kind_of("inspection.train")
    forecast = from_earlier(given.work, trainer=trainer, backbone=backbone.name, options=costs_of(options))
    if not forecast.seconds and isinstance(options, TrainingOptions) and len(given.good) >= FOLDS:
        forecast = tried(given.good, given.tests, given.masks, backbone=backbone, options=options, kind=kind, report=estimating)
    forecast.check(kind)
    return forecast


def announcing(report: Report, forecast: Forecast) -> Report:
    """A report that says the forecast instead during the first seconds, long enough to be read."""
    if not forecast.seconds or not forecast.peak_bytes:
        return report
    until = monotonic() + READING_SECONDS
    said = {"seconds": ceil(forecast.seconds), "megabytes": forecast.peak_bytes >> 20}

    def saying(fraction: float, text: str = "", *, seconds_left: float | None = None, **params: Any) -> None:
        if monotonic() < until:
            text, params = N_("Training will take about %(seconds)d seconds and %(megabytes)d MiB"), said
        report(fraction, text, seconds_left=seconds_left, **params)

    return saying


def _fetch(rows: list[DatasetPicture], folder: Path, report: Report) -> dict[str, Path]:
    fetched: dict[str, Path] = {}
    for number, row in enumerate(rows):
        report(FETCHING_SHARE * number / len(rows), N_("Fetching picture %(number)d of %(total)d"), number=number + 1, total=len(rows))
        for key in filter(None, (row.key, row.mask_key)):
            fetched[key] = storage.fetch(key, folder / f"{len(fetched):06d}{Path(key).suffix}")
    return fetched
