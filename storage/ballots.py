"""The ballots that count, all ever cast, those being filled in, and who still owes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.methods import Content
from storage.tx import Tx
from storage.votes import Electorate, Vote


@dataclass(frozen=True)
class Ballot:
    unit: int
    content: Content
    person: int | None
    cast_at: datetime


def ballot(tx: Tx, vote: Vote, unit: int) -> Ballot | None:
    return tx.get(
        Ballot,
        "SELECT unit, content, person, cast_at FROM ballots "
        "WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def put_ballot(tx: Tx, vote: Vote, unit: int, content: Content, person: int | None) -> None:
    """The ballot that counts from now on; every one ever cast stays in the history."""
    tx.need(vote.courtyard)
    tx.run(
        "INSERT INTO ballots VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, unit) "
        "DO UPDATE SET content = excluded.content, person = excluded.person, "
        "cast_at = excluded.cast_at",
        vote.courtyard,
        vote.vote,
        unit,
        content,
        person,
        tx.now,
    )
    tx.run(
        "INSERT INTO ballot_history (courtyard, vote, unit, cast_at, turn, content, person) "
        "SELECT ?, ?, ?, ?, coalesce(max(turn), 0) + 1, ?, ? FROM ballot_history "
        "WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
        tx.now,
        content,
        person,
        vote.courtyard,
        vote.vote,
        unit,
    )


def turnout(tx: Tx, vote: Vote) -> int:
    n: int = tx.value(
        "SELECT count(*) FROM ballots WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    return n


def groups(tx: Tx, vote: Vote) -> list[tuple[Content, int]]:
    """Every ballot that counts, with how many are equal to it."""
    found = tx.list(
        _Group,
        "SELECT content, count(*) AS n FROM ballots WHERE courtyard = ? AND vote = ? "
        "GROUP BY content ORDER BY content",
        vote.courtyard,
        vote.vote,
    )
    return [(group.content, group.n) for group in found]


def tally(tx: Tx, vote: Vote) -> dict[int, int]:
    """How many units chose what, where a ballot is one choice."""
    return {content[0]: n for content, n in groups(tx, vote)}


def missing(tx: Tx, vote: Vote) -> list[tuple[int, str]]:
    """Units on the roll that have not voted: unit and label."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT r.unit, r.label FROM vote_roll r LEFT JOIN ballots b "
        "ON b.courtyard = r.courtyard AND b.vote = r.vote AND b.unit = r.unit "
        "WHERE r.courtyard = ? AND r.vote = ? AND b.unit IS NULL ORDER BY r.unit",
        vote.courtyard,
        vote.vote,
    )
    return found


def reachable_missing(tx: Tx, vote: Vote) -> list[tuple[int, int]]:
    """People we may write to who still owe this vote a ballot: unit and person. A household's
    vote is owed by each of its people until one of them casts it."""
    member = "r.household" if vote.electorate is Electorate.HOUSEHOLDS else "r.person"
    found: list[tuple[int, int]] = tx.rows(
        f"SELECT u.unit, r.person FROM vote_roll u JOIN residents r ON r.courtyard = u.courtyard "
        f"AND {member} = u.unit AND r.state = 'CONFIRMED' JOIN people p ON p.person = r.person "
        "AND p.reachable = 1 LEFT JOIN ballots b ON b.courtyard = u.courtyard "
        "AND b.vote = u.vote AND b.unit = u.unit "
        "WHERE u.courtyard = ? AND u.vote = ? AND b.unit IS NULL ORDER BY u.unit, r.person",
        vote.courtyard,
        vote.vote,
    )
    return found


def draft(tx: Tx, vote: Vote, person: int) -> Content | None:
    """What this person has filled in so far; None when nothing was begun."""
    found = tx.get(
        _Draft,
        "SELECT content FROM ballot_drafts WHERE courtyard = ? AND vote = ? AND person = ?",
        vote.courtyard,
        vote.vote,
        person,
    )
    return found.content if found else None


def keep_draft(tx: Tx, vote: Vote, person: int, content: Content) -> None:
    tx.run(
        "INSERT INTO ballot_drafts VALUES (?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, person) DO UPDATE SET content = excluded.content",
        vote.courtyard,
        vote.vote,
        person,
        content,
    )


def drop_draft(tx: Tx, vote: Vote, person: int) -> None:
    tx.run(
        "DELETE FROM ballot_drafts WHERE courtyard = ? AND vote = ? AND person = ?",
        vote.courtyard,
        vote.vote,
        person,
    )


def drop_drafts(tx: Tx, vote: Vote) -> None:
    """The vote is over: what was never handed in is nobody's business."""
    tx.run("DELETE FROM ballot_drafts WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote)


def history(tx: Tx, courtyard: int, person: int) -> list[tuple[int, Content, datetime]]:
    """Every ballot this person has cast: vote, content, when."""
    found = tx.list(
        _Cast,
        "SELECT vote, content, cast_at FROM ballot_history WHERE courtyard = ? AND person = ? "
        "ORDER BY vote, turn",
        courtyard,
        person,
    )
    return [(cast.vote, cast.content, cast.cast_at) for cast in found]


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """The household's ballots stay counted; who pressed the button is forgotten."""
    for table in ("ballots", "ballot_history"):
        tx.run(
            f"UPDATE {table} SET person = NULL WHERE courtyard = ? AND person = ?",
            courtyard,
            person,
        )
    tx.run("DELETE FROM ballot_drafts WHERE courtyard = ? AND person = ?", courtyard, person)
    tx.run(
        "UPDATE vote_roll SET label = '—' WHERE courtyard = ? AND unit = ? AND vote IN "
        "(SELECT vote FROM votes WHERE courtyard = ? AND electorate <> 'HOUSEHOLDS')",
        courtyard,
        person,
        courtyard,
    )


@dataclass(frozen=True)
class _Cast:
    vote: int
    content: Content
    cast_at: datetime


@dataclass(frozen=True)
class _Group:
    content: Content
    n: int


@dataclass(frozen=True)
class _Draft:
    content: Content
