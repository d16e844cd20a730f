"""Ballots that are being filled in and not handed in yet: whose they are and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rules.methods import Content
from storage.tx import Tx
from storage.vote_roll import homes_of_unit
from storage.votes import Vote


@dataclass(frozen=True)
class _Draft:
    content: Content


def of(tx: Tx, vote: Vote, person: int) -> Content | None:
    """What this person has filled in so far; None when nothing was begun."""
    found = tx.get(
        _Draft,
        "SELECT content FROM ballot_drafts WHERE courtyard = ? AND vote = ? AND person = ?",
        vote.courtyard,
        vote.vote,
        person,
    )
    return found.content if found else None


def keep(tx: Tx, vote: Vote, person: int, content: Content) -> None:
    tx.run(
        "INSERT INTO ballot_drafts VALUES (?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, person) DO UPDATE SET content = excluded.content",
        vote.courtyard,
        vote.vote,
        person,
        content,
    )


def drop(tx: Tx, vote: Vote, person: int) -> None:
    tx.run(
        "DELETE FROM ballot_drafts WHERE courtyard = ? AND vote = ? AND person = ?",
        vote.courtyard,
        vote.vote,
        person,
    )


def drop_of_unit(tx: Tx, vote: Vote, unit: int) -> None:
    """What the people of a unit have filled in goes: one of them has handed theirs in."""
    homes = homes_of_unit(tx, vote, unit)
    member = "household" if vote.electorate.by_home else "person"
    tx.run(
        "DELETE FROM ballot_drafts WHERE courtyard = ? AND vote = ? AND person IN "
        f"(SELECT person FROM residents WHERE courtyard = ? "
        f"AND {member} IN ({', '.join('?' * len(homes))}))",
        vote.courtyard,
        vote.vote,
        vote.courtyard,
        *homes,
    )


def drop_all(tx: Tx, vote: Vote) -> None:
    """The vote is over: what was never handed in is nobody's business."""
    tx.run("DELETE FROM ballot_drafts WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote)
