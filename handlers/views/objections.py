"""An objection as its author writes it, the council answers it, and its answer comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from handlers.views.core import home_button, may
from handlers.views.vote_after import RULINGS, box_line, said, to_answer
from handlers.views.vote_bits import to, vote_at
from storage import objections, vote_roll
from storage.objections import Objection, Ruling
from storage.votes import Vote, VoteState


class RuleOn(Data):
    """`ruling` is its place in ORDER."""

    prefix: ClassVar[str] = "oy1"
    vote: int
    objection: int
    ruling: int


ORDER = tuple(Ruling)
_ASKS = {
    Ruling.REJECT: N_("结果不变：给大家写一句理由。"),
    Ruling.RECOUNT: N_("重新数一遍：给大家写一句为什么。"),
    Ruling.VOID: N_("这次作废：给大家写一句理由。"),
}


def owed(page: Page) -> list[Owed]:
    """For those who may answer them: the objections that wait, but none to one's own vote."""
    if not may(page, Act.RULE_OBJECTION):
        return []
    return [
        Owed(
            page.words("答复异议 {n}：{title}", n=one.objection, title=short(vote.title)),
            press(f"✋ {short(vote.title, 16)}", to_answer(vote, one)),
        )
        for one in objections.unruled(page.tx, page.courtyard.courtyard)
        if (vote := vote_at(page, one.vote)).state is not VoteState.VOIDED
        and page.viewer != vote.by_person
    ]


def ask(page: Page, vote: int) -> Screen:
    text = page.words(
        "✋ 表决 {n}「{title}」的结果，哪里不对？写一条消息发给我。\n"
        "大家看得到写了啥，看不到是谁写的；{council}知道是谁，好找您核对。",
        n=vote,
        title=short(vote_at(page, vote).title),
    )
    return Screen(text, [[_back(page, vote_at(page, vote))]])


def taken(page: Page, vote: int) -> Screen:
    text = page.words("收到了，交给{council}了。他们答复了我告诉您。")
    return Screen(text, [[_back(page, vote_at(page, vote))], home_button(page)])


def show(page: Page, vote: int, objection: int) -> Screen:
    """To the council: what is objected, by whom, and how it may be answered."""
    found, one = _both(page, vote, objection)
    words = page.words
    if not may(page, Act.RULE_OBJECTION):
        raise Pointless("no longer on the council")
    lines = [
        words("✋ <b>有人对表决 {n} 的结果提了异议</b>：{title}", n=vote, title=short(found.title)),
        words("提的人：{who}", who=vote_roll.label(page.tx, found, one.unit) or "—"),
        *said(page, one),
    ]
    buttons: list[list[Button]] = []
    if one.ruling is None and page.viewer == found.by_person:
        lines.append(words("这次表决是您开的，请别的议事员来答复。"))
    elif one.ruling is None:
        lines.append(words("怎么答复？要两位议事员都同意，理由大家看得到。"))
        buttons = [
            [
                press(
                    words.plain(RULINGS[ruling]),
                    RuleOn(
                        courtyard=found.courtyard, vote=vote, objection=objection, ruling=number
                    ),
                )
            ]
            for number, ruling in enumerate(ORDER)
        ]
    return Screen("\n".join(lines), [*buttons, [_back(page, found)]])


def ask_reason(page: Page, vote: int, objection: int, ruling: str) -> Screen:
    found, one = _both(page, vote, objection)
    text = [*said(page, one), "", page.words(_ASKS[Ruling(ruling)])]
    if Ruling(ruling) is Ruling.RECOUNT:
        text += box_line(page.words, found)
    return Screen("\n".join(text), [[_back(page, found)]])


def describe(page: Page, vote: int, objection: int, ruling: str, reason: str, apart: int) -> Screen:
    found, one = _both(page, vote, objection)
    text = page.words(
        "答复对表决 {n}「{title}」的异议：\n{what}\n→ <b>{ruling}</b>，理由：{reason}",
        n=vote,
        title=short(found.title),
        what=one.text,
        ruling=page.words(RULINGS[Ruling(ruling)]),
        reason=reason,
    )
    return Screen(text)


def ruled(page: Page, vote: int, objection: int) -> Screen:
    """To whoever objected."""
    found, one = _both(page, vote, objection)
    text = [page.words("✋ 您对表决 {n} 提的异议有答复了：", n=vote), *said(page, one)]
    return Screen("\n".join(text), [[_back(page, found)]])


def _both(page: Page, vote: int, objection: int) -> tuple[Vote, Objection]:
    found = vote_at(page, vote)
    one = objections.get(page.tx, found, objection)
    if one is None:
        raise Pointless("no such objection")
    return found, one


def _back(page: Page, vote: Vote) -> Button:
    return press(page.words.plain("⬅️ 回这次表决"), to(vote))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "objection.ask": ask,
    "objection.taken": taken,
    "objection.show": show,
    "objection.ask_reason": ask_reason,
    "objection.ruled": ruled,
    "describe.rule_objection": describe,
}
