"""The settings of a courtyard: looked up by its council, changed by two of them."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import house_rules
from bot.ask import Ask
from bot.column import Column, Route
from bot.errors import BadInput
from handlers.views import house_rules as views
from handlers.views.house_rules import OpenRule, OpenRules, SetRule, TypeRule, key_of


def settings(ask: Ask) -> None:
    _check(ask)
    ask.privately("settings.index", OpenRules(courtyard=ask.courtyard.courtyard))


def open_rules(ask: Ask, data: OpenRules) -> None:
    _check(ask)
    ask.show("settings.index")


def open_rule(ask: Ask, data: OpenRule) -> None:
    _check(ask)
    ask.show("settings.one", key=house_rules.rule(key_of(data)).key)


def set_rule(ask: Ask, data: SetRule) -> None:
    choices = house_rules.rule(key_of(data)).choices
    if not 0 <= data.choice < len(choices):
        raise BadInput
    _change(ask, key_of(data), choices[data.choice])


def type_rule(ask: Ask, data: TypeRule) -> None:
    _check(ask)
    key = house_rules.rule(key_of(data)).key
    ask.expect("settings.value", key=key)
    ask.show("settings.ask", key=key)


def typed(ask: Ask) -> None:
    _change(ask, (ask.prompt or {})["key"], ask.text)


def _change(ask: Ask, key: str, wanted: Any) -> None:
    if house_rules.change(ask.tx, ask.courtyard.courtyard, ask.person.id, key, wanted):
        ask.show("settings.done", key=key)
    else:
        ask.show("second.waits")


def _check(ask: Ask) -> None:
    check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.CHANGE_SETTINGS)


COLUMN = Column(
    "settings",
    commands={"settings": Route(settings)},
    presses={OpenRules: open_rules, OpenRule: open_rule, SetRule: set_rule, TypeRule: type_rule},
    answers={"settings.value": typed},
    views=views.VIEWS,
    seconded={Act.CHANGE_SETTINGS: house_rules.carry_out},
)
