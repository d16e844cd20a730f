"""The reason of a chair who ends a vote, or calls it off, alone is read over before the group reads
it; of two, the second reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.access import Act, check, needs_second
from bot.ask import Ask
from handlers import proposal
from storage.tx import Tx


@dataclass(frozen=True)
class Reasoned:
    """`kind` names the view that shows the reason and the question that waits for the yes; `do` is
    the action: whether it is done, or waits for a second."""

    act: Act
    kind: str
    do: Callable[[Tx, int, int, int, str], bool]

    def alone(self, ask: Ask) -> bool:
        """Whether no second person would read the reason before the group does."""
        courtyard, person = ask.courtyard.courtyard, ask.person.id
        right = check(ask.tx, courtyard, person, self.act)
        return not needs_second(ask.tx, courtyard, person, right)

    def propose(self, ask: Ask, vote: int, reason: str) -> None:
        asked = {"vote": vote, "reason": reason}
        proposal.try_out(ask.tx, lambda: self.done(ask, asked))
        proposal.propose(ask, self.kind, **asked)

    def confirm(self, ask: Ask, vote: int) -> None:
        """To a tap on the yes."""
        if self.done(ask, proposal.tapped(ask, self.kind, vote=vote)):
            ask.show("vote.show", vote=vote)
        else:  # the council has grown meanwhile
            ask.show("vote.waiting", act=self.act.value)

    def written(self, ask: Ask) -> None:
        """To a yes in words."""
        asked = proposal.written(ask)
        if self.done(ask, asked):
            ask.say("vote.show", vote=asked["vote"])
        else:
            ask.say("vote.waiting", act=self.act.value)

    def done(self, ask: Ask, asked: dict[str, Any]) -> bool:
        where = (ask.tx, ask.courtyard.courtyard, ask.person.id)
        return self.do(*where, asked["vote"], asked["reason"])
