"""The pieces of a question, as the grammar hears them."""

from collections.abc import Iterable
from dataclasses import replace

from finnect.assistant.dialogue.cutting import Piece

FILTERS = ("country", "product", "customer", "segment", "weekday", "hour")
RANKS = ("rank", "most", "place", "best", "patron", "busy", "dear")
_WITH_UP = (
    "break",
    "end",
    "pick",
    "catch",
    "split",
    "add",
    "sum",
    "turned",
    "ended",
    "open",
    "pull",
    "come",
    "came",
    "look",
    "bring",
    "set",
    "put",
    "make",
    "made",
)
_TO = {"부터", "에서", "to", "until", "till", "through", "thru"}
_BEHIND = {"부터": "{}..", "까지": "..{}"}
_BEFORE = {"since": "{}..", "until": "..{}", "till": "..{}", "up to": "..{}", "upto": "..{}", "through": "..{}"}


class Heard:
    """The pieces of a question by kind; `step` is how far back the period before lies: a week, month, quarter, half or year."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        pieces = joined_periods(_with_the_last(tuple(pieces)))
        if any(piece.text.startswith(_WITH_UP) for piece in pieces):  # "break it down", "add up", "how many turned up"
            pieces = tuple(replace(piece, kind="small") if piece.text in ("up", "down") else piece for piece in pieces)
        self.step = next((piece.value.removeprefix("previous_") for piece in pieces if piece.value.startswith("previous_")), None)
        self.pieces = tuple(replace(piece, value="previous") if piece.value.startswith("previous_") else piece for piece in pieces)
        self._values: dict[str, list[str]] = {}
        for piece in self.pieces:
            self._values.setdefault(piece.kind, []).append(piece.value)

    def __call__(self, kind: str, *values: str) -> bool:
        """Whether a piece of the kind was heard, or one with any of the values."""
        heard = self._values.get(kind, ())
        return bool(heard) if not values else any(value in heard for value in values)

    def first(self, *kinds: str) -> str | None:
        return next((value for kind in kinds for value in self._values.get(kind, ())), None)

    def all(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._values.get(kind, ())))

    def says(self, *words: str) -> bool:
        """Whether one of the words was written so."""
        return any(piece.text in words for piece in self.pieces)

    def is_after(self, piece: Piece, *kinds: str) -> bool:
        """Whether a piece stands right behind one of the kinds, small words and endings aside."""
        before = [one for one in self.pieces[: self.pieces.index(piece)] if one.kind not in ("small", "ending", "the", "ask")]
        return bool(before) and before[-1].kind in kinds

    def follows(self, kind: str, value: str, *kinds: str) -> bool:
        """Whether such a piece stands right behind one of the kinds."""
        return any(self.is_after(piece, *kinds) for piece in self.pieces if (piece.kind, piece.value) == (kind, value))

    def said(self, *kinds: str) -> list[str]:
        """The words of these kinds as they were written."""
        return [piece.text for piece in self.pieces if piece.kind in kinds]


def _with_the_last(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """ "This week against last": the last of what was named before."""
    return tuple(
        replace(piece, kind="period", value="previous")
        if (piece.kind, piece.value) == ("newest", "last") and at and pieces[at - 1].kind == "compare" and pieces[at + 1 : at + 2] == ()
        else piece
        for at, piece in enumerate(pieces)
    )


def joined_periods(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Two periods with "from … to" between them as one, and one with a beginning or an end alone as open; not where they are compared."""
    if any(piece.kind == "compare" or piece.value.startswith("previous") for piece in pieces):
        return pieces
    found: list[Piece] = []
    for piece in pieces:
        found.append(piece)
        if piece.kind == "period" and (start := _beginning(found)) is not None:
            value = f"{found[start].value}..{piece.value}"
            text = " ".join(one.text for one in found[start:])
            found[start:] = [Piece("period", value, text)]
    return tuple(_opened(found))


def _beginning(pieces: list[Piece]) -> int | None:
    """Where the period stands from which the last one is the end."""
    if len(pieces) < 3 or pieces[-3].kind != "period" or ".." in pieces[-3].value:
        return None
    between = pieces[-2].text
    is_between = between == "and" and any(piece.text == "between" for piece in pieces[:-3])
    return len(pieces) - 3 if between in _TO or is_between else None


def _opened(pieces: list[Piece]) -> list[Piece]:
    found = []
    for at, piece in enumerate(pieces):
        if piece.kind == "period" and ".." not in piece.value:
            before, behind = (pieces[place].text if 0 <= place < len(pieces) else "" for place in (at - 1, at + 1))
            is_within = before == "through" and any(one.kind == "by" for one in pieces)  # "week by week through November"
            form = _BEHIND.get(behind) or (None if is_within else _BEFORE.get(before))
            piece = replace(piece, value=form.format(piece.value)) if form else piece
        found.append(piece)
    return found
