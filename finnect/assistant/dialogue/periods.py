"""Times, ranks and numbers that are written with digits or names of months: found before the words are cut."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from finnect.assistant.dialogue.cutting import Names, Piece, cut, is_listed
from finnect.assistant.dialogue.spoken import MONTH, as_listed
from finnect.assistant.dialogue.text import FILE_NAME, tidy
from finnect.assistant.dialogue.world import MONTHS, NUMBERS

_COUNTED = "나라|국가|제품|상품|품목|아이템|물건|고객|손님|거래처|시간대"  # of which there are as many
_YEAR = r"(?:19|20)\d\d"
_KOREAN_NUMBER = "|".join(word for word in NUMBERS if not word.isascii())
_ENGLISH_NUMBER = "|".join(word for word in NUMBERS if word.isascii() and word != "one")
_KOREAN_MONTH = "|".join(word for word in MONTHS if not word.isascii())
_COUNT = "|".join(NUMBERS)
_AFTER = "|".join(rf"(?<={word}\s)" for word in ["in", "of", "for", "during", "from", "since", "until", "to", "and", "between"])
_SPECIAL = rf"""
    (?:지난|최근|과거)\s*(?!한\s*주(?!일))(?P<past1>\d{{1,3}}|{_COUNT}|일(?=주일))\s*(?P<unit1>일|주일|주|개월|달|년)(?:\s*(?:간|동안))?(?![가-힣]*별)
    | \b(?:last|past|previous)\s+(?P<past2>\d{{1,3}}|{_COUNT})\s+(?P<unit2>day|week|month|year)s?\b
    | (?P<half1>오전|오후)\s*(?P<hour1>\d\d?)\s*시(?!간)
    | (?<!\d)(?P<hour2>\d\d?)\s*시(?!간)
    | \b(?:at\s+)?(?P<hour3>\d\d?)\s*(?P<half2>[ap])\.?m\b\.?
    | (?<!\d)(?:(?:(?P<y7>{_YEAR})\s*(?:년도?)?|(?P<a2>작년|지난해|올해|금년)|(?P<l1>지난|저번))의?\s*)?
        (?:(?P<q1>[1-4])\s*(?:/\s*4\s*)?분기|(?P<h1>상반기|하반기))
    | (?<![a-z\d])(?:(?P<y8>{_YEAR})[\s-]*)?(?:q(?P<q2>[1-4])|h(?P<h2>[12])
        |(?P<q3>first|1st|second|2nd|third|3rd|fourth|4th)\s+quarter|(?P<h3>first|1st|second|2nd)\s+half(?:[\s-]year)?)(?![a-z\d])
        (?:,?\s*(?:(?:of|in)\s+)?(?:(?P<y9>{_YEAR})\b|(?P<a3>last\ year|this\ year)\b))?
    | (?:지난|저번)\s*(?P<m7>\d\d?)\s*월(?:달)?(?!\s*\d)
    | (?P<ago>작년|지난해|올해|금년)\s*(?P<m8>\d\d?)\s*월(?:달)?(?!\s*\d)
    | \blast\s+(?P<m9>{MONTH})\b
    | (?P<y1>(?:19|20)\d\d)\s*년(?:도)?\s*(?P<m1>\d\d?)\s*월(?:달)?(?:\s*(?P<d1>\d\d?)\s*일)?
    | (?<!\d)(?P<y2>(?:19|20)\d\d)[-./](?P<m2>\d\d?)(?:[-./](?P<d2>\d\d?))?(?!\d)
    | \b(?P<m10>{MONTH})\.?\s+(?P<d10>\d\d?)(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<y10>{_YEAR})\b)?
    | (?<!\d)(?P<d11>\d\d?)(?:st|nd|rd|th)\s+(?:of\s+)?(?P<m11>{MONTH})\b(?:,?\s+(?P<y11>{_YEAR})\b)?
    | (?<!\d)(?P<d12>\d\d?)\s+(?P<m12>{MONTH})\.?,?\s+(?P<y12>{_YEAR})\b
    | \b(?P<m3>{MONTH})\.?,?\s+(?:of\s+)?(?P<y3>(?:19|20)\d\d)\b
    | (?:{_AFTER}|\b(?!may\b|mar\b|jan\b|dec\b))(?P<m4>{MONTH})\b(?!\s*i\b)
    | (?<!\d)(?P<y5>(?:19|20)\d\d)(?:\s*년(?:도)?|(?!\d))
    | (?<!\d)(?P<m6>\d\d?)\s*월(?:달)?(?:\s*(?P<d6>\d\d?)\s*일)?
    | (?:고객|customer)\s*(?:번호|id|no\.?|number)?\s*\#?(?P<customer>\d{{3,}})(?!\d)(?:\s*번)?
    | (?<!\d)(?P<d13>\d\d?)\.\s?(?P<m13>\d\d?)\.\s?(?P<y13>{_YEAR})(?!\d)
    | (?<![가-힣])(?P<m14>{_KOREAN_MONTH})(?=달|에|의|은|는|\b)
    | (?<!\d)(?P<place>\d+)\s*(?:위|등)
    | (?:no\.|number|\#)\s*(?P<first>1)\b
    | (?<!\d)(?P<number>\d+)(?!\d|\s*(?:%|퍼센트|프로|percent|[인명건분곳]\s*당))\s*(?:개국|개|명|가지|곳|건)?
    | (?<![가-힣])(?P<korean>{_KOREAN_NUMBER})\s*(?:개국|개|명(?!\s*당)|가지|곳|군데|분|종류|종|(?={_COUNTED})|(?<=[둘셋넷])만)
    | \b(?P<english>{_ENGLISH_NUMBER})\b
    """
_PATTERN = re.compile(_SPECIAL, re.VERBOSE | re.IGNORECASE)
_AGO = {"작년": "last_year", "지난해": "last_year", "올해": "this_year", "금년": "this_year"} | {
    "last year": "last_year",
    "this year": "this_year",
}
_UNITS = {"일": "day", "주일": "week", "주": "week", "개월": "month", "달": "month", "년": "year"}
_ONE = {"일": 1}  # as in "일주일"
_PLACES = {"상반기": 1, "하반기": 2, "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


_UPLOADS = (("subject", "upload"), ("subject", "table"))
_OWN = ("file", "product", "category")
_DASH = re.compile(r"(?<=[\d월년일])\s*[~〜∼–—]\s*(?=\d)|(?<=\d)\s+-\s+(?=\d)")


_CHEERS = re.compile(r"([ㄱ-ㅎㅠㅜㅡ])\1+|ㄱㅅ|ㅇㅋ")  # "매출ㄱㄱ", "ㅋㅋ"
_SHARE = re.compile(r"(몇\s*)?(?<!\d)(?<!\d\s)[%％]")  # "10%" is a number of something else


def _share(match: re.Match[str]) -> str:
    return "몇 퍼센트 " if match[1] else " percent "


def read_pieces(question: str, names: Names) -> list[Piece]:
    """The whole question as pieces: names of files, times and numbers first, then the words between them."""
    pieces = list(_read(question, names))
    return [piece for at, piece in enumerate(pieces) if not _is_of_a_file(pieces, at)]


def _is_of_a_file(pieces: Sequence[Piece], at: int) -> bool:
    """ "3월 파일 2024_march.xlsx": the month tells what the file is."""
    behind = pieces[at + 1 : at + 2]
    is_named = any(piece.kind == "file" for piece in pieces)
    return is_named and pieces[at].kind == "period" and bool(behind) and (behind[0].kind, behind[0].value) in _UPLOADS


@lru_cache(maxsize=4096)  # the questions of the FAQ are looked into for each question
def named_in(question: str, names: Names) -> frozenset[str]:
    """The numbers that a question names."""
    return frozenset(piece.value for piece in _read(question, names) if piece.kind == "field")


def names_what_nobody_knows(question: str, names: Names) -> bool:
    """Whether it names profit, cost or another thing of the business that no query tells."""
    return any(piece.kind == "beyond" for piece in _read(question, names))


def asks_why(question: str, names: Names) -> bool:
    """Whether it asks what something means or how it comes about."""
    return any(piece.kind in ("explain", "how", "calculate") for piece in _read(question, names))


def holds_no_name(question: str) -> bool:
    """Whether every word of it stands in the lists, so that it names nothing, whatever there is."""
    return all(piece.kind == "file" or not piece.text or is_listed(piece.text) for piece in _read(question, Names()))


def beside_names(question: str, names: Names) -> str:
    """What a question says about files, products and categories, without their names; all of it where it only names one."""
    return " ".join(piece.text for piece in _read(question, names) if piece.kind not in _OWN) or question


@lru_cache(maxsize=64)  # a question's language is found first, then what it asks
def _read(question: str, names: Names) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    place, question = 0, unicodedata.normalize("NFC", question)
    for start, end, name in _files(question, names):
        pieces += [*_timed(question[place:start], names, pieces), Piece("file", name, question[start:end])]
        place = end
    return (*pieces, *_timed(question[place:], names, pieces))


def _files(question: str, names: Names) -> Iterator[tuple[int, int, str]]:
    """Where files are named, and which: one of the asker's own, whose name may hold spaces, or whatever looks like one."""
    for match in FILE_NAME.finditer(question):
        start = match.start() + (0 if ")" in match[0] else match[0].rfind("(") + 1)  # "the file (part.png)"
        own = {name: match.end() - len(unicodedata.normalize("NFC", name)) for name in names.files}
        named = [name for name, first in own.items() if 0 <= first <= start and _is_named(question, first, match.end(), name)]
        name = max(named, key=len, default=question[start : match.end()])
        yield own.get(name, start), match.end(), name


def _is_named(question: str, start: int, end: int, name: str) -> bool:
    is_whole = start == 0 or not question[start - 1].isalnum()
    return is_whole and question[start:end].casefold() == unicodedata.normalize("NFC", name).casefold()


def _timed(text: str, names: Names, before: list[Piece]) -> Iterator[Piece]:
    text, place = as_listed(tidy(_SHARE.sub(_share, _DASH.sub(" to ", _CHEERS.sub(" ", text))))), 0
    known = bool(before)
    for start, end, match in _found(text, names):
        yield from cut(text[place:start], names, "word" if known else "unknown")
        yield from _special(match) if match else cut(text[start:end], names)
        place, known = end, True
    yield from cut(text[place:], names, "word" if known else "unknown")


def _found(text: str, names: Names) -> Iterator[tuple[int, int, re.Match[str] | None]]:
    """Where the text holds a special word, or (without a match) one of the asker's own names that itself holds a number or month."""
    place = 0
    for start, end in _own(text, names):
        if start >= place:
            yield from ((match.start(), match.end(), match) for match in _PATTERN.finditer(text, place, start))
            yield start, end, None
            place = end
    yield from ((match.start(), match.end(), match) for match in _PATTERN.finditer(text, place))


def _own(text: str, names: Names) -> Iterator[tuple[int, int]]:
    numbered = _numbered(names)
    for word in re.finditer(r"\S+", text):
        for name in numbered.get(word[0], ()) or numbered.get(re.split(r"[가-힣]", word[0])[0], ()):
            if text.startswith(name, word.start()):
                yield word.start(), word.start() + len(name)
                break


@lru_cache(maxsize=64)
def _numbered(names: Names) -> dict[str, tuple[str, ...]]:
    """The asker's names that hold a number or month by their first word, longest first; with thousands of them, no pattern would do."""
    found: dict[str, list[str]] = {}
    for name in sorted({tidy(name) for name in (*names.files, *names.products)}, key=len, reverse=True):
        if _PATTERN.search(name):
            found.setdefault(name.split(" ")[0], []).append(name)
    return {first: tuple(values) for first, values in found.items()}


def _special(match: re.Match[str]) -> Iterator[Piece]:
    if "개국" in match[0] or "나라" in match[0]:
        yield Piece("thing", "country", "")
    yield _number_or_time(match)


def _number_or_time(match: re.Match[str]) -> Piece:
    found = {name: value for name, value in match.groupdict().items() if value}
    if number := found.get("past1") or found.get("past2"):
        unit = found.get("unit1") or found.get("unit2") or ""
        value = f"past_{_ONE.get(number) or NUMBERS.get(number) or int(number)}_{_UNITS.get(unit, unit)}"
        return Piece("period", "past_7_day" if value == "past_1_week" else value, match[0])
    if number := found.get("hour1") or found.get("hour2") or found.get("hour3"):
        return Piece("hour", str(_hour(int(number), found.get("half1") or found.get("half2") or "")), match[0])
    if number := found.get("customer"):
        return Piece("customer", number, match[0])
    if number := found.get("korean") or found.get("english"):
        return Piece("number", str(NUMBERS[number]), match[0])
    if number := found.get("place") or found.get("first"):
        return Piece("place", number, match[0])
    if number := found.get("number"):
        return Piece("number", number, match[0])
    parts = {name[0]: value for name, value in found.items()}
    month = parts.get("m", "")
    ago = _AGO[parts["a"]] if "a" in parts else "last" if {"m7", "m9", "l1"} & set(found) else ""
    numbers = [
        ago or parts.get("y", ""),
        f"{MONTHS.get(month) or int(month):02}" if month else "",
        *(f"{_PLACES.get(parts[unit]) or parts[unit]}{unit}" for unit in "qh" if unit in parts),
        f"{int(parts['d']):02}" if "d" in parts else "",
    ]
    return Piece("period", "-".join(filter(None, numbers)), match[0])


def _hour(number: int, half: str) -> int:
    """Of 24: 12 in the morning is midnight."""
    return number % 12 + 12 * (half in ("오후", "p")) if half else number
