"""The methods that send, change and delete messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.chats import Chat, Shown, message_json
from tests.telegram_fake.groups import SharedChat
from tests.telegram_fake.pictures import Picture, read_size
from tests.telegram_fake.rules import RefusedError, read_caption, read_keyboard, read_text

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

TWO_DAYS = 48 * 3600
"""Seconds for which a message can be deleted."""

Json = dict[str, Any]
Files = Mapping[str, bytes]


class Messages:
    """What the bot does with messages."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self._telegram = telegram

    def send_message(self, chat_id: int, text: str, **options: Any) -> Json:
        """Sends a text."""
        chat = self._writable(chat_id, "can_send_messages", "text messages")
        message = self._draft(chat, options)
        message.text, message.entities = read_text(text, options.get("parse_mode"))
        return self._send(message)

    def send_photo(self, chat_id: int, photo: str, files: Files | None = None, **options: Any) -> Json:
        """Sends a picture."""
        chat = self._writable(chat_id, "can_send_photos", "photos")
        message = self._draft(chat, options)
        message.text, message.entities = read_caption(options.get("caption", ""), options.get("parse_mode"))
        message.photo = self._picture(photo, files or {})
        return self._send(message)

    def send_document(self, chat_id: int, document: str, files: Files | None = None, **options: Any) -> Json:
        """Sends a file, which must be uploaded."""
        chat = self._writable(chat_id, "can_send_documents", "documents")
        message = self._draft(chat, options)
        message.text, message.entities = read_caption(options.get("caption", ""), options.get("parse_mode"))
        content = (files or {}).get(document.removeprefix("attach://"), b"")
        if not content:
            raise RefusedError("Bad Request: file must be non-empty")
        message.other["document"] = {"file_id": "a", "file_unique_id": "b", "file_size": len(content)}
        return self._send(message)

    def send_chat_action(self, chat_id: int, **options: Any) -> bool:
        """Shows that the bot is at work."""
        self._topic(self._writable(chat_id, "can_send_messages", "text messages"), options)
        return True

    def edit_message_text(self, text: str, parse_mode: str | None = None, **where: Any) -> Json | bool:
        """Changes the text of a message."""
        message, rows = self._edited(where)
        if message.photo:
            raise RefusedError("Bad Request: there is no text in the message to edit", is_breach=False)
        seen, entities = read_text(text, parse_mode)
        return self._change(message, text=seen, entities=entities, rows=rows, is_html=parse_mode == "HTML")

    def edit_message_caption(self, caption: str = "", parse_mode: str | None = None, **where: Any) -> Json | bool:
        """Changes the caption of a picture."""
        message, rows = self._edited(where)
        if not message.photo:
            raise RefusedError("Bad Request: there is no caption in the message to edit", is_breach=False)
        seen, entities = read_caption(caption, parse_mode)
        return self._change(message, text=seen, entities=entities, rows=rows, is_html=parse_mode == "HTML")

    def edit_message_media(self, media: Json, files: Files | None = None, **where: Any) -> Json | bool:
        """Puts a picture with its caption in the place of a picture or a text."""
        message, rows = self._edited(where)
        if media.get("type") != "photo":
            raise RefusedError("Bad Request: the fake knows no media but photos")
        if files and message.inline_id:
            raise RefusedError("Bad Request: a new file can't be uploaded to an inline message")
        mode = media.get("parse_mode")
        seen, entities = read_caption(media.get("caption", ""), mode)
        photo = self._picture(media["media"], files or {})
        return self._change(message, text=seen, entities=entities, rows=rows, is_html=mode == "HTML", photo=photo)

    def edit_message_reply_markup(self, **where: Any) -> Json | bool:
        """Changes the buttons of a message."""
        message, rows = self._edited(where)
        return self._change(message, rows=rows)

    def delete_message(self, chat_id: int, message_id: int) -> bool:
        """Deletes a message."""
        chat = self._telegram.writable(chat_id)
        message = chat.messages.get(message_id)
        if message is None:
            raise RefusedError("Bad Request: message to delete not found", is_breach=False)
        if not self._may_delete(message):
            raise RefusedError("Bad Request: message can't be deleted", is_breach=False)
        if self._telegram.now() - message.date > TWO_DAYS:
            raise RefusedError("Bad Request: message can't be deleted for everyone", is_breach=False)
        del chat.messages[message_id]
        return True

    def delete_messages(self, chat_id: int, message_ids: list[int]) -> bool:
        """Deletes messages, as far as they are there and it may."""
        if not 1 <= len(message_ids) <= 100:
            raise RefusedError("Bad Request: too many message identifiers specified")
        chat = self._telegram.writable(chat_id)
        for message in [chat.messages[one] for one in message_ids if one in chat.messages]:
            if self._may_delete(message) and self._telegram.now() - message.date <= TWO_DAYS:
                del chat.messages[message.id]
        return True

    def _writable(self, chat_id: int, permission: str, what: str) -> Chat:
        """The chat, if the bot may send this kind of thing there."""
        chat = self._telegram.writable(chat_id)
        if not isinstance(chat, SharedChat):
            return chat
        bot = chat.bot
        if chat.kind == "channel" and not bot.has_right("can_post_messages"):
            raise RefusedError("Bad Request: need administrator rights in the channel chat", is_breach=False)
        is_allowed = bot.is_admin or (
            permission in bot.allowed if bot.status == "restricted" else permission not in chat.forbidden
        )
        if not is_allowed:
            raise RefusedError(f"Bad Request: not enough rights to send {what} to the chat", is_breach=False)
        return chat

    def _draft(self, chat: Chat, options: Mapping[str, Any]) -> Shown:
        """A message without its text."""
        reply_to = self._reply_to(chat, options.get("reply_parameters"))
        thread = chat.thread_of(reply_to, self._topic(chat, options))
        if thread in chat.closed_topics and isinstance(chat, SharedChat) and not chat.bot.is_admin:
            raise RefusedError("Bad Request: TOPIC_CLOSED", is_breach=False)
        author = {"sender_chat": chat.as_json} if chat.kind == "channel" else {"from": self._telegram.me}
        message = Shown(0, True, "", int(self._telegram.now()), chat, author, thread=thread, reply_to=reply_to)
        message.rows = read_keyboard(options.get("reply_markup"))
        message.is_html = options.get("parse_mode") == "HTML"
        return message

    def _send(self, message: Shown) -> Json:
        self._telegram.put(message)
        self._telegram.pass_on(message)
        return message_json(message)

    def _topic(self, chat: Chat, options: Mapping[str, Any]) -> int | None:
        """The topic that a message is sent to; General has no id, nor have threads of replies."""
        thread: int | None = options.get("message_thread_id")
        topics = chat.topics.keys() if chat.is_forum else chat.threads if chat.kind == "private" else set()
        if thread is not None and thread not in topics:
            raise RefusedError("Bad Request: message thread not found")
        return thread

    def _reply_to(self, chat: Chat, given: Mapping[str, Any] | None) -> Shown | None:
        """The message that is replied to."""
        if given is None:
            return None
        if unknown := given.keys() - {"message_id", "chat_id", "allow_sending_without_reply"}:
            raise RefusedError(f"The fake knows no {', '.join(sorted(unknown))} in reply_parameters")
        message = chat.messages.get(given["message_id"]) if given.get("chat_id", chat.id) == chat.id else None
        if message is None and not given.get("allow_sending_without_reply"):
            raise RefusedError("Bad Request: message to be replied not found", is_breach=False)
        return message

    def _picture(self, photo: str, files: Files) -> Picture:
        """The picture that is uploaded, or was before."""
        if photo.startswith("attach://"):
            return self._telegram.keep_file(files[photo.removeprefix("attach://")], read_size)
        if photo not in self._telegram.files:
            raise RefusedError("Bad Request: wrong file identifier/HTTP URL specified")
        return self._telegram.files[photo]

    def _edited(self, where: Mapping[str, Any]) -> tuple[Shown, list[list[Json]]]:
        """The message that is to be changed, and its new buttons."""
        rows = read_keyboard(where.get("reply_markup"))
        if "inline_message_id" in where:
            return self._telegram.inline_message(where["inline_message_id"]), rows
        chat = self._telegram.writable(where["chat_id"])
        message = chat.messages.get(where["message_id"])
        if message is None:
            raise RefusedError("Bad Request: message to edit not found", is_breach=False)
        if not message.is_from_bot:
            raise RefusedError("Bad Request: message can't be edited")
        return message, rows

    def _change(self, message: Shown, **changes: Any) -> Json | bool:
        compared = [name for name in changes if name != "is_html"]
        if all(getattr(message, name) == changes[name] for name in compared):
            raise RefusedError(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
                " same as a current content and reply markup of the message",
                is_breach=False,
            )
        for name, value in changes.items():
            setattr(message, name, value)
        message.edits += 1
        self._telegram.pass_on_change(message)
        return True if message.inline_id else message_json(message)

    def _may_delete(self, message: Shown) -> bool:
        chat = message.chat
        if not isinstance(chat, SharedChat):
            return True
        is_own = message.is_from_bot and (chat.kind != "channel" or chat.bot.has_right("can_post_messages"))
        is_leader = chat.bot.is_admin if chat.kind == "group" else chat.bot.has_right("can_delete_messages")
        return (is_own or is_leader) and "forum_topic_created" not in message.other
