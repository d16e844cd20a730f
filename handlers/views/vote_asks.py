"""What the form of a draft asks for, one question a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.page import Page
from bot.rule_words import METHOD_NAMES
from bot.rules import ballot
from bot.rules.methods import Method
from bot.screen import Screen, press
from handlers.views import tapping
from handlers.views.core import home_button
from handlers.views.vote_draft_bits import SetMethod, back_to_draft
from storage import votes

SEATS_SHOWN = 5
USUAL_SUMS = (500, 1000, 2000, 3000, 5000, 10000)


def ask_method(page: Page, vote: int) -> Screen:
    """Every way of voting on such a question, with a button each."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = votes.get(page.tx, courtyard, vote)
    own_options = found is not None and ballot.own_options(found.method)
    rows = [
        [
            press(
                words.plain(METHOD_NAMES[method]),
                SetMethod(courtyard=courtyard, vote=vote, method=number),
            )
        ]
        for number, method in enumerate(ballot.METHODS)
        if ballot.own_options(method) is own_options
    ]
    if own_options:
        text = words(
            "🧮 怎么投、怎么数？\n除了「只选一个」，票都在私聊里填：点一点，看一遍，再交。"
        )
    else:
        text = words(
            "🧮 怎么投、怎么数？\n「没人有理由反对就办」：可以同意，可以让一步，"
            "也可以反对，但反对要讲理由；理由没解决就先不办。"
        )
    return Screen(text, [*rows, back_to_draft(page, vote)])


def ask_seats(page: Page, vote: int) -> Screen:
    """Fewer than there are candidates."""
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    most = min(SEATS_SHOWN, len(found.options) - 1) if found else 0
    numbers = [(str(n), str(n)) for n in range(1, most + 1)]
    text = page.words("🪑 要选出几个？点一个，或者写一个数，比如：3")
    taps = tapping.answers(page, "vote.seats", numbers, vote=vote)
    return Screen(text, [taps, back_to_draft(page, vote)])


def ask_money(page: Page, vote: int) -> Screen:
    text = page.words("💰 一共有多少钱可以用？点一个，或者写一个数，比如：3000元")
    sums = [(page.words.plain("{sum} 元", sum=f"{n:,}"), str(n)) for n in USUAL_SUMS]
    rows = [
        tapping.answers(page, "vote.money", sums[n : n + 3], vote=vote)
        for n in range(0, len(sums), 3)
    ]
    return Screen(text, [*rows, back_to_draft(page, vote)])


def ask_title(page: Page, vote: int | None = None) -> Screen:
    text = page.words("🗳 想让大家定什么事？写一句话，比如：\n在东墙边种一棵樱桃树，行不行？")
    return Screen(text, [home_button(page) if vote is None else back_to_draft(page, vote)])


def ask_options(page: Page, vote: int) -> Screen:
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found and found.method is Method.BUDGET:
        text = page.words(
            "把想办的事一行写一件，后面写要多少钱，比如：\n修长椅 1200元\n种樱桃树 800元"
        )
    else:
        text = page.words("把选项一行写一个（2 到 12 个），比如：\n周六上午\n周六下午\n周日上午")
    return Screen(text, [back_to_draft(page, vote)])


def ask_deadline(page: Page, vote: int) -> Screen:
    return Screen(
        page.words("⏰ 投到什么时候为止？点下面的，或者写：3天、12月8日 20:00、下周六 18:00")
    )


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，这份草稿不要了。"), [home_button(page)])


def opened(page: Page, vote: int) -> Screen:
    return Screen(
        page.words("✅ 表决 {n} 发出去了，群里已经贴出来。", n=vote),
        [page.back_to_card("vote", vote), home_button(page)],
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.ask_title": ask_title,
    "vote.ask_options": ask_options,
    "vote.ask_method": ask_method,
    "vote.ask_seats": ask_seats,
    "vote.ask_money": ask_money,
    "vote.ask_deadline": ask_deadline,
    "vote.dropped": dropped,
    "vote.opened": opened,
}
