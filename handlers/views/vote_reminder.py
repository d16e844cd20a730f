"""The one message a day to who still owes ballots: everything they owe, in all their courtyards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.actions.owing import Owing, owed_everywhere
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from bot.tongue import words_for
from bot.words import Html
from handlers.views import silence
from handlers.views.proxies import vote_for
from handlers.views.vote_bits import to
from handlers.views.votes import cast_rows, details
from storage import courtyards, people
from storage.votes import Electorate

SHOWN = 10

Waiting = list[tuple[Page, list[Owing]]]
"""The courtyards that wait for the reader, each as a page in its own words and hours."""


def reminder(page: Page) -> Screen:
    """Nothing to say once they have voted, or it is over."""
    waiting = _waiting(page)
    if not waiting:
        raise Pointless("nothing is owed any more")
    several = len(courtyards.of_person(page.tx, page.viewer or 0)) > 1
    if sum(len(owed) for _, owed in waiting) == 1:
        here, (owing,) = waiting[0]
        return _one(here, owing, several)
    return _many(waiting, several)


def _waiting(page: Page) -> Waiting:
    account = people.get(page.tx, page.viewer or 0)
    return [
        (replace(page, yard=yard, words=words_for(account, yard)), owed)
        for yard, owed in owed_everywhere(page.tx, page.viewer or 0)
    ]


def _one(page: Page, owing: Owing, several: bool) -> Screen:
    words, vote = page.words, owing.vote
    lines = [words("🔔 还等着您投一票：<b>{title}</b>", title=short(vote.title))]
    if several:
        lines.append(words("🏡 {yard}", yard=page.courtyard.name))
    lines.append(
        words("⏰ {at} 截止。{whose}，点一下就行。", at=vote.closes_at, whose=_whose(page, owing))
    )
    lines += silence.reminder(words, vote)
    cast = [[vote_for(page, vote, owing.held)]] if owing.held else cast_rows(page, vote)
    return Screen("\n".join(lines), [*cast, [press(details(page), to(vote))]])


def _many(waiting: Waiting, several: bool) -> Screen:
    words = waiting[0][0].words
    n = sum(len(owed) for _, owed in waiting)
    lines: list[str] = [words.plural("🔔 <b>您还有 {n} 件事没投</b>，点下面的按钮就能投：", n)]
    rows: list[list[Button]] = []
    for page, owed in waiting:
        if several:
            lines += ["", words("🏡 <b>{yard}</b>", yard=page.courtyard.name)]
        for owing in owed[: max(0, SHOWN - len(rows))]:
            number = len(rows) + 1
            lines.append(_line(page, number, owing))
            lines += silence.reminder(page.words, owing.vote)
            label = f"🗳 {number}. {short(owing.vote.title, 24)}"
            rows.append([press(label, to(owing.vote))])
    if n > len(rows):
        lines += ["", words("…还有 {n} 个，晚些截止，先投上面的。", n=n - len(rows))]
    return Screen("\n".join(lines), rows)


def _line(page: Page, number: int, owing: Owing) -> Html:
    return page.words(
        "{n}. {title}\n　⏰ {at} 截止，{whose}",
        n=number,
        title=short(owing.vote.title),
        at=owing.vote.closes_at,
        whose=_whose(page, owing),
    )


def _whose(page: Page, owing: Owing) -> Html:
    """Whose ballot it is: any of the household may cast that one, or who holds its proxy."""
    if owing.held:
        return page.words("替 {label} 投（他家委托您的）", label=owing.label)
    if owing.vote.electorate is Electorate.OWNERS:
        return page.words("{label} 业主一票", label=owing.label)
    if owing.household:
        return page.words("{label} 一户一票", label=owing.label)
    return page.words("您本人一票")


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.reminder": reminder}
