"""A text embedding model in an ONNX file, with its `tokenizer.json` beside it, as Hugging Face exports them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

MOST_TOKENS = 256


class EmbeddingFile:
    """Text to vector. A model that gives a vector for each token is averaged over them.

    :raises ValueError: for a file of another kind, or without its tokenizer.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._tokenizer = _tokenizer(path.with_name("tokenizer.json"))
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = [one.name for one in self._session.get_inputs()]
        if unknown := set(self._inputs) - {"input_ids", "attention_mask", "token_type_ids"}:
            raise ValueError(f"{path.name} wants {', '.join(sorted(unknown))}, which no tokenizer gives")

    def __call__(self, text: str) -> NDArray[np.float32]:
        encoding = self._tokenizer.encode(text)
        given = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask, "token_type_ids": encoding.type_ids}
        return _pooled(self._session.run(None, {name: np.array([given[name]], np.int64) for name in self._inputs}))


def _pooled(outputs: Sequence[Any]) -> NDArray[np.float32]:
    """The first output that is of the whole text, or the mean of the first, which is of its tokens."""
    whole = next((one for one in outputs if one.ndim == 2), None)
    vector = outputs[0].mean(axis=1)[0] if whole is None else whole[0]
    return np.asarray(vector, np.float32)


def _tokenizer(path: Path) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise ValueError("an embedding model in a file needs the extra finnect[embeddings]: `make embeddings`") from None
    if not path.is_file():
        raise ValueError(f"there is no {path.name} beside the model")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer
