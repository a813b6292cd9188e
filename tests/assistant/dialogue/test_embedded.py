"""What an embedding model is worth is found on the phrases, each left out; wrong vectors are refused."""

import numpy as np
import pytest

from finnect.assistant.dialogue import FaqEntry, Knowledge

RANDOM = np.random.default_rng(1)
OUTSIDE = ("tell me a joke", "what is the weather", "book a flight")


def entry(name: str, *phrases: str) -> FaqEntry:
    return FaqEntry(name, phrases[0], phrases[1:], "An answer.", "en")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Two entries whose phrases have no word in common, and one with a single phrase."""
    entries = [entry("1", "garage", "car", "vehicle"), entry("2", "canteen", "lunch", "supper"), entry("3", "holiday")]
    return Knowledge((), entries, OUTSIDE)


def vectors(*concepts: int) -> list[np.ndarray]:
    return [np.eye(4, dtype=np.float32)[concept] + RANDOM.normal(0, 0.01, 4).astype(np.float32) for concept in concepts]


def test_phrases_of_one_meaning_find_each_other(knowledge: Knowledge) -> None:
    found = knowledge.with_embeddings("good", vectors(0, 0, 0, 1, 1, 1, 2, 3, 3, 3)).comparison

    assert found is not None
    assert (found.phrases, found.ours, found.together, found.is_used) == (6, 0, 6, True)


def test_vectors_that_say_nothing_are_not_used(knowledge: Knowledge) -> None:
    random = np.random.default_rng(7)
    found = knowledge.with_embeddings("bad", list(random.normal(0, 1, (10, 4)).astype(np.float32))).comparison

    assert found is not None
    assert not found.is_used


def test_a_question_is_understood_by_its_vector_and_without_it_as_before(knowledge: Knowledge) -> None:
    both = knowledge.with_embeddings("good", vectors(0, 0, 0, 1, 1, 1, 2, 3, 3, 3))
    (vector,) = vectors(1)

    assert both.candidates("snack", "en", vector)[0].label == "faq:2"
    assert both.candidates("snack", "en") == knowledge.candidates("snack", "en")
    assert knowledge.comparison is None


def test_with_nothing_but_what_is_outside_nothing_is_compared() -> None:
    found = Knowledge((), (), OUTSIDE).with_embeddings("good", vectors(3, 3, 3)).comparison

    assert found is not None
    assert (found.phrases, found.is_used) == (0, False)


@pytest.mark.parametrize("wrong", [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0, float("nan")]], ids=["another length", "no number"])
def test_wrong_vectors_are_refused(wrong: list[float], knowledge: Knowledge) -> None:
    good = vectors(0, 0, 0, 1, 1, 1, 2, 3, 3, 3)
    with pytest.raises(ValueError):
        knowledge.with_embeddings("wrong", [*good[:-1], np.array(wrong, np.float32)])
    with pytest.raises(ValueError):
        knowledge.with_embeddings("good", good).candidates("snack", "en", np.array(wrong, np.float32))
