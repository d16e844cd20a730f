"""The votes of a courtyard: those that run, are announced or decided, and what one still owes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions.owing import owed_votes
from bot.callbacks import Data
from bot.column import Owed
from bot.page import Page
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.core import home_button, may
from handlers.views.outcomes import verdict_line
from handlers.views.turnout import cast_so_far
from handlers.views.vote_bits import PresetList, to
from storage import votes
from storage.votes import Vote, VoteState

RECENT = 8
RUNNING = 40


class NewVote(Data):
    prefix: ClassVar[str] = "vn1"
    link: ClassVar[bool] = True


class VoteList(Data):
    prefix: ClassVar[str] = "vl1"
    link: ClassVar[bool] = True


def index(page: Page) -> Screen:
    """Votes that run, then the latest results; each opens with a tap."""
    words, yard = page.words, page.courtyard
    running, more = _first(votes.opened(page.tx, yard.courtyard))
    noticed = votes.noticed(page.tx, yard.courtyard)[:RECENT]
    done = votes.closed(page.tx, yard.courtyard, RECENT)
    lines: list[str] = [words("🗳 <b>表决</b>")]
    if not running:
        lines.append(words("现在没有正在投的。"))
    for vote in running:
        lines.append(
            words(
                "· {n}. {title}（{at} 截止，已投 {cast}／{all}）",
                n=vote.vote,
                title=short(vote.title),
                at=vote.closes_at,
                cast=cast_so_far(page, vote),
                all=vote.eligible,
            )
        )
    if more:
        lines.append(words("…还有 {n} 个，晚些截止，先投上面的。", n=more))
    lines += _noticed(page, noticed)
    if done:
        lines += ["", words("<b>已经截止的</b>")]
    for vote in done:
        lines.append(
            words(
                "· {n}. {title}：{verdict}",
                n=vote.vote,
                title=short(vote.title),
                verdict=_came_to(words, vote),
            )
        )
    if page.viewer is None:
        here = VoteList(courtyard=yard.courtyard)
        return Screen("\n".join(lines), [[page.link(words.plain("👉 去看、去投"), here)]])
    rows = [
        [press(f"{vote.vote}. {short(vote.title, 24)}", to(vote))]
        for vote in [*running, *noticed, *done]
    ]
    if may(page, Act.OPEN_RESIDENTS_VOTE):
        rows.append([press(words.plain("➕ 开一个表决"), NewVote(courtyard=yard.courtyard))])
    rows.append([press(words.plain("📏 表决的规矩"), PresetList(courtyard=yard.courtyard))])
    return Screen("\n".join(lines), [*rows, home_button(page)])


def _came_to(words: Words, vote: Vote) -> Html:
    """What counts of it now: of a void result, that it is void."""
    if vote.state is VoteState.VOIDED:
        return words("🚫 作废了，结果不算")
    if vote.state is VoteState.CANCELLED:
        return words("🚫 作罢了，票都不数")
    return words("⏳ 等开票箱") if vote.box_waits else verdict_line(words, vote)


def _noticed(page: Page, coming: list[Vote]) -> list[Html]:
    return [
        page.words(
            "· {n}. {title}（公示中，{at} 开始投）",
            n=vote.vote,
            title=short(vote.title),
            at=vote.opens_at,
        )
        for vote in coming
    ]


def _first(running: list[Vote]) -> tuple[list[Vote], int]:
    """Those that fit on one screen, the soonest to close first, and how many more there are."""
    soonest = sorted(running, key=lambda vote: (vote.closes_at is None, vote.closes_at, vote.vote))
    return soonest[:RUNNING], max(0, len(running) - RUNNING)


def owed(page: Page) -> list[Owed]:
    """Votes that still wait for the reader's ballot, the one that closes first at the top."""
    return [
        Owed(
            page.words(
                "投票：{title}（{at} 截止）", title=short(one.vote.title), at=one.vote.closes_at
            ),
            press(f"🗳 {short(one.vote.title, 24)}", to(one.vote)),
        )
        for one in owed_votes(page.tx, page.courtyard.courtyard, page.viewer or 0)
    ]


def home_buttons(page: Page) -> list[Button]:
    return [press(page.words.plain("🗳 表决"), VoteList(courtyard=page.courtyard.courtyard))]


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.index": index}
