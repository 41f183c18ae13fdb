"""The quiz "Which fits me?". All of its state is in the screen id, so that a button works on any replica."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from bot.dialogue.cards import Cards
from bot.dialogue.navigation import DUTIES, FIT, Navigation
from bot.dialogue.reply import Button, Reply, Section
from bot.dialogue.screens import QuizState, Topic
from bot.knowledge.library import Choice, Library, Quiz
from bot.knowledge.screens import QUIZ

FULL: Final = "■"
EMPTY: Final = "□"
MOST_REASONS: Final = 3


class QuizCards:
    """Draws the questions and the result of one library's quiz."""

    def __init__(self, library: Library, quiz: Quiz, navigation: Navigation, cards: Cards) -> None:
        self.library = library
        self.quiz = quiz
        self.navigation = navigation
        self.cards = cards

    @property
    def beginning(self) -> QuizState:
        """Before the first question."""
        return QuizState(self.quiz.version)

    def is_finished(self, state: QuizState) -> bool:
        """Whether every question has its choice."""
        return len(state.taken) >= len(self.quiz.questions)

    def is_usable(self, state: QuizState) -> bool:
        """Whether a state is of this version and takes choices that exist; anybody can send any digits."""
        questions = self.quiz.questions
        return (
            state.version == self.quiz.version
            and len(state.taken) <= len(questions)
            and all(1 <= n <= len(question.choices) for n, question in zip(state.taken, questions, strict=False))
        )

    def card(self, state: QuizState) -> Reply:
        """The next question, or the result; a state of another version begins again, and says so."""
        if not self.is_usable(state):
            return replace(self.card(self.beginning), notes=(self.navigation.line("quiz_outdated"),))
        return self._result(state) if self.is_finished(state) else self._question(state)

    def _question(self, state: QuizState) -> Reply:
        number = len(state.taken)
        question = self.quiz.questions[number]
        title = self.navigation.line(
            "quiz_title", title=self.quiz.title, number=number + 1, count=len(self.quiz.questions)
        )
        rows = [
            (Button(choice.say, replace(state, taken=(*state.taken, index)).id),)
            for index, choice in enumerate(question.choices, start=1)
        ]
        return Reply((Section(title, question.ask),), state.id, rows=(*rows, (self.navigation.menu_button(),)))

    def _result(self, state: QuizState) -> Reply:
        line, roles = self.navigation.line, self.library.roles
        taken = [question.choices[n - 1] for question, n in zip(self.quiz.questions, state.taken, strict=True)]
        counts = Counter(choice.role for choice in taken)
        most = max(counts.values())
        leading = [role for role in roles if counts[role] == most]
        if len(leading) == 1:
            title = line("quiz_result", count=most, total=len(taken), role=roles[leading[0]].name)
        else:
            title = line("quiz_even")
        bars = "\n".join(
            f"{FULL * counts[role.id]}{EMPTY * (len(taken) - counts[role.id])} {role.name} {counts[role.id]}"
            for role in roles.values()
        )
        points = tuple(
            line("quiz_reason", role=roles[choice.role].name, reason=choice.reason)
            for choice in self._reasons(taken, leading)
        )
        section = Section(title, f"{bars}\n{line('quiz_nudge')}", points)
        facts = tuple(fact for choice in taken for fact in choice.facts)
        return Reply((section,), state.id, sources=self.cards.sources(facts), rows=self._after(leading))

    @staticmethod
    def _reasons(taken: list[Choice], leading: list[str]) -> list[Choice]:
        """Choices that speak for the leading role; one of each where several lead."""
        if len(leading) == 1:
            return [choice for choice in taken if choice.role == leading[0]][:MOST_REASONS]
        return [next(choice for choice in taken if choice.role == role) for role in leading][: MOST_REASONS + 1]

    def _after(self, leading: list[str]) -> tuple[tuple[Button, ...], ...]:
        navigation, library = self.navigation, self.library
        buttons = [navigation.topic_button(Topic(DUTIES, (role,))) for role in leading if DUTIES in library.intents]
        if FIT in library.intents:
            buttons.append(navigation.topic_button(Topic(FIT)))
        buttons += [Button(navigation.line("button_again"), QUIZ), navigation.menu_button()]
        return navigation.rows(navigation.limited(buttons, QUIZ))
