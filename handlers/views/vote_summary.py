"""What a draft says: question, voters, the rule with its source, and where the law asks more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import advising, preset_drafts, presets
from bot.actions.noticing import days_for
from bot.actions.vote_drafts import would_be_eligible
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import preset_name, preset_source, sentence
from bot.rules import ballot
from bot.rules.advice import required
from bot.rules.electorate import Electorate
from bot.rules.presets import PRESETS
from bot.screen import Screen
from bot.words import Html
from handlers.views import silence
from handlers.views.ballot_text import option
from handlers.views.secret_votes import form_lines
from handlers.views.verdicts import rule_line
from handlers.views.vote_bits import ELECTORATES, notice
from storage import roll, votes
from storage.votes import Vote

ITEMS = {
    5: N_("第 5 项（使用维修资金）"),
    6: N_("第 6 项（筹集维修资金）"),
    7: N_("第 7 项（改建、重建）"),
    8: N_("第 8 项（改共有部分的用途，或者拿来经营）"),
    9: N_("第 9 项（共有的其他重大事项）"),
}


def summary(page: Page, vote: Vote) -> list[Html]:
    """The question, the choices, who votes, the rule and the deadline, one line each."""
    words = page.words
    eligible = would_be_eligible(page.tx, vote)
    who = words.plain(ELECTORATES[vote.electorate], n=eligible[0])
    deadline = (
        words("⏰ {at} 截止", at=vote.closes_at) if vote.closes_at else words("⏰ 截止时间：没定")
    )
    return [
        words("❓ <b>{title}</b>", title=asked(page, vote)),
        words("🔘 选项：{options}", options=_options(page, vote)),
        words("👥 {who}", who=who),
        *_preset(page, vote),
        rule_line(words, vote, eligible),
        *_notice(page, vote),
        deadline,
        *form_lines(words, vote, eligible[0]),
        *silence.warning(page, vote),
        words("<i>{notice}</i>", notice=notice(words, vote)),
        *unclear(page, vote),
        *below_law(page, vote),
    ]


def asked(page: Page, vote: Vote) -> str:
    """The question; a rule that is still being put together has none yet."""
    if vote.title or not vote.effect:
        return vote.title
    name = preset_name(page.words, preset_drafts.of(vote))
    return page.words.plain("规矩「{name}」（还没改完）", name=name)


def _notice(page: Page, vote: Vote) -> list[Html]:
    """How long it is announced before it opens, where that is not at once."""
    if vote.opens_at:
        return [page.words("📢 先公示，{at} 开始投", at=vote.opens_at)]
    days = days_for(page.tx, page.courtyard, vote)
    return [page.words("📢 发出去先公示 {n} 天，再开始投", n=days)] if days else []


def _options(page: Page, vote: Vote) -> str:
    if ballot.own_options(vote.method) and not vote.options:
        return page.words.plain("还没写")
    count = len(ballot.choices(vote.options))
    return page.words.listed([option(page.words, vote, n) for n in range(count)])


def _preset(page: Page, vote: Vote) -> list[Html]:
    words, preset = page.words, presets.of_vote(page.tx, vote)
    if preset is None:
        return []
    name, source = preset_name(words, preset), preset_source(words, preset)
    return [words("📜 按「{name}」来。出处：{source}", name=name, source=source)]


def unclear(page: Page, vote: Vote) -> list[Html]:
    """What the opener could not say, in their own words."""
    said = advising.sentences(vote).values()
    return [
        page.words("🤔 没说清的：「{said}」。另一位也看看；拿不准就问社区居委会。", said=sentence_)
        for sentence_ in said
    ]


def below_law(page: Page, vote: Vote) -> list[Html]:
    """The warning where the law asks for more than the rule chosen."""
    words, item = page.words, advising.below_law(vote)
    if item is None:
        return []
    law = PRESETS[required(item).key]
    return [
        words(
            "⚠️ 这件事像《民法典》第 278 条{item}，要由业主来定：{law}。"
            "现在选的规矩比法律松，结果只能当摸底，不能照着办。",
            item=words(ITEMS[item]),
            law=sentence(words, law),
        )
    ]


def needs_areas(page: Page, electorate: Electorate) -> list[Html]:
    """Why an owners' vote cannot go out yet."""
    yard = page.courtyard.courtyard
    if electorate is not Electorate.OWNERS or roll.ready(page.tx, yard):
        return []
    return [
        page.words(
            "📐 业主表决要按面积数，名册上还差 {n} 户的面积："
            "先到首页「名册」里补齐，才用得了这一条。",
            n=roll.without_area(page.tx, yard),
        )
    ]


def owners_hint(page: Page, vote: Vote) -> list[Html]:
    """Why the form does not offer the owners beside the households; said only where the matter
    looks like one of theirs."""
    offered = vote.electorate is not Electorate.HOUSEHOLDS or vote.options
    if offered or advising.item(vote) is None or roll.ready(page.tx, vote.courtyard):
        return []
    return [page.words("ℹ️ 想按业主的人数和面积来算？先到首页「名册」里把每一户的面积补齐。")]


def describe_open(page: Page, vote: int) -> Screen:
    """For the second councillor: exactly what would be opened."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None:
        raise Pointless("no such draft")
    return Screen("\n".join(summary(page, found)))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "describe.open_vote": describe_open,
    "describe.open_residents_vote": describe_open,
}
