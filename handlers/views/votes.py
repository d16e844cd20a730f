"""What people see of a vote: its live card, its result, its own screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from bot.actions.vote_drafts import waits
from bot.actions.votes import seat_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules import ballot
from bot.rules.methods import Method
from bot.screen import CAPTION_LIMIT, Button, Screen, press, short
from bot.words import Html
from handlers.views import how_counted, naming, result_short, secret_votes, silence, vote_off
from handlers.views.ballot_text import option, said
from handlers.views.boxes import box_rows
from handlers.views.brought import brought_line, lost_line, own_brought, posted
from handlers.views.consent import consent_rows, reason_lines
from handlers.views.core import home_button, said_by
from handlers.views.doorstep import collectors_rows
from handlers.views.outcomes import result_lines, verdict_line
from handlers.views.proxies import proxy_lines, proxy_rows
from handlers.views.result_picture import picture
from handlers.views.sheets import print_rows
from handlers.views.turnout import by_building, owners_line, turnout_lines
from handlers.views.verdicts import rule_line
from handlers.views.vote_after import after_rows, objection_lines, standing_lines
from handlers.views.vote_bits import (
    ELECTORATES,
    Cast,
    ShowVote,
    next_owed,
    notice,
    straw_poll,
    vote_at,
)
from handlers.views.vote_council import council_rows, notice_rows, present_lines
from handlers.views.vote_list import VoteList
from storage import ballots, votes
from storage.votes import Vote, VoteState


class StartVote(Data):
    prefix: ClassVar[str] = "vs1"  # begins a draft, so no link may carry it
    topic: int


_MARKS = {"for": "✅ ", "against": "❌ ", "abstain": "⚪ "}


def card(page: Page, vote: int) -> Screen:
    """The live card in the group: the question, until when, how many have voted, the buttons."""
    found = vote_at(page, vote)
    words = page.words
    if found.state not in (VoteState.NOTICED, VoteState.OPEN):
        return _closed_card(page, found)
    noticed = found.state is VoteState.NOTICED
    text = [
        _heading(page, found),
        "",
        *([words("📢 <b>先公示，{at} 开始投</b>", at=found.opens_at)] if noticed else []),
        words("⏰ {at} 截止", at=found.closes_at),
        *([] if noticed else turnout_lines(page, found)),
        rule_line(words, found),
        *present_lines(page, found),
        *_options(page, found),
        secret_votes.how_line(words, found),
        *owners_line(page, found),
        *silence.warning(page, found),
        words("<i>{notice}</i>", notice=notice(words, found)),
    ]
    show = ShowVote(courtyard=found.courtyard, vote=found.vote)
    rows = [] if noticed else cast_rows(page, found)
    return Screen("\n".join(text), [*rows, [page.link(details(page), show)]])


def _options(page: Page, vote: Vote) -> list[Html]:
    """The options, where the card has no button for each."""
    if vote.method in (Method.MAJORITY, Method.CONSENT) or _by_one_tap(vote):
        return []
    names = [option(page.words, vote, number) for number in range(len(vote.options))]
    return [page.words("🔘 选项：{options}", options=page.words.listed(names))]


def _closed_card(page: Page, vote: Vote) -> Screen:
    text = [_heading(page, vote), "", *_after(page, vote)]
    return Screen("\n".join(text), [_ways(page, vote)])


def _ways(page: Page, vote: Vote) -> list[Button]:
    """From the group to the details, and to every step of the count where there is one."""
    show = page.link(details(page), ShowVote(courtyard=vote.courtyard, vote=vote.vote))
    return [show, *([how_counted.button(page, vote)] if vote.result is not None else [])]


def _after(page: Page, vote: Vote) -> list[Html]:
    if vote.state is VoteState.CANCELLED and vote.opened_at:
        return [vote_off.line(page, vote)]
    if vote.state is VoteState.CANCELLED:
        return [page.words("↩️ 撤回了，不投了。理由：{reason}", reason=vote.close_reason or "—")]
    words = page.words
    return [
        verdict_line(words, vote),
        *result_short.lines(words, vote),
        *standing_lines(page, vote),
        *straw_poll(words, vote),
    ]


def result(page: Page, vote: int) -> Screen:
    """The announcement, as a reply to the card: the verdict, the numbers that decided, and what
    comes next. Every other step stands behind a button, in the picture and in the file."""
    found = vote_at(page, vote)
    short_text = _announced(page, found, result_short.lines(page.words, found))
    photo = picture(page, found) if len(short_text) <= CAPTION_LIMIT else None
    if photo:
        return Screen(short_text, [_ways(page, found)], photo=photo)
    bars = result_lines(page.words, found)[1:]  # what the picture would have shown
    return Screen(_announced(page, found, bars), [_ways(page, found)])


def _announced(page: Page, vote: Vote, counted: Sequence[Html]) -> str:
    words = page.words
    text = [
        words(
            "📣 <b>表决 {n} 有结果了</b>：{verdict}",
            n=vote.vote,
            verdict=verdict_line(words, vote),
        ),
        words("<b>{title}</b>", title=short(vote.title)),
        "",
        *counted,
        *brought_line(page, vote),
        *reason_lines(page, vote),
        *posted(page, vote),
        *secret_votes.result_line(words, vote),
    ]
    if vote.close_reason:
        text.append(words("提前结束，理由：{reason}", reason=vote.close_reason))
    text += [*standing_lines(page, vote), *straw_poll(words, vote)]
    return "\n".join(text)


def show(page: Page, vote: int) -> Screen:
    """The vote's private screen: your own ballot, the buttons, and what a councillor may do."""
    found = vote_at(page, vote)
    words = page.words
    rows: list[list[Button]] = []
    if found.state is VoteState.OPEN:
        base = card(page, vote)
        how, undo = own_brought(page, found)
        text = [base.text, *by_building(page, found), "", _own_ballot(page, found), *how]
        rows += undo
        rows += cast_rows(page, found) if _may_still_cast(page, found) else []
        rows.append(naming.take_on_row(page, found))
        text += proxy_lines(page, found)
        rows += proxy_rows(page, found)
        rows += council_rows(page, found)
        rows += collectors_rows(page, found)
    elif found.state is VoteState.NOTICED:
        text = [card(page, vote).text]
        rows += print_rows(page, found)
        rows += notice_rows(page, found)
    else:
        text = [_heading(page, found), "", *_ended(page, found)]
        rows += box_rows(page, found)
        rows += after_rows(page, found)
    if found.result is not None:
        file = how_counted.file_row(words, found)
        rows.append([how_counted.button(page, found), *file])
    if found.state in (VoteState.OPEN, *votes.OVER):
        rows += secret_votes.how_rows(page, found)
    rows.append(next_owed(page, found))
    rows += [[press(words.plain("🗳 别的表决"), VoteList(courtyard=found.courtyard))]]
    return Screen("\n".join(text), [page.back_to_card("vote", vote), *rows, home_button(page)])


def _ended(page: Page, vote: Vote) -> list[Html]:
    if vote.state in votes.OVER:
        return [
            *_after(page, vote),
            *lost_line(page.words, vote),
            *reason_lines(page, vote),
            *objection_lines(page, vote),
            _own_ballot(page, vote),
            *own_brought(page, vote)[0],
        ]
    if vote.state is VoteState.CANCELLED and vote.text_hash:
        return _after(page, vote)
    if vote.state is VoteState.CANCELLED:
        return [page.words("这次表决取消了，没有发出去。")]
    if waits(page.tx, vote):
        return [page.words("还在等另一位议事员确认，没有开始。")]
    return [page.words("还是草稿，没有发出去。")]


def details(page: Page) -> str:
    return page.words.plain("🔍 看详细")


def _heading(page: Page, vote: Vote) -> Html:
    who = page.words.plain(ELECTORATES[vote.electorate], n=vote.eligible)
    return page.words(
        "🗳 <b>表决 {n}</b>（{who}）\n<b>{title}</b>", n=vote.vote, who=who, title=vote.title
    )


def _own_ballot(page: Page, vote: Vote) -> Html:
    words = page.words
    if vote.cleared_at:
        return words("🗑 过了一年，一张张的票已经删了，只留总数。")
    seat = seat_of(page.tx, vote, page.viewer or 0)
    if seat is None:
        return words("这次没有您的票。")
    if seat.voter not in (None, page.viewer):
        voter = said_by(page, seat.voter)
        return words("👤 {who} 的票由 {voter} 来投。", who=seat.label, voter=voter)
    if vote.secret:
        voted = ballots.has_voted(page.tx, vote, seat.unit)
        return secret_votes.own_line(page, vote, seat.label, voted)
    mine = ballots.ballot(page.tx, vote, seat.unit)
    if mine is None:
        text = N_("👤 {who} 还没投。") if vote.state is VoteState.OPEN else N_("👤 {who} 没有投。")
        return words(text, who=seat.label)
    choice = said(words, vote, mine.content)
    return words("👤 {who} 投的是：<b>{choice}</b>", who=seat.label, choice=choice)


def cast_rows(page: Page, vote: Vote) -> list[list[Button]]:
    if vote.method is Method.CONSENT:
        return consent_rows(page, vote)
    if not _by_one_tap(vote):
        return [[secret_votes.fill_in_button(page, vote)]]
    keys = ballot.choices(vote.options)
    buttons = [
        press(
            ("" if vote.options else _MARKS[key]) + said(page.words, vote, (number,)),
            Cast(courtyard=vote.courtyard, vote=vote.vote, choice=number),
        )
        for number, key in enumerate(keys)
    ]
    return [[button] for button in buttons] if vote.options else [buttons]


def _may_still_cast(page: Page, vote: Vote) -> bool:
    seat = seat_of(page.tx, vote, page.viewer or 0)
    if seat is None:
        return True
    done = vote.secret and ballots.has_voted(page.tx, vote, seat.unit)
    return seat.voter in (None, page.viewer) and not done


def _by_one_tap(vote: Vote) -> bool:
    return vote.method in ballot.SIMPLE and not vote.secret


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.card": card,
    "vote.result": result,
    "vote.show": show,
}
