"""The private form in which a councillor writes a version, and what the second one is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions.covenant import (
    base_of,
    diff,
    findings,
    may_be_wording,
    seal,
    version_of,
)
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button
from handlers.views.covenant_buttons import OpenCovenantDraft, to, to_changes, version
from handlers.views.covenant_text import change_lines, clause_lines, head, objections
from storage import covenant as rows
from storage.covenant import Covenant, CovenantState

SHOWN = 1_200
OBJECTIONS_SHOWN = 500


class Edit(Enum):
    """What a tap on the form changes."""

    REPLACE = 1
    ADD = 2
    CHANGE = 3
    WORDING = 4
    NOTE = 5
    SUBMIT = 6
    DROP = 7


class EditCovenant(Data):
    prefix: ClassVar[str] = "ce1"
    covenant: int
    what: int


def form(page: Page, covenant: int) -> Screen:
    """The preview: the number it will get, each change, each objection, and what to do next."""
    found = rows.get(page.tx, page.courtyard.courtyard, covenant)
    if found is None or found.by_person != page.viewer:
        raise Pointless("no such draft")
    if found.state is CovenantState.PUBLISHED:
        return page.include("covenant.show", {"covenant": covenant})
    if found.state is CovenantState.DROPPED:
        return dropped(page)
    words = page.words
    text = [words("📝 <b>公约草稿</b>（发出去之前只有您看得到）"), *summary(page, found)]
    if findings(found) and not found.note:
        text.append(words("👉 上面 ⚠️ 的先改一改；实在要留，写明为什么留（会公布）。"))
    return Screen("\n".join(text), _form_buttons(page, found))


def summary(page: Page, found: Covenant) -> list[Html]:
    """Number, who has to sign again, what changed (or says, in the first version), objections."""
    words = page.words
    draft = found.state is CovenantState.DRAFT
    number = (
        N_("发出去就是<b>第 {v} 版</b>，共 {n} 条。")
        if draft
        else N_("<b>第 {v} 版</b>，共 {n} 条。")
    )
    lines = [words(number, v=str(version_of(page.tx, found)), n=len(found.clauses))]
    base = base_of(page.tx, found)
    if base is None:
        lines += head(words, clause_lines(words, found.clauses), SHOWN)
    elif base.clauses == found.clauses:
        lines.append(words("和第 {v} 版还一个字不差。下面加一条、改一条。", v=str(base.version)))
    else:
        lines.append(words(_major_or_minor(page, found)))
        lines.append(words("<b>和第 {v} 版比：</b>", v=str(base.version)))
        lines += head(words, change_lines(words, diff(page.tx, found), clipped=True), SHOWN)
    lines += head(words, objections(words, findings(found)), OBJECTIONS_SHOWN)
    if found.note:
        lines.append(words("📎 为什么留：{note}", note=found.note))
    return lines


def _major_or_minor(page: Page, found: Covenant) -> str:
    if version_of(page.tx, found).minor:
        return N_("✏️ 只改说法：签过的照样算数，不用重签。")
    return N_("🔁 条文变了：签过老版的住户要再签一次。")


def _form_buttons(page: Page, found: Covenant) -> list[list[Button]]:
    words = page.words

    def button(label: str, what: Edit) -> Button:
        data = EditCovenant(courtyard=found.courtyard, covenant=found.covenant, what=what.value)
        return press(label, data)

    rows_ = [
        [
            button(words.plain("➕ 加一条"), Edit.ADD),
            button(words.plain("✏️ 改、删一条"), Edit.CHANGE),
        ],
        [
            button(words.plain("📋 整篇重写"), Edit.REPLACE),
            press(words.plain("📖 看全文"), to(found)),
        ],
    ]
    if may_be_wording(diff(page.tx, found)):
        label = N_("🔁 换成大改（要重签）") if found.wording else N_("✏️ 换成只改说法（不用重签）")
        rows_.append([button(words.plain(label), Edit.WORDING)])
    if findings(found):
        rows_.append([button(words.plain("📎 写明为什么留"), Edit.NOTE)])
    last = [button(words.plain("🗑 不要了"), Edit.DROP)]
    base = base_of(page.tx, found)
    changed = base is None or base.clauses != found.clauses
    if changed and (found.note or not findings(found)):
        last.insert(0, button(words.plain("✅ 发出去"), Edit.SUBMIT))
    return [*rows_, last]


def describe(page: Page, covenant: int, base: int, seal: str) -> Screen:
    """For the second councillor: exactly what would be published, with the way to all of it."""
    found = rows.get(page.tx, page.courtyard.courtyard, covenant)
    words = page.words
    if found is None or _sealed_otherwise(found, seal):
        return Screen(words("这份草稿后来又改过，或者不要了，这一份不作数。"))
    lines = [
        *summary(page, found),
        words('<a href="{url}">📖 看全文</a>', url=page.link("", to(found)).url or ""),
    ]
    if base:
        url = page.link("", to_changes(found)).url or ""
        lines.append(words('<a href="{url}">🔍 一条一条看改了哪些</a>', url=url))
    return Screen("\n".join(lines))


def _sealed_otherwise(found: Covenant, agreed: str) -> bool:
    return found.state is CovenantState.DROPPED or seal(found) != agreed


def ask_text(page: Page) -> Screen:
    return Screen(
        page.words(
            "📜 把公约发给我，一行一条，比如：\n1. 晚上十点过后小声点\n2. 遛狗要牵绳\n"
            "3. 楼道里不堆东西"
        ),
    )


def ask_more(page: Page, covenant: int) -> Screen:
    """Telegram cuts a long paste into several messages: the next one is taken as its next part."""
    found = version(page, covenant)
    draft = press(
        page.words.plain("✅ 就这些，看草稿"),
        OpenCovenantDraft(courtyard=found.courtyard, covenant=covenant),
    )
    return Screen(
        page.words(
            "收到，共 {n} 条。这一段很长，要是后面还有，接着发就行，我给您接上。",
            n=len(found.clauses),
        ),
        [[draft]],
    )


def ask_clause(page: Page, covenant: int) -> Screen:
    return Screen(page.words("要加哪一条？直接写。几条一起加，就一行写一条。"))


def ask_change(page: Page, covenant: int) -> Screen:
    return Screen(
        page.words(
            "改哪一条？先写第几条，空一格，再写新的内容，比如：\n3 遛狗要牵绳，大狗戴嘴套\n"
            "要删掉第 3 条就写：3 删"
        )
    )


def ask_note(page: Page, covenant: int) -> Screen:
    return Screen(
        page.words("为什么要留？写一句给大家看（会跟公约一起公布），比如：这条是说不许罚款。")
    )


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，这份公约草稿不要了。"), [home_button(page)])


def waiting(page: Page) -> Screen:
    """To the first of two."""
    return Screen(
        page.words("记下了。发公约要两位议事员同意，已经请其他议事员看了，有回音就告诉您。"),
        [home_button(page)],
    )


def published(page: Page, covenant: int) -> Screen:
    found = version(page, covenant)
    return Screen(
        page.words("✅ 公约第 {v} 版发布了，群里已经贴出来，请大家来签。", v=str(found.version)),
        [page.back_to_card("covenant", covenant), home_button(page)],
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "covenant.form": form,
    "covenant.ask_text": ask_text,
    "covenant.ask_more": ask_more,
    "covenant.ask_clause": ask_clause,
    "covenant.ask_change": ask_change,
    "covenant.ask_note": ask_note,
    "covenant.dropped": dropped,
    "covenant.waiting": waiting,
    "covenant.published": published,
    "describe.publish_covenant": describe,
}
