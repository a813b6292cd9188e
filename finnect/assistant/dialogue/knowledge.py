"""What the assistant knows besides the numbers: intents and FAQ entries, learnt anew at every change."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from finnect.assistant.dialogue.classifier import KernelClassifier
from finnect.assistant.dialogue.cutting import Names
from finnect.assistant.dialogue.embedded import Comparison, Floats, Together, learn_together
from finnect.assistant.dialogue.periods import named_in
from finnect.assistant.dialogue.text import Language, core, is_hangul, plain
from finnect.assistant.dialogue.vectors import Index, Vectoriser

OUTSIDE = "outside"
_plain, _core = (lru_cache(maxsize=4096)(form) for form in (plain, core))  # an edit leaves most phrases as they were
_FAMILIAR = 0.6  # cosine of a good paraphrase
_FEW = 4  # phrases, from which a probability is learnt


@dataclass(frozen=True, slots=True)
class Intent:
    """Something people say, with examples in any language and one answer template per language."""

    name: str
    examples: tuple[str, ...]
    templates: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its fixed answer in one language; alternatives are other ways to ask it."""

    id: str
    question: str
    alternatives: tuple[str, ...]
    answer: str
    language: Language


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent ("intent:greeting"), FAQ entry ("faq:3") or `OUTSIDE`, and how well it fits a question."""

    label: str
    probability: float
    similarity: float

    @property
    def confidence(self) -> float:
        """The probability, lowered for texts that resemble no phrase well: the classifier has to choose something."""
        return self.probability * min(1.0, self.similarity / _FAMILIAR)

    @property
    def kind(self) -> str:
        return self.label.partition(":")[0]

    @property
    def name(self) -> str:
        return self.label.partition(":")[2]


class Knowledge:
    """Intents and FAQ entries with a classifier over all of them and an index of every phrase.

    `outside` are examples of what the assistant is not for; they teach the classifier where its business ends.
    """

    def __init__(self, intents: Iterable[Intent] = (), faq: Iterable[FaqEntry] = (), outside: Iterable[str] = ()) -> None:
        self.intents = {intent.name: intent for intent in intents}
        self.faq = {entry.id: entry for entry in faq}
        phrases = [(f"intent:{name}", text) for name, intent in self.intents.items() for text in intent.examples]
        for entry in self.faq.values():
            phrases += [(f"faq:{entry.id}", text) for text in (entry.question, *entry.alternatives)]
        phrases += [(OUTSIDE, text) for text in outside]
        self._learn([(label, _plain(text)) for label, text in phrases])

    @property
    def texts(self) -> list[str]:
        """Every phrase, in the form of `plain`."""
        return [text for _, text in self._phrases]

    @property
    def comparison(self) -> Comparison | None:
        """What the embedding model is worth, where there is one."""
        return self._together.comparison if self._together else None

    def with_embeddings(self, model: str, vectors: Sequence[Floats]) -> "Knowledge":
        """The same with a model's vectors of `texts`, which are used if they help.

        :raises ValueError: for vectors of different lengths, or that are not all numbers.
        """
        both = copy(self)
        both._together = learn_together(model, vectors, self._alike(), self._classifier, self._labels, but=OUTSIDE)
        return both

    def candidates(self, text: str, language: Language, embedding: Floats | None = None) -> list[Candidate]:
        """Everything that might be meant by a text in the form of `plain`, most probable first.

        `similarity` is the cosine with its nearest phrase, words never seen included: a text unlike anything known may
        still look probable.

        :param embedding: of the text, where the model is used (`comparison`).
        :raises ValueError: for an embedding of another length.
        """
        if not self._labels:
            return []
        vector = self._vectoriser(text)
        similarities, classifier = self._index.similarities(vector), self._classifier
        likeness = similarities * vector.known
        if self._together and embedding is not None:
            likeness = self._together.similarities(likeness, embedding)
            similarities, classifier = self._together.similarities(similarities, embedding), self._together.classifier
        nearest = np.zeros(len(classifier.labels))
        np.maximum.at(nearest, self._owners, likeness)
        found = zip(classifier.labels, classifier.probabilities(similarities), nearest, strict=True)
        ranked = [Candidate(label, float(sure), float(like)) for label, sure, like in found]
        ranked = [one for one in ranked if one.kind != "faq" or self.faq[one.name].language == language]
        return sorted(ranked, key=lambda one: one.probability, reverse=True)

    def exactly(self, text: str, language: Language) -> str | None:
        """The label of the phrase that reads the same as a text in the form of `plain`, spaces aside."""
        labels = self._exact.get(text.replace(" ", ""), ())
        return next((one for one in labels if self._speaks(one, language)), None)

    def in_essence(self, text: str, language: Language) -> str | None:
        """The label of the only intent or entry with a phrase that differs from such a text in nothing but how it asks (`core`)."""
        labels = {one for one in self._cores.get(core(text), ()) if self._speaks(one, language)}
        return labels.pop() if len(labels) == 1 else None

    def is_told_by(self, label: str, similarity: float) -> bool:
        """Whether a label has phrases enough to go by its probability, or else one that a question resembles well."""
        return self._labels.count(label) >= _FEW or similarity >= _FAMILIAR

    def asks_of(self, label: str) -> frozenset[str]:
        """The numbers that an FAQ entry's question names."""
        kind, _, name = label.partition(":")
        return named_in(self.faq[name].question, Names()) if kind == "faq" else frozenset()

    def covers(self, label: str, words: Iterable[str]) -> bool:
        """Whether the phrases of a label hold at least a third of the words' syllable pairs or four-letter parts."""
        phrases = " ".join(text for text, labels in self._exact.items() if label in labels)
        sizes = [(word, 2 if is_hangul(word[0]) else 4) for word in words]
        parts = [word[at : at + size] for word, size in sizes for at in range(max(1, len(word) - size + 1))]
        return 3 * sum(part in phrases for part in parts) >= len(parts)

    def near(self, label: str, least: float) -> list[tuple[str, str, str]]:
        """Phrases of a label that resemble those of others so much that a question may be taken for either: the phrase, the other's
        label and its phrase.
        """
        found = []
        for place, (own, text) in enumerate(self._phrases):
            if own != label:
                continue
            similarities = self._index.similarities(self._vectors[place])
            for other in np.flatnonzero(similarities >= least):
                name, phrase = self._phrases[other]
                if name not in (label, OUTSIDE) and self._language_of(name) in (None, self._language_of(label)):
                    found.append((text, name, phrase))
        return found

    def _language_of(self, label: str) -> Language | None:
        """None for intents, which have every language."""
        kind, _, name = label.partition(":")
        return self.faq[name].language if kind == "faq" else None

    def _speaks(self, label: str, language: Language) -> bool:
        kind, _, name = label.partition(":")
        return kind != "faq" or self.faq[name].language == language

    def _alike(self) -> NDArray[np.float16]:
        """Of every phrase with every other; three digits are enough, and all is kept while the classifier makes two more of it."""
        alike = np.empty((len(self._vectors), len(self._vectors)), np.float16)
        for row, vector in zip(alike, self._vectors, strict=True):
            row[:] = self._index.similarities(vector)
        return alike

    def _learn(self, phrases: Sequence[tuple[str, str]]) -> None:
        self._phrases = tuple(phrases)
        self._together: Together | None = None
        self._labels = [label for label, _ in phrases]
        self._exact: dict[str, tuple[str, ...]] = {}
        self._cores: dict[str, tuple[str, ...]] = {}
        for label, text in phrases:
            key = text.replace(" ", "")
            self._exact[key] = (*self._exact.get(key, ()), label)
            if label != OUTSIDE and _tells(essence := _core(text)):
                self._cores[essence] = (*self._cores.get(essence, ()), label)
        if not phrases:
            return
        self._vectoriser = Vectoriser(text for _, text in phrases)
        self._vectors = self._vectoriser.each(self.texts)
        self._index = Index(self._vectors, len(self._vectoriser))
        self._classifier = KernelClassifier(self._alike(), self._labels)
        place = {label: at for at, label in enumerate(self._classifier.labels)}
        self._owners = np.array([place[label] for label in self._labels])


def _tells(essence: str) -> bool:
    """Not what is left of "what are you"."""
    return len(essence) >= (2 if is_hangul(essence[:1]) else 4)
