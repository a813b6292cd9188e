"""Hangul as it is typed: syllables as keys, keys as syllables, and slips of the fingers undone."""

import re
from collections.abc import Iterator
from itertools import takewhile

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST = ord("가")
_BROKEN = re.compile("(?=[가-힣ㄱ-ㅣ]*[가-힣])(?=[가-힣ㄱ-ㅣ]*[ㄱ-ㅣ])[가-힣ㄱ-ㅣ]{2,}")
_STRAY = re.compile("[ㄱ-ㅣ]")
_TAIL = re.compile("[ㅋㅎㅠㅜㅡ]+$|(?<=[가-힣])[ㄱ-ㅎ]$")  # laughter, tears, or the next key hit too soon


def keys(text: str) -> str:
    """The letters of the syllables one after the other, as on the keyboard; anything else as it is."""
    return "".join(_letters(sign) for sign in text)


def _letters(sign: str) -> str:
    if not "가" <= sign <= "힣":
        return sign
    place = ord(sign) - _FIRST
    return _INITIALS[place // 588] + _VOWELS[place // 28 % 21] + _FINALS[place % 28].strip()


def typed(letters: str) -> str:
    """What an input method makes of letters typed one after the other."""
    text: list[str] = []
    at = 0
    while at < len(letters):
        size = _syllable(letters, at)
        text.append(_joined(letters[at : at + size]) if size > 1 else letters[at])
        at += size
    return "".join(text)


def _syllable(letters: str, at: int) -> int:
    """How many letters from here make one syllable: a final consonant belongs to it only before no vowel."""
    follows = letters[at : at + 4]
    if len(follows) < 2 or follows[0] not in _INITIALS or follows[1] not in _VOWELS:
        return 1
    closed = len(follows) > 2 and follows[2] in _FINALS[1:] and not (len(follows) > 3 and follows[3] in _VOWELS)
    return 3 if closed else 2


def _joined(letters: str) -> str:
    final = _FINALS.index(letters[2]) if len(letters) > 2 else 0
    return chr(_FIRST + (_INITIALS.index(letters[0]) * 21 + _VOWELS.index(letters[1])) * 28 + final)


def mended(text: str) -> str:
    """Words with stray letters, such as "매ㅜㅊㄹ", with two neighbouring keys swapped back, where that mends them."""
    return _BROKEN.sub(lambda word: _mended_word(word[0]), text)


def _mended_word(word: str) -> str:
    spoken = _TAIL.sub("", word)
    best = min(_readings(spoken), key=lambda reading: (_strays(reading), -_kept(reading, spoken)))
    if 0 < _strays(best) < _strays(spoken):
        best = _mended_word(best)
    return best + word[len(spoken) :]


def _kept(reading: str, word: str) -> int:
    """How many signs both begin with: of two ways to mend a word, the one that changes it later."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reading, word, strict=False)))


def _strays(word: str) -> int:
    return len(_STRAY.findall(word))


def _readings(word: str) -> Iterator[str]:
    """The word itself, then with each pair of keys swapped."""
    yield word
    letters = keys(word)
    for at in range(len(letters) - 1):
        yield typed(letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :])
