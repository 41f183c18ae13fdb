"""Inline mode: what people type after the bot's name in any chat, and what they choose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown
from tests.telegram_fake.rules import RefusedError, read_caption, read_keyboard, read_text

if TYPE_CHECKING:
    from tests.telegram_fake.people import Person
    from tests.telegram_fake.server import FakeTelegram

Json = dict[str, Any]

PATIENCE = 30
"""Seconds after which an answer comes too late."""
CACHED = 300
"""Seconds for which Telegram gives the same results again, where the bot does not say how long."""
CONTENT = {"message_text", "parse_mode", "entities", "link_preview_options"}
FIELDS = {
    "article": {"title", "input_message_content", "url", "description", "thumbnail_url", "thumbnail_width"}
    | {"thumbnail_height"},
    "photo": {"photo_file_id", "photo_url", "thumbnail_url", "photo_width", "photo_height", "title", "description"}
    | {"caption", "parse_mode", "caption_entities", "show_caption_above_media", "input_message_content"},
}
"""What a result of each type may hold beside `type`, `id` and `reply_markup`."""


@dataclass
class Typed:
    """What a person has typed after the bot's name, and the results that they see."""

    id: str
    text: str
    person: Person
    at: float
    offset: str = ""
    results: list[Json] = field(default_factory=list)
    button: Json | None = None
    next_offset: str = ""
    answers: int = 0

    @property
    def titles(self) -> list[str]:
        """The titles of the results."""
        return [result.get("title", "") for result in self.results]

    def result(self, wanted: str) -> Json:
        """The result with this id or title."""
        for result in self.results:
            if wanted in {result["id"], result.get("title")}:
                return result
        raise AssertionError(f"No result {wanted!r}. There are: {', '.join(self.titles) or 'none'}")


@dataclass
class Inline:
    """Carries what people type to the bot, and its results back."""

    telegram: FakeTelegram
    typed: dict[str, Typed] = field(default_factory=dict)
    _cache: dict[tuple[str, str, int | None], tuple[float, Typed]] = field(default_factory=dict)

    @property
    def unanswered(self) -> list[Typed]:
        """What the bot has not answered."""
        return [typed for typed in self.typed.values() if not typed.answers]

    def ask(self, person: Person, text: str, offset: str, chat_type: str) -> Typed:
        """A person types; the bot hears of it unless Telegram still has the results."""
        assert self.telegram.me["supports_inline_queries"], "BotFather's switch for inline mode is off"
        typed = Typed(str(self.telegram.next_id()), text, person, self.telegram.now(), offset)
        for key in ((text, offset, None), (text, offset, person.id)):
            until, known = self._cache.get(key, (0.0, typed))
            if until > self.telegram.now():
                typed.results, typed.button, typed.next_offset = known.results, known.button, known.next_offset
                return typed
        self.typed[typed.id] = typed
        query = {"id": typed.id, "from": person.as_json, "query": text, "offset": offset, "chat_type": chat_type}
        self.telegram.tell("inline_query", query)
        return typed

    def choose(self, typed: Typed, wanted: str, where: Chat) -> Shown:
        """A person sends a result into a chat; the bot hears of it if it asked for feedback."""
        result = typed.result(wanted)
        author = {"from": typed.person.as_json, "via_bot": self.telegram.me}
        message = Shown(0, False, "", int(self.telegram.now()), where, author)
        content = result.get("input_message_content")
        if content:
            message.text, message.entities = read_text(content["message_text"], content.get("parse_mode"))
        else:
            message.text, message.entities = read_caption(result.get("caption", ""), result.get("parse_mode"))
            message.photo = self.telegram.files[result["photo_file_id"]]
        message.rows = read_keyboard(result.get("reply_markup"))
        message.inline_id = f"inline-{self.telegram.next_id()}" if message.rows else None
        if self.telegram.has_inline_feedback:
            chosen = {"result_id": result["id"], "from": typed.person.as_json, "query": typed.text}
            mark = {"inline_message_id": message.inline_id} if message.inline_id else {}
            self.telegram.tell("chosen_inline_result", chosen | mark)
        return self.telegram.enter(message)

    def answer_inline_query(
        self,
        inline_query_id: str,
        results: list[Json],
        cache_time: int = CACHED,
        *,
        is_personal: bool = False,
        next_offset: str = "",
        button: Json | None = None,
    ) -> bool:
        """The bot's answer to what a person has typed."""
        typed = self.typed.get(inline_query_id)
        if typed is None or typed.answers or self.telegram.now() - typed.at > PATIENCE:
            is_late = typed is not None and not typed.answers
            if typed is not None:
                typed.answers += 1
            said = "Bad Request: query is too old and response timeout expired or query ID is invalid"
            raise RefusedError(said, is_breach=not is_late)
        self._check(results, next_offset, button)
        typed.answers += 1
        typed.results, typed.next_offset, typed.button = results, next_offset, button
        key = (typed.text, typed.offset, typed.person.id if is_personal else None)
        self._cache[key] = (self.telegram.now() + cache_time, typed)
        return True

    def _check(self, results: list[Json], next_offset: str, button: Json | None) -> None:
        ids = [result.get("id", "") for result in results]
        if len(results) > 50:
            raise RefusedError("Bad Request: RESULTS_TOO_MUCH")
        if not all(1 <= len(one.encode()) <= 64 for one in ids):
            raise RefusedError("Bad Request: RESULT_ID_INVALID")
        if len(set(ids)) < len(ids):
            raise RefusedError("Bad Request: RESULT_ID_DUPLICATE")
        if len(next_offset.encode()) > 64:
            raise RefusedError("Bad Request: NEXT_OFFSET_INVALID")
        if button is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
            raise RefusedError("Bad Request: START_PARAM_INVALID")
        if button is not None and not button.get("text"):
            raise RefusedError("Bad Request: SWITCH_PM_TEXT_EMPTY")
        for result in results:
            self._check_result(result)

    def _check_result(self, result: Json) -> None:
        kind, content = result.get("type", ""), result.get("input_message_content")
        unknown = result.keys() - FIELDS.get(kind, set()) - {"type", "id", "reply_markup"}
        if kind not in FIELDS or unknown:
            raise RefusedError(f"The fake knows no {', '.join(sorted(unknown)) or 'such'} in a result of type {kind!r}")
        if kind == "article" and not (result.get("title") and content):
            raise RefusedError("Bad Request: can't parse inline query result: Can't find field \"title\"")
        if content is not None and content.keys() - CONTENT:
            raise RefusedError("Bad Request: the fake knows no results but texts and photos")
        if content is not None:
            read_text(content.get("message_text", ""), content.get("parse_mode"))
        elif result.get("photo_file_id") not in self.telegram.files:
            raise RefusedError("Bad Request: wrong file identifier/HTTP URL specified")
        read_caption(result.get("caption", ""), result.get("parse_mode"))
        read_keyboard(result.get("reply_markup"))
