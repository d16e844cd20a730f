"""Topics, what happened to them, what the council picked under appeal, and how they were rated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.rules.triage import FINAL, Matter, State
from storage.counters import next_number
from storage.tx import Tx, columns


@dataclass(frozen=True)
class Topic:
    """`title` is one short line; `text` is all that was written. `due_at` is until when the step
    it waits for should be taken; `officer` is the councillor who took the last one."""

    courtyard: int
    topic: int
    title: str
    text: str
    author: int | None
    state: State
    matter: Matter | None
    public: bool
    raised_at: datetime
    sorted_at: datetime | None
    sorted_by: int | None
    due_at: datetime | None
    overdue: bool
    nudges: int
    officer: int | None
    handler: str | None
    agreed: str | None
    explained: str | None
    appeal: str | None
    appeals: int
    vote: int | None
    merged_into: int | None
    round: int


@dataclass(frozen=True)
class Entry:
    """One line of a topic's story; `what` names the sentence, `note` is what somebody wrote."""

    seq: int
    at: datetime
    what: str
    person: int | None
    note: str


_SELECT = f"SELECT {columns(Topic)} FROM topics"
_OPEN = "state NOT IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(FINAL)))


def add(tx: Tx, courtyard: int, title: str, text: str, author: int) -> int:
    """A topic nobody has sorted yet; its number."""
    number = next_number(tx, courtyard, "topic")
    tx.run(
        "INSERT INTO topics (courtyard, topic, title, text, author, state, public, raised_at) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
        courtyard,
        number,
        title,
        text,
        author,
        State.SUBMITTED,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, topic: int) -> Topic | None:
    return tx.get(Topic, f"{_SELECT} WHERE courtyard = ? AND topic = ?", courtyard, topic)


def of_vote(tx: Tx, courtyard: int, vote: int) -> Topic | None:
    """The topic that was put to this vote last."""
    return tx.get(Topic, f"{_SELECT} WHERE courtyard = ? AND vote = ?", courtyard, vote)


def update(tx: Tx, topic: Topic, **changes: Any) -> None:
    tx.update("topics", changes, courtyard=topic.courtyard, topic=topic.topic)


def opened(
    tx: Tx, courtyard: int, person: int, everything: bool, limit: int, offset: int = 0
) -> list[Topic]:
    """What is not settled yet, newest first; what the group has not seen only for its author or
    with `everything`."""
    return tx.list(
        Topic,
        f"{_SELECT} WHERE courtyard = ? AND {_OPEN} AND (public = 1 OR author = ? OR ? = 1) "
        "ORDER BY topic DESC LIMIT ? OFFSET ?",
        courtyard,
        person,
        int(everything),
        limit,
        offset,
    )


def count_opened(tx: Tx, courtyard: int, person: int, everything: bool) -> int:
    n: int = tx.value(
        f"SELECT count(*) FROM topics WHERE courtyard = ? AND {_OPEN} "
        "AND (public = 1 OR author = ? OR ? = 1)",
        courtyard,
        person,
        int(everything),
    )
    return n


def in_states(tx: Tx, courtyard: int, states: Iterable[State]) -> list[Topic]:
    """All topics in one of these states, oldest first."""
    wanted = list(states)
    marks = ", ".join("?" for _ in wanted)
    return tx.list(
        Topic,
        f"{_SELECT} WHERE courtyard = ? AND state IN ({marks}) ORDER BY topic",
        courtyard,
        *wanted,
    )


def overdue(tx: Tx, courtyard: int) -> list[Topic]:
    return tx.list(
        Topic,
        f"{_SELECT} WHERE courtyard = ? AND {_OPEN} AND overdue = 1 ORDER BY topic",
        courtyard,
    )


def of_author(tx: Tx, courtyard: int, person: int) -> list[Topic]:
    return tx.list(
        Topic, f"{_SELECT} WHERE courtyard = ? AND author = ? ORDER BY topic", courtyard, person
    )


def note(tx: Tx, topic: Topic, what: str, person: int | None, text: str = "") -> int:
    """Add a line to the topic's story; its number."""
    seq: int = tx.value(
        "INSERT INTO topic_history (courtyard, topic, seq, at, what, person, note) "
        "SELECT ?, ?, coalesce(max(seq), 0) + 1, ?, ?, ?, ? FROM topic_history "
        "WHERE courtyard = ? AND topic = ? RETURNING seq",
        topic.courtyard,
        topic.topic,
        tx.now,
        what,
        person,
        text,
        topic.courtyard,
        topic.topic,
    )
    return seq


def history(tx: Tx, topic: Topic) -> list[Entry]:
    """The whole story, from the beginning."""
    return tx.list(
        Entry,
        f"SELECT {columns(Entry)} FROM topic_history WHERE courtyard = ? AND topic = ? "
        "ORDER BY seq",
        topic.courtyard,
        topic.topic,
    )


def save_draft(tx: Tx, courtyard: int, person: int, text: str) -> None:
    tx.run(
        "INSERT INTO topic_drafts VALUES (?, ?, ?, ?) "
        "ON CONFLICT (courtyard, person) DO UPDATE SET text = excluded.text, at = excluded.at",
        courtyard,
        person,
        text,
        tx.now,
    )


def draft(tx: Tx, courtyard: int, person: int) -> str | None:
    text: str | None = tx.value(
        "SELECT text FROM topic_drafts WHERE courtyard = ? AND person = ?", courtyard, person
    )
    return text


def drop_draft(tx: Tx, courtyard: int, person: int) -> None:
    tx.run("DELETE FROM topic_drafts WHERE courtyard = ? AND person = ?", courtyard, person)


def pick(tx: Tx, topic: Topic, person: int, matter: Matter) -> None:
    """What a councillor would sort it as; a later pick replaces the earlier."""
    tx.run(
        "INSERT INTO topic_picks VALUES (?, ?, ?, ?, ?) ON CONFLICT (courtyard, topic, person) "
        "DO UPDATE SET matter = excluded.matter, at = excluded.at",
        topic.courtyard,
        topic.topic,
        person,
        matter,
        tx.now,
    )


def picks(tx: Tx, topic: Topic) -> dict[int, Matter]:
    found = tx.rows(
        "SELECT person, matter FROM topic_picks WHERE courtyard = ? AND topic = ? ORDER BY person",
        topic.courtyard,
        topic.topic,
    )
    return {person: Matter(matter) for person, matter in found}


def lines_by(tx: Tx, courtyard: int, person: int) -> list[tuple[int, str, str]]:
    """What a person did and wrote: topic, what, note."""
    found: list[tuple[int, str, str]] = tx.rows(
        "SELECT topic, what, note FROM topic_history WHERE courtyard = ? AND person = ? "
        "ORDER BY topic, seq",
        courtyard,
        person,
    )
    return found


def erase_person(tx: Tx, courtyard: int, person: int) -> None:
    """Take a person's id out of everything; picks of a running appeal and drafts go with it."""
    drop_draft(tx, courtyard, person)
    for table, column in (
        ("topics", "author"),
        ("topics", "sorted_by"),
        ("topics", "officer"),
        ("topic_history", "person"),
        ("topic_ratings", "person"),
    ):
        tx.run(
            f"UPDATE {table} SET {column} = NULL WHERE courtyard = ? AND {column} = ?",
            courtyard,
            person,
        )
    tx.run("DELETE FROM topic_picks WHERE courtyard = ? AND person = ?", courtyard, person)
    tx.run("DELETE FROM topic_ratings WHERE courtyard = ? AND unit = ?", courtyard, -person)


def erase_words(tx: Tx, topic: Topic) -> None:
    """What was written about a family's own matter goes, its number stays."""
    update(tx, topic, title="", text="", appeal=None)
    tx.run(
        "UPDATE topic_history SET note = '' WHERE courtyard = ? AND topic = ?",
        topic.courtyard,
        topic.topic,
    )
