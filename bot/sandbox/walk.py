"""The guided first walk: eight steps, each recognised by what really happened in the courtyard."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.sandbox.model import Json
from storage.tx import Tx


@dataclass(frozen=True)
class Step:
    """Done once one of `acts` stands in the audit chain; `hints` are acts on the way there, in
    order."""

    key: str
    acts: tuple[str, ...]
    hints: tuple[str, ...] = ()


REMINDED, LOOKED = "walk.reminded", "walk.looked"
STEPS = (
    Step("raise", ("topic.raise",)),
    Step("sort", ("topic.sort_",)),
    Step("vote", ("ballot.cast", "ballot.secret"), ("second.asked open_vote", "vote.opened")),
    Step("result", ("vote.closed",)),
    Step("covenant", ("covenant.signed",), ("second.asked publish_covenant", "covenant.published")),
    Step("event", ("event.called",)),
    Step("reminder", (REMINDED,)),
    Step("audit", (LOOKED,)),
)


class Walk:
    """Nobody is held: it may be begun, left and begun again at any time, and steps may be taken
    in any order."""

    def __init__(self) -> None:
        self.on = False
        self._looked = False
        self._after: dict[int, int] = {}
        self._sent_after = 0

    def begin(self, tx: Tx) -> None:
        """From now on; what happened before does not count."""
        self.on, self._looked = True, False
        rows = tx.rows("SELECT courtyard, max(seq) FROM audit GROUP BY courtyard")
        self._after = {int(courtyard): int(seq) for courtyard, seq in rows}
        self._sent_after = int(tx.value("SELECT coalesce(max(sent_at), 0) FROM outbox"))

    def leave(self) -> None:
        self.on = False

    def looked(self) -> None:
        """Somebody has looked at the audit chain."""
        self._looked = True

    def sight(self, tx: Tx) -> Json:
        acts = self._acts(tx) if self.on else []
        return {"on": self.on, "steps": [_step(step, acts) for step in STEPS]}

    def _acts(self, tx: Tx) -> list[str]:
        rows = tx.rows("SELECT courtyard, seq, act, payload FROM audit ORDER BY courtyard, seq")
        acts = [
            _named(act, payload)
            for courtyard, seq, act, payload in rows
            if seq > self._after.get(courtyard, 0)
        ]
        reminded = tx.value(
            "SELECT count(*) FROM outbox WHERE state = 'SENT' AND view = 'event.reminder' "
            "AND sent_at > ?",
            self._sent_after,
        )
        return [*acts, *[REMINDED] * bool(reminded), *[LOOKED] * self._looked]


def _named(act: str, payload: str | None) -> str:
    """What waits for a second person is told apart by what it is."""
    if act == "second.asked" and payload:
        return f"{act} {json.loads(payload).get('act')}"
    return str(act)


def _step(step: Step, acts: list[str]) -> Json:
    def seen(what: str) -> bool:
        return any(act.startswith(what) for act in acts)

    way = 0
    for number, hint in enumerate(step.hints, start=1):
        way = number if seen(hint) else way
    return {"key": step.key, "done": any(map(seen, step.acts)), "hint": way}
