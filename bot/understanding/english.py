"""Words of English grammar that understanding leans on: closed classes, not knowledge about careers."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS: Final = _words("what whats what's who whos who's whose which why how hows how's when where wheres whom")
AUXILIARIES: Final = _words(
    "is are am was were do does did can could will would should shall may might must has have had isn't aren't don't "
    "doesn't can't won't wouldn't shouldn't isnt arent dont doesnt cant wont"
)
FUNCTION_WORDS: Final = (
    _words(
        "a an the this that these those it its it's they them their theirs he she his her we us our you your yours i my me mine "
        "and or but so then than as if because though of in on at to for from with without by about between into over "
        "under after before during up out off not no yes just only also too very really more most much many some any "
        "all both each every either neither other another same such be been being get got go going there here im i'm "
        "id i'd ive i've youre you're theyre they're thats that's lets let's one ones"
    )
    | QUESTION_WORDS
    | AUXILIARIES
)
COMPARISONS: Final = _words("vs versus or and than to from between compared into against")
"""Between a role and the name of a field, they make the field a role: "data science or machine learning"."""
JOB_WORDS: Final = _words(
    "job jobs role roles position positions career careers work team teams people folks person guy guys side "
    "engineering professional professionals practitioner practitioners specialist specialists pro dev devs"
)
"""After the name of a field, they make it a role: "machine learning jobs"."""
PLAIN_FOLLOW_UP_WORDS: Final = FUNCTION_WORDS - _words("vs why who when where which") | _words("ok okay hm hmm well oh please pls ask tell")
"""All that a fragment such as "ok and what about the" may hold beside roles."""
LINKS: Final = _words("at in for with using use uses used know knows knowing learn learning need needs needed into from of like without help")
"""Words before which a name makes a question specific: "at Netflix", "need calculus"."""
