"""Pictures in the fake: what Telegram takes, keeps and shows."""

from __future__ import annotations

import asyncio
import struct
import zlib
from typing import Any

import pytest
from telegram import Bot, InputMediaPhoto

from tests.telegram_fake import TOKEN, FakeRequest, FakeTelegram, Person, serve
from tests.telegram_fake.asking import call, description, result


def png(width: int, height: int, *, crc: int = 0) -> bytes:
    """A black picture."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body) ^ crc)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (1 + (width + 7) // 8) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """As much of a picture as tells its size."""
    frame = struct.pack(">BHHB", 8, height, width, 0)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame + b"\xff\xd9"


def send(telegram: FakeTelegram, person: Person, content: bytes, **more: Any) -> Any:
    return call(telegram, "sendPhoto", files={"photo": content}, chat_id=person.id, **more)


@pytest.mark.parametrize("content", [png(800, 600), jpeg(800, 600)], ids=["png", "jpeg"])
def test_a_picture_is_sent_and_can_be_sent_again_by_its_id(telegram: FakeTelegram, ana: Person, content: bytes) -> None:
    message = result(send(telegram, ana, content, caption="<b>Two</b> roles", parse_mode="HTML"))
    assert (message["caption"], "text" in message) == ("Two roles", False)
    largest = message["photo"][-1]
    assert (largest["width"], largest["height"], largest["file_size"]) == (800, 600, len(content))
    call(telegram, "sendPhoto", chat_id=ana.id, photo=largest["file_id"])
    assert [card.photo.content if card.photo else None for card in ana.cards] == [content, content]
    telegram.check()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(10, 10)[:-4], "IMAGE_PROCESS_FAILED"),
        (png(10, 10, crc=1), "IMAGE_PROCESS_FAILED"),
        (jpeg(10, 10)[:-2], "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (b"x" * (10 * 1024 * 1024 + 1), "file is too big"),
    ],
    ids=["empty", "text", "cut", "damaged", "cut jpeg", "too large", "too long", "too heavy"],
)
def test_a_picture_that_telegram_refuses(telegram: FakeTelegram, ana: Person, content: bytes, error: str) -> None:
    assert error in description(send(telegram, ana, content))
    assert telegram.breaches


def test_what_is_wrong_with_the_rest(telegram: FakeTelegram, ana: Person) -> None:
    assert "caption is too long" in description(send(telegram, ana, png(9, 9), caption="x" * 1025))
    assert "wrong file identifier" in description(call(telegram, "sendPhoto", chat_id=ana.id, photo="AgACAgIAAx"))
    group = telegram.group()
    group.forbidden = {"can_send_photos"}
    refusal = call(telegram, "sendPhoto", files={"photo": png(9, 9)}, chat_id=group.id)
    assert description(refusal) == "Bad Request: not enough rights to send photos to the chat"


def test_a_picture_has_a_caption_and_a_text_has_none(telegram: FakeTelegram, ana: Person) -> None:
    result(send(telegram, ana, png(9, 9), caption="one"))
    call(telegram, "sendMessage", chat_id=ana.id, text="two")
    picture, text = (dict[str, Any](chat_id=ana.id, message_id=card.id) for card in ana.cards)
    said = description(call(telegram, "editMessageText", text="x", **picture))
    assert said == "Bad Request: there is no text in the message to edit"
    said = description(call(telegram, "editMessageCaption", caption="x", **text))
    assert said == "Bad Request: there is no caption in the message to edit"
    result(call(telegram, "editMessageCaption", caption="three", **picture))
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    result(call(telegram, "editMessageReplyMarkup", reply_markup=keys, **picture))
    assert (ana.cards[0].text, ana.cards[0].labels) == ("three", ["A"])
    telegram.check()


def test_a_picture_takes_the_place_of_a_text(telegram: FakeTelegram, ana: Person) -> None:
    call(telegram, "sendMessage", chat_id=ana.id, text="two")
    where: dict[str, Any] = {"chat_id": ana.id, "message_id": ana.card.id}
    media = {"type": "photo", "media": "attach://one", "caption": "a picture"}
    result(call(telegram, "editMessageMedia", files={"one": png(9, 9)}, media=media, **where))
    assert (ana.card.text, ana.card.photo and ana.card.photo.width) == ("a picture", 9)


def test_the_library_uploads_in_one_process_and_over_http(telegram: FakeTelegram, ana: Person) -> None:
    async def show(bot: Bot) -> None:
        async with bot:
            sent = await bot.send_photo(ana.id, png(30, 20), caption="größe & co")
            await bot.edit_message_media(InputMediaPhoto(png(40, 20), caption="two"), ana.id, sent.message_id)
            await bot.send_photo(ana.id, sent.photo[-1].file_id)

    async def over_http() -> None:
        async with serve(telegram) as url:
            await show(Bot(TOKEN, base_url=f"{url}/bot"))

    asyncio.run(show(Bot(TOKEN, request=FakeRequest(telegram))))
    asyncio.run(over_http())
    assert [card.photo and card.photo.width for card in ana.cards] == [40, 30, 40, 30]
    assert [card.text for card in ana.cards] == ["two", "", "two", ""]
    telegram.check()
