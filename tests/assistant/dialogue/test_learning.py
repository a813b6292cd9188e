"""The parts that learn: vectors, index and classifier."""

import numpy as np

from finnect.assistant.dialogue.classifier import LinearClassifier
from finnect.assistant.dialogue.text import plain
from finnect.assistant.dialogue.vectors import Index, Vectoriser

FRUIT = ["red apple", "green apple", "apple pie", "ripe apple", "apple juice"]
TOOLS = ["steel hammer", "small hammer", "hammer and nail", "old hammer", "hammer blow"]


def test_the_index_finds_the_cosine_of_each_text() -> None:
    vectoriser = Vectoriser(FRUIT + TOOLS)
    vectors = [vectoriser(text) for text in FRUIT + TOOLS]
    dense = np.zeros((len(vectors), len(vectoriser)))
    for row, vector in zip(dense, vectors, strict=True):
        row[vector.indices] = vector.weights
    question = vectoriser("green hammer")
    expected = dense[:, question.indices] @ question.weights
    np.testing.assert_allclose(Index(vectors, len(vectoriser)).similarities(question), expected, atol=1e-6)


def test_a_text_of_unseen_words_knows_that_it_is_unknown() -> None:
    vectoriser = Vectoriser(FRUIT)
    assert vectoriser("red apple").known == 1.0
    assert vectoriser("zzz qqq").known == 0.0


def test_the_classifier_learns_from_few_examples() -> None:
    vectoriser = Vectoriser(FRUIT + TOOLS)
    labels = ["fruit"] * 5 + ["tool"] * 5
    classifier = LinearClassifier([vectoriser(text) for text in FRUIT + TOOLS], labels, len(vectoriser))
    assert classifier.labels[classifier.probabilities(vectoriser("sweet apple")).argmax()] == "fruit"
    assert classifier.labels[classifier.probabilities(vectoriser("big hammer")).argmax()] == "tool"
    np.testing.assert_allclose(classifier.probabilities(vectoriser("apple")).sum(), 1.0)


def test_politeness_and_signs_are_set_aside() -> None:
    assert plain("결과 알려 주시겠어요?") == plain("결과 알려줘!!") == "결과 알려줘"
    assert plain("Could you please SHOW the result?") == "show the result"
    assert plain("ㅋㅋㅋㅋ 안녕~~") == "안녕"
