"""One bite of what is past its time: so many rows of a courtyard, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from storage.tx import Tx

KEYS = {
    "audit": "seq",
    "ballot_drafts": "vote, person",
    "ballot_history": "vote, unit, turn",
    "ballots": "vote, unit",
    "broadcasts": "broadcast",
    "cards": "kind, subject, chat",
    "countersigns": "vote, person",
    "covenant_taps": "person",
    "covenants": "covenant",
    "event_answers": "event, turn",
    "events": "event",
    "outbox": "id",
    "paper_readings": "vote, unit",
    "petition_names": "topic, kind, person",
    "proxies": "vote, unit",
    "reasons": "vote, objection",
    "roll_changes": "change",
    "seconds": "id",
    "secret_ballots": "vote, nonce",
    "services": "vote, unit",
    "sheet_keys": "vote",
    "topic_drafts": "person",
    "topic_history": "topic, seq",
    "topic_picks": "topic, person",
    "topic_ratings": "topic, round, unit",
    "topics": "topic",
    "visits": "vote, unit",
    "vote_flats": "vote, household",
    "vote_roll": "vote, unit",
    "vote_turnout": "vote, unit",
    "votes": "vote",
    "vouches": "person, household",
}
"""What tells the rows of a courtyard apart in each table of which something goes."""


class Bite:
    """As many rows as one act may take."""

    def __init__(self, tx: Tx, courtyard: int, rows: int) -> None:
        self.tx = tx
        self.courtyard = courtyard
        self.left = rows

    @property
    def full(self) -> bool:
        return self.left <= 0

    def delete(self, table: str, where: str, *params: object) -> None:
        self._take(f"DELETE FROM {table}", table, where, *params)

    def change(
        self, table: str, changes: Mapping[str, object], where: str, *params: object
    ) -> None:
        """`where` must not hold any more once it is done."""
        pairs = ", ".join(f"{name} = ?" for name in changes)
        self._take(f"UPDATE {table} SET {pairs}", table, where, *params, first=changes.values())

    def _take(
        self, what: str, table: str, where: str, *params: object, first: Iterable[object] = ()
    ) -> None:
        if self.full:
            return
        key, yard = KEYS[table], self.courtyard
        self.left -= self.tx.run(
            f"{what} WHERE courtyard = ? AND ({key}) IN "
            f"(SELECT {key} FROM {table} WHERE courtyard = ? AND {where} LIMIT ?)",
            *first,
            yard,
            yard,
            *params,
            self.left,
        )
