"""How long work tells what it is doing."""

from typing import Any, Protocol


class Report(Protocol):
    """Takes the share done (0…1) and a text marked with `N_`, with the values of its placeholders.

    `seconds_left` until all is done, where that is known.
    """

    def __call__(self, fraction: float, text: str = "", *, seconds_left: float | None = None, **params: Any) -> None: ...


def silent(fraction: float, text: str = "", *, seconds_left: float | None = None, **params: Any) -> None:
    """A report that nobody reads."""


def part(report: Report, start: float, end: float) -> Report:
    """A report whose 0…1 is `start`…`end` of `report`."""

    def partial(fraction: float, text: str = "", **params: Any) -> None:
        report(start + (end - start) * fraction, text, **params)

    return partial
