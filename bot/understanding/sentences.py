"""Takes messages apart: what stands before the question, and two questions in one message."""

from __future__ import annotations

import re
from typing import Final

from bot.knowledge.text import words
from bot.understanding.english import AUXILIARIES, QUESTION_WORDS, word_set

REQUESTS: Final = word_set("tell explain describe compare list show give say name")
"""Verbs that ask for something: "explain the difference"."""
SHORTEST: Final = 3
"""Words from which on a piece of a message can be a question of its own."""
MOST_WAYS: Final = 3
"""Ways to read a message as two questions that are tried."""
_PREAMBLE: Final = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|heya|yo|ok|okay|so|well|um+|uh+|hm+|sorry|please|pls|good (?:morning|evening|afternoon)"
    r"|thanks|and|but)(?: (?:there|all|everyone|everybody|guys|folks|bot|man|bro|team))?[\s,.!:-]+)+(?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
_ASKING: Final = re.compile(
    r"^(?:i(?: would|'?d) (?:like|love) to (?:know|ask|hear|find out)|i want(?:ed)? to (?:know|ask|hear|find out)"
    r"|(?:i(?:'?m| am| was) )?(?:just )?wondering|(?:can|could) you (?:please )?tell me)"
    r"(?: more)?(?: about)?[\s,:]+(?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
_REFUSED: Final = re.compile(
    r"(?:^|(?<=[,.;:!?-] ))(?:and |but |well |no,? )?(?:i (?:do not|dont|don't) (?:mean|care about"
    r"|want to (?:know|hear) about)"
    r"|im not asking(?: about)?|i'm not asking(?: about)?|not(?: about)?"
    r"|forget(?: about)?|never mind|nevermind|leave aside"
    r"|apart from)"
    r" (?!(?:sure|gonna|going|really|a|an|that|my|for|into|interested|keen|fun|so)\b)"
    r"[^,.;:!?]{2,40}[,.;:!?-]+ (?:but |just |only |rather )?",
    re.IGNORECASE,
)
_KNOWN: Final = re.compile(
    r"^(?:ok |well |yes )?i (?:already )?(?:know|got|get|understand)(?: already)? "
    r"(?:about |(?:how|what) (?:they|the)|the (?:difference|duties|skills|tasks|basics|outlook))[^,.;:!?]{0,40}"
    r"[,.;:!?-]+ (?:but |so |and )?",
    re.IGNORECASE,
)
_EXCEPT: Final = re.compile(r",? except(?: for| about)? [^,.;:!?]{2,40}", re.IGNORECASE)
_BACK: Final = re.compile(
    r"^(?:ok |okay |so |now |let'?s |go |get |and |but )*back to [^,.;:!?]{2,40}[,.;:!?-]+ ?(?=\S+\s+\S)", re.IGNORECASE
)
_OTHER: Final = re.compile(
    r"\bthe other(?: (?:one|role|job))?(?P<whose>'s)?"
    r"(?= (?:do|does|earn|earns|need|needs|get|gets|have|has|make|makes|work|works|pay|pays|be|use|uses)\b"
    r"|(?<='s) \w| (?:one|role|job)\b| *[.,:;?!]| *$)(?: (?:one|role|job)\b)?",
    re.IGNORECASE,
)
_ONE: Final = re.compile(r"\b(?:one|each)\b.*\bthe other\b", re.IGNORECASE)
_TOPICS: Final = re.compile(
    r"^(?:(?:ok|so|and|what|whats|are|is|about|tell|show|give|me|compare|their|the|its|also|please)[ ,]+)*"
    r"(?P<one>\w[^,.;:!?]{1,40}?)(?:,? and (?:also )?|, ?)(?:(?:the|their) )?(?P<two>\w[^,.;:!?]{1,40})[?.! ]*$",
    re.IGNORECASE,
)
MOST_OF_TOPIC: Final = 6
"""Words that a topic of two may have: "skills of an mle"."""
_NOT_BUT: Final = re.compile(r"^(?:no,? )?not [^,.;:!?]{2,60} but (?P<meant>.+)$", re.IGNORECASE)
_CORRECTION: Final = re.compile(
    r"^(?:no|nope|sorry|wait)?[,. ]*i (?:meant|mean|was talking about)[,: ]+", re.IGNORECASE
)
_SENTENCES: Final = re.compile(r"(?<=[?!])\s+|(?<=\w)\.\s+(?=\w)|\s*;\s+")
_JOINED: Final = re.compile(r"[\s,]+(?:and also|and then|and|also|plus|&)\s+|\s+/\s+", re.IGNORECASE)
_THEN: Final = re.compile(r"^(?:and )?then ", re.IGNORECASE)


def without_preamble(text: str) -> str:
    """A message without the "hi, sorry, so ...", "back to them, ..." and "i would like to know" before it."""
    return _ASKING.sub("", _PREAMBLE.sub("", _BACK.sub("", text)))


def without_other(text: str) -> str:
    """A question of "the other one", put in the form of one about whoever was spoken of."""
    if _ONE.search(text):
        return text
    return _OTHER.sub(lambda match: "their" if match["whose"] else "they", text)


def without_correction(text: str) -> str:
    """A fragment without the "no, i meant" before it."""
    return _CORRECTION.sub("", text)


def without_refused(text: str) -> str:
    """A message without what it says that it does not mean: "not the pay, the work itself"."""
    but = _NOT_BUT.match(text)
    rest = but["meant"] if but else _EXCEPT.sub("", _KNOWN.sub("", _REFUSED.sub(" ", text))).strip()
    return rest if len(words(rest)) > 1 else text


def halves(text: str) -> list[tuple[str, str]]:
    """Ways to read a message as two questions."""
    found = [both for both in _in_sentences(text) if all(_opens(one) or one.endswith("?") for one in both)]
    # A question mark tells nothing here: "how do they split it between X and those of Y?" is one question.
    found += [both for both in _joined(text) if all(map(_opens, both))]
    return _long_enough(found)


def requests(text: str) -> list[tuple[str, str]]:
    """Ways to read a message as two, where at least one is put as a request: "compare them and tell me the outlook"."""
    found = [*_in_sentences(text), *_joined(text)]
    return _long_enough(
        [both for both in found if all(_opens(one, REQUESTS) for one in both) and not all(map(_opens, both))]
    )


def _in_sentences(text: str) -> list[tuple[str, str]]:
    sentences = [without_preamble(_THEN.sub("", piece.strip())) for piece in _SENTENCES.split(text) if piece.strip()]
    return [(sentences[0], sentences[1])] if len(sentences) == 2 else []


def _joined(text: str) -> list[tuple[str, str]]:
    return [(text[: match.start()], text[match.end() :]) for match in _JOINED.finditer(text)]


def _long_enough(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [both for both in found if all(len(words(one)) >= SHORTEST for one in both)][:MOST_WAYS]


def last_question(text: str) -> str:
    """The question at the end of a message that says something before it; empty where there is none."""
    sentences = [piece.strip() for piece in _SENTENCES.split(text) if piece.strip()]
    is_question = len(sentences) > 1 and _opens(sentences[-1]) and len(words(sentences[-1])) >= SHORTEST
    return without_preamble(sentences[-1]) if is_question else ""


def topics(text: str) -> list[tuple[str, str]]:
    """The two topics of a message that only names them: "and skills and outlook?"."""
    match = _TOPICS.match(text)
    pair = (match["one"].strip(), match["two"].strip()) if match else None
    return [pair] if pair and all(_is_topic(words(one)) for one in pair) else []


def _is_topic(said: list[str]) -> bool:
    return 0 < len(said) <= MOST_OF_TOPIC and not any(word in QUESTION_WORDS | AUXILIARIES for word in said)


def _opens(text: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether a text begins as questions do, or with one of these words."""
    said = words(without_preamble(text))
    return bool(said) and said[0] in QUESTION_WORDS | AUXILIARIES | also
