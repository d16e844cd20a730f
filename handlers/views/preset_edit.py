"""A rule of voting being put together: what it says so far, and a tap for each part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions import preset_drafts, presets
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import METHOD_NAMES, base_words, preset_name, sentence, share, tie_words, voters
from bot.rules.methods import Method
from bot.rules.own_presets import METHODS, Part, parts
from bot.rules.presets import Preset
from bot.rules.verdict import Rule
from bot.screen import Button, Screen, press
from bot.words import Html, Words
from handlers.views.vote_bits import PresetList
from storage import votes
from storage.votes import Vote, VoteState


class StepPreset(Data):
    prefix: ClassVar[str] = "uc1"
    vote: int
    part: int


class OpenPresetDraft(Data):
    prefix: ClassVar[str] = "uo1"
    vote: int


class PickMethod(Data):
    """`method` is its place among those of a courtyard's own rules."""

    prefix: ClassVar[str] = "um1"
    vote: int
    method: int


class ProposePreset(Data):
    prefix: ClassVar[str] = "ug1"
    vote: int


_PARTS = {
    Part.WHO: N_("👥 谁来投：{now}"),
    Part.METHOD: N_("🗳 怎么投：{now}"),
    Part.QUORUM: N_("🚪 要来多少：{now}"),
    Part.BASIS: N_("🧮 按谁算：{now}"),
    Part.THRESHOLD: N_("✅ 多少同意才通过：{now}"),
    Part.ABSTAIN: N_("⚪ 弃权的：{now}"),
    Part.TIE: N_("🤝 打平了：{now}"),
    Part.NOTICE: N_("📅 提前几天告知：{now}"),
    Part.SECRET: N_("🔒 秘密投票：{now}"),
}


def edit(page: Page, vote: int) -> Screen:
    """The rule being put together: what it says now, and a tap for the next choice of each part."""
    found = _own_draft(page, vote)
    words, preset = page.words, preset_drafts.of(found)
    before = presets.available(page.tx, found.courtyard).get(preset.key)
    lines = [words("✏️ <b>{name}</b>", name=preset_name(words, preset))]
    if before:
        lines.append(words("现在：{rule}。", rule=sentence(words, before)))
    text = N_("改成：{rule}。") if before else N_("这条规矩：{rule}。")
    lines += [
        words(text, rule=sentence(words, preset)),
        words("点哪项换哪项，多点几下就轮着换。"),
    ]
    rows = [
        [
            press(
                words.plain(_label(preset, part), now=_now(words, preset, part)),
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


def methods(page: Page, vote: int) -> Screen:
    """How ballots under the rule are filled in and counted, each with a button."""
    words, found = page.words, _own_draft(page, vote)
    now = preset_drafts.of(found).methods
    rows = [
        [
            press(
                ("✅ " if (method,) == now else "") + words.plain(METHOD_NAMES[method]),
                PickMethod(courtyard=found.courtyard, vote=vote, method=number),
            )
        ]
        for number, method in enumerate(METHODS)
    ]
    text = words(
        "🗳 照这条规矩来的表决，<b>怎么投</b>？\n头一种是问办不办；最后一种是反对要讲理由；"
        "中间的都是几样里选，选项开表决的时候再写。"
    )
    back = OpenPresetDraft(courtyard=found.courtyard, vote=vote)
    return Screen(text, [*rows, [press(words.plain("⬅️ 回这条规矩"), back)]])


def question(words: Words, before: Preset | None, preset: Preset) -> str:
    """What the council is asked, in full, since it is frozen with the vote."""
    rest = ""
    if preset.own_name:
        rest += words.plain("谁来投：{who}。", who=voters(words, preset))
    if preset.notice_days != (before.notice_days if before else 0):
        rest += words.plain("提前 {n} 天告知。", n=preset.notice_days)
    rest += "".join(secrecy(words, preset) or _no_more(words, before))
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


def secrecy(words: Words, preset: Preset) -> list[Html]:
    """How a vote under it is cast, where that is not openly."""
    if not preset.secret:
        return []
    if not any(body.by_home for body in preset.electorates):
        return [words("秘密投票。")]
    text = N_("秘密投票，可以要回执。") if preset.receipts else N_("秘密投票，不设回执。")
    return [words(text)]


def _no_more(words: Words, before: Preset | None) -> list[Html]:
    return [words("不再是秘密投票。")] if before and before.secret else []


def _own_draft(page: Page, vote: int) -> Vote:
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.by_person != page.viewer or found.state is not VoteState.DRAFT:
        raise Pointless("no such draft")
    return found


def _label(preset: Preset, part: Part) -> str:
    if part is Part.THRESHOLD and Method.MAJORITY not in preset.methods:
        return N_("✅ 要多少票才算选上：{now}")
    return _PARTS[part]


def _now(words: Words, preset: Preset, part: Part) -> str:
    if part is Part.WHO:
        return voters(words, preset)
    if part is Part.METHOD:
        return words.plain(METHOD_NAMES[preset.methods[0]])
    if part is Part.SECRET:
        return _how_secret(words, preset)
    if part is Part.NOTICE:
        return words.plural("{n} 天", preset.notice_days)
    return _of_rule(words, preset.rule, part)


def _of_rule(words: Words, rule: Rule, part: Part) -> str:
    if part is Part.QUORUM:
        return share(words, rule.quorum) if rule.quorum else words.plain("来多少都算")
    if part is Part.BASIS:
        return base_words(words, rule)
    if part is Part.THRESHOLD:
        return share(words, rule.threshold) if rule.threshold else words.plain("票多的就是它")
    if part is Part.TIE:
        return words.plain(tie_words(rule))
    return words.plain("算在里头") if rule.abstain_counts else words.plain("不算")


def _how_secret(words: Words, preset: Preset) -> str:
    if not preset.secret:
        return words.plain("不是")
    if not any(body.by_home for body in preset.electorates):
        return words.plain("是")
    return words.plain("是，可以要回执") if preset.receipts else words.plain("是，不设回执")


VIEWS: Mapping[str, Callable[..., Screen]] = {"preset.edit": edit, "preset.methods": methods}
