"""The reason of an objection that others bring in: asked of who reads the sheet or helps at the
door, shown before it goes in, and what the two readers of a sheet hear of each other's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import consenting, papers
from bot.errors import N_
from bot.page import Page
from bot.screen import Screen
from bot.words import Html
from handlers.views.brought import again
from handlers.views.vote_bits import vote_at
from storage import typed_reasons, vote_roll
from storage.ballots import Channel
from storage.doorstep import InHand
from storage.votes import Vote

_ASKED = {
    Channel.PAPER: N_(
        "✋ <b>{who}</b> 反对。把纸上写的理由照着打给我，他咋写您咋打；"
        "名字、门牌、电话不打。\n"
        "纸上没写理由的先不录，上门问一声：没有理由，反对就不算。"
    ),
    Channel.ASSISTED: N_(
        "✋ <b>{who}</b> 反对。问他为啥，照他说的打给我，一两句就行，别替他拿主意。\n"
        "没有理由，反对就不算。"
    ),
}
_PUBLIC = N_("{council}现在就看得到理由，截止时也会公布，都不写是哪一家。")


def asks(page: Page, vote: Vote, hand: InHand) -> str:
    """Why does this household object, and who will read it?"""
    label = vote_roll.label(page.tx, vote, hand.unit) or ""
    return "\n".join([page.words(_ASKED[hand.channel], who=label), page.words(_PUBLIC)])


def said(page: Page, vote: Vote, hand: InHand) -> list[Html]:
    """The reason as it will stand, for who looks the ballot over."""
    if not consenting.objects(vote, hand.content):
        return []
    words = page.words
    reason = typed_reasons.of(page.tx, vote, hand.unit, page.viewer or 0)
    lines = [words("理由：「{reason}」", reason=reason)]
    if from_first(page, vote, hand):
        lines.append(
            words(
                "\n这条理由是另一位照纸打的。意思一样就行，错个字、少个标点不要紧；"
                "意思不一样，点「不一样」重打。"
            )
        )
    return lines


def from_first(page: Page, vote: Vote, hand: InHand) -> bool:
    """Whether the words are those of who has read this sheet before."""
    if hand.channel is not Channel.PAPER:
        return False
    found = papers.first_reading(page.tx, vote, hand.unit, page.viewer or 0)
    if found is None or found.first is None:
        return False
    mine = typed_reasons.of(page.tx, vote, hand.unit, page.viewer or 0)
    return mine == typed_reasons.of(page.tx, vote, hand.unit, found.first)


def retype(page: Page, vote: Vote, hand: InHand) -> str:
    """What stands on the button to write it anew."""
    return N_("✏️ 不一样，照纸重打") if from_first(page, vote, hand) else N_("✏️ 改理由")


def retyped(page: Page, vote: int, unit: int) -> Screen:
    """To who had read the sheet before: the other has found other words on it."""
    found = vote_at(page, vote)
    label = vote_roll.label(page.tx, found, unit) or ""
    text = page.words(
        "✋ <b>{who}</b> 的纸票：反对，两个人读的一样；理由，另一位照纸重打了。"
        "请您照着纸再看一遍，一样就记上。",
        who=label,
    )
    return Screen(text, [[again(page, found, unit, label)]])


VIEWS: Mapping[str, Callable[..., Screen]] = {"paper.retyped": retyped}
