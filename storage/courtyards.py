"""The courtyards themselves: a group, its name, zone, language and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from storage.tx import Tx, columns

# Domain.md 10, as far as the columns built so far use them. A courtyard's own values win.
DEFAULTS: dict[str, Any] = {
    "sort_hours": 48,
    "appeal_days_to_file": 3,
    "appeal_days_to_rule": 5,
    "gov_first_handover_workdays": 2,
    "shared_plan_workdays": 5,
    "explain_overdue_workdays": 2,
    "review_days": 15,
    "quiet_start": "22:00",
    "quiet_end": "08:00",
    "vouches": 2,
    "notice_owner_days": 15,
    "notice_resident_days": 10,
    "notice_yard_days": 0,
    "discussion_min_days": 3,
    "result_posted_days": 15,
    "objection_days": 7,
    "half_inclusive": 1,
    "silent_policy": "not_counted",
    "proxy_max": 3,
    "undo_hours": 24,
    "term_council": "",
    "term_festival": "",
    "picture_shade": "light",
}

FIRST_SUPERGROUP = -1_000_000_000_000


@dataclass(frozen=True)
class Courtyard:
    courtyard: int
    chat: int
    name: str
    zone: str
    lang: str
    channel: int | None
    forum_thread: int | None
    settings: dict[str, Any]
    state: str
    created_at: datetime

    @property
    def zoneinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def setting(self, key: str) -> Any:
        """The courtyard's own value of `key`, else the default. Raises KeyError for no such key."""
        return self.settings.get(key, DEFAULTS[key])


_SELECT = f"SELECT {columns(Courtyard)} FROM courtyards"


def get(tx: Tx, courtyard: int) -> Courtyard | None:
    return tx.get(Courtyard, f"{_SELECT} WHERE courtyard = ?", courtyard)


def by_chat(tx: Tx, chat: int) -> Courtyard | None:
    return tx.get(Courtyard, f"{_SELECT} WHERE chat = ?", chat)


def by_channel(tx: Tx, channel: int) -> Courtyard | None:
    return tx.get(Courtyard, f"{_SELECT} WHERE channel = ?", channel)


def in_basic_groups(tx: Tx) -> list[int]:
    """The chats of courtyards whose group is no supergroup (those have ids from -10^12 down)."""
    found = tx.rows(
        "SELECT chat FROM courtyards WHERE chat < 0 AND chat > ? ORDER BY courtyard",
        FIRST_SUPERGROUP,
    )
    return [chat for (chat,) in found]


def of_person(tx: Tx, person: int) -> list[Courtyard]:
    """Where this person has at least consented, oldest first."""
    return _of_person(tx, person, "c.state = 'ACTIVE'")


def left_by_us(tx: Tx, person: int) -> list[Courtyard]:
    """Courtyards of this person whose group the bot is not in any more."""
    return _of_person(tx, person, "c.state <> 'ACTIVE'")


def shared_with(tx: Tx, courtyard: int) -> list[Courtyard]:
    """This courtyard and every other in which somebody of it lives, too."""
    return tx.list(
        Courtyard,
        f"{_SELECT} WHERE state = 'ACTIVE' AND courtyard IN (SELECT o.courtyard FROM residents r "
        "JOIN residents o ON o.person = r.person AND o.state = 'CONFIRMED' "
        "WHERE r.courtyard = ? AND r.state = 'CONFIRMED') ORDER BY courtyard",
        courtyard,
    )


def older_zones(tx: Tx, courtyard: int) -> dict[int, ZoneInfo]:
    """The time of day by which a person of this courtyard counts days, for those who also live in
    a courtyard older than it: that one's."""
    found = tx.rows(
        "SELECT r.person, c.zone FROM residents r JOIN residents o ON o.person = r.person "
        "AND o.state = 'CONFIRMED' AND o.courtyard < r.courtyard "
        "JOIN courtyards c ON c.courtyard = o.courtyard AND c.state = 'ACTIVE' "
        "WHERE r.courtyard = ? ORDER BY o.courtyard DESC",
        courtyard,
    )
    return {person: ZoneInfo(zone) for person, zone in found}


def _of_person(tx: Tx, person: int, which: str) -> list[Courtyard]:
    names = ", ".join(f"c.{name.strip()}" for name in columns(Courtyard).split(","))
    return tx.list(
        Courtyard,
        f"SELECT {names} FROM courtyards c JOIN residents r ON r.courtyard = c.courtyard "
        f"WHERE r.person = ? AND r.state <> 'LEFT' AND {which} ORDER BY c.courtyard",
        person,
    )


def set_setting(tx: Tx, yard: Courtyard, key: str, value: Any) -> None:
    """Keep the courtyard's own value of one of DEFAULTS. Raises KeyError for no such key."""
    if key not in DEFAULTS:
        raise KeyError(key)
    update(tx, yard.courtyard, settings={**yard.settings, key: value})


def add(tx: Tx, chat: int, name: str, zone: str, lang: str) -> int:
    """A new courtyard's id."""
    courtyard: int = tx.value("SELECT coalesce(max(courtyard), 0) + 1 FROM courtyards")
    tx.run(
        "INSERT INTO courtyards (courtyard, chat, name, zone, lang, state, created_at) "
        "VALUES (?, ?, ?, ?, ?, 'ACTIVE', ?)",
        courtyard,
        chat,
        name,
        zone,
        lang,
        tx.now,
    )
    return courtyard


def update(tx: Tx, courtyard: int, **changes: object) -> None:
    """Set the named columns. The names come from our code, never from people."""
    pairs = ", ".join(f"{name} = ?" for name in changes)
    tx.run(f"UPDATE courtyards SET {pairs} WHERE courtyard = ?", *changes.values(), courtyard)
