"""The conversation: a question or a pressed button, and the memory, to a reply and the memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.dialogue.cards import Cards
from bot.dialogue.commands import SCREEN_OF
from bot.dialogue.memory import FORGOTTEN, Memory
from bot.dialogue.navigation import DIFFERENCE, DUTIES, FIT, HELP, Navigation
from bot.dialogue.quiz import QuizCards
from bot.dialogue.reply import MAX_BUTTONS, MAX_POINTS, Button, Reply, Section
from bot.dialogue.screens import More, Page, QuizState, Topic, Why, parse
from bot.dialogue.typed import AGREEMENTS, REFUSALS, chosen
from bot.knowledge.library import About, Fact, Library
from bot.knowledge.screens import MENU, NONE, QUIZ, START
from bot.knowledge.text import same_question, words
from bot.understanding.understanding import Answered, Outcome, Reference, Understanding

MOST_CHOICES: Final = 3
BOTH_WORDS: Final = frozenset({"both", "two", "each", "either", "who", "whose", "which"})
"""They make a question one about all roles, whatever was spoken of before."""
BACK_WORDS: Final = frozenset({"back", "continue", "resume", "unfinished"})
"""They lead back to a quiz that waits."""
KIND_TURNS: Final = 4
"""Messages after words of distress for which what is not plainly a question still gets a kind line."""
ENDS: Final = frozenset({"thanks", "goodbye"})
"""Small talk that is answered as such after words of distress."""
PLAINLY: Final = 0.7
"""Confidence from which on a message is plainly a question, whatever was said before."""
CHOOSING_WORDS: Final = frozenset({"which", "or", "better", "choose", "pick", "between", "decide", "vs"})
"""They make a question of fit one about all roles."""


@dataclass(frozen=True)
class Answer:
    """One intent that the reply answers."""

    intent: str
    roles: tuple[str, ...]
    """The roles that the answer is about."""
    confidence: float
    screen: str


@dataclass(frozen=True)
class Option:
    """One labelled choice of a reply that asks back."""

    intent: str
    roles: tuple[str, ...]
    screen: str
    label: str


@dataclass(frozen=True)
class Turn:
    """What came of one message or tap."""

    reply: Reply
    memory: Memory
    outcome: Outcome = Outcome.ANSWER
    understanding: Understanding | None = None
    """None where a button was pressed."""
    answers: tuple[Answer, ...] = ()
    choices: tuple[Option, ...] = ()


class Dialogue:
    """The conversation over one library. Holds no state of its own: memory is passed in and returned."""

    def __init__(self, library: Library, understand: Callable[[str], Understanding]) -> None:
        self.library = library
        self.understand = understand
        self.navigation = Navigation(library)
        self.cards = Cards(library, self.navigation)
        quiz = library.quiz
        self.quiz = QuizCards(library, quiz, self.navigation, self.cards) if quiz is not None else None

    # Typed questions

    def ask(self, text: str, memory: Memory, now: float) -> Turn:
        """Answers a typed question. Any text at all gets a reply. `now` is in seconds."""
        memory = memory if memory.is_fresh(now) else FORGOTTEN
        understanding = self.understand(text)
        if self._is_still_distressed(understanding, memory):
            understanding = replace(understanding, is_distress=True)
        typed = self._typed_choice(understanding.text, memory) or self._command(understanding.text, memory)
        memory = replace(memory, distress=max(0, memory.distress - 1))
        if understanding.is_distress:
            turn = self._distress(memory)
        elif typed is not None:
            turn = self.press(typed, memory, now)
        elif understanding.reference is not None and self._can_refer(understanding, memory):
            turn = self._refer(understanding, understanding.reference, memory)
        elif understanding.outcome is Outcome.ANSWER:
            turn = self._answer(understanding, memory)
        elif understanding.outcome is Outcome.CLARIFY:
            turn = self._clarify(understanding, memory)
        else:
            turn = self._fallback(memory)
        turn = self._with_quiz_waiting(turn, memory, understanding)
        reply = self._with_language(turn.reply, understanding)
        memory = replace(turn.memory, at=now, choices=tuple(option.screen for option in turn.choices))
        return replace(turn, reply=reply, understanding=understanding, memory=memory)

    def _is_still_distressed(self, understanding: Understanding, memory: Memory) -> bool:
        """Whether a message after words of distress is to be taken for more of the same."""
        is_command = same_question(understanding.text) in SCREEN_OF.keys() - {"help"}
        if memory.distress < 1 or is_command or (understanding.roles and understanding.outcome is Outcome.ANSWER):
            return False
        top = understanding.ranking.top if understanding.ranking.candidates else None
        chat = self.library.replies.chat.keys() - ENDS
        is_plain = top is not None and top.confidence >= PLAINLY and top.intent not in chat
        return understanding.outcome is not Outcome.ANSWER or not is_plain

    def _command(self, text: str, memory: Memory) -> str | None:
        """The screen of a command that is typed as a plain word, about the role that was spoken of."""
        screen = SCREEN_OF.get(same_question(text))
        topic = parse(screen or "", self.library)
        if (
            isinstance(topic, Topic)
            and About.ROLE in self.library.intents[topic.intent].about
            and len(memory.roles) == 1
        ):
            return Topic(topic.intent, memory.roles).id
        return screen

    def _typed_choice(self, text: str, memory: Memory) -> str | None:
        """The screen of a button that a person typed instead of pressing it: its number, letter or label."""
        typed = same_question(text)
        offered = [Button(self._label_of(screen), screen) for screen in memory.choices]
        state = parse(memory.quiz or "", self.library)
        if self.quiz is not None and isinstance(state, QuizState):
            is_here = memory.screen == memory.quiz
            if typed and not set(typed.split()) - BACK_WORDS - {"to", "quiz", "go", "please"} - {"with"}:
                before = replace(state, taken=state.taken[:-1])
                return before.id if is_here and "quiz" not in typed and "back" in typed else state.id
            if is_here:
                offered = [button for row in self.quiz.card(state).rows[:-1] for button in row]
                if typed in REFUSALS or typed in ("both", "yes"):
                    return state.id
        number = chosen(text, [button.label for button in offered]) if offered else None
        if number is not None:
            return offered[number].screen
        if memory.choices and (typed in REFUSALS or typed == same_question(self.navigation.line("none_of_these"))):
            return NONE
        return next((button.screen for button in self._shown(memory) if same_question(button.label) == typed), None)

    def _shown(self, memory: Memory) -> tuple[Button, ...]:
        """The buttons of the last card that can be shown again."""
        screen = parse(memory.screen or "", self.library)
        if screen is None or memory.choices:
            return ()
        return tuple(button for button in self._open(screen, memory).reply.buttons if button.screen)

    def _label_of(self, screen: str) -> str:
        topic = parse(screen, self.library)
        return self._choice_label(topic) if isinstance(topic, Topic) else ""

    def _answer(self, understanding: Understanding, memory: Memory) -> Turn:
        if understanding.signals:
            return self._lean(understanding, memory)
        topics = [self._topic(answered, understanding, memory) for answered in understanding.answers]
        if len(topics) == 2:
            reply = self.cards.two(topics, memory.misses)
        else:
            reply = self.cards.topic(topics[0], memory.misses)
        answers = tuple(
            Answer(topic.intent, self._roles_of(topic), answered.confidence, topic.id)
            for topic, answered in zip(topics, understanding.answers, strict=True)
        )
        reply = self._with_near(reply, topics[0], understanding.near)
        theme = self.cards.on_theme(topics[0], understanding.text, understanding.roles) if len(topics) == 1 else None
        if theme is not None and not understanding.near:
            reply = replace(reply, notes=(*reply.notes, theme))
        memory = self._remember(memory, topics[-1], reply, understanding)
        return Turn(reply, memory, answers=answers)

    def _topic(self, answered: Answered, understanding: Understanding, memory: Memory) -> Topic:
        """The screen that answers, with the roles that the question is about: named, or remembered."""
        about = self.library.intents[answered.intent].about
        roles = answered.roles
        if understanding.means_other and not roles and len(memory.roles) == 1:
            roles = tuple(role for role in self.library.roles if role not in memory.roles)
        said = set(words(understanding.text))
        if not roles and About.ROLE in about and len(memory.roles) == 1 and not said & BOTH_WORDS:
            is_choosing = answered.intent == FIT and said & CHOOSING_WORDS
            roles = () if is_choosing else memory.roles
        if not roles and About.PAIR in about and len(memory.roles) == 2:
            roles = memory.roles
        return self.navigation.about(answered.intent, roles)

    def _roles_of(self, topic: Topic) -> tuple[str, ...]:
        """The roles that a topic's card is about."""
        about = self.library.intents[topic.intent].about
        if topic.roles:
            return topic.roles
        if About.CHAT in about or topic.intent == "other_roles":
            return ()
        if About.PAIR in about:
            return self.navigation.default_pair() or tuple(self.library.roles)
        return tuple(self.library.roles) if About.ROLE in about else ()

    def _remember(
        self, memory: Memory, topic: Topic, reply: Reply, understanding: Understanding | None = None
    ) -> Memory:
        """The memory after a topic's card."""
        replies = self.library.replies
        if topic.intent in replies.chat:
            return replace(memory, misses=0)
        is_miss = topic.intent in replies.not_covered
        top = understanding.ranking.top if understanding and understanding.ranking.candidates else None
        like = (
            top.nearest
            if top and top.intent == topic.intent and not (understanding and understanding.signals)
            else None
        )
        roles = self._roles_of(topic) or memory.roles
        return replace(
            memory,
            intent=topic.intent,
            roles=roles,
            screen=reply.screen or topic.id,
            misses=memory.misses + 1 if is_miss else 0,
            like=like,
            facts=(),
        )

    def _lean(self, understanding: Understanding, memory: Memory) -> Turn:
        """Answers which role fits from the person's own words."""
        reply = self.cards.lean(understanding.lean, understanding.signals)
        roles = (understanding.lean,) if understanding.lean else tuple(self.library.roles)
        topic = Topic(FIT, (understanding.lean,) if understanding.lean else ())
        confidence = next((one.confidence for one in understanding.answers if one.intent == FIT), 0.0)
        reply = self._with_near(reply, topic, understanding.near)
        facts = tuple(dict.fromkeys(signal.like.fact.id for signal in understanding.signals))
        memory = replace(self._remember(memory, topic, reply, understanding), roles=roles, facts=facts)
        return Turn(reply, memory, answers=(Answer(FIT, roles, confidence, topic.id),))

    def _with_near(self, reply: Reply, topic: Topic, near: Sequence[str]) -> Reply:
        """Says first what the article does not go into."""
        if not near:
            return reply
        line = "near_too" if topic.intent in self.library.replies.not_covered else "near"
        return replace(reply, notes=(self.navigation.line(line, words=_listed(near)), *reply.notes))

    def _with_language(self, reply: Reply, understanding: Understanding) -> Reply:
        """Says in the person's language that answers are in English."""
        language = self.library.languages.get(understanding.language)
        return reply if language is None else replace(reply, notes=(language.notice, *reply.notes))

    def _with_quiz_waiting(self, turn: Turn, before: Memory, understanding: Understanding) -> Turn:
        """A question in the middle of the quiz is answered, and the quiz can go on."""
        is_elsewhere = turn.memory.quiz == before.quiz and turn.reply.screen != before.quiz
        if before.quiz is None or not is_elsewhere or understanding.is_distress:
            return turn
        back = Button(self.navigation.line("button_quiz_on"), before.quiz)
        buttons = [button for button in turn.reply.buttons if button.screen != QUIZ][: MAX_BUTTONS - 1]
        return replace(turn, reply=replace(turn.reply, rows=((back,), *self.navigation.rows(buttons))))

    # Fragments

    @staticmethod
    def _can_refer(understanding: Understanding, memory: Memory) -> bool:
        """Whether a fragment is to be read with the memory: without one, "says who" asks for the source."""
        reference = understanding.reference
        is_plain = reference in (Reference.ROLES, Reference.QUIZ, Reference.ASIDE) or understanding.roles
        return bool(is_plain) or memory.intent is not None or understanding.outcome is not Outcome.ANSWER

    def _refer(self, understanding: Understanding, reference: Reference, memory: Memory) -> Turn:
        """Resolves a fragment with the memory."""
        shown = parse(memory.screen or "", self.library)
        last = shown if isinstance(shown, Topic) and memory.intent is not None else None
        turn = self._refer_to_roles(understanding, reference, memory)
        if turn is None and last is not None:
            turn = self._refer_to_answer(understanding, reference, last, memory)
        if turn is not None:
            return turn
        section = Section(self.navigation.line("nothing_before_title"), self.navigation.line("nothing_before"))
        rows = self.navigation.rows(self.navigation.limited(self.navigation.menu(), MENU))
        return Turn(Reply((section,), rows=rows), memory, Outcome.FALLBACK)

    def _refer_to_roles(self, understanding: Understanding, reference: Reference, memory: Memory) -> Turn | None:
        """What a fragment means that makes sense whatever was answered before."""
        match reference:
            case Reference.ROLES:
                return self._same_about(understanding.roles, memory)
            case Reference.OTHER if understanding.roles:
                others = tuple(role for role in self.library.roles if role not in understanding.roles)
                return self._same_about(others, memory) if others else self._fallback(memory)
            case Reference.COMPARE:
                named = self.library.in_order((*understanding.roles, *memory.roles))
                return self._same_about(named if len(named) > 1 else (), replace(memory, intent=DIFFERENCE))
            case Reference.QUIZ:
                return self._open(Page(QUIZ), memory)
            case Reference.ASIDE:
                return self._aside(understanding, memory)
            case Reference.WRONG:
                return self._open(Page(NONE), memory)
        return None

    def _refer_to_answer(
        self, understanding: Understanding, reference: Reference, last: Topic, memory: Memory
    ) -> Turn | None:
        """What a fragment means after an answer."""
        match reference:
            case Reference.SPECIFIC:
                turn = self._open_topic(last, memory)
                return replace(turn, reply=self._with_near(turn.reply, last, understanding.near))
            case Reference.OTHER | Reference.FIRST | Reference.SECOND:
                return self._one_of_several(reference, last.intent, memory)
            case Reference.BOTH:
                return self._same_about((), memory)
            case Reference.SHORTER:
                return self._shorter(last, memory)
            case Reference.WHY:
                return self._open(Why(last.id), memory)
            case Reference.MORE:
                has_more = len(self.navigation.from_card(last)) > MAX_BUTTONS
                return self._open(More(last.id, 1) if has_more else Why(last.id), memory)
        return None

    def _aside(self, understanding: Understanding, memory: Memory) -> Turn:
        """Says what can be asked, to somebody who says nothing that could be answered."""
        is_yes = same_question(understanding.text) in AGREEMENTS
        offered = [parse(screen, self.library) for screen in memory.choices]
        if is_yes and offered:
            # It is one of them, but which?
            return self._ask_back([topic for topic in offered if isinstance(topic, Topic)], memory)
        if is_yes or HELP not in self.library.intents:
            return self._fallback(memory)
        return self._open_topic(Topic(HELP), memory)

    def _shorter(self, topic: Topic, memory: Memory) -> Turn:
        """The last answer again, in one sentence."""
        turn = self._open_topic(topic, memory)
        sections = tuple(replace(section, points=()) for section in turn.reply.sections)
        return replace(turn, reply=replace(turn.reply, sections=sections))

    def _one_of_several(self, reference: Reference, intent: str, memory: Memory) -> Turn:
        """The role that "the other one", "the former" or "the latter" means."""
        if len(memory.roles) > 1 and reference is not Reference.OTHER:
            return self._same_about(memory.roles[:1] if reference is Reference.FIRST else memory.roles[1:2], memory)
        others = tuple(role for role in self.library.roles if role not in memory.roles)
        return self._same_about(others, memory) if others else self._which_role(intent, memory)

    def _which_role(self, intent: str, memory: Memory) -> Turn:
        """Asks back where "the other one" can be any role."""
        has_snippets = any(self.library.snippet(intent, (role,)) for role in self.library.roles)
        asked = intent if has_snippets else DUTIES
        topics = [Topic(asked, (role,)) for role in self.library.roles if asked in self.library.intents]
        return self._ask_back(topics[:MOST_CHOICES], memory) if len(topics) > 1 else self._fallback(memory)

    def _same_about(self, roles: tuple[str, ...], memory: Memory) -> Turn:
        """The last intent about other roles; without one, what the roles do, or how they differ."""
        intents = self.library.intents
        intent = memory.intent if memory.intent in intents else None
        if intent is not None and len(roles) == 1 and About.ROLE not in intents[intent].about:
            intent = None
        if intent is not None and len(roles) > 1 and memory.intent == DUTIES:
            intent = DIFFERENCE if DIFFERENCE in intents else intent
        if intent is None:
            intent = DIFFERENCE if len(roles) > 1 else DUTIES
        if intent not in intents:
            return self._fallback(memory)
        topic = self.navigation.about(intent, roles)
        reply = self.cards.topic(topic, memory.misses)
        answer = Answer(intent, self._roles_of(topic), 1.0, topic.id)
        return Turn(reply, self._remember(memory, topic, reply), answers=(answer,))

    # Unsure, out of scope

    def _clarify(self, understanding: Understanding, memory: Memory) -> Turn:
        topics = [self._topic(answered, understanding, memory) for answered in understanding.answers]
        roles = understanding.roles or memory.roles
        turn = self._ask_back(topics, replace(memory, roles=roles))
        if not understanding.near:
            return turn
        note = self.navigation.line("near_too", words=_listed(understanding.near))
        return replace(turn, reply=replace(turn.reply, notes=(note,)))

    def _ask_back(self, topics: Sequence[Topic], memory: Memory) -> Turn:
        """Offers labelled choices."""
        options = tuple(
            Option(topic.intent, self._roles_of(topic), topic.id, self._choice_label(topic)) for topic in topics
        )
        section = Section(self.navigation.line("clarify_title"), self.navigation.line("clarify"))
        rows = [(Button(option.label, option.screen),) for option in options]
        rows.append((Button(self.navigation.line("none_of_these"), NONE),))
        return Turn(Reply((section,), rows=tuple(rows)), memory, Outcome.CLARIFY, choices=options)

    def _choice_label(self, topic: Topic) -> str:
        """A title with its role in it; without a role, the intent's own title."""
        about = self.library.intents[topic.intent].about
        if not topic.roles and About.ROLE in about and About.FIELD not in about:
            return self.library.intents[topic.intent].title
        return self.navigation.topic_label(topic)

    def _fallback(self, memory: Memory) -> Turn:
        buttons = self.navigation.menu() if not memory.misses else self.cards.other_offers(memory.misses)
        reply = self.cards.saying(self.library.replies.fallback, memory.misses, screen=None, buttons=buttons)
        return Turn(reply, replace(memory, misses=memory.misses + 1), Outcome.FALLBACK)

    def _distress(self, memory: Memory) -> Turn:
        reply = self.cards.saying(
            self.library.replies.distress, memory.misses, screen=None, buttons=(self.navigation.menu_button(),)
        )
        memory = replace(memory, misses=memory.misses + 1, distress=KIND_TURNS)
        return Turn(reply, memory, Outcome.FALLBACK)

    # Buttons

    def press(self, screen: str, memory: Memory, now: float) -> Turn:
        """Opens a screen by its id; an unknown one opens the menu. `now` is in seconds."""
        memory = replace(memory, choices=()) if memory.is_fresh(now) else FORGOTTEN
        turn = self._open(parse(screen, self.library) or Page(MENU), memory)
        return replace(turn, memory=replace(turn.memory, at=now))

    def _open(self, screen: Topic | Page | QuizState | Why | More, memory: Memory) -> Turn:
        match screen:
            case Topic():
                return self._open_topic(screen, memory)
            case QuizState():
                return self._open_quiz(screen, memory)
            case Why():
                return Turn(self._why(screen, memory), memory, answers=self._answer_of(screen.screen))
            case More():
                return Turn(self._more(screen), memory)
            case Page(name=name) if name == QUIZ and self.quiz is not None:
                return self._open_quiz(self.quiz.beginning, memory)
            case Page(name=name) if name == START:
                return Turn(self.cards.saying(self.library.replies.start, 0, screen=START), FORGOTTEN)
            case Page(name=name) if name == NONE:
                buttons = self.cards.other_offers(memory.misses + 1)
                reply = self.cards.saying(self.library.replies.none, memory.misses, screen=None, buttons=buttons)
                return Turn(reply, replace(memory, misses=memory.misses + 1), Outcome.FALLBACK)
            case _:
                return Turn(self._menu(), replace(memory, misses=0))

    def _open_topic(self, topic: Topic, memory: Memory) -> Turn:
        replies = self.library.replies
        if (
            topic.intent not in replies.chat
            and not self.navigation.is_answered(topic.intent)
            and (topic.intent not in replies.not_covered)
        ):
            return Turn(self._menu(), memory)
        reply = self.cards.topic(topic, memory.misses)
        answer = Answer(topic.intent, self._roles_of(topic), 1.0, topic.id)
        return Turn(reply, self._remember(memory, topic, reply), answers=(answer,))

    def _answer_of(self, screen: str) -> tuple[Answer, ...]:
        """What the screen that is spoken of answers."""
        topic = parse(screen, self.library)
        return (Answer(topic.intent, self._roles_of(topic), 1.0, topic.id),) if isinstance(topic, Topic) else ()

    def _open_quiz(self, state: QuizState, memory: Memory) -> Turn:
        if self.quiz is None:
            return Turn(self._menu(), memory)
        reply = self.quiz.card(state)
        is_over = self.quiz.is_usable(state) and self.quiz.is_finished(state)
        return Turn(reply, replace(memory, quiz=None if is_over else reply.screen, screen=reply.screen, misses=0))

    def _menu(self) -> Reply:
        section = Section(self.navigation.line("menu_title"), self.navigation.line("menu"))
        buttons = self.navigation.limited(self.navigation.menu(), MENU)
        return Reply((section,), MENU, rows=self.navigation.rows(buttons))

    def _more(self, more: More) -> Reply:
        """The buttons that did not fit on a screen."""
        screen = parse(more.screen, self.library)
        buttons = self.navigation.from_card(screen) if isinstance(screen, Topic) else self.navigation.menu()
        here = self.navigation.page(buttons, more.screen, more.page)
        if len(here) < 2:
            return self._menu()
        section = Section(self.navigation.line("more_title"), self.navigation.line("more"))
        rows = self.navigation.rows(here)
        number = "" if more.page == 1 else str(more.page)
        return Reply((section,), f"more{number}-{more.screen}", rows=rows)

    def _why(self, why: Why, memory: Memory) -> Reply:
        """What the bot understood, and the claims that the answer rests on, part by part."""
        screen, line = parse(why.screen, self.library), self.navigation.line
        if not isinstance(screen, Topic):
            return self._menu()
        is_last = memory.screen == why.screen
        own = [fact for fact in self._facts_of_likes() if is_last and fact.id in memory.facts]
        facts = tuple(own) or self.cards.facts(screen)
        lead = line("why") if facts else self.cards.topic(screen).sections[0].lead
        if memory.like and is_last:
            topic = self.library.intents[screen.intent].title.lower()
            lead = f"{line('why_like', topic=topic, example=memory.like)} {lead}"
        section = Section(line("why_title"), lead, _by_part(facts))
        back = self.navigation.topic_button(screen)
        rows = self.navigation.rows((back, self.navigation.menu_button()))
        return Reply((section,), f"why-{why.screen}", sources=self.cards.sources(facts), rows=rows)

    def _facts_of_likes(self) -> tuple[Fact, ...]:
        return tuple(dict.fromkeys(like.fact for like in self.library.likes))

    # What surfaces ask for

    def unreadable(self, memory: Memory, now: float) -> Turn:
        """Answers what is no text: voice, photos, stickers, files."""
        section = Section(self.navigation.line("unreadable_title"), self.navigation.line("unreadable"))
        rows = self.navigation.rows(self.navigation.limited(self.navigation.menu(), MENU))
        return Turn(Reply((section,), rows=rows), replace(memory, at=now), Outcome.FALLBACK)

    def trouble(self, retry: str | None) -> Reply:
        """What a person sees when something broke: one calm line, and a button to the screen `retry`, if any."""
        section = Section(self.navigation.line("trouble_title"), self.navigation.line("trouble"))
        buttons = (Button(self.navigation.line("button_retry"), retry),) if retry else (self.navigation.menu_button(),)
        return Reply((section,), rows=(buttons,))


def _listed(words_named: Sequence[str]) -> str:
    """Words as a person would list them."""
    *first, last = words_named
    return f"{', '.join(first)} or {last}" if first else last


def _by_part(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Facts in the order of the answer, gathered under their part of the article: at most four points."""
    parts: dict[str, list[str]] = {}
    for fact in facts:
        parts.setdefault(fact.part, []).append(fact.say)
    return tuple(f"{part}: {' '.join(said)}" for part, said in list(parts.items())[:MAX_POINTS])
