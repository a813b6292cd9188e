"""What may be chosen for a training by gradient."""

from dataclasses import dataclass

from finnect.inspection.detection.calibration import DEFAULT_FALSE_ALARM_RATE
from finnect.inspection.detection.pictures import MAX_PIXELS
from finnect.inspection.detection.session import DEFAULT_THREADS


@dataclass(frozen=True)
class GradientOptions:
    """`resolution`: side, in pixels, of a square with the area that each picture is brought to. Each epoch shows every picture once."""

    resolution: int = 384
    epochs: int = 4
    false_alarm_rate: float = DEFAULT_FALSE_ALARM_RATE
    seed: int = 0
    threads: int = DEFAULT_THREADS
    max_pixels: int = MAX_PIXELS
