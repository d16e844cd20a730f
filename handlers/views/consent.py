"""Votes by consent: three answers, the reason an objection needs, and what the council sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions.votes import is_open, unit_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.methods import Method
from bot.rules.methods.consent import CONSENTS, OBJECTS, STANDS_ASIDE
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views.ballot_text import option
from handlers.views.core import home_button, may
from handlers.views.vote_bits import Cast, to, vote_at
from storage import reasons
from storage.reasons import Reason, ReasonState
from storage.votes import Vote


class ObjectTo(Data):
    prefix: ClassVar[str] = "ob1"
    link: ClassVar[bool] = True
    vote: int


class Withdraw(Data):
    prefix: ClassVar[str] = "ow1"
    vote: int


class Objections(Data):
    prefix: ClassVar[str] = "ol1"
    vote: int


class Resolve(Data):
    prefix: ClassVar[str] = "or1"
    vote: int
    objection: int


_MARKS = {CONSENTS: "✅ ", STANDS_ASIDE: "🤝 ", OBJECTS: "✋ "}
_STATES = {
    ReasonState.OPEN: N_("还没解决"),
    ReasonState.RESOLVED: N_("已经解决"),
}


def consent_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """Two answers at a tap; the third leads to the private chat, where the reason is asked for."""
    words = page.words
    taps = [
        press(
            _MARKS[choice] + option(words, vote, choice),
            Cast(courtyard=vote.courtyard, vote=vote.vote, choice=choice),
        )
        for choice in (CONSENTS, STANDS_ASIDE)
    ]
    label = _MARKS[OBJECTS] + option(words, vote, OBJECTS)
    there = ObjectTo(courtyard=vote.courtyard, vote=vote.vote)
    if page.viewer is None:
        return [taps, [page.link(label, there)]]
    unit = unit_of(page.tx, vote, page.viewer)
    if unit is not None and reasons.of_unit(page.tx, vote, unit):
        back = Withdraw(courtyard=vote.courtyard, vote=vote.vote)
        return [taps, [press(label, there), press(words.plain("↩️ 收回反对"), back)]]
    return [taps, [press(label, there)]]


def council_row(page: Page, vote: Vote) -> list[list[Button]]:
    if vote.method is not Method.CONSENT or not may(page, Act.RESOLVE_OBJECTION):
        return []
    n = len(reasons.standing(page.tx, vote))
    there = Objections(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("✋ 反对的理由（{n}）", n=n), there)]]


def ask_reason(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    return Screen(
        page.words(
            "✋ 「{title}」\n您为啥反对？写一两句理由发给我，大家好想办法。\n"
            "{council}现在就看得到理由，截止时也会公布，都不写您是谁。",
            title=short(found.title),
        ),
        [[press(page.words.plain("⬅️ 算了"), to(found))]],
    )


def objected(page: Page, vote: int) -> Screen:
    """After the reason: what was kept, and how to take it back."""
    found = vote_at(page, vote)
    words = page.words
    unit = unit_of(page.tx, found, page.viewer or 0)
    mine = reasons.of_unit(page.tx, found, unit) if unit is not None else None
    if mine is None:
        return page.include("vote.show", {"vote": vote})
    text = words(
        "✋ 记下了。您家的理由：\n「{reason}」\n想通了、或者问题解决了，点「收回反对」就行。",
        reason=mine.reason,
    )
    back = Withdraw(courtyard=found.courtyard, vote=found.vote)
    rows = [
        [press(words.plain("↩️ 收回反对"), back)],
        [press(words.plain("🔍 看这次表决"), to(found))],
        home_button(page),
    ]
    return Screen(text, rows)


def listed(page: Page, vote: int) -> Screen:
    """For the council: the reasons without names, each to be found resolved by two."""
    found = vote_at(page, vote)
    words = page.words
    standing = reasons.standing(page.tx, found)
    lines: list[str] = [words("✋ <b>反对的理由</b>\n「{title}」", title=short(found.title))]
    lines += [_line(page, objection) for objection in standing] or [words("现在没有。")]
    rows: list[list[Button]] = []
    if is_open(found, page.tx.now):
        lines.append(
            words("想办法把问题解决了，请他自己收回；或者两位议事员都认定解决了，点下面的。")
        )
        rows = [
            [
                press(
                    words.plain("✔️ 第 {n} 条解决了", n=objection.objection),
                    Resolve(courtyard=found.courtyard, vote=vote, objection=objection.objection),
                )
            ]
            for objection in standing
            if objection.state is ReasonState.OPEN
        ]
    rows.append([press(words.plain("⬅️ 回这次表决"), to(found))])
    return Screen("\n".join(lines), rows)


def reason_lines(page: Page, vote: Vote) -> list[Html]:
    """What is published at the close: each reason that stands, without a name."""
    if vote.method is not Method.CONSENT:
        return []
    standing = reasons.standing(page.tx, vote)
    lines = [_line(page, objection) for objection in standing]
    return [page.words("反对的理由："), *lines] if lines else []


def describe_resolve(page: Page, vote: int, objection: int) -> Screen:
    found = vote_at(page, vote)
    said = reasons.get(page.tx, found.courtyard, vote, objection)
    if said is None:
        raise Pointless("no such objection")
    return Screen(
        page.words(
            "认定表决 {n}「{title}」的一条反对已经解决：\n「{reason}」\n"
            "真解决了才点同意：没解决的反对能拦下这件事。",
            n=vote,
            title=short(found.title),
            reason=said.reason,
        )
    )


def _line(page: Page, objection: Reason) -> Html:
    reason = objection.reason or page.words.plain("（应本人要求，理由已经删掉）")
    return page.words(
        "{n}. 「{reason}」（{state}）",
        n=objection.objection,
        reason=reason,
        state=page.words.plain(_STATES[objection.state]),
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "consent.ask_reason": ask_reason,
    "consent.objected": objected,
    "consent.listed": listed,
    "describe.resolve_objection": describe_resolve,
}
