"""Korean verbs and adjectives in the forms in which people say them: plain spelling rules, no dictionary.

`forms("팔리")` holds 팔려, 팔렸어요, 팔린, 팔렸는지 and so on, all without spaces.
"""

from collections.abc import Iterator

_FIRST = ord("가")
_NONE, _N, _L, _M, _B, _SS = 0, 4, 8, 16, 17, 20  # final consonants: nothing, ㄴ, ㄹ, ㅁ, ㅂ, ㅆ
_BRIGHT = {0, 2, 8}  # the vowels ㅏ ㅑ ㅗ are followed by 아, all others by 어
_A, _AE, _EO, _E, _YEO, _O, _WA, _WAE, _OE, _U, _WO, _EU, _I = 0, 1, 4, 5, 6, 8, 9, 10, 11, 13, 14, 18, 20
_CONTRACTED = {_A: _A, _AE: _AE, _EO: _EO, _E: _E, _YEO: _YEO, _O: _WA, _OE: _WAE, _U: _WO, _I: _YEO}
_D_TO_L = {"묻": "물"}


Endings = frozenset[str]


def _words(text: str) -> Endings:
    return frozenset("" if word == "-" else word for word in text.split())


_ABLE = "수있어 수있어요 수있나 수있나요 수있을까 수있을까요 수있니 수있냐 수있는지 수있는지요 수있죠 수있습니까 수있음 수있는"
_GIVE = (
    "줘 줘요 줘봐 줘라 줄래 줄래요 주세요 주실래요 주시겠어요 주시겠습니까 주라 주면 주면좋겠어 주십시오 주시죠 주시면 "
    "주시면감사하겠습니다 주시면좋겠습니다 주시면좋겠어요 주면고맙겠어 주길 주기바랍니다 주기바람 주고 주었으면 줬으면 "
    "줬으면좋겠어 줬으면해 줬으면합니다 달라 달라고 달래 다오 드려 줄까 "
)
_AFTER_INFINITIVE = _words(
    "- 요 서 도 봐 봐요 보자 볼래 볼까 볼까요 봤어 보니 보세요 보면 본거 본 "
    + "야겠어 야겠어요 야겠다 야겠네 야겠네요 야겠는데 야겠는데요 야겠습니다 "
    + " ".join(f"볼{able}" for able in _ABLE.split())
)
_ASKED_FOR = _words(
    f"라 봐봐 봐줘 봐줄래 봐줄래요 봐주세요 봐라 {_GIVE}" + " ".join(f"{give}{able}" for give in ("줄", "주실") for able in _ABLE.split())
)
_AFTER_ANY_INFINITIVE = _AFTER_INFINITIVE | _ASKED_FOR
_AFTER_PAST = _words("""
    어 어요 니 노 나 나요 냐 냐고 냐면 지 지요 죠 는지 는지요 는지도 는지는 는지를 는가 는가요 는데 는데요 더라 더라고 더라구요 더니 던
    던가 던가요 던지 을까 을까요 을지 습니까 습니다 다 다고 다며 다면서 다는데 네 네요 고 음 구나 으면 으니 으니까 으려나 는감 거든
    거든요 대 대요 을려나 었어 었나 었지 었죠 었는지 었더라 었습니까 었을까 었던가 었어요 었나요 단말이야 다니까 습니까요 슴까 소 소이까
    잖아 잖아요 지않아 지않나 는거야 는거지 는거죠 는거예요 는건가요 는건지
""")
_AFTER_STEM = _words("""
    고 노 고요 구요 고서 고싶어 고싶어요 고싶습니다 고싶은데 고싶은데요 고싶네요 고싶다 고싶거든요 고있어 고있어요 고있나요 고있는 고있니
    고있습니까 고있는지 자 지 지요 죠 게 기 니 냐 냐고 냐구 네 네요 는 는지 는지요 는지도 는지를 는가 는가요 는데 는데요 나 나요 던 던데
    거든 거든요 길래 는거야 는거예요 는거죠 는거지 는거임 는거니 는거냐 는건가 는건가요 는건지 는건데 는게 는걸 는것 는중이야 겠어
    겠어요 겠습니까 겠습니다 겠는데 도록 더라 더라고요 기만해 기바랍니다 기바람 다 다고 구나 군 지않아 지않나요 지않니 지는 지도 잖아
    잖아요 기는 긴 려나 오 소 구려 대 대요 댔어 댔나요 음 슴 습니까요
""")
_AFTER_OPEN = _words("""
    면 면서 려고 려면 세요 셔 시나요 신 신가요 신지 셨어요 셨나요 셨는지 셨죠 셨습니까 십니까 실까요 실래요 시죠 시네 시네요 시는데 라고
    라는데 시던데 러 시면 시면서 시고 시기 시니 시니까 셔서 시는 시던 실 실때 실지 시지 시는데요
""")
_AFTER_L = _words(f"""
    - 까 까요 래 래요 게 게요 지 지도 거야 거예요 건데 건데요 만해 만한 만한가 만한가요 만한거야 만하니 만해요 라고 려고 려면 {_ABLE}
""")
_AFTER_N = _words("""
    - 가 가요 지 지요 지도 지를 데 데요 대 대요 거 거냐 거야 거예요 거에요 거지 거죠 거니 거임 건가 건가요 건지 것 것은 것이 게 겁니까
    걸까 걸까요 건데 다고 다는데 감
""")
_AFTER_B = _words("니까 니다 니까요 시다")
_AFTER_LOST_L = _words("는 는지 는지요 나요 네 네요 니 냐 는데 는가 는거야 는건가요")
_NOTHING = _words("-")


def forms(stem: str) -> set[str]:
    """Every form of the verb or adjective with this stem (its dictionary form without 다)."""
    return {base + ending for base, endings in bases(stem, asked_for=True) for ending in endings}


def bases(stem: str, *, asked_for: bool) -> Iterator[tuple[str, Endings]]:
    """What the forms begin with, and the endings that each may have; `asked_for` adds those that ask for it to be done: "처리해줘"
    beside "처리된" and "처리했어".
    """
    open_stem = stem if _final(stem) == _NONE else stem[:-1] + _with_final(stem[-1], _NONE) if _final(stem) == _L else stem + "으"
    softened = _D_TO_L.get(stem[-1])
    if softened:
        open_stem = stem[:-1] + softened + "으"
    for infinitive in {_infinitive(stem), _uncontracted(stem)}:
        yield infinitive, _AFTER_ANY_INFINITIVE if asked_for else _AFTER_INFINITIVE
        yield _closed(infinitive, _SS), _AFTER_PAST
    yield stem, _AFTER_STEM
    yield open_stem, _AFTER_OPEN
    yield _closed(open_stem, _L), _AFTER_L
    yield _closed(open_stem, _N), _AFTER_N
    yield _closed(open_stem, _M), _NOTHING
    if _final(stem) in (_NONE, _L):
        yield _closed(open_stem, _B), _AFTER_B
    else:
        yield stem + "습", _AFTER_B
    if _final(stem) == _L:
        yield open_stem, _AFTER_LOST_L


def _infinitive(stem: str) -> str:
    """팔 → 팔아, 팔리 → 팔려, 하 → 해, 부르 → 불러, 쓰 → 써, 묻 → 물어."""
    head, last = stem[:-1], stem[-1]
    if last == "하":
        return head + "해"
    vowel, final = _vowel(last), _final(last)
    if final:
        return head + _D_TO_L.get(last, last) + ("아" if vowel in _BRIGHT else "어")
    if last == "르" and head:
        bright = _vowel(head[-1]) in _BRIGHT
        return head[:-1] + _with_final(head[-1], _L) + ("라" if bright else "러")
    if vowel == _EU:
        return head + _with_vowel(last, _A if head and _vowel(head[-1]) in _BRIGHT else _EO)
    return head + _with_vowel(last, _CONTRACTED.get(vowel, vowel))


def _uncontracted(stem: str) -> str:
    """세 → 세어, beside 세."""
    if stem[-1] == "하" or _final(stem) or _vowel(stem[-1]) in (_A, _EO, _YEO, _EU):
        return _infinitive(stem)
    return stem + ("아" if _vowel(stem[-1]) in _BRIGHT else "어")


def _final(text: str) -> int:
    return (ord(text[-1]) - _FIRST) % 28


def _vowel(syllable: str) -> int:
    return (ord(syllable) - _FIRST) // 28 % 21


def _with_final(syllable: str, final: int) -> str:
    return chr(ord(syllable) - (ord(syllable) - _FIRST) % 28 + final)


def _with_vowel(syllable: str, vowel: int) -> str:
    return chr(ord(syllable) + (vowel - _vowel(syllable)) * 28)


def _closed(text: str, final: int) -> str:
    return text[:-1] + _with_final(text[-1], final)
