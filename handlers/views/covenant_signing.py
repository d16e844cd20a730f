"""Signing the covenant: the two taps, taking it back, the reminder, and who has not signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

from bot.access import Act
from bot.actions.covenant import diff
from bot.actions.signing import Need, need, owing, seal_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.households import Label, read_label
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button, may
from handlers.views.covenant import count_line
from handlers.views.covenant_buttons import (
    Unsigned,
    home_of,
    is_old,
    to,
    to_sign,
    turn_buttons,
    version,
)
from handlers.views.covenant_text import change_lines, clause_lines, head
from storage.covenant import Covenant

LISTED = 60
"""Households on one page of a list."""
SHOWN = 1_500


class ConfirmSign(Data):
    """The second tap. `seal` is the hash of the text that was shown."""

    prefix: ClassVar[str] = "cy1"
    covenant: int
    seal: str


class ConfirmUnsign(Data):
    prefix: ClassVar[str] = "cw1"
    covenant: int


class RemindUnsigned(Data):
    prefix: ClassVar[str] = "cr1"
    covenant: int


def ask_sign(page: Page, covenant: int) -> Screen:
    """The first tap shows for whom and what; only the second one signs."""
    found = version(page, covenant)
    home = home_of(page)
    if home is None or is_old(page, found) or need(page.tx, found, home[0]) is Need.NOTHING:
        return page.include("covenant.show", {"covenant": covenant})
    words = page.words
    text: list[str] = [
        words(
            "✍️ 您代表 <b>{who}</b> 签《{yard}公约》第 {v} 版，共 {n} 条。",
            who=home[1],
            yard=page.courtyard.name,
            v=str(found.version),
            n=len(found.clauses),
        )
    ]
    changes = change_lines(words, diff(page.tx, found), clipped=True)
    if changes and need(page.tx, found, home[0]) is Need.SIGN_AGAIN:
        text += ["", words("<b>和上一版比：</b>"), *head(words, changes, SHOWN)]
    else:
        text += ["", *head(words, clause_lines(words, found.clauses), SHOWN)]
    text += ["", words("签了，就是您家看过了，愿意照着做。一户签一份就够，往后也能撤回。")]
    return Screen("\n".join(text), _sign_buttons(page, found))


def _sign_buttons(page: Page, found: Covenant) -> list[list[Button]]:
    words = page.words
    yes = ConfirmSign(courtyard=found.courtyard, covenant=found.covenant, seal=seal_of(found))
    return [
        [press(words.plain("✅ 看过了，签"), yes)],
        [press(words.plain("📖 先看全文"), to(found))],
        home_button(page),
    ]


def signed(page: Page, covenant: int) -> Screen:
    found = version(page, covenant)
    home = home_of(page)
    words = page.words
    text = [
        words(
            "✅ 签好了：<b>{who}</b> 签了公约第 {v} 版。",
            who=home[1] if home else "",
            v=str(found.version),
        ),
        count_line(page, found),
    ]
    back = page.back_to_card("covenant", covenant)
    return Screen(
        "\n".join(text),
        [back, [press(words.plain("📖 看全文"), to(found))], home_button(page)],
    )


def ask_unsign(page: Page, covenant: int) -> Screen:
    found = version(page, covenant)
    home = home_of(page)
    if home is None or is_old(page, found) or need(page.tx, found, home[0]) is not Need.NOTHING:
        return page.include("covenant.show", {"covenant": covenant})
    words = page.words
    yes = ConfirmUnsign(courtyard=found.courtyard, covenant=covenant)
    text = words(
        "↩️ 要撤回 <b>{who}</b> 在公约第 {v} 版上的签名吗？想通了还可以再签。",
        who=home[1],
        v=str(found.version),
    )
    return Screen(
        text,
        [
            [press(words.plain("↩️ 撤回"), yes)],
            [press(words.plain("⬅️ 不撤了"), to(found))],
        ],
    )


def reminder(page: Page, covenant: int) -> Screen:
    """To one whose household owes a signature. Nothing to say once it has signed."""
    found = version(page, covenant)
    home = home_of(page)
    state = need(page.tx, found, home[0]) if home else Need.NOTHING
    if home is None or is_old(page, found) or state is Need.NOTHING:
        raise Pointless("nothing to sign any more")
    texts = {
        Need.SIGN: N_("🔔 院里的公约（第 {v} 版）您家 {who} 还没签。看一看，合适就签一个。"),
        Need.SIGN_AGAIN: N_("🔔 公约有新版（第 {v} 版），请看改了哪几条，您家 {who} 再签一次。"),
    }
    words = page.words
    lines = [words(texts[state], v=str(found.version), who=home[1])]
    if state is Need.SIGN_AGAIN:
        changes = change_lines(words, diff(page.tx, found), clipped=True)
        lines += head(words, changes, SHOWN)
    return Screen(
        "\n".join(lines),
        [
            [press(words.plain("✍️ 代我家签"), to_sign(found))],
            [press(words.plain("📖 看全文"), to(found))],
        ],
    )


def unsigned(page: Page, covenant: int, again: int, part: int = 1) -> Screen:
    """For the council: households that owe a signature, building by building."""
    found = version(page, covenant)
    words = page.words
    what = Need.SIGN_AGAIN if again else Need.SIGN
    labels = sorted((one.label for one in owing(page.tx, found, what)), key=_as_counted)
    parts = [labels[n : n + LISTED] for n in range(0, len(labels), LISTED)] or [[]]
    part = min(max(part, 1), len(parts))
    text: list[str] = [
        words.plural(_TITLES[what], len(labels), v=str(found.version)),
        *_by_building(page, parts[part - 1]),
    ]

    def turned(n: int) -> Unsigned:
        return Unsigned(courtyard=found.courtyard, covenant=covenant, again=again, part=n)

    buttons = turn_buttons(page, part, len(parts), turned)
    if labels and not is_old(page, found) and may(page, Act.REMIND_NON_VOTERS):
        remind = RemindUnsigned(courtyard=found.courtyard, covenant=covenant)
        buttons.append([press(words.plain("🔔 私下提醒还差的每一户"), remind)])
    return Screen("\n".join(text), [*buttons, [press(words.plain("⬅️ 回公约"), to(found))]])


_TITLES = {
    Need.SIGN: N_("⏳ 公约第 {v} 版，<b>还没签</b>的有 {n} 户："),
    Need.SIGN_AGAIN: N_("🔁 签过老版，<b>要重签</b>第 {v} 版的有 {n} 户："),
}


def _by_building(page: Page, labels: Sequence[str]) -> list[Html]:
    if not labels:
        return [page.words("一户都没有。")]
    lines = []
    for building, group in groupby(labels, key=_building):
        names = page.words.listed(group, cap=LISTED)
        heading = N_("<b>{building} 栋</b>：{names}") if building else N_("{names}")
        lines.append(page.words(heading, building=building, names=names))
    return lines


def _as_counted(label: str) -> tuple[bool, object, str]:
    read = read_label(label)
    known = isinstance(read, Label)
    return not known, read.sort_key if isinstance(read, Label) else (), label


def _building(label: str) -> str:
    read = read_label(label)
    return read.building if isinstance(read, Label) else ""


def reminded(page: Page, covenant: int, told: int, absent: int) -> Screen:
    found = version(page, covenant)
    words = page.words
    if told:
        text = words.plural(
            "🔔 好，私下提醒 {n} 位（要是夜里，就等早上再送）。"
            "全院还差 {absent} 户；没开过私聊的收不到，得上门说一声。",
            told,
            absent=absent,
        )
    elif absent:
        text = words("今天已经提醒过了，或者还没签的都收不到私聊。一天提醒一次就够了。")
    else:
        text = words("全院都签了，没有要提醒的。")
    return Screen(text, [[press(words.plain("⬅️ 回公约"), to(found))]])


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "covenant.ask_sign": ask_sign,
    "covenant.signed": signed,
    "covenant.ask_unsign": ask_unsign,
    "covenant.reminder": reminder,
    "covenant.unsigned": unsigned,
    "covenant.reminded": reminded,
}
