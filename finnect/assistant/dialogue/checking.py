"""Whether a text that somebody else wrote says only numbers that are so."""

import re
from collections.abc import Iterable
from decimal import Decimal

_NUMBER = re.compile(r"(\d(?:[\d,]*\d)?(?:\.\d+)?)(\s*(?:%|percent|per cent|퍼센트|프로))?", re.IGNORECASE)
_SCALED = re.compile(
    r"\d\s*(?:[십백천만억조]|k\b|m\b|bn\b|hundred|thousand|million|billion)"
    r"|\b(?:dozen|hundred|thousand|million|billion|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)s?\b"
    r"|[일이삼사오육칠팔구십백천만억조]{2,}\s*(?:명|건|개|원|퍼센트|달러|파운드)"
    r"|(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔|수십|수백|수천|수만)[가-힣]*\s*(?:명|건|개|원|퍼센트)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.|\]\(", re.IGNORECASE)


def numbers(text: str) -> set[tuple[Decimal, bool]]:
    """Each with whether it is a share of a hundred: five customers are no five percent."""
    return {(Decimal(number.replace(",", "")), bool(percent)) for number, percent in _NUMBER.findall(text)}


def is_faithful(text: str, values: str, names: Iterable[str]) -> bool:
    """Whether every number of `text` stands in `values` as it is written there, outside of `names`; numbers in words and addresses of
    pages cannot be checked and are not.

    Names of files and products come from users: a number in them is a part of the name, never a figure.
    """
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, " ")
    return not _SCALED.search(text) and not _ADDRESS.search(text) and numbers(text) <= numbers(values)
