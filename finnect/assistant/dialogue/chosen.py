"""Which sales a question is about, and which are left out."""

from itertools import takewhile
from typing import cast

from finnect.assistant.dialogue.heard import FILTERS, Heard
from finnect.assistant.dialogue.wanted import Dimension

_BEHIND_IT = ("excluded", "leftout", "takenout")


def filters_asked(heard: Heard) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """What sales are asked for, and what is left out: "영국 제외", "without the UK"."""
    pieces = [piece for piece in heard.pieces if piece.kind not in ("ending", "small", "the", "newest")]
    out: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.kind == "without":
            step = 1 if piece.text.isascii() and piece.text not in _BEHIND_IT else -1
            beside = range(at + step, len(pieces) if step > 0 else -1, step)
            out |= set(takewhile(lambda place: pieces[place].kind in (*FILTERS, "and"), beside))
    said = [(at in out, piece.kind, value) for at, piece in enumerate(pieces) if piece.kind in FILTERS for value in piece.value.split("+")]
    found, without = (sorted({(kind, value) for is_out, kind, value in said if is_out == left_out}) for left_out in (False, True))
    return tuple(found), tuple(without)


def is_of_several(heard: Heard) -> bool:
    """ "독일과 프랑스 매출 비교": each of them for itself."""
    return several_named(heard) is not None


def several_named(heard: Heard) -> Dimension | None:
    """Of what more than one is named, unless their sum is asked for."""
    if heard("together"):
        return None
    filters, _ = filters_asked(heard)
    named = {(piece.kind, piece.value) for piece in heard.pieces if (piece.kind, piece.value.partition("+")[0]) in filters}
    return next((cast(Dimension, kind) for kind in FILTERS if sum(kind == one for one, _ in named) > 1), None)
