"""The fake refuses what Telegram refuses, in its words, and a breach of the rules is not forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.telegram_fake import TOKEN, FakeTelegram, Person
from tests.telegram_fake.asking import call, description, result
from tests.telegram_fake.rules import RefusedError, find_entities, read_caption, read_keyboard, read_text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "message text is empty"),
        (" \n", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("<b>open", """can't parse entities: Can't find end tag corresponding to start tag "b\""""),
        ("open</b>", "can't parse entities: Unexpected end tag at byte offset 4"),
        (
            "ü<b><i>x</b></i>",
            """can't parse entities: Unmatched end tag at byte offset 9, expected "</i>", found "</b>\"""",
        ),
        ("hi <ana>", """can't parse entities: Unsupported start tag "ana" at byte offset 3"""),
        ("<script>x</script>", """can't parse entities: Unsupported start tag "script" at byte offset 0"""),
        ("1 < 2", "can't parse entities: Unclosed start tag at byte offset 2"),
        ("\ud83d", "strings must be encoded in UTF-8"),
    ],
)
def test_a_text_that_telegram_refuses(telegram: FakeTelegram, ana: Person, text: str, error: str) -> None:
    answer = call(telegram, "sendMessage", chat_id=ana.id, text=text, parse_mode="HTML")
    assert (answer.status, description(answer)) == (400, f"Bad Request: {error}")
    with pytest.raises(AssertionError, match="broke Telegram's rules"):
        telegram.check()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("😀" * 2048, "😀" * 2048),
        ("&lt;b&gt; &amp;amp; &copy; &#65;", "<b> &amp; &copy; A"),
        ("<b>x<i>y</i></b>", "xy"),
        ('<a href="https://example.org/?a=1&amp;b=2">z</a> "', 'z "'),
        ("<b>" * 5000 + "x" + "</b>" * 5000, "x"),
    ],
)
def test_a_text_that_telegram_takes(text: str, seen: str) -> None:
    assert read_text(text, "HTML")[0] == seen


def test_a_quote_can_be_expanded() -> None:
    _, entities = read_text("<blockquote expandable>a</blockquote><blockquote>b</blockquote>", "HTML")
    assert [entity["type"] for entity in entities] == ["expandable_blockquote", "blockquote"]


def test_a_caption_is_shorter_and_may_be_empty() -> None:
    assert read_caption("", None) == ("", [])
    assert read_caption("<b>" + "😀" * 512 + "</b>", "HTML")[0] == "😀" * 512
    with pytest.raises(RefusedError, match="caption is too long"):
        read_caption("😀" * 512 + "x", "HTML")


def test_what_telegram_recognises_in_what_people_write() -> None:
    text = "😀 @career_test_bot, see https://t.me/rival_bot or a@example.org /help@rival_bot"
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in find_entities(text)] == [
        ("mention", 3, 16),
        ("url", 25, 22),
        ("bot_command", 65, 15),
    ]


def test_entities_are_measured_in_utf_16_units() -> None:
    _, entities = read_text('😀<b>a😀</b><a href="https://e.org/?a&amp;b">c</a>', "HTML")
    assert entities == [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "text_link", "offset": 5, "length": 1, "url": "https://e.org/?a&b"},
    ]


@pytest.mark.parametrize(
    "button",
    [
        {"text": "A"},
        {"text": "", "callback_data": "a"},
        {"text": "A", "callback_data": ""},
        {"text": "A", "callback_data": "x" * 65},
        {"text": "A", "callback_data": "ü" * 33},
        {"text": "A", "callback_data": "a", "url": "https://example.org"},
        {"text": "A", "url": "example"},
    ],
)
def test_a_button_that_telegram_refuses(button: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        read_keyboard({"inline_keyboard": [[button]]})


def test_a_keyboard_has_a_hundred_buttons_at_most() -> None:
    row = [{"text": "A", "callback_data": "x" * 64}] * 4
    assert len(read_keyboard({"inline_keyboard": [row] * 25})) == 25
    for rows in ([row] * 26, [row * 3]):
        with pytest.raises(RefusedError):
            read_keyboard({"inline_keyboard": rows})


@pytest.mark.parametrize(
    ("method", "parameters", "status"),
    [
        ("sendMesage", {}, 404),
        ("sendMessage", {"chat_id": 1, "text": "x"}, 400),
        ("sendMessage", {"chat_id": "me", "text": "x"}, 400),
        ("sendMessage", {"chat_id": 1}, 400),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "none"}, 400),
        ("sendMessage", {"chat_id": 1, "text": "x", "disable_web_page_preview": True}, 400),
        ("answerCallbackQuery", {"callback_query_id": "nobody's"}, 400),
        ("setMyCommands", {"commands": [{"command": "Help!", "description": "x"}]}, 400),
        ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}, 400),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, 400),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": -1}}, 400),
        ("setMyDescription", {"description": "x" * 513}, 400),
    ],
)
def test_a_request_that_telegram_refuses(
    telegram: FakeTelegram, method: str, parameters: dict[str, Any], status: int
) -> None:
    assert call(telegram, method, **parameters).status == status
    assert telegram.breaches


def test_a_token_is_checked(telegram: FakeTelegram) -> None:
    assert call(telegram, "getMe", TOKEN.replace("A", "B")).status == 401
    assert call(telegram, "getMe", "123").status == 404


def test_who_never_wrote_cannot_be_written_to(telegram: FakeTelegram) -> None:
    answer = call(telegram, "sendMessage", chat_id=telegram.person().id, text="buy now")
    assert (answer.status, description(answer)) == (403, "Forbidden: bot can't initiate conversation with a user")
    assert telegram.breaches


def test_what_the_bot_cannot_know_is_no_breach(telegram: FakeTelegram, ana: Person) -> None:
    call(telegram, "sendMessage", chat_id=ana.id, text="hello")
    edit: dict[str, Any] = {"chat_id": ana.id, "message_id": ana.card.id}
    assert "message is not modified" in description(call(telegram, "editMessageText", text="hello", **edit))
    ana.deletes(ana.card)
    assert "message to edit not found" in description(call(telegram, "editMessageText", text="hello", **edit))
    ana.blocks_the_bot()
    assert call(telegram, "sendMessage", chat_id=ana.id, text="hello").status == 403
    telegram.check()


def test_a_tap_must_be_answered_once(telegram: FakeTelegram, ana: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    call(telegram, "sendMessage", chat_id=ana.id, text="hello", reply_markup=keyboard)
    tap = ana.taps("A")
    with pytest.raises(AssertionError, match="never answered"):
        telegram.check()
    assert call(telegram, "answerCallbackQuery", callback_query_id=tap.id, text="Done", show_alert=True).status == 200
    assert (tap.says, tap.is_alert) == ("Done", True)
    telegram.check()
    assert "query is too old" in description(call(telegram, "answerCallbackQuery", callback_query_id=tap.id))
    with pytest.raises(AssertionError, match="too old"):
        telegram.check()


def test_updates_are_given_until_they_are_confirmed(telegram: FakeTelegram, ana: Person) -> None:
    ana.says("one")
    ana.says("two")
    first = result(call(telegram, "getUpdates"))
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert result(call(telegram, "getUpdates")) == first
    assert result(call(telegram, "getUpdates", offset=first[-1]["update_id"] + 1)) == []


def test_the_wish_for_kinds_of_updates_is_remembered(telegram: FakeTelegram, ana: Person) -> None:
    assert call(telegram, "getUpdates", allowed_updates=["callback_query"]).body == {"ok": True, "result": []}
    ana.says("again")
    assert call(telegram, "getUpdates").body == {"ok": True, "result": []}


def test_commands_are_kept_by_scope_and_language(telegram: FakeTelegram) -> None:
    group = {"type": "chat_administrators", "chat_id": telegram.group().id}
    for scope, name in (({"type": "default"}, "help"), (group, "settings")):
        call(telegram, "setMyCommands", commands=[{"command": name, "description": "x"}], scope=scope)
    assert result(call(telegram, "getMyCommands", scope=group))[0]["command"] == "settings"
    call(telegram, "deleteMyCommands", scope=group)
    assert result(call(telegram, "getMyCommands", scope=group)) == []
    assert result(call(telegram, "getMyCommands", scope={"type": "default"}))[0]["command"] == "help"


def test_what_is_set_about_the_bot_is_given_back(telegram: FakeTelegram) -> None:
    call(telegram, "setMyName", name="Advisor")
    call(telegram, "setChatMenuButton", menu_button={"type": "commands"})
    call(telegram, "setMyDefaultAdministratorRights", rights={"can_delete_messages": True})
    assert result(call(telegram, "getMyName")) == {"name": "Advisor"}
    assert result(call(telegram, "getChatMenuButton")) == {"type": "commands"}
    rights = result(call(telegram, "getMyDefaultAdministratorRights"))
    assert (rights["can_delete_messages"], rights["can_restrict_members"]) == (True, False)


def test_a_webhook_tells_of_itself_and_keeps_the_wish_for_kinds(telegram: FakeTelegram, ana: Person) -> None:
    call(telegram, "setWebhook", url="https://example.org/hook", allowed_updates=["message"], max_connections=4)
    ana.says("hello")
    assert result(call(telegram, "getWebhookInfo")) == {
        "url": "https://example.org/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 4,
        "allowed_updates": ["message"],
    }
    call(telegram, "setWebhook", url="https://example.org/other", drop_pending_updates=True)
    info = result(call(telegram, "getWebhookInfo"))
    assert (info["pending_update_count"], info["allowed_updates"]) == (0, ["message"])


def test_two_that_poll_are_in_each_others_way(telegram: FakeTelegram) -> None:
    async def both() -> list[int]:
        first = asyncio.create_task(telegram.call(TOKEN, "getUpdates", {"timeout": "50"}))
        await asyncio.sleep(0)
        second = asyncio.create_task(telegram.call(TOKEN, "getUpdates", {}))
        return [(await task).status for task in (first, second)]

    assert asyncio.run(both()) == [409, 200]


def test_a_webhook_excludes_polling(telegram: FakeTelegram) -> None:
    call(telegram, "setWebhook", url="https://example.org/hook")
    assert call(telegram, "getUpdates").status == 409
    call(telegram, "deleteWebhook")
    assert telegram.breaches == ["deleteWebhook: the webhook of another process was deleted"]
