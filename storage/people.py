"""Telegram accounts we have met: name, language, whether we may write to them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.tx import Tx, columns

REACHABLE, UNKNOWN, BLOCKED = 1, 0, -1


@dataclass(frozen=True)
class Account:
    person: int
    name: str
    username: str | None
    lang: str | None
    courtyard: int | None
    reachable: int


_SELECT = f"SELECT {columns(Account)} FROM people"


def get(tx: Tx, person: int) -> Account | None:
    return tx.get(Account, f"{_SELECT} WHERE person = ?", person)


def by_username(tx: Tx, username: str) -> Account | None:
    """Found without regard to case, as Telegram does; the last one met wins."""
    return tx.get(Account, f"{_SELECT} WHERE username = ?", username.lower())


def meet(tx: Tx, person: int, name: str, username: str | None, *, private: bool) -> Account:
    """Remember a person as they call themselves now; a private chat shows we may write to them."""
    known = get(tx, person)
    lowered = username.lower() if username else None
    reachable = REACHABLE if private else (known.reachable if known else UNKNOWN)
    if known and (known.name, known.username, known.reachable) == (name, lowered, reachable):
        return known
    if lowered:
        tx.run(
            "UPDATE people SET username = NULL WHERE username = ? AND person <> ?", lowered, person
        )
    tx.run(
        "INSERT INTO people (person, name, username, reachable) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person) DO UPDATE SET name = excluded.name, username = excluded.username, "
        "reachable = excluded.reachable",
        person,
        name,
        lowered,
        reachable,
    )
    lang, courtyard = (known.lang, known.courtyard) if known else (None, None)
    return Account(person, name, lowered, lang, courtyard, reachable)


def set_lang(tx: Tx, person: int, lang: str) -> None:
    tx.run("UPDATE people SET lang = ? WHERE person = ?", lang, person)


def set_courtyard(tx: Tx, person: int, courtyard: int | None) -> None:
    """The courtyard a person's private chat is about now."""
    tx.run("UPDATE people SET courtyard = ? WHERE person = ?", courtyard, person)


def set_reachable(tx: Tx, person: int, reachable: int) -> None:
    tx.run("UPDATE people SET reachable = ? WHERE person = ?", reachable, person)


def forget(tx: Tx, person: int) -> None:
    tx.run("DELETE FROM people WHERE person = ?", person)
