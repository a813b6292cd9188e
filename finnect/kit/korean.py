"""Korean particles, whose form the word before them decides: a catalogue writes "%(name)s이(가)", a reader sees "표가"."""

import re

_FORMS = {"이(가)": ("이", "가"), "은(는)": ("은", "는"), "을(를)": ("을", "를"), "(으)로": ("으로", "로")}  # after a consonant, a vowel
_PARTICLE = re.compile(rf"([가-힣\d])([\"'’”)\]]*)({'|'.join(map(re.escape, _FORMS))})")
_FINALS = 28  # of a syllable, the first of which is none
_RIEUL = 8  # after which it is 로, as after a vowel
_READ = "영일이삼사오육칠팔구"  # digits


def with_particles(text: str) -> str:
    """Both forms stay after a word of other letters: how it is read is not known."""
    return _PARTICLE.sub(_chosen, text)


def _chosen(match: re.Match[str]) -> str:
    last, quotes, particle = match.groups()
    final = (ord(_READ[int(last)] if last.isdigit() else last) - ord("가")) % _FINALS
    closed, opened = _FORMS[particle]
    is_open = final == 0 or (particle == "(으)로" and final == _RIEUL)
    return last + quotes + (opened if is_open else closed)
