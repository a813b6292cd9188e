"""The parts that learn: vectors, index and classifier."""

from collections.abc import Callable

import numpy as np

from finnect.assistant.dialogue.classifier import KernelClassifier, _inverse_root, _ridge
from finnect.assistant.dialogue.keys import keys, mended, typed
from finnect.assistant.dialogue.meanings import meanings
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


def test_texts_have_the_same_vectors_together_as_one_by_one() -> None:
    texts = [*FRUIT, "", "빨간 사과", "unseen words"]
    vectoriser = Vectoriser([*FRUIT, "사과 주스"])
    for together, alone in zip(vectoriser.each(texts), map(vectoriser, texts), strict=True):
        np.testing.assert_array_equal(together.indices, alone.indices)
        np.testing.assert_allclose(together.weights, alone.weights)
        assert together.known == alone.known


def test_the_root_of_an_inverse_is_found_by_halves() -> None:
    points = np.random.default_rng(0).normal(size=(301, 40)).astype(np.float32)
    matrix = points @ points.T + 5 * np.eye(301, dtype=np.float32)

    root = _inverse_root(matrix.copy())

    assert not np.triu(root, 1).any()
    np.testing.assert_allclose(root.T @ root, np.linalg.inv(matrix.astype(np.float64)), atol=1e-4)


def test_many_examples_that_are_nearly_the_same_are_learnt_exactly() -> None:
    """Single precision must do for a matrix whose eigenvalues range over four orders of magnitude."""
    random = np.random.default_rng(0)
    points = np.repeat(random.normal(size=(60, 30)), 20, axis=0) + 0.05 * random.normal(size=(1200, 30))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kernel = np.exp(1.5 * (points @ points.T - 1))
    wanted = np.eye(60)[np.repeat(np.arange(60), 20)]
    exact = np.linalg.solve(kernel + 0.1 * np.eye(1200), wanted)
    learnt = _ridge(kernel.astype(np.float32), wanted.astype(np.float32))
    np.testing.assert_allclose(learnt.fitted, kernel @ exact, atol=1e-3)


def learnt(texts: list[str], labels: list[str]) -> Callable[[str], dict[str, float]]:
    vectoriser = Vectoriser(texts)
    vectors = [vectoriser(text) for text in texts]
    index = Index(vectors, len(vectoriser))
    classifier = KernelClassifier(np.array([index.similarities(vector) for vector in vectors], np.float32), labels)
    return lambda text: dict(zip(classifier.labels, classifier.probabilities(index.similarities(vectoriser(text))), strict=True))


def test_the_classifier_learns_from_few_examples() -> None:
    probabilities = learnt(FRUIT + TOOLS, ["fruit"] * 5 + ["tool"] * 5)
    assert probabilities("sweet apple")["fruit"] > 0.5
    assert probabilities("big hammer")["tool"] > 0.5
    np.testing.assert_allclose(sum(probabilities("apple").values()), 1.0)


def test_a_label_may_have_a_single_example() -> None:
    probabilities = learnt([*FRUIT, "steel hammer", "small nail"], ["fruit"] * 5 + ["hammer", "nail"])
    for question, label in (("green apple", "fruit"), ("big hammer", "hammer"), ("a nail", "nail")):
        found = probabilities(question)
        assert max(found, key=found.__getitem__) == label


def test_leaving_an_example_out_is_the_same_as_never_learning_it() -> None:
    """The closed form that calibrates: y - dual / diagonal of the inverse."""
    random = np.random.default_rng(0)
    points = random.normal(size=(12, 5))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kernel = np.exp(1.5 * (points @ points.T - 1))
    wanted = random.integers(0, 2, (12, 3)).astype(float)
    rest = np.arange(1, 12)
    system = kernel[np.ix_(rest, rest)] + 0.1 * np.eye(11)
    never_seen = kernel[0, rest] @ np.linalg.solve(system, wanted[rest])
    np.testing.assert_allclose(_ridge(kernel, wanted).left_out[0], never_seen)


def test_politeness_and_signs_are_set_aside() -> None:
    assert plain("결과 알려 주시겠어요?") == plain("결과 알려줘!!") == "결과 알려줘"
    assert plain("Could you please SHOW the result?") == "show the result"
    assert plain("ㅋㅋㅋㅋ 안녕~~") == "안녕"


def test_hangul_is_taken_apart_and_typed_again() -> None:
    for text in ("매출 값이 없다", "총매출은 얼마예요?", "sales 2011 ㅋㅋ", "읽고 싶은 삶"):
        assert typed(keys(text)) == text


def test_swapped_keys_are_mended() -> None:
    assert mended("총매ㅜㅊㄹ 알려줘") == "총매출 알려줘"
    assert mended("얼마ㅑㅇ") == "얼마야"
    assert mended("ㅋㅋㅋ 안녕ㅎㅎ") == "ㅋㅋㅋ 안녕ㅎㅎ"


def test_one_meaning_has_many_words() -> None:
    assert set(meanings("비밀번호 바꾸는 방법")) & set(meanings("how do i change my password")) >= {"how", "change", "password"}
    assert meanings("zzz") == []
