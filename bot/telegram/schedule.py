"""What is done by the clock: answers are deleted, reports are sent, what is too old is forgotten."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.dialogue.reply import Reply, Section
from bot.store.counts import Totals
from bot.store.deletions import Deletion
from bot.store.errors import StoreError
from bot.store.reports import Report
from bot.telegram.admins import Rights, rights_of
from bot.telegram.conversations import Conversation
from bot.telegram.incidents import Incidents
from bot.telegram.limiter import in_bulk
from bot.telegram.parts import Parts
from bot.telegram.settings_panel import WEEK

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two looks at what is due."""
LEASE = 60.0
"""Seconds for which one replica does this; if it dies, another takes over then."""
PURGE_EVERY = 3600.0
"""Seconds."""
AT_ONCE = 50
"""Deletions at one look; reports are fewer."""
NAME = "schedule"

REPORT_TITLE = "The last week in {title}"
REPORT = "I was asked {asked} times, answered {answered} and stayed silent {silent} times. 👍 {up}  👎 {down}"


class Schedule:
    """Of several replicas one does it; what it does is also safe if two do."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._store = parts.store
        self._incidents = Incidents(parts)
        self._me = secrets.token_hex(8)
        self._purge_at = 0.0

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Looks again and again, for ever; nothing that goes wrong ends it."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.exception("What is due could not be done")
                await self._incidents.report(error)
            await sleep(EVERY)

    async def look(self) -> None:
        """Does what is due now, unless another replica does."""
        now = self._parts.clock()
        try:
            if not await self._store.leases.try_lease(NAME, self._me, until=now + LEASE, now=now):
                return
            for deletion in await self._store.deletions.claim_due(now, AT_ONCE):
                await self._delete(deletion)
            for report in await self._store.reports.claim_due(now, AT_ONCE):
                await self._report(report)
            if now >= self._purge_at:
                await self._store.purge(now)
                self._purge_at = now + PURGE_EVERY
        except StoreError as error:
            log.error("What is due could not be looked up. %s", error)

    async def _delete(self, deletion: Deletion) -> None:
        """Deletes an answer. What Telegram refuses is left; what may yet succeed is tried again in a minute."""
        try:
            await self._parts.bot.delete_message(deletion.chat, deletion.message)
        except (BadRequest, Forbidden, ChatMigrated) as error:
            log.info("An answer could not be deleted (%s)", type(error).__name__)
        except TelegramError as error:
            log.info("An answer is deleted later (%s)", type(error).__name__)
            return
        await self._store.deletions.done(deletion.chat, deletion.message)

    async def _report(self, report: Report) -> None:
        """Sends a report to somebody who is an admin still."""
        try:
            rights = await rights_of(self._parts.bot, report.chat, report.person)
            if rights is Rights.GRANTED:
                with in_bulk():
                    await self._send(report)
        except Forbidden:
            rights = Rights.DENIED  # they have blocked the bot
        except TelegramError as error:
            log.info("A report is sent later (%s)", type(error).__name__)
            return
        if rights is Rights.DENIED:
            await self._store.reports.unsubscribe(report.chat, report.person)
        else:
            await self._store.reports.done(report.chat, report.person, self._parts.clock() + WEEK)

    async def _send(self, report: Report) -> None:
        now = self._parts.clock()
        totals = await self._store.counts.between(report.chat, now - WEEK, now)
        title = (await self._parts.bot.get_chat(report.chat)).title or ""
        await self._parts.sender.send(Conversation(report.person, None, report.person), page_of(title, totals))


def page_of(title: str, totals: Totals) -> Reply:
    """The weekly report of a group."""
    return Reply((Section(REPORT_TITLE.format(title=title), REPORT.format(**totals._asdict())),))
