"""The private form in which a councillor puts a vote together, changed in place tap by tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions.vote_drafts import may_ask_owners, waits, would_be_eligible
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method
from bot.rules.verdict import Rule
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.ballot_text import option
from handlers.views.core import home_button
from handlers.views.secret_votes import form_lines
from handlers.views.verdicts import rule_line
from handlers.views.vote_bits import notice
from handlers.views.votes import ELECTORATES
from storage import roll, votes
from storage.tx import Tx
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
    METHOD = 9
    SEATS = 10
    MONEY = 11
    SECRET = 12
    RECEIPTS = 13


class EditVote(Data):
    prefix: ClassVar[str] = "ve1"
    vote: int
    what: int


class SetMethod(Data):
    """`method` is its place among those for own options."""

    prefix: ClassVar[str] = "vt1"
    vote: int
    method: int


class OpenDraft(Data):
    """Back to the form; also the link that leads there from a group."""

    prefix: ClassVar[str] = "vd1"
    link: ClassVar[bool] = True
    vote: int


METHOD_NAMES = {
    Method.MAJORITY: N_("同意／反对／弃权"),
    Method.CHOICE: N_("只选一个"),
    Method.APPROVAL: N_("可以选几个，选的人多的赢"),
    Method.SCORE: N_("每个打 0 到 5 分"),
    Method.IRV: N_("排先后，垫底的一轮轮出局"),
    Method.SCHULZE: N_("排先后，两个两个比"),
    Method.STV: N_("排先后，选出几个"),
    Method.BUDGET: N_("分一笔钱，凑够就办"),
}
RULE_NAMES = {
    "courtyard_simple": N_("院里的一般事（过半来投、过半同意）"),
    "covenant": N_("公约这样的大事（三分之二来投、过半同意）"),
    "council": N_("{council}内部（全体过半同意）"),
    "owners_ordinary": N_("业主一般事（三分之二来投、过半同意）"),
    "owners_major": N_("业主大事（三分之二来投、四分之三同意）"),
    "plurality": N_("选一个（过半来投、票多的当选）"),
}
_ELECTORATE_NAMES = {
    Electorate.HOUSEHOLDS: N_("一户一票"),
    Electorate.RESIDENTS: N_("登记居民一人一票"),
    Electorate.COUNCIL: N_("{council}内部"),
    Electorate.OWNERS: N_("业主表决（人数和面积）"),
}


def next_electorate(tx: Tx, vote: Vote) -> Electorate:
    """Whose vote it becomes with the next tap. Owners' votes are left out while they cannot be."""
    order = [e for e in Electorate if e is not Electorate.OWNERS or may_ask_owners(tx, vote)]
    at = order.index(vote.electorate) if vote.electorate in order else -1
    return order[(at + 1) % len(order)]


def _owners_line(page: Page, vote: Vote) -> Html | None:
    """Why the form does not offer an owners' vote."""
    if vote.options or roll.ready(page.tx, vote.courtyard):
        return None
    return page.words("ℹ️ 想按业主的人数和面积来算？先把每一户的面积补进名册：回首页，点「名册」。")


def form(page: Page, vote: int) -> Screen:
    """Everything that will freeze when it opens, each with a button to change it."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.by_person != page.viewer:
        raise Pointless("no such draft")
    if found.state is not VoteState.DRAFT or waits(page.tx, found):
        return page.include("vote.show", {"vote": vote})
    words = page.words
    text = [words("📝 <b>表决草稿</b>（发出去之前只有您看得到）"), "", *summary(page, found)]
    missing = _missing(page, found)
    if missing:
        text += ["", missing]
    owners = _owners_line(page, found)
    if owners:
        text += ["", owners]

    def button(label: str, what: Edit) -> Button:
        return press(label, EditVote(courtyard=found.courtyard, vote=vote, what=what.value))

    rows = [
        [
            button(words.plain("✏️ 改题目"), Edit.TITLE),
            button(words.plain("⏰ 截止时间"), Edit.DEADLINE),
        ],
        [_options_button(page, found, button)],
        *_counting_rows(page, found, button),
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
    rows.append(_secret_row(page, found, button))
    if not missing:
        rows.append([button(words.plain("✅ 发出去"), Edit.SUBMIT)])
    rows.append([button(words.plain("🗑 不要了"), Edit.DROP)])
    return Screen("\n".join(text), rows)


def _missing(page: Page, vote: Vote) -> Html | None:
    """What must still be said before it can go out."""
    if vote.method is Method.BUDGET and len(vote.costs) != len(vote.options):
        return page.words("👉 还差一样：每个选项要多少钱。点「改选项和价钱」。")
    if vote.method is Method.BUDGET and not vote.money:
        return page.words("👉 还差一样：一共有多少钱。")
    if vote.closes_at is None:
        return page.words("👉 还差一样：截止时间。")
    return None


def _secret_row(page: Page, vote: Vote, button: Callable[[str, Edit], Button]) -> list[Button]:
    words = page.words
    on, off = words.plain("🔒 秘密投票：是"), words.plain("🔓 秘密投票：否")
    row = [button(on if vote.secret else off, Edit.SECRET)]
    if vote.secret and vote.electorate.by_home:
        on, off = words.plain("🧾 回执：可以要"), words.plain("🧾 回执：没有")
        row.append(button(on if vote.receipts else off, Edit.RECEIPTS))
    return row


def _options_button(page: Page, vote: Vote, button: Callable[[str, Edit], Button]) -> Button:
    if vote.options:
        return button(page.words.plain("🔢 改回同意／反对／弃权"), Edit.YES_NO)
    return button(page.words.plain("🔢 换成自己的选项"), Edit.OPTIONS)


def _counting_rows(
    page: Page, vote: Vote, button: Callable[[str, Edit], Button]
) -> list[list[Button]]:
    """How votes with own options are filled in, and what that way needs to know."""
    words = page.words
    if not vote.options:
        return []
    how = words.plain("🧮 {how}", how=words.plain(METHOD_NAMES[vote.method]))
    rows = [[button(how, Edit.METHOD)]]
    if vote.method is Method.STV:
        rows.append([button(words.plain("🪑 选出 {n} 个", n=vote.seats), Edit.SEATS)])
    if vote.method is Method.BUDGET:
        rows.append(
            [
                button(words.plain("💰 一共 {n} 元", n=yuan(vote.money)), Edit.MONEY),
                button(words.plain("✏️ 改选项和价钱"), Edit.OPTIONS),
            ]
        )
    return rows


def ask_method(page: Page, vote: int) -> Screen:
    """Every way of voting between own options, with a button each."""
    words, courtyard = page.words, page.courtyard.courtyard
    rows = [
        [
            press(
                words.plain(METHOD_NAMES[method]),
                SetMethod(courtyard=courtyard, vote=vote, method=number),
            )
        ]
        for number, method in enumerate(ballot.WITH_OPTIONS)
    ]
    back = press(words.plain("⬅️ 回草稿"), OpenDraft(courtyard=courtyard, vote=vote))
    text = words("🧮 怎么投、怎么数？\n除了「只选一个」，票都在私聊里填：点一点，看一遍，再交。")
    return Screen(text, [*rows, [back]])


def ask_seats(page: Page, vote: int) -> Screen:
    return Screen(page.words("🪑 要选出几个？写一个数，比如：3"))


def ask_money(page: Page, vote: int) -> Screen:
    return Screen(page.words("💰 一共有多少钱可以用？写一个数，比如：3000元"))


def rules_of(vote: Vote) -> tuple[Rule, ...]:
    return ballot.rules_for(
        bool(vote.options),
        vote.electorate is Electorate.COUNCIL,
        vote.electorate is Electorate.OWNERS,
    )


def next_rule(vote: Vote) -> str:
    """The preset after the current one, round and round."""
    keys = [rule.key for rule in rules_of(vote)]
    return keys[(keys.index(rule_from_text(vote.rule).key) + 1) % len(keys)]


def summary(page: Page, vote: Vote) -> list[Html]:
    """The question, the choices, who votes, the rule and the deadline, one line each."""
    words = page.words
    options = [option(words, vote, n) for n in range(len(ballot.choices(vote.options)))]
    eligible = would_be_eligible(page.tx, vote)
    who = words.plain(ELECTORATES[vote.electorate], n=eligible[0])
    deadline = (
        words("⏰ {at} 截止", at=vote.closes_at) if vote.closes_at else words("⏰ 截止时间：没定")
    )
    return [
        words("❓ <b>{title}</b>", title=vote.title),
        words("🔘 选项：{options}", options=words.listed(options)),
        words("👥 {who}", who=who),
        rule_line(words, vote, eligible),
        deadline,
        *form_lines(words, vote),
        words("<i>{notice}</i>", notice=notice(words, vote.electorate)),
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
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found and found.method is Method.BUDGET:
        return Screen(
            page.words(
                "把想办的事一行写一件，后面写要多少钱，比如：\n修长椅 1200元\n种樱桃树 800元"
            )
        )
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
    "vote.ask_method": ask_method,
    "vote.ask_seats": ask_seats,
    "vote.ask_money": ask_money,
    "vote.ask_deadline": ask_deadline,
    "vote.dropped": dropped,
    "vote.opened": opened,
    "describe.open_vote": describe_open,
}
