"""What must hold between the files: one small check a rule, each giving its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from bot.knowledge.findings import Finding
from bot.knowledge.library import About, Example, Library, Place, Snippet
from bot.knowledge.names import NameIndex, replace
from bot.knowledge.screens import LONGEST_PREFIX, MAX_BYTES, screen_id
from bot.knowledge.text import same_question
from bot.knowledge.yaml_file import Node

Trees = Mapping[str, Node]
OUT_OF_SCOPE: Final = "out_of_scope"
MENU: Final = "menu"


def check(library: Library, trees: Trees) -> list[Finding]:
    """Everything that is wrong or doubtful between the files of a library."""
    return [finding for rule in _RULES for finding in rule(library, _Places(trees))]


class _Places:
    """Where things stand, by file without its ending."""

    def __init__(self, trees: Trees) -> None:
        self.trees = {path.rsplit(".", 1)[0]: tree for path, tree in trees.items()}

    def of(self, file: str, *path: str | int) -> Place:
        tree = self.trees.get(file)
        return tree.place_of(path) if tree else Place(f"{file}.yml", 1)


def _suggest(id_: str, known: list[str], otherwise: str) -> str:
    near = process.extractOne(id_, known, scorer=fuzz.ratio, score_cutoff=60)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def _snippet_tables(library: Library) -> Iterator[tuple[str, About, Mapping[str, Snippet]]]:
    for role in library.roles.values():
        yield f"content/roles/{role.id}", About.ROLE, role.snippets
    for pair in library.pairs.values():
        yield f"content/pairs/{'--'.join(pair.roles)}", About.PAIR, pair.snippets
    yield "content/field", About.FIELD, library.field


def _something_to_know(library: Library, places: _Places) -> Iterator[Finding]:
    if not library.roles:
        yield Finding(Place("content/roles", 1), "E050", "There is no role.", "Add a file for each role.")
    if not library.intents:
        yield Finding(Place("intents", 1), "E051", "There is no intent.", "Add a file for each intent.")
    if not library.articles:
        yield Finding(Place("content/articles", 1), "E052", "There is no article.", "Add a file with its facts.")


def _snippets_answer_intents(library: Library, places: _Places) -> Iterator[Finding]:
    for file, about, snippets in _snippet_tables(library):
        for intent in snippets:
            place = places.of(file, "snippets", intent)
            if intent not in library.intents:
                remedy = _suggest(intent, list(library.intents), f"Add intents/{intent}.yml, or remove the snippet.")
                yield Finding(place, "E060", f"There is no intent `{intent}`.", remedy)
            elif about not in library.intents[intent].about:
                message = f"The intent `{intent}` is not asked about a {about}."
                remedy = f"Add `{about}` to `about` in intents/{intent}.yml, or move the snippet."
                yield Finding(place, "E061", message, remedy)


def _replies_answer_intents(library: Library, places: _Places) -> Iterator[Finding]:
    replies = library.replies
    for section, ids in (("not_covered", list(replies.not_covered)), ("chat", list(replies.chat))):
        for intent in ids:
            if intent not in library.intents:
                remedy = _suggest(intent, list(library.intents), f"Add intents/{intent}.yml, or remove the reply.")
                place = places.of("content/replies", section, intent)
                yield Finding(place, "E060", f"There is no intent `{intent}`.", remedy)
    for intent, reply in replies.not_covered.items():
        if reply.closest != MENU and not _has_snippet(library, reply.closest):
            place = places.of("content/replies", "not_covered", intent, "closest")
            remedy = "Name an intent that has snippets, or `menu`."
            yield Finding(place, "E062", f"Nothing answers `{reply.closest}`.", remedy)


def _has_snippet(library: Library, intent: str) -> bool:
    return any(intent in snippets for _, _, snippets in _snippet_tables(library))


def _every_intent_is_answered(library: Library, places: _Places) -> Iterator[Finding]:
    replies = library.replies
    for intent in library.intents.values():
        is_said = intent.id in replies.not_covered or intent.id in replies.chat or intent.id == OUT_OF_SCOPE
        if not is_said and not _has_snippet(library, intent.id):
            message = f"Nothing answers the intent `{intent.id}`."
            remedy = "Add a snippet for it under content/, or a reply in content/replies.yml."
            yield Finding(places.of(f"intents/{intent.id}"), "E063", message, remedy)
        for index, follow_up in enumerate(intent.follow_ups):
            if follow_up not in library.intents:
                place = places.of(f"intents/{intent.id}", "follow_ups", index)
                remedy = _suggest(follow_up, list(library.intents), "Name an intent.")
                yield Finding(place, "E064", f"There is no intent `{follow_up}`.", remedy)


def _likes_name_facts_once(library: Library, places: _Places) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for like in library.likes:
        key = same_question(like.phrase)
        if seen.setdefault(key, like.role) != like.role:
            place = places.of(f"content/roles/{like.role}", "likes", like.fact.id)
            message = f'"{like.phrase}" is also a like of `{seen[key]}`.'
            yield Finding(place, "E070", message, "Keep it where it speaks for one role only.")


def _names_are_of_one_role(library: Library, places: _Places) -> Iterator[Finding]:
    owner: dict[str, str] = {}

    def claim(name: str, role: str, place: Place) -> Iterator[Finding]:
        key = same_question(name)
        if owner.setdefault(key, role) != role:
            yield Finding(place, "E071", f'"{name}" also names `{owner[key]}`.', "Keep it with one of the two.")

    for role in library.roles.values():
        file = f"content/roles/{role.id}"
        for key, name in (("name", role.name), ("plural", role.plural), ("short", role.short)):
            yield from claim(name, role.id, places.of(file, key))
        for index, alias in enumerate(role.aliases):
            yield from claim(alias, role.id, places.of(file, "aliases", index))
    for language in library.languages.values():
        for role_id, names in language.roles.items():
            path = ("languages", language.id, "roles", role_id)
            if role_id not in library.roles:
                remedy = _suggest(role_id, list(library.roles), "Name a role of content/roles/.")
                yield Finding(places.of("content/languages", *path), "E072", f"There is no role `{role_id}`.", remedy)
                continue
            for index, name in enumerate(names):
                yield from claim(name, role_id, places.of("content/languages", *path, index))
    for name, spellings in library.other_roles.items():
        for spelling in (name, *spellings):
            yield from claim(spelling, name, places.of("content/other_roles", "roles", name))


def _quiz_names_roles(library: Library, places: _Places) -> Iterator[Finding]:
    if library.quiz is None:
        return
    for number, question in enumerate(library.quiz.questions):
        for index, choice in enumerate(question.choices):
            if choice.role not in library.roles:
                place = places.of("content/quiz", "questions", number, "choices", index, "role")
                remedy = _suggest(choice.role, list(library.roles), "Name a role of content/roles/.")
                yield Finding(place, "E072", f"There is no role `{choice.role}`.", remedy)


def role_names(library: Library) -> NameIndex:
    """Every spelling of every role, in English and in the other languages."""
    return NameIndex(
        {
            role.id: (
                *role.names,
                *(name for language in library.languages.values() for name in language.roles.get(role.id, ())),
            )
            for role in library.roles.values()
        }
    )


def _no_question_in_two_intents(library: Library, places: _Places) -> Iterator[Finding]:
    names = role_names(library)
    same_role = dict.fromkeys(library.roles, "role")

    def key(example: Example) -> str:
        return same_question(replace(example.text, names.find(example.text), same_role))

    seen: dict[str, tuple[str, Example]] = {}
    for intent in library.intents.values():
        for example in intent.examples:
            owner, first = seen.setdefault(key(example), (intent.id, example))
            if owner != intent.id:
                message = f'"{example.text}" is the same question as "{first.text}" of `{owner}` in {first.place}.'
                yield Finding(example.place, "E080", message, "Keep it in the intent that it means.")
            elif first is not example:
                message = f'"{example.text}" is the same question as in line {first.place.line}.'
                yield Finding(example.place, "W081", message, "Remove it; role names count as equal.")
    for intent in library.intents.values():
        for example in intent.not_examples:
            owner, first = seen.get(key(example), ("", example))
            if owner == intent.id:
                message = f'"{example.text}" is also an example in line {first.place.line}.'
                yield Finding(example.place, "E082", message, "Keep it in one of the two blocks.")


def _screen_ids_fit(library: Library, places: _Places) -> Iterator[Finding]:
    pairs = [(one, two) for one in library.roles for two in library.roles if one < two]
    for intent in library.intents.values():
        forms: list[tuple[str, ...]] = [()]
        if About.ROLE in intent.about:
            forms += [(role,) for role in library.roles]
        if About.PAIR in intent.about:
            forms += pairs
        longest = max((LONGEST_PREFIX + screen_id(intent.id, roles) for roles in forms), key=len)
        if len(longest) > MAX_BYTES:
            message = f"The screen id `{longest}` has {len(longest)} bytes; Telegram takes {MAX_BYTES}."
            remedy = "Shorten the name of the intent's file, or of a role's."
            yield Finding(places.of(f"intents/{intent.id}"), "E083", message, remedy)


def _gaps(library: Library, places: _Places) -> Iterator[Finding]:
    for intent in library.intents.values():
        if About.ROLE not in intent.about or not any(intent.id in role.snippets for role in library.roles.values()):
            continue
        for role in library.roles.values():
            if intent.id not in role.snippets:
                message = f"`{role.id}` has no snippet for `{intent.id}`: the bot says that it has nothing on that yet."
                yield Finding(places.of(f"content/roles/{role.id}", "snippets"), "W090", message, "Add one.")
    for one in library.roles:
        for two in library.roles:
            if one < two and (one, two) not in library.pairs:
                message = f"`{one}` and `{two}` have no snippets as a pair: their cards are shown side by side."
                yield Finding(Place("content/pairs", 1), "W091", message, f"Add content/pairs/{one}--{two}.yml.")


def _every_fact_is_used(library: Library, places: _Places) -> Iterator[Finding]:
    used = {
        fact.id for _, _, snippets in _snippet_tables(library) for snippet in snippets.values() for fact in snippet.facts
    }
    for path, tree in places.trees.items():
        if not path.startswith("content/articles/"):
            continue
        parts = tree.at(("parts",))
        for part in parts.keys if parts else ():
            facts = tree.at(("parts", part, "facts"))
            for id_ in facts.keys if facts else ():
                if id_ not in used:
                    place = places.of(path, "parts", part, "facts", id_)
                    yield Finding(place, "W092", f"No snippet uses the fact `{id_}`.", "Use it, or remove it.")


_RULES: Final[tuple[Callable[[Library, _Places], Iterator[Finding]], ...]] = (
    _something_to_know,
    _snippets_answer_intents,
    _replies_answer_intents,
    _every_intent_is_answered,
    _likes_name_facts_once,
    _names_are_of_one_role,
    _quiz_names_roles,
    _no_question_in_two_intents,
    _screen_ids_fit,
    _gaps,
    _every_fact_is_used,
)
