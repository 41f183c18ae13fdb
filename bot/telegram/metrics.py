"""What the bot counts and measures, in the form that Prometheus reads. No ids, no names, no words of people."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from telegram.constants import BOT_API_VERSION

from bot import __version__
from bot.store.inbox import InboxState

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
QUICK: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
SLOW: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
"""Borders of histograms, in seconds."""


class Metrics:
    """The counts of one process. Their names and meanings stand here, and in docs/operations.md."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.updates = self._counter("updates", "Updates that came and were new", "kind")
        self.repeated = self._counter("updates_repeated", "Updates that came once more and were left out")
        self.refused = self._counter("webhook_refused", "Requests to the webhook that were refused", "status")
        self.handled = self._counter("updates_handled", "Updates that were handled", "chat", "outcome")
        self.left_out = self._counter("updates_left_out", "Updates of floods, of which only the newest are answered")
        self.parked = self._counter("updates_parked", "Updates that could not be handled and were put aside")
        self.tried_again = self._counter("updates_tried_again", "Updates that were put back for a while", "reason")
        self.taken_over = self._counter("updates_taken_over", "Updates that a process had in hand when it died")
        self.errors = self._counter("errors", "Unexpected errors", "kind")
        self.understanding = self._histogram("understanding_seconds", "From a question to its reply", QUICK)
        self.answering = self._histogram("answering_seconds", "From an update's arrival to the first sign of it", SLOW)
        self.requests = self._counter("telegram_requests", "Requests to Telegram", "method", "result")
        self.retries = self._counter("telegram_retries", "Requests that were made again", "reason")
        self.doubled = self._counter("telegram_perhaps_doubled", "Messages sent again after a time-out")
        self.waits = self._histogram("limiter_wait_seconds", "Waits for a turn in a chat", SLOW)
        self.is_heard = self._gauge("telegram_reachable", "Whether the last request to Telegram got through")
        self._waiting = self._gauge("inbox_waiting", "Updates that are not handled yet")
        self._oldest = self._gauge("inbox_oldest_seconds", "How long the oldest of them has been waiting")
        self._parked_now = self._gauge("inbox_parked", "Updates that are put aside")
        self.in_hand = self._gauge("updates_in_hand", "Updates that this process is handling")
        self._versions = Info("bot", "Versions", registry=self._registry)
        self.tell_version("")

    def tell_version(self, library: str) -> None:
        """The version of the intent and content files that answer."""
        self.library = library
        self._versions.info({"version": __version__, "library": library, "bot_api": BOT_API_VERSION})

    def tell_inbox(self, state: InboxState, now: float) -> None:
        """How the inbox fares, which all processes share."""
        self._waiting.set(state.waiting)
        self._oldest.set(0.0 if state.oldest is None else now - state.oldest)
        self._parked_now.set(state.parked)

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self._registry)

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"bot_{name}", says, labels, registry=self._registry)

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(f"bot_{name}", says, registry=self._registry)

    def _histogram(self, name: str, says: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"bot_{name}", says, buckets=buckets, registry=self._registry)
