"""Many pictures, several side by side: as one batch through the network they are slower (docs/benchmarks.md)."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from finnect.inspection.detection.detector import Detector, Verdict
from finnect.inspection.detection.pictures import ImageTooLarge, NotAnImage, Source, decode

SIDE_BY_SIDE = 2
S = TypeVar("S", bound=Source)


def inspect_all(
    detector: Detector, pictures: Iterable[S], *, side_by_side: int = SIDE_BY_SIDE
) -> Iterator[tuple[S, Verdict | NotAnImage | ImageTooLarge]]:
    """Each picture with its verdict, or with what is wrong with it, in order; memory holds `side_by_side` pictures at a time.

    A `detector` opened with one thread serves best: each picture then has a core of its own.
    """

    def judged(picture: S) -> Verdict | NotAnImage | ImageTooLarge:
        try:
            return detector.inspect(decode(picture))
        except (NotAnImage, ImageTooLarge) as problem:
            return problem

    waiting, remaining = deque[tuple[S, Future[Verdict | NotAnImage | ImageTooLarge]]](), iter(pictures)
    with ThreadPoolExecutor(side_by_side) as pool:
        # Twice as many as run: who finishes first finds the next one waiting.
        waiting.extend((picture, pool.submit(judged, picture)) for picture in islice(remaining, 2 * side_by_side))
        while waiting:
            picture, found = waiting.popleft()
            yield picture, found.result()
            waiting.extend((following, pool.submit(judged, following)) for following in islice(remaining, 1))
