"""The notice-board channel of a courtyard: which one it is, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import courtyards
from storage.courtyards import Courtyard
from storage.tx import Tx, columns


@dataclass(frozen=True)
class Channel:
    courtyard: int
    title: str
    by_person: int | None
    linked_at: datetime


def get(tx: Tx, courtyard: int) -> Channel | None:
    return tx.get(
        Channel, f"SELECT {columns(Channel)} FROM channels WHERE courtyard = ?", courtyard
    )


def link(tx: Tx, yard: Courtyard, channel: int, title: str, person: int) -> None:
    courtyards.update(tx, yard.courtyard, channel=channel)
    tx.run(
        "INSERT INTO channels VALUES (?, ?, ?, ?) ON CONFLICT (courtyard) DO UPDATE SET "
        "title = excluded.title, by_person = excluded.by_person, linked_at = excluded.linked_at",
        yard.courtyard,
        title,
        person,
        tx.now,
    )


def unlink(tx: Tx, yard: Courtyard) -> None:
    """What stands in the channel stays there, and is not kept up to date any more."""
    courtyards.update(tx, yard.courtyard, channel=None)
    tx.run("DELETE FROM channels WHERE courtyard = ?", yard.courtyard)
    tx.run("DELETE FROM cards WHERE courtyard = ? AND chat = ?", yard.courtyard, yard.channel)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    tx.run(
        "UPDATE channels SET by_person = NULL WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
