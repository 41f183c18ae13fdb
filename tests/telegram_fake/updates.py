"""What waits for the bot, and the two ways in which it comes: asked for, or posted to a webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.telegram_fake.rules import RefusedError

if TYPE_CHECKING:
    from tests.telegram_fake.server import FakeTelegram

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL = 50
"""Seconds."""

Json = dict[str, Any]


class Updates:
    """The queue of updates."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.waiting: list[Json] = []
        self.webhook: Json = {}
        self._telegram = telegram
        self._allowed: list[str] = []
        self._poll = 0
        self._arrival = asyncio.Event()

    def add(self, update: Json) -> None:
        """Puts an update into the queue."""
        self.waiting.append(update)
        self._arrival.set()

    def take(self, kinds: list[str]) -> list[Json]:
        """Empties the queue, and returns what is of these kinds."""
        taken, self.waiting = self.waiting, []
        return _of_kinds(taken, kinds)

    async def get_updates(self, asked: Mapping[str, Any]) -> list[Json]:
        """Waits for updates, and returns them; those before the offset are confirmed by that."""
        if self.webhook.get("url"):
            raise _conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._allowed = asked.get("allowed_updates", self._allowed)  # what is not given stays as it was
        self._poll += 1
        poll = self._poll
        self._arrival.set()  # wakes an older poll, which ends
        unconfirmed = [update for update in self.waiting if update["update_id"] >= asked.get("offset", 0)]
        self.waiting = _of_kinds(unconfirmed, self._allowed)
        deadline = asyncio.get_running_loop().time() + min(asked.get("timeout", 0), LONGEST_POLL)
        while not self.waiting and (left := deadline - asyncio.get_running_loop().time()) > 0:
            self._arrival.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._arrival.wait()
            if poll != self._poll:
                raise _conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        return _of_kinds(self.waiting, self._allowed)[: asked.get("limit", 100)]

    def get_webhook_info(self) -> Json:
        """The state of the webhook."""
        names = ("max_connections", "allowed_updates", "last_error_date", "last_error_message")
        shown = {name: self.webhook[name] for name in names if name in self.webhook}
        state = {"has_custom_certificate": False, "pending_update_count": len(self.waiting)}
        return {"url": self.webhook.get("url", "")} | state | shown

    def set_webhook(self, url: str, *, drop_pending_updates: bool = False, **options: Any) -> bool:
        """Lets updates be posted to an address."""
        self._allowed = options.get("allowed_updates", self._allowed)
        self.webhook = {"max_connections": 40} | options | {"url": url, "allowed_updates": self._allowed}
        if drop_pending_updates:
            self.waiting = []
        return True

    def delete_webhook(self, **_: Any) -> bool:
        """Lets updates be asked for again."""
        if self.webhook.get("url"):
            self._telegram.breaches.append("deleteWebhook: the webhook of another process was deleted")
        self.webhook = {}
        return True


def _of_kinds(updates: Iterable[Json], kinds: list[str]) -> list[Json]:
    """Those of the updates that a bot wants which has named these kinds, or none."""
    named = [(next(name for name in update if name != "update_id"), update) for update in updates]
    return [update for kind, update in named if (kind in kinds if kinds else kind not in NOT_BY_DEFAULT)]


def _conflict(what: str) -> RefusedError:
    return RefusedError(f"Conflict: {what}", 409, is_breach=False)
