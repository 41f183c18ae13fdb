"""The server: what Telegram's Bot API does with a request, and what it tells the bot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from tests.telegram_fake.chat_methods import ChatMethods
from tests.telegram_fake.chats import Chat, Shown, message_json
from tests.telegram_fake.delivery import reaches
from tests.telegram_fake.faults import Answer, Fault, Script
from tests.telegram_fake.groups import Channel, Group, SharedChat
from tests.telegram_fake.inline import Inline
from tests.telegram_fake.links import Link
from tests.telegram_fake.membership import Member
from tests.telegram_fake.messages import Messages
from tests.telegram_fake.methods import METHODS, read_parameters
from tests.telegram_fake.people import Person
from tests.telegram_fake.pictures import Picture
from tests.telegram_fake.profile import Profile
from tests.telegram_fake.rules import RefusedError, find_entities, units
from tests.telegram_fake.taps import Taps
from tests.telegram_fake.time import FakeTime
from tests.telegram_fake.updates import Updates

TOKEN = "1234567890:AAF0-test_token_that_is_nobodys_012"  # as long as real ones
SharedT = TypeVar("SharedT", bound=SharedChat)


@dataclass(frozen=True)
class Call:
    """A request that the bot has made."""

    method: str
    parameters: Mapping[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What it uploads."""


class FakeTelegram:
    """Telegram, as a bot sees it. `check` tells whether the bot kept to its rules."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.me: dict[str, Any] = {
            "id": 1234567890,
            "is_bot": True,
            "first_name": "Career advisor",
            "username": "career_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        """The bot. `can_read_all_group_messages` is True where privacy mode is off, as BotFather's switch has it."""
        self.someone: dict[str, Any] = {"id": 4_999_999, "is_bot": False, "first_name": "Somebody"}
        """Who did what a test does not care about."""
        self.delivers_mentions = False
        """Whether mentions reach the bot in groups although privacy mode is on, which Telegram does not promise."""
        self.has_inline_feedback = False
        """Whether the bot is told which inline results people choose, another of BotFather's switches."""
        self.met: set[int] = set()
        """Who the bot has heard of; without being an administrator it can ask about nobody else."""
        self.calls: list[Call] = []
        self.breaches: list[str] = []
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.texts = {"name": self.me["first_name"], "description": "", "short_description": ""}
        self.files: dict[str, Picture] = {}
        """The pictures that were uploaded, by the ids under which they can be sent again."""
        self._clock = clock or FakeTime()
        self.inline = Inline(self)
        self.taps = Taps(self)
        self._updates = Updates(self)
        self._desks = (Messages(self), ChatMethods(self), Profile(self), self.inline, self.taps, self._updates)
        self._chats: dict[int, Chat] = {}
        self._people: dict[int, Person] = {}
        self._scripts: list[Script] = []
        self._last_id = 0

    # What a test does with it.

    def person(self, name: str = "Ana", username: str = "") -> Person:
        """Somebody who has not talked with the bot yet."""
        return self._add_person(Chat(self.next_id() + 5_000_000, "private", name), username)

    def other_bot(self, name: str = "Rival", username: str = "rival_bot") -> Person:
        """Another bot; what it writes in groups never reaches the bot under test."""
        return self._add_person(Chat(self.next_id() + 6_000_000, "private", name), username, is_bot=True)

    def group(
        self, title: str = "Data people", *, kind: str = "supergroup", bot: str = "member", is_forum: bool = False
    ) -> Group:
        """A group in which the bot has this place from the beginning, without having been told of it."""
        number = self.next_id() + (9_000_000 if kind == "group" else 1_001_000_000_000)
        group = Group(-number, kind, title, telegram=self, is_forum=is_forum)
        group.shows_all = self.me["can_read_all_group_messages"]
        return self._add_shared(group, Member(self.me, bot))

    def channel(self, title: str = "Data news", *, rights: tuple[str, ...] = ("can_post_messages",)) -> Channel:
        """A channel in which the bot is an administrator with these rights."""
        channel = Channel(-self.next_id() - 1_002_000_000_000, "channel", title, telegram=self)
        return self._add_shared(channel, Member(self.me, "administrator", frozenset(rights)))

    def fail(self, fault: Fault, method: str = "sendMessage", chat: int | None = None, times: int = 1) -> None:
        """Lets this befall the next requests of this method (about this chat)."""
        self._scripts.append(Script(fault, method, chat, times))

    def called(self, method: str) -> list[Call]:
        """The requests of this method so far."""
        return [call for call in self.calls if call.method == method]

    def take(self, kinds: list[str]) -> list[dict[str, Any]]:
        """All updates that wait, of the kinds that the bot asks for."""
        return self._updates.take(kinds)

    def check(self) -> None:
        """Fails if the bot has broken a rule, or left a tap or an inline query unanswered."""
        unanswered = [f"Tap {tap.id} was never answered" for tap in self.taps.unanswered]
        unanswered += [f"The inline query {typed.text!r} was never answered" for typed in self.inline.unanswered]
        faults = [*self.breaches, *unanswered]
        assert not faults, "The bot broke Telegram's rules:\n" + "\n".join(faults)

    @property
    def webhook_url(self) -> str:
        """Where updates are posted to; empty where the bot asks for them."""
        return str(self._updates.webhook.get("url", ""))

    @webhook_url.setter
    def webhook_url(self, url: str) -> None:
        self._updates.webhook = {"url": url}

    # What people's sides of it do.

    def add_message(
        self,
        chat: Chat,
        author: dict[str, Any],
        *,
        text: str = "",
        thread: int | None = None,
        reply_to: Shown | None = None,
        mentions: Person | None = None,
        message_id: int | None = None,
        **other: Any,
    ) -> Shown:
        """Puts a message that is not the bot's into a chat, and tells the bot if it may know.

        Args:
            chat: Where.
            author: A person, who is a member from now on, or the Bot API's fields that say who it is from.
            text: The text, or the caption of what is in `other`.
            thread: The topic; in a private chat one comes into being by itself.
            reply_to: The message that it answers.
            mentions: Somebody whose name in the text leads to them.
            message_id: Its id where it must be this one.
            other: What it holds beside text.
        """
        if chat.kind == "private":
            chat.has_started = True
            chat.threads |= {thread} if thread else set()
        elif isinstance(chat, SharedChat):
            chat.lets_in(author)
        assert chat.kind == "private" or thread is None or thread in chat.topics, f"{chat.title} has no topic {thread}"
        who = author if "from" in author or "sender_chat" in author else {"from": author}
        who = who | {name: other.pop(name) for name in ("via_bot",) if name in other}
        entities = find_entities(text) + ([_mention_in(text, mentions)] if mentions else [])
        message = Shown(message_id or 0, False, text, int(self._clock()), chat, who, entities, other=other)
        message.reply_to, message.thread = reply_to, chat.thread_of(reply_to, thread)
        return self.enter(message)

    def enter(self, message: Shown) -> Shown:
        """Puts a message that is not the bot's into its chat, and tells the bot if it may know."""
        self.put(message)
        if reaches(message, self.me, with_mentions=self.delivers_mentions):
            self.tell("channel_post" if message.chat.kind == "channel" else "message", message_json(message))
        self.pass_on(message)
        return message

    def change_message(self, message: Shown, text: str) -> None:
        """Changes a message that is not the bot's, and tells the bot if it may know."""
        message.text, message.entities, message.edits = text, find_entities(text), message.edits + 1
        if reaches(message, self.me, with_mentions=self.delivers_mentions):
            kind = "edited_channel_post" if message.chat.kind == "channel" else "edited_message"
            self.tell(kind, message_json(message))
        self.pass_on_change(message)

    def move_bot(self, chat: SharedChat, by: dict[str, Any], place: Member) -> None:
        """Gives the bot a place in a chat, and tells it, with what people see of it."""
        old = chat.bot
        if place.is_here and not old.is_here:
            chat.shows_all = self.me["can_read_all_group_messages"]
        chat.members[self.me["id"]] = place
        self.tell("my_chat_member", self.change_of_place(chat, by, old, place))
        if chat.kind == "channel" or place.is_here == old.is_here:
            return
        if place.is_here:
            self.add_message(chat, by, new_chat_members=[self.me])
        elif chat.kind == "group":
            gone = Shown(0, False, "", int(self._clock()), chat, {"from": by}, other={"left_chat_member": self.me})
            self.put(gone)
            self.tell("message", message_json(gone))

    def change_of_place(self, chat: Chat, by: dict[str, Any], old: Member, new: Member) -> dict[str, Any]:
        """A change of somebody's place in a chat as the Bot API has it."""
        places = {"old_chat_member": old.json_in(chat.kind), "new_chat_member": new.json_in(chat.kind)}
        return {"chat": chat.as_json, "from": by, "date": int(self._clock()), **places}

    def tell_my_place(self, chat: Chat, by: dict[str, Any], old: str, new: str) -> None:
        """Tells the bot of its new place in a private chat."""
        self.tell("my_chat_member", self.change_of_place(chat, by, Member(self.me, old), Member(self.me, new)))

    def tell(self, kind: str, content: dict[str, Any]) -> None:
        """Puts an update into the bot's queue."""
        self.met |= {content["from"]["id"]} if "from" in content else set()
        self._updates.add({"update_id": self.next_id(), kind: content})

    def repeat_last(self) -> None:
        """Delivers the last update once more."""
        self._updates.add(dict(self._updates.waiting[-1]))

    # What the bot does with it.

    async def call(
        self, token: str, method: str, parameters: Mapping[str, str], files: Mapping[str, bytes] | None = None
    ) -> Answer:
        """Carries a request out, unless something else is scripted to befall it."""
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{35}", token):
            return _refusal(RefusedError("Not Found", 404))
        if token != TOKEN:
            return _refusal(RefusedError("Unauthorized", 401))
        self.calls.append(Call(method, dict(parameters), files or {}))
        try:
            named = {name: f"attach://{name}" for name in files or {} if f"{name}:" in METHODS.get(method, "")}
            values = read_parameters(method, {**parameters, **named}) | ({"files": files} if files else {})
            for script in self._scripts:
                if script.takes(method, values.get("chat_id")):
                    return await script.fault(lambda: self._answer(method, values))
            if method == "getUpdates":
                return Answer(200, {"ok": True, "result": await self._updates.get_updates(values)})
        except RefusedError as error:
            return self._refuse(method, error)
        return self._answer(method, values)

    # What the methods need.

    def now(self) -> float:
        """The time in seconds."""
        return self._clock()

    def next_id(self) -> int:
        """A number that was not given before."""
        self._last_id += 1
        return self._last_id

    def next_message_id(self, chat: Chat) -> int:
        """The id of the next message: supergroups and channels count theirs by themselves."""
        return next(chat.message_ids) if chat.kind in {"supergroup", "channel"} else self.next_id()

    def user(self, user_id: int) -> dict[str, Any] | None:
        """Somebody who is known, as the Bot API has them."""
        if user_id == self.me["id"]:
            return self.me
        person = self._people.get(user_id)
        return person.as_json if person else None

    def readable(self, chat_id: int | str) -> Chat:
        """A chat that the bot can look into, by its id or by its public name."""
        if isinstance(chat_id, str):
            return self._named(chat_id)
        chat = self._chats.get(chat_id)
        if chat is None or (chat.kind == "private" and not chat.has_started):
            raise RefusedError("Bad Request: chat not found")
        if isinstance(chat, SharedChat) and not chat.bot.is_here:
            raise _not_in(chat)
        return chat

    def _named(self, name: str) -> Chat:
        for chat in self._chats.values():
            if chat.username and f"@{chat.username}" == name:
                return chat
        raise RefusedError("Bad Request: chat not found", is_breach=False)

    def writable(self, chat_id: int) -> Chat:
        """A chat that the bot can do something in; what exactly, its rights there tell."""
        chat = self._chats.get(chat_id)
        if chat is None:
            raise RefusedError("Bad Request: chat not found")
        self.check_not_upgraded(chat)
        if isinstance(chat, SharedChat):
            return self.readable(chat_id)
        if not chat.has_started:
            is_known = chat_id in self.met  # from elsewhere, so that the bot cannot know that they never pressed Start
            said = "Forbidden: bot can't initiate conversation with a user"
            raise RefusedError(said, 403, is_breach=not is_known)
        if chat.is_blocked:
            raise RefusedError("Forbidden: bot was blocked by the user", 403, is_breach=False)
        return chat

    def check_not_upgraded(self, chat: Chat) -> None:
        """Refuses a group that is a supergroup by now, and names that."""
        if chat.migrated_to:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(said, is_breach=False, migrate_to_chat_id=chat.migrated_to)

    def put(self, message: Shown) -> None:
        """Puts a message into its chat."""
        message.id = message.id or self.next_message_id(message.chat)
        message.chat.messages[message.id] = message

    def pass_on(self, message: Shown) -> None:
        """Forwards what was posted in a channel to its discussion group."""
        chat = message.chat
        if isinstance(chat, Channel) and chat.linked:
            author = chat.author_in_group(message)
            self.enter(replace(message, id=0, is_from_bot=False, chat=chat.linked, author=author, rows=[]))

    def pass_on_change(self, message: Shown) -> None:
        """Changes the forward of a post as the post was changed."""
        chat = message.chat
        forward = chat.linked.find_forward(message) if isinstance(chat.linked, Group) else None
        if forward is not None:
            forward.photo = message.photo
            self.change_message(forward, message.text)

    def keep_file(self, content: bytes, read_size: Callable[[bytes], tuple[int, int]]) -> Picture:
        """Keeps an uploaded picture, so that it can be sent again by its id."""
        width, height = read_size(content)
        picture = Picture(f"picture-{self.next_id()}", content, width, height)
        self.files[picture.file_id] = picture
        return picture

    def message_at(self, link: Link) -> Shown:
        """The message that a link leads to."""
        for chat in self._chats.values():
            names = {f"c/{str(chat.id)[4:]}", chat.username}
            if link.to in names and chat.kind in {"supergroup", "channel"} and link.message:
                return chat.messages[link.message]
        raise AssertionError(f"No message at t.me/{link.to}/{link.message}")

    def inline_message(self, inline_id: str) -> Shown:
        """A message that a person has chosen from inline results."""
        for chat in self._chats.values():
            for message in chat.messages.values():
                if message.inline_id == inline_id:
                    return message
        raise RefusedError("Bad Request: MESSAGE_ID_INVALID", is_breach=False)

    def _add_person(self, chat: Chat, username: str, *, is_bot: bool = False) -> Person:
        self._chats[chat.id] = chat
        self._people[chat.id] = person = Person(self, chat, username, is_bot=is_bot)
        return person

    def _add_shared(self, chat: SharedT, bot: Member) -> SharedT:
        self._chats[chat.id] = chat
        chat.members[self.me["id"]] = bot
        return chat

    def _answer(self, method: str, values: dict[str, Any]) -> Answer:
        name = re.sub("[A-Z]", lambda match: "_" + match[0].lower(), method)
        desk = next(desk for desk in self._desks if hasattr(desk, name))
        try:
            return Answer(200, {"ok": True, "result": getattr(desk, name)(**values)})
        except RefusedError as error:
            return self._refuse(method, error)

    def _refuse(self, method: str, error: RefusedError) -> Answer:
        if error.is_breach:
            self.breaches.append(f"{method}: {error.description}")
        return _refusal(error)


def _not_in(chat: SharedChat) -> RefusedError:
    """What Telegram says where the bot is not in a chat."""
    what = "was kicked from" if chat.bot.status == "kicked" else "is not a member of"
    return RefusedError(f"Forbidden: bot {what} the {chat.kind} chat", 403, is_breach=False)


def _mention_in(text: str, person: Person) -> dict[str, Any]:
    """The entity that makes a person's name in a text lead to them."""
    offset = units(text[: text.index(person.name)])
    return {"type": "text_mention", "offset": offset, "length": units(person.name), "user": person.as_json}


def _refusal(error: RefusedError) -> Answer:
    body = {"ok": False, "error_code": error.status, "description": error.description}
    return Answer(error.status, body | ({"parameters": error.parameters} if error.parameters else {}))
