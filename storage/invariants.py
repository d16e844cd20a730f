"""What must hold in every courtyard's rows, as questions whose answers should be empty.

Each check selects what is wrong: the courtyard, and up to three values (`n`, `x`, `y`) for the
sentence that says so. Of ballots it tells numbers, never whose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.tx import Tx

SHOWN = 200
"""So many answers are fetched at the most; nobody reads more."""


@dataclass(frozen=True)
class Check:
    """`name` is that of the sentence about what it finds."""

    name: str
    sql: str


@dataclass(frozen=True)
class Wrong:
    """Something that does not hold; `courtyard` is None where it belongs to none."""

    name: str
    courtyard: int | None
    told: Mapping[str, object]


def wrong(tx: Tx, check: Check) -> list[Wrong]:
    """What a check finds, the first of it."""
    rows = tx.rows(f"SELECT * FROM ({check.sql}) AS found ORDER BY 1, 2 LIMIT {SHOWN}")
    return [
        Wrong(check.name, row[0], dict(zip(("n", "x", "y"), row[1:], strict=False))) for row in rows
    ]


def _same(one: str, other: str, *columns: str) -> str:
    """Two rows of one courtyard that agree in these columns."""
    pairs = (f"{one}.{name} = {other}.{name}" for name in ("courtyard", *columns))
    return " AND ".join(pairs)


def _in_votes(name: str, table: str, condition: str) -> Check:
    """How many rows of a table stand in a vote where they should not."""
    return Check(
        name,
        f"SELECT t.courtyard, t.vote, count(*) AS x FROM {table} t JOIN votes v "
        f"ON {_same('v', 't', 'vote')} AND v.cleared_at IS NULL WHERE {condition} "
        "GROUP BY t.courtyard, t.vote",
    )


def _kept(table: str) -> str:
    """Of a vote whose ballots are not past their time: then its rows go, a bite at a time."""
    return (
        f"EXISTS (SELECT 1 FROM votes k WHERE {_same('k', table, 'vote')} AND k.cleared_at IS NULL)"
    )


_VOTED = (
    f"LEFT JOIN ballots b ON {_same('b', 'r', 'vote', 'unit')} "
    f"LEFT JOIN vote_turnout t ON {_same('t', 'r', 'vote', 'unit')}"
)
_HAS_VOTED = "(b.unit IS NOT NULL OR t.unit IS NOT NULL)"

VOTES = (
    Check(
        "vote.eligible",
        "SELECT v.courtyard, v.vote, v.eligible AS x, coalesce(r.heads, 0) AS y FROM votes v "
        "LEFT JOIN (SELECT courtyard, vote, sum(heads) AS heads, sum(area) AS area "
        f"FROM vote_roll GROUP BY courtyard, vote) r ON {_same('r', 'v', 'vote')} "
        "WHERE v.text_hash IS NOT NULL AND v.cleared_at IS NULL "
        "AND (v.eligible <> coalesce(r.heads, 0) "
        "OR v.eligible_area <> coalesce(r.area, 0))",
    ),
    Check(
        "vote.so_far",
        "SELECT c.courtyard, c.vote, coalesce(p.voted, 0) AS x, c.voted AS y FROM ("
        "SELECT r.courtyard, r.vote, r.building, count(*) AS units, "
        f"sum(CASE WHEN {_HAS_VOTED} THEN 1 ELSE 0 END) AS voted, "
        f"sum(CASE WHEN {_HAS_VOTED} THEN r.area ELSE 0 END) AS area "
        f"FROM vote_roll r {_VOTED} WHERE {_kept('r')} GROUP BY r.courtyard, r.vote, r.building) c "
        f"LEFT JOIN vote_buildings p ON {_same('p', 'c', 'vote', 'building')} "
        "WHERE p.units IS NULL OR p.units <> c.units OR p.voted <> c.voted OR p.area <> c.area",
    ),
    Check(
        "vote.no_such_building",
        "SELECT p.courtyard, p.vote, p.building AS x FROM vote_buildings p "
        f"WHERE {_kept('p')} AND NOT EXISTS "
        f"(SELECT 1 FROM vote_roll r WHERE {_same('r', 'p', 'vote', 'building')})",
    ),
    Check(
        "vote.not_on_roll",
        "SELECT b.courtyard, b.vote, count(*) AS x FROM ("
        "SELECT courtyard, vote, unit FROM ballots UNION ALL "
        "SELECT courtyard, vote, unit FROM vote_turnout) b "
        f"WHERE {_kept('b')} AND NOT EXISTS "
        f"(SELECT 1 FROM vote_roll r WHERE {_same('r', 'b', 'vote', 'unit')}) "
        "GROUP BY b.courtyard, b.vote",
    ),
    Check(
        "vote.history",
        "SELECT b.courtyard, b.vote, count(*) AS x FROM ballots b LEFT JOIN ballot_history h "
        f"ON {_same('h', 'b', 'vote', 'unit')} AND h.turn = (SELECT max(l.turn) "
        f"FROM ballot_history l WHERE {_same('l', 'b', 'vote', 'unit')}) "
        f"WHERE {_kept('b')} AND (h.turn IS NULL OR h.content <> b.content "
        "OR h.channel <> b.channel "
        "OR h.cast_at <> b.cast_at OR coalesce(h.person, 0) <> coalesce(b.person, 0) "
        "OR coalesce(h.helper, 0) <> coalesce(b.helper, 0)) GROUP BY b.courtyard, b.vote",
    ),
    Check(
        "vote.lost_ballot",
        "SELECT h.courtyard, h.vote, count(*) AS x FROM ballot_history h "
        f"WHERE {_kept('h')} AND h.turn = "
        f"(SELECT max(l.turn) FROM ballot_history l WHERE {_same('l', 'h', 'vote', 'unit')}) "
        "AND h.channel <> 'TAKEN_BACK' AND NOT EXISTS "
        f"(SELECT 1 FROM ballots b WHERE {_same('b', 'h', 'vote', 'unit')}) "
        "GROUP BY h.courtyard, h.vote",
    ),
    Check(
        "vote.box",
        "SELECT v.courtyard, v.vote, coalesce(b.n, 0) AS x, coalesce(t.n, 0) AS y FROM votes v "
        "LEFT JOIN (SELECT courtyard, vote, count(*) AS n FROM secret_ballots "
        f"GROUP BY courtyard, vote) b ON {_same('b', 'v', 'vote')} "
        "LEFT JOIN (SELECT courtyard, vote, count(*) AS n FROM vote_turnout "
        f"GROUP BY courtyard, vote) t ON {_same('t', 'v', 'vote')} "
        "WHERE v.cleared_at IS NULL AND coalesce(t.n, 0) <> "
        "coalesce(b.n, 0) + v.box_homes - coalesce(v.box_papers, 0)",
    ),
    _in_votes("vote.not_secret", "ballot_history", "v.secret = 1"),
    _in_votes("vote.not_secret", "ballots", "v.secret = 1"),
    _in_votes("vote.secret", "vote_turnout", "v.secret = 0"),
    _in_votes("vote.too_early", "ballots", "v.opened_at IS NULL"),
    _in_votes("vote.too_early", "vote_turnout", "v.opened_at IS NULL"),
    _in_votes("vote.draft_left", "ballot_drafts", "v.state <> 'OPEN'"),
    Check(
        "vote.state",
        "SELECT courtyard, vote, state AS x FROM votes WHERE "
        "(state = 'OPEN' AND (closes_at IS NULL OR opened_at IS NULL OR text_hash IS NULL)) "
        "OR (state IN ('CLOSED', 'CONTESTED', 'FINAL', 'VOIDED') "
        "AND (closed_at IS NULL OR text_hash IS NULL)) "
        "OR (state IN ('FINAL', 'CONTESTED') AND (result IS NULL OR head IS NULL))",
    ),
)

BROUGHT = (
    _in_votes(
        "brought.proxy",
        "ballots",
        "t.channel = 'PROXY' AND NOT EXISTS (SELECT 1 FROM proxies x "
        f"WHERE {_same('x', 't', 'vote', 'unit')})",
    ),
    _in_votes(
        "brought.no_holder", "proxies", "t.holder IS NULL AND t.state IN ('OFFERED', 'ACCEPTED')"
    ),
    Check(
        "brought.proxied",
        "SELECT v.courtyard, v.vote, v.proxied AS x FROM votes v "
        "WHERE v.cleared_at IS NULL AND v.proxied > "
        f"(SELECT count(*) FROM proxies x WHERE {_same('x', 'v', 'vote')})",
    ),
    _in_votes(
        "brought.paper",
        "paper_readings",
        "t.state = 'AGREED' AND NOT EXISTS (SELECT 1 FROM ballot_history h "
        f"WHERE {_same('h', 't', 'vote', 'unit')} AND h.channel = 'PAPER') AND NOT EXISTS "
        f"(SELECT 1 FROM vote_turnout b WHERE {_same('b', 't', 'vote', 'unit')})",
    ),
    Check(
        "brought.boxed",
        "SELECT v.courtyard, v.vote, v.box_homes AS x, coalesce(p.n, 0) AS y FROM votes v "
        "LEFT JOIN (SELECT courtyard, vote, count(*) AS n FROM paper_readings "
        f"WHERE state = 'AGREED' GROUP BY courtyard, vote) p ON {_same('p', 'v', 'vote')} "
        "WHERE v.secret = 1 AND v.cleared_at IS NULL AND v.box_homes <> coalesce(p.n, 0)",
    ),
    Check(
        "brought.box",
        "SELECT courtyard, vote, box_homes AS x, box_papers AS y FROM votes "
        "WHERE box_papers IS NOT NULL AND (state IN ('DRAFT', 'NOTICED', 'OPEN') "
        "OR box_papers < 0 OR box_spoilt < 0 OR box_papers + box_spoilt > box_homes "
        "OR (box_overfull = 1 AND box_papers > 0))",
    ),
    _in_votes("brought.box_read", "box_readings", "v.state <> 'CLOSED' OR v.box_papers >= 0"),
    _in_votes("brought.content", "paper_readings", "(t.state = 'ONCE') <> (t.content IS NOT NULL)"),
    _in_votes("brought.unread", "paper_readings", "t.state <> 'AGREED' AND v.state <> 'OPEN'"),
    _in_votes(
        "brought.in_hand",
        "ballots_in_hand",
        "v.state <> 'OPEN' OR NOT EXISTS "
        f"(SELECT 1 FROM vote_roll r WHERE {_same('r', 't', 'vote', 'unit')})",
    ),
    _in_votes("brought.typed", "typed_reasons", "v.state <> 'OPEN'"),
)

EVENTS = (
    Check(
        "event.too_big",
        "SELECT e.courtyard, e.event, a.heads AS x, e.capacity AS y FROM events e "
        f"JOIN event_answers a ON {_same('a', 'e', 'event')} WHERE a.answer = 'GOING' "
        "AND e.capacity > 0 AND a.heads > e.capacity",
    ),
    Check(
        "event.draft",
        "SELECT e.courtyard, e.event, count(*) AS x FROM events e "
        f"JOIN event_answers a ON {_same('a', 'e', 'event')} WHERE e.state = 'DRAFT' "
        "GROUP BY e.courtyard, e.event",
    ),
    Check(
        "event.state",
        "SELECT courtyard, event, state AS x FROM events WHERE state <> 'DRAFT' "
        "AND (starts_at IS NULL OR place IS NULL OR capacity IS NULL OR opened_at IS NULL)",
    ),
)

COVENANT = (
    Check(
        "covenant.other_text",
        "SELECT s.courtyard, s.covenant, count(*) AS x FROM covenant_signatures s "
        f"LEFT JOIN covenants c ON {_same('c', 's', 'covenant')} WHERE c.covenant IS NULL "
        "OR c.state <> 'PUBLISHED' OR s.text_hash <> c.text_hash GROUP BY s.courtyard, s.covenant",
    ),
    Check(
        "covenant.off_roll",
        "SELECT s.courtyard, s.covenant, count(*) AS x FROM covenant_signatures s "
        f"LEFT JOIN households h ON {_same('h', 's', 'household')} "
        "WHERE h.household IS NULL OR h.on_roll = 0 GROUP BY s.courtyard, s.covenant",
    ),
)
