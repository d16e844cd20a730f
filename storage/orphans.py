"""What points to something that is not there, and numbers that could be given twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from storage import catalogue
from storage.invariants import Check
from storage.tx import Tx

SUBJECTS = {
    "vote": ("votes", "vote"),
    "paper": ("votes", "vote"),
    "event": ("events", "event"),
    "topic": ("topics", "topic"),
    "covenant": ("covenants", "covenant"),
    "broadcast": ("broadcasts", "broadcast"),
    "change": ("roll_changes", "change"),
    "household": ("households", "household"),
    "second": ("seconds", "id"),
    "claim": ("residents", "person"),
    "resident": ("residents", "person"),
}
"""Where the subject of a card, of due work or of an act that waits is kept."""

_NUMBERED = {
    "household": ("households", "household"),
    "vote": ("votes", "vote"),
    "event": ("events", "event"),
    "topic": ("topics", "topic"),
    "covenant": ("covenants", "covenant"),
    "broadcast": ("broadcasts", "broadcast"),
    "roll_change": ("roll_changes", "change"),
    "second": ("seconds", "id"),
    "outbox": ("outbox", "id"),
}
_OF_NO_COURTYARD = ("outbox", "counters", "prompts", "due")
"""Here 0 stands for what belongs to none."""

_PEOPLE = {
    "residents": ("person",),
    "roles": ("person",),
    "seconds": ("by_person", "decided_by"),
    "prompts": ("person",),
    "households": ("voter",),
    "topics": ("author", "sorted_by", "officer"),
    "topic_history": ("person",),
    "topic_drafts": ("person",),
    "topic_picks": ("person",),
    "topic_ratings": ("person",),
    "votes": ("by_person",),
    "vote_roll": ("voter",),
    "ballots": ("person", "helper"),
    "ballot_history": ("person", "helper"),
    "ballot_drafts": ("person",),
    "reasons": ("person",),
    "objections": ("person",),
    "covenants": ("by_person", "second_person"),
    "covenant_signatures": ("person",),
    "covenant_taps": ("person",),
    "events": ("by_person",),
    "event_answers": ("person",),
    "vouches": ("person", "by_person"),
    "roll_changes": ("by_person",),
    "broadcasts": ("by_person",),
    "broadcast_declined": ("person",),
    "channels": ("by_person",),
    "paper_readings": ("first", "second"),
    "box_readings": ("person",),
    "visits": ("person",),
    "ballots_in_hand": ("person",),
    "typed_reasons": ("person",),
    "countersigns": ("person",),
    "proxies": ("holder", "given_by"),
    "services": ("person",),
    "petition_names": ("person",),
}
_NUMBERS_OF_OTHERS = (
    ("topics", "topic", "vote", "votes", "vote"),
    ("topics", "topic", "merged_into", "topics", "topic"),
    ("votes", "vote", "topic", "topics", "topic"),
    ("votes", "vote", "repeats", "votes", "vote"),
    ("petitions", "topic", "vote", "votes", "vote"),
    ("presets", "vote", "vote", "votes", "vote"),
    ("broadcasts", "broadcast", "event", "events", "event"),
    ("households", "household", "owner", "households", "household"),
    ("residents", "household", "household", "households", "household"),
)
"""A table, what its rows are called by, and a column that names a row of another table."""

LINKS = (
    *(
        Check(
            "link.nowhere",
            f"SELECT t.courtyard, t.{named} AS n, '{table}.{column}' AS x, t.{column} AS y "
            f"FROM {table} t WHERE t.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {other} o "
            f"WHERE o.courtyard = t.courtyard AND o.{key} = t.{column})",
        )
        for table, named, column, other, key in _NUMBERS_OF_OTHERS
    ),
    Check(
        "link.off_roll",
        "SELECT r.courtyard, r.household AS n, h.label AS x FROM residents r JOIN households h "
        "ON h.courtyard = r.courtyard AND h.household = r.household "
        "WHERE r.state = 'CONFIRMED' AND h.on_roll = 0",
    ),
    Check(
        "link.role_of_left",
        "SELECT o.courtyard, count(*) AS n, o.role AS x FROM roles o JOIN residents r "
        "ON r.courtyard = o.courtyard AND r.person = o.person WHERE r.state = 'LEFT' "
        "GROUP BY o.courtyard, o.role",
    ),
)
BOX_WAITS = "(box_homes > 0 AND box_papers IS NULL)"
DRAW_WAITS = "(result = 'tie' AND rule LIKE '%\"tie\": \"lottery\"%')"
"""A tie that its rule has drawn in public (bot.actions.judging.awaits_lottery): posted for good
only after the draw."""
UNTIMED = (
    ("vote.close", "votes", "vote", "state = 'OPEN'"),
    ("vote.open", "votes", "vote", "state = 'NOTICED' AND opens_at IS NOT NULL"),
    (
        "vote.final",
        "votes",
        "vote",
        f"state = 'CLOSED' AND result IS NOT NULL AND NOT {DRAW_WAITS} "
        "AND NOT EXISTS (SELECT 1 FROM objections o "
        "WHERE o.courtyard = s.courtyard AND o.vote = s.vote AND o.ruling IS NULL)",
    ),
    (
        "vote.count",
        "votes",
        "vote",
        f"state = 'CONTESTED' OR (state = 'CLOSED' AND result IS NULL AND NOT {BOX_WAITS})",
    ),
    ("vote.box", "votes", "vote", f"state = 'CLOSED' AND {BOX_WAITS}"),
    ("event.end", "events", "event", "state = 'OPEN'"),
)
"""What the clock must have planned: the kind, and which rows of which table wait for it."""


def of_no_courtyard(tx: Tx) -> Iterator[Check]:
    for table in catalogue.tables(tx):
        if table == "courtyards" or "courtyard" not in catalogue.columns_of(tx, table):
            continue
        none = "OR courtyard = 0" if table in _OF_NO_COURTYARD else ""
        yield Check(
            "courtyard.none",
            f"SELECT t.courtyard, count(*) AS n, '{table}' AS x FROM {table} t "
            f"WHERE NOT (courtyard IS NULL {none}) AND NOT EXISTS "
            "(SELECT 1 FROM courtyards c WHERE c.courtyard = t.courtyard) GROUP BY t.courtyard",
        )


def counters() -> Iterator[Check]:
    for name, (table, column) in _NUMBERED.items():
        yield Check(
            "counter.behind",
            f"SELECT t.courtyard, coalesce(c.n, 0) AS n, '{name}' AS x, t.most AS y FROM "
            f"(SELECT courtyard, max({column}) AS most FROM {table} GROUP BY courtyard) t "
            f"LEFT JOIN counters c ON c.courtyard = t.courtyard AND c.name = '{name}' "
            "WHERE t.most > coalesce(c.n, 0)",
        )
    yield Check(
        "counter.behind",
        "SELECT t.courtyard, coalesce(c.n, 0) AS n, t.name AS x, t.most AS y FROM "
        "(SELECT courtyard, 'event ' || event || ' turn' AS name, max(turn) AS most "
        "FROM event_answers GROUP BY courtyard, event) t "
        "LEFT JOIN counters c ON c.courtyard = t.courtyard AND c.name = t.name "
        "WHERE t.most > coalesce(c.n, 0)",
    )


def people() -> Iterator[Check]:
    """Somebody's account where there is none (0 stands for who was forgotten)."""
    for table, names in _PEOPLE.items():
        for column in names:
            yield Check(
                "people.unknown",
                f"SELECT t.courtyard, count(*) AS n, '{table}.{column}' AS x FROM {table} t "
                f"WHERE t.{column} <> 0 AND NOT EXISTS "
                f"(SELECT 1 FROM people p WHERE p.person = t.{column}) GROUP BY t.courtyard",
            )


def cards(kinds: Iterable[str]) -> Iterator[Check]:
    """Cards that nobody can draw, and those of nothing."""
    yield Check(
        "card.unknown",
        "SELECT courtyard, subject AS n, kind AS x FROM cards "
        f"WHERE kind NOT IN ({_quoted(kinds)})",
    )
    for kind, (table, column) in SUBJECTS.items():
        yield Check(
            "card.of_nothing",
            f"SELECT t.courtyard, t.subject AS n, t.kind AS x FROM cards t "
            f"WHERE t.kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM {table} s "
            f"WHERE s.courtyard = t.courtyard AND s.{column} = t.subject)",
        )
    yield Check(
        "card.ahead",
        "SELECT courtyard, subject AS n, kind AS x FROM cards WHERE drawn > version",
    )


def due(kinds: Iterable[str]) -> Iterator[Check]:
    """Work that nobody does, work about nothing, and what waits for work that is not planned."""
    yield Check(
        "due.unknown",
        f"SELECT courtyard, subject AS n, kind AS x FROM due WHERE kind NOT IN ({_quoted(kinds)})",
    )
    for kind, (table, column) in SUBJECTS.items():
        number = f"CAST(s.{column} AS TEXT)"
        yield Check(
            "due.of_nothing",
            f"SELECT t.courtyard, t.subject AS n, t.kind AS x FROM due t "
            f"WHERE t.kind LIKE '{kind}.%' AND NOT EXISTS (SELECT 1 FROM {table} s "
            f"WHERE s.courtyard = t.courtyard AND (t.subject = {number} "
            f"OR t.subject LIKE {number} || ':%'))",
        )
    for kind, table, column, waits in UNTIMED:
        yield Check(
            "due.missing",
            f"SELECT s.courtyard, s.{column} AS n, '{kind}' AS x FROM {table} s "
            f"WHERE ({waits}) AND NOT EXISTS (SELECT 1 FROM due d WHERE d.courtyard = s.courtyard "
            f"AND d.kind = '{kind}' AND d.subject = CAST(s.{column} AS TEXT))",
        )


def outbox(views: Iterable[str]) -> Iterator[Check]:
    yield Check(
        "outbox.unknown",
        "SELECT courtyard, id AS n, view AS x FROM outbox WHERE state = 'WAITING' "
        f"AND view NOT IN ({_quoted(views)})",
    )
    yield Check(
        "outbox.no_reason",
        "SELECT courtyard, id AS n, view AS x FROM outbox WHERE state = 'PARKED' "
        "AND coalesce(error, '') = ''",
    )


def exists(tx: Tx, courtyard: int, kind: str, number: int) -> bool:
    """Whether there is such a vote, topic, event."""
    table, column = SUBJECTS[kind]
    sql = f"SELECT 1 FROM {table} WHERE courtyard = ? AND {column} = ?"
    return tx.row(sql, courtyard, number) is not None


def _quoted(names: Iterable[str]) -> str:
    """Names of our own code, never of people."""
    return ", ".join(f"'{name}'" for name in sorted(names))
