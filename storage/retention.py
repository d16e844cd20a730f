"""What is past its time goes, a bite at a time: each is one act of one courtyard, begun again where
the last one ended. How long what stays is said in storage.personal.
"""

from __future__ import annotations

from collections.abc import Callable

from storage import seconds, terms, votes
from storage.bite import Bite
from storage.tx import Tx

OVER = "state IN ('FINAL', 'VOIDED', 'CANCELLED')"
WITH_BALLOTS = (
    "ballots",
    "ballot_history",
    "secret_ballots",
    "vote_turnout",
    "ballot_drafts",
    "reasons",
    "paper_readings",
    "visits",
    "proxies",
    "services",
    "countersigns",
    "sheet_keys",
    "vote_flats",
    "vote_roll",  # all of them refer to it
)
"""The tables that go when a vote's ballots are past their time."""


def bite(tx: Tx, courtyard: int, rows: int) -> bool:
    """Take what is past its time in a courtyard; False when there may be more."""
    taken = Bite(tx, courtyard, rows)
    for step in _STEPS:
        step(taken)
        if taken.full:
            return False
    return True


def _ballots(taken: Bite) -> None:
    """The result stays, with its sums: how many came in which way is noted before they go."""
    tx, yard, before = taken.tx, taken.courtyard, taken.tx.now - terms.BALLOTS
    for (vote,) in tx.rows(
        f"SELECT vote FROM votes WHERE courtyard = ? AND {OVER} AND since < ? "
        "AND cleared_at IS NULL ORDER BY vote LIMIT 10",
        yard,
        before,
    ):
        _begin_to_clear(tx, yard, vote)
    for (vote,) in tx.rows(
        f"SELECT vote FROM votes v WHERE courtyard = ? AND {OVER} AND cleared_at IS NOT NULL AND "
        "EXISTS (SELECT 1 FROM vote_roll r WHERE r.courtyard = v.courtyard AND r.vote = v.vote) "
        "ORDER BY vote",
        yard,
    ):
        _clear(taken, vote)


def _begin_to_clear(tx: Tx, courtyard: int, vote: int) -> None:
    by_channel = tx.rows(
        "SELECT channel, count(*) FROM ballots WHERE courtyard = ? AND vote = ? GROUP BY channel",
        courtyard,
        vote,
    )
    tx.update(
        "votes",
        {"cleared_at": tx.now, "by_person": 0, "advice": {}, "brought": dict(by_channel)},
        courtyard=courtyard,
        vote=vote,
    )
    tx.run(
        "UPDATE objections SET person = NULL, unit = 0 WHERE courtyard = ? AND vote = ?",
        courtyard,
        vote,
    )


def _clear(taken: Bite, vote: int) -> None:
    taken.change(
        "audit",
        {"payload": None, "salt": None},
        "payload LIKE '%\"unit\":%' AND (payload LIKE ? OR payload LIKE ?)",
        f'%"vote":{vote}}}%',
        f'%"vote":{vote},%',
    )
    for table in WITH_BALLOTS:
        taken.delete(table, "vote = ?", vote)


def _drafts(taken: Bite) -> None:
    tx, lying = taken.tx, taken.tx.now - terms.LYING
    for table in ("votes", "events"):  # those of before these times were kept
        tx.run(
            f"UPDATE {table} SET since = ? WHERE courtyard = ? AND since IS NULL",
            tx.now,
            taken.courtyard,
        )
    taken.change(
        "votes",
        votes.EMPTIED,
        f"{votes.UNSENT} AND title <> '' AND since < ?",
        lying,
    )
    taken.delete("events", "state = 'DRAFT' AND since < ?", lying)
    taken.delete("broadcasts", "state = 'DRAFT' AND created_at < ?", lying)
    taken.delete("topic_drafts", "at < ?", lying)
    taken.delete("vouches", "at < ?", lying)
    waited = _waited_for(taken.tx, taken.courtyard)
    taken.delete("roll_changes", f"state IN ('DRAFT', 'WAITING') AND {waited} AND at < ?", lying)
    taken.change(
        "covenants",
        {"state": "DROPPED", "clauses": (), "note": None, "by_person": None, "second_person": None},
        "(state = 'DRAFT' OR (state = 'DROPPED' AND by_person IS NOT NULL)) AND created_at < ?",
        tx.now - terms.GONE,
    )
    taken.delete("covenant_taps", "at < ?", tx.now - terms.QUESTION)


def _waited_for(tx: Tx, courtyard: int) -> str:
    """Not those changes of the roll that still wait for a second person."""
    asked = [int(one.args.get("change", 0)) for one in seconds.waiting(tx, courtyard)]
    return f"change NOT IN ({', '.join(map(str, [0, *asked]))})"


def _names(taken: Bite) -> None:
    """What was done stays, by whom does not."""
    now = taken.tx.now
    taken.delete("seconds", "at < ?", now - terms.SETTLED)
    waited = _waited_for(taken.tx, taken.courtyard)
    taken.delete("roll_changes", f"{waited} AND at < ?", now - terms.SETTLED)
    taken.change(
        "event_answers",
        {"person": None},
        "person IS NOT NULL AND event IN (SELECT event FROM events e WHERE e.courtyard = "
        "event_answers.courtyard AND e.state IN ('ENDED', 'CANCELLED') AND e.since < ?)",
        now - terms.ANSWERS,
    )
    old = now - terms.TOPICS
    taken.change(
        "events",
        {"by_person": None},
        "by_person IS NOT NULL AND state IN ('ENDED', 'CANCELLED') AND since < ?",
        old,
    )
    taken.change(
        "covenants",
        {"by_person": None, "second_person": None},
        "(by_person IS NOT NULL OR second_person IS NOT NULL) AND state = 'PUBLISHED' "
        "AND published_at < ?",
        old,
    )
    taken.delete("broadcasts", "state = 'ENDED' AND sent_at < ?", old)


def _cards(taken: Bite) -> None:
    """The card that tells an author how far their announcement is, once it is long out."""
    taken.delete(
        "cards",
        "kind = 'broadcast' AND NOT EXISTS (SELECT 1 FROM broadcasts b WHERE b.courtyard = "
        "cards.courtyard AND b.broadcast = cards.subject "
        "AND (b.state <> 'ENDED' OR b.sent_at >= ?))",
        taken.tx.now - terms.LYING,
    )


TOPIC_OVER = "state IN ('closed', 'withdrawn', 'merged', 'rejected', 'signposted')"


def _topics(taken: Bite) -> None:
    """Of a topic that has been over for so long its number and its dates stay; a family's own
    matter is over when nothing has come of it."""
    tx, yard = taken.tx, taken.courtyard
    for (topic,) in tx.rows(
        f"SELECT topic FROM topics t WHERE courtyard = ? AND (public = 0 OR {TOPIC_OVER}) "
        "AND raised_at < ? AND EXISTS (SELECT 1 FROM topic_history h "
        "WHERE h.courtyard = t.courtyard AND h.topic = t.topic) "
        "AND NOT EXISTS (SELECT 1 FROM topic_history h WHERE h.courtyard = t.courtyard "
        "AND h.topic = t.topic AND h.at >= ?) ORDER BY topic",
        yard,
        tx.now - terms.TOPICS,
        tx.now - terms.TOPICS,
    ):
        if taken.full:
            return
        tx.run(
            "UPDATE topics SET title = '—', text = '', author = NULL, sorted_by = NULL, "
            "officer = NULL, handler = NULL, agreed = NULL, explained = NULL, appeal = NULL, "
            "state = CASE public WHEN 0 THEN 'closed' ELSE state END "
            "WHERE courtyard = ? AND topic = ?",
            yard,
            topic,
        )
        for table in ("petition_names", "topic_picks", "topic_ratings", "topic_history"):
            taken.delete(table, "topic = ?", topic)


def _ledger(taken: Bite) -> None:
    """What the oldest entries of the audit chain say; a number tells how far we are."""
    tx, yard = taken.tx, taken.courtyard
    done = tx.value("SELECT n FROM counters WHERE courtyard = ? AND name = 'audit erased to'", yard)
    found = tx.rows(
        "SELECT seq FROM audit WHERE courtyard = ? AND seq > ? AND at < ? ORDER BY seq LIMIT ?",
        yard,
        done or 0,
        tx.now - terms.LEDGER,
        taken.left,
    )
    if not found:
        return
    last = found[-1][0]
    tx.run(
        "UPDATE audit SET payload = NULL, salt = NULL WHERE courtyard = ? AND seq > ? AND seq <= ?",
        yard,
        done or 0,
        last,
    )
    tx.run(
        "INSERT INTO counters (courtyard, name, n) VALUES (?, 'audit erased to', ?) "
        "ON CONFLICT (courtyard, name) DO UPDATE SET n = excluded.n",
        yard,
        last,
    )
    taken.left -= len(found)


def messages(taken: Bite) -> None:
    now = taken.tx.now
    taken.delete("outbox", "state IN ('SENT', 'DROPPED') AND created_at < ?", now - terms.SENT)
    taken.delete("outbox", "state = 'PARKED' AND created_at < ?", now - terms.LETTERS)


_STEPS: tuple[Callable[[Bite], None], ...] = (
    _ballots,
    _drafts,
    _names,
    _cards,
    _topics,
    _ledger,
    messages,
)
