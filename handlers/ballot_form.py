"""Filling in a ballot by taps in the private chat."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import filling, votes
from bot.actions.secrecy import AlreadyVoted
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from bot.rules.ballot import SIMPLE
from handlers.views import ballot_form as views
from handlers.views import secret_votes
from handlers.views.ballot_form import Pick, Step, TakeStep
from handlers.views.ballot_text import FillIn
from handlers.views.secret_votes import HowSecret
from storage import vote_roll
from storage import votes as rows
from storage.votes import VoteState


def fill_in(ask: Ask, data: FillIn) -> None:
    """From the card; an old one leads to what came of the vote."""
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if vote.state in rows.OVER or (vote.state is VoteState.CANCELLED and vote.opened_at):
        ask.show("vote.show", vote=data.vote)
        return
    filling.by_form(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("ballot.fill", vote=data.vote)


def pick(ask: Ask, data: Pick) -> None:
    if _too_late(ask, data):
        return
    vote = filling.pick(ask.tx, data.courtyard, ask.person.id, data.vote, data.value)
    ask.show("ballot.review" if vote.method in SIMPLE else "ballot.fill", vote=data.vote)


def take_step(ask: Ask, data: TakeStep) -> None:
    if _too_late(ask, data):
        return
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    view = "ballot.fill"
    if data.step == Step.UNDO.value:
        filling.undo(*here)
    elif data.step == Step.AGAIN.value:
        filling.start(*here)
    elif data.step == Step.REVIEW.value:
        filling.look_over(*here)
        view = "ballot.review"
    elif data.step in (Step.HAND_IN.value, Step.WITH_RECEIPT.value):
        _hand_in(ask, data)
        view = "ballot.mine"
    elif data.step == Step.BACK.value:
        filling.by_form(*here)
    else:
        raise BadInput
    ask.show(view, vote=data.vote)


def _too_late(ask: Ask, data: Pick | TakeStep) -> bool:
    """A ballot that came after the close is not in, and its screen must not go on asking for it."""
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    over = vote.state is VoteState.OPEN and not votes.is_open(vote, ask.tx.now)
    if not over and vote.state not in (*rows.OVER, VoteState.CANCELLED):
        return False
    ask.toast(votes.over(vote).text, alert=True)
    ask.show("vote.show" if vote.state is VoteState.CANCELLED else "ballot.late", vote=data.vote)
    return True


def _hand_in(ask: Ask, data: TakeStep) -> None:
    receipt = filling.hand_in(ask.tx, data.courtyard, ask.person.id, data.vote)
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if receipt is None and vote.secret:
        unit = votes.unit_of(ask.tx, vote, ask.person.id) or 0
        ask.toast(AlreadyVoted.text, alert=True, who=vote_roll.label(ask.tx, vote, unit) or "")
        return
    ask.toast("交了。")
    if receipt and receipt.token and data.step == Step.WITH_RECEIPT.value:
        ask.whisper("ballot.receipt", once=True, vote=data.vote, token=receipt.token)


def how_secret(ask: Ask, data: HowSecret) -> None:
    votes.get(ask.tx, data.courtyard, data.vote)
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("vote.secrecy", vote=data.vote)


COLUMN = Column(
    "ballot form",
    presses={FillIn: fill_in, Pick: pick, TakeStep: take_step, HowSecret: how_secret},
    views={**views.VIEWS, **secret_votes.VIEWS},
)
