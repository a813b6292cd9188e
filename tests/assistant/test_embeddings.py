"""With an embedding model: it is used where it tells the administrators' own phrases apart better, and nothing hangs on it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client

from finnect.assistant import services
from finnect.assistant.dialogue import Comparison, seeds
from finnect.assistant.embedding_file import EmbeddingFile
from finnect.assistant.models import Faq
from finnect.assistant.services import embeddings, learning
from tests.assistant import embedding_server
from tests.assistant.embedding_server import CONCEPTS, LENGTH, answer, embedding, for_questions, meaning, noise
from tests.assistant.model_server import Reply, refusing, serving

pytestmark = pytest.mark.django_db
BY_MEANING = "any snack"


@pytest.fixture
def faq() -> None:
    """Two entries; what belongs together has no word in common."""
    for question, alternatives in (("is there a garage", "your car\nvehicle space"), ("where is the canteen", "lunch\nat supper time")):
        Faq.objects.create(language="en", question=question, alternatives=alternatives, answer=f"About {question}.")


@pytest.fixture
def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`served(reply)` sets a model and a server that replies so; what it was asked."""
    import openai  # noqa: F401 - takes its time, which is not the service's

    monkeypatch.setattr(learning, "_learnt", None)
    monkeypatch.setattr(seeds, "OUTSIDE", seeds.OUTSIDE[:6])
    with ExitStack() as stack:

        def do(reply: Reply, seconds: float = 60) -> list[dict[str, Any]]:
            url, asked = stack.enter_context(serving(reply))
            settings.EMBEDDING_MODEL, settings.EMBEDDING_BASE_URL, settings.EMBEDDING_SECONDS = "fake", url, seconds
            return asked

        yield do
        services.compared(wait=60)


@pytest.fixture
def ask(alice: Any, calling: Any, faq: None) -> Any:
    def do(question: str = BY_MEANING) -> dict[str, Any]:
        return dict(calling(alice, "en").post("/chatbot/", data={"query": question}).json())

    return do


def compared() -> Comparison:
    found = services.compared(wait=60)
    assert found is not None
    return found


def test_a_model_that_tells_more_apart_is_used(ask: Any, served: Any) -> None:
    asked = served(embedding(meaning))
    found = compared()
    given = ask()

    assert found.is_used
    assert (found.phrases, found.ours, found.together) == (6, 0, 6)
    assert (given["kind"], given["answer"]) == ("faq", "About where is the canteen.")
    assert asked[-1]["input"] == [BY_MEANING]
    assert ask()["cached"]


def test_one_that_tells_no_more_apart_is_not_asked(ask: Any, served: Any) -> None:
    asked = served(embedding(noise))
    found, requests = compared(), len(asked)

    assert not found.is_used
    assert ask()["kind"] == "fallback"
    assert len(asked) == requests


def test_without_a_model_nothing_is_compared(ask: Any, settings: Any) -> None:
    assert settings.EMBEDDING_MODEL == ""
    assert ask()["kind"] == "fallback"
    assert services.compared() is None


def test_what_an_administrator_wrote_or_a_table_tells_is_not_sent(ask: Any, served: Any) -> None:
    asked = served(embedding(meaning))
    compared()
    requests = len(asked)

    assert [ask(question)["kind"] for question in ("where is the canteen", "total revenue")] == ["faq", "data"]
    assert len(asked) == requests


def test_each_phrase_is_embedded_once(ask: Any, served: Any) -> None:
    asked = served(embedding(meaning))
    compared()
    requests = len(asked)
    Faq.objects.create(language="en", question="my automobile", answer="Underground.")

    assert compared().is_used
    assert [document["input"] for document in asked[requests:]] == [["my automobile"]]


def test_an_edit_is_live_before_its_phrases_are_embedded(ask: Any, served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    served(embedding(meaning))
    compared()
    monkeypatch.setattr(learning, "_begin_to_embed", lambda *_: None)
    Faq.objects.create(language="en", question="who waters the plants", answer="Nobody.")

    assert ask("who waters the plants?")["answer"] == "Nobody."


WRONG_FOR_QUESTIONS: dict[str, Reply] = {
    "an error": refusing,
    "another length": embedding(lambda text: meaning(text)[:-1]),
    "no numbers": embedding(lambda text: [float("nan")] * LENGTH),
    "none at all": lambda conversation, _: answer(conversation, []),
    "a drip": embedding_server.dripping,
    "a long wait": embedding_server.sleeping,
}


@pytest.mark.parametrize("reply", WRONG_FOR_QUESTIONS)
def test_a_question_that_is_not_embedded_is_answered_plainly(reply: str, ask: Any, served: Any, settings: Any) -> None:
    asked = served(for_questions(WRONG_FOR_QUESTIONS[reply]))
    assert compared().is_used
    settings.EMBEDDING_SECONDS = 0.3 if reply in ("a drip", "a long wait") else 60
    first, requests = ask(), len(asked)
    second = ask()

    assert [first["kind"], second["kind"]] == ["fallback", "fallback"]
    assert not second["cached"]
    assert len(asked) == requests  # it is left alone for a while
    assert ask("is there a garage?")["kind"] == "faq"


@pytest.mark.parametrize(
    "reply",
    [refusing, embedding(lambda text: meaning(text)[: 3 + len(text) % 2]), lambda conversation, _: answer(conversation, [])],
    ids=["an error", "different lengths", "too few"],
)
def test_phrases_that_cannot_be_embedded_are_told_apart_as_before(reply: Reply, ask: Any, served: Any) -> None:
    served(reply)

    assert services.compared(wait=60) is None
    assert embeddings.is_resting()
    assert ask("is there a garage?")["kind"] == "faq"
    served(embedding(meaning))
    cache.delete(embeddings._RESTING)
    assert compared().is_used


def test_administrators_see_both_figures(ask: Any, served: Any, carol: Any) -> None:
    served(embedding(meaning))
    found = compared()
    client = Client(headers={"accept-language": "en"})
    client.force_login(carol)
    page = client.get("/admin/assistant/intent/try/", {"question": "hi"}).content.decode()

    assert f"fake: {found.together} of {found.phrases} phrases are told from the others with it, {found.ours} without it." in page
    assert "It is in use." in page


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    """One vector for each word, and the tokenizer that knows the words."""
    pytest.importorskip("tokenizers", reason="the extra finnect[embeddings] is not installed")
    from onnx import TensorProto, helper, numpy_helper, save

    words = ["[UNK]", *CONCEPTS]
    table = np.array([meaning(word) for word in words], np.float32)
    given = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, None]) for name in ("input_ids", "attention_mask")]
    told = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, None, LENGTH])
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    graph = helper.make_graph(nodes, "words", given, [told], [numpy_helper.from_array(table, "table")])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), tmp_path / "words.onnx")
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": {word: at for at, word in enumerate(words)}, "unk_token": "[UNK]"},
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer))
    return tmp_path / "words.onnx"


def test_a_file_gives_the_mean_of_its_tokens(model_file: Path) -> None:
    vector = EmbeddingFile(model_file)("car lunch")

    assert vector == pytest.approx((np.array(meaning("car")) + meaning("lunch")) / 2, abs=1e-6)


def test_a_model_in_a_file_is_used_as_one_of_a_service(model_file: Path, ask: Any, served: Any, settings: Any) -> None:
    settings.EMBEDDING_MODEL = str(model_file)

    assert compared().is_used
    assert ask()["answer"] == "About where is the canteen."


def test_a_file_without_its_tokenizer_says_so(model_file: Path) -> None:
    model_file.with_name("tokenizer.json").unlink()
    with pytest.raises(ValueError, match=r"there is no tokenizer\.json beside the model"):
        EmbeddingFile(model_file)
