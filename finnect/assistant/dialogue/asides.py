"""What is said beside a question: why somebody asks, for whom and how soon ("회의가 있어서 그러는데", "my boss is waiting").

Such a clause holds words that nobody listed, and none of them narrows the number. A phrase that could ("for our Busan branch",
"온라인 매장에서") is no clause and stays where it is. What a clause names and the question points back to ("… last week, so how
many were there then") is put before the question.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from finnect.assistant.dialogue.cutting import Piece
from finnect.assistant.dialogue.heard import FILTERS, RANKS
from finnect.assistant.dialogue.pictures import PERCENT

Read = Callable[[str], Sequence[Piece]]


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_NARROWING = (*FILTERS, "period", "file", "category", "without")
_TELLING = (*_NARROWING, "by", "defect", "weak", "trust", "calculate", "how", "per", "share")  # of what is no sentence
_MEANING = (*_TELLING, "field", "act", "average", "rank", "most", "compare", "explain", "other", "all", "result", "unknown", "beyond")
_ASKING = ("field", "defect", "count", "amount", "what", "act", "thing", "trust", "weak", *RANKS)
_WHEN = ("period", "hour", "weekday")  # of an occasion
_PASSING = ("today", "past_30_day", "6+7", *"1234567")  # days on which somebody does something
_ANCHORS = ("file", "category")  # wherever they are named, they are what the question is about
_MOST_CLAUSES = 8
_SIGNS = " ,.;:!?~"

OCCASION = _any("""
    meeting report review presentation audit auditors? board deck slides? call form log paperwork pack council newsletter deadline briefing
    binder summary email statement minutes boss manager director accountants? customs inspector tax taxes filing books budget chart records
    notes interview reconciliation planning owner office investors? bank profile dinner party event contract application letter quote
    page cover folder file certificate ledger worksheet questionnaire survey handover handout stand-up standup sheet rota cards?
    shelf stocktake brochure calculations? plan plans schedule memo tender
""")
_FOR_AN_OCCASION = re.compile(
    rf"^(?:(?:it's|this is|needed|need it) )?(?:for|before|ahead of)\b.*\b{OCCASION}\b"
    rf"|^(?:[\w']+ ){{0,4}}{OCCASION}(?:'s| is| are)? (?:at|in|on|today|tomorrow|soon|now)\b|^for (?:\w+ ){{0,2}}\w+ing$"
)
_OF_IT = "(?:is|was|are|were|at|they|i|we|my|he|she|it|has|have|had|would|every)"
_ENGLISH_CLAUSE = re.compile(
    rf"{_FOR_AN_OCCASION.pattern}|\b(?:i|we|they|he|she|it|someone|somebody|everyone|everybody|nobody)\b(?:'|\s+\w)"
    r"|\b\w+(?:'s| is| are| was| were| has| have| had| will| would| must| may| might| can| does| did) \w"
    r"|\b\w+ (?:wants?|needs?|asks?|asked|said|says|keeps|wonders?|reckons|thinks|told|tells|likes?|insists?|believes|wishes|requests"
    r"|doubts|complains|claims|swears|worries|hopes|expects|checks|reports|writes|hates)\b"
    r"|^(?:need|want|got|have|had|running|planning|going)\b|\b(?:doesn't|don't|didn't|isn't|won't|can't)\b"
    r"|^(?:and |but |so )?(?:the|our|my|a|an|his|her|their) (?:[\w'-]+ ){1,6}?\w+(?:s|ed|t) (?:\w+ ){1,}\w+"
    r"|^(?:and |but |so |as |when |before |after |if |since |to )?\w+ing\b|\bjust (?:uploaded|sent|put|took|dropped)\b"
    r"|^\w+ (?:here|from \w+)(?: again| here)?$"
    r"|^(?:urgent|quick one|quick question|sorry|excuse|pardon|forgive|thank|good|suspect|asap|purely|just for)\b"
    r"|^(?:and |but |so )?(?:please |kindly )?(?:forgive|pardon|excuse|bear with|don't)\b"
    r"|^(?:and |but |so )?with (?:my |many |sincere )*(?:apologies|thanks|regret)\b"
    rf"|^(?:which|where) {_OF_IT} "
    r"|^(?:in|with) (?:connection|reference|regard|respect) (?:with|to) (?:the|my|our|your|that|this) "
    r"|^(?:before|after) (?:the|my|our|a) (?:[\w'-]+ ){1,5}\w+s$"
    r"|^(?:since|because|seeing|given|although|though|whereas|while|when|to \w+|as) (?:[\w']+ ){2,}"
)
_KOREAN_ENDINGS = _any("""
    [는은인던한운진른런건텐]데 니까 (?<!에)서 려고 려니 길래 지만 만 때문에 위해서? 니 듯 느라 다가 고 다 요 죠 까 네
    음 임 함 됨 야 어 해 돼 지 게 빨리 급해 급함 전에 김에
""")
_KOREAN_CLAUSE = re.compile(rf"{_KOREAN_ENDINGS}요?$|(?:팀|부서|본사|세무서|은행|협회|사무실|사무소|세관|[^손객]님)(?:에서|이|께서)$")
_POLITE_IF = (
    r"if (?:it|that|this)(?:'s| is| isn't|'d)?\b|if you(?:'d|'ll)?\b(?! (?:leave|drop|take|count|include|exclude|ignore|only|sum))"
    r"|if (?:i|we) (?:may|might|understood|remember|recall|am|could)\b|if possible\b|if (?:some|any)(?:one|body)\b|if not\b"
)
_NARROWS = re.compile(
    r"\b(?:(?<!the )(?<!bought )(?<!i'm )(?<!i )only|except|exclud\w*|without(?! (?:it|you|delay|fail|that|wishing|further|one)\b)"
    r"|(?<!do )mean|meant|rather than|instead|unless|whose"
    r"|where|includ\w*|ignor\w*|leav\w*(?= out| aside| \w+ out| it out)|minus|above|below|under(?!st)|over (?=\d)"
    rf"|(?<!see )(?<!know )(?<!check )(?<!say )(?<!wonder )(?<!wondering )(?!{_POLITE_IF})if)\b"
    r"|제외|빼고|빼면|말고|한해|한정|이상(?!하)|이하|미만|초과|경우(?!는 처음)|(?<!다)라면|중에서|가운데"
    r"|[가-힣]{2,}만 (?:따로 )?(?:부탁|보여|알려|주|줘|뽑)"
)
_ASKS = re.compile(
    r"(?:줘|줘요|주세요|줄래요?|주십시오|주시겠[가-힣]+|주실래요|바랍니다|부탁[가-힣]*|달라|봐|봐요|보여|알려|[나가]요|(?<!니)까요"
    r"|(?<!니)까|[습입]니까|냐)$"
    rf"|^(?:how|what|which(?! {_OF_IT}\b[^?]*$)|where(?! every)|who|when(?! (?:i|we|they|you|he|she|\w+ing)\b)|why"
    r"|is|are|can|could|do(?!n't)|does|did|would|will|should"
    r"|has|have|may|might)\b|\b(?:could you|can you|please (?:tell|give|show|list|count))\b"
)
_ASKS_FOR_IT = re.compile(r"(?:서|니까|[는은인한]데|려고) (?:\S+ )?부탁[가-힣]*$")  # "알아야 해서 부탁드립니다"
_LEADS_ON = re.compile(r"(?:[는은인던한른된운런건텐]데|(?<![습입])니까|지만|길래|려고|때문에)$")  # to a question that follows
_POINTS_BACK = re.compile(
    r"(?:\b(?:on|in|during|for|of|from) )?\b(?:that (?:day|date|week|month|quarter|year|period|country|market)|those|them|then|there)\b"
    r"|그 ?(?:날|달|주|해|때|나라)(?:에|의|에는)?(?![가-힣]{2})|(?:거기|그곳)(?:에서|에는|에)?",
    re.IGNORECASE,
)

_AT_SIGNS = re.compile(r"\s*[ㅋㅎㅠㅜ]{2,}\s*|(?<=[^\d\s])[,;:]\s+|[!?.…]+\s+|\s+[-–—]+\s+|(?<=[가-힣])[,.;]\s*")
_QUESTION = (
    r"(?=(?:i|we) (?:want|need|would)\b"
    r"|(?:what|how|which|who|can|could|give|tell|show|please|the|our|total|quarterly|monthly|weekly|daily|revenue|sales)\b)"
)
_LEADS = (
    rf"(?:for|before|ahead of) (?:[\w']+ ){{0,5}}?{OCCASION}(?= (?:i|we)\b| {_QUESTION})",
    rf"(?:before|while|when|as) (?:i|we|they|he|she) (?:[\w']+ ){{1,8}}?[\w']+(?= {_QUESTION})",
    rf"(?:[\w']+ ){{1,6}}?(?:asked|asks|asking|wants|needs|wonders|wondering)(?: me| us| to know| for)*(?= {_QUESTION})",
)
_BEFORE_A_QUESTION = re.compile(f"^(?:{'|'.join(_LEADS)})", re.IGNORECASE)
_JOINTS = (
    r"(?:because|cos|since (?:i|we)|so (?:that )?(?:i|we|tell|give|show|can|could|please|what|how)|as (?:i|we)|before (?:i|we))\b",
    rf"for (?:\w+'?s? ){{1,4}}?{OCCASION}\b",
    r"and (?:it|they|he|she) (?:wants?|needs?|asks?)\b",
    r"and (?:wants?|needs?|asks (?=for|which|what|how)|would like|(?:now )?asks|they wonder|(?:i|we) (?:need|would|want|can no longer))\b",
    r"(?:is|was|are) (?:on the (?:other )?line )?(?:wanting|asking|dying) to know\b",
)
_ENGLISH_BREAK = re.compile(f" (?={'|'.join(_JOINTS)})", re.IGNORECASE)
_BREAKS_BEHIND = """
    [는은인던한른된운런건텐]데 니까 길래 지만 때문에 위해 위해서 려고 려니 하니 으니 그니 싶어서 야어서 필요해서 야해서
    궁금해서 봐서 셔서 있어서 시면 인지 는지 은지 한지 넣게 쓰게 적게 들게 리게 해줘 려줘 여줘 아줘 봐줘 부탁 세요 에요 니다 팀에서 서에서
    은행에서 본사에서 협회에서 사무실에서 [^손객]님이 [^손객]님께서 니다만 다보니 되어 이신데 건데 인데요
    얼마야 얼마예요 얼마에요 얼마죠 몇이야 몇이에요 [건명개곳]이에요 [건명개곳]이야 개예요 개야 인가요 나요 까요
"""
_KOREAN_BREAK = re.compile(
    "|".join(f"(?<={ending}) " for ending in _BREAKS_BEHIND.split())
    + r"|(?<=야 해서) |(?<=야 돼서) |(?<=라고 해서) |(?<=다 보니) "
    + r"|(?<=대요) |(?<=네요) |(?<=기 전에) |(?<=는 김에) |(?<=[임음됨함]) (?=\S+ )"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    pieces: tuple[Piece, ...]

    @property
    def said(self) -> set[tuple[str, str]]:
        return {(piece.kind, piece.value) for piece in self.pieces}

    @property
    def is_strange(self) -> bool:
        return any(piece.kind == "unknown" for piece in self.pieces)


def without_asides(question: str, read: Read, *, understood: bool = False) -> Iterator[str]:
    """What may be asked when clauses beside it are left out, longest first; `read` gives the pieces of a clause. With `understood`
    only what holds no unknown word.
    """
    clauses = [_Clause(text, tuple(read(text))) for text in _clauses(" ".join(question.split()))]
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return
    for size in range(len(clauses) - 1, 0, -1):
        for start in range(len(clauses) - size + 1):
            kept, rest = clauses[start : start + size], [*clauses[:start], *clauses[start + size :]]
            if understood and any(clause.is_strange for clause in kept):
                continue
            if not _LEADS_ON.search(kept[-1].text.strip(_SIGNS)):
                yield from _asked(kept, rest)


def is_narrowed_beside(question: str, read: Read) -> bool:
    """Whether a clause that asks for nothing names what could narrow another: "the German inspector was here, so how many …"."""
    clauses = [_Clause(text, tuple(read(text))) for text in _clauses(" ".join(question.split()))]
    kinds = [{piece.kind for piece in clause.pieces} for clause in clauses]
    return any(one & set(_NARROWING) and not one & set(_ASKING) for one in kinds) if len(kinds) > 1 else False


def _asked(kept: Sequence[_Clause], rest: Sequence[_Clause]) -> Iterator[str]:
    """The clauses kept, and before them what they lack of what the others name, where those tell nothing else."""
    core = " ".join(clause.text for clause in kept)
    said: set[tuple[str, str]] = set().union(*(clause.said for clause in kept))
    points_back = _POINTS_BACK.search(core)
    kinds = {kind for kind, _ in said}
    lent = [
        piece
        for clause in rest
        for piece in clause.pieces
        if piece.kind not in kinds and (piece.kind in _ANCHORS or (points_back and piece.kind in _NARROWING))
    ]
    lent_kinds = [piece.kind for piece in lent]
    if len(lent_kinds) > len(set(lent_kinds)):  # two files: which of them is meant?
        return
    said |= {(piece.kind, piece.value) for piece in lent}
    if all(_is_said_beside(clause, said) for clause in rest):
        core = _POINTS_BACK.sub("", core) if points_back and set(lent_kinds) - set(_ANCHORS) else core
        yield " ".join([*(piece.value if piece.kind in _ANCHORS else piece.text for piece in lent), core])


def _clauses(question: str) -> list[str]:
    text = _BEFORE_A_QUESTION.sub(lambda lead: f"{lead[0]}\n", question)
    for pattern in (_ENGLISH_BREAK, _KOREAN_BREAK, _AT_SIGNS):
        text = pattern.sub(lambda found: f"{found[0]}\n", text)
    return [clause.strip() for clause in text.split("\n") if clause.strip(_SIGNS + "-–—")]


def _is_said_beside(clause: _Clause, said: Collection[tuple[str, str]]) -> bool:
    """Whether it is small talk, or a sentence that neither narrows nor asks; and tells nothing of a number that is not `said` as well."""
    text = clause.text.strip(_SIGNS + "-–—").casefold()
    kinds = {piece.kind for piece in clause.pieces}
    if not kinds & set(_MEANING) and not (_ASKS.search(text) and kinds & {"subject", "person"}):
        return True
    is_clause = _ENGLISH_CLAUSE.search(text) or _KOREAN_CLAUSE.search(text)
    if not is_clause or _NARROWS.search(text) or (_ASKS.search(text) and not _ASKS_FOR_IT.search(text)):
        return False
    if _is_a_question_of_its_own(clause, said):
        return False
    allowed = _WHEN if _FOR_AN_OCCASION.search(text) else ()
    narrowing = {(kind, value) for kind, value in clause.said if kind in _NARROWING and kind not in allowed and value not in _PASSING}
    return narrowing - {("without", "")} <= set(said)


def _is_a_question_of_its_own(clause: _Clause, said: Collection[tuple[str, str]]) -> bool:
    """ "저희 불량률이 몇 퍼센트지요": it asks or says something that the rest does not."""
    kinds = {piece.kind for piece in clause.pieces}
    asks = kinds & {"count", "amount", "what"} or any(piece.text in PERCENT for piece in clause.pieces)
    if kinds & {"weak", "defect"} and {("field", "prediction"), ("defect", "defects"), ("defect", "normals")} & set(said):
        return True  # "멀쩡한 부품인데", of a verdict
    names = {(kind, value) for kind, value in clause.said if kind in ("field", "defect")} - set(said)
    if ("field", "confidence") in said:
        names -= {("field", "prediction")}  # of which it is
    return bool(names and (asks or {value for _, value in names} & {"prediction", "confidence"}))
