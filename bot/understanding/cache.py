"""Arrays kept on disk between starts. A cache that cannot be read or written costs time, never an answer."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import Encoder, Floats

Arrays = dict[str, NDArray[np.generic]]


def digest(parts: Iterable[str]) -> str:
    """A key for these texts in this order."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def load(folder: Path | None, name: str) -> Arrays | None:
    """Arrays by name; None where there is no such file, or it cannot be read."""
    if folder is None:
        return None
    try:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as archive:
            return {key: archive[key] for key in archive.files}
    except Exception:  # A damaged archive can raise almost anything: `NotImplementedError`, `RuntimeError`, ...
        return None


def save(folder: Path | None, name: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Writes the arrays in one step, so that a reader never meets half a file."""
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **dict(arrays))
            Path(temporary).replace(folder / f"{name}.npz")
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def embed(encoder: Encoder, texts: Sequence[str], folder: Path | None, purpose: str) -> Floats:
    """Embeddings of these texts, `(n, dimensions)`; those embedded before for this purpose are taken from the cache."""
    name = f"{purpose}-vectors-{digest([encoder.name])}"
    kept = load(folder, name) or {}
    known: dict[str, Floats] = {}
    if "texts" in kept and "vectors" in kept:
        vectors = np.asarray(kept["vectors"], dtype=np.float32)
        known = dict(zip((str(text) for text in kept["texts"]), vectors, strict=False))
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        known.update(zip(missing, encoder.encode(missing), strict=True))
        # Only what is in use now is kept, so that the file does not grow with every edit.
        used = list(dict.fromkeys(texts))
        save(folder, name, {"texts": np.array(used), "vectors": np.stack([known[text] for text in used])})
    return np.stack([known[text] for text in texts]).astype(np.float32)
