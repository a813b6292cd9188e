"""English words in the forms in which people say them: plain spelling rules, no dictionary."""

import re

_DOUBLED = re.compile(r"^[^aeiou]*[aeiou][bdgmnpt]$")  # plot → plotted; longer verbs that double are listed by their forms


def inflected(verb: str) -> set[str]:
    """ "rely" as rely, relies, relied, relying; what is irregular must be listed besides."""
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    ending = "es" if verb.endswith(("s", "x", "z", "ch", "sh")) else "s"
    stem = verb + verb[-1] if _DOUBLED.match(verb) else verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return {verb, verb + ending, stem + "ed", stem + "ing"}


def plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")
