"""The help: a menu of short pages, so that none is longer than the screen of a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.callbacks import Data
from bot.column import HelpPage
from bot.page import Page
from bot.screen import Button, Screen, press
from handlers.views.core import Help, HelpOn, home_button, in_pairs

COUNCIL = "council"
"""What a link to the menu for those who look after things carries."""


def help_(page: Page, topic: str = "") -> Screen:
    """A page; the menu where no page has this key."""
    if topic == COUNCIL:
        return _council(page)
    found = next((one for one in _pages(page) if one.key == topic), None)
    return _read(page, found) if found else _menu(page)


def group_help(page: Page) -> Screen:
    words = page.words
    way = page.link(words.plain("❓ 打开「怎么用」"), Help(courtyard=_here(page)))
    return Screen(words("怎么用，都写在私聊里，一样一页。点下面的按钮就看得到。"), [[way]])


def _menu(page: Page) -> Screen:
    words = page.words
    text = words(
        "❓ <b>怎么用</b>\n院坝会搬进群里：有事提出来，大家议一议、投个票，说到做到。\n"
        "👇 想问哪一样，点哪一样。"
    )
    council = press(words.plain("🛠 管事的人看这里"), _to(page, COUNCIL))
    return Screen(text, [*_buttons(page, council=False), [council], home_button(page)])


def _council(page: Page) -> Screen:
    text = page.words("🛠 <b>管事的人看这里</b>\n👇 想问哪一样，点哪一样。")
    return Screen(text, [*_buttons(page, council=True), _back(page), home_button(page)])


def _read(page: Page, found: HelpPage) -> Screen:
    words = page.words
    text = words("<b>{title}</b>", title=words.plain(found.title)) + "\n" + words(found.text)
    return Screen(text, [_back(page, COUNCIL if found.council else ""), home_button(page)])


def _back(page: Page, to: str = "") -> list[Button]:
    menu: Data = _to(page, to) if to else Help(courtyard=_here(page))
    return [press(page.words.plain("⬅️ 看别的"), menu)]


def _buttons(page: Page, *, council: bool) -> list[list[Button]]:
    shown = [one for one in _pages(page) if one.council == council]
    return in_pairs([press(page.words.plain(one.title), _to(page, one.key)) for one in shown])


def _pages(page: Page) -> list[HelpPage]:
    return [one for column in page.house.columns for one in column.help]


def _to(page: Page, topic: str) -> HelpOn:
    return HelpOn(courtyard=_here(page), topic=topic)


def _here(page: Page) -> int:
    return page.yard.courtyard if page.yard else 0


VIEWS: Mapping[str, Callable[..., Screen]] = {"core.help": help_, "core.group_help": group_help}
