"""When a question is about: a period, one compared with another, or from one to another ("1월부터 3월까지", "since March")."""

from itertools import pairwise

from finnect.assistant.dialogue.heard import Heard
from finnect.assistant.dialogue.spans import is_possible, is_stretch

_UNITS = ("week", "month", "quarter", "half", "year")
_PREVIOUS = {"today": "yesterday", **{f"this_{unit}": f"last_{unit}" for unit in _UNITS}}
_CURRENT = {"day": "today", **{unit: f"this_{unit}" for unit in _UNITS}}  # what an explicit period is compared with
_SINCE = {"from", "since"}
_THAN = {"대비", "보다", "compared", "than", "versus", "vs", "against"}


def times(heard: Heard, of_several: bool) -> tuple[str | None, bool, str | None, list[str]]:
    """The period, whether it is compared and with what (None is the one before), and the words that make none of these."""
    periods = [value for value in heard.all("period") if value != "previous"]
    if heard.step and not (periods or heard("compare")):  # "전월 매출"
        return f"last_{heard.step}", False, None, []
    compared = (heard("compare") and not of_several) or heard("period", "previous")
    period = periods[0] if periods else None
    if compared and (any(map(is_stretch, periods)) or (len(periods) > 1 and heard("period", "previous"))):
        return period, False, None, heard.said("compare", "period")
    if len(periods) == 2 and compared:
        later = next((one for one in periods if _PREVIOUS.get(one) == (set(periods) - {one}).pop()), None)
        than = _baseline(heard) or _earlier(periods)
        return (later, True, None, []) if later else (_dated(next(one for one in periods if one != than), than), True, than, [])
    if len(periods) == 2 and (one := _together(periods)):
        return one, False, None, []
    if len(periods) > 1:
        return period, compared, None, heard.said("period")
    if baseline := _baseline(heard):
        current = next((one for one, before in _PREVIOUS.items() if before == baseline), None)
        return current or _CURRENT[_unit(baseline)], True, baseline if current is None else None, []
    if compared and period:
        baseline, left = stepped(heard, period)
        return period, True, baseline, left
    if compared and heard.step and heard("compare"):
        return f"this_{heard.step}", True, None, []
    return period, False, None, heard.said("compare", "period") if compared else []


def _earlier(periods: list[str]) -> str:
    """The one that the other is compared with, where nothing says which: that which was first, or was said first."""
    years = {period[:4] for period in periods if period[:4].isdigit()}
    dated = [period if period[:4].isdigit() else f"{max(years)}-{period}" for period in periods if years]
    are_alike = len(dated) == 2 and len(dated[0]) == len(dated[1])
    return periods[dated.index(min(dated))] if are_alike else periods[0]


def _together(periods: list[str]) -> str | None:
    """ "Q4 revenue 2011", "November revenue last year": a part of a year and the year."""
    part = next((one for one in periods if len(one) == 2 and one[0].isdigit()), None)
    year = next((one for one in periods if one in ("last_year", "this_year") or (len(one) == 4 and one.isdigit())), None)
    return f"{year}-{part}" if part and year else None


def stepped(heard: Heard, period: str) -> tuple[str | None, list[str]]:
    """ "전월 대비" of a month is the one before, "전년 대비" the same month of the year before; a week has no month before."""
    if heard.step in (None, _unit(period)):
        return None, []
    return ("year_ago", []) if heard.step == "year" else (None, heard.said("period"))


def against(heard: Heard, period: str, other: str) -> tuple[str | None, list[str]]:
    """ "지난달 대비는?": what a period that was asked for before is compared with, which is one of its kind."""
    if _unit(other) == _unit(period):
        return other, []
    return ("year_ago", []) if other == "last_year" else (None, heard.said("period"))


def _unit(period: str) -> str:
    if period.endswith(_UNITS):
        return period.partition("_")[2]
    if period[-1] in "qh":
        return "quarter" if period[-1] == "q" else "half"
    if not period[0].isdigit():
        return "month" if "-" in period else "day"
    return {2: "month", 4: "year", 7: "month"}.get(len(period), "day")


def _dated(period: str, baseline: str) -> str:
    """ "2011년 10월 대비 11월", "2011년 2분기 대비 3분기": of the same year."""
    return f"{baseline[:4]}-{period}" if len(period) == 2 and baseline[:4].isdigit() and len(baseline) == 7 else period


def _baseline(heard: Heard) -> str | None:
    """The period that another one is compared with: "11월 대비", "than in November", "up from last month"."""
    pieces = [piece for piece in heard.pieces if piece.kind not in ("ending", "small", "newest", "the")]
    for one, other in pairwise(pieces):
        if one.kind == "compare" and other.kind == "period" and one.text in _THAN and one.text.isascii() and other.value != "previous":
            return other.value
        if (
            one.kind == "period"
            and other.kind == "compare"
            and other.text in _THAN
            and not other.text.isascii()
            and one.value != "previous"
        ):
            return one.value
    since = (other.value for one, other in pairwise(heard.pieces) if one.text in _SINCE and other.kind == "period")
    return next((one for one in since if one != "previous"), None) if heard("compare") else None


def extra_periods(heard: Heard) -> list[str]:
    is_odd = len(heard.all("period")) > 1 or heard("period", "previous") or not all(map(is_possible, heard.all("period")))
    return heard.said("period") if is_odd else []
