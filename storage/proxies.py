"""Proxies: a household's vote in one ballot, given to a neighbour who has said yes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from storage.tx import Tx, columns
from storage.votes import Vote


class ProxyState(Enum):
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    REVOKED = "REVOKED"


@dataclass(frozen=True)
class Proxy:
    vote: int
    unit: int
    holder: int | None
    state: ProxyState
    given_by: int | None
    on_paper: bool


_SELECT = f"SELECT {columns(Proxy)} FROM proxies WHERE courtyard = ?"


def of_unit(tx: Tx, vote: Vote, unit: int) -> Proxy | None:
    return tx.get(Proxy, f"{_SELECT} AND vote = ? AND unit = ?", vote.courtyard, vote.vote, unit)


def accepted(tx: Tx, vote: Vote) -> list[Proxy]:
    return tx.list(
        Proxy,
        f"{_SELECT} AND vote = ? AND state = 'ACCEPTED' ORDER BY unit",
        vote.courtyard,
        vote.vote,
    )


def in_hand(tx: Tx, vote: Vote) -> dict[int, int]:
    """The households whose vote somebody else has said they cast, and who: as long as that one
    lives here and can be reached."""
    found = tx.rows(
        "SELECT x.unit, x.holder FROM proxies x JOIN residents r ON r.courtyard = x.courtyard "
        "AND r.person = x.holder AND r.state = 'CONFIRMED' JOIN people p ON p.person = x.holder "
        "AND p.reachable = 1 WHERE x.courtyard = ? AND x.vote = ? AND x.state = 'ACCEPTED' "
        "ORDER BY x.unit",
        vote.courtyard,
        vote.vote,
    )
    return dict(found)


def held(tx: Tx, vote: Vote, holder: int) -> list[Proxy]:
    """The households this person votes for in this vote."""
    return tx.list(
        Proxy,
        f"{_SELECT} AND holder = ? AND vote = ? AND state = 'ACCEPTED' ORDER BY unit",
        vote.courtyard,
        holder,
        vote.vote,
    )


def offered(tx: Tx, courtyard: int, holder: int) -> list[Proxy]:
    """Those that wait for this person's word."""
    return tx.list(
        Proxy,
        f"{_SELECT} AND holder = ? AND state = 'OFFERED' ORDER BY vote, unit",
        courtyard,
        holder,
    )


def keep(tx: Tx, courtyard: int, proxy: Proxy) -> None:
    """Write a proxy as it now stands."""
    tx.run(
        f"INSERT INTO proxies (courtyard, {columns(Proxy)}, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (courtyard, vote, unit) DO UPDATE SET holder = excluded.holder, "
        "state = excluded.state, given_by = excluded.given_by, on_paper = excluded.on_paper, "
        "at = excluded.at",
        courtyard,
        proxy.vote,
        proxy.unit,
        proxy.holder,
        proxy.state,
        proxy.given_by,
        int(proxy.on_paper),
        tx.now,
    )


def about(tx: Tx, courtyard: int, person: int) -> list[Proxy]:
    """Every proxy this person gave or was given."""
    return tx.list(
        Proxy,
        f"{_SELECT} AND ? IN (holder, given_by) ORDER BY vote, unit",
        courtyard,
        person,
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Nobody votes by a proxy whose holder is gone; who gave or entered it is forgotten."""
    tx.run(
        "UPDATE proxies SET state = 'REVOKED', holder = NULL WHERE courtyard = ? AND holder = ?",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE proxies SET given_by = NULL WHERE courtyard = ? AND given_by = ?",
        courtyard,
        person,
    )
