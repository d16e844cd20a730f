"""Giving one's vote to a neighbour, holding it, and the question for whom a tap is meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from bot.actions import proxies
from bot.actions.owing import held_votes
from bot.actions.votes import is_open, unit_of
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page
from bot.rules import ballot
from bot.rules.methods import Method
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views import tapping
from handlers.views.ballot_text import said
from handlers.views.core import home_button, said_by
from handlers.views.doors import CHANNELS, AskProxy, TakeBallot
from handlers.views.vote_bits import to, vote_at
from storage import ballots, vote_roll
from storage import proxies as rows
from storage.ballots import Channel
from storage.proxies import Proxy, ProxyState
from storage.votes import Electorate, Vote

PEOPLE_SHOWN = 12


class GiveProxy(Data):
    prefix: ClassVar[str] = "pg1"
    vote: int
    unit: int
    holder: int


class AnswerProxy(Data):
    prefix: ClassVar[str] = "pa1"
    vote: int
    unit: int
    yes: int


class RevokeProxy(Data):
    prefix: ClassVar[str] = "pr1"
    vote: int


class CastFor(Data):
    """A tap on a choice, with the household it is meant for."""

    prefix: ClassVar[str] = "pc1"
    private: ClassVar[bool] = True
    vote: int
    unit: int
    choice: int


def proxy_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """On the vote's own screen: vote for whom one holds, give or take back one's own."""
    if page.viewer is None or not (vote.electorate.by_home and is_open(vote, page.tx.now)):
        return []
    found = [[vote_for(page, vote, unit)] for unit in proxies.holding(page.tx, vote, page.viewer)]
    unit, words = unit_of(page.tx, vote, page.viewer), page.words
    if unit is None or ballots.has_voted(page.tx, vote, unit):
        return found
    if vote_roll.voter(page.tx, vote, unit) not in (None, page.viewer):
        return found
    if standing(page, vote):
        back = RevokeProxy(courtyard=vote.courtyard, vote=vote.vote)
        return [*found, [press(words.plain("↩️ 收回委托，自己投"), back)]]
    if vote.electorate is Electorate.OWNERS or vote.method is Method.CONSENT:
        return found
    ask = AskProxy(courtyard=vote.courtyard, vote=vote.vote, unit=0)
    return [*found, [press(words.plain("🙋 请邻居替我家投"), ask)]]


def proxy_lines(page: Page, vote: Vote) -> list[Html]:
    """Who has been asked to vote for the reader's household."""
    given = standing(page, vote)
    if given is None or given.holder is None:
        return []
    who = said_by(page, given.holder)
    if given.state is ProxyState.OFFERED:
        return [page.words("🙋 您家请了 {who} 替投，等他答应。", who=who)]
    return [page.words("🙋 您家委托了 {who} 替投。自己投了就以自己的为准。", who=who)]


def standing(page: Page, vote: Vote) -> Proxy | None:
    """The proxy of the reader's household that is asked for or holds."""
    unit = unit_of(page.tx, vote, page.viewer or 0) if vote.electorate.by_home else None
    found = rows.of_unit(page.tx, vote, unit) if unit is not None else None
    live = found is not None and found.state in (ProxyState.OFFERED, ProxyState.ACCEPTED)
    return found if live else None


def ask_door(page: Page, vote: int, unit: int) -> Screen:
    found = vote_at(page, vote)
    words = page.words
    if unit:
        text = words(
            "📝 {who} 在纸上委托了谁？点那位住的楼栋，或者写门牌号，比如 3-2-501：",
            who=vote_roll.label(page.tx, found, unit) or "",
        )
    else:
        text = words(
            "🙋 请谁替您家投「{title}」？点那位邻居住的楼栋，或者写门牌号，比如 3-2-501。\n"
            "他答应了才算；您随时能收回，自己投了就以自己的为准。",
            title=short(found.title),
        )
    doors = tapping.buildings(page, "proxy.door", vote=vote, unit=unit)
    return Screen(text, [*doors, [press(words.plain("⬅️ 回这次表决"), to(found))]])


def choose(page: Page, vote: int, unit: int, people: Sequence[int]) -> Screen:
    """Who of that home it is."""
    found = vote_at(page, vote)
    words = page.words
    text = words("是哪一位？点一下就办。") if unit else words("请哪一位？点一下就去问他。")
    buttons = [
        [
            press(
                f"🙋 {said_by(page, person)}",
                GiveProxy(courtyard=found.courtyard, vote=vote, unit=unit, holder=person),
            )
        ]
        for person in people[:PEOPLE_SHOWN]
    ]
    return Screen(text, [*buttons, [press(words.plain("⬅️ 回这次表决"), to(found))]])


def asked(page: Page, vote: int, unit: int) -> Screen:
    """To the neighbour: will you?"""
    found = vote_at(page, vote)
    words = page.words
    given = rows.of_unit(page.tx, found, unit)
    label = vote_roll.label(page.tx, found, unit) or ""
    if given is None or given.holder != page.viewer or given.state is not ProxyState.OFFERED:
        return Screen(words("{who} 的委托已经收回，或者办过了。", who=label), [home_button(page)])
    text = words(
        "🙋 {who} 想请您替他家投票：<b>{title}</b>\n⏰ {at} 截止。\n"
        "答应了就照他家交代的投；一个人最多替 {n} 家。",
        who=label,
        title=short(found.title),
        at=found.closes_at,
        n=page.courtyard.setting("proxy_max"),
    )
    here = {"courtyard": found.courtyard, "vote": vote, "unit": unit}
    yes = press(words.plain("✅ 行，我替他投"), AnswerProxy(**here, yes=1))
    no = press(words.plain("❌ 不方便"), AnswerProxy(**here, yes=0))
    return Screen(text, [[yes], [no]])


def accepted(page: Page, vote: int, unit: int) -> Screen:
    """To the neighbour who said yes."""
    found = vote_at(page, vote)
    label = vote_roll.label(page.tx, found, unit) or ""
    text = page.words("✅ 好，{who} 的票由您来投。问清楚他家的意思再点。", who=label)
    return Screen(text, [[vote_for(page, found, unit)], home_button(page)])


def answered(page: Page, vote: int, unit: int, yes: int, holder: int) -> Screen:
    """To the one who asked."""
    found = vote_at(page, vote)
    text = N_("✅ {who} 答应替您家投了。") if yes else N_("❌ {who} 不方便替您家投。可以再请别人。")
    button = press(page.words.plain("🔍 看这次表决"), to(found))
    return Screen(page.words(text, who=said_by(page, holder)), [[button]])


def revoked(page: Page, vote: int, unit: int) -> Screen:
    """To the one who held it."""
    found = vote_at(page, vote)
    text = page.words(
        "↩️ {who} 收回了委托，不用您替投了（{title}）。",
        who=vote_roll.label(page.tx, found, unit) or "",
        title=short(found.title),
    )
    return Screen(text, [home_button(page)])


def entered(page: Page, vote: int, unit: int, holder: int) -> Screen:
    """A proxy on paper: to its holder and to the household."""
    found = vote_at(page, vote)
    words, label = page.words, vote_roll.label(page.tx, found, unit) or ""
    if page.viewer == holder:
        text = words(
            "📝 {who} 的书面委托录好了，由您替他家投：<b>{title}</b>",
            who=label,
            title=short(found.title),
        )
        return Screen(text, [[vote_for(page, found, unit)], home_button(page)])
    text = words(
        "📝 您家（{who}）的书面委托录好了，由 {holder} 替投：<b>{title}</b>\n"
        "没写过？点进去「收回」，自己投。",
        who=label,
        holder=said_by(page, holder),
        title=short(found.title),
    )
    return Screen(text, [[press(words.plain("🔍 看这次表决"), to(found))]])


def describe(page: Page, vote: int, unit: int, holder: int) -> Screen:
    """To the second of two: what the paper says."""
    found = vote_at(page, vote)
    return Screen(
        page.words(
            "{unit} 写了书面委托，请 {holder} 在「{title}」里替他家投。\n看过那张纸再点同意。",
            unit=vote_roll.label(page.tx, found, unit) or "",
            holder=said_by(page, holder),
            title=short(found.title),
        )
    )


def whose(page: Page, vote: int, choice: int) -> Screen:
    """A tap of someone who votes for several households: for which is it?"""
    found = vote_at(page, vote)
    words, person = page.words, page.viewer or 0
    if not is_open(found, page.tx.now) or not 0 <= choice < len(ballot.choices(found.options)):
        return page.include("vote.show", {"vote": vote})
    own = unit_of(page.tx, found, person)
    units = [] if own is None else [own]
    units += proxies.holding(page.tx, found, person)
    text = words(
        "您点的是「{choice}」。这一票给哪家投？一家一家点：", choice=said(words, found, (choice,))
    )
    buttons = [[_whose_button(page, found, unit, choice, unit == own)] for unit in units]
    return Screen(text, [*buttons, [press(words.plain("🔍 看这次表决"), to(found))]])


def owed(page: Page) -> list[Owed]:
    """Households the reader still has to vote for."""
    found = []
    for one in held_votes(page.tx, page.courtyard.courtyard, page.viewer or 0):
        text = page.words(
            "替 {who} 投票：{title}（{at} 截止）",
            who=one.label,
            title=short(one.vote.title),
            at=one.vote.closes_at,
        )
        found.append(Owed(text, vote_for(page, one.vote, one.held or 0)))
    return found


def _whose_button(page: Page, vote: Vote, unit: int, choice: int, own: bool) -> Button:
    words, label = page.words, vote_roll.label(page.tx, vote, unit) or ""
    cast = ballots.ballot(page.tx, vote, unit)
    name = words.plain("我家 {who}", who=label) if own else words.plain("替 {who}", who=label)
    mark = f"（✅ {said(words, vote, cast.content)}）" if cast else ""
    here = CastFor(courtyard=vote.courtyard, vote=vote.vote, unit=unit, choice=choice)
    return press(name + mark, here)


def vote_for(page: Page, vote: Vote, unit: int) -> Button:
    label = page.words.plain("🤝 替 {who} 投", who=vote_roll.label(page.tx, vote, unit) or "")
    channel = CHANNELS.index(Channel.PROXY)
    return press(
        label,
        TakeBallot(courtyard=vote.courtyard, vote=vote.vote, unit=unit, channel=channel),
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "proxy.ask_door": ask_door,
    "proxy.choose": choose,
    "proxy.asked": asked,
    "proxy.accepted": accepted,
    "proxy.answered": answered,
    "proxy.revoked": revoked,
    "proxy.entered": entered,
    "proxy.whose": whose,
    "describe.enter_proxy": describe,
}
