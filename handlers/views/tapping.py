"""Buttons under a question whose answer could be written: the usual answers, or a home to pick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, Screen, press
from storage import roll

IN_A_ROW, HOMES_SHOWN, BUILDINGS_SHOWN = 4, 60, 40


class TapAnswer(Data):
    """`of` names the question it belongs to (see `tag`), `text` is what it stands for."""

    prefix: ClassVar[str] = "yt1"
    answers: ClassVar[bool] = True
    of: str
    text: str


class TapBuilding(Data):
    """`building` is its place among all of them."""

    prefix: ClassVar[str] = "yb1"
    answers: ClassVar[bool] = True
    of: str
    building: int
    page: int


class TapHome(Data):
    prefix: ClassVar[str] = "yh1"
    answers: ClassVar[bool] = True
    of: str
    household: int


def tag(kind: str, args: Mapping[str, object]) -> str:
    """The name of a question, as a button carries it: what it is and what about."""
    about = [str(value) for _, value in sorted(args.items()) if isinstance(value, int)]
    return "-".join([*kind.split("."), *about])


def answers(page: Page, kind: str, said: Iterable[tuple[str, str]], **args: int) -> list[Button]:
    """A row of labels, each with the answer it stands for."""
    here, of = page.courtyard.courtyard, tag(kind, args)
    return [press(label, TapAnswer(courtyard=here, of=of, text=text)) for label, text in said]


def buildings(page: Page, kind: str, **args: int) -> list[list[Button]]:
    """The way to a home by taps: first its building."""
    words, here, of = page.words, page.courtyard.courtyard, tag(kind, args)
    found = roll.buildings(page.tx, here)[:BUILDINGS_SHOWN]
    return _in_rows(
        press(
            words.plain("{building} 栋", building=building or "—"),
            TapBuilding(courtyard=here, of=of, building=number, page=0),
        )
        for number, (building, _) in enumerate(found)
    )


def homes(page: Page, of: str, building: int, at: int) -> Screen:
    """Then the home."""
    words, here = page.words, page.courtyard.courtyard
    name = roll.buildings(page.tx, here)[building][0]
    found = roll.in_building(page.tx, here, name)
    shown = found[at * HOMES_SHOWN : (at + 1) * HOMES_SHOWN]
    rows = _in_rows(
        press(home.label, TapHome(courtyard=here, of=of, household=home.household))
        for home in shown
    )
    turn = [
        press(sign, TapBuilding(courtyard=here, of=of, building=building, page=to))
        for sign, to in (("◀", at - 1), ("▶", at + 1))
        if 0 <= to * HOMES_SHOWN < len(found)
    ]
    text = words(
        "🏢 <b>{building} 栋</b>：点门牌号，或者写给我，比如 3-2-501", building=name or "—"
    )
    return Screen(text, [*rows, turn])


def chosen(page: Page, what: str) -> Screen:
    """What is left of the buttons; a word of ours needs no repeating."""
    return Screen(page.words("👌 {what}", what=what if what[:1].isdecimal() else "OK"))


def _in_rows(buttons: Iterable[Button]) -> list[list[Button]]:
    found = list(buttons)
    return [found[n : n + IN_A_ROW] for n in range(0, len(found), IN_A_ROW)]


VIEWS: Mapping[str, Callable[..., Screen]] = {"tap.homes": homes, "tap.chosen": chosen}
