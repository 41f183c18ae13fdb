"""What people say they like and dislike, weighed by the article's own criteria for each role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Final

from bot.knowledge.library import Example, Library, Like, Place
from bot.knowledge.text import same_question, spans, words
from bot.understanding.encoder import Encoder
from bot.understanding.english import AUXILIARIES, DETERMINERS, FUNCTION_WORDS, NEGATIONS, QUESTION_WORDS, word_set
from bot.understanding.model import Taught
from bot.understanding.phrases import any_of, folded
from bot.understanding.ranker import Ranker
from bot.understanding.understanding import Ranking, Signal

SIMILAR: Final = 0.35
"""How near words must be to something that people like (cosine of embeddings) to count at all."""
ALIKE: Final = 0.6
"""How near they must be to count in full."""
TELLING: Final = 0.15
"""How much more they must speak for one role than for another, as a difference of confidences."""
ENOUGH: Final = 0.2
"""What the signals for a role must weigh together."""
CLEAR: Final = 1.7
"""How many times as much the signals for a role must weigh as those for another one."""
CLEAR_IF_TORN: Final = 5.0
"""The same where a person says that they are torn, or like things equally."""
CLEAR_ABROAD: Final = 2.5
"""The same in other languages, where only the tone tells what is liked."""
TOLERATED: Final = 0.3
"""What it weighs that a thing is said to be bearable, beside things that are liked."""
SAID: Final = 1.0
"""What it weighs that words of liking stand in the piece itself; negative for dislike."""
INHERITED: Final = 0.3
"""What it weighs that they stand in a piece beside it."""
UNSAID: Final = 1.0
"""What is to be thought of a thing that a person names without saying whether they like it: they mostly do."""
ASIDE: Final = 0.3
"""What it counts where they say that of other things."""
TONE: Final = 2.0
"""What the tone of a piece weighs beside that: its confidence of liking, less a half."""
NEUTRAL: Final = ""
"""Stands for no role: what people like or dislike without leaning to any by it."""
LIKED: Final = "liked"
DISLIKED: Final = "disliked"
NEAR_NEGATION: Final = 3
"""Words before a cue within which a negation turns it."""
_CLAUSES: Final = re.compile(
    r"[.;:!?()]+|\s-+\s|\.\.+|\b(?:but|while|whereas|though|although|yet|because|until|otherwise"
    r"|should|which|(?<!is )(?<!are )what|would|does that)\b",
    re.IGNORECASE,
)
_PIECES: Final = re.compile(r"[,=]|\b(?:and|or|nor|plus|also|then|as much as|as well as)\b", re.IGNORECASE)
_PIECES_ABROAD: Final = re.compile(
    r"[.,;:!?()،؛؟。，、；：！？=]+|(?<!\w)(?:y|e|und|et|и|а|o|oder|ou|или|pero|mas|aber|mais|но|ma|sino|sondern|anche"
    r"|también|também|auch|aussi|wie|que|als|lieber|ولا|لكن)(?!\w)|[也和又但]|(?<=\s)و(?=\w)",
    re.IGNORECASE,
)
"""What stands between the things that are named in other languages: few words are enough, since meaning tells."""
_REWRITTEN: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), plainer)
    for pattern, plainer in (
        (r"\s*(?<![-=<])>\s*", " rather than "),
        (
            r"\b(?:everyone|everybody|people|they|friends?|family|mom|mum|dad|mother|father|parents?|teachers?|boss"
            r"|wife|husband|girlfriend|boyfriend|tests?) (?:all |always |keeps? )?(?:tells?|telling|says?|saying|said"
            r"|thinks?|told|wants?|reckons?|expects?|assumes?|push(?:es)?)\b[^.;!?]*?"
            r"\b(?:but|truth is|turns out|in fact|in reality)\b",
            "but",
        ),
        (
            r"\b(?:thought|assumed|expected|figured|hoped) (?:that )?(?:i|id|i would|hed|shed|theyd) (?:would )?"
            r"(?:really )?(?:like|love|enjoy|want|prefer)\b[^,.;:!?]*",
            " ",
        ),
        (
            r"\b(?:not|isnt|never(?: been)?) (?:really |exactly |much of |so much |much )?(?:an?|the) "
            r"(?P<refused>[\w ]+?) (?:person|type|guy|girl|man|woman)\b",
            r"dislike \g<refused>",
        ),
        (r"\bmore (?:of )?(?:an?|the) (?=\w)", "like "),
        (
            r"\b(?:instead of|rather than) (?P<instead>[^,.;:!?]+?),? (?=(?:i|id|im|we|she|he|they)\b)",
            r"dislike \g<instead>, ",
        ),
        (r"\bover (?=[^,.;:!?]+? (?:any day|any ?time|every ?time|always)\b)", "rather than "),
        (
            r"\b(?:if (?:only )?it (?:wasnt|werent|was not|were not) for|except(?: for)?|apart from|aside from)\b",
            "but hate",
        ),
        (r"\bless (?!than\b)(?P<less>\w[^,;.]*?),? (?:and )?more (?!than\b)", r"less \g<less>, more "),
        (r"\bmore (?!than\b)(?P<more>\w[^,;.]*?),? (?:and )?less (?!than\b)", r"more \g<more>, less "),
        (r"\b(?P<verb>give me|pick|choose|take) (?P<one>[^,.;:!?]+?) over\b", r"\g<verb> \g<one> rather than"),
        (r"\bweakness for\b", "love"),
        (r"\bnever for\b", "rather than for"),
        (r"\b(?:likes|pros)(?: for me)?:", "like"),
        (r"\b(?:dislikes|cons)(?: for me)?:", "dislike"),
    )
)
"""Ways to say what is liked or disliked, and plainer ones."""
_NEITHER: Final = re.compile(r"\bneither\b(?=.*\bnor\b)", re.IGNORECASE)
_PRONOUNS: Final = word_set("it them those")
_UNFINISHED: Final = re.compile(r"\b(?:is|are|does|do|doesnt|dont|isnt|arent|didnt|not)\s*$", re.IGNORECASE)
"""What is left at the end of a piece that says the same, or the opposite, of another thing."""
_IS_SO: Final = re.compile(r"\b(?:is|are|does|do)\s*$", re.IGNORECASE)
"""At the end of a piece: what the piece before denies is true of it ("X isn't my thing, Y is")."""
_NOT_OF_A_THING: Final = AUXILIARIES | word_set(
    "im its he's she's it's i'm or why if whether maybe definitely probably or"
)
"""Words before a "not" that speaks of no thing."""
_NO_THING: Final = word_set(
    "sure into for that so too really at bad good interested keen fun because since only even to necessarily if much "
    "very be know just mind yet sit care want like love enjoy fan thing cup strength favourite favorite kind type "
    "lot bit great gonna going afraid scared all always every everyone being"
)
"""Words after a "not" that do not name what somebody does not like."""
_TURNS: Final = re.compile(
    r"\b(?:more than|rather than|sooner than|instead of|than|without|as opposed to|(?:over|not)(?= \w+ing\b))\b",
    re.IGNORECASE,
)
"""After these words stands the opposite of what was liked before them."""
_INSTEAD: Final = re.compile(r"^\s*(?:instead of|rather than)\b", re.IGNORECASE)
_PREFER_TO: Final = re.compile(
    r"\bprefer(?:red|s)?\b(?P<liked>.+?)\b(?:to|over)\b(?! (?:work|be|do|know|have|see)\b)", re.IGNORECASE
)
_POLITE: Final = re.compile(
    r"\b(?:(?:would|id|wed) (?:like|love|rather)|want(?:ed)?|wanna)(?: to)? (?:know|ask|hear|find out|compare|check"
    r"|(?:learn|understand|see) (?:what|how|if|whether|more|about|the difference))\b"
    r"|\b(?:do|did|would) you (?:like|love|enjoy|prefer|want|rather)\b"
    r"|\b(?:have|need|got) to (?:like|love|enjoy)\b"
    r"|\b(?:looks?|looked|looking|feels?|felt|sounds?|sounded|seems?|smells?|tastes?|acts?|is|are|was|were|be|been|its"
    r"|just|more|stuff|things?|something|someone|somebody|anything|people|person|guys?|kind|jobs?|work|what|lives?)"
    r"(?<!i just) like\b",
    re.IGNORECASE,
)
"""Words that sound like a like and are none: "i would like to know", "do i have to like"."""
_UNLIKE_BEFORE: Final = re.compile(r"\b(?:doesnt|dont|isnt|arent|didnt|not so much|not really|not)\s*$", re.IGNORECASE)
"""At the end of a piece: the opposite of the piece before is true of it ("X bores me, Y doesn't")."""
_DENIAL: Final = re.compile(r"^\s*(?:but )?(?:i|we) (?:really )?(?:dont|do not|didnt|did not)\s*$", re.IGNORECASE)
"""A piece that denies the one before: "they think i love X, i dont"."""
_LEADING: Final = (FUNCTION_WORDS | NEGATIONS - word_set("no")) - word_set("be being") | word_set(
    "now since lowkey highkey honestly someone somebody who kinda tbh mostly still never ever lately"
)
"""Words before a thing that are not shown with it; "being on call" stays whole."""
_TRAILING: Final = word_set(
    "i me for to it is are was were please highkey lowkey not isnt arent does do doesnt dont didnt"
)
"""Words after a thing that are not shown with it: "servers for me", "math bores me"."""
_SUBJECT: Final = re.compile(
    r"^(?:subjects?|class|course|modules?|hobby|topic)\s+(?:is|was|are|were)\s+", re.IGNORECASE
)
"""What stands between "my favourite" and the thing itself."""
_FILLERS: Final = word_set(
    "minute minutes time times lot lots part parts thing things lol haha much really stuff bit way every kind "
    "sort work job day days point moment hard pass thanks thank please that this it them those these ever "
    "actually just always guess think feel feeling person people someone something anything everything one two "
    "advise advice help choose pick recommend tell suits suit fits fit match matches belong path paths career "
    "careers role roles half side pros cons option options which thing decide sure stuck torn"
)
_OF_ANYBODY: Final = re.compile(r"\b(?P<whose>my)\b|\b(?P<verb>\w+?)s?\\ me\b")


@dataclass(frozen=True)
class _Piece:
    """Words that name one thing, and whether it is liked; None where nothing says so."""

    words: str
    shown: str
    whole: str
    """The piece with the words that say whether it is liked."""
    is_liked: bool | None
    is_inherited: bool = False
    is_turned: bool = False
    """Whether it is set against what is around it: "rather than X"."""
    is_denied: bool = False
    """Whether that is said with a "not": "isn't my thing"."""
    is_tolerated: bool = False
    """Whether it is borne rather than liked: "i don't mind X"."""

    @property
    def is_said(self) -> bool:
        """Whether words of liking, or of dislike, stand in the piece itself."""
        return self.is_liked is not None and not self.is_inherited


class SignalFinder:
    """Immutable; built once for a library."""

    def __init__(self, library: Library, encoder: Encoder | None, cache_dir: Path | None) -> None:
        self._roles = tuple(library.roles)
        self._likes = {like.phrase: like for like in _likes(library)}
        cues = library.vocabulary.cues
        self._cue = _cue_pattern((*cues.get("like", ()), *cues.get("dislike", ())))
        self._own_like = _cue_pattern(cues.get("like", ()))
        self._own_dislike = _cue_pattern(cues.get("dislike", ()))
        self._like = _cue_pattern((*cues.get("like", ()), *cues.get("good", ())))
        self._dislike = _cue_pattern((*cues.get("dislike", ()), *cues.get("bad", ())))
        self._tolerated = _cue_pattern(cues.get("tolerated", ()))
        self._torn = _cue_pattern(cues.get("torn", ()))
        self._said = _cue_pattern(
            [
                phrase
                for kind in ("dislike", "like", "bad", "good", "tolerated")
                for phrase in cues.get(kind, ())
                if phrase not in FUNCTION_WORDS
            ]
        )
        abroad = (language.cues.get("dislike", ()) for language in library.languages.values())
        self._dislike_abroad = any_of(phrase for phrases in abroad for phrase in phrases)
        likes = [(phrase, like.role) for phrase, like in self._likes.items()]
        likes += [(phrase, NEUTRAL) for phrase in cues.get("neutral", ())]
        tones = [(phrase, tone) for tone in (LIKED, DISLIKED) for phrase in cues.get(tone, ())]
        self._ranker = Ranker(_taught(likes), encoder, cache_dir, name="likes")
        self._tones = Ranker(_taught(tones), encoder, cache_dir, name="tones")
        self._can_tell = len({like.role for like in self._likes.values()}) > 1

    def warm(self) -> None:
        """Loads and trains what the first likes and dislikes would have to wait for."""
        self.find("warm up")

    def judges(self, text: str) -> bool:
        """Whether at least two words judge what is named beside them: "X is fine, Y is horrible"."""
        text = text.replace("'", "")
        return len(self._like.findall(text)) + len(self._dislike.findall(text)) > 1

    def has_dislike(self, text: str) -> bool:
        """Whether the person says that they do not like something."""
        return self._own_dislike.search(text.replace("'", "")) is not None

    def has_cue(self, text: str) -> bool:
        """Whether the person says at all that they like or dislike something."""
        return self._cue.search(_POLITE.sub(" ", text.replace("'", ""))) is not None

    def find(self, text: str, *, is_english: bool = True) -> tuple[Signal, ...]:
        """The person's words that speak for or against a role, in their order. `text` is without names of roles.

        In other languages the pieces are read by their meaning alone: what they name, and in what tone.
        """
        if not self._can_tell:
            return ()
        pieces = self._pieces_of(text) if is_english else self._pieces_abroad(text)
        if not pieces:
            return ()
        # The same words twice are one reason.
        found: dict[tuple[str, bool], Signal] = {}
        rankings = self._ranker.rank_all(
            [_UNFINISHED.sub("", piece.words).lower() for piece in pieces], by_meaning_alone=not is_english
        )
        # Where it is said outright what is liked, the tone tells no more.
        toned = [piece for piece in pieces if not piece.is_said]
        wholes = [piece.whole.strip().lower() for piece in toned]
        tones = self._tones.rank_all(wholes, by_meaning_alone=not is_english)
        tone_of = dict(zip(toned, tones, strict=True))
        is_said = any(piece.is_liked is not None for piece in pieces)
        for piece, ranking in zip(pieces, rankings, strict=True):
            if signal := self._signal(piece, ranking, _confidence(tone_of.get(piece), LIKED)):
                if is_said and piece.is_liked is None:
                    signal = replace(signal, weight=ASIDE * signal.weight)
                found.setdefault((signal.words.lower(), signal.is_liked), signal)
        return tuple(found.values())

    def lean(self, text: str, signals: Sequence[Signal], *, is_english: bool = True) -> str | None:
        """The role that the signals found in a text speak for; None where they are mixed, or said to be."""
        if not is_english:
            return lean_of(signals, self._roles, CLEAR_ABROAD)
        is_torn = self._torn.search(text.replace("'", "")) is not None
        return lean_of(signals, self._roles, CLEAR_IF_TORN if is_torn else CLEAR)

    def _pieces_of(self, text: str) -> list[_Piece]:
        pieces: list[_Piece] = []
        for clause in _CLAUSES.split(self._prepared(text)):
            pieces = self._with_clause(pieces, clause)
        return pieces

    def _pieces_abroad(self, text: str) -> list[_Piece]:
        """The things that a message in another language names; that they are liked is no more than likely.

        Where it is said that one is not liked, that is known by the words of `content/languages.yml`.
        """
        pieces: list[_Piece] = []
        is_cue_left = False
        for part in filter(words, (part.strip() for part in _PIECES_ABROAD.split(text))):
            plain = folded(part)
            match = self._dislike_abroad.search(plain)
            rest = f"{plain[: match.start()]} {plain[match.end() :]}" if match else plain
            if match is None and not is_cue_left:
                pieces.append(_Piece(part, part, part, is_liked=True, is_inherited=True))
            elif words(rest):
                is_as_typed = match is not None and len(plain) == len(part)
                shown = f"{part[: match.start()]} {part[match.end() :]}" if match and is_as_typed else rest
                pieces.append(_Piece(rest.strip(), " ".join(shown.split()), part, is_liked=False))
            is_cue_left = match is not None and not words(rest)  # "hasse aber Server" is split at "aber"
        return pieces

    def _signal(self, piece: _Piece, ranking: Ranking, tone: float) -> Signal | None:
        """What a piece speaks for, if for anything. `tone`: confidence that it is said with liking."""
        best = next((one for one in ranking.candidates if one.intent != NEUTRAL), None)
        if best is None:
            return None
        others = [one.confidence for one in ranking.candidates if one.intent not in (NEUTRAL, best.intent)]
        telling = best.confidence - max(others, default=0.0)
        if ranking.top.similarity < SIMILAR or telling < TELLING:
            return None
        liking = _liking(piece, tone)
        weight = telling * min(1.0, abs(liking)) * min(1.0, ranking.top.similarity / ALIKE)
        return Signal(piece.shown, self._likes[best.nearest], liking > 0, weight) if weight > 0 else None

    def _with_clause(self, before: list[_Piece], clause: str) -> list[_Piece]:
        """The things that were named before, and in this clause; "i hate it" speaks of what was named last."""
        if before and _DENIAL.match(clause):
            return [*before[:-1], replace(before[-1], is_liked=before[-1].is_liked is False, is_inherited=False)]
        pieces = self._pieces(clause)
        polarity = self._polarity(clause)
        if before and pieces and pieces[0].is_liked is None and _UNLIKE_BEFORE.search(pieces[0].words):
            pieces[0] = replace(pieces[0], is_liked=before[-1].is_liked is False)
        if not before or pieces or polarity is None:
            return [*before, *pieces]
        said = words(clause)
        if "both" in said:
            return [replace(one, is_liked=polarity, is_inherited=False) for one in before]
        # "servers, infrastructure? hell yes"
        if before[-1].is_liked is not None and not _PRONOUNS.isdisjoint(said):
            return [*before[:-1], replace(before[-1], is_liked=polarity, is_inherited=False)]
        return _said_of_last(before, polarity)

    def _prepared(self, text: str) -> str:
        text = _POLITE.sub(" ", text.replace("'", ""))
        for pattern, plainer in _REWRITTEN:
            text = pattern.sub(plainer, text)
        text = _PREFER_TO.sub(lambda match: f"prefer{match['liked']} rather than", text)
        return _turned(self._two_cues(text))

    def _two_cues(self, text: str) -> str:
        """With a comma between "love X" and "hate Y" where there is none."""
        found = sorted(
            (match.start(), match.end(), is_like)
            for pattern, is_like in ((self._own_like, True), (self._own_dislike, False))
            for match in pattern.finditer(text)
        )
        for (_, end, is_like), (start, after, is_other) in reversed(list(pairwise(found))):
            if is_like is not is_other and end <= start and _content(text[end:start]) and _content(text[after:]):
                between = text[end:start]
                if not _CLAUSES.search(between) and not _PIECES.search(between) and not _TURNS.search(between):
                    text = f"{text[:start]}, {text[start:]}"
        return text

    def _pieces(self, clause: str) -> list[_Piece]:
        """The things that a clause names. Cues hold for their own piece, and for those around it without one."""
        pieces: list[_Piece] = []
        cue_left_over: bool | None = None
        is_neither = _NEITHER.search(clause) is not None
        clause = _NEITHER.sub(" ", clause)
        for text in _PIECES.split(clause):
            if pieces and _DENIAL.match(text):
                pieces[-1] = replace(pieces[-1], is_liked=not pieces[-1].is_liked)
                continue
            polarity = False if is_neither else self._polarity(text)
            named = list(self._named(text, polarity))
            if named:
                pieces += named
            elif polarity is not None:
                # "cloud stuff, no thanks": a cue by itself speaks of what was named before it.
                pieces = _said_of_last(pieces, polarity)
                cue_left_over = polarity
        return _spread(pieces, cue_left_over)

    def _named(self, text: str, polarity: bool | None) -> Iterator[_Piece]:
        is_instead = _INSTEAD.search(text) is not None
        parts = _TURNS.split(text)
        is_turned = len(parts) > 1
        for number, part in enumerate(parts):
            stripped = self._without_cues(part)
            if not _content(stripped):
                continue
            is_liked = polarity
            if number > 0:
                is_liked = polarity is False
            elif is_instead:
                is_liked = False
            elif is_turned and polarity is None:
                is_liked = True
            is_denied = is_liked is False and not NEGATIONS.isdisjoint(words(part))
            is_against = number > 0 or is_instead
            is_tolerated = self._tolerated.search(part) is not None
            yield _Piece(stripped, self._shown(part), part, is_liked, False, is_against, is_denied, is_tolerated)

    def _polarity(self, text: str) -> bool | None:
        if self._tolerated.search(text):
            return True
        match, liked = self._dislike.search(text), self._like.search(text)
        # "hell yes" is no hell
        if match and not (liked and liked.start() <= match.start() and match.end() < liked.end()):
            # "I dont hate it"; right before it only, since in "I dont know I hate it" something else is negated.
            return any(word in NEGATIONS for word in words(text[: match.start()])[-1:])
        if liked:
            before = words(text[: liked.start()])
            return not any(word in NEGATIONS for word in before[-NEAR_NEGATION:])
        return None

    def _shown(self, part: str) -> str:
        """The thing that a piece names, without what is said of it and of whom: "my brother loves X" shows X."""
        named = [one for one in self._said.split(part) if _content(one)]
        return _trimmed(named[-1] if named else self._without_cues(part))

    def _without_cues(self, text: str) -> str:
        for pattern in (self._tolerated, self._like, self._dislike):
            text = pattern.sub(" ", text)
        return " ".join(text.split())


def lean_of(signals: Sequence[Signal], roles: Sequence[str], clear: float = CLEAR) -> str | None:
    """The one of these roles that the signals speak for, None where they are mixed or missing.

    Of two roles, what speaks against one speaks for the other. `clear`: how many times as much it must weigh.
    """
    score = dict.fromkeys(roles, 0.0)
    for signal in signals:
        if signal.is_liked:
            score[signal.like.role] += signal.weight
        elif len(score) == 2:
            score[next(role for role in roles if role != signal.like.role)] += signal.weight
    best = max(score, key=lambda role: (score[role], role), default=None)
    if best is None or score[best] < ENOUGH:
        return None
    others = max((weight for role, weight in score.items() if role != best), default=0.0)
    return best if score[best] >= clear * others else None


def _liking(piece: _Piece, tone: float) -> float:
    """How much a piece is liked; negative where it is disliked. `tone`: how sure it is that it is said with liking."""
    if piece.is_tolerated:
        return TOLERATED
    if piece.is_said:
        return SAID if piece.is_liked else -SAID
    before = UNSAID if piece.is_liked is None else INHERITED if piece.is_liked else -INHERITED
    return before + TONE * (tone - 0.5)


def _confidence(ranking: Ranking | None, intent: str) -> float:
    """Of one of two intents; a half where neither was taught or it was not asked."""
    if ranking is None or not ranking.candidates:
        return 0.5
    return next((one.confidence for one in ranking.candidates if one.intent == intent), 0.0)


def _taught(phrases: Iterable[tuple[str, str]]) -> list[Taught]:
    return [Taught(phrase.lower(), of, Example(phrase, Place("", 0))) for phrase, of in phrases]


def _likes(library: Library) -> list[Like]:
    """What people like about each role: the phrases in its file, the facts they stand under, the quiz's choices."""
    likes = list(library.likes)
    likes += [Like(like.fact.say, like.role, like.fact) for like in library.likes]
    if library.quiz is not None:
        likes += [
            Like(choice.say, choice.role, choice.facts[0])
            for question in library.quiz.questions
            for choice in question.choices
        ]
    return likes


def _spread(pieces: list[_Piece], left_over: bool | None) -> list[_Piece]:
    """Gives pieces without a cue that of the piece before; the first ones that of the next, or of the clause's end."""
    following = next((one.is_liked is not one.is_turned for one in pieces if one.is_liked is not None), left_over)
    spread: list[_Piece] = []
    current = following
    for piece in pieces:
        if piece.is_liked is None and spread and _is_opposite(piece, spread[-1]):
            current = spread[-1].is_liked is False
            spread.append(replace(piece, is_liked=current))
        elif piece.is_liked is not None:
            current = piece.is_liked
            spread.append(piece)
        else:
            spread.append(replace(piece, is_liked=current, is_inherited=True))
    return spread


def _said_of_last(pieces: list[_Piece], is_liked: bool) -> list[_Piece]:
    """With this said of the last pieces, those of which nothing was said so far."""
    count = len(list(takewhile(lambda one: one.is_liked is None, reversed(pieces))))
    first = len(pieces) - count
    return [*pieces[:first], *(replace(one, is_liked=is_liked, is_inherited=False) for one in pieces[first:])]


def _is_opposite(piece: _Piece, before: _Piece) -> bool:
    """Whether what is said of one thing is denied of the next: "X bores me, Y doesn't", "X isn't my thing, Y is"."""
    if _UNLIKE_BEFORE.search(piece.words):
        return True
    return before.is_denied and _IS_SO.search(piece.words) is not None


def _turned(text: str) -> str:
    """With "rather than" for a "not" right before a thing: "people not machines", "not the coding"."""
    tokens = spans(text)
    for index in range(len(tokens) - 2, -1, -1):
        word, start, end = tokens[index]
        after = [one for one, _, _ in tokens[index + 1 :] if one not in DETERMINERS]
        if word != "not" or tokens[index + 1][0] in _NO_THING or not after or after[0] in _NO_THING | {"me", "one"}:
            continue
        if index == 0 or tokens[index - 1][0] not in _NOT_OF_A_THING:
            text = f"{text[:start]}rather than{text[end:]}"
    return text


def _trimmed(text: str) -> str:
    """The person's own words for one thing: from the first that counts to the last."""
    kept = text.split()
    while len(kept) > 1 and _letters(kept[0]) in _LEADING:
        kept = kept[1:]
    while len(kept) > 1 and _letters(kept[-1]) in _TRAILING:
        kept = kept[:-1]
    return _SUBJECT.sub("", " ".join(kept)).strip(' "')


def _letters(word: str) -> str:
    return "".join(words(word)) or word


def _content(text: str) -> list[str]:
    return [
        word
        for word in words(text)
        if len(word) > 2 and word not in FUNCTION_WORDS | NEGATIONS | QUESTION_WORDS and word not in _FILLERS
    ]


def _as_of_anybody(match: re.Match[str]) -> str:
    """What people say of themselves they say of others too: "makes me" is "make him", "my thing" is "her thing"."""
    if match["whose"]:
        return "(?:my|his|her|their|our)"
    return rf"{match['verb']}s?\ (?:me|him|her|them|us)"


def _cue_pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    alternatives = "|".join(
        _OF_ANYBODY.sub(_as_of_anybody, re.escape(same_question(phrase))).replace(r"\ ", r"\s+")
        for phrase in longest_first
    )
    return re.compile(rf"\b(?:{alternatives})\b" if alternatives else r"(?!)", re.IGNORECASE)
