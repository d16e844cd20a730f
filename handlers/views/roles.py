"""Who looks after the courtyard: the list, one person's roles, and what is said of a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import ROLE_NAMES, Act, Role
from bot.actions.roles import GIVEN
from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, Screen, press
from handlers.views import tapping
from handlers.views.core import home_button, may, said_by
from storage import residents

SHOWN = 20


class Board(Data):
    prefix: ClassVar[str] = "rb1"
    link: ClassVar[bool] = True


class AskWho(Data):
    prefix: ClassVar[str] = "rw1"


class PickPerson(Data):
    prefix: ClassVar[str] = "rp1"
    person: int


class AskChange(Data):
    prefix: ClassVar[str] = "ra1"
    person: int
    role: int
    give: int


class Change(Data):
    prefix: ClassVar[str] = "rc1"
    person: int
    role: int
    give: int


def board(page: Page) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    lines = [words("👥 <b>谁在管事</b>")]
    people: list[int] = []
    for role in GIVEN:
        held = residents.holders(page.tx, courtyard, role.value)
        if held:
            names = words.listed((said_by(page, person) for person in held), SHOWN)
            lines.append(words("{role}：{names}", role=words.plain(ROLE_NAMES[role]), names=names))
        people += [person for person in held if person not in people]
    if page.viewer is None:
        link = page.link(words.plain("👉 去看、去办"), Board(courtyard=courtyard))
        return Screen("\n".join(lines), [[link]])
    return Screen("\n".join(lines), [*_changes(page, people), home_button(page)])


def ask_who(page: Page) -> Screen:
    text = page.words("想请哪一户的邻居？点楼栋，或者写门牌号发给我，比如 3-2-501")
    return Screen(text, tapping.buildings(page, "roles.home"))


def who(page: Page, people: list[int]) -> Screen:
    """A household of several: which of them is meant?"""
    rows = [[_person_button(page, person)] for person in people[:SHOWN]]
    return Screen(page.words("这一户登记了几位，您说的是哪一位？"), [*rows, home_button(page)])


def person(page: Page, person: int) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    held = residents.roles(page.tx, courtyard, person)
    names = words.listed(words.plain(ROLE_NAMES[role]) for role in GIVEN if role.value in held)
    text = words("<b>{who}</b>\n现在是：{roles}", who=said_by(page, person), roles=names or "—")
    buttons: list[Button] = []
    for n, role in enumerate(GIVEN):
        give = role.value not in held
        label = ("➕ " if give else "➖ ") + words.plain(ROLE_NAMES[role])
        if not give and role is Role.CHAIR:
            continue  # a chair goes when another comes
        there = AskChange(courtyard=courtyard, person=person, role=n, give=int(give))
        buttons.append(press(label, there))
    pairs = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    back = press(words.plain("⬅️ 回去"), Board(courtyard=courtyard))
    return Screen(text, [*pairs, [back]])


def sure(page: Page, person: int, role: str, give: int) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    number = GIVEN.index(Role(role))
    change = Change(courtyard=courtyard, person=person, role=number, give=give)
    text = words("{what}。\n就这么办？", what=_what(page, person, role, give))
    rows = [
        [press(words.plain("✅ 就这么办"), change)],
        [press(words.plain("↩️ 算了"), PickPerson(courtyard=courtyard, person=person))],
    ]
    return Screen(text, rows)


def done(page: Page, person: int, role: str, give: int) -> Screen:
    text = page.words("✅ 办好了：{what}。", what=_what(page, person, role, give))
    back = press(page.words.plain("👥 谁在管事"), Board(courtyard=page.courtyard.courtyard))
    return Screen(text, [[back], home_button(page)])


def describe(page: Page, person: int, role: str, give: int) -> Screen:
    return Screen(page.words("{what}", what=_what(page, person, role, give)))


def changed(page: Page, person: int, role: str, give: int) -> Screen:
    """To everyone."""
    words = page.words
    name, who = words.plain(ROLE_NAMES[Role(role)]), said_by(page, person)
    if give:
        return Screen(words("👥 {who} 现在是院里的{role}了，有事可以去找。", who=who, role=name))
    return Screen(words("👥 {who} 不再是{role}了，谢谢这段时间的操心。", who=who, role=name))


def told(page: Page, person: int, role: str, give: int) -> Screen:
    """To the one it is about."""
    words = page.words
    name = words.plain(ROLE_NAMES[Role(role)])
    if give:
        text = words("🤝 院里请您当{role}，辛苦您了！能办什么，首页上都有按钮。", role=name)
    else:
        text = words("您不再是{role}了，谢谢您这段时间的操心。", role=name)
    return Screen(text, [home_button(page)])


def no_chair(page: Page) -> Screen:
    """To the council: the chair is gone."""
    words, courtyard = page.words, page.courtyard.courtyard
    text = words(
        "主任搬走了，位子空着。请{council}推一位新主任：点「谁在管事」，选人，再点「主任」。"
    )
    there = press(words.plain("👥 谁在管事"), Board(courtyard=courtyard))
    return Screen(text, [[there], home_button(page)])


def home_buttons(page: Page) -> list[Button]:
    return [press(page.words.plain("👥 谁在管事"), Board(courtyard=page.courtyard.courtyard))]


def _changes(page: Page, people: list[int]) -> list[list[Button]]:
    if not may(page, Act.CHANGE_ROLE):
        return []
    rows = [[_person_button(page, person)] for person in people[:SHOWN]]
    ask = AskWho(courtyard=page.courtyard.courtyard)
    return [*rows, [press(page.words.plain("➕ 请邻居来管事"), ask)]]


def _person_button(page: Page, person: int) -> Button:
    there = PickPerson(courtyard=page.courtyard.courtyard, person=person)
    return press(said_by(page, person)[:40], there)


def _what(page: Page, person: int, role: str, give: int) -> str:
    words = page.words
    name, who = words.plain(ROLE_NAMES[Role(role)]), said_by(page, person)
    if give:
        return words.plain("请 {who} 当{role}", who=who, role=name)
    return words.plain("{who} 不再当{role}", who=who, role=name)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "roles.board": board,
    "roles.ask_who": ask_who,
    "roles.who": who,
    "roles.person": person,
    "roles.sure": sure,
    "roles.done": done,
    "roles.changed": changed,
    "roles.told": told,
    "roles.no_chair": no_chair,
    "describe.change_role": describe,
}
