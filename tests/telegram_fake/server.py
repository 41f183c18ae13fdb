"""The server: what Telegram's Bot API does with a request, and what it tells the bot."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.telegram_fake.chats import Chat, Shown, message_json
from tests.telegram_fake.faults import Answer, Fault, Script
from tests.telegram_fake.people import Person
from tests.telegram_fake.rules import RefusedError, read_commands, read_keyboard, read_parameters, read_text
from tests.telegram_fake.time import FakeTime

TOKEN = "1234567890:AAF0-test_token_that_is_nobodys_012"  # as long as real ones
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Call:
    """A request that the bot has made."""

    method: str
    parameters: Mapping[str, str]


@dataclass
class Tap:
    """A tap on a button that waits for its answer."""

    id: str
    is_too_old: bool = False
    answers: int = 0


class FakeTelegram:
    """Telegram, as a bot sees it. `check` tells whether the bot kept to its rules."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self.me = {
            "id": 1234567890,
            "is_bot": True,
            "first_name": "Career advisor",
            "username": "career_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.calls: list[Call] = []
        self.breaches: list[str] = []
        self.webhook_url = ""
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.texts = {"description": "", "short_description": ""}
        self._clock = clock or FakeTime()
        self._chats: dict[int, Chat] = {}
        self._taps: dict[str, Tap] = {}
        self._scripts: list[Script] = []
        self._updates: list[dict[str, Any]] = []
        self._last_id = 0
        self._allowed: list[str] = []
        self._poll = 0
        self._arrival = asyncio.Event()

    # What a test does with it.

    def person(self, name: str = "Ana") -> Person:
        """Somebody who has not talked with the bot yet."""
        chat = Chat(self._next_id() + 5_000_000, "private", name)
        self._chats[chat.id] = chat
        return Person(self, chat)

    def group(self, title: str = "Data people") -> Chat:
        """A group that the bot is in."""
        chat = Chat(-self._next_id() - 9_000_000, "supergroup", title, has_started=True)
        self._chats[chat.id] = chat
        return chat

    def fail(self, fault: Fault, method: str = "sendMessage", chat: int | None = None, times: int = 1) -> None:
        """Lets this befall the next requests of this method (about this chat)."""
        self._scripts.append(Script(fault, method, chat, times))

    def called(self, method: str) -> list[Call]:
        """The requests of this method so far."""
        return [call for call in self.calls if call.method == method]

    def take(self, kinds: list[str]) -> list[dict[str, Any]]:
        """All updates that wait, of the kinds that the bot asks for."""
        taken, self._updates = self._updates, []
        return [update for update in taken if self._is_wanted(update, kinds)]

    def check(self) -> None:
        """Fails if the bot has broken a rule, or left a tap unanswered."""
        unanswered = [tap.id for tap in self._taps.values() if not tap.answers]
        faults = [*self.breaches, *(f"Tap {tap} was never answered" for tap in unanswered)]
        assert not faults, "The bot broke Telegram's rules:\n" + "\n".join(faults)

    # What people's sides of it do.

    def add_message(self, chat: Chat, sender: dict[str, Any], **content: Any) -> int:
        """Puts a person's message into a chat, and tells the bot; returns its id."""
        text = content.pop("text", "")
        thread = content.pop("thread", None)
        message = Shown(self._next_id(), False, text, int(self._clock()), commands_in(text), thread=thread)
        chat.messages[message.id] = message
        chat.has_started = True
        if thread:
            chat.threads.add(thread)
        as_json = message_json(chat, message, sender)
        if not text:
            del as_json["text"]
        self.tell("message", as_json | content)
        return message.id

    def change_message(self, chat: Chat, sender: dict[str, Any], message_id: int, text: str) -> None:
        """Changes a person's message, and tells the bot."""
        message = chat.messages[message_id]
        message.text, message.entities, message.edits = text, commands_in(text), message.edits + 1
        self.tell("edited_message", message_json(chat, message, sender))

    def add_tap(self, chat: Chat, sender: dict[str, Any], message: Shown, data: str, *, is_too_old: bool) -> None:
        """A person taps a button of a message."""
        tap = Tap(str(self._next_id()), is_too_old)
        self._taps[tap.id] = tap
        shown = message_json(chat, message, self.me)
        if message.id not in chat.messages:
            shown = {"message_id": message.id, "date": 0, "chat": chat.as_json}  # an InaccessibleMessage
        self.tell(
            "callback_query", {"id": tap.id, "from": sender, "message": shown, "chat_instance": "1", "data": data}
        )

    def tell(self, kind: str, content: dict[str, Any]) -> None:
        """Puts an update into the bot's queue."""
        self._updates.append({"update_id": self._next_id(), kind: content})
        self._arrival.set()

    def repeat_last(self) -> None:
        """Delivers the last update once more."""
        self._updates.append(dict(self._updates[-1]))

    # What the bot does with it.

    async def call(self, token: str, method: str, parameters: Mapping[str, str]) -> Answer:
        """Carries a request out, unless something else is scripted to befall it."""
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{35}", token):
            return _refusal(RefusedError("Not Found", 404))
        if token != TOKEN:
            return _refusal(RefusedError("Unauthorized", 401))
        self.calls.append(Call(method, dict(parameters)))
        try:
            values = read_parameters(method, parameters)
            for script in self._scripts:
                if script.takes(method, values.get("chat_id")):
                    return await script.fault(lambda: self._answer(method, values))
            if method == "getUpdates":
                return Answer(200, {"ok": True, "result": await self._get_updates(values)})
        except RefusedError as error:
            return self._refuse(method, error)
        return self._answer(method, values)

    def _answer(self, method: str, values: dict[str, Any]) -> Answer:
        name = "_" + re.sub("[A-Z]", lambda match: "_" + match[0].lower(), method)
        try:
            return Answer(200, {"ok": True, "result": getattr(self, name)(**values)})
        except RefusedError as error:
            return self._refuse(method, error)

    def _refuse(self, method: str, error: RefusedError) -> Answer:
        if error.is_breach:
            self.breaches.append(f"{method}: {error.description}")
        return _refusal(error)

    async def _get_updates(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook_url:
            raise RefusedError(
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
                " first",
                409,
                is_breach=False,
            )
        offset, limit = values.get("offset", 0), values.get("limit", 100)
        self._allowed = values.get("allowed_updates", self._allowed)  # what is not given stays as it was
        self._poll += 1
        poll = self._poll
        self._arrival.set()  # wakes an older poll, which ends
        self._updates = [
            update
            for update in self._updates
            if update["update_id"] >= offset and self._is_wanted(update, self._allowed)
        ]
        deadline = asyncio.get_running_loop().time() + min(values.get("timeout", 0), 50)
        while not self._updates and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._arrival.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrival.wait(), left)
            if poll != self._poll:
                raise RefusedError(
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                    409,
                    is_breach=False,
                )
        return [update for update in self._updates if self._is_wanted(update, self._allowed)][:limit]

    def _is_wanted(self, update: dict[str, Any], kinds: list[str]) -> bool:
        kind = next(name for name in update if name != "update_id")
        return kind in kinds if kinds else kind not in NOT_BY_DEFAULT

    def _get_me(self) -> dict[str, Any]:
        return self.me

    def _get_webhook_info(self) -> dict[str, Any]:
        return {
            "url": self.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }

    def _set_webhook(self, url: str, **_: Any) -> bool:
        self.webhook_url = url
        return True

    def _delete_webhook(self, **_: Any) -> bool:
        if self.webhook_url:
            self.breaches.append("deleteWebhook: the webhook of another process was deleted")
        self.webhook_url = ""
        return True

    def _send_message(self, chat_id: int, text: str, **options: Any) -> dict[str, Any]:
        chat = self._reachable(chat_id)
        thread = options.get("message_thread_id")
        if thread is not None and thread not in chat.threads:
            raise RefusedError("Bad Request: message thread not found")
        seen, entities = read_text(text, options.get("parse_mode"))
        rows = read_keyboard(options.get("reply_markup"))
        is_html = options.get("parse_mode") == "HTML"
        message = Shown(self._next_id(), True, seen, int(self._clock()), entities, rows, is_html, thread)
        chat.messages[message.id] = message
        return message_json(chat, message, self.me)

    def _edit_message_text(self, chat_id: int, message_id: int, text: str, **options: Any) -> dict[str, Any]:
        chat = self._reachable(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise RefusedError("Bad Request: message to edit not found", is_breach=False)
        if not message.is_from_bot:
            raise RefusedError("Bad Request: message can't be edited")
        seen, entities = read_text(text, options.get("parse_mode"))
        rows = read_keyboard(options.get("reply_markup"))
        if (seen, entities, rows) == (message.text, message.entities, message.rows):
            raise RefusedError(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
                " same as a current content and reply markup of the message",
                is_breach=False,
            )
        message.text, message.entities, message.rows = seen, entities, rows
        message.is_html, message.edits = options.get("parse_mode") == "HTML", message.edits + 1
        return message_json(chat, message, self.me)

    def _answer_callback_query(self, callback_query_id: str, text: str = "", **_: Any) -> bool:
        tap = self._taps.get(callback_query_id)
        if len(text) > 200:
            raise RefusedError("Bad Request: MESSAGE_TOO_LONG")
        if tap is None or tap.is_too_old or tap.answers:
            if tap is not None:
                tap.answers += 1
            raise RefusedError(
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                is_breach=tap is None or not tap.is_too_old,
            )
        tap.answers += 1
        return True

    def _set_my_commands(self, commands: list[dict[str, Any]], **where: Any) -> bool:
        self.commands[json.dumps(where, sort_keys=True)] = read_commands(commands)
        return True

    def _get_my_commands(self, **where: Any) -> list[dict[str, Any]]:
        return self.commands.get(json.dumps(where, sort_keys=True), [])

    def _set_my_description(self, description: str = "") -> bool:
        return self._set_text("description", description, 512)

    def _get_my_description(self) -> dict[str, str]:
        return {"description": self.texts["description"]}

    def _set_my_short_description(self, short_description: str = "") -> bool:
        return self._set_text("short_description", short_description, 120)

    def _get_my_short_description(self) -> dict[str, str]:
        return {"short_description": self.texts["short_description"]}

    def _set_text(self, name: str, text: str, limit: int) -> bool:
        if len(text) > limit:
            raise RefusedError(f"Bad Request: {name} is too long")
        self.texts[name] = text
        return True

    def _reachable(self, chat_id: int) -> Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            raise RefusedError("Bad Request: chat not found")
        if not chat.has_started:
            raise RefusedError("Forbidden: bot can't initiate conversation with a user", 403)
        if chat.is_blocked:
            raise RefusedError("Forbidden: bot was blocked by the user", 403, is_breach=False)
        return chat

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id


def commands_in(text: str) -> list[dict[str, Any]]:
    """The commands in a text, as entities."""
    return [
        {"type": "bot_command", "offset": len(text[: match.start()].encode("utf-16-le", "surrogatepass")) // 2}
        | {"length": len(match[0])}
        for match in re.finditer(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?", text)
    ]


def _refusal(error: RefusedError) -> Answer:
    return Answer(error.status, {"ok": False, "error_code": error.status, "description": error.description})
