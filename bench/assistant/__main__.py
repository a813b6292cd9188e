"""Figures of the assistant's understanding: `python -m bench.assistant [--report] [--embedding]`, prints JSON.

Retrieval and classification are measured on public sets, with the code the product uses. Nothing is chosen on test
data: the threshold for CLINC150 comes from its validation part.

`--embedding` measures only what the embedding model of the settings (`EMBEDDING_MODEL` and the like in the environment) adds
to paraKQC and BANKING77: ours alone, and ours with it, in one run.
"""

import csv
import json
import lzma
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from math import ceil
from pathlib import Path

import django
import numpy as np

from bench.assistant.utterances import Half, outcomes
from bench.assistant.utterances import figures as score
from finnect.assistant.dialogue import FaqEntry, Knowledge, understand
from finnect.assistant.dialogue.classifier import KernelClassifier
from finnect.assistant.dialogue.embedded import Floats, learn_together
from finnect.assistant.dialogue.keys import keys, typed
from finnect.assistant.dialogue.knowledge import OUTSIDE as KNOWN_OUTSIDE
from finnect.assistant.dialogue.seeds import FAQ, INTENTS, OUTSIDE
from finnect.assistant.dialogue.text import plain
from finnect.assistant.dialogue.vectors import Index, Vectoriser

TEXTS = Path(__file__).parents[2] / ".." / "shared" / "data" / "text"
Example = Sequence[str]  # text, label
IN_SCOPE = 0.93  # the goal of CLINC150


def parakqc() -> dict[str, float]:
    """Korean paraphrases: the first of each group of ten is the FAQ, the other nine ask for it."""
    texts = _paraphrases()
    first = [plain(text) for text in texts[::10]]
    model = Model(list(zip(first, map(str, range(len(first))), strict=True)))

    def ranks(change: Callable[[str], str] = str) -> np.ndarray:
        found = []
        for place, text in enumerate(texts):
            if place % 10:
                scores = model.scores(change(text))
                found.append(1 + int((scores > scores[place // 10]).sum()))
        return np.array(found)

    spaced, unspaced = ranks(), ranks(lambda text: text.replace(" ", ""))
    of_syllables, of_jamo = ranks(lambda text: mistyped(text, len(text) // 10)), ranks(lambda text: mistyped(text, len(keys(text)) // 10))
    return {
        "hit@1": float((spaced == 1).mean()),
        "mrr": float((1 / spaced).mean()),
        "hit@1_without_spaces": float((unspaced == 1).mean()),
        "hit@1_with_a_typo_per_10_syllables": float((of_syllables == 1).mean()),
        "hit@1_with_a_typo_per_10_jamo": float((of_jamo == 1).mean()),
    }


def _paraphrases() -> list[str]:
    lines = (TEXTS / "paraKQC_v1.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[2] for line in lines if line.strip()]


def mistyped(text: str, typos: int) -> str:
    """Neighbouring keys of a word swapped at some places, the same ones in every run, and what an input method makes of it."""
    letters = list(keys(text))
    random = np.random.default_rng(len(text))
    places = [at for at in range(len(letters) - 1) if not (letters[at].isspace() or letters[at + 1].isspace())]
    for at in random.choice(places, min(typos, len(places)), replace=False):
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return typed("".join(letters))


def banking77() -> dict[str, float]:
    learnt, asked = _banking()
    model = Model(learnt)
    return {"accuracy": float(np.mean([model.guess(text)[0] == label for text, label in asked]))} | model.costs()


def _banking() -> tuple[list[Example], list[Example]]:
    """For training and for the test."""
    with lzma.open(TEXTS / "banking77_train.csv.xz", "rt", encoding="utf-8") as file:
        learnt: list[Example] = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    with (TEXTS / "banking77_test.csv").open(encoding="utf-8") as file:
        return learnt, [(row["text"], row["category"]) for row in csv.DictReader(file)]


def embedding() -> dict[str, dict[str, float]]:
    """Hit@1 of paraKQC and accuracy of BANKING77."""
    numbered = [(text, str(place // 10)) for place, text in enumerate(_paraphrases())]
    asked = [one for place, one in enumerate(numbered) if place % 10]
    return {"parakqc": _with_embeddings(numbered[::10], asked), "banking77": _with_embeddings(*_banking())}


def _with_embeddings(learnt: Sequence[Example], asked: Sequence[Example]) -> dict[str, float]:
    model = Model(learnt)
    alone = float(np.mean([model.guess(text)[0] == label for text, label in asked]))
    model.learn_embeddings(_embedded([text for text, _ in learnt]))
    guesses = [model.guess(text, vector)[0] for (text, _), vector in zip(asked, _embedded([text for text, _ in asked]), strict=True)]
    together = float(np.mean([guess == label for guess, (_, label) in zip(guesses, asked, strict=True)]))
    return {"alone": alone, "together": together} | model.costs()


def _embedded(texts: Sequence[str]) -> list[Floats]:
    """By the model of the settings, in the form in which the product asks it."""
    from finnect.assistant.services import embeddings

    texts = [plain(text) for text in texts]
    parts = [texts[first : first + embeddings.AT_ONCE] for first in range(0, len(texts), embeddings.AT_ONCE)]
    return [vector for part in parts for vector in embeddings.embedded(part, embeddings.PHRASES_SECONDS)]


def clinc150() -> dict[str, float]:
    """In scope and out of scope at one threshold: the strictest at which validation's in scope is one standard error above the goal.

    Its 3,000 questions tell more than its 100 out of scope. What is for training of out of scope is learnt as the label `OUTSIDE`,
    as the product does with its own examples.
    """
    sets = json.loads(lzma.decompress((TEXTS / "clinc150_data_full.json.xz").read_bytes()))
    model = Model([*sets["train"], *((text, KNOWN_OUTSIDE) for text, _ in sets["oos_train"])])
    known = [(*model.guess(text), label) for text, label in sets["val"]]
    error = np.sqrt(IN_SCOPE * (1 - IN_SCOPE) / len(known))
    right = sorted((sure for guess, sure, label in known if guess == label), reverse=True)
    threshold = right[ceil((IN_SCOPE + error) * len(known)) - 1]
    tested = [(*model.guess(text), label) for text, label in sets["test"]]
    return {
        "in_scope_without_threshold": float(np.mean([guess == label for guess, _, label in tested])),
        "in_scope": float(np.mean([guess == label and sure >= threshold for guess, sure, label in tested])),
        "out_of_scope_recall": float(np.mean([model.guess(text)[1] < threshold for text, _ in sets["oos_test"]])),
        "out_of_scope_recall_of_validation": float(np.mean([model.guess(text)[1] < threshold for text, _ in sets["oos_val"]])),
        "threshold": threshold,
    } | model.costs()


def product() -> dict[str, float]:
    """Learning and answering with the knowledge a new installation has."""
    before = _memory()
    started = time.perf_counter()
    knowledge = Knowledge(INTENTS, FAQ, OUTSIDE)
    learnt = time.perf_counter() - started
    edited = [*FAQ, FaqEntry("new-en", "Where is the canteen?", ("canteen?",), "On the ground floor.", "en")]
    started = time.process_time()
    Knowledge(INTENTS, edited, OUTSIDE)
    relearnt = time.process_time() - started
    questions = [
        *(text for intent in INTENTS for text in intent.examples),
        *OUTSIDE,
        "총매츌 알려줘",
        "영국 매출 얼마야?",
    ]
    understand("첫 질문", knowledge)
    times = []
    for question in questions:
        started = time.perf_counter()
        understand(question + " 음", knowledge)
        times.append(time.perf_counter() - started)
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return {
        "learn_s": learnt,
        "relearn_after_an_edit_cpu_s": relearnt,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "memory_mb": _memory() - before,
        "process_mb": _memory(),
    }


class Model:
    """The product's vectoriser and classifier on somebody else's data."""

    def __init__(self, examples: Sequence[Example]) -> None:
        started = time.perf_counter()
        texts = [plain(text) for text, _ in examples]
        self._vectoriser = Vectoriser(texts, most=150_000)
        vectors = self._vectoriser.each(texts)
        self._index = Index(vectors, len(self._vectoriser))
        self._vectors, self._labels = vectors, [label for _, label in examples]
        self._classifier = KernelClassifier(self._alike(), self._labels)
        self._seconds = time.perf_counter() - started

    def _alike(self) -> np.ndarray:
        alike = np.empty((len(self._vectors), len(self._vectors)), dtype=np.float32)
        for row, vector in zip(alike, self._vectors, strict=True):
            row[:] = self._index.similarities(vector)
        return alike

    def learn_embeddings(self, embeddings: Sequence[Floats]) -> None:
        """Of the examples; the share of them in the likeness is the one that the product would choose."""
        self._together = learn_together("", embeddings, self._alike(), self._classifier, self._labels)

    def scores(self, text: str, embedding: Floats | None = None) -> np.ndarray:
        """In the order in which the labels were first seen; with its embedding, what was learnt with embeddings tells."""
        similarities = self._index.similarities(self._vectoriser(plain(text)))
        if embedding is None:
            return self._classifier.scores(similarities)
        return self._together.classifier.scores(self._together.similarities(similarities, embedding))

    def guess(self, text: str, embedding: Floats | None = None) -> tuple[str, float]:
        """The likeliest label but `OUTSIDE`, and by how much it is likelier than that."""
        scores = dict(zip(self._classifier.labels, self.scores(text, embedding).tolist(), strict=True))
        against = scores.pop(KNOWN_OUTSIDE, 0.0)
        best = max(scores, key=scores.__getitem__)
        return best, scores[best] - against

    def costs(self) -> dict[str, float]:
        return {"learn_s": self._seconds}


def _memory() -> float:
    """Peak so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours() -> dict[str, dict[str, float]]:
    """Our own utterances; what is for reports is not looked at while developing (`--report` asks for it)."""
    halves: tuple[Half, ...] = ("develop", "seen", "report", "unseen") if "--report" in sys.argv else ("develop", "seen")
    return {f"ours_{half}": score(outcomes(half)) for half in halves}


def main() -> None:
    if "--embedding" in sys.argv:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finnect.config.settings")
        django.setup()
        print(json.dumps(embedding(), indent=2))
        return
    figures = {"product": product()} | ours()
    if TEXTS.is_dir():
        figures |= {"parakqc": parakqc(), "banking77": banking77(), "clinc150": clinc150()}
    else:
        print("the public text sets are absent: only the product was measured", file=sys.stderr)
    rounded = {name: {key: round(value, 4) for key, value in found.items()} for name, found in figures.items()}
    print(json.dumps(rounded, indent=2))


if __name__ == "__main__":
    main()
