"""The courtyard's rules of voting: the list, one in full, and what a decision about one says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import preset_drafts, presets
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.rule_words import in_full, preset_name, preset_source, sentence, voters
from bot.screen import Button, Screen, press
from handlers.views.core import home_button, may
from handlers.views.preset_edit import secrecy
from handlers.views.vote_bits import PresetList
from storage import votes


class ShowPreset(Data):
    """`key` is the preset's own, its _ written as -."""

    prefix: ClassVar[str] = "us1"
    key: str


class ChangePreset(Data):
    prefix: ClassVar[str] = "ue1"
    key: str


class AddPreset(Data):
    prefix: ClassVar[str] = "ua1"


def listed(page: Page) -> Screen:
    words, yard = page.words, page.courtyard.courtyard
    found = presets.available(page.tx, yard).values()
    rows = [
        [
            press(
                ("⚖️ " if preset.fixed else "🏡 ") + preset_name(words, preset),
                ShowPreset(courtyard=yard, key=dashed(preset.key)),
            )
        ]
        for preset in found
    ]
    if may(page, Act.OPEN_VOTE):
        rows.append([press(words.plain("➕ 加一条院里的规矩"), AddPreset(courtyard=yard))])
    text = words(
        "📏 <b>表决的规矩</b>\n⚖️ 是法律定的，🏡 是院里自己的。点开看要多少人来、多少同意。\n"
        "院里的规矩，{council}表决通过就能改、能加。"
    )
    return Screen(text, [*rows, home_button(page)])


def one(page: Page, key: str) -> Screen:
    words, yard = page.words, page.courtyard.courtyard
    preset = preset_drafts.holding(page.tx, yard, key)
    if preset is None:
        raise Pointless("no such preset")
    lines = [
        words("📏 <b>{name}</b>", name=preset_name(words, preset)),
        words("谁来投：{who}", who=voters(words, preset)),
        words("规矩：{rule}。", rule=sentence(words, preset)),
        words("出处：{source}", source=preset_source(words, preset)),
    ]
    if preset.notice_days:
        lines.append(words("提前 {n} 天告知。", n=preset.notice_days))
    lines += secrecy(words, preset)
    rows: list[list[Button]] = []
    if preset.fixed:
        lines.append(words("⚖️ 法律定的，院里改不了。"))
    elif may(page, Act.OPEN_VOTE):
        change = ChangePreset(courtyard=yard, key=dashed(key))
        rows.append([press(words.plain("✏️ 提议改一改"), change)])
    back = press(words.plain("⬅️ 回规矩"), PresetList(courtyard=yard))
    return Screen("\n".join(lines), [*rows, [back]])


def ask_name(page: Page) -> Screen:
    back = press(page.words.plain("⬅️ 回规矩"), PresetList(courtyard=page.courtyard.courtyard))
    return Screen(page.words("➕ 这条规矩叫什么？写个短名字，比如：停车的事"), [[back]])


def decided(page: Page, vote: int) -> Screen:
    """To everyone: the council has decided, and this holds from now on."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None:
        raise Pointless("no such vote")
    words, preset = page.words, preset_drafts.of(found)
    text = words(
        "📏 <b>院里的规矩定了</b>（{council}表决 {n} 通过）\n「{name}」：{rule}。{rest}\n"
        "从现在起新开的表决照这个来；正在投的还按原来的规矩。",
        n=vote,
        name=preset_name(words, preset),
        rule=in_full(words, preset),
        rest="".join(secrecy(words, preset)),
    )
    there = PresetList(courtyard=found.courtyard)
    return Screen(text, [[page.link(words.plain("📏 看所有规矩"), there)]])


def taken_back(page: Page, vote: int) -> Screen:
    """To everyone: the vote does not hold, and what the rule is without it."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None:
        raise Pointless("no such vote")
    words, preset = page.words, preset_drafts.of(found)
    now = preset_drafts.holding(page.tx, found.courtyard, preset.key)
    name = preset_name(words, preset)
    rule = (
        words("「{name}」没有这条规矩了，不能再照它开表决。", name=name)
        if now is None
        else words("「{name}」现在照：{rule}。", name=name, rule=sentence(words, now))
    )
    text = words(
        "↩️ <b>规矩改回来了</b>（{council}表决 {n} 没算数）\n{rule}\n"
        "从现在起新开的表决照这个来；正在投的还按开的时候的规矩。",
        n=vote,
        rule=rule,
    )
    there = PresetList(courtyard=found.courtyard)
    return Screen(text, [[page.link(words.plain("📏 看所有规矩"), there)]])


def dashed(key: str) -> str:
    return key.replace("_", "-")


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "preset.list": listed,
    "preset.one": one,
    "preset.ask_name": ask_name,
    "preset.decided": decided,
    "preset.taken_back": taken_back,
}
