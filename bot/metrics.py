"""What a running bot counts and times, for Prometheus. No label names a person or a courtyard.

Each app has its own registry. What stands in the database is asked only when somebody looks
(`bot.ops`); everything else is counted where it happens, from any thread.
"""

from __future__ import annotations

import math
import platform
from enum import Enum
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from bot.errors import Refusal
from storage.standing import Standing

MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
ACTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class Outcome(Enum):
    """What became of an update."""

    DONE = "done"
    REFUSED = "refused"
    AGAIN = "again"
    IGNORED = "ignored"
    FAILED = "failed"
    UNREADABLE = "unreadable"
    UNSAVED = "unsaved"


class Metrics:
    """Everything that is measured. It is a storage.watch.Watch, too."""

    def __init__(self, database: str = "sqlite") -> None:
        self.registry = ours = CollectorRegistry()
        ProcessCollector(registry=ours)
        self._updates = Counter(
            "yuanba_updates", "Updates taken from Telegram.", ["kind", "outcome"], registry=ours
        )
        self._refusals = Counter(
            "yuanba_refusals",
            "Acts refused, by the rule that refused them.",
            ["kind"],
            registry=ours,
        )
        self._until_commit = _times(
            ours, "yuanba_update_commit", "From an update's coming to its being on disk."
        )
        self._until_toast = _times(
            ours, "yuanba_update_toast", "From a press's coming to its answer's being out."
        )
        self._acts = _times(ours, "yuanba_act", "From an act's being asked for to its end.")
        self._batch = Histogram(
            "yuanba_batch_acts", "Acts that shared a commit.", buckets=ACTS, registry=ours
        )
        self._commits = _times(ours, "yuanba_batch", "From a batch's beginning to its commit.")
        self._calls = Counter(
            "yuanba_telegram_calls",
            "Calls to Telegram: ok, 429, 4xx, 5xx, or none when nothing came back.",
            ["method", "outcome"],
            registry=ours,
        )
        self._answers = _times(ours, "yuanba_telegram", "Time Telegram took (but for polls).")
        self._turned_away = Counter(
            "yuanba_webhook_refused", "Requests the webhook turned away.", ["reason"], registry=ours
        )
        self._holds = Gauge(
            "yuanba_holds",
            "Whether this program is the sender, the clock.",
            ["work"],
            registry=ours,
        )
        self._standing = _standing(ours)
        self._answering = Gauge(
            "yuanba_database_answers",
            "Whether the database could be asked just now.",
            registry=ours,
        )
        build = Gauge(
            "yuanba_build_info", "What runs.", ["version", "python", "database"], registry=ours
        )
        build.labels(version("yuanba"), platform.python_version(), database).set(1)

    def update(self, kind: str, outcome: Outcome, refusal: type[Refusal] | None = None) -> None:
        self._updates.labels(kind, outcome.value).inc()
        if refusal is not None:
            self._refusals.labels(refusal.__name__).inc()

    def saved(self, seconds: float) -> None:
        """An update is on disk, so long after it came."""
        self._until_commit.observe(seconds)

    def answered(self, seconds: float) -> None:
        """The answer to a press is out, so long after the press came."""
        self._until_toast.observe(seconds)

    def committed(self, acts: int, seconds: float) -> None:
        self._batch.observe(acts)
        self._commits.observe(seconds)

    def acted(self, seconds: float) -> None:
        self._acts.observe(seconds)

    def called(self, method: str, outcome: str, seconds: float) -> None:
        """Telegram has answered a call, or has not."""
        self._calls.labels(method, outcome).inc()
        if method != "getUpdates":
            self._answers.observe(seconds)

    def turned_away(self, reason: str) -> None:
        self._turned_away.labels(reason).inc()

    def holds(self, work: str, ours: bool) -> None:
        self._holds.labels(work).set(ours)

    def stands(self, found: Standing | None) -> None:
        """What was found in the database; None when it could not be asked."""
        self._answering.set(found is not None)
        for name, gauge in self._standing.items():
            gauge.set(math.nan if found is None else getattr(found, name))


def _standing(registry: CollectorRegistry) -> dict[str, Gauge]:
    """A gauge for each thing that is asked of the database."""
    outbox = Gauge(
        "yuanba_outbox_messages",
        "Messages to go now (waiting), later (planned), not to be delivered (parked).",
        ["state"],
        registry=registry,
    )
    cards = Gauge(
        "yuanba_cards_dirty",
        "Cards to be drawn: soon (waiting), or tried again later (resting).",
        ["state"],
        registry=registry,
    )
    plain = {
        "outbox_age": ("outbox_age_seconds", "How long the oldest message has been waiting to go."),
        "due_lag": ("due_lag_seconds", "How long the oldest due work is overdue."),
        "card_lag": ("card_lag_seconds", "How long a card has not shown the truth, at the most."),
        "letters": ("dead_letters", "Failures of ours that wait to be looked at."),
        "schema": ("schema_version", "Newest migration applied."),
    }
    return {
        "waiting": outbox.labels("waiting"),
        "planned": outbox.labels("planned"),
        "parked": outbox.labels("parked"),
        "dirty": cards.labels("waiting"),
        "resting": cards.labels("resting"),
        **{
            field: Gauge(f"yuanba_{name}", what, registry=registry)
            for field, (name, what) in plain.items()
        },
    }


def _times(registry: CollectorRegistry, name: str, what: str) -> Histogram:
    return Histogram(f"{name}_seconds", what, buckets=MOMENTS, registry=registry)
