"""An embedding model in the place of shared words: topics that two texts have without a word in common.

The model is a folder on this machine in the form of model2vec (https://github.com/MinishLab/model2vec): static
vectors of the pieces of words, averaged. That needs no more than NumPy to run, is fast enough for a million links, and
comes with `pip install backlit[embedding]`. Nothing is fetched: whoever wants a model brings its folder.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FILES = ("config.json", "model.safetensors", "tokenizer.json")
"""What the folder of a model holds."""
CHUNK = 1 << 14
"""Texts whose vectors are in memory at a time, about."""


class EmbeddingError(ValueError):
    """A folder that is no model, or the library that reads it is missing; the message says what to do."""


class Embedding:
    """A model that is loaded."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        """The folder's name and a digest of what is in it: no two models that differ have the same."""
        self._model = model

    def nearness(self, texts: Sequence[str], keys: NDArray[Any], target: Sequence[str]) -> NDArray[np.float32]:
        """The cosine of each key's texts, taken together, with those of the target; 0 to 1, without words 0.

        `keys` says of each text what it belongs to; those of one key are neighbours.
        """
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
        near = np.zeros(len(starts), np.float32)
        wanted = _unit(self._vectors(list(target)).sum(axis=0, keepdims=True))[0] if target else None
        if wanted is None:
            return near
        ends = np.r_[starts[1:], len(keys)]
        first = 0
        while first < len(starts):
            stop = max(int(np.searchsorted(ends, starts[first] + CHUNK, "right")), first + 1)
            vectors = self._vectors(texts[starts[first] : ends[stop - 1]])
            together = np.add.reduceat(vectors, starts[first:stop] - starts[first], axis=0)
            near[first:stop] = np.clip(_unit(together) @ wanted, 0, 1)
            first = stop
        return near

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return _unit(np.asarray(self._model.encode(list(texts), use_multiprocessing=False), np.float32))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of length 1; nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def open_embedding(folder: str | Path) -> Embedding:
    """The model in a folder. Raises EmbeddingError."""
    place = Path(folder)
    missing = [name for name in FILES if not (place / name).is_file()]
    if missing:
        raise EmbeddingError(
            f"{place} is no folder of a model2vec model: it lacks {', '.join(missing)}. Give the folder that "
            "`StaticModel.save_pretrained` wrote, or that was downloaded whole."
        )
    try:
        library = import_module("model2vec")
    except ModuleNotFoundError as error:
        raise EmbeddingError(
            f"An embedding model needs {error.name}, which is not installed: `pip install backlit[embedding]`."
        ) from error
    digest = hashlib.blake2b(digest_size=4)
    for name in FILES:
        digest.update((place / name).read_bytes())
    broken = import_module("safetensors").SafetensorError
    try:
        model = library.StaticModel.from_pretrained(place.resolve())
    except (ValueError, KeyError, OSError, broken) as error:
        raise EmbeddingError(f"The model in {place} cannot be read: {error}") from error
    return Embedding(f"{place.resolve().name}-{digest.hexdigest()}", model)
