"""How people say what the lists have in other words: turns that are not words to be listed."""

import re
from collections.abc import Callable

from finnect.assistant.dialogue.asides import OCCASION
from finnect.assistant.dialogue.world import CHAT, MONTHS

MONTH = "|".join(sorted(filter(str.isascii, MONTHS), key=len, reverse=True))
_STEMS = {"countr": "country", "categor": "category", "item": "product"}


def _ranked(match: re.Match[str]) -> str:
    return f"by {_STEMS.get(match[1], match[1])} highest"


def _grouped(match: re.Match[str]) -> str:
    return f"by {_STEMS.get(match[1], match[1])} "


_LEAVING = "(?:leave|leaving|take|taking|keep|keeping|cut|set|setting)"
_SOON = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|tonight)(?:'?s)?(?: morning| afternoon)?"
_HIGH, _LOW = "(?:the )?(?:highest|largest|biggest|most|top|best)", "(?:the )?(?:lowest|smallest|least|fewest|bottom|worst)"
_SPOKEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<![\d'])'?([0-3]\d)\s*년도?(?=\s*(?:\d\d?\s*월|[1-4]\s*(?:/\s*4\s*)?분기|[상하]반기|매출|에|의|$))"), r"20\1년"),
    (re.compile(r"(?<![가-힣])사\s?(?:가)?신(?![가-힣])\s?"), "산 "),
    (re.compile(r"(?<![어아여해려와워춰겨쳐켜펴러라내매세꿔눠] )(?<=[가-힣] )줘(?:봐)?요?(?![가-힣])"), "알려줘"),
    (re.compile(r"\b(?:at least (?:two|2) times|(?:two|2) or more times|(?:two|2) times or more)\b"), "more than once"),
    (re.compile(r"(?:2|두)\s*(?:번|차례|회)\s*(?:이상|넘게)"), "두번이상"),
    (re.compile(r"\s[+&]\s"), " and "),
    *((re.compile(rf"\b{short}\b"), long) for short, long in CHAT.items()),
    (re.compile(rf"\b({MONTH})s\b"), r"\1"),
    (re.compile(rf"\b(?:if (?:you|we|i) )?{_LEAVING}(?: the)? ([\w ]{{3,25}}?) (?:out(?: of it)?|aside)\b"), r"without \1 "),
    (
        re.compile(r"\brank(?:ing)?(?: of)?(?: the| our| all)* (product|countr|customer|month|quarter|segment|categor|item)(?:s|ies)\b"),
        _ranked,
    ),
    *((re.compile(rf"[탑톱]\s?{word}"), f"상위 {number} ") for word, number in (("텐", 10), ("파이브", 5), ("쓰리", 3))),
    (re.compile(rf"\b(?:for|before|ahead of|in|at) (?:(?:the|our|my|a|this|next) )*{_SOON} (?:\w+ ){{0,2}}?{OCCASION}\b"), ""),
    (
        re.compile(
            r"(?:이번 ?주|다음 ?주)? ?(?:[월화수목금토일]요일|오늘|내일) ?(?:오전|오후|아침|저녁)? ?"
            r"(?:[가-힣]{2} ?)?(?:회의|미팅|발표)(?:에|때)? "
        ),
        "",
    ),
    (re.compile(r"\b(?:appreciate|got|forget) it\b"), "thanks"),
    (re.compile(r"\b(?:come|came|comes|coming) back (?=(?:as|with|good|bad|ok|normal|defect\w*|clean|fine)\b)"), "come out "),
    (re.compile(r"\bstatus of (?=\S+\.(?:png|jpe?g)\b)"), "verdict of "),
    (re.compile(r"\bgrand total\b(?! (?:of|number|count|revenue|sales|quantity))"), "total revenue"),
    (re.compile(r"매출(?:액)?에(?:서|도|는)? ?(?=들어가|들어갑|포함|잡히|잡힙|빠지|빠집)"), "매출 어떻게 계산 "),
    (re.compile(r"\bcustomers were new\b"), "new customers"),
    (re.compile(r"\blist of (?:all |the |our )*(product|countr|month|quarter|segment|categor)(?:s|ies) (?:with|and) "), _grouped),
    (re.compile(r"\b(top|bottom|best|worst)((?: \d+| three| five| ten)?) skus?\b"), r"\1\2 products"),
    (
        re.compile(r"\bhow much (?:business )?(?:did|do|have|had) we (?:do|done|did) (?=in|on|for|with|last|this|yesterday|today)"),
        "how much did we make ",
    ),
    (re.compile(r",? (?:in units )?(?:rather than|instead of) (?:in )?(?:dollars|money|value|revenue|pounds|euros|units|pieces)\b"), ""),
    (re.compile(r"총\s?몇"), "몇"),
    (re.compile(rf"\bfrom {_HIGH}\b(.*?) to {_LOW}\b"), r"highest\1"),
    (re.compile(rf"\bfrom {_LOW}\b(.*?) to {_HIGH}\b"), r"lowest\1"),
    (re.compile(r"\bon average\b(.*)\bunit price\b"), r"\1 average unit price"),
    (re.compile(r"\bclass(?:ed|ified) as (?=at.risk|champion|loyal|lost)"), ""),
    (re.compile(r"\bfor (?:the|our|my) (?:management|annual|year-end|monthly|quarterly|statutory) accounts\b"), ""),
    (re.compile(r"\bskip(?:ping)? (?=the |[a-z])"), "without "),
    (re.compile(r"(?<=구매|주문|거래|결제|방문|이용)하신 ?"), "한 "),
    (re.compile(r"(?<=[세나가까에예네데지죠해어아])여(?![가-힣])"), "요"),
)


def as_listed(text: str) -> str:
    """:param text: in the form of `text.tidy`"""
    for spoken, listed in _SPOKEN:
        text = spoken.sub(listed, text)
    return text
