"""Nothing about an event that is out changes by one slip: what is meant is shown, then done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.actions import events
from bot.actions.events import What
from bot.ask import Ask
from bot.column import Column
from handlers import proposal
from handlers.views import event_confirm as views
from handlers.views.event_confirm import CANCEL, REPORT, ConfirmEvent

_ASKED = "event.confirm"


def propose(ask: Ask, event: int, what: str, value: Any) -> None:
    """Show what was meant and wait for a yes. `what` is a value of What, CANCEL or REPORT."""
    proposal.propose(ask, _ASKED, event=event, what=what, value=value)


def confirm(ask: Ask, data: ConfirmEvent) -> None:
    _do(ask, proposal.tapped(ask, _ASKED, event=data.event))
    ask.toast("好，办好了。")
    ask.show("event.show", event=data.event)


def written(ask: Ask) -> None:
    asked = proposal.written(ask)
    _do(ask, asked)
    ask.say("event.show", event=asked["event"])


def _do(ask: Ask, asked: dict[str, Any]) -> None:
    where = (ask.tx, ask.courtyard.courtyard, ask.person.id, asked["event"])
    what, value = asked["what"], asked["value"]
    if what == CANCEL:
        events.cancel(*where, value)
    elif what == REPORT:
        events.report(*where, value)
    elif what == What.WHEN.value:
        events.change(*where, What.WHEN, datetime.fromtimestamp(value, UTC))
    else:
        events.change(*where, What(what), value)


COLUMN = Column(
    "event confirm",
    presses={ConfirmEvent: confirm},
    answers={_ASKED: written},
    views=views.VIEWS,
)
