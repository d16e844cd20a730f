"""The reason of a chair who ends a vote alone is shown before the group reads it."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check, needs_second
from bot.actions import closing
from bot.ask import Ask
from bot.column import Column
from handlers import proposal
from handlers.views import vote_close as views
from handlers.views.vote_close import ConfirmClose

_ASKED = "vote.confirm_close"


def alone(ask: Ask) -> bool:
    """Whether no second person would read the reason before the group does."""
    courtyard, person = ask.courtyard.courtyard, ask.person.id
    right = check(ask.tx, courtyard, person, Act.CLOSE_VOTE)
    return not needs_second(ask.tx, courtyard, person, right)


def propose(ask: Ask, vote: int, reason: str) -> None:
    asked = {"vote": vote, "reason": reason}
    proposal.try_out(ask.tx, lambda: _do(ask, asked))
    proposal.propose(ask, _ASKED, **asked)


def confirm(ask: Ask, data: ConfirmClose) -> None:
    done = _do(ask, proposal.tapped(ask, _ASKED, vote=data.vote))
    if done:
        ask.show("vote.show", vote=data.vote)
    else:  # the council has grown meanwhile
        ask.show("vote.waiting", act=Act.CLOSE_VOTE.value)


def written(ask: Ask) -> None:
    asked = proposal.written(ask)
    if _do(ask, asked):
        ask.say("vote.show", vote=asked["vote"])
    else:
        ask.say("vote.waiting", act=Act.CLOSE_VOTE.value)


def _do(ask: Ask, asked: dict[str, Any]) -> bool:
    where = (ask.tx, ask.courtyard.courtyard, ask.person.id)
    return closing.ask_to_close(*where, asked["vote"], asked["reason"])


COLUMN = Column(
    "vote close",
    presses={ConfirmClose: confirm},
    answers={_ASKED: written},
    views=views.VIEWS,
)
