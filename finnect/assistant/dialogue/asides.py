"""What is said beside a question: why somebody asks, for whom and how soon ("회의가 있어서 그러는데", "my boss is waiting").

Such a clause holds words that nobody listed, and none of them narrows the number. A phrase that could ("for our Busan branch",
"온라인 매장에서") is no clause and stays where it is.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from finnect.assistant.dialogue.cutting import Piece
from finnect.assistant.dialogue.heard import FILTERS

Read = Callable[[str], Sequence[Piece]]


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_TELLING = (*FILTERS, "period", "file", "category", "by", "without", "defect", "weak", "trust", "calculate", "how", "per", "share")
_WHEN = ("period", "hour", "weekday")  # of an occasion
_MOST_CLAUSES = 6
_SIGNS = " ,.;:!?~"

_OCCASION = _any("""
    meeting report review presentation audit auditors? board deck slides? call form log paperwork pack council newsletter deadline briefing
    binder summary email statement minutes boss manager director accountants? customs inspector tax taxes filing books budget chart records
    notes interview reconciliation planning owner office investors? bank profile dinner party event contract application letter quote
""")
_FOR_AN_OCCASION = re.compile(
    rf"^(?:(?:it's|this is|needed|need it) )?(?:for|before|ahead of)\b.*\b{_OCCASION}\b"
    rf"|^(?:[\w']+ ){{0,4}}{_OCCASION}(?:'s| is| are)? (?:at|in|on|today|tomorrow|soon|now)\b|^for (?:\w+ ){{0,2}}\w+ing$"
)
_ENGLISH_CLAUSE = re.compile(
    rf"{_FOR_AN_OCCASION.pattern}|\b(?:i|we|they|he|she|it|someone|somebody)\b(?:'|\s+\w)|\b\w+(?:'s| is| are| was| were) \w"
    r"|\b\w+ (?:wants?|needs?|asks?|asked|said|says|keeps|wonders?|reckons|thinks|told|tells)\b"
    r"|\b(?:doesn't|don't|didn't|isn't|won't|can't)\b"
    r"|^\w+ing\b|\bjust (?:uploaded|sent|put|took|dropped)\b|^(?:urgent|quick one|quick question|sorry|excuse me|suspect|asap)\b"
)
_KOREAN_ENDINGS = _any("""
    [는은인던한운진른런건텐]데 니까 (?<!에)서 려고 려니 길래 지만 만 때문에 위해서? 니 듯 느라 다가 고 다 요 죠 까 네
    음 임 함 됨 야 어 해 돼 지 게 빨리 급해 급함
""")
_KOREAN_CLAUSE = re.compile(rf"{_KOREAN_ENDINGS}요?$|(?:팀|부서|본사|세무서|은행|협회|사무실|사무소|님)(?:에서|이|께서)$")
_NARROWS = re.compile(
    r"\b(?:only|except|exclud\w*|without|mean|meant|rather|instead|unless|whose|where|includ\w*|ignor\w*|leav\w*|minus|above|below|under"
    r"|over (?=\d)|(?<!see )(?<!know )(?<!check )if)\b|제외|빼고|빼면|말고|한해|한정|이상|이하|미만|초과|경우|라면|중에서|가운데"
)
_ASKS = re.compile(
    r"(?:줘|줘요|주세요|줄래요?|주십시오|주시겠[가-힣]+|주실래요|바랍니다|부탁[가-힣]*|달라|봐|봐요|보여|알려|[나가까]요|(?<!니)까|[습입]니까|냐)$"
    r"|^(?:how|what|which|where|who|when|why|is|are|can|could|do|does|did|would|will|should|has|have)\b|\b(?:could you|can you|please)\b"
)
_LEADS_ON = re.compile(r"(?:[는은인던한른된운런건텐]데|(?<![습입])니까|지만|길래|려고|때문에)$")  # to a question that follows

_AT_SIGNS = re.compile(r"(?<=[^\d\s])[,;:]\s+|[!?.…]+\s+|\s+[-–—]+\s+|(?<=[가-힣])[,.;]\s*")
_QUESTION = r"(?=(?:i|we) (?:want|need|would)\b|(?:what|how|which|who|can|could|give|tell|show|please|the|our|total)\b)"
_LEADS = (
    rf"(?:for|before|ahead of) (?:[\w']+ ){{0,5}}?{_OCCASION}(?= (?:i|we)\b| {_QUESTION})",
    rf"(?:before|while|when|as) (?:i|we|they|he|she) (?:[\w']+ ){{1,8}}?[\w']+(?= {_QUESTION})",
    rf"(?:[\w']+ ){{1,6}}?(?:asked|asks|asking|wants|needs|wonders|wondering)(?: me| us| to know| for)*(?= {_QUESTION})",
)
_BEFORE_A_QUESTION = re.compile(f"^(?:{'|'.join(_LEADS)})", re.IGNORECASE)
_JOINTS = (
    r"(?:because|cos|since (?:i|we)|so (?:that )?(?:i|we|tell|give|show|can|could|please|what|how)|as (?:i|we)|before (?:i|we))\b",
    rf"for (?:\w+'?s? ){{1,4}}?{_OCCASION}\b",
    r"and (?:wants?|needs?|asks for|would like)\b",
)
_ENGLISH_BREAK = re.compile(f" (?={'|'.join(_JOINTS)})", re.IGNORECASE)
_BREAKS_BEHIND = """
    [는은인던한른된운런건텐]데 니까 길래 지만 때문에 위해 위해서 려고 려니 하니 으니 그니 싶어서 야어서 필요해서 야해서
    궁금해서 봐서 셔서 있어서 시면 인지 는지 은지 한지 넣게 쓰게 적게 해줘 려줘 여줘 아줘 봐줘 부탁 세요 에요 니다 팀에서 서에서
    은행에서 본사에서 협회에서 사무실에서 님이 님께서
"""
_KOREAN_BREAK = re.compile(
    "|".join(f"(?<={ending}) " for ending in _BREAKS_BEHIND.split())
    + r"|(?<=야 해서) |(?<=야 돼서) |(?<=라고 해서) |(?<=[임음됨함]) (?=\S+ )"
)


def without_asides(question: str, read: Read) -> Iterator[str]:
    """What may be asked when clauses beside it are left out, longest first; `read` gives the pieces of a clause."""
    clauses = _clauses(" ".join(question.split()))
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return
    said = [{(piece.kind, piece.value) for piece in read(clause)} for clause in clauses]
    beside = [_is_said_beside(clause) for clause in clauses]
    for size in range(len(clauses) - 1, 0, -1):
        for start in range(len(clauses) - size + 1):
            kept, end = set().union(*said[start : start + size]), start + size
            rest = [*range(start), *range(end, len(clauses))]
            if _LEADS_ON.search(clauses[end - 1].strip(_SIGNS)) or not all(beside[place] for place in rest):
                continue
            if not any(_tells(clauses[place], said[place], kept) for place in rest):
                yield " ".join(clauses[start:end])


def _clauses(question: str) -> list[str]:
    text = _BEFORE_A_QUESTION.sub(lambda lead: f"{lead[0]}\n", question)
    for pattern in (_ENGLISH_BREAK, _KOREAN_BREAK, _AT_SIGNS):
        text = pattern.sub(lambda found: f"{found[0]}\n", text)
    return [clause.strip() for clause in text.split("\n") if clause.strip(_SIGNS + "-–—")]


def _is_said_beside(clause: str) -> bool:
    """Whether it is a clause, and none that narrows or asks for something."""
    clause = clause.strip(_SIGNS + "-–—").casefold()
    is_clause = _ENGLISH_CLAUSE.search(clause) or _KOREAN_CLAUSE.search(clause)
    return bool(is_clause) and not (_NARROWS.search(clause) or _ASKS.search(clause))


def _tells(clause: str, said: Collection[tuple[str, str]], kept: Collection[tuple[str, str]]) -> bool:
    """Whether something stands in it that would tell of a number, and nowhere else."""
    allowed = _WHEN if _FOR_AN_OCCASION.search(clause.casefold()) else ()
    told = (*_TELLING, "field") if clause.isascii() else _TELLING
    return any(
        (kind, value) not in kept and kind not in allowed for kind, value in said if kind in told or value in ("prediction", "confidence")
    )
