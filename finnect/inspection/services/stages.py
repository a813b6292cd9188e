"""The stages of a training, by the texts that it reports: how long each took, and what that leaves to do."""

from collections.abc import Mapping
from statistics import median
from time import monotonic
from typing import Any

from finnect.inspection.detection.folds import fold_of
from finnect.inspection.detection.training import FOLDS
from finnect.kit.progress import Report, silent

TRUSTED = 0.2  # of a training, after which its own pace counts as much as the foretold one


class Clock:
    """A report that measures how long each stage takes, and each picture in it, as the reports tell them."""

    def __init__(self, report: Report = silent) -> None:
        self._report = report
        self._last = ("", monotonic())
        self._each: dict[tuple[str, int], list[float]] = {}
        self.seconds: dict[str, float] = {}
        """Of each stage, in their order; what came before the first report is the stage ""."""

    def __call__(self, fraction: float, text: str = "", **params: Any) -> None:
        now, (before, then) = monotonic(), self._last
        self.seconds[before] = self.seconds.get(before, 0.0) + now - then
        if text == before and {"number", "count"} <= params.keys():
            number, count = int(params["number"]), int(params["count"])
            if not _opens_a_fold(number - 2, count):
                self._each.setdefault((text, count), []).append(now - then)
        self._last = text, now
        self._report(fraction, text, **params)

    def for_pictures(self, wanted: Mapping[int, int]) -> dict[str, float]:
        """Seconds of each stage, had it had `wanted[count]` pictures where it had `count`."""
        more: dict[str, float] = {}
        for (stage, count), times in self._each.items():
            more[stage] = median(times) * (wanted.get(count, count) - count)
        return {stage: seconds + more.get(stage, 0.0) for stage, seconds in self.seconds.items()}


class Countdown:
    """A report that tells how many seconds are left, by what was `foretold` of each stage and by how fast it went so far.

    It tells nothing where nothing was foretold, and in a stage that was not.
    """

    def __init__(self, report: Report, foretold: Mapping[str, float]) -> None:
        self._report, self._foretold, self._began = report, foretold, monotonic()

    def __call__(self, fraction: float, text: str = "", **params: Any) -> None:
        self._report(fraction, text, seconds_left=self._left(text, params), **params)

    def _left(self, stage: str, params: Mapping[str, Any]) -> float | None:
        if stage not in self._foretold:
            return None
        stages, total = list(self._foretold), sum(self._foretold.values())
        done = sum(self._foretold[before] for before in stages[: stages.index(stage)]) + _share(params) * self._foretold[stage]
        pace = (monotonic() - self._began + TRUSTED * total) / (done + TRUSTED * total)
        return (total - done) * pace


def _share(params: Mapping[str, Any]) -> float:
    """How much of a stage is done; nothing where its reports do not count."""
    if not {"number", "count"} <= params.keys():
        return 0.0
    share = (int(params["number"]) - 1) / int(params["count"])
    return (int(params["epoch"]) - 1 + share) / int(params["epochs"]) if "epochs" in params else share


def _opens_a_fold(index: int, count: int) -> bool:
    """The first picture of a fold waits for what the fold is compared with: of 15 pictures a third, of many hardly any."""
    return index == 0 or fold_of(index, count, FOLDS) != fold_of(index - 1, count, FOLDS)
