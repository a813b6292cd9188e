"""How long a training will take and how much memory, said before it begins; and a refusal where it would not fit.

The costs are this installation's own: those of earlier trainings with the same trainer, backbone and options, else those of a
trial on a few of the pictures. Nothing is assumed of the machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from PIL import Image

from finnect.inspection import queries
from finnect.inspection.detection import Backbone, Source, TrainingOptions
from finnect.inspection.detection import train as train_detector
from finnect.inspection.detection.rehearsal import Covers
from finnect.inspection.detection.training import COMBINING, LEARNING, detail_of, peak_rss_bytes
from finnect.inspection.errors import DoesNotFit, TakesTooLong
from finnect.inspection.models import Dataset
from finnect.inspection.services.stages import Clock
from finnect.jobs.kinds import Kind
from finnect.kit.errors import Problem
from finnect.kit.progress import Report, silent

EARLIER, TRIAL, UNKNOWN = "earlier trainings", "trial", "unknown"
LEARNT, TESTED = 15, 10  # pictures of a trial
LOOKED_AT = 5  # pictures of the first look, which is for memory alone
WORTH_A_TRIAL = 60  # pictures: a smaller training is over before a trial would be
LARGE = {"resolution": 640, "bank_size": 12_000, "pixels": 6_000_000}  # from which a first look at a quarter of the memory is taken
ONCE, ONCE_BANK = 50, 200  # pictures' worth of what a training does but once, and of making a bank of the default size; see `_units`
MARGIN = 1.1  # of memory, below the limit


@dataclass(frozen=True)
class Work:
    """What a training has to do: pictures to learn, pictures to test (none without known defects), pixels of the largest."""

    train: int
    test: int
    pixels: int


@dataclass(frozen=True)
class Forecast:
    """`seconds` and `peak_bytes` of the training process are None where nothing is known. `basis` is one of the three above;
    `trainings` is how many earlier ones it rests on. `stages`: seconds of each, by the text that it is reported with; none where
    only the whole is known."""

    seconds: float | None = None
    peak_bytes: int | None = None
    basis: str = UNKNOWN
    trainings: int = 0
    stages: dict[str, float] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """What is kept of it: of the stages, those that were are kept, not those that were expected."""
        return {name: value for name, value in asdict(self).items() if name != "stages"}

    def check(self, kind: Kind) -> None:
        """:raises DoesNotFit, TakesTooLong: when the training would be ended by the limits of its kind of job."""
        if self.peak_bytes and self.peak_bytes * MARGIN > kind.memory_bytes:
            raise DoesNotFit(megabytes=self.peak_bytes >> 20, most=kind.memory_bytes >> 20)
        if self.seconds and self.seconds > kind.seconds:
            raise TakesTooLong(seconds=round(self.seconds), most=kind.seconds)

    def fits(self, kind: Kind) -> bool:
        """As far as is known."""
        try:
            self.check(kind)
        except Problem:
            return False
        return True


def work_on(dataset: Dataset) -> Work:
    """Of a data set as it was unpacked, without feedback."""
    counts = dataset.counts
    tests = counts.get("test_good", 0) + counts.get("test_defect", 0) - dataset.duplicates.get("left_out", 0)
    return Work(counts.get("train_good", 0), tests if counts.get("test_defect") else 0, counts.get("largest_pixels", 0))


def from_earlier(work: Work, *, trainer: str, backbone: str, options: dict[str, Any]) -> Forecast:
    """By the newest trainings of this installation that differ in their pictures only."""
    earlier = [
        training
        for training in queries.earlier_trainings(trainer, backbone, options)
        if training.get("work") and training["work"]["pixels"] * 2 >= work.pixels and not training.get("epochs_before")
    ]
    if not earlier:
        return Forecast()
    rates = [training["seconds"] / _units(Work(**training["work"]), options) for training in earlier]
    seconds = median(rates) * _units(work, options)
    peak = median(training["peak_rss_bytes"] for training in earlier)
    took = dict(earlier[0].get("stages", []))
    stages = {stage: share * seconds / sum(took.values()) for stage, share in took.items()}
    return Forecast(seconds, int(peak), EARLIER, len(earlier), stages)


def tried(
    good: Sequence[Path],
    tests: Sequence[Path],
    masks: Mapping[Source, Source],
    *,
    backbone: Backbone,
    options: TrainingOptions,
    kind: Kind,
    report: Report = silent,
) -> Forecast:
    """By training on a few of the pictures, the largest among them.

    :raises DoesNotFit: already by what a first, smaller look shows.
    """
    largest = max([*good, *tests], key=pixels_of)
    work = Work(len(good), len(tests), pixels_of(largest))
    if options.resolution >= LARGE["resolution"] or options.bank_size >= LARGE["bank_size"] or work.pixels >= LARGE["pixels"]:
        _first_look(_spread(good, LOOKED_AT, good[0]), backbone, options, report).check(kind)
    if work.train + work.test < WORTH_A_TRIAL:
        return Forecast()
    clock = Clock(report)
    chosen = {"trial": _spread(tests, TESTED, tests[0])} if tests else {}
    train_detector(_spread(good, LEARNT, largest), backbone=backbone, options=options, defects=chosen, masks=masks, report=clock)
    peak = peak_rss_bytes()  # of the trial itself
    covers = Covers.rehearsed(backbone, replace(options, detail=options.detail or detail_of(good, options)))
    stages = _with_full_covers(clock.for_pictures({LEARNT: work.train, TESTED: work.test}), covers, work)
    return Forecast(sum(stages.values()), peak, TRIAL, stages=stages)


def pixels_of(picture: Path) -> int:
    """By its header alone."""
    with Image.open(picture) as image:
        return image.width * image.height


def _units(work: Work, options: Mapping[str, Any]) -> float:
    """How long this takes, in pictures: one to learn takes about as long as one to test.

    Making a bank takes longer with each of the first pictures, then no more; how long is as the square of its size, and the larger
    the pictures, the less it is beside them (measured, see docs/detection.md).
    """
    pictures = work.train + work.test
    if "bank_size" not in options:
        return pictures
    usual = TrainingOptions()
    share = options["bank_size"] / usual.bank_size * usual.resolution / options["resolution"]
    return pictures + min(5 * work.train, ONCE + ONCE_BANK * share**2)


def _with_full_covers(stages: Mapping[str, float], covers: Covers, work: Work) -> dict[str, float]:
    """A trial's covers are nearly empty, and it takes less."""
    learning = stages[LEARNING] + covers.learning(work.train) - covers.learning(LEARNT) * work.train / LEARNT
    return {**stages, LEARNING: learning, COMBINING: covers.combining(work.train)}


def _first_look(pictures: Sequence[Path], backbone: Backbone, options: TrainingOptions, report: Report) -> Forecast:
    """Memory by a trial at half the resolution with a quarter of the bank: of what that takes, the whole takes four times as much."""
    before = psutil.Process().memory_info().rss
    side = max(options.resolution // 64 * 32, 128)
    smaller = replace(options, resolution=side, bank_size=max(options.bank_size // 4, 100))
    train_detector(pictures, backbone=backbone, options=smaller, report=report)
    times = (options.resolution / side) ** 2
    return Forecast(peak_bytes=int(before + times * max(peak_rss_bytes() - before, 0)), basis=TRIAL)


def _spread(pictures: Sequence[Path], count: int, wanted: Path) -> list[Path]:
    """`count` of the pictures, evenly, `wanted` among them."""
    chosen = [pictures[index * len(pictures) // count] for index in range(count)]
    return chosen if wanted in chosen else [wanted, *chosen[1:]]
