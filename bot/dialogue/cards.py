"""Cards of topics: what a snippet or an honest reply says, drawn as a reply."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.navigation import DUTIES, Navigation
from bot.dialogue.reply import MAX_POINTS, Button, Reply, Section, Source
from bot.dialogue.screens import Topic
from bot.knowledge.library import About, Fact, Library, Saying, Snippet
from bot.knowledge.names import NameIndex
from bot.knowledge.screens import MENU
from bot.understanding.understanding import Signal

MOST_THEMES = 2
"""Facts on the words of a question that are told before the card."""
BRIEF_POINTS = 2
"""Points of each of two answers on one card."""


class Cards:
    """Draws topics of one library."""

    def __init__(self, library: Library, navigation: Navigation) -> None:
        self.library = library
        self.navigation = navigation
        self._themes = {
            f"{role.id} {number}": (role.id, fact)
            for role in library.roles.values()
            for number, (_, fact) in enumerate(role.themes)
        }
        self._theme_names = NameIndex(
            {
                f"{role.id} {number}": (word,)
                for role in library.roles.values()
                for number, (word, _) in enumerate(role.themes)
            }
        )

    def topic(self, topic: Topic, misses: int = 0) -> Reply:
        """The card of a topic. `misses`: how many replies without an answer came just before."""
        if topic.intent in self.library.replies.not_covered:
            return self._not_covered(topic, misses)
        if topic.intent in self.library.replies.chat:
            return self.saying(self.library.replies.chat[topic.intent], misses, screen=topic.id)
        snippet = self._own_snippet(topic)
        own = ((_section(snippet),), snippet.facts) if snippet is not None else None
        sections, facts = own or self._side_by_side(topic)
        buttons = self.navigation.limited(self.navigation.from_card(topic), topic.id)
        return Reply(sections, topic.id, sources=self.sources(facts), rows=self.navigation.rows(buttons))

    def facts(self, topic: Topic) -> tuple[Fact, ...]:
        """What a topic's card rests on."""
        if topic.intent in self.library.replies.not_covered or topic.intent in self.library.replies.chat:
            return ()
        snippet = self._own_snippet(topic)
        return snippet.facts if snippet is not None else self._side_by_side(topic)[1]

    def _own_snippet(self, topic: Topic) -> Snippet | None:
        """The snippet that answers a topic by itself."""
        snippet = self.library.snippet(topic.intent, topic.roles)
        if snippet is None and not topic.roles and About.PAIR in self.library.intents[topic.intent].about:
            pair = self.navigation.default_pair()
            snippet = self.library.snippet(topic.intent, pair) if pair else None
        if snippet is None and len(topic.roles) != 1:
            # What holds for the field holds for several of its roles.
            snippet = (
                self.library.field.get(topic.intent)
                if not topic.roles or topic.roles == tuple(self.library.roles)
                else None
            )
        return snippet

    def _side_by_side(self, topic: Topic) -> tuple[tuple[Section, ...], tuple[Fact, ...]]:
        """A topic without a snippet of its own: what there is about each role, briefly."""
        library, line = self.library, self.navigation.line
        roles = topic.roles or tuple(library.roles)
        is_pair = About.PAIR in library.intents[topic.intent].about
        intent = DUTIES if is_pair else topic.intent
        snippets = [(role, library.snippet(intent, (role,))) for role in roles[:MAX_POINTS]]
        sections: list[Section] = []
        facts: list[Fact] = []
        if is_pair:
            sections.append(Section(library.intents[topic.intent].title, line("nothing_for_pair")))
        for role, snippet in snippets:
            if snippet is None:
                missing = line("nothing_yet", role=library.roles[role].plural)
                sections.append(Section(library.intents[topic.intent].title, missing))
            else:
                sections.append(_section(snippet, BRIEF_POINTS if is_pair else 0 if len(roles) > 2 else 1))
                facts += snippet.facts
        return tuple(sections), tuple(dict.fromkeys(facts))

    def _not_covered(self, topic: Topic, misses: int) -> Reply:
        reply = self.library.replies.not_covered[topic.intent]
        navigation = self.navigation
        buttons = [Button(label, url=url) for label, url in reply.links]
        if reply.closest == MENU:
            buttons.append(navigation.menu_button())
        else:
            closest = navigation.about(reply.closest, topic.roles)
            buttons.append(navigation.topic_button(closest, self.library.intents[reply.closest].title))
        buttons += self.other_offers(misses, topic)
        says = self._filled(reply.says[misses % len(reply.says)])
        sources = tuple(Source(article.title, article.url) for article in self.articles(topic.roles))
        section = Section(reply.title, says)
        return Reply((section,), topic.id, sources=sources, rows=navigation.rows(navigation.limited(buttons, MENU)))

    def other_offers(self, misses: int, topic: Topic | None = None) -> list[Button]:
        """What else to offer after this many misses in a row: each time something else."""
        not_covered = self.library.replies.not_covered
        taken = {topic.intent, not_covered[topic.intent].closest} if topic else set()
        menu = [button for button in self.navigation.menu() if (button.screen or "").split("-")[0] not in taken]
        size = 2
        start = (misses * size) % max(1, len(menu))
        return [*menu[start : start + size], self.navigation.menu_button()]

    def articles(self, roles: Sequence[str]) -> list[Source]:
        """The articles that speak of these roles; all of them where no role is named."""
        library = self.library
        used = {
            fact.article
            for role in roles
            for snippet in library.roles[role].snippets.values()
            for fact in snippet.facts
        }
        return [
            Source(article.title, article.url)
            for article in library.articles.values()
            if article.id in used or not used
        ]

    def saying(
        self, saying: Saying, turn: int, *, screen: str | None, buttons: Sequence[Button] | None = None
    ) -> Reply:
        """Something that the bot says of itself; `turn` picks the wording."""
        section = Section(
            saying.title, self._filled(saying.says[turn % len(saying.says)]), tuple(map(self._filled, saying.points))
        )
        shown = self.navigation.limited(self.navigation.menu() if buttons is None else buttons, MENU)
        return Reply((section,), screen, rows=self.navigation.rows(shown))

    def two(self, topics: Sequence[Topic], misses: int) -> Reply:
        """Two questions on one card, each briefly, with buttons to the whole."""
        replies = [self.topic(topic, misses) for topic in topics]
        sections = tuple(
            Section(section.title, section.lead, section.points[:BRIEF_POINTS])
            for reply in replies
            for section in reply.sections[:2]
        )
        buttons = [self.navigation.topic_button(topic) for topic in topics]
        not_covered = self.library.replies.not_covered
        closest = [
            self.navigation.about(not_covered[topic.intent].closest, topic.roles)
            for topic in topics
            if topic.intent in not_covered and not_covered[topic.intent].closest != MENU
        ]
        buttons += [self.navigation.topic_button(topic) for topic in closest]
        buttons += self.other_offers(0)
        sources = _merged([source for reply in replies for source in reply.sources])
        rows = self.navigation.rows(self.navigation.limited(buttons, MENU))
        return Reply(sections, None, (self.navigation.line("question_of_two"),), sources, rows)

    def on_theme(self, topic: Topic, text: str, named: Sequence[str]) -> str | None:
        """What the article says on the very words of a question, and whom it does not say it of.

        `named`: the roles that the question names. None where it has no such words, or asks for no role's work.
        """
        about = self.library.intents[topic.intent].about
        if About.FIELD in about or About.CHAT in about or not self._is_own(topic):
            return None
        found = [self._themes[mention.key] for mention in self._theme_names.find(text)]
        facts = list(dict.fromkeys(found))[:MOST_THEMES]
        if not facts:
            return None
        said = " ".join(fact.say for _, fact in facts)
        elsewhere = [role for role in named if all(role != owner for owner, _ in facts)]
        if len(named) == 1 and elsewhere:
            plural = self.library.roles[elsewhere[0]].plural
            return self.navigation.line("theme_elsewhere", facts=said, roles=plural)
        return self.navigation.line("theme", facts=said)

    def _is_own(self, topic: Topic) -> bool:
        replies = self.library.replies
        return topic.intent not in replies.not_covered and topic.intent not in replies.chat

    def lean(self, role: str | None, signals: Sequence[Signal]) -> Reply:
        """Which role the person's own words speak for; `role` is None where they are mixed."""
        library, line = self.library, self.navigation.line
        points = tuple(
            line("liked" if signal.is_liked else "disliked", words=signal.words, fact=signal.like.fact.say)
            for signal in signals[:MAX_POINTS]
        )
        if role is None:
            topic = Topic("fit")
            section = Section(line("mixed_title"), line("mixed"), points)
        else:
            topic = Topic("fit", (role,))
            section = Section(line("lean_title", role=library.roles[role].name), line("lean"), points)
        buttons = [button for button in self.navigation.from_card(Topic("fit")) if button.screen != topic.id]
        if role is not None:
            buttons.insert(1, self.navigation.topic_button(Topic(DUTIES, (role,))))
        facts = tuple(signal.like.fact for signal in signals)
        rows = self.navigation.rows(self.navigation.limited(buttons, topic.id))
        return Reply((section,), topic.id, sources=self.sources(facts), rows=rows)

    def sources(self, facts: Sequence[Fact]) -> tuple[Source, ...]:
        """The articles that facts come from, with the parts they stand in, in the articles' order."""
        sources = []
        for article in self.library.articles.values():
            parts = {fact.part for fact in facts if fact.article == article.id}
            if parts:
                in_order = tuple(part for part in article.parts if part in parts)
                sources.append(Source(article.title, article.url, in_order))
        return tuple(sources)

    def _filled(self, text: str) -> str:
        plurals = [role.plural for role in self.library.roles.values()]
        named = plurals[0] if len(plurals) == 1 else f"{', '.join(plurals[:-1])} and {plurals[-1]}"
        return text.replace("{roles}", named)


def _section(snippet: Snippet, points: int = MAX_POINTS) -> Section:
    return Section(snippet.title, snippet.lead, tuple(point.say for point in snippet.points[:points]))


def _merged(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Each article once, with the parts of all."""
    parts: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        parts.setdefault((source.title, source.url), []).extend(source.parts)
    return tuple(Source(title, url, tuple(dict.fromkeys(named))) for (title, url), named in parts.items())
