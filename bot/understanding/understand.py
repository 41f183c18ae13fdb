"""The pipeline: a text to an understanding."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

from bot.knowledge.checks import OUT_OF_SCOPE
from bot.knowledge.library import About, Library
from bot.knowledge.text import clean, same_question, words
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.encoder import Encoder, load_encoder, warm
from bot.understanding.english import AUXILIARIES, COMPARISONS, PLAIN_FOLLOW_UP_WORDS, QUESTION_WORDS
from bot.understanding.language import ENGLISH, LanguageDetector
from bot.understanding.ranker import Ranker, Taught
from bot.understanding.repair import Repairer
from bot.understanding.roles import Found, RoleFinder, equalise
from bot.understanding.signals import SignalFinder, lean_of
from bot.understanding.specifics import SpecificsFinder
from bot.understanding.understanding import (
    Answered,
    Candidate,
    Outcome,
    Ranking,
    Reference,
    RoleMention,
    Understanding,
)

OTHER_ROLES: Final = "other_roles"
FIT: Final = "fit"
REMEMBERED: Final = 2048
"""Questions whose understanding is kept, so that a repeated one costs next to nothing."""
_PREAMBLE: Final = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|heya|yo|ok|okay|so|well|um+|uh+|sorry|please|pls|good (?:morning|evening|afternoon)|thanks|and|but)"
    r"(?: (?:there|all|everyone|everybody|guys|folks|bot|man|bro|team))?[\s,.!:-]+)+(?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
_SENTENCES: Final = re.compile(r"(?<=[?!;])\s+|(?<=[.])\s+(?=\w)|\s*[?;]\s*(?:and|also|plus)?\s+")
_JOINED: Final = re.compile(r"[\s,]+(?:and also|and|also|plus)\s+", re.IGNORECASE)
_A: Final = re.compile(r"\b(an?)\s+(?=(\w))", re.IGNORECASE)


class Understander:
    """Understands questions over one library. Immutable but for a bounded cache; safe to call from several threads."""

    def __init__(self, library: Library, encoder: Encoder | None, cache_dir: Path | None) -> None:
        self.library = library
        self.encoder = encoder
        self.thresholds = Thresholds.of(library.thresholds.get(encoder.name if encoder else "n-grams alone"))
        self._repairer = _repairer(library)
        self._roles = RoleFinder(library, self._repairer.known)
        self._language = LanguageDetector(library.languages, _english_words(library))
        self._specifics = SpecificsFinder(library, _plain_words(library))
        self._stand_ins = [role.name.lower() for role in library.roles.values()]
        self._ranker = Ranker(self._taught(), encoder, cache_dir, name="intents")
        self._signals = SignalFinder(library, encoder, cache_dir)
        self._distress = _phrases(library, "distress")
        self._references = [
            (reference, frozenset(_phrases(library, reference.value)))
            for reference in (Reference.OTHER, Reference.BOTH, Reference.WHY, Reference.MORE)
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

    def equal(self, text: str, found: Sequence[Found]) -> str:
        """A text as it is ranked: in lower case, the roles that the bot knows replaced by stand-ins in order."""
        order = list(dict.fromkeys(one.role for one in found if one.is_known))
        names = {role: self._stand_ins[index] for index, role in enumerate(order)}
        return _A.sub(_article, equalise(text.lower() if len(text.lower()) == len(text) else text, list(found), names))

    def _taught(self) -> list[Taught]:
        taught = []
        for intent in self.library.intents.values():
            for examples, is_counter in ((intent.examples, False), (intent.not_examples, True)):
                for example in examples:
                    text = clean(example.text)
                    equal = _PREAMBLE.sub("", self.equal(text, self._roles.find(text)))
                    taught.append(Taught(equal, intent.id, example, is_counter))
        return taught

    def _understand(self, text: str) -> Understanding:
        if not words(text):
            return Understanding(text)
        found = self._roles.find(text)
        language = self._language.detect(_without(text, found))
        equal = self.equal(text, found)
        repairs: tuple[tuple[str, str], ...] = ()
        if language == ENGLISH:
            equal, done = self._repairer.repair(_PREAMBLE.sub("", equal))
            repairs = tuple((one.typed, one.meant) for one in done)
        by_meaning_alone = language != ENGLISH and self.encoder is not None and self.encoder.is_multilingual
        ranking = self._ranker.rank(equal, by_meaning_alone=by_meaning_alone)
        understanding = Understanding(
            text=text,
            repaired=equal,
            mentions=tuple(
                RoleMention(one.role, text[one.start : one.end], one.is_repaired) for one in found if one.is_known
            ),
            other_roles=tuple(dict.fromkeys(one.role for one in found if not one.is_known)),
            ranking=ranking,
            language=language,
            repairs=repairs,
            is_distress=self._sounds_distressed(text),
            reference=self._reference(text, found) if language == ENGLISH else None,
        )
        return self._decided(understanding, found)

    def _decided(self, understanding: Understanding, found: list[Found]) -> Understanding:
        """The outcome, with what it needs."""
        decision = self._with_other_roles(decide(understanding.ranking, self.thresholds), understanding)
        understanding = self._with_signals(understanding, decision)
        if understanding.lean is not None or (understanding.signals and decision.outcome is not Outcome.ANSWER):
            decision = Decision(Outcome.ANSWER, (self._candidate(understanding.ranking, FIT),))
        answered = tuple(
            Answered(candidate.intent, candidate.confidence, understanding.roles) for candidate in decision.candidates
        )
        if decision.outcome is not Outcome.FALLBACK or understanding.other_roles:
            pair = self._two_questions(understanding)
            if pair:
                decision, answered = Decision(Outcome.ANSWER), pair
        near = ()
        if decision.outcome is not Outcome.FALLBACK and not self._is_chat(answered):
            near = self._specifics.find(understanding.text, [(one.start, one.end) for one in found])
        return replace(understanding, outcome=decision.outcome, answers=answered, near=near)

    def _with_other_roles(self, decision: Decision, understanding: Understanding) -> Decision:
        """Another role in a question: it is never answered as if it were about the roles that the bot knows."""
        named = understanding.other_roles
        is_career = any(name in self.library.other_roles for name in named)
        if not named or OTHER_ROLES not in self.library.intents or not (is_career or understanding.mentions):
            return decision
        top = decision.candidates[0] if decision.candidates else None
        if decision.outcome is Outcome.ANSWER and top is not None and top.intent in self.library.replies.not_covered:
            return decision
        stray = self._candidate(understanding.ranking, OUT_OF_SCOPE).confidence
        if not understanding.mentions and stray >= self.thresholds.out_of_scope:
            return decision
        return Decision(Outcome.ANSWER, (self._candidate(understanding.ranking, OTHER_ROLES),))

    def _with_signals(self, understanding: Understanding, decision: Decision) -> Understanding:
        """Reads likes and dislikes where a person asks which role fits them."""
        if understanding.language != ENGLISH or FIT not in self.library.intents:
            return understanding
        first = [candidate.intent for candidate in understanding.ranking.candidates[:3]]
        is_sure_of_another = decision.outcome is Outcome.ANSWER and decision.candidates[0].intent != FIT
        if is_sure_of_another or FIT not in first or not self._signals.has_cue(understanding.text):
            return understanding
        signals = self._signals.find(understanding.text)
        return replace(understanding, signals=signals, lean=lean_of(signals, tuple(self.library.roles)))

    def _two_questions(self, understanding: Understanding) -> tuple[Answered, ...]:
        """Both questions of a message that asks two, where both are clear; else nothing."""
        if understanding.ranking.is_exact or understanding.signals:
            return ()
        for parts in _halves(understanding.text):
            answered = [self._clear_answer(part) for part in parts]
            known = [one for one in answered if one is not None]
            if len(known) == 2 and known[0].intent != known[1].intent:
                roles = understanding.roles
                return tuple(one if one.roles else replace(one, roles=roles) for one in known)
        return ()

    def _clear_answer(self, text: str) -> Answered | None:
        found = self._roles.find(text)
        if any(not one.is_known for one in found):
            return None
        equal, _ = self._repairer.repair(_PREAMBLE.sub("", self.equal(text, found)))
        ranking = self._ranker.rank(equal)
        top = ranking.top
        is_clear = top.confidence >= self.thresholds.second and top.similarity >= self.thresholds.answer_similarity
        intent = self.library.intents.get(top.intent)
        if not is_clear or intent is None or About.CHAT in intent.about:
            return None
        return Answered(top.intent, top.confidence, tuple(dict.fromkeys(one.role for one in found)))

    def _is_chat(self, answered: Sequence[Answered]) -> bool:
        return all(About.CHAT in self.library.intents[one.intent].about for one in answered)

    @staticmethod
    def _candidate(ranking: Ranking, intent: str) -> Candidate:
        return next((c for c in ranking.candidates if c.intent == intent), Candidate(intent, 0.0, -1.0))

    def _reference(self, text: str, found: list[Found]) -> Reference | None:
        """How a fragment refers back, if it is one."""
        rest = words(_without(text, found))
        if found and all(one.is_known for one in found):
            is_compared = any(word in COMPARISONS for word in rest) and len({one.role for one in found}) > 1
            if not is_compared and all(word in PLAIN_FOLLOW_UP_WORDS for word in rest):
                return Reference.ROLES
        phrase = same_question(text)
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


def _repairer(library: Library) -> Repairer:
    names = [name for role in library.roles.values() for name in role.names]
    taught = [example.text for intent in library.intents.values() for example in intent.examples]
    listed = [name for kind in library.vocabulary.specifics.values() for name in kind]
    listed += [name for other, spellings in library.other_roles.items() for name in (other, *spellings)]
    listed += [*library.occupations, *(like.phrase for like in library.likes)]
    listed += [phrase for phrases in library.vocabulary.cues.values() for phrase in phrases]
    known = frozenset(word for name in listed for word in words(name)) | library.vocabulary.ordinary
    return Repairer(taught + names, known)


def _english_words(library: Library) -> frozenset[str]:
    examples = (example.text for intent in library.intents.values() for example in intent.examples)
    return frozenset(word for text in examples for word in words(text)) | library.vocabulary.ordinary


def _plain_words(library: Library) -> frozenset[str]:
    """Words of the questions that the article answers, and of what it says: none of them makes a question specific."""
    replies = library.replies
    covered = [
        intent
        for intent in library.intents.values()
        if intent.id not in replies.not_covered and intent.id not in replies.chat and intent.id != OUT_OF_SCOPE
    ]
    texts = [example.text for intent in covered for example in intent.examples]
    texts += [like.phrase for like in library.likes]
    for snippets in (library.field, *(role.snippets for role in library.roles.values()), *(p.snippets for p in library.pairs.values())):
        for snippet in snippets.values():
            texts += [snippet.title, snippet.lead, *(point.say for point in snippet.points)]
    return frozenset(word for text in texts for word in words(text)) | library.vocabulary.ordinary


def _phrases(library: Library, cue: str) -> tuple[str, ...]:
    return tuple(same_question(phrase) for phrase in library.vocabulary.cues.get(cue, ()))


def _without(text: str, found: Sequence[Found]) -> str:
    pieces, position = [], 0
    for one in found:
        pieces.append(text[position : one.start])
        position = one.end
    return " ".join([*pieces, text[position:]])


def _article(match: re.Match[str]) -> str:
    return ("an " if match[2].lower() in "aeiou" else "a ")


def _halves(text: str) -> list[tuple[str, str]]:
    """Ways to read a message as two questions."""
    halves = []
    sentences = [part.strip() for part in _SENTENCES.split(text) if part and part.strip()]
    if len(sentences) == 2:
        halves.append((sentences[0], sentences[1]))
    for match in _JOINED.finditer(text):
        halves.append((text[: match.start()], text[match.end() :]))
    return [
        (one, two) for one, two in halves[:3] if _is_question(one) and _is_question(two)
    ]


def _is_question(text: str) -> bool:
    found = words(text)
    return len(found) > 2 and (text.endswith("?") or found[0] in QUESTION_WORDS or found[0] in AUXILIARIES)
