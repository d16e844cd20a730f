"""Counting a ballot box: one's own reading of its sheets, tap by tap, and what it came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import ClassVar

from bot.access import Act
from bot.actions import box_count
from bot.actions.filling import complete
from bot.actions.papers import Read
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.ballot import SIMPLE
from bot.rules.box import SPOILT
from bot.rules.methods import RANKED, TICKED, Content, Method
from bot.screen import Button, Screen, press
from bot.words import Html, Words
from handlers.views.ballot_choices import choice_rows
from handlers.views.ballot_text import ASKS, lines, option, said
from handlers.views.boxes import count_button, show_button
from handlers.views.core import home_button, may
from handlers.views.vote_bits import vote_at
from storage.boxes import Reading
from storage.votes import Vote

KINDS_SHOWN = 30


class PickSheet(Data):
    """A tap on an option, or on a score, of the sheet in hand."""

    prefix: ClassVar[str] = "xp1"
    private: ClassVar[bool] = True
    vote: int
    value: int


class BoxStep(Enum):
    UNDO = 1
    LAY_ASIDE = 2
    SPOILT = 3
    REVIEW = 4
    BACK = 5
    FINISH = 6
    ASK_OVERFULL = 7
    OVERFULL = 8


class TakeBoxStep(Data):
    prefix: ClassVar[str] = "xs1"
    private: ClassVar[bool] = True
    vote: int
    step: int


_DONE = {
    Read.ONCE: N_("📄 您这一遍录完了。还要另一位照着纸再录一遍，两遍一样，结果马上公布。"),
    Read.AGREED: N_("✅ 两遍录的一样，票箱数完了，结果马上在群里公布。"),
    Read.DIFFERENT: N_(
        "⚠️ 两遍录的不一样，都没有算。第一位录了 {first} 张，第二位录了 {second} 张。"
        "请两位一起把纸理一遍，再各录一遍。"
    ),
}


def count(page: Page, vote: int) -> Screen:
    """The sheets one after the other; the one in hand."""
    found, reading = _mine(page, vote)
    if reading is None:
        return page.include("vote.show", {"vote": vote})
    words, laid = page.words, len(reading.sheets)
    text = [
        *_head(words, found),
        words(
            "照纸上的点，一张一张来，先数哪张都行。看不清的、空着的、多勾了的，点「这张是废票」。"
        ),
        words("录了 {n}／{all} 张", n=laid, all=found.box_homes),
    ]
    if laid:
        last = _sheet(words, found, reading.pile[-1])
        text.append(words("上一张：{said}", said=last))
    rows: list[list[Button]] = []
    if laid < found.box_homes:
        text += [Html(""), *_in_hand(words, found, reading.hand, laid + 1)]
        rows += choice_rows(words, found, reading.hand, lambda label, n: _pick(found, label, n))
        if found.method not in SIMPLE and complete(found, reading.hand):
            label = words.plain("➡️ 这张好了，下一张")
            rows.append([_step(found, label, BoxStep.LAY_ASIDE)])
        rows.append([_step(found, words.plain("🗑 这张是废票"), BoxStep.SPOILT)])
    if laid or reading.hand:
        rows.append([_step(found, words.plain("↩️ 退一步"), BoxStep.UNDO)])
    rows.append([_step(found, words.plain("🏁 箱子空了，录完了"), BoxStep.REVIEW)])
    if laid == found.box_homes:
        rows.append([_step(found, words.plain("❗ 箱里还有：票比户多"), BoxStep.ASK_OVERFULL)])
    return Screen("\n".join(text), [*rows, [show_button(words, found)]])


def review(page: Page, vote: int) -> Screen:
    """What this person has read, added up, before it is handed in."""
    found, reading = _mine(page, vote)
    if reading is None or reading.hand:
        return page.include("box.count", {"vote": vote})
    words, laid = page.words, len(reading.sheets)
    kinds = Counter(reading.pile).most_common()
    text = [
        *_head(words, found),
        words("您录了 {n} 张：", n=laid),
        *(
            words("· {said}：{n} 张", said=_sheet(words, found, kind), n=n)
            for kind, n in kinds[:KINDS_SHOWN]
        ),
    ]
    if len(kinds) > KINDS_SHOWN:
        text.append(words("还有 {n} 种填法", n=len(kinds) - KINDS_SHOWN))
    if laid < found.box_homes:
        text.append(
            words(
                "⚠️ 记下来投进去的是 {all} 户，还差 {n} 张。再翻一翻箱子；真没有，差的就不算票。",
                all=found.box_homes,
                n=found.box_homes - laid,
            )
        )
    rows = [
        [_step(found, words.plain("✅ 就是这些，交"), BoxStep.FINISH)],
        [_step(found, words.plain("⬅️ 回去改"), BoxStep.BACK)],
    ]
    return Screen("\n".join(text), rows)


def ask_overfull(page: Page, vote: int) -> Screen:
    """Before a whole box is thrown out."""
    found, reading = _mine(page, vote)
    if reading is None:
        return page.include("vote.show", {"vote": vote})
    words = page.words
    text = [
        *_head(words, found),
        words(
            "记下来只有 {n} 户投过，纸却更多，说明有人多塞了票，哪张是多的认不出来。\n"
            "两位都这么说，这一箱就整箱不算，结果里写明；大家可以提异议，重新投。",
            n=found.box_homes,
        ),
    ]
    rows = [
        [_step(found, words.plain("❗ 是，票比户多"), BoxStep.OVERFULL)],
        [_step(found, words.plain("⬅️ 再数一遍"), BoxStep.BACK)],
    ]
    return Screen("\n".join(text), rows)


def done(page: Page, vote: int, outcome: str, sheets: Sequence[int] = (0, 0)) -> Screen:
    """What this person's reading came to."""
    found = vote_at(page, vote)
    return _came_to(page, found, Read(outcome), sheets)


def different(page: Page, vote: int, sheets: Sequence[int]) -> Screen:
    """To the first: the second has read something else."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    return _came_to(page, found, Read.DIFFERENT, sheets)


def _came_to(page: Page, vote: Vote, outcome: Read, sheets: Sequence[int]) -> Screen:
    words = page.words
    first, second = sheets
    text = words(_DONE[outcome], first=first, second=second)
    rows = [[show_button(words, vote)], home_button(page)]
    if outcome is Read.DIFFERENT:
        rows.insert(0, [count_button(words, vote)])
    return Screen(text, rows)


def _mine(page: Page, number: int) -> tuple[Vote, Reading | None]:
    """The reader's own reading of the box; None where there is none to go on with."""
    vote = vote_at(page, number)
    if not vote.box_waits or not may(page, Act.ENTER_PAPER):
        return vote, None
    reading = box_count.reading_of(page.tx, vote, page.viewer or 0)
    return vote, None if reading.done else reading


def _head(words: Words, vote: Vote) -> list[Html]:
    return [words("🗳 <b>开箱数票</b>\n<b>{title}</b>", title=vote.title), Html("")]


def _in_hand(words: Words, vote: Vote, hand: Content, number: int) -> list[Html]:
    asked = words("第 {n} 张：", n=number)
    if vote.method is Method.SCORE:
        given = lines(words, vote, hand) if hand else []
        if complete(vote, hand):
            return [asked, *given]
        next_one = words(ASKS[vote.method], option=option(words, vote, len(hand)))
        return [asked, *given, next_one]
    if vote.method in RANKED:
        if not hand:
            return [asked, words("照纸上排的先后点：排第一的先点。")]
        return [asked, *lines(words, vote, hand)]
    if vote.method in TICKED:
        return [asked, words("纸上勾了的都点上；一个都没勾的，直接点「下一张」。")]
    return [asked]


def _sheet(words: Words, vote: Vote, sheet: Content) -> str:
    return words.plain("废票") if sheet == SPOILT else said(words, vote, sheet)


def _pick(vote: Vote, label: str, value: int) -> Button:
    return press(label, PickSheet(courtyard=vote.courtyard, vote=vote.vote, value=value))


def _step(vote: Vote, label: str, step: BoxStep) -> Button:
    return press(label, TakeBoxStep(courtyard=vote.courtyard, vote=vote.vote, step=step.value))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "box.count": count,
    "box.review": review,
    "box.ask_overfull": ask_overfull,
    "box.done": done,
    "box.different": different,
}
