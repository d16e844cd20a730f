"""The courtyard's rules of voting: the list, one in full, and the one being changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import preset_drafts, presets
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import base_words, preset_name, preset_source, sentence, share, tie_words
from bot.rules.own_presets import Part, parts
from bot.rules.presets import Preset
from bot.screen import Button, Screen, press
from bot.words import Html, Words
from handlers.views.core import home_button, may
from handlers.views.vote_bits import PresetList
from handlers.views.vote_draft_bits import ELECTORATE_NAMES
from storage import votes
from storage.votes import Vote, VoteState


class ShowPreset(Data):
    """`key` is the preset's own, its _ written as -."""

    prefix: ClassVar[str] = "us1"
    key: str


class ChangePreset(Data):
    prefix: ClassVar[str] = "ue1"
    key: str


class AddPreset(Data):
    prefix: ClassVar[str] = "ua1"


class StepPreset(Data):
    prefix: ClassVar[str] = "uc1"
    vote: int
    part: int


class OpenPresetDraft(Data):
    prefix: ClassVar[str] = "uo1"
    vote: int


class ProposePreset(Data):
    prefix: ClassVar[str] = "ug1"
    vote: int


_PARTS = {
    Part.WHO: N_("👥 谁来投：{now}"),
    Part.QUORUM: N_("🚪 要来多少：{now}"),
    Part.BASIS: N_("🧮 按谁算：{now}"),
    Part.THRESHOLD: N_("✅ 多少同意才通过：{now}"),
    Part.ABSTAIN: N_("⚪ 弃权的：{now}"),
    Part.TIE: N_("🤝 打平了：{now}"),
    Part.NOTICE: N_("📅 提前几天告知：{now}"),
    Part.SECRET: N_("🔒 秘密投票：{now}"),
}


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
        words("谁来投：{who}", who=_who(words, preset)),
        words("规矩：{rule}。", rule=sentence(words, preset)),
        words("出处：{source}", source=preset_source(words, preset)),
    ]
    if preset.notice_days:
        lines.append(words("提前 {n} 天告知。", n=preset.notice_days))
    lines += _secrecy(words, preset)
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


def edit(page: Page, vote: int) -> Screen:
    """The rule being put together: what it says now, and a tap for the next choice of each part."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.by_person != page.viewer or found.state is not VoteState.DRAFT:
        raise Pointless("no such draft")
    words, preset = page.words, preset_drafts.of(found)
    before = presets.available(page.tx, found.courtyard).get(preset.key)
    lines = [words("✏️ <b>{name}</b>", name=preset_name(words, preset))]
    if before:
        lines.append(words("现在：{rule}。", rule=sentence(words, before)))
    lines += [
        words("改成：{rule}。", rule=sentence(words, preset)),
        words("点哪项换哪项，多点几下就轮着换。"),
    ]
    rows = [
        [
            press(
                words.plain(_PARTS[part], now=_now(words, preset, part)),
                StepPreset(courtyard=found.courtyard, vote=vote, part=part.value),
            )
        ]
        for part in parts(preset)
    ]
    go_on = ProposePreset(courtyard=found.courtyard, vote=vote)
    rows.append([press(words.plain("➡️ 交{council}表决"), go_on)])
    rows.append([press(words.plain("⬅️ 回规矩"), PresetList(courtyard=found.courtyard))])
    return Screen("\n".join(lines), rows)


def edit_row(page: Page, vote: Vote) -> list[Button]:
    """On the draft: back to the rule itself."""
    there = OpenPresetDraft(courtyard=vote.courtyard, vote=vote.vote)
    return [press(page.words.plain("📏 再改改规矩"), there)]


def question(words: Words, before: Preset | None, preset: Preset) -> str:
    """What the council is asked, in full, since it is frozen with the vote."""
    rest = ""
    if preset.own_name:
        rest += words.plain("谁来投：{who}。", who=_who(words, preset))
    if preset.notice_days != (before.notice_days if before else 0):
        rest += words.plain("提前 {n} 天告知。", n=preset.notice_days)
    rest += "".join(_secrecy(words, preset) or _no_more(words, before))
    name, rule = preset_name(words, preset), sentence(words, preset)
    if before is None:
        return words.plain("加一条规矩「{name}」：{rule}。{rest}", name=name, rule=rule, rest=rest)
    return words.plain(
        "把「{name}」的规矩改成：{rule}。{rest}（现在是：{before}）",
        name=name,
        rule=rule,
        rest=rest,
        before=sentence(words, before),
    )


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
        rule=sentence(words, preset),
        rest="".join(_secrecy(words, preset)),
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


def _secrecy(words: Words, preset: Preset) -> list[Html]:
    """How a vote under it is cast, where that is not openly."""
    if not preset.secret:
        return []
    if not any(body.by_home for body in preset.electorates):
        return [words("秘密投票。")]
    text = N_("秘密投票，可以要回执。") if preset.receipts else N_("秘密投票，不设回执。")
    return [words(text)]


def _no_more(words: Words, before: Preset | None) -> list[Html]:
    return [words("不再是秘密投票。")] if before and before.secret else []


def dashed(key: str) -> str:
    return key.replace("_", "-")


def _who(words: Words, preset: Preset) -> str:
    names = (words.plain(ELECTORATE_NAMES[body]) for body in preset.electorates)
    return words.plain("{who}", who=words.listed(names))


def _now(words: Words, preset: Preset, part: Part) -> str:
    rule = preset.rule
    if part is Part.WHO:
        return _who(words, preset)
    if part is Part.QUORUM:
        return share(words, rule.quorum) if rule.quorum else words.plain("来多少都算")
    if part is Part.BASIS:
        return base_words(words, rule)
    if part is Part.THRESHOLD:
        return share(words, rule.threshold) if rule.threshold else words.plain("票多的就是它")
    if part is Part.TIE:
        return words.plain(tie_words(rule))
    if part is Part.ABSTAIN:
        return words.plain("算在里头") if rule.abstain_counts else words.plain("不算")
    if part is Part.SECRET:
        return _how_secret(words, preset)
    return words.plural("{n} 天", preset.notice_days)


def _how_secret(words: Words, preset: Preset) -> str:
    if not preset.secret:
        return words.plain("不是")
    if not any(body.by_home for body in preset.electorates):
        return words.plain("是")
    return words.plain("是，可以要回执") if preset.receipts else words.plain("是，不设回执")


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "preset.list": listed,
    "preset.one": one,
    "preset.ask_name": ask_name,
    "preset.edit": edit,
    "preset.decided": decided,
    "preset.taken_back": taken_back,
}
