"""Files that do not fit together: a small edit, and exactly what is found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.knowledge.world import World

ARTICLE = "content/articles/bees.yml"
BEEKEEPER = "content/roles/beekeeper.yml"
FLORIST = "content/roles/florist.yml"
PAIR = "content/pairs/beekeeper--florist.yml"
FIELD = "content/field.yml"
REPLIES = "content/replies.yml"
QUIZ = "content/quiz.yml"
LANGUAGES = "content/languages.yml"
OTHERS = "content/other_roles.yml"
VOCABULARY = "content/vocabulary.yml"
DIFFERENCE = "intents/difference.yml"
DUTIES = "intents/duties.yml"
FUTURE = "intents/future.yml"
PAY = "intents/pay.yml"


@dataclass(frozen=True)
class Edit:
    """A text of a file replaced by another, and all that is found then."""

    name: str
    path: str
    old: str
    new: str
    expected: list[str]

    def __str__(self) -> str:
        return self.name


FACTS = [
    Edit("an unknown fact", FIELD, "[needs-patience]", "[needs-paciense]", [f"{FIELD}:8:16 E041"]),
    Edit(
        "several unknown facts",
        FIELD,
        "[needs-patience]",
        "[needs-patience, needs-time,\n          needs-luck]",
        [f"{FIELD}:8:32 E041", f"{FIELD}:9:11 E041"],
    ),
    Edit("no fact", FIELD, "[needs-patience]", "[]", [f"{FIELD}:8:9 E031"]),
    Edit("a point that names no facts", FIELD, "\n        from: [needs-patience]", "", [f"{FIELD}:7:9 E031"]),
    Edit("a like of an unknown fact", BEEKEEPER, "\n  keeps-bees: |", "\n  eats-honey: |", [f"{BEEKEEPER}:8:3 E041"]),
    Edit(
        "a choice of an unknown fact",
        QUIZ,
        "keeps-bees]\n        reason: you like honey",
        "x]\n        reason: it",
        [f"{QUIZ}:19:16 E041"],
    ),
    Edit(
        "an unused fact",
        ARTICLE,
        "      needs-patience",
        "      likes-smoke: Beekeepers like smoke.\n      needs-patience",
        [f"{ARTICLE}:10:7 W092"],
    ),
    Edit(
        "an id of a fact",
        ARTICLE,
        "binds-flowers",
        "Binds_Flowers",
        [
            f"{ARTICLE}:9:7 E032",
            f"{ARTICLE}:9:7 W092",
            f"{QUIZ}:13:16 E041",
            f"{QUIZ}:23:16 E041",
            f"{FLORIST}:8:3 E041",
            f"{FLORIST}:16:16 E041",
        ],
    ),
    Edit("an address without a host", ARTICLE, "https://example.org/bees", "https://bees", [f"{ARTICLE}:3:6 E032"]),
]

ROLES = [
    Edit(
        "a choice of an unknown role",
        QUIZ,
        "role: florist\n        from: [binds-flowers]\n        reason: you like bouquets",
        "role: florrist\n        from: [binds-flowers]\n        reason: it",
        [f"{QUIZ}:22:15 E072"],
    ),
    Edit("names of an unknown role", LANGUAGES, "florist:", "flowrist:", [f"{LANGUAGES}:9:7 E072"]),
    Edit("an alias of two roles", BEEKEEPER, "[apiarist]", "[apiarist, Flower  Seller]", [f"{FLORIST}:6:11 E071"]),
    Edit("a short name of two roles", FLORIST, "short: FL", "short: bk", [f"{FLORIST}:4:8 E071"]),
    Edit(
        "a name of two roles in another language",
        LANGUAGES,
        "[Floristin]",
        "[Floristin, imker]",
        [f"{LANGUAGES}:9:28 E071"],
    ),
    Edit(
        "an alias that is another role's",
        OTHERS,
        "[garden helper]",
        "[garden helper, apiarist]",
        [f"{OTHERS}:3:29 E071"],
    ),
    Edit("a role that is another role too", OTHERS, "gardener:", "Florists:", [f"{OTHERS}:3:3 E071"]),
    Edit("the same alias twice", BEEKEEPER, "[apiarist]", "[apiarist, beekeeper]", []),
    Edit("an occupation of which the article speaks", OTHERS, "[baker]", "[baker, flower]", [f"{OTHERS}:4:22 W073"]),
    Edit("another role of which the article speaks", OTHERS, "gardener:", "bees:", [f"{OTHERS}:3:3 W073"]),
    Edit(
        "a specific of which the article speaks",
        VOCABULARY,
        "[Leeds]",
        "[Leeds, Patience]",
        [f"{VOCABULARY}:3:18 W073"],
    ),
    Edit(
        "a specific that is one with capitals only",
        VOCABULARY,
        "  place: [Leeds]",
        "  case_sensitive_place: [Bees]",
        [],
    ),
    Edit("an occupation within a role's name", OTHERS, "[baker]", "[keeper]", []),
    Edit(
        "a phrase that speaks for two roles",
        FLORIST,
        "    arranging colours",
        "    arranging colours\n\n    Watching insects!",
        [f"{FLORIST}:11:5 E070"],
    ),
]

INTENTS = [
    Edit("a snippet of no intent", FIELD, "  future:", "  fuuture:", [f"{FIELD}:3:3 E060", f"{FUTURE}:1:1 E063"]),
    Edit("a reply to no intent", REPLIES, "  hello:", "  helo:", [f"{REPLIES}:9:3 E060", "intents/hello.yml:1:1 E063"]),
    Edit(
        "a snippet about what is not asked",
        DUTIES,
        "about: [role]",
        "about: [field]",
        [f"{BEEKEEPER}:11:3 E061", f"{FLORIST}:11:3 E061"],
    ),
    Edit("small talk that is none", "intents/hello.yml", "about: [chat]", "about: [field]", [f"{REPLIES}:9:3 E061"]),
    Edit(
        "a closest intent that nothing answers", REPLIES, "closest: duties", "closest: hello", [f"{REPLIES}:5:14 E062"]
    ),
    Edit("the menu as the closest", REPLIES, "closest: duties", "closest: menu", []),
    Edit("a follow-up that does not exist", DUTIES, "[difference]", "[difference, futur]", [f"{DUTIES}:7:26 E064"]),
    Edit("a follow-up to itself", DUTIES, "[difference]", "[duties]", [f"{DUTIES}:7:14 E064"]),
    Edit("a follow-up out of scope", DUTIES, "[difference]", "[out_of_scope]", [f"{DUTIES}:7:14 E064"]),
    Edit("a snippet beside a reply", REPLIES, "  pay:\n", "  duties:\n", [f"{REPLIES}:3:3 E065", f"{PAY}:1:1 E063"]),
]

QUESTIONS = [
    Edit(
        "a question of two intents",
        FUTURE,
        "  is there",
        "  Beekeeper vs. florist?\n  is there",
        [f"{FUTURE}:5:3 E080"],
    ),
    Edit(
        "the same question about another role",
        FUTURE,
        "  is there",
        "  what does an apiarist do\n  is there",
        [f"{FUTURE}:5:3 E080"],
    ),
    Edit(
        "the same question in another language's name",
        FUTURE,
        "  is there",
        "  what does an Imker do\n  is there",
        [f"{FUTURE}:5:3 E080"],
    ),
    Edit(
        "a question twice",
        DUTIES,
        "  what is the job",
        "  what does a florist do\n  what is the job",
        [f"{DUTIES}:6:3 W081"],
    ),
    Edit(
        "a question that is and is not meant",
        DIFFERENCE,
        "  bee vs wasp",
        "  bee vs wasp\n\n   florist vs beekeeper",
        [f"{DIFFERENCE}:9:4 E082"],
    ),
    Edit("another intent's question as what is not meant", DIFFERENCE, "  bee vs wasp", "  what does a florist do", []),
    Edit(
        "a line with a dash", DUTIES, "  what is the job", "  - what is it\n  what is the job", [f"{DUTIES}:6:3 E085"]
    ),
    Edit("a line without a word", DUTIES, "  what is the job", "  ???\n  what is the job", [f"{DUTIES}:6:3 E085"]),
    Edit("a line with a colon and a hash", DUTIES, "  what is the job", "  no: what # is {it}\n  what is the job", []),
]

REPLY_LINES = [
    Edit(
        "a line that fills in something unknown",
        REPLIES,
        "near_too: The article does not go into {words}",
        "near_too: The article does not go into {wrods}",
        [f"{REPLIES}:25:13 E036"],
    ),
    Edit(
        "a line with an open brace",
        REPLIES,
        "  menu_title: Topics",
        "  menu_title: 'Topics {'",
        [f"{REPLIES}:17:15 E036"],
    ),
    Edit(
        "small talk that fills in something unknown",
        REPLIES,
        "about {roles}",
        "about {role}",
        [f"{REPLIES}:11:12 E036"],
    ),
]

CARDS = [
    Edit(
        "a point that says something else than its fact",
        FLORIST,
        "say: Flowers are bound.",
        "say: Florists drive vans.",
        [f"{FLORIST}:15:14 W094"],
    ),
    Edit("a point that says the same in other forms", FLORIST, "Flowers are bound.", "The flowering of things.", []),
    Edit(
        "a card that is too long",
        FLORIST,
        "lead: A florist binds flowers.",
        f"lead: {'A florist binds flowers. ' * 27}",
        [f"{FLORIST}:11:3 W093"],
    ),
    Edit(
        "a pair without an answer that the field has",
        FUTURE,
        "about: [field]",
        "about: [field, pair]",
        [f"{PAIR}:2:1 W090"],
    ),
    Edit(
        "a field without an answer that a role has",
        DUTIES,
        "about: [role]",
        "about: [role, field]",
        [f"{FIELD}:2:1 W090"],
    ),
]


@pytest.mark.parametrize("edit", [*FACTS, *ROLES, *INTENTS, *QUESTIONS, *REPLY_LINES, *CARDS], ids=str)
def test_an_edit(edit: Edit, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.change(edit.path, edit.old, edit.new)
    assert world.found() == edit.expected
