"""The bot as it stands, put together for measuring: same library, same encoder, thresholds at will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from bot.dialogue.dialogue import Dialogue
from bot.knowledge.library import Library
from bot.settings import Settings
from bot.startup import cache_dir, open_library
from bot.understanding.decision import Thresholds
from bot.understanding.encoder import Encoder, Floats, each, load_encoder, parts
from bot.understanding.understand import WITHOUT_ENCODER, Understander


class RememberingEncoder:
    """An encoder that computes each text once: what is measured asks the same questions again and again."""

    def __init__(self, encoder: Encoder) -> None:
        self.name = encoder.name
        self.is_multilingual = encoder.is_multilingual
        self.known: dict[str, Floats] = {}
        """Vectors by text, in the order in which they became known."""
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors `(n, dimensions)`, as those of the encoder itself."""
        missing = [text for text in dict.fromkeys(texts) if text not in self.known]
        if missing or not texts:
            vectors = self._encoder.encode(missing)
            if not texts:
                return vectors
            self.known.update(zip(missing, vectors, strict=True))
        return np.stack([self.known[text] for text in texts])


class Trial:
    """Builds the bot with these or those thresholds, over one library."""

    def __init__(self, library: Library, encoder: Encoder | None, cache: Path | None) -> None:
        self.library = library
        self.encoder = encoder
        self._cache = cache

    @property
    def encoder_name(self) -> str:
        """The name that thresholds are kept under."""
        return self.encoder.name if self.encoder else WITHOUT_ENCODER

    @property
    def remembering(self) -> tuple[RememberingEncoder, ...]:
        """Those of its encoders that compute each text once."""
        found = parts(self.encoder) if self.encoder else ()
        return tuple(one for one in found if isinstance(one, RememberingEncoder))

    @property
    def thresholds(self) -> Thresholds:
        """Those that the bot has now."""
        return Thresholds.of(self.library.thresholds.get(self.encoder_name))

    def understander(self, thresholds: Thresholds | None = None) -> Understander:
        """What understands, with these thresholds or those that the bot has now."""
        library = self.library
        if thresholds is not None:
            kept = {**library.thresholds, self.encoder_name: asdict(thresholds)}
            library = replace(library, thresholds=kept)
        return Understander(library, self.encoder, self._cache)

    def dialogue(self, thresholds: Thresholds | None = None) -> Dialogue:
        """What answers."""
        return Dialogue(self.library, self.understander(thresholds))


def open_trial(settings: Settings) -> Trial:
    """A trial over the settings' files, which computes the embedding of each question once.

    Raises:
        LibraryError: The files cannot be used.
    """
    library, _ = open_library(settings)
    return Trial(library, each(RememberingEncoder, load_encoder()), cache_dir(settings))
