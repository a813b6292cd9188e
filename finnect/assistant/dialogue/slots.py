"""English words that nobody listed, whose place in the sentence says that they narrow nothing.

"We clocked", "would interest me", "were counted": what follows a pronoun, a modal or "to" is done, not counted. A word before a
noun could narrow it ("online revenue") and stays unknown, and so do the verbs in `_NARROWING` wherever they stand.
"""

import re
from collections.abc import Container, Iterator, Sequence

_WORD = re.compile(r"[a-z']+|[^a-z'\s]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PRONOUNS = _set("i we you they")
_HELPING = _set("would could might may can should have had do did just really actually also ever would've could've")
_BEING = _set("is are was were been be being get got gets getting am")
_WANTING = _set("want wanted need needed like love have able trying going glad prefer hope hoping wish required asked")
_AFTER_PARTICIPLE = _set("in for at by on from to so till until up with during within this last yesterday today here us we me so ? , .")
_NARROWING = re.compile(
    r"^(?:un|re|dis|non|over|out|pre)?(?:return|refund|expect|forecast|predict|plan|budget|los[te]|ow|pay|paid|discount|export|import|deliver|stor|"
    r"stock|cost|wast|sav|promis|pend|delay|tax|leas|rent|borrow|st[eo]l|gift|sampl|subscri|renew|hir|fir|employ|work|train|produc|"
    r"manufactur|buil|assembl|repair|fix|own|miss|target|aim|estimat|project|anticipat|delet|remov|renam|print|send|sent|mail|export|"
    r"chang|edit|updat|translat|explain|compar|stand|stood|due|new|old|onlin|offlin)"
)
_NOUNS = _set("""
    butterfly dragonfly family supply assembly reply jelly holly lily belly dolly anomaly monopoly ply fly rally silly
""")
_LOCAL = re.compile(r"^(?:local|intern|extern|domestic|international|nation|global|on|direct|partial|wholesale|tax)")


def told(text: str, known: Container[str]) -> Iterator[tuple[int, int]]:
    """Where in the letters of a text (spaces and signs left out) such words stand; `known` are the words that have a meaning.

    :param text: in the form of `text.tidy`
    """
    words = _WORD.findall(text)
    place = 0
    for at, word in enumerate(words):
        letters = "".join(character for character in word if character.isalnum())
        if len(letters) > 2 and letters.isascii() and letters not in known and _tells_nothing(words, at, letters):
            yield place, place + len(letters)
        place += len(letters)


def _tells_nothing(words: Sequence[str], at: int, word: str) -> bool:
    if _NARROWING.match(word):
        return False
    if word.endswith("ly"):
        return not (_LOCAL.match(word) or word in _NOUNS)
    before, last = words[max(0, at - 2) : at], words[at - 1] if at else ""
    if last in _BEING:
        ends = at + 1 == len(words) or words[at + 1] in _AFTER_PARTICIPLE
        return ends and word.endswith(("ed", "ing", "wn"))
    is_said_of_us = last in _PRONOUNS or (last in _HELPING and before[0] in _PRONOUNS)
    is_wanted = last == "to" and before[0] in _WANTING
    is_wished = last in ("would", "could", "might") and words[at + 1 : at + 2] in (["me"], ["us"])
    return is_said_of_us or is_wanted or is_wished
