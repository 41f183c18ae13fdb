"""The pipeline: a text to an understanding."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from bot.knowledge.library import OUT_OF_SCOPE, About, Library
from bot.knowledge.text import clean, words
from bot.understanding import cache
from bot.understanding.decision import Decision, Thresholds, decide
from bot.understanding.encoder import Encoder, load_encoder, parts, warm
from bot.understanding.english import (
    COMPARISONS,
    CORRECTING,
    FOLLOW_UP_WORDS,
    JOB_WORDS,
    NEGATIONS,
    PERSON_WORDS,
    POINTING_WORDS,
    QUESTION_WORDS,
    REFUSING,
    SETTING_BESIDE,
    SMALL_WORDS,
    STAND_IN_WORDS,
)
from bot.understanding.language import ENGLISH, LanguageDetector
from bot.understanding.model import VERSION, Taught
from bot.understanding.phrases import any_of, folded
from bot.understanding.ranker import CLEAR_SIMILARITY, Ranker
from bot.understanding.reading import Reader, Reading
from bot.understanding.sentences import (
    halves,
    last_question,
    requests,
    topics,
    without_correction,
    without_other,
    without_preamble,
)
from bot.understanding.signals import SignalFinder
from bot.understanding.specifics import MOST, UNLISTED
from bot.understanding.understanding import (
    Answered,
    Candidate,
    Outcome,
    Ranking,
    Reference,
    RoleMention,
    Signal,
    Understanding,
)
from bot.understanding.vocabulary import english_words

OTHER_ROLES: Final = "other_roles"
FIT: Final = "fit"
ABOUT_BOT: Final = "about_bot"
REMEMBERED: Final = 1024
"""Questions whose understanding is kept, so that a repeated one costs next to nothing."""
WITHOUT_ENCODER: Final = "n-grams alone"
"""Name of the thresholds that hold where there is no encoder."""
PLAIN: Final = 0.85
"""Similarity to an example from which on a message of small words alone, such as "who", is taken for the same."""
MEANT: Final = 0.8
"""What likes and dislikes must weigh, with the confidence of "which fits me", where nothing is asked or answered."""
MEANT_AFTER_ALL: Final = 1.2
"""The same where something is asked, or another answer is likelier."""
FIRST_PERSON: Final = frozenset(("i", "im", "i'm", "ive", "i've", "id", "i'd"))
"""First words of somebody who speaks of what they like."""
PARTS: Final = re.compile(r"[.,;:!?]+|\s-+\s")
"""What stands between the parts of a message."""
TOPIC: Final = 0.9
"""Confidence of each of two topics that a message only names, or requests: any two things that are joined look so."""
TOPIC_SIMILARITY: Final = 0.65
"""The same for the similarity to its nearest example."""
LEFT: Final = 0.1
"""Confidence of all else together, from which on what a question asks beside another role is looked for."""
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
        self._signals = SignalFinder(library, parts(encoder)[0] if encoder else None, cache_dir)
        self._small_talk = frozenset(i.id for i in library.intents.values() if About.CHAT in i.about)
        self._distress = any_of(_phrases(library, "distress"))
        self._references = {folded(phrase): kind for kind in Reference for phrase in _phrases(library, kind)}
        self._follow_up = FOLLOW_UP_WORDS | {
            word for phrase in _phrases(library, "follow_up") for word in words(phrase)
        }
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
        self.ranker.warm()
        self._signals.warm()

    def _understand(self, text: str) -> Understanding:
        if not words(text):
            return Understanding(text)
        language = self._language.detect(self._reader.without_names(text))
        is_english = language == ENGLISH
        is_whole = folded(without_correction(text)) in self._references or self._reader.without_names(text) != text
        asked = text if is_whole else without_other(text)
        reading = self._reader.read(asked, is_english=is_english)
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
            is_distress=self._distress.search(folded(text)) is not None,
            reference=self._reference(reading, is_english=is_english),
            means_other=asked != text,
        )
        return self._decided(understanding, reading)

    def _decided(self, understanding: Understanding, reading: Reading) -> Understanding:
        """The outcome, with what it needs."""
        decision = decide(understanding.ranking, self.thresholds, self._small_talk)
        is_english = understanding.language == ENGLISH and understanding.text.isascii()
        says_nothing = is_english and not reading.roles and _says_nothing(reading, understanding.reference)
        is_plain = understanding.ranking.top.similarity >= PLAIN
        if (says_nothing and not is_plain) or (is_english and _is_of_others(reading, understanding.ranking)):
            decision = Decision(Outcome.FALLBACK)
        understanding, decision = self._with_signals(understanding, reading, decision)
        if not understanding.signals:
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
            # What people like is named in their own words, which stand in no list either; nor do words of examples.
            is_told = bool(understanding.signals) or understanding.ranking.is_exact
            listed = [one for one in reading.specifics if one.kind != UNLISTED or not is_told]
            named = [reading.text[one.start : one.end] for one in listed]
            said = " ".join(signal.words for signal in understanding.signals)
            near = tuple(dict.fromkeys((*reading.background, *(name for name in named if name not in said))))[:MOST]
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
            rest = (self._without_other_roles(ranking) or self._asked_last(reading.text)) if is_aside else None
            # With one known role, a comparison is with the other one that is named.
            is_between = rest is not None and About.PAIR in self.library.intents[rest.candidates[0].intent].about
            return decision if rest is None or (is_between and len(known) < 2) else rest
        if top is not None and top in self.library.replies.not_covered:
            return decision
        if len(known) > 1 and top is not None and About.PAIR in self.library.intents[top].about:
            return decision
        if is_aside and (len(known) > 1 or top is None or About.PAIR not in self.library.intents[top].about):
            return decision
        stray = self._candidate(ranking, OUT_OF_SCOPE).confidence
        if not known and stray >= self.thresholds.out_of_scope:
            return decision
        return Decision(Outcome.ANSWER, (self._candidate(ranking, OTHER_ROLES),))

    def _without_other_roles(self, ranking: Ranking) -> Decision | None:
        """What a question asks of known roles that names another one in passing: "i am a data engineer, what ..."."""
        rest = [one for one in ranking.candidates if one.intent != OTHER_ROLES]
        left = sum(one.confidence for one in rest)
        if left < LEFT:
            return None
        candidates = tuple(replace(one, confidence=one.confidence / left) for one in rest)
        decision = decide(replace(ranking, candidates=candidates), self.thresholds, self._small_talk)
        return decision if decision.outcome is Outcome.ANSWER else None

    def _with_signals(
        self, understanding: Understanding, reading: Reading, decision: Decision
    ) -> tuple[Understanding, Decision]:
        """Reads likes and dislikes where a person asks which role fits them, or just tells of them."""
        is_fit = decision.outcome is Outcome.ANSWER and decision.candidates[0].intent == FIT
        is_english = not understanding.ranking.is_by_meaning_alone
        if FIT not in self.library.intents or (not is_fit and (understanding.ranking.is_exact or not is_english)):
            return understanding, decision
        said = self._reader.respelled(reading.without_roles) if is_english else reading.without_roles
        has_cue = is_english and self._signals.reader.has_cue(said)
        tells_of_somebody = not is_english or not PERSON_WORDS.isdisjoint(words(understanding.text))
        is_likely = understanding.ranking.top.intent == FIT
        if not has_cue and not self._signals.reader.judges(said) and not (is_likely and tells_of_somebody):
            return understanding, decision
        if has_cue and not is_fit and (asked := self._asked_last(reading.text)):
            return understanding, asked
        is_sure = decision.outcome is Outcome.ANSWER and decision.candidates[0].confidence >= SURE
        is_fit = is_fit or (has_cue and not is_sure and self._asks_in_part(understanding.repaired))
        signals = self._signals.find(said, is_english=is_english)
        lean = self._signals.lean(said, signals, is_english=is_english)
        if lean is None and len(signals) == 1:  # too little to tell anything by
            signals = ()
        if not is_fit and not self._is_meant(understanding, decision, said, signals):
            return understanding, decision
        fit = Decision(Outcome.ANSWER, (self._candidate(understanding.ranking, FIT),))
        return replace(understanding, signals=signals, lean=lean), fit

    def _asked_last(self, text: str) -> Decision | None:
        """What a message asks in the end, where that is clear by itself: "i love docker. what do they do all day?"."""
        asked = last_question(text)
        reading = self._reader.read(asked) if asked else None
        if reading is None or any(not one.is_known for one in reading.roles):
            return None
        top = self.ranker.rank(reading.equal).top
        is_clear = top.confidence >= SURE and top.similarity >= CLEAR_SIMILARITY
        is_chat = About.CHAT in self.library.intents[top.intent].about
        return Decision(Outcome.ANSWER, (top,)) if is_clear and not is_chat and top.intent != FIT else None

    def _asks_in_part(self, text: str) -> bool:
        """Whether a part of a message asks by itself what fits: "i like chess. which one should i be"."""
        asked = [without_preamble(part.strip()) for part in PARTS.split(text)]
        rankings = self.ranker.rank_all([part for part in asked if len(words(part)) > 1])
        return any(one.top.intent == FIT and one.top.confidence >= SURE for one in rankings)

    def _is_meant(self, understanding: Understanding, decision: Decision, said: str, signals: Sequence[Signal]) -> bool:
        """Whether what somebody likes is the point of a message that seems to ask something else, or nothing."""
        if not signals:
            return False
        weight = sum(signal.weight for signal in signals)
        weight += self._candidate(understanding.ranking, FIT).confidence
        asks = "?" in understanding.text or any(word in QUESTION_WORDS for word in words(said))
        if (
            not asks
            and not understanding.roles
            and words(said)[0] in FIRST_PERSON
            and self._signals.reader.has_dislike(said)
        ):
            return True
        if decision.outcome is Outcome.ANSWER and decision.candidates[0].confidence >= SURE:
            return False
        return weight >= (MEANT_AFTER_ALL if asks or decision.outcome is Outcome.ANSWER else MEANT)

    def _two_questions(self, understanding: Understanding) -> tuple[Answered, ...]:
        """Both questions of a message that asks two, where both are clear; else nothing."""
        if understanding.ranking.is_exact or understanding.signals:
            return ()
        asked = [
            (both, self.thresholds.second, self.thresholds.answer_similarity) for both in halves(understanding.text)
        ]
        text = understanding.text
        named = [(both, TOPIC, TOPIC_SIMILARITY) for both in (*requests(text), *topics(text))]
        for both, confidence, similarity in (*asked, *named):
            one = self._clear_answer(both[0], confidence, similarity)
            if one is None:
                continue
            two = self._clear_answer(both[1], confidence, similarity) or self._same_of_another(one, both[1])
            if two and self._are_two(one, two):
                return tuple(each if each.roles else replace(each, roles=understanding.roles) for each in (one, two))
        return ()

    def _are_two(self, one: Answered, two: Answered) -> bool:
        """Whether two answers are worth giving together: two intents, or one of two roles, and not small talk alone."""
        if one.intent == two.intent:
            is_of_pair = About.PAIR in self.library.intents[one.intent].about
            return bool(one.roles and two.roles) and set(one.roles) != set(two.roles) and not is_of_pair
        return all(
            About.CHAT not in self.library.intents[each.intent].about or each.intent == ABOUT_BOT for each in (one, two)
        )

    def _same_of_another(self, one: Answered, text: str) -> Answered | None:
        """The same asked of the role that a fragment names: "what does a data scientist do? and an ml engineer?"."""
        reading = self._reader.read(text)
        if self._reference(reading, is_english=True) is not Reference.ROLES or not one.roles:
            return None
        return replace(one, roles=tuple(dict.fromkeys(role.role for role in reading.roles)))

    def _clear_answer(self, text: str, confidence: float, similarity: float) -> Answered | None:
        """What a part of a message asks, where that is so clear; a role and small words by themselves ask nothing."""
        reading = self._reader.read(text)
        if reading.roles and FOLLOW_UP_WORDS.issuperset(words(reading.without_roles)):
            return None
        top = self.ranker.rank(reading.equal).top
        if top.confidence < confidence or top.similarity < similarity or top.intent == OUT_OF_SCOPE:
            return None
        return Answered(top.intent, top.confidence, tuple(dict.fromkeys(one.role for one in reading.roles)))

    def _is_chat(self, answered: Sequence[Answered]) -> bool:
        return all(About.CHAT in self.library.intents[one.intent].about for one in answered)

    @staticmethod
    def _candidate(ranking: Ranking, intent: str) -> Candidate:
        return next((c for c in ranking.candidates if c.intent == intent), Candidate(intent, 0.0, -1.0))

    def _reference(self, reading: Reading, *, is_english: bool) -> Reference | None:
        """How a fragment refers back, if it is one."""
        rest = words(reading.without_roles)
        phrase = self._references.get(folded(without_correction(reading.text)))
        if phrase is not None:
            return phrase
        if reading.roles and all(one.is_known for one in reading.roles):
            return self._reference_to_roles(rest, len({one.role for one in reading.roles}), is_english=is_english)
        named = [reading.text[one.start : one.end] for one in reading.specifics]
        if is_english and named and not reading.roles and _is_all_follow_up(reading.text, named):
            return Reference.SPECIFIC
        return None

    def _reference_to_roles(self, rest: Sequence[str], count: int, *, is_english: bool) -> Reference | None:
        """How a message refers back that says no more than `rest` beside the names of this many roles."""
        if not is_english:
            return Reference.ROLES if rest and all(word in self._follow_up for word in rest) else None
        if count == 1 and any(word in SETTING_BESIDE for word in rest):
            return Reference.COMPARE if all(word in FOLLOW_UP_WORDS | SETTING_BESIDE for word in rest) else None
        if count == 1 and _is_refused(rest):
            return Reference.OTHER
        is_compared = any(word in COMPARISONS for word in rest) and count > 1
        if not is_compared and (_points_back(rest) or (rest and all(word in self._follow_up for word in rest))):
            return Reference.ROLES
        return None


def build_understander(library: Library, cache_dir: Path | None = None) -> Understander:
    """The understander of this installation. With an empty cache it embeds all examples first."""
    encoder = load_encoder()
    if encoder is not None:
        warm(encoder)
    return Understander(library, encoder, cache_dir)


def _is_refused(rest: Sequence[str]) -> bool:
    """Whether a message that says no more than this beside a role says that it is not meant, or not wanted."""
    if "not" in rest and all(word in FOLLOW_UP_WORDS for word in rest):
        return True
    is_wanted = any(word in ("want", "wanna") for word in rest)
    return is_wanted and any(word in NEGATIONS for word in rest) and all(word in REFUSING for word in rest)


def _points_back(rest: Sequence[str]) -> bool:
    """Whether a message that says no more than this beside roles is about what was spoken of before."""
    if any(word in CORRECTING for word in rest):
        rest = [word for word in rest if word not in CORRECTING]
    if all(word in FOLLOW_UP_WORDS or word in JOB_WORDS for word in rest):
        return True
    return "for" in rest and any(word in POINTING_WORDS for word in rest) and all(word in SMALL_WORDS for word in rest)


def _says_nothing(reading: Reading, reference: Reference | None) -> bool:
    """Whether a message is one word that tells nothing by itself: one that refers back, a small or an unknown one."""
    said = words(reading.equal)
    return len(said) == 1 and (
        reference is not None
        or said[0] in SMALL_WORDS
        or said[0] in QUESTION_WORDS
        or len(said[0]) == 1
        or said[0] in reading.unknown
    )


def _is_of_others(reading: Reading, ranking: Ranking) -> bool:
    """Whether a question is about another occupation alone: "will there be demand for welders"."""
    if not reading.names_occupation or reading.roles or reading.background or ranking.is_exact:
        return False
    return (PERSON_WORDS | STAND_IN_WORDS).isdisjoint(words(reading.text))


def _is_all_follow_up(text: str, named: Sequence[str]) -> bool:
    """Whether a text holds nothing beside some names but words such as "and what about"."""
    rest = text
    for name in named:
        rest = rest.replace(name, " ")
    return all(word in FOLLOW_UP_WORDS for word in words(rest))


def _phrases(library: Library, cue: str) -> tuple[str, ...]:
    """The phrases of a cue, in all languages."""
    tables = (library.vocabulary.cues, *(language.cues for language in library.languages.values()))
    return tuple(phrase for table in tables for phrase in table.get(cue, ()))
