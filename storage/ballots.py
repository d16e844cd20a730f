"""The ballots that count, all ever cast, and who still owes one.

Of a secret vote this says who has voted and what was voted in all (see storage.secret_ballots).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.rules.methods import Content
from bot.rules.verdict import Measure
from storage import proxies, secret_ballots
from storage import turnout as so_far
from storage.tx import Tx, columns
from storage.votes import Vote, brought, turnout_table


class Channel(Enum):
    """How a ballot came in: by the household's own hand, on paper, with a neighbour's help at the
    door, or by someone it authorised."""

    TAP = "TAP"
    PAPER = "PAPER"
    ASSISTED = "ASSISTED"
    PROXY = "PROXY"


TAKEN_BACK = "TAKEN_BACK"
"""In the history: the household undid what another had cast for it."""


@dataclass(frozen=True)
class Ballot:
    unit: int
    content: Content
    person: int | None
    cast_at: datetime
    channel: Channel
    helper: int | None


def ballot(tx: Tx, vote: Vote, unit: int) -> Ballot | None:
    """What a unit has voted; of a secret vote nothing says that (`has_voted` says whether)."""
    return tx.get(
        Ballot,
        f"SELECT {columns(Ballot)} FROM ballots WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )


def put_ballot(
    tx: Tx,
    vote: Vote,
    unit: int,
    content: Content,
    person: int | None,
    channel: Channel = Channel.TAP,
    helper: int | None = None,
) -> None:
    """The ballot that counts from now on; every one ever cast stays in the history."""
    if ballot(tx, vote, unit) is None:
        so_far.note(tx, vote, unit)
    tx.later(
        f"INSERT INTO ballots (courtyard, vote, {columns(Ballot)}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (courtyard, vote, unit) "
        "DO UPDATE SET content = excluded.content, person = excluded.person, "
        "cast_at = excluded.cast_at, channel = excluded.channel, helper = excluded.helper",
        vote.courtyard,
        vote.vote,
        unit,
        content,
        person,
        tx.now,
        channel,
        helper,
    )
    _note(tx, vote, unit, content, person, channel.value, helper)


def take_back(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    """The ballot of this unit is gone, as if it had not voted; the history says so."""
    if has_voted(tx, vote, unit):
        so_far.note(tx, vote, unit, by=-1)
    tx.run(
        "DELETE FROM ballots WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )
    _note(tx, vote, unit, (), person, TAKEN_BACK, None)


def on_paper(tx: Tx, vote: Vote) -> list[int]:
    """The units whose ballot was read off a sheet."""
    found = tx.rows(
        "SELECT unit FROM ballots WHERE courtyard = ? AND vote = ? AND channel = 'PAPER' "
        "ORDER BY unit",
        vote.courtyard,
        vote.vote,
    )
    return [row[0] for row in found]


def by_channel(tx: Tx, vote: Vote) -> dict[Channel, int]:
    """How many of the ballots that count came in each way."""
    if vote.secret:
        ways = {
            Channel.PAPER: vote.box_papers or 0,
            Channel.PROXY: secret_ballots.by_proxy(tx, vote),
        }
        return {channel: n for channel, n in ways.items() if n}
    if vote.cleared_at:
        return {Channel(channel): n for channel, n in brought(tx, vote).items()}
    found = tx.rows(
        "SELECT channel, count(*) FROM ballots WHERE courtyard = ? AND vote = ? GROUP BY channel",
        vote.courtyard,
        vote.vote,
    )
    return {Channel(channel): n for channel, n in found}


def _note(
    tx: Tx,
    vote: Vote,
    unit: int,
    content: Content,
    person: int | None,
    channel: str,
    helper: int | None,
) -> None:
    tx.later(
        "INSERT INTO ballot_history "
        "(courtyard, vote, unit, cast_at, turn, content, person, channel, helper) "
        "SELECT ?, ?, ?, ?, coalesce(max(turn), 0) + 1, ?, ?, ?, ? FROM ballot_history "
        "WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
        tx.now,
        content,
        person,
        channel,
        helper,
        vote.courtyard,
        vote.vote,
        unit,
    )


def turnout(tx: Tx, vote: Vote) -> int:
    return so_far.heads(tx, vote)


def has_voted(tx: Tx, vote: Vote, unit: int) -> bool:
    found = tx.value(
        f"SELECT 1 FROM {turnout_table(vote)} WHERE courtyard = ? AND vote = ? AND unit = ?",
        vote.courtyard,
        vote.vote,
        unit,
    )
    return found is not None


def groups(tx: Tx, vote: Vote) -> list[tuple[Content, int]]:
    """Every ballot that counts, with how many are equal to it."""
    if vote.secret:
        return secret_ballots.groups(tx, vote)
    found = tx.list(
        _Group,
        "SELECT content, count(*) AS n FROM ballots WHERE courtyard = ? AND vote = ? "
        "GROUP BY content ORDER BY content",
        vote.courtyard,
        vote.vote,
    )
    return [(group.content, group.n) for group in found]


def weights(tx: Tx, vote: Vote) -> list[tuple[Content, Mapping[Measure, int]]]:
    """Every ballot that counts, equal ones together, with the heads and the area behind them."""
    if vote.secret:
        return secret_ballots.weights(tx, vote)
    found = tx.list(
        _Weighed,
        "SELECT b.content, sum(r.heads) AS heads, sum(r.area) AS area FROM ballots b "
        "JOIN vote_roll r ON r.courtyard = b.courtyard AND r.vote = b.vote AND r.unit = b.unit "
        "WHERE b.courtyard = ? AND b.vote = ? GROUP BY b.content ORDER BY b.content",
        vote.courtyard,
        vote.vote,
    )
    return [
        (group.content, {Measure.HEADS: group.heads, Measure.AREA: group.area}) for group in found
    ]


def tally(tx: Tx, vote: Vote) -> dict[int, int]:
    """How many units chose what, where a ballot is one choice."""
    return {content[0]: n for content, n in groups(tx, vote)}


def missing(tx: Tx, vote: Vote) -> list[tuple[int, str]]:
    """Units on the roll that have not voted: unit and label."""
    found: list[tuple[int, str]] = tx.rows(
        f"SELECT r.unit, r.label FROM vote_roll r LEFT JOIN {turnout_table(vote)} b "
        "ON b.courtyard = r.courtyard AND b.vote = r.vote AND b.unit = r.unit "
        "WHERE r.courtyard = ? AND r.vote = ? AND b.unit IS NULL ORDER BY r.unit",
        vote.courtyard,
        vote.vote,
    )
    return found


def reachable_missing(tx: Tx, vote: Vote) -> list[tuple[int, int]]:
    """People we may write to who still owe this vote a ballot: unit and person. A household's
    vote is owed by who holds its proxy, by the one it has named, else by each of its people until
    one casts it."""
    member = "coalesce(f.unit, r.household)" if vote.electorate.by_home else "r.person"
    rows: list[tuple[int, int]] = tx.rows(
        "SELECT u.unit, r.person FROM residents r JOIN people p ON p.person = r.person "
        "AND p.reachable = 1 LEFT JOIN vote_flats f ON f.courtyard = r.courtyard "
        "AND f.vote = ? AND f.household = r.household "
        f"JOIN vote_roll u ON u.courtyard = r.courtyard AND u.vote = ? AND u.unit = {member} "
        f"LEFT JOIN {turnout_table(vote)} b "
        "ON b.courtyard = u.courtyard AND b.vote = u.vote AND b.unit = u.unit "
        "WHERE r.courtyard = ? AND r.state = 'CONFIRMED' AND b.unit IS NULL "
        "AND (u.voter IS NULL OR u.voter = r.person) ORDER BY u.unit, r.person",
        vote.vote,
        vote.vote,
        vote.courtyard,
    )
    given = proxies.in_hand(tx, vote)
    found = [(unit, person) for unit, person in rows if unit not in given]
    held = [(unit, who) for unit, who in given.items() if not has_voted(tx, vote, unit)]
    return sorted(found + held)


def history(tx: Tx, courtyard: int, person: int) -> list[tuple[int, Content, datetime]]:
    """Every ballot this person has cast: vote, content, when."""
    found = tx.list(
        _Cast,
        "SELECT vote, content, cast_at FROM ballot_history WHERE courtyard = ? AND person = ? "
        f"AND channel <> '{TAKEN_BACK}' ORDER BY vote, turn",
        courtyard,
        person,
    )
    return [(cast.vote, cast.content, cast.cast_at) for cast in found]


def helped(tx: Tx, courtyard: int, person: int) -> list[tuple[int, str]]:
    """The ballots this person brought for others: vote and channel, never whose or what."""
    found: list[tuple[int, str]] = tx.rows(
        "SELECT vote, channel FROM ballot_history WHERE courtyard = ? AND helper = ? "
        "ORDER BY vote, unit, turn",
        courtyard,
        person,
    )
    return found


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """The household's ballots stay counted; who pressed the button or helped is forgotten."""
    for table in ("ballots", "ballot_history"):
        tx.run(
            f"UPDATE {table} SET person = nullif(person, ?), helper = nullif(helper, ?) "
            "WHERE courtyard = ? AND ? IN (person, helper)",
            person,
            person,
            courtyard,
            person,
        )
    tx.run("DELETE FROM ballot_drafts WHERE courtyard = ? AND person = ?", courtyard, person)


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
class _Weighed:
    content: Content
    heads: int
    area: int
