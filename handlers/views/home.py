"""The home screen: what waits for you first, then what you can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.column import Owed
from bot.errors import SentAway
from bot.page import Page
from bot.screen import Button, Screen, press
from handlers.views.core import Help, Lang, Switch, in_pairs
from storage import courtyards, residents
from storage.residents import ResidentState

OWED_SHOWN = 8


def home(page: Page) -> Screen:
    if page.yard is None or not _belongs(page):
        return _homeless(page)
    words, yard = page.words, page.courtyard
    label = residents.label_of(page.tx, yard.courtyard, page.viewer or 0)
    lines = [words("🏡 <b>{name}</b>", name=yard.name)]
    if label:
        lines.append(words("您是 <b>{household}</b> 的。", household=label))
    owed = owed_by(page)
    lines.append(words("📌 还等着您的：") if owed else words("✅ 眼下没有等着您办的事。"))
    lines += [words("· {thing}", thing=thing.text) for thing in owed[:OWED_SHOWN]]
    rows = [[thing.button] for thing in owed[:OWED_SHOWN]]
    return Screen("\n".join(lines), [*rows, *in_pairs(_offers(page)), _last_row(page)])


def _belongs(page: Page) -> bool:
    """Whether the reader has at least begun to join this courtyard, and not left it."""
    found = residents.resident(page.tx, page.courtyard.courtyard, page.viewer or 0)
    return found is not None and found.state is not ResidentState.LEFT


def owed_by(page: Page) -> list[Owed]:
    """Everything that waits for the reader, column by column."""
    return [thing for column in page.house.columns if column.owed for thing in column.owed(page)]


def _offers(page: Page) -> list[Button]:
    return [button for column in page.house.columns if column.home for button in column.home(page)]


def _last_row(page: Page) -> list[Button]:
    words = page.words
    courtyard = page.courtyard.courtyard
    row = [
        press(words.plain("❓ 怎么用"), Help(courtyard=courtyard)),
        press("🌐 中文/English", Lang(courtyard=courtyard)),
    ]
    if len(courtyards.of_person(page.tx, page.viewer or 0)) > 1:
        row.append(press(words.plain("🔀 换个院坝"), Switch()))
    return row


def _homeless(page: Page) -> Screen:
    mine = courtyards.of_person(page.tx, page.viewer or 0)
    if mine:
        return page.include("core.pick", {})
    gone = courtyards.left_by_us(page.tx, page.viewer or 0)
    if gone:
        return Screen(page.words(SentAway.text, name=gone[0].name))
    return Screen(
        page.words(
            "您好，我是院坝，帮街坊们在群里开院坝会。\n"
            "您还没加入哪个院坝：请到您院坝的群里，点「登记我家」。\n"
            "想给自己的群建一个？把我拉进群，请群管理员发 /setup 院坝的名字"
        ),
        [[press(page.words.plain("❓ 怎么用"), Help()), press("🌐 中文/English", Lang())]],
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {"core.home": home}
