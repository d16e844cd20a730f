"""A tap in place of a written answer: a number, a sum, a home. Taken as if it had been typed."""

from __future__ import annotations

from bot.ask import Ask
from bot.column import Column
from bot.errors import N_, BadInput, TooLate
from handlers.views import tapping as views
from handlers.views.tapping import TapAnswer, TapBuilding, TapHome, tag
from storage import prompts, residents, roll


class OldQuestion(TooLate):
    text = N_("这个按钮是先前的，已经用过了。请用最新的那一条。")


def answer(ask: Ask, data: TapAnswer) -> None:
    _still_asked(ask, data.courtyard, data.of)
    _type(ask, data.text)


def building(ask: Ask, data: TapBuilding) -> None:
    _still_asked(ask, data.courtyard, data.of)
    if not 0 <= data.building < len(roll.buildings(ask.tx, data.courtyard)) or data.page < 0:
        raise BadInput
    ask.show("tap.homes", of=data.of, building=data.building, at=data.page)


def home(ask: Ask, data: TapHome) -> None:
    _still_asked(ask, data.courtyard, data.of)
    found = residents.household(ask.tx, data.courtyard, data.household)
    if found is None or not found.on_roll:
        raise BadInput
    _type(ask, found.label)


def _type(ask: Ask, text: str) -> None:
    ask.show("tap.chosen", what=text)
    ask.typed = text


def _still_asked(ask: Ask, courtyard: int, of: str) -> None:
    """Raises OldQuestion for a button of any question but the open one."""
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt is None or (prompt.courtyard, tag(prompt.kind, prompt.args)) != (courtyard, of):
        raise OldQuestion


COLUMN = Column(
    "tapping",
    presses={TapAnswer: answer, TapBuilding: building, TapHome: home},
    views=views.VIEWS,
)
