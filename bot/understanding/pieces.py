"""A message of likes and dislikes, taken apart into the things that it names and what is said of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import Final

from bot.knowledge.library import Library
from bot.knowledge.text import same_question, spans, words
from bot.understanding.english import AUXILIARIES, DETERMINERS, FUNCTION_WORDS, NEGATIONS, QUESTION_WORDS, word_set
from bot.understanding.phrases import any_of, folded

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
class Piece:
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

    @property
    def named(self) -> str:
        """The thing itself, as it is ranked."""
        return _UNFINISHED.sub("", self.words).lower()


class PieceReader:
    """Takes messages apart. Immutable; built once for a library."""

    def __init__(self, library: Library) -> None:
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

    def is_torn(self, text: str) -> bool:
        """Whether the person says that they are torn, or like things equally."""
        return self._torn.search(text.replace("'", "")) is not None

    def pieces(self, text: str) -> list[Piece]:
        """The things that an English message names. `text` is without names of roles."""
        pieces: list[Piece] = []
        for clause in _CLAUSES.split(self._prepared(text)):
            pieces = self._with_clause(pieces, clause)
        return pieces

    def pieces_abroad(self, text: str) -> list[Piece]:
        """The things that a message in another language names; that they are liked is no more than likely.

        Where it is said that one is not liked, that is known by the words of `content/languages.yml`.
        """
        pieces: list[Piece] = []
        is_cue_left = False
        for part in filter(words, (part.strip() for part in _PIECES_ABROAD.split(text))):
            plain = folded(part)
            match = self._dislike_abroad.search(plain)
            rest = f"{plain[: match.start()]} {plain[match.end() :]}" if match else plain
            if match is None and not is_cue_left:
                pieces.append(Piece(part, part, part, is_liked=True, is_inherited=True))
            elif words(rest):
                is_as_typed = match is not None and len(plain) == len(part)
                shown = f"{part[: match.start()]} {part[match.end() :]}" if match and is_as_typed else rest
                pieces.append(Piece(rest.strip(), " ".join(shown.split()), part, is_liked=False))
            is_cue_left = match is not None and not words(rest)  # "hasse aber Server" is split at "aber"
        return pieces

    def _with_clause(self, before: list[Piece], clause: str) -> list[Piece]:
        """The things that were named before, and in this clause; "i hate it" speaks of what was named last."""
        if before and _DENIAL.match(clause):
            return [*before[:-1], replace(before[-1], is_liked=before[-1].is_liked is False, is_inherited=False)]
        pieces = self._of_clause(clause)
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

    def _of_clause(self, clause: str) -> list[Piece]:
        """The things that a clause names. Cues hold for their own piece, and for those around it without one."""
        pieces: list[Piece] = []
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

    def _named(self, text: str, polarity: bool | None) -> Iterator[Piece]:
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
            yield Piece(stripped, self._shown(part), part, is_liked, False, is_against, is_denied, is_tolerated)

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


def _spread(pieces: list[Piece], left_over: bool | None) -> list[Piece]:
    """Gives pieces without a cue that of the piece before; the first ones that of the next, or of the clause's end."""
    following = next((one.is_liked is not one.is_turned for one in pieces if one.is_liked is not None), left_over)
    spread: list[Piece] = []
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


def _said_of_last(pieces: list[Piece], is_liked: bool) -> list[Piece]:
    """With this said of the last pieces, those of which nothing was said so far."""
    count = len(list(takewhile(lambda one: one.is_liked is None, reversed(pieces))))
    first = len(pieces) - count
    return [*pieces[:first], *(replace(one, is_liked=is_liked, is_inherited=False) for one in pieces[first:])]


def _is_opposite(piece: Piece, before: Piece) -> bool:
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
