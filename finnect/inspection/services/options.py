"""What may be chosen for a training: one table, by trainer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from finnect.kit.errors import Invalid
from finnect.kit.words import N_

MOST_EXCLUDED = 1000


@dataclass(frozen=True, slots=True)
class Option:
    """`allowed` says in words which values are taken."""

    allowed: str
    accepts: Callable[[Any], bool]


def _whole(least: int, most: int, step: int = 1) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most and value % step == 0


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value < 1


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_EXCLUDED and all(type(one) is int and 0 < one < 2**63 for one in value)


# Which pictures are taken, and what the threshold promises, is the same with every trainer.
SHARED = {
    "false_alarm_rate": Option(N_("a number between 0 and 1, such as 0.01"), _is_share),
    "exclude": Option(N_("a list of at most 1,000 picture ids of good training pictures"), _are_ids),
    "feedback": Option(N_("true or false"), lambda value: type(value) is bool),
    "seed": Option(N_("a whole number from 0 to 2147483647"), _whole(0, 2**31 - 1)),
}
OPTIONS: dict[str, dict[str, Option]] = {
    "patchcore": SHARED
    | {
        "resolution": Option(N_("a multiple of 32 from 128 to 1024, in pixels"), _whole(128, 1024, 32)),
        "detail": Option(N_("tiles along a side of a picture, from 1 to 12; 0 lets the size of the pictures decide"), _whole(0, 12)),
        "bank_size": Option(N_("a whole number from 100 to 50000"), _whole(100, 50_000)),
        "ground": Option(N_("true or false"), lambda value: type(value) is bool),
    },
    "tensorflow": SHARED
    | {
        "resolution": Option(N_("a multiple of 32 from 128 to 512, in pixels"), _whole(128, 512, 32)),
        "epochs": Option(N_("a whole number from 1 to 100"), _whole(1, 100)),
    },
}
OF_PICTURES = ("exclude", "feedback")  # what they decide is which pictures are taken; all others go to the trainer


def check_options(trainer: str, options: Mapping[str, Any]) -> None:
    """:raises Invalid: for a name or a value that this trainer does not take, with those that it does."""
    known = OPTIONS[trainer]
    for name, value in options.items():
        if name not in known:
            raise Invalid(where=f"options.{name[:100]}", reason=" | ".join(known))
        if not known[name].accepts(value):
            raise Invalid(where=f"options.{name}", reason=known[name].allowed)
