"""What the council sees beside a vote: who is missing, reminders by hand, closing it early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from bot.access import Act
from bot.actions.meetings import counts_present
from bot.actions.votes import is_open
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules.secrecy import SHOWN_FROM, turnout_shown
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views import vote_off
from handlers.views.consent import council_row
from handlers.views.core import home_button, may
from handlers.views.turnout import cast_so_far
from handlers.views.verdicts import heads, unit_word
from handlers.views.vote_bits import to, vote_at
from storage import ballots
from storage.votes import Vote, VoteState

MISSING_SHOWN = 150


class Missing(Data):
    prefix: ClassVar[str] = "vm1"
    vote: int


class Remind(Data):
    prefix: ClassVar[str] = "vr1"
    vote: int


class AskClose(Data):
    prefix: ClassVar[str] = "vx1"
    vote: int


class AskPresent(Data):
    prefix: ClassVar[str] = "hp1"
    vote: int


def council_rows(page: Page, vote: Vote) -> list[list[Button]]:
    words = page.words
    row = []
    if may(page, Act.SEE_NON_VOTERS):
        gone = Missing(courtyard=vote.courtyard, vote=vote.vote)
        row.append(press(words.plain("⏳ 谁还没投"), gone))
    if may(page, Act.CLOSE_VOTE):
        close = AskClose(courtyard=vote.courtyard, vote=vote.vote)
        row.append(press(words.plain("⏹ 提前结束"), close))
    rows = [row] if row else []
    if counts_present(vote) and may(page, Act.ENTER_PRESENT):
        here = AskPresent(courtyard=vote.courtyard, vote=vote.vote)
        rows.append([press(words.plain("🙋 登记到场人数"), here)])
    return [*rows, *council_row(page, vote)]


def present_lines(page: Page, vote: Vote) -> list[Html]:
    """Who was in the room, where that counts."""
    if not counts_present(vote):
        return []
    if vote.present is None:
        return [page.words("🙋 到场人数还没登记；到截止都没登记的话，按投了的算。")]
    return [page.words("🙋 到场 {n}", n=heads(page.words, vote, vote.present))]


def notice_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """While it is announced: taking it back."""
    if not may(page, Act.CLOSE_VOTE):
        return []
    take_back = AskClose(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("↩️ 撤回"), take_back)]]


def missing(page: Page, vote: int) -> Screen:
    """For the council: who has not voted, as households, never what anyone chose. Of a secret vote
    that is over the result file says who voted, and only where that says no more."""
    found = vote_at(page, vote)
    words = page.words
    if found.cleared_at or (found.secret and not is_open(found, page.tx.now)):
        return page.include("vote.show", {"vote": vote})
    if not turnout_shown(found.secret, ballots.turnout(page.tx, found)):
        back = press(words.plain("⬅️ 回这次表决"), to(found))
        text = words("秘密投票：投的还不到 {n} 家，先不说谁没投。", n=SHOWN_FROM)
        return Screen(text, [[back]])
    absent = [label for _, label in ballots.missing(page.tx, found)]
    text = words(
        "⏳ 「{title}」还没投的有 {n}：\n{who}",
        title=short(found.title),
        n=heads(words, found, len(absent)),
        who=words.listed(absent, cap=MISSING_SHOWN) if absent else "—",
    )
    rows = []
    if absent and is_open(found, page.tx.now):
        remind = Remind(courtyard=found.courtyard, vote=found.vote)
        rows.append([press(words.plain("🔔 私下提醒他们"), remind)])
    return Screen(text, [*rows, [press(words.plain("⬅️ 回这次表决"), to(found))]])


def reminded(
    page: Page, vote: int, told: int, before: int, absent: int, goes: int | None
) -> Screen:
    """To the councillor: how many were written to, and why not more."""
    found = vote_at(page, vote)
    words = page.words
    if turnout_shown(found.secret, ballots.turnout(page.tx, found)):
        left = words("⏳ 还有 {absent}没投。", absent=heads(words, found, absent))
        lines = [left, *_written(words, told, before, goes)]
    else:
        lines = [_without_numbers(words, told, before, goes)]
    lines.append(words("没开过私聊的收不到，得上门说一声。"))
    return Screen("\n".join(lines), [[press(words.plain("⬅️ 回这次表决"), to(found))]])


def _without_numbers(words: Words, told: int, before: int, goes: int | None) -> Html:
    """Of all households less those written to, anybody can take how many have voted."""
    if not told:
        none = words("他们都还没跟我开过私聊，一位也写不到。")
        return words("写得到的今天都收到过了，一人一天最多一条。明天再来。") if before else none
    few = words("投的还不到 {n} 家，先不说有几位。", n=SHOWN_FROM)
    if goes:
        moment = datetime.fromtimestamp(goes, UTC)
        return Html(words("🔔 现在不打扰人，{at} 再写给还没投的。", at=moment) + few)
    return Html(words("🔔 已经私下提醒了还没投的。") + few)


def _written(words: Words, told: int, before: int, goes: int | None) -> list[Html]:
    if not told and not before:
        return [words("他们都还没跟我开过私聊，一位也写不到。")]
    if not told:
        return [
            words(
                "写得到的 {before} 位今天都收到过了：几件事合成一条，一人一天最多一条。明天再来。",
                before=before,
            )
        ]
    if goes:
        moment = datetime.fromtimestamp(goes, UTC)
        lines = [words("🔔 现在不打扰人，{at} 再写给 {told} 位。", at=moment, told=told)]
    else:
        lines = [words("🔔 已经私下提醒了 {told} 位。", told=told)]
    if before:
        lines.append(words("另外 {before} 位今天已经收到过一条，一人一天最多一条。", before=before))
    return lines


def waiting(page: Page, act: str) -> Screen:
    """To the first of two: it waits for another person."""
    return Screen(
        page.words("记下了。这件事要两个人同意，已经请其他议事员确认，有回音就告诉您。"),
        [home_button(page)],
    )


def ask_reason(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    if found.state is VoteState.NOTICED:
        text = N_("要撤回「{title}」，给大家写一句理由（会公布，还要另一位议事员同意）：")
    else:
        text = N_("要提前结束「{title}」，给大家写一句理由（会公布，还要另一位议事员同意）：")
    back = press(page.words.plain("⬅️ 回这次表决"), to(found))
    rows = [*vote_off.rows(page, found), [back]]
    return Screen(page.words(text, title=short(found.title)), rows)


def describe_close(page: Page, vote: int, reason: str) -> Screen:
    found = vote_at(page, vote)
    if found.state is VoteState.NOTICED:
        text = page.words(
            "撤回表决 {n}「{title}」，不投了。\n理由：{reason}",
            n=found.vote,
            title=short(found.title),
            reason=reason,
        )
        return Screen(text)
    text = page.words(
        "提前结束表决 {n}「{title}」，已投 {cast}／{all}。\n理由：{reason}",
        n=found.vote,
        title=short(found.title),
        cast=cast_so_far(page, found),
        all=found.eligible,
        reason=reason,
    )
    return Screen(text)


def ask_present(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    return Screen(
        page.words(
            "🙋 到场的一共多少{unit}？写一个数（名册上 {all}，已经投了 {cast}）。\n"
            "要另一位也点头才算数。",
            unit=unit_word(page.words, found, 2),
            all=heads(page.words, found, found.eligible),
            cast=cast_so_far(page, found),
        ),
        [[press(page.words.plain("⬅️ 回这次表决"), to(found))]],
    )


def describe_present(page: Page, vote: int, present: int) -> Screen:
    found = vote_at(page, vote)
    text = page.words(
        "表决 {n}「{title}」：到场 {present}（名册上 {all}）。到场人数决定要多少票才通过。",
        n=vote,
        title=short(found.title),
        present=heads(page.words, found, present),
        all=heads(page.words, found, found.eligible),
    )
    return Screen(text)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.missing": missing,
    "vote.reminded": reminded,
    "vote.waiting": waiting,
    "vote.ask_reason": ask_reason,
    "vote.ask_present": ask_present,
    "describe.close_vote": describe_close,
    "describe.enter_present": describe_present,
}
