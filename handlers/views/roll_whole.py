"""A change of the roll home by home, as a table: what is too long for a message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from bot import sheets
from bot.actions import roll as acts
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.area import area_text
from bot.rules.households import Label, read_label
from bot.rules.roll import Change, Effect
from bot.screen import Button, File, Screen, press
from bot.words import Words
from handlers.views.roll import back_to_roll

SHOWN = 12
"""A message names so many homes of each kind."""
_HEADINGS = (N_("门牌"), N_("改什么"), N_("原来的面积（㎡）"), N_("改成的面积（㎡）"))


class WholeChange(Data):
    prefix: ClassVar[str] = "rz1"
    change: int


def rows(page: Page, change: int, content: Change) -> list[list[Button]]:
    """The way to the table, where the message leaves homes out."""
    if content.voter:
        return []
    done = acts.does(page.tx, page.courtyard.courtyard, content)
    kinds = (done.new, done.areas, done.gone, done.joined, done.apart, done.unsold, done.sold)
    if max(len(kind) for kind in kinds) <= SHOWN:
        return []
    there = WholeChange(courtyard=page.courtyard.courtyard, change=change)
    return [[press(page.words.plain("📄 一户一户看（表格）"), there)]]


def whole(page: Page, change: int) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    found = acts.content_of(page.tx, courtyard, change)
    if found is None:
        raise Pointless("it is decided already")
    done = acts.does(page.tx, courtyard, found)
    head = [words.plain(text) for text in _HEADINGS]
    table = sheets.write(words.plain("名册"), [[*head], *_table(words, done)])
    text = words("📄 名册要改的每一户都在表里，慢慢对。同不同意，回上一条点。")
    return Screen(text, [[back_to_roll(page)]], document=File("名册改动.xlsx", table))


def _table(words: Words, done: Effect) -> list[list[str | int | float]]:
    """One row for each home that is touched, as people count them."""
    areas = {label: (before, after) for label, before, after in done.areas}
    areas |= {label: (0, after) for label, after in done.new}
    said: dict[str, list[str]] = {}
    for label, what in _said(words, done):
        said.setdefault(label, []).append(what)
    return [
        [label, "；".join(what), *(_area(area) for area in areas.get(label, (0, 0)))]
        for label, what in sorted(said.items(), key=lambda one: _counted(one[0]))
    ]


def _said(words: Words, done: Effect) -> Iterator[tuple[str, str]]:
    plain = {
        N_("新加"): [label for label, _ in done.new],
        N_("改面积"): [label for label, _, _ in done.areas],
        N_("分开，单独一位业主"): done.apart,
        N_("没卖"): done.unsold,
        N_("卖掉了"): done.sold,
        N_("从名册拿掉"): done.gone,
    }
    for what, labels in plain.items():
        for label in labels:
            yield label, words.plain(what)
    for flats in done.joined:
        together = words.plain("和别的算一个业主：{flats}", flats="＋".join(flats))
        for label in flats:
            yield label, together


def _area(area: int) -> str:
    return area_text(area) if area else ""


def _counted(label: str) -> tuple[int, object]:
    read = read_label(label)
    return (0, read.sort_key) if isinstance(read, Label) else (1, label)


VIEWS: Mapping[str, Callable[..., Screen]] = {"roll.whole": whole}
