"""The private form in which a councillor puts a vote together, changed in place tap by tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions.vote_drafts import waits, would_be_eligible
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot
from bot.rules.frozen import rule_from_text
from bot.rules.verdict import Rule
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button
from handlers.views.verdicts import CHOICES, rule_line
from handlers.views.votes import ELECTORATES, NOT_STATUTORY
from storage import votes
from storage.votes import Electorate, Vote, VoteState


class Edit(Enum):
    """What a tap on the form changes."""

    TITLE = 1
    OPTIONS = 2
    YES_NO = 3
    ELECTORATE = 4
    RULE = 5
    DEADLINE = 6
    SUBMIT = 7
    DROP = 8


class EditVote(Data):
    prefix: ClassVar[str] = "ve1"
    vote: int
    what: int


class OpenDraft(Data):
    """Back to the form; also the link that leads there from a group."""

    prefix: ClassVar[str] = "vd1"
    link: ClassVar[bool] = True
    vote: int


RULE_NAMES = {
    "courtyard_simple": N_("院里的一般事（过半来投、过半同意）"),
    "covenant": N_("公约这样的大事（三分之二来投、过半同意）"),
    "council": N_("{council}内部（全体过半同意）"),
    "plurality": N_("选一个（过半来投、票多的当选）"),
}
_ELECTORATE_NAMES = {
    Electorate.HOUSEHOLDS: N_("一户一票"),
    Electorate.RESIDENTS: N_("登记居民一人一票"),
    Electorate.COUNCIL: N_("{council}内部"),
}
ORDER = tuple(Electorate)


def form(page: Page, vote: int) -> Screen:
    """Everything that will freeze when it opens, each with a button to change it."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.by_person != page.viewer:
        raise Pointless("no such draft")
    if found.state is not VoteState.DRAFT or waits(page.tx, found):
        return page.include("vote.show", {"vote": vote})
    words = page.words
    text = [words("📝 <b>表决草稿</b>（发出去之前只有您看得到）"), "", *summary(page, found)]
    if found.closes_at is None:
        text += ["", words("👉 还差一样：截止时间。")]

    def button(label: str, what: Edit) -> Button:
        return press(label, EditVote(courtyard=found.courtyard, vote=vote, what=what.value))

    rows = [
        [
            button(words.plain("✏️ 改题目"), Edit.TITLE),
            button(words.plain("⏰ 截止时间"), Edit.DEADLINE),
        ],
        [_options_button(page, found, button)],
        [
            button(
                words.plain("👥 {who}", who=words.plain(_ELECTORATE_NAMES[found.electorate])),
                Edit.ELECTORATE,
            )
        ],
    ]
    if len(rules_of(found)) > 1:
        rule = rule_from_text(found.rule)
        rows.append([button("📏 " + words.plain(RULE_NAMES[rule.key]), Edit.RULE)])
    if found.closes_at:
        rows.append([button(words.plain("✅ 发出去"), Edit.SUBMIT)])
    rows.append([button(words.plain("🗑 不要了"), Edit.DROP)])
    return Screen("\n".join(text), rows)


def _options_button(page: Page, vote: Vote, button: Callable[[str, Edit], Button]) -> Button:
    if vote.options:
        return button(page.words.plain("🔢 改回同意／反对／弃权"), Edit.YES_NO)
    return button(page.words.plain("🔢 换成自己的选项"), Edit.OPTIONS)


def rules_of(vote: Vote) -> tuple[Rule, ...]:
    return ballot.rules_for(bool(vote.options), vote.electorate is Electorate.COUNCIL)


def next_rule(vote: Vote) -> str:
    """The preset after the current one, round and round."""
    keys = [rule.key for rule in rules_of(vote)]
    return keys[(keys.index(rule_from_text(vote.rule).key) + 1) % len(keys)]


def summary(page: Page, vote: Vote) -> list[Html]:
    """The question, the choices, who votes, the rule and the deadline, one line each."""
    words = page.words
    options = [
        option if vote.options else words.plain(CHOICES[option])
        for option in ballot.choices(vote.options)
    ]
    eligible = would_be_eligible(page.tx, vote)
    who = words.plain(ELECTORATES[vote.electorate], n=eligible)
    deadline = (
        words("⏰ {at} 截止", at=vote.closes_at) if vote.closes_at else words("⏰ 截止时间：没定")
    )
    return [
        words("❓ <b>{title}</b>", title=vote.title),
        words("🔘 选项：{options}", options=words.listed(options)),
        words("👥 {who}", who=who),
        rule_line(words, vote, eligible),
        deadline,
        words("<i>{notice}</i>", notice=words(NOT_STATUTORY)),
    ]


def describe_open(page: Page, vote: int) -> Screen:
    """For the second councillor: exactly what would be opened."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None:
        raise Pointless("no such draft")
    return Screen("\n".join(summary(page, found)))


def ask_title(page: Page) -> Screen:
    return Screen(
        page.words("🗳 想让大家定什么事？写一句话，比如：\n在东墙边种一棵樱桃树，行不行？")
    )


def ask_options(page: Page, vote: int) -> Screen:
    return Screen(
        page.words("把选项一行写一个（2 到 12 个），比如：\n周六上午\n周六下午\n周日上午")
    )


def ask_deadline(page: Page, vote: int) -> Screen:
    return Screen(
        page.words("⏰ 投到什么时候为止？点下面的，或者写：3天、12月8日 20:00、下周六 18:00")
    )


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，这份草稿不要了。"), [home_button(page)])


def opened(page: Page, vote: int) -> Screen:
    return Screen(
        page.words("✅ 表决 {n} 开始了，群里已经贴出来。", n=vote),
        [page.back_to_card("vote", vote), home_button(page)],
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.form": form,
    "vote.ask_title": ask_title,
    "vote.ask_options": ask_options,
    "vote.ask_deadline": ask_deadline,
    "vote.dropped": dropped,
    "vote.opened": opened,
    "describe.open_vote": describe_open,
}
