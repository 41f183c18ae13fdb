"""An encoder for tests: texts lie together as far as they share words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from bot.knowledge.text import words
from bot.understanding.encoder import Floats

DIMENSIONS = 64


class FakeEncoder:
    """Bags of hashed words. Remembers what it was asked."""

    def __init__(self, name: str = "fake 1", *, is_multilingual: bool = True) -> None:
        self.name = name
        self.is_multilingual = is_multilingual
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.01
            for word in words(text):
                vectors[row, zlib.crc32(word.encode()) % DIMENSIONS] += 1
        lengths: Floats = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths
