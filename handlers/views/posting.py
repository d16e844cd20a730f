"""How long a result is posted, and until when it may be objected to."""

from __future__ import annotations

from bot.actions import judging
from bot.errors import N_
from bot.page import Page
from bot.words import Html
from storage import objections
from storage.votes import Vote, VoteState


def posting_lines(page: Page, vote: Vote) -> list[Html]:
    words, until = page.words, vote.objections_until
    if vote.state is not VoteState.CLOSED or until is None or vote.posted_until is None:
        return []
    if page.tx.now < until:
        text = N_("📌 公示到 {posted}。觉得哪里不对，{until} 前点「看详细」提异议。")
    else:
        text = N_("📌 公示到 {posted}。")
    found = [words(text, posted=vote.posted_until, until=until)]
    if judging.awaits_lottery(vote) and page.tx.now >= vote.posted_until:
        found.clear()  # it is posted anew once it is drawn
    waiting = sum(one.ruling is None for one in objections.of(page.tx, vote))
    if waiting:
        found.append(words("✋ 有 {n} 条异议在等{council}答复，答复了才算定。", n=waiting))
    return found
