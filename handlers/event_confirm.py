"""Nothing about an event that is out changes by one slip: what is meant is shown, then done."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.actions import events
from bot.actions.events import What
from bot.ask import Ask
from bot.column import Column
from bot.errors import N_, BadInput, TooLate
from handlers.views import event_confirm as views
from handlers.views.event_confirm import CANCEL, REPORT, ConfirmEvent
from storage import prompts

_ASKED = "event.confirm"
_YES = frozenset(("好", "好的", "要得", "是", "对", "行", "可以", "yes", "ok", "y"))


class OldButton(TooLate):
    text = N_("这个按钮是先前的，什么都没改。请从活动的页面再点一次。")


def propose(ask: Ask, event: int, what: str, value: Any) -> None:
    """Show what was meant and wait for a yes. `what` is a value of What, CANCEL or REPORT."""
    args = {"event": event, "what": what, "value": value}
    ask.expect(_ASKED, **args)
    ask.say(_ASKED, **args)


def confirm(ask: Ask, data: ConfirmEvent) -> None:
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt is None or prompt.kind != _ASKED or prompt.args["event"] != data.event:
        raise OldButton
    prompts.clear(ask.tx, ask.person.id)
    _do(ask, prompt.args)
    ask.toast("好，办好了。")
    ask.show("event.show", event=data.event)


def written(ask: Ask) -> None:
    """Yes can be written too; anything else leaves the question open."""
    prompt = ask.prompt or {}
    if ask.text.strip().lower() not in _YES:
        raise BadInput(N_("还没办。请点上面的按钮；要办也可以写「好」。"))
    _do(ask, prompt)
    ask.say("event.show", event=prompt["event"])


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
