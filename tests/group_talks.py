"""Conversations of several people as YAML: in groups, forums, channels with comments, and by inline mode.

The format is explained at the top of `tests/conversations/groups.yml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from tests.talks import Failure, find_label, holds
from tests.telegram_fake import Channel, Chat, FakeTelegram, FakeTime, Group, Person, Shown, Tap

Place = Literal["group", "small group", "forum", "channel"]
Hears = Literal["commands", "mentions", "everything"]
Role = str | list[str]
"""A status, or a list of a status and rights; also `anonymous administrator`, and `stranger` for who is not there."""


class Bot(Protocol):
    """What talks in a conversation."""

    def settles(self) -> None:
        """Does all that there is to do after what people have done."""


class Wanted(BaseModel):
    """What must be true of the one message that the bot writes or changes."""

    model_config = ConfigDict(extra="forbid")

    says: list[str] = []
    never: list[str] = []
    buttons: list[str] = []
    topic: str | None = None
    replies_to: str | None = None
    changes: bool | None = None
    picture: bool | None = None


Reaction = Wanted | Literal["silent"]


class Turn(BaseModel):
    """One thing that somebody does, and what the bot must do then."""

    model_config = ConfigDict(extra="forbid")

    who: str
    verb: str
    what: str
    topic: str | None = None
    to: str | None = None
    card: str | None = None
    bot: Reaction | None = None
    in_private: Reaction | None = None
    in_private_with: dict[str, Reaction] = {}
    tells: str | None = None
    results: list[str] | None = None
    removes: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _finds_what_is_done(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Reads `Ben taps: Duties` as who does what."""
        done = [key for key in given if key not in cls.model_fields]
        if len(done) != 1:
            raise ValueError(f"a turn has one line that says who does what, not {done or 'none'}")
        who, _, verb = done[0].partition(" ")
        rest = {key: value for key, value in given.items() if key != done[0]}
        what = given[done[0]]
        return rest | {"who": who, "verb": verb, "what": "" if what is None else str(what)}

    def __str__(self) -> str:
        where = f" [{self.topic}]" if self.topic else ""
        return f"{self.who} {self.verb}".strip() + f"{where}: {self.what}"


class GroupTalk(BaseModel):
    """A conversation of several people."""

    model_config = ConfigDict(extra="forbid")

    name: str
    place: Place = Field(alias="in")
    people: dict[str, Role]
    topics: list[str] = []
    bot_is: Role = "member"
    hears: Hears = "commands"
    turns: list[Turn]

    @model_validator(mode="after")
    def _knows_who_acts(self) -> GroupTalk:
        strangers = {turn.who for turn in self.turns} - {*self.people, "wait", "bot", "group"}
        if strangers:
            raise ValueError(f"`people` names no {', '.join(sorted(strangers))}")
        return self


def read_group_talks(path: Path) -> list[GroupTalk]:
    """The conversations of a file that say where they are held."""
    talks = yaml.safe_load(path.read_text(encoding="utf-8"))
    return TypeAdapter(list[GroupTalk]).validate_python([talk for talk in talks if "in" in talk], strict=False)


@dataclass
class Scene:
    """The place of a conversation and everybody in it."""

    talk: GroupTalk
    telegram: FakeTelegram
    time: FakeTime
    bot: Bot
    people: dict[str, Person] = field(default_factory=dict)
    said: dict[str, Shown] = field(default_factory=dict)
    """The last message of everybody."""
    tap: Tap | None = None
    typed: Any = None

    def __post_init__(self) -> None:
        place = self.talk.place
        self.telegram.me["can_read_all_group_messages"] = self.talk.hears == "everything"
        self.telegram.delivers_mentions = self.talk.hears == "mentions"
        self.telegram.me["supports_inline_queries"] = True
        kind = "group" if place == "small group" else "supergroup"
        self.group: Group = self.telegram.group(kind=kind, bot="left", is_forum=place == "forum")
        self.channel: Channel = self.telegram.channel()
        self.channel.username = "data_news"
        if place == "channel":
            self.channel.links(self.group)
        for name, role in self.talk.people.items():
            self.people[name] = self.telegram.person(name)
            self._give(name, role)
        self.topics = {name: self.group.topic(name) for name in self.talk.topics}
        self._set_bot(self.talk.bot_is)
        self.telegram.take([])

    def plays(self, turn: Turn) -> Failure | None:
        """Lets somebody do something, and returns the first thing that is not as expected."""
        before = self._bots_messages()
        removed = self._find(turn.removes) if turn.removes else None
        self.tap = None
        verbs = self._deeds()
        if turn.who == "wait":
            self.time.advance(60 * float(turn.what))
        elif turn.verb in verbs:
            verbs[turn.verb](turn)
        else:
            raise LookupError(f"one of the verbs {', '.join(sorted(verbs))}, and not {turn.verb!r}")
        self.bot.settles()
        fault = next(self._faults(turn, before), None)
        if fault is None and removed is not None and removed.id in removed.chat.messages:
            fault = f"the bot to remove {turn.removes!r}"
        return Failure(fault, [self.transcript]) if fault else None

    @property
    def transcript(self) -> str:
        """Everything that was said, place by place."""
        chats: list[Chat] = [self.channel, self.group, *(person.chat for person in self.people.values())]
        return "\n\n".join(f"=== {chat.title} ===\n{chat.transcript}" for chat in chats if chat.messages)

    def _deeds(self) -> dict[str, Callable[[Turn], object]]:
        """What people can do, by its verb."""
        return {
            "": self._says,
            "replies": self._replies,
            "edits": lambda turn: self.group.edits(self.said[turn.who], turn.what),
            "sends": lambda turn: self._says(turn, thing=turn.what),
            "taps": lambda turn: self._taps(turn, self._card(self.group, turn)),
            "follows": lambda turn: self._follows(turn, self._card(self.group, turn)),
            "opens": lambda turn: self._who(turn).opens(turn.what, into=self.group),
            "privately": lambda turn: self._who(turn).says(turn.what),
            "starts": lambda turn: self._who(turn).starts(turn.what),
            "taps privately": lambda turn: self._taps(turn, self._card(self._who(turn).chat, turn)),
            "follows privately": lambda turn: self._follows(turn, self._card(self._who(turn).chat, turn)),
            "types": self._types,
            "chooses": lambda turn: self._who(turn).chooses(self.typed, turn.what, where=self.group),
            "posts": lambda turn: self.channel.posts(turn.what),
            "comments": self._comments,
            "becomes": self._becomes,
            "upgrades": self._upgrades,
            "blocks": lambda turn: self._who(turn).blocks_the_bot(),
        }

    def _who(self, turn: Turn) -> Person:
        return self.people[turn.who]

    def _says(self, turn: Turn, reply_to: Shown | None = None, **more: Any) -> None:
        topic = self.topics[turn.topic] if turn.topic else None
        text = "" if "thing" in more else turn.what
        self.said[turn.who] = self.group.says(self._who(turn), text, topic=topic, reply_to=reply_to, **more)

    def _replies(self, turn: Turn) -> None:
        self._says(turn, reply_to=self._find(turn.to) if turn.to else self._card(self.group, turn))

    def _comments(self, turn: Turn) -> None:
        post = list(self.channel.messages.values())[-1]
        self._says(turn, reply_to=self.group.forward_of(post))

    def _taps(self, turn: Turn, card: Shown) -> None:
        label = find_label(turn.what, card.labels)
        self.tap = self._who(turn).taps(label, card=card)

    def _follows(self, turn: Turn, card: Shown) -> None:
        self._who(turn).follows(find_label(turn.what, card.labels), card=card, into=self.group)

    def _types(self, turn: Turn) -> None:
        self.typed = self._who(turn).types(turn.what)

    def _becomes(self, turn: Turn) -> None:
        role: Role = turn.what.split(", ")
        if turn.who == "bot":
            self._set_bot(role)
        else:
            self._give(turn.who, role)

    def _upgrades(self, turn: Turn) -> None:
        self.group = self.group.upgrades()

    def _give(self, name: str, role: Role) -> None:
        status, rights = _read_role(role)
        self.group.set_role(self.people[name], status, **rights)
        if self.talk.place == "channel" and status != "restricted":
            self.channel.set_role(self.people[name], status, **rights)

    def _set_bot(self, role: Role) -> None:
        status, rights = _read_role(role)
        self.group.set_bot(status, None, **rights)

    def _card(self, chat: Chat, turn: Turn) -> Shown:
        """The bot's last message in a chat, or the last that holds `card`."""
        cards = [message for message in chat.messages.values() if self._is_bots(message)]
        found = [card for card in cards if holds(card.text, turn.card or "")]
        if not found:
            raise LookupError(f"a message of the bot in {chat.title} {turn.card or ''}".strip())
        return found[-1]

    def _find(self, text: str) -> Shown:
        """The last message in the group that holds this text."""
        found = [message for message in self.group.messages.values() if holds(message.text, text)]
        if not found:
            raise LookupError(f"a message with {text!r} in the group")
        return found[-1]

    def _is_bots(self, message: Shown) -> bool:
        return message.is_from_bot or message.author.get("via_bot", {}).get("id") == self.telegram.me["id"]

    def _bots_messages(self) -> dict[int, int]:
        """What the bot has written, each message with how often it was changed."""
        chats: list[Chat] = [self.group, self.channel, *(person.chat for person in self.people.values())]
        messages = [message for chat in chats for message in chat.messages.values()]
        return {id(message): message.edits for message in messages if self._is_bots(message)}

    def _faults(self, turn: Turn, before: dict[int, int]) -> Iterator[str]:
        """What is not as the turn expects."""
        yield from self._faults_in(self.group, "the group", turn.bot, before)
        wanted: dict[str, Reaction] = dict(turn.in_private_with)
        if turn.in_private is not None:
            wanted[turn.who] = turn.in_private
        elif turn.bot == "silent":
            for name in self.people:
                wanted.setdefault(name, "silent")
        for name, reaction in wanted.items():
            yield from self._faults_in(self.people[name].chat, f"private with {name}", reaction, before)
        if turn.tells is not None and not (self.tap and holds(self.tap.says, turn.tells)):
            yield f"the tap to tell {turn.tells!r}, and not {self.tap and self.tap.says!r}"
        titles = iter(self.typed.titles if self.typed else ())
        for result in turn.results or ():
            if not any(holds(title, result) for title in titles):
                yield f"the results {turn.results}, in this order, and not {self.typed.titles}"

    def _faults_in(self, chat: Chat, where: str, wanted: Reaction | None, before: dict[int, int]) -> Iterator[str]:
        """What is not as expected in one chat."""
        if wanted is None:
            return
        bots = [message for message in chat.messages.values() if self._is_bots(message)]
        fresh = [message for message in bots if before.get(id(message)) != message.edits]
        if wanted == "silent":
            yield from (f"silence in {where}, and not: {message.text}" for message in fresh)
        elif len(fresh) != 1:
            yield f"one message in {where}, and not {len(fresh)}"
        else:
            (message,) = fresh
            yield from _faults_of(message, wanted, is_changed=id(message) in before)


def play(talk: GroupTalk, telegram: FakeTelegram, time: FakeTime, bot: Bot) -> Failure | None:
    """Plays a conversation, and returns the first thing that is not as expected."""
    scene = Scene(talk, telegram, time, bot)
    for turn in talk.turns:
        try:
            failure = scene.plays(turn)
        except LookupError as error:
            failure = Failure(str(error.args[0]), [scene.transcript])
        if failure:
            return Failure(f"{failure.expected}\n(at the turn: {turn})", failure.said)
    return None


def _read_role(role: Role) -> tuple[str, dict[str, bool]]:
    """A status, and the rights that come with it."""
    status, *rights = [role] if isinstance(role, str) else role
    if status == "anonymous administrator":
        status, rights = "administrator", [*rights, "is_anonymous"]
    return {"stranger": "left"}.get(status, status), dict.fromkeys(rights, True)


def _faults_of(message: Shown, wanted: Wanted, *, is_changed: bool) -> Iterator[str]:
    """What is not as expected of a message."""
    yield from (f"the bot to say {text!r}" for text in wanted.says if not holds(message.text, text))
    yield from (f"the bot not to say {text!r}" for text in wanted.never if holds(message.text, text))
    labels = iter(message.labels)
    for button in wanted.buttons:
        if not any(holds(label, button) for label in labels):
            yield f"the buttons {wanted.buttons}, in this order"
    if wanted.topic is not None and wanted.topic != (message.topic or "General"):
        yield f"the topic {wanted.topic}, and not {message.topic or 'General'}"
    if wanted.replies_to is not None and not (message.reply_to and holds(message.reply_to.text, wanted.replies_to)):
        yield f"a reply to {wanted.replies_to!r}"
    if wanted.changes is not None and wanted.changes != is_changed:
        yield "an earlier message to be changed" if wanted.changes else "a new message"
    if wanted.picture is not None and wanted.picture != (message.photo is not None):
        yield "a picture" if wanted.picture else "no picture"
