"""Bringing a question into the one form that the later steps compare: composed, narrow, small, calm and plain."""

import re
import unicodedata
from typing import Literal

from finnect.assistant.dialogue.keys import mended

Language = Literal["ko", "en"]

FILE_NAME = re.compile(r"[\w\-.()]+\.(?:png|jpe?g|bmp|tiff?|webp|csv|tsv|txt|xlsx)(?:\.gz)?(?![a-z0-9_])", re.IGNORECASE)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_REPEATED = re.compile(r"([^\w\s])\1+|([\u1100-\u11ff\u3131-\u318e])\2+")
_LONE_JAMO = re.compile(r"[\u1100-\u11ff\u3131-\u318e]+")
_OUTSIDE_WORDS = re.compile(r"[^\w\s.%-]|_|(?<!\d)[.-]|[.-](?!\w)")
_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_POLITE_ENGLISH = re.compile(r"\b(?:please|pls|plz|kindly|(?:could|can|would|will) you(?: please)?|i would like to|i'd like to)\b")
_POLITE_KOREAN = re.compile(
    r"(?:\s*좀)?\s*(주시겠습니까|주실 수 있나요|주실수있나요|주실래요|주시겠어요|"
    r"주세요|주십시오|주시죠|줄래요|줄래|줘봐요|줘봐|"
    r"줘요|줘라|주라|부탁드립니다|부탁드려요|부탁해요|부탁해)(?=[\s.!?~]*$)"
)
_ASKING_KOREAN = re.compile(
    r"(?<=[가-힣])(?:인가요|입니까|이에요|예요|에요|이야|인지요|인지|인가|일까요|일까|이죠|이지|나요)(?=[\s.!?~]*$)"
)
_CONTRACTIONS = ((re.compile(r"(?<=[a-z])'s\b"), " is"), (re.compile(r"n't\b"), " not"), (re.compile(r"'re\b"), " are"))


def tidy(text: str) -> str:
    """Swapped keys mended, narrow forms (NFKC), lower case, no invisible characters, no runs of the same sign, single spaces."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", mended(unicodedata.normalize("NFC", text)))).casefold().replace("’", "'")
    text = _REPEATED.sub(lambda run: run[1] or run[2], text)
    return " ".join(text.split())


def plain(text: str) -> str:
    """`tidy` text without politeness, question endings and signs, so that "알려 주시겠어요?" and "알려줘" meet."""
    text = _POLITE_ENGLISH.sub(" ", tidy(text))
    for pattern, spelt in _CONTRACTIONS:
        text = pattern.sub(spelt, text)
    text = _ASKING_KOREAN.sub("", _POLITE_KOREAN.sub("줘", text))
    words = " ".join(_OUTSIDE_WORDS.sub(" ", text).split())
    return " ".join(_LONE_JAMO.sub(" ", words).split()) or words


def language_of(text: str, default: Language = "ko") -> tuple[Language, float]:
    """The language of a question and how much of it is written in it; file names and product words do not count.

    One Hangul syllable weighs as much as three Latin letters: "AI model 상태 어때?" is Korean.
    """
    text = FILE_NAME.sub(" ", text)
    korean, english = 3 * len(_HANGUL.findall(text)), len(_LATIN.findall(text))
    if not korean + english:
        return default, 0.5
    return ("ko", korean / (korean + english)) if korean >= english / 2 else ("en", english / (korean + english))


def is_hangul(character: str) -> bool:
    return "가" <= character <= "힣"


def jamo(text: str) -> str:
    """Syllables taken apart, so that one wrong key is one wrong letter."""
    return unicodedata.normalize("NFD", text)
