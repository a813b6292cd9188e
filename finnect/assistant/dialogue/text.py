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
_FILLER = re.compile(r"\b(?:the|an?|some|just|excuse me|좀|혹시|그냥|저기|제발)\b")
_ASKED_ENGLISH = re.compile(
    r"^(?:(?:tell|show|give|get)(?: me| us)?|let me (?:know|see)|what(?: is| are|s)|do you (?:know|have)|can i (?:have|get|see|know)|"
    r"i (?:need|want)(?: to)?|i would like|i like to|know|see|have|about)\b|\b(?:for (?:me|us)|now)$"
)
_ASKED_KOREAN = re.compile(
    r"(?:[을를이가은는])?(?:알려|보여|말해|가르쳐)(?:줘)?$|(?:[을를이가은는])?(?:알고싶[어은]|궁금해?|뭐야|뭔데|뭐지|무엇)[가-힣]{0,2}$|"
    r"(?:[을를])?(?:해줘|해줄수있[가-힣]*|해|하고싶[가-힣]*|하려고(?:해요?)?|할래요?|할게요?|하기|하자|부탁[가-힣]*|바랍니다|바라요?|바람|줘)$"
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


def core(text: str) -> str:
    """What a text in the form of `plain` is about, without spaces and the words that only ask for it: "tell me the lunch menu" and
    "점심 메뉴 추천해줘" come to "lunchmenu" and "점심메뉴추천".
    """
    words = " ".join(_FILLER.sub(" ", text).split())
    while (shorter := _ASKED_ENGLISH.sub("", words).strip()) != words:
        words = shorter
    return _ASKED_KOREAN.sub("", words.replace(" ", ""))


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
