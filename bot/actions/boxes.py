"""The ballot box of a secret vote: neighbours without a phone vote in secret, too.

Their sheet carries no name. Two people see that a household puts its folded sheet in, and it has
voted; what the sheets say is read after the close (bot.actions.box_count).
"""

from __future__ import annotations

from datetime import timedelta

from bot.access import Act, holders
from bot.actions import board, doorstep, for_others, papers, second_readings, secrecy
from bot.actions import courtyard as yards
from bot.actions.papers import Read
from bot.actions.reminding import waking
from bot.errors import BadInput
from storage import due, outbox
from storage import votes as rows
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote

DUE = "vote.box"
AGAIN = timedelta(days=1)


def see_put_in(tx: Tx, courtyard: int, person: int, number: int, unit: int) -> Read:
    """One of two sees a household at the box; with the second it has voted. Raises what
    `papers.read` raises, NotFound, NotOpenYet, OpensLater, VoteClosed, ByHouseholdsOnly,
    NoPaperByArea; BadInput where ballots are not secret."""
    vote = doorstep.open_to_households(tx, courtyard, number)
    secrecy.check_paper(vote)
    if not vote.secret:
        raise BadInput
    outcome = papers.read(tx, vote, unit, person, ())
    if outcome is Read.AGREED:
        for_others.tell_household(tx, vote, unit)
    else:
        second_readings.plan(tx, vote)
    return outcome


def open_at_close(tx: Tx, vote: Vote) -> bool:
    """The vote is over: whether there is paper in its box, to be counted first. Everyone is told,
    those who may count it are asked, and again every day until it is done."""
    if not vote.box_waits:
        return False
    yard = yards.get(tx, vote.courtyard)
    told = {"vote": vote.vote}
    board.announce(
        tx,
        yard,
        "box.to_open",
        told,
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:box",
    )
    _ask(tx, vote)
    return True


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: the box is still waiting."""
    vote = rows.get(tx, courtyard, int(subject))
    if vote and vote.box_waits:
        _ask(tx, vote)


def _ask(tx: Tx, vote: Vote) -> None:
    yard = yards.get(tx, vote.courtyard)
    for person in holders(tx, vote.courtyard, Act.ENTER_PAPER):
        outbox.send(tx, vote.courtyard, person, "box.asked", {"vote": vote.vote})
    due.plan(tx, vote.courtyard, DUE, vote.vote, waking(tx, yard, AGAIN))
