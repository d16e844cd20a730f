"""What somebody writes about a step of a topic is shown before the group reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.actions import progress, triage
from bot.ask import Ask
from bot.column import Column
from bot.rules.triage import Matter
from handlers import proposal
from handlers.views import topic_confirm as views
from handlers.views.topic_buttons import Step
from handlers.views.topic_confirm import ConfirmStep
from storage.topics import Topic
from storage.tx import Tx

WRITTEN: dict[Step, Callable[[Tx, int, int, int, str], Topic]] = {
    Step.APPEAL: triage.appeal,
    Step.AGREE: progress.agree,
    Step.ASSIGN: progress.assign,
    Step.FINISH: progress.finish,
    Step.EXPLAIN: progress.explain,
    Step.REOPEN: progress.reopen,
}
_ASKED = "topic.confirm"


def propose(ask: Ask, step: Step, topic: int, text: str, matter: Matter | None = None) -> None:
    """`matter` is what the topic would be sorted as (Step.SORT)."""
    asked = {"topic": topic, "step": step.value, "text": text}
    if matter is not None:
        asked["matter"] = matter.value
    proposal.try_out(ask.tx, partial(_do, ask, asked))
    proposal.propose(ask, _ASKED, **asked)


def confirm(ask: Ask, data: ConfirmStep) -> None:
    _do(ask, proposal.tapped(ask, _ASKED, topic=data.topic, step=data.step))
    ask.show("topic.show", topic=data.topic)


def written(ask: Ask) -> None:
    asked = proposal.written(ask)
    _do(ask, asked)
    ask.say("topic.show", topic=asked["topic"])


def _do(ask: Ask, asked: dict[str, Any]) -> None:
    where = (ask.tx, ask.courtyard.courtyard, ask.person.id, asked["topic"])
    step = Step(asked["step"])
    if step is Step.SORT:
        triage.sort(*where, Matter(asked["matter"]), asked["text"])
    else:
        WRITTEN[step](*where, asked["text"])


COLUMN = Column(
    "topic confirm",
    presses={ConfirmStep: confirm},
    answers={_ASKED: written},
    views=views.VIEWS,
)
