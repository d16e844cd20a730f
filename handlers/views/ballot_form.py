"""The private ballot form: options tapped one after another, looked over, handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions.filling import complete
from bot.actions.votes import is_open, seat_of, unit_of
from bot.callbacks import Data
from bot.page import Page
from bot.rules.ballot import SIMPLE
from bot.rules.methods import RANKED, TICKED, Content, Method
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views import secret_votes
from handlers.views.ballot_choices import choice_rows
from handlers.views.ballot_text import ASKS, asks, lines, option
from handlers.views.core import home_button
from handlers.views.vote_bits import to, vote_at
from storage import ballots, half_filled, vote_roll
from storage.votes import Vote


class Pick(Data):
    """A tap on an option, or on a score."""

    prefix: ClassVar[str] = "bp1"
    private: ClassVar[bool] = True
    vote: int
    value: int


class Step(Enum):
    UNDO = 1
    AGAIN = 2
    REVIEW = 3
    BACK = 4
    HAND_IN = 5
    WITH_RECEIPT = 6


class TakeStep(Data):
    prefix: ClassVar[str] = "bx1"
    vote: int
    step: int


def fill(page: Page, vote: int) -> Screen:
    """The ballot as far as it is filled in; one handed in before is shown first."""
    found = vote_at(page, vote)
    if not is_open(found, page.tx.now):
        return page.include("vote.show", {"vote": vote})
    content = half_filled.of(page.tx, found, page.viewer or 0)
    if (content is None or found.secret) and _has_voted(page, found):
        return page.include("ballot.mine", {"vote": vote})
    how = [secret_votes.how_line(page.words, found), Html("")] if found.secret else []
    text = [_title(page, found), *how, *_asked(page, found, content or ())]
    rows = [*_rows(page, found, content or ()), *secret_votes.how_rows(page, found)]
    return Screen("\n".join(text), rows)


def review(page: Page, vote: int) -> Screen:
    """Everything once more, before it is handed in."""
    found = vote_at(page, vote)
    content = half_filled.of(page.tx, found, page.viewer or 0)
    gone = found.secret and _has_voted(page, found)
    if content is None or gone or not is_open(found, page.tx.now):
        return page.include("ballot.fill", {"vote": vote})
    words = page.words
    head = words("您的排序：") if found.method in RANKED else words("您的票：")
    text = [
        _title(page, found),
        head,
        *lines(words, found, content),
        "",
        *secret_votes.review_lines(words, found),
    ]
    last = words.plain("✅ 交，不改了") if found.secret else words.plain("✅ 交")
    rows = [
        [_step(found, last, Step.HAND_IN)],
        [_step(found, words.plain("⬅️ 回去改"), Step.BACK)],
    ]
    if found.receipts:
        rows.insert(1, [_step(found, words.plain("🧾 交，再要张回执"), Step.WITH_RECEIPT)])
    return Screen("\n".join(text), rows)


def mine(page: Page, vote: int) -> Screen:
    """What was handed in, and the way to change it."""
    found = vote_at(page, vote)
    if found.secret and _has_voted(page, found):
        return page.include("ballot.sealed", {"vote": vote})
    words, content = page.words, _handed_in(page, found)
    if content is None:
        return page.include("vote.show", {"vote": vote})
    unit = unit_of(page.tx, found, page.viewer or 0) or 0
    text = [
        words("✅ 交了，{who} 的票是这样的：", who=vote_roll.label(page.tx, found, unit) or ""),
        _title(page, found),
        *lines(words, found, content),
        "",
        words("⏰ {at} 截止，之前想改就改，最后一次算数。", at=found.closes_at),
    ]
    rows = [
        [_step(found, words.plain("✏️ 重新填"), Step.AGAIN)],
        [press(words.plain("🔍 看这次表决"), to(found))],
        home_button(page),
    ]
    return Screen("\n".join(text), rows)


def late(page: Page, vote: int) -> Screen:
    """A tap that came after the close: it was not taken, and what that means for the household."""
    found, words = vote_at(page, vote), page.words
    seat = seat_of(page.tx, found, page.viewer or 0)
    who = seat.label if seat else ""
    text = [
        words("⌛ <b>晚了一步，这次表决已经截止</b>"),
        _title(page, found),
        words("刚才这一下没记，{who} 先前交的那张算数。", who=who)
        if _has_voted(page, found)
        else words("{who} 这张票没记上。", who=who),
        words("结果看群里。"),
    ]
    see = [press(words.plain("🔍 看这次表决"), to(found))]
    return Screen("\n".join(text), [see, home_button(page)])


def _title(page: Page, vote: Vote) -> Html:
    return page.words("🗳 <b>{title}</b>\n", title=vote.title)


def _asked(page: Page, vote: Vote, content: Content) -> list[Html]:
    words = page.words
    if vote.method is Method.SCORE:
        given = lines(words, vote, content) if content else []
        if complete(vote, content):
            return [*given, words("都打完了，点「看一遍再交」。")]
        asked = words(ASKS[vote.method], option=option(words, vote, len(content)))
        place = words("（第 {n} 个，一共 {all} 个）", n=len(content) + 1, all=len(vote.options))
        return [*given, Html(asked + place)]
    asked = asks(words, vote)
    if vote.method in RANKED and content:
        return [asked, Html(""), words("您的排序："), *lines(words, vote, content)]
    return [asked]


def _rows(page: Page, vote: Vote, content: Content) -> list[list[Button]]:
    words = page.words
    rows = choice_rows(words, vote, content, lambda label, n: _pick(vote, label, n))
    if content and vote.method not in (*TICKED, *SIMPLE):
        rows.append(
            [
                _step(vote, words.plain("↩️ 退一步"), Step.UNDO),
                _step(vote, words.plain("🔄 从头来"), Step.AGAIN),
            ]
        )
    if complete(vote, content):
        rows.append([_step(vote, words.plain("👀 看一遍再交"), Step.REVIEW)])
    return [*rows, [press(words.plain("🔍 看这次表决"), to(vote))]]


def _pick(vote: Vote, label: str, value: int) -> Button:
    return press(label, Pick(courtyard=vote.courtyard, vote=vote.vote, value=value))


def _step(vote: Vote, label: str, step: Step) -> Button:
    return press(label, TakeStep(courtyard=vote.courtyard, vote=vote.vote, step=step.value))


def _has_voted(page: Page, vote: Vote) -> bool:
    unit = unit_of(page.tx, vote, page.viewer or 0)
    return unit is not None and ballots.has_voted(page.tx, vote, unit)


def _handed_in(page: Page, vote: Vote) -> Content | None:
    unit = unit_of(page.tx, vote, page.viewer or 0)
    found = ballots.ballot(page.tx, vote, unit) if unit is not None else None
    return found.content if found else None


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "ballot.fill": fill,
    "ballot.review": review,
    "ballot.mine": mine,
    "ballot.late": late,
}
