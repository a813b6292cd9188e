"""An embedding model, where a setting names one: of an OpenAI-compatible service, or a local ONNX file.

It is asked for each phrase once, and for questions with a time limit. Where it fails, what does not need it answers.
"""

import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from django.conf import settings
from django.core.cache import cache

from finnect.assistant.dialogue.embedded import Floats
from finnect.kit.django_thread import give_back_connections

log = structlog.get_logger()
REST_SECONDS = 30  # after a failure, in which nobody waits for it
AT_ONCE = 64  # phrases of one request
PHRASES_SECONDS = 60  # for these; nobody waits
_RESTING = "embedding:resting"


class Failed(Exception):
    """The model did not answer in time, or not with vectors."""


def is_set() -> bool:
    return bool(settings.EMBEDDING_MODEL)


def is_resting() -> bool:
    return bool(cache.get(_RESTING))


def rest(failure: Exception) -> None:
    log.warning("the embedding model did not answer", reason=str(failure))
    cache.set(_RESTING, True, REST_SECONDS)


def of_question(text: str, length: int) -> Floats | None:
    """A vector of `length` numbers, or None where the model fails or takes too long, and for `REST_SECONDS` afterwards."""
    if is_resting():
        return None
    give_back_connections(before_a_wait=True)
    try:
        [vector] = embedded([text], settings.EMBEDDING_SECONDS)
        if len(vector) != length:
            raise Failed(f"{len(vector)} numbers instead of {length}")
    except Failed as failure:
        rest(failure)
        return None
    return vector


def of_phrases(texts: Sequence[str]) -> list[Floats]:
    """Those not seen before are embedded, all are kept by their content.

    :raises Failed: then what was embedded so far is kept.
    """
    place = f"embedding:{_digest(f'{settings.EMBEDDING_MODEL} {settings.EMBEDDING_BASE_URL}')}"
    names = {text: _digest(text) for text in texts}
    kept: dict[str, bytes] = cache.get(place) or {}
    known = {name: kept[name] for name in names.values() if name in kept}
    lacking = [text for text, name in names.items() if name not in known]
    for first in range(0, len(lacking), AT_ONCE):
        part = lacking[first : first + AT_ONCE]
        known |= {names[text]: vector.tobytes() for text, vector in zip(part, embedded(part, PHRASES_SECONDS), strict=True)}
        cache.set(place, known, None)
    if len({len(vector) for vector in known.values()}) > 1:
        cache.delete(place)
        raise Failed("vectors of different lengths")
    return [np.frombuffer(known[names[text]], np.float32) for text in texts]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def embedded(texts: Sequence[str], seconds: float) -> list[Floats]:
    """By the model, nothing kept. The wait is ours: a service that drips or hangs cannot prolong it.

    :raises Failed:
    """
    answers: queue.Queue[Any] = queue.Queue()
    threading.Thread(target=_answer, args=(texts, seconds, answers), daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise Failed("out of time") from None
    if isinstance(found, Exception):
        raise Failed(f"{type(found).__name__}: {found}"[:200]) from found
    if len(found) != len(texts) or not all(vector.ndim == 1 and len(vector) and np.isfinite(vector).all() for vector in found):
        raise Failed("not one vector of finite numbers for each text")
    return found  # type: ignore[no-any-return]


def _answer(texts: Sequence[str], seconds: float, answers: "queue.Queue[Any]") -> None:
    try:
        answers.put(_embedder()(texts, seconds))
    except Exception as error:  # noqa: BLE001 - handed to the thread that waits, which says it
        answers.put(error)


def _embedder() -> Callable[[Sequence[str], float], list[Floats]]:
    if settings.EMBEDDING_MODEL.endswith(".onnx"):
        return _of_file
    return _of_service


def _of_service(texts: Sequence[str], seconds: float) -> list[Floats]:
    client = _client(settings.EMBEDDING_BASE_URL, settings.EMBEDDING_API_KEY)
    create = client.with_options(timeout=seconds).embeddings.create
    rows = sorted(create(model=settings.EMBEDDING_MODEL, input=list(texts), encoding_format="float").data, key=lambda row: row.index)
    return [np.array(row.embedding, np.float32) for row in rows]


@lru_cache(maxsize=1)
def _client(base_url: str, key: str) -> Any:
    from openai import OpenAI  # here: a second and 43 MB, for those who have set a model

    return OpenAI(api_key=key or "none", base_url=base_url or None, max_retries=0)


def _of_file(texts: Sequence[str], _seconds: float) -> list[Floats]:
    return [_model_file(settings.EMBEDDING_MODEL)(text) for text in texts]


@lru_cache(maxsize=1)
def _model_file(path: str) -> Callable[[str], Floats]:
    from finnect.assistant.embedding_file import EmbeddingFile  # here: ONNX Runtime, for those who have set a model

    return EmbeddingFile(Path(path), threads=settings.INFERENCE_THREADS)
