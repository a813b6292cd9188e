"""What both trainings share: the rate, the averaged weights, checkpoints that a killed run goes on from."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic, process_time
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn

from bench.backbone.net import Net, over_pixels

RATE, DECAY = 3e-3, 0.02
WARM, COOLING = 150, 0.35  # steps in which the rate rises, share of all steps in which it falls
AVERAGE = 0.998  # of the averaged weights kept at each step
EVERY = 50  # steps between checkpoints

Made = TypeVar("Made")


class Ahead(Generic[Made]):
    """What the next step needs is made while this one trains: two threads of one core each waste less than one of two."""

    def __init__(self, make: Callable[[int], Made]) -> None:
        self._make, self._pool = make, ThreadPoolExecutor(1)
        self._made: dict[int, Future[Made]] = {}

    def __call__(self, step: int) -> Made:
        made = self._made.pop(step, None) or self._pool.submit(self._make, step)
        self._made = {step + 1: self._pool.submit(self._make, step + 1)}
        return made.result()


class Echo(Generic[Made]):
    """Each lesson is given `times`, `ago` others between: making it costs more than the step itself."""

    def __init__(self, lessons: Ahead[Made], times: int, ago: int) -> None:
        self._lessons, self._times, self._ago = lessons, times, ago
        self._kept: dict[int, Made] = {}

    def __call__(self, step: int) -> Made:
        number, again = divmod(step, self._times)
        number = max(number - self._ago * again, 0)
        if number not in self._kept:
            self._kept[number] = self._lessons(number)
            self._kept.pop(number - self._times * self._ago, None)
        return self._kept[number]


class Run:
    """A training of a net in a folder."""

    def __init__(self, folder: Path, steps: int, build: Callable[[], Net]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._steps = folder / "checkpoint.pt", steps
        torch.manual_seed(0)
        self.net = build().to(memory_format=torch.channels_last)
        self._optimiser = torch.optim.AdamW(self.net.parameters(), lr=RATE, weight_decay=DECAY)
        self.averaged = torch.optim.swa_utils.AveragedModel(self.net, avg_fn=_average, use_buffers=True)
        self._step, self._seconds, self._processor_seconds = 0, 0.0, 0.0
        if self._file.exists():
            self._load(torch.load(self._file, weights_only=True))

    def steps(self, loss: Callable[[int], tuple[Tensor, dict[str, float]]], look: Callable[[nn.Module], dict[str, float]]) -> None:
        """Minimise `loss(step)`; what it and `look(averaged net)` tell is printed with each checkpoint."""
        before = monotonic(), process_time()
        while self._step < self._steps:
            for group in self._optimiser.param_groups:
                group["lr"] = RATE * self._share()
            self.net.train()
            value, told = loss(self._step)
            self._optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            self._optimiser.step()
            self.averaged.update_parameters(self.net)
            self._step += 1
            if self._step % EVERY == 0 or self._step == self._steps:
                now = monotonic(), process_time()
                self._seconds += now[0] - before[0]
                self._processor_seconds += now[1] - before[1]
                before = now
                self._save()
                shown = {**told, **look(self.averaged.module)}
                figures = " ".join(f"{name} {number:.3f}" for name, number in shown.items())
                spent = f"{self._seconds:.0f} s, of processors {self._processor_seconds:.0f} s"
                print(f"{self._step}/{self._steps} {spent}: {figures}", flush=True)

    def _share(self) -> float:
        """Of the rate: rises, stays, falls. A run may be ended sooner than planned as long as it has not begun to fall."""
        return min(1.0, (self._step + 1) / WARM, (self._steps - self._step) / (COOLING * self._steps))

    def _save(self) -> None:
        kept = {
            "net": self.net.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "spent": [self._step, self._seconds, self._processor_seconds],
        }
        torch.save(kept, self._file.with_suffix(".part"))
        self._file.with_suffix(".part").rename(self._file)

    def _load(self, kept: dict[str, Any]) -> None:
        self.net.load_state_dict(kept["net"])
        self.averaged.load_state_dict(kept["averaged"])
        self._optimiser.load_state_dict(kept["optimiser"])
        self._step, self._seconds, self._processor_seconds = kept["spent"]


def _average(averaged: Tensor, newest: Tensor, count: Tensor) -> Tensor:
    share = min(AVERAGE, (1 + int(count)) / (10 + int(count)))  # or the beginning would stay in it for long
    return share * averaged + (1 - share) * newest if averaged.is_floating_point() else newest


def averaged_net(folder: Path, build: Callable[[], Net]) -> Net:
    """The net of a run's last checkpoint, ready for export."""
    net = build()
    kept = torch.load(folder / "checkpoint.pt", weights_only=True)["averaged"]
    net.load_state_dict({name.removeprefix("module."): value for name, value in kept.items() if name.startswith("module.")})
    return net.eval()


def random_net() -> Net:
    """The net as training begins with it."""
    torch.manual_seed(0)
    return over_pixels().eval()
