"""Where a person can go from a card: its buttons, and the menu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.dialogue.reply import MAX_BUTTONS, Button
from bot.dialogue.screens import Topic
from bot.knowledge.library import About, Library
from bot.knowledge.screens import MENU, MORE, QUIZ, WHY

DUTIES = "duties"
DIFFERENCE = "difference"
FIT = "fit"
HELP = "help"
LABEL_LIMIT = 48
"""Characters of a button's label: about what a phone shows in a row of its own."""
FIRST_FOLLOW_UPS = 2
"""Follow-ups that come before the other buttons; the rest stands behind "More"."""
_SHORT = 22
"""Characters up to which two labels share a row."""


class Navigation:
    """Knows what leads on from where, for one library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def line(self, name: str, **values: object) -> str:
        """A line of the conversation, filled in."""
        return self.library.replies.lines[name].format(**values)

    def rows(self, buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
        """Buttons in rows: two to a row where both labels are short. Doubles are left out."""
        rows: list[tuple[Button, ...]] = []
        for button in dict.fromkeys(buttons):
            fits = rows and len(rows[-1]) == 1 and max(len(button.label), len(rows[-1][0].label)) <= _SHORT
            if fits:
                rows[-1] = (rows[-1][0], button)
            else:
                rows.append((button,))
        return tuple(rows)

    def limited(self, buttons: Iterable[Button], screen: str) -> tuple[Button, ...]:
        """At most six buttons; the last of them leads to the rest."""
        unique = self._unique(buttons)
        if len(unique) <= MAX_BUTTONS:
            return unique
        return (*unique[: MAX_BUTTONS - 1], Button(self.line("button_more"), f"{MORE}-{screen}"))

    def page(self, buttons: Iterable[Button], screen: str, number: int) -> tuple[Button, ...]:
        """The buttons behind "More": page 1 begins where the card ended."""
        unique = self._unique(buttons)
        rest = unique[MAX_BUTTONS - 1 :]
        size = MAX_BUTTONS - 1
        here = rest[(number - 1) * size : number * size]
        is_last = len(rest) <= number * size
        following = () if is_last else (Button(self.line("button_more"), f"{MORE}{number + 1}-{screen}"),)
        return (*here, *(following or (self.menu_button(),)))

    @staticmethod
    def _unique(buttons: Iterable[Button]) -> tuple[Button, ...]:
        """Each target once."""
        seen: dict[str, Button] = {}
        for button in buttons:
            seen.setdefault(button.screen or button.url or "", button)
        return tuple(seen.values())

    def menu_button(self) -> Button:
        """Leads to the menu."""
        return Button(self.line("button_menu"), MENU)

    def topic_button(self, topic: Topic, label: str | None = None) -> Button:
        """Leads to a topic, under its own name."""
        return Button(_cut(label or self.topic_label(topic)), topic.id)

    def topic_label(self, topic: Topic) -> str:
        """What a topic is called with its roles in it: for choices."""
        replies = self.library.replies
        snippet = self.library.snippet(topic.intent, topic.roles)
        if snippet is None and not topic.roles:
            pair = self.default_pair()
            snippet = self.library.snippet(topic.intent, pair) if pair else None
        if snippet is not None:
            return snippet.title
        if topic.intent in replies.not_covered:
            return replies.not_covered[topic.intent].title
        if topic.intent in replies.chat:
            return replies.chat[topic.intent].title
        title = self.library.intents[topic.intent].title
        names = " / ".join(self.library.roles[role].short for role in topic.roles)
        return f"{title} ({names})" if names else title

    def menu(self) -> tuple[Button, ...]:
        """All that can be asked, most wanted first."""
        library = self.library
        buttons = [
            self.topic_button(Topic(DUTIES, (role.id,)), f"{role.emoji} {role.name}")
            for role in library.roles.values()
            if DUTIES in library.intents
        ]
        if DIFFERENCE in library.intents:
            buttons.append(self.topic_button(Topic(DIFFERENCE), self.line("button_compare")))
        if FIT in library.intents:
            buttons.append(self.topic_button(Topic(FIT), self.line("button_fit")))
        rest = [intent for intent in library.intents.values() if self.is_answered(intent.id)]
        by_kind = sorted(
            rest, key=lambda intent: (About.FIELD not in intent.about, About.PAIR not in intent.about, intent.id)
        )
        buttons += [self.topic_button(Topic(intent.id), intent.title) for intent in by_kind]
        if library.quiz is not None:
            buttons.append(Button(self.line("button_quiz"), QUIZ))
        return self._unique(buttons)

    def is_answered(self, intent: str) -> bool:
        """Whether a snippet answers an intent for anybody."""
        library = self.library
        tables = (
            library.field,
            *(role.snippets for role in library.roles.values()),
            *(p.snippets for p in library.pairs.values()),
        )
        return any(intent in snippets for snippets in tables)

    def from_card(self, topic: Topic) -> tuple[Button, ...]:
        """What leads on from a topic's card: its follow-ups, the other roles, comparing, what fits, the reasons."""
        library = self.library
        follow_ups = [
            self.topic_button(self.about(intent, topic.roles), library.intents[intent].title)
            for intent in library.intents[topic.intent].follow_ups
            if intent not in (DIFFERENCE, FIT)
        ]
        buttons = follow_ups[:FIRST_FOLLOW_UPS]
        if About.ROLE in library.intents[topic.intent].about and len(topic.roles) < 2:
            buttons += [
                self.topic_button(Topic(topic.intent, (role.id,)), f"{role.emoji} {role.name}")
                for role in library.roles.values()
                if role.id not in topic.roles
            ]
        if DIFFERENCE in library.intents:
            buttons.append(self.topic_button(self.about(DIFFERENCE, topic.roles), self.line("button_compare")))
        if topic.intent == FIT and library.quiz is not None:
            buttons.insert(0, Button(self.line("button_quiz"), QUIZ))
        elif FIT in library.intents:
            buttons.append(self.topic_button(Topic(FIT), self.line("button_fit")))
        buttons += [
            *follow_ups[FIRST_FOLLOW_UPS:],
            Button(self.line("button_why"), f"{WHY}-{topic.id}"),
            self.menu_button(),
        ]
        return tuple(button for button in self._unique(buttons) if button.screen != topic.id)

    def about(self, intent: str, roles: Sequence[str]) -> Topic:
        """An intent's screen about these roles, as far as it can be about roles at all."""
        library = self.library
        about = library.intents[intent].about
        named = library.in_order(tuple(roles))
        if About.PAIR in about:
            if len(named) >= 2:
                return Topic(intent, named[:2])
            pair = next((pair for pair in library.pairs if named and named[0] in pair), None)
            is_default = pair is None or pair == self.default_pair()
            if is_default and About.ROLE not in about:
                return Topic(intent)
            if pair is not None and About.ROLE not in about:
                return Topic(intent, pair)
        if About.ROLE in about:
            if len(named) == 1:
                return Topic(intent, named)
            if len(named) == 2 and len(library.roles) > 2:
                return Topic(intent, named)
        return Topic(intent)

    def default_pair(self) -> tuple[str, str] | None:
        """The pair that is meant where no roles are named."""
        return next(iter(self.library.pairs), None)


def _cut(label: str) -> str:
    return label if len(label) <= LABEL_LIMIT else label[: LABEL_LIMIT - 1].rstrip() + "…"
