"""Ending a vote early: a chair who acts alone reads the reason over first."""

from __future__ import annotations

from bot.access import Act
from bot.actions import closing
from bot.ask import Ask
from bot.column import Column
from handlers.views import vote_close as views
from handlers.views.vote_close import ConfirmClose
from handlers.vote_reason import Reasoned

CLOSE = Reasoned(Act.CLOSE_VOTE, "vote.confirm_close", closing.ask_to_close)


def confirm(ask: Ask, data: ConfirmClose) -> None:
    CLOSE.confirm(ask, data.vote)


COLUMN = Column(
    "vote close",
    presses={ConfirmClose: confirm},
    answers={CLOSE.kind: CLOSE.written},
    views=views.VIEWS,
)
