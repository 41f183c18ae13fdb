"""The pipeline: a text to an understanding."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from bot.knowledge.library import OUT_OF_SCOPE, About, Library
from bot.knowledge.text import clean, same_question, words
from bot.understanding import cache
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.encoder import Encoder, load_encoder, warm
from bot.understanding.english import (
    COMPARISONS,
    FOLLOW_UP_WORDS,
    PERSON_WORDS,
    POINTING_WORDS,
    SMALL_WORDS,
)
from bot.understanding.language import ENGLISH, LanguageDetector
from bot.understanding.model import VERSION, Taught
from bot.understanding.ranker import Ranker
from bot.understanding.reading import Reader, Reading
from bot.understanding.sentences import halves, without_correction
from bot.understanding.signals import SignalFinder, lean_of
from bot.understanding.specifics import MOST, UNLISTED
from bot.understanding.understanding import (
    Answered,
    Candidate,
    Outcome,
    Ranking,
    Reference,
    RoleMention,
    Understanding,
)
from bot.understanding.vocabulary import english_words

OTHER_ROLES: Final = "other_roles"
FIT: Final = "fit"
REMEMBERED: Final = 1024
"""Questions whose understanding is kept, so that a repeated one costs next to nothing."""
WITHOUT_ENCODER: Final = "n-grams alone"
"""Name of the thresholds that hold where there is no encoder."""
LIKELY: Final = 0.1
"""Confidence of "which fits me" from which on likes and dislikes may make it the answer."""
SURE: Final = 0.8
"""Confidence of another intent from which on likes and dislikes are not looked for."""


class Understander:
    """Understands questions over one library. Immutable but for a bounded cache; safe to call from several threads."""

    def __init__(self, library: Library, encoder: Encoder | None, cache_dir: Path | None) -> None:
        self.library = library
        self.encoder = encoder
        self.thresholds = Thresholds.of(library.thresholds.get(encoder.name if encoder else WITHOUT_ENCODER))
        self._is_multilingual = encoder is not None and encoder.is_multilingual
        self._reader = Reader(library)
        self._language = LanguageDetector(library.languages, english_words(library))
        self.ranker = Ranker(self._taught(cache_dir), encoder, cache_dir, name="intents")
        self._signals = SignalFinder(library, encoder, cache_dir)
        self._small_talk = frozenset(i.id for i in library.intents.values() if About.CHAT in i.about)
        self._distress = _phrases(library, "distress")
        self._references = [
            (reference, frozenset(_phrases(library, reference.value)))
            for reference in Reference
            if reference not in (Reference.ROLES, Reference.SPECIFIC)
        ]
        self._kept: OrderedDict[str, Understanding] = OrderedDict()
        self._lock = Lock()

    def __call__(self, text: str) -> Understanding:
        """What the bot makes of any text at all."""
        cleaned = clean(text)
        with self._lock:
            if cleaned in self._kept:
                self._kept.move_to_end(cleaned)
                return self._kept[cleaned]
        understanding = self._understand(cleaned)
        with self._lock:
            self._kept[cleaned] = understanding
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return understanding

    def _taught(self, cache_dir: Path | None) -> list[Taught]:
        """All examples in the form in which they are ranked, from the cache where the files are as they were."""
        examples = [
            (intent.id, example, is_counter, is_foreign)
            for intent in self.library.intents.values()
            for listed, is_counter, is_foreign in (
                (intent.examples, False, False),
                (intent.not_examples, True, False),
                (intent.foreign_examples if self._is_multilingual else (), False, True),
            )
            for example in listed
        ]
        key = cache.digest([VERSION, self.library.version])
        kept = cache.load(cache_dir, "readings") or {}
        if str(kept.get("key")) == key and len(kept["texts"]) == len(examples):
            texts = [str(text) for text in kept["texts"]]
        else:
            texts = [
                self._reader.read(clean(example.text), is_english=False).equal
                if is_foreign
                else self._reader.equal(clean(example.text))
                for _, example, _, is_foreign in examples
            ]
            cache.save(cache_dir, "readings", {"key": np.array(key), "texts": np.array(texts)})
        return [
            Taught(text, intent, example, is_counter, is_foreign)
            for text, (intent, example, is_counter, is_foreign) in zip(texts, examples, strict=True)
        ]

    def warm(self) -> None:
        """Loads and trains what the first question would have to wait for."""
        self.ranker.rank("warm up")
        self._signals.warm()

    def _understand(self, text: str) -> Understanding:
        if not words(text):
            return Understanding(text)
        language = self._language.detect(self._reader.without_names(text))
        is_english = language == ENGLISH
        reading = self._reader.read(text, is_english=is_english)
        if is_english and self._is_multilingual and reading.is_foreign:
            is_english, reading = False, self._reader.read(text, is_english=False)
        ranking = self.ranker.rank(reading.equal, by_meaning_alone=self._is_multilingual and not is_english)
        understanding = Understanding(
            text=text,
            repaired=reading.equal,
            mentions=tuple(
                RoleMention(one.role, reading.text[one.start : one.end], one.is_repaired)
                for one in reading.roles
                if one.is_known
            ),
            other_roles=tuple(dict.fromkeys(one.role for one in reading.roles if not one.is_known)),
            ranking=ranking,
            language=language,
            repairs=tuple((one.typed, one.meant) for one in reading.repairs),
            unknown=reading.unknown,
            is_distress=self._sounds_distressed(text),
            reference=self._reference(reading) if is_english else None,
        )
        return self._decided(understanding, reading)

    def _decided(self, understanding: Understanding, reading: Reading) -> Understanding:
        """The outcome, with what it needs."""
        decision = decide(understanding.ranking, self.thresholds, self._small_talk)
        understanding = self._with_signals(understanding, reading, decision)
        if understanding.signals:
            decision = Decision(Outcome.ANSWER, (self._candidate(understanding.ranking, FIT),))
        else:
            decision = self._with_other_roles(decision, reading, understanding.ranking)
        answered = tuple(
            Answered(candidate.intent, candidate.confidence, understanding.roles) for candidate in decision.candidates
        )
        if decision.outcome is not Outcome.FALLBACK and not understanding.other_roles:
            pair = self._two_questions(understanding)
            if pair:
                decision, answered = Decision(Outcome.ANSWER), pair
        near: tuple[str, ...] = ()
        is_fragment = understanding.reference is Reference.SPECIFIC
        if is_fragment or (decision.outcome is not Outcome.FALLBACK and not self._is_chat(answered)):
            # What people like is named in their own words, which stand in no list either.
            listed = [one for one in reading.specifics if one.kind != UNLISTED or not understanding.signals]
            named = [reading.text[one.start : one.end] for one in listed]
            said = " ".join(signal.words for signal in understanding.signals)
            near = tuple(dict.fromkeys(name for name in named if name not in said))[:MOST]
        return replace(understanding, outcome=decision.outcome, answers=answered, near=near)

    def _with_other_roles(self, decision: Decision, reading: Reading, ranking: Ranking) -> Decision:
        """Another role in a question: it is never answered as if it were about the roles that the bot knows."""
        others = [one for one in reading.roles if not one.is_known]
        if not others or OTHER_ROLES not in self.library.intents:
            return decision
        top = decision.candidates[0].intent if decision.outcome is Outcome.ANSWER else None
        known = {one.role for one in reading.roles if one.is_known}
        is_aside = bool(known) and not any(one.is_compared for one in others)
        if top == OTHER_ROLES:
            return (self._without_other_roles(ranking) if is_aside else None) or decision
        if top is not None and top in self.library.replies.not_covered:
            return decision
        if len(known) > 1 and top is not None and About.PAIR in self.library.intents[top].about:
            return decision
        if is_aside and (len(known) > 1 or (top is not None and About.PAIR not in self.library.intents[top].about)):
            return decision
        stray = self._candidate(ranking, OUT_OF_SCOPE).confidence
        if not known and stray >= self.thresholds.out_of_scope:
            return decision
        return Decision(Outcome.ANSWER, (self._candidate(ranking, OTHER_ROLES),))

    def _without_other_roles(self, ranking: Ranking) -> Decision | None:
        """What a question asks of known roles that names another one in passing: "i am a data engineer, what ..."."""
        rest = [one for one in ranking.candidates if one.intent != OTHER_ROLES]
        left = sum(one.confidence for one in rest) or 1.0
        candidates = tuple(replace(one, confidence=one.confidence / left) for one in rest)
        decision = decide(replace(ranking, candidates=candidates), self.thresholds, self._small_talk)
        return decision if decision.outcome is Outcome.ANSWER else None

    def _with_signals(self, understanding: Understanding, reading: Reading, decision: Decision) -> Understanding:
        """Reads likes and dislikes where a person asks which role fits them."""
        if understanding.language != ENGLISH or FIT not in self.library.intents or understanding.ranking.is_exact:
            return understanding
        is_fit = decision.outcome is Outcome.ANSWER and decision.candidates[0].intent == FIT
        if not is_fit and not self._may_ask_what_fits(understanding, decision):
            return understanding
        tells_of_somebody = any(word in PERSON_WORDS for word in words(understanding.text))
        if not tells_of_somebody and not self._signals.has_cue(understanding.text):
            return understanding
        signals = self._signals.find(reading.without_roles)
        lean = lean_of(signals, tuple(self.library.roles))
        is_mixed = lean is None and (len(signals) < 2 or decision.outcome is Outcome.ANSWER)
        if not is_fit and is_mixed and understanding.ranking.top.intent != FIT:
            return understanding
        return replace(understanding, signals=signals, lean=lean)

    def _may_ask_what_fits(self, understanding: Understanding, decision: Decision) -> bool:
        """Whether likes and dislikes may be the point of a message whose answer is not clearly that."""
        if not self._signals.has_cue(understanding.text):
            return False
        first = [c.intent for c in understanding.ranking.candidates[:3] if c.intent != FIT or c.confidence >= LIKELY]
        if decision.outcome is Outcome.ANSWER:
            return decision.candidates[0].confidence < SURE and FIT in first[:2]
        return FIT in first

    def _two_questions(self, understanding: Understanding) -> tuple[Answered, ...]:
        """Both questions of a message that asks two, where both are clear; else nothing."""
        if understanding.ranking.is_exact or understanding.signals:
            return ()
        for parts in halves(understanding.text):
            one = self._clear_answer(parts[0])
            two = self._clear_answer(parts[1]) if one else None
            if one and two and one.intent != two.intent:
                return tuple(each if each.roles else replace(each, roles=understanding.roles) for each in (one, two))
        return ()

    def _clear_answer(self, text: str) -> Answered | None:
        reading = self._reader.read(text)
        top = self.ranker.rank(reading.equal).top
        is_clear = top.confidence >= self.thresholds.second and top.similarity >= self.thresholds.answer_similarity
        if not is_clear or About.CHAT in self.library.intents[top.intent].about:
            return None
        return Answered(top.intent, top.confidence, tuple(dict.fromkeys(one.role for one in reading.roles)))

    def _is_chat(self, answered: Sequence[Answered]) -> bool:
        return all(About.CHAT in self.library.intents[one.intent].about for one in answered)

    @staticmethod
    def _candidate(ranking: Ranking, intent: str) -> Candidate:
        return next((c for c in ranking.candidates if c.intent == intent), Candidate(intent, 0.0, -1.0))

    def _reference(self, reading: Reading) -> Reference | None:
        """How a fragment refers back, if it is one."""
        rest = words(reading.without_roles)
        if reading.roles and all(one.is_known for one in reading.roles):
            is_compared = any(word in COMPARISONS for word in rest) and len({one.role for one in reading.roles}) > 1
            if not is_compared and _points_back(rest):
                return Reference.ROLES
        named = [reading.text[one.start : one.end] for one in reading.specifics]
        if named and not reading.roles and _is_all_follow_up(reading.text, named):
            return Reference.SPECIFIC
        phrase = same_question(without_correction(reading.text))
        return next((reference for reference, phrases in self._references if phrase in phrases), None)

    def _sounds_distressed(self, text: str) -> bool:
        padded = f" {same_question(text)} "
        return any(f" {phrase} " in padded for phrase in self._distress)


def build_understander(library: Library, cache_dir: Path | None = None) -> Understander:
    """The understander of this installation. With an empty cache it embeds all examples first."""
    encoder = load_encoder()
    if encoder is not None:
        warm(encoder)
    return Understander(library, encoder, cache_dir)


def _points_back(rest: Sequence[str]) -> bool:
    """Whether a message that says no more than this beside roles is about what was spoken of before."""
    if all(word in FOLLOW_UP_WORDS for word in rest):
        return True
    return "for" in rest and any(word in POINTING_WORDS for word in rest) and all(word in SMALL_WORDS for word in rest)


def _is_all_follow_up(text: str, named: Sequence[str]) -> bool:
    """Whether a text holds nothing beside some names but words such as "and what about"."""
    rest = text
    for name in named:
        rest = rest.replace(name, " ")
    return all(word in FOLLOW_UP_WORDS for word in words(rest))


def _phrases(library: Library, cue: str) -> tuple[str, ...]:
    return tuple(same_question(phrase) for phrase in library.vocabulary.cues.get(cue, ()))
