"""The ballot box of a secret vote: how many households have put a sheet in, and what two people
read off the sheets after the close."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rules.box import Sheets
from bot.rules.methods import Content
from storage import votes
from storage.tx import Tx, columns
from storage.votes import Vote


@dataclass(frozen=True)
class Reading:
    """What one person has read so far: the sheets laid aside, in their order, the one in hand, and
    whether there were more sheets than households. `done` waits for another's."""

    person: int
    sheets: tuple[Content | list[int], ...] = ()
    hand: Content = ()
    overfull: bool = False
    done: bool = False

    @property
    def pile(self) -> Sheets:
        return tuple(tuple(sheet) for sheet in self.sheets)


_SELECT = f"SELECT {columns(Reading)} FROM box_readings WHERE courtyard = ? AND vote = ?"


def add_home(tx: Tx, vote: Vote) -> None:
    """One more household's sheet is in the box."""
    tx.run(
        "UPDATE votes SET box_homes = box_homes + 1 WHERE courtyard = ? AND vote = ?",
        vote.courtyard,
        vote.vote,
    )


def counted(tx: Tx, vote: Vote, papers: int, spoilt: int, overfull: bool) -> None:
    """Two have read the same."""
    votes.update(tx, vote, box_papers=papers, box_spoilt=spoilt, box_overfull=overfull)
    drop(tx, vote)


def waiting(tx: Tx, courtyard: int) -> list[Vote]:
    """The votes that are over and whose box nobody has counted yet."""
    return [vote for vote in votes.uncounted(tx, courtyard) if vote.box_waits]


def of(tx: Tx, vote: Vote, person: int) -> Reading | None:
    return tx.get(Reading, f"{_SELECT} AND person = ?", vote.courtyard, vote.vote, person)


def finished(tx: Tx, vote: Vote) -> list[Reading]:
    """The readings that wait for another one."""
    sql = f"{_SELECT} AND done = 1 ORDER BY person"
    return tx.list(Reading, sql, vote.courtyard, vote.vote)


def keep(tx: Tx, vote: Vote, reading: Reading) -> None:
    tx.run(
        f"INSERT INTO box_readings (courtyard, vote, {columns(Reading)}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, person) DO UPDATE SET sheets = excluded.sheets, "
        "hand = excluded.hand, overfull = excluded.overfull, done = excluded.done",
        vote.courtyard,
        vote.vote,
        reading.person,
        reading.sheets,
        reading.hand,
        reading.overfull,
        reading.done,
    )


def drop(tx: Tx, vote: Vote) -> None:
    """What was read is counted, or two have read it differently: it is nobody's business."""
    tx.run("DELETE FROM box_readings WHERE courtyard = ? AND vote = ?", vote.courtyard, vote.vote)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """What they have read goes with them: another reads it."""
    tx.run("DELETE FROM box_readings WHERE courtyard = ? AND person = ?", courtyard, person)
