"""The format of conversations of several people: what it lets people do, and that it notices what goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from tests.group_talks import GroupTalk, play, read_group_talks
from tests.talks import read_talks
from tests.telegram_fake import FakeTelegram, FakeTime
from tests.telegram_fake.asking import call, result, told

ROWS = [[{"text": "Open", "callback_data": "open"}, {"text": "Go on", "url": "https://t.me/career_test_bot?start=on"}]]
KEYS = {"inline_keyboard": ROWS}


class Parrot:
    """A bot of a few lines: it repeats commands, welcomes in private, and knows one inline result."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram

    def settles(self) -> None:
        for kind, content in told(self.telegram):
            if kind == "message":
                self._hears(content)
            elif kind == "callback_query":
                self._opens(content)
            elif kind == "inline_query":
                message = {"message_text": "Two roles"}
                article = {"type": "article", "id": "1", "title": "Compare them", "input_message_content": message}
                self._does("answerInlineQuery", inline_query_id=content["id"], results=[article])

    def _hears(self, message: dict[str, Any]) -> None:
        text, chat = message.get("text", ""), message["chat"]
        is_asked = text.startswith("/") or chat["type"] == "private" or "reply_to_message" in message
        if "from" not in message or not text or not is_asked:
            return
        if text == "/delete":
            self._does("deleteMessage", chat_id=chat["id"], message_id=message["reply_to_message"]["message_id"])
            return
        where = {"reply_parameters": {"message_id": message["message_id"]}} if chat["type"] != "private" else {}
        self._does("sendMessage", chat_id=chat["id"], text=f"You said {text}", reply_markup=KEYS, **where)

    def _opens(self, query: dict[str, Any]) -> None:
        self._does("answerCallbackQuery", callback_query_id=query["id"], text="Thank you")
        message = query["message"]
        self._does("editMessageText", chat_id=message["chat"]["id"], message_id=message["message_id"], text="Opened")

    def _does(self, method: str, **parameters: Any) -> None:
        result(call(self.telegram, method, **parameters))


def played(text: str, **head: Any) -> str:
    """Plays turns, and returns what was not as expected."""
    given = {"name": "a talk", "in": "group", "people": {"Ann": "creator", "Ben": "member"}} | head
    talk = GroupTalk.model_validate(given | {"turns": yaml.safe_load(text)})
    time = FakeTime()
    telegram = FakeTelegram(time)
    failure = play(talk, telegram, time, Parrot(telegram))
    telegram.check()
    return str(failure) if failure else ""


def test_a_group_talks() -> None:
    assert not played("""
        - Ben: good morning
          bot: silent
        - Ben: /help
          bot: {says: [you said /help], never: [opened], buttons: [Open, Go on], replies_to: /help, changes: false}
        - Ann taps: Open
          tells: thank
          bot: {says: [opened], changes: true}
        - Ann: /one
        - Ann: /two
        - Ben follows: Go on
          card: said /one
          in_private: {says: [/start on]}
          in_private_with: {Ann: silent}
        - Ben privately: hello
          in_private: {says: [hello], picture: false}
        - Ben replies: and you?
          to: said /one
          bot: {replies_to: and you}
        - Ben edits: /two
        - Ben sends: voice
          bot: silent
        - wait: 5
        - Ann: /three
        - Ann replies: /delete
          removes: said /three
        - Ann becomes: administrator, can_change_info
        - bot becomes: kicked
        - Ann: /four
          bot: silent
    """)


def test_a_forum_has_topics() -> None:
    assert not played(
        """
        - Ben: /help
          bot: {topic: General}
        - Ben: /help
          topic: Careers
          bot: {topic: Careers}
        """,
        **{"in": "forum"},
        topics=["Careers"],
    )


def test_a_channel_is_discussed() -> None:
    assert not played(
        """
        - Ann posts: Some news
        - Ben comments: what is it
          bot: {says: [what is it], replies_to: what is it}
        """,
        **{"in": "channel"},
        hears="everything",
    )


def test_results_are_chosen() -> None:
    assert not played("""
        - Eve types: compare
          results: [compare]
        - Eve chooses: Compare them
          bot: {says: [two roles]}
    """, people={"Eve": "stranger"})  # fmt: skip


def test_a_small_group_grows() -> None:
    assert not played(
        """
        - Ben: /one
          bot: {says: [/one]}
        - group upgrades:
        - Ben: /two
          bot: {says: [/two]}
        """,
        **{"in": "small group"},
    )


def test_rights_and_reach_are_set() -> None:
    assert not played(
        """
        - Ann opens: https://t.me/career_test_bot?startgroup=hi&admin=delete_messages
          bot: {says: [/start@career_test_bot hi]}
        - Ann: "@career_test_bot hello"
        - Ben blocks:
        """,
        people={"Ann": ["administrator", "can_promote_members"], "Ben": "anonymous administrator"},
        bot_is="stranger",
        hears="mentions",
    )


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        ("bot: silent", "silence in the group, and not: You said /help"),
        ("bot: {says: [nothing]}", "the bot to say 'nothing'"),
        ("bot: {never: [said]}", "the bot not to say 'said'"),
        ("bot: {buttons: [Go on, Open]}", "the buttons ['Go on', 'Open'], in this order"),
        ("bot: {replies_to: hello}", "a reply to 'hello'"),
        ("bot: {topic: Careers}", "the topic Careers, and not General"),
        ("bot: {changes: true}", "an earlier message to be changed"),
        ("bot: {picture: true}", "a picture"),
        ("in_private: {}", "one message in private with Ben, and not 0"),
        ("in_private_with: {Ann: {}}", "one message in private with Ann, and not 0"),
        ("tells: thanks", "the tap to tell 'thanks'"),
        ("removes: /help", "the bot to remove '/help'"),
    ],
)
def test_what_is_not_as_expected_is_told(expected: str, says: str) -> None:
    turns = f"""
        - Ben: what /help
        - Ben: /help
          {expected}
    """
    failure = played(turns)
    assert failure.startswith(f"Expected {says}")
    assert "(at the turn: Ben: /help)" in failure
    assert "Career advisor (to Ben: /help): You said /help\n    [Open] [Go on]" in failure


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ("- Ben taps: Open", "a message of the bot in Data people"),
        ("- Ben dances: a tango", "one of the verbs"),
        ("- Ben replies: hi\n  to: goodbye", "a message with 'goodbye' in the group"),
    ],
)
def test_what_cannot_be_done_is_told(turns: str, says: str) -> None:
    assert says in played(turns)


@pytest.mark.parametrize(
    "turns", ["- Eve: hello", "- Ben: hello\n  Ann: hello", "- bot: silent", "- Ben: hello\n  bot: {sais: [x]}"]
)
def test_what_is_not_in_the_format_is_refused(turns: str) -> None:
    with pytest.raises(ValidationError):
        played(turns)


def test_a_file_may_hold_both_kinds(tmp_path: Path) -> None:
    path = tmp_path / "both.yml"
    path.write_text("""
- {name: alone, turns: [{you: hello}]}
- {name: together, in: group, people: {Ben: member}, turns: [{Ben: hello}]}
""")
    assert [talk.name for talk in read_talks(path)] == ["alone"]
    assert [talk.name for talk in read_group_talks(path)] == ["together"]
