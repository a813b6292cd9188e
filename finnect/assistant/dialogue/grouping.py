"""Questions that ask the same in other words, found by their likeness."""

from collections.abc import Sequence

from finnect.assistant.dialogue.text import plain
from finnect.assistant.dialogue.vectors import Index, Vectoriser

ALIKE = 0.45  # cosine above which two questions are of one group


def grouped(questions: Sequence[str]) -> list[list[int]]:
    """Places of the questions, group by group, in the order in which they come: each joins the group of the earliest one that is alike."""
    texts = [plain(question) for question in questions]
    if not texts:
        return []
    vectoriser = Vectoriser(texts)
    vectors = vectoriser.each(texts)
    index = Index(vectors, len(vectoriser))
    groups: dict[int, list[int]] = {}
    for place, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        alike = index.similarities(vector)
        first = next((one for one in groups if alike[one] >= ALIKE or texts[one].replace(" ", "") == text.replace(" ", "")), place)
        groups.setdefault(first, []).append(place)
    return list(groups.values())
