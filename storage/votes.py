"""Votes and the rolls frozen for them; their ballots are in storage.ballots."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.rules.electorate import Electorate as Electorate  # known here to all who read votes
from bot.rules.methods import Method
from bot.rules.silence import Silent
from storage.counters import next_number
from storage.tx import Tx, columns


class VoteState(Enum):
    """NOTICED is announced and frozen, but not open yet. CLOSED takes no more ballots: it is being
    counted as long as it has no result, then its result is posted and may be objected to. An
    objection that is upheld leaves it CONTESTED while it is counted again, or VOIDED. What nobody
    objects to any more is FINAL. CANCELLED never opened, or was called off by the council (then it
    has `opened_at`) and is not counted."""

    DRAFT = "DRAFT"
    NOTICED = "NOTICED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CONTESTED = "CONTESTED"
    FINAL = "FINAL"
    VOIDED = "VOIDED"
    CANCELLED = "CANCELLED"


OVER = (VoteState.CLOSED, VoteState.CONTESTED, VoteState.FINAL, VoteState.VOIDED)


@dataclass(frozen=True)
class Vote:
    """`options` is empty for a vote for, against or abstain. Costs and money are in fen.

    Once counted, `turnout` is how many ballots there were, `counted` the votes for each choice
    (majority, choice), `outcome` every step of the count and who won (all other methods): sums,
    never single ballots. An owners' vote keeps the area (in 0.01 m²) behind each choice in
    `counted_area`, beside the heads. `head` is the audit chain's head that the result was announced
    with. `present` were in the room. `effect` is what passing it does by itself; `lottery` the
    public draw of a tie, as announced and as held; `advice` what the opener answered about it.
    `progress` is how much of the count is done, of how much, while that takes long. `repeats` is
    the number of the vote it is held again for. `secret` and `receipts` are fixed once it is out:
    nothing turns them back. So is `silent`: whether owners who have the ballot and do not vote join
    the majority (how many, with which area, is known once counted).
    Since `cleared_at` its ballots are past their time and gone (storage.retention).
    On paper, of a secret vote: `box_homes` put a sheet into the box; `box_papers` of the sheets
    were valid, `box_spoilt` not, None until two have read the same after the close. With more
    sheets than households (`box_overfull`) none of them counts.
    """

    courtyard: int
    vote: int
    title: str
    topic: int | None
    electorate: Electorate
    options: tuple[str, ...]
    method: Method
    seats: int
    costs: tuple[int, ...]
    money: int
    rule: str
    state: VoteState
    by_person: int
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    eligible: int
    eligible_area: int
    text_hash: str | None
    result: str | None
    turnout: int
    counted: tuple[int, ...] | None
    counted_area: tuple[int, ...] | None
    outcome: dict[str, Any] | None
    head: str | None
    present: int | None
    effect: dict[str, Any] | None
    lottery: dict[str, Any] | None
    advice: dict[str, Any]
    progress: tuple[int, ...] | None
    opens_at: datetime | None
    posted_until: datetime | None
    objections_until: datetime | None
    repeats: int | None
    secret: bool
    receipts: bool
    silent: bool
    silent_heads: int
    silent_area: int
    cleared_at: datetime | None
    box_homes: int
    box_papers: int | None
    box_spoilt: int | None
    box_overfull: bool

    @property
    def box_waits(self) -> bool:
        """Whether it is over and the paper in its box has not been counted yet."""
        return self.state is VoteState.CLOSED and self.box_homes > 0 and self.box_papers is None

    @property
    def silence(self) -> Silent | None:
        """Once counted: the owners whose silence joins the majority; None where it never does."""
        return Silent(self.silent_heads, self.silent_area) if self.silent else None


_SELECT = f"SELECT {columns(Vote)} FROM votes"


def add(
    tx: Tx,
    courtyard: int,
    title: str,
    by_person: int,
    rule: str,
    *,
    topic: int | None = None,
    options: tuple[str, ...] = (),
    closes_at: datetime | None = None,
) -> int:
    """A draft, seen by its author only; its number."""
    number = next_number(tx, courtyard, "vote")
    tx.run(
        "INSERT INTO votes (courtyard, vote, title, topic, electorate, options, method, rule, "
        "state, by_person, closes_at, since) "
        "VALUES (?, ?, ?, ?, 'HOUSEHOLDS', ?, ?, ?, 'DRAFT', ?, ?, ?)",
        courtyard,
        number,
        title,
        topic,
        options,
        Method.CHOICE if options else Method.MAJORITY,
        rule,
        by_person,
        closes_at,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, vote: int) -> Vote | None:
    return tx.get(Vote, f"{_SELECT} WHERE courtyard = ? AND vote = ?", courtyard, vote)


def opened(tx: Tx, courtyard: int) -> list[Vote]:
    """The votes that run now, the one that closes first at the top."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'OPEN' ORDER BY closes_at, vote",
        courtyard,
    )


def noticed(tx: Tx, courtyard: int) -> list[Vote]:
    """The votes that are announced, the one that opens first at the top."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'NOTICED' ORDER BY opens_at, vote",
        courtyard,
    )


def drafts(tx: Tx, courtyard: int) -> list[Vote]:
    """What is not out yet, the latest first."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'DRAFT' ORDER BY vote DESC",
        courtyard,
    )


def closed(tx: Tx, courtyard: int, limit: int) -> list[Vote]:
    """Those that take no more ballots, also those called off, the latest first."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND (state IN ('CLOSED', 'CONTESTED', 'FINAL', 'VOIDED') "
        "OR state = 'CANCELLED' AND opened_at IS NOT NULL) "
        "ORDER BY closed_at DESC, vote DESC LIMIT ?",
        courtyard,
        limit,
    )


def uncounted(tx: Tx, courtyard: int) -> list[Vote]:
    """Those that take no more ballots and have no result yet, the one that ended first at the
    top."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'CLOSED' AND result IS NULL "
        "ORDER BY closed_at, vote",
        courtyard,
    )


def tied(tx: Tx, courtyard: int) -> list[Vote]:
    """Those that closed with a tie, the earliest first."""
    return tx.list(
        Vote,
        f"{_SELECT} WHERE courtyard = ? AND state = 'CLOSED' AND result = 'tie' ORDER BY vote",
        courtyard,
    )


def turnout_table(vote: Vote) -> str:
    """The table that says which units have voted."""
    return "vote_turnout" if vote.secret else "ballots"


def update(tx: Tx, vote: Vote, **changes: Any) -> None:
    if "state" in changes:
        changes["since"] = tx.now
    tx.update("votes", changes, courtyard=vote.courtyard, vote=vote.vote)


def brought(tx: Tx, vote: Vote) -> dict[str, int]:
    """How many ballots came in which way, as it was noted before they were cleared."""
    found: str = tx.value(
        "SELECT brought FROM votes WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote
    )
    noted: dict[str, int] = json.loads(found)
    return noted


UNSENT = "state IN ('DRAFT', 'CANCELLED') AND text_hash IS NULL"
EMPTIED: dict[str, object] = {
    "state": VoteState.CANCELLED,
    "by_person": 0,
    "title": "",
    "options": (),
    "advice": {},
    "effect": None,
}
"""What stays of a draft that nobody is to read any more."""


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Who put a vote together is forgotten, and what they had not sent goes."""
    pairs = ", ".join(f"{name} = ?" for name in EMPTIED)
    tx.run(
        f"UPDATE votes SET {pairs} WHERE courtyard = ? AND by_person = ? AND {UNSENT}",
        *EMPTIED.values(),
        courtyard,
        person,
    )
    tx.run(
        "UPDATE votes SET by_person = 0 WHERE courtyard = ? AND by_person = ?", courtyard, person
    )
