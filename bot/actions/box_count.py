"""Counting the ballot box of a secret vote that is over: two people read the same sheets, each by
themselves; what both read are ballots like all others, then the vote is counted."""

from __future__ import annotations

from dataclasses import replace

from bot.access import Act, check, may
from bot.actions import boxes, closing, filling, papers, votes
from bot.actions.papers import Read
from bot.errors import N_, Already, BadInput, Refusal, TooLate
from bot.rules import ballot, box
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content
from storage import audit, cards, due, outbox, secret_ballots
from storage import boxes as rows
from storage.boxes import Reading
from storage.secret_ballots import Anonymous
from storage.tx import Tx
from storage.votes import Vote


class NoBoxNow(TooLate):
    text = N_("这次表决现在没有票箱要数。")


class OnlyAfterTheClose(Refusal):
    text = N_("还在投票，票箱先不能开。截止以后，两个人当众开箱来数。")


class ReadAlready(Already):
    text = N_("您这一遍已经录完了，等另一位照着纸再录一遍。")


class MoreSheets(BadInput):
    text = N_("记下来投进去的只有 {n} 户，录不进第 {more} 张。先数一数纸；真的多，点「票比户多」。")


class SheetInHand(BadInput):
    text = N_("手里这张还没录完。先录完这张，或者点「退一步」放下。")


class SheetSpoilt(BadInput):
    text = N_("勾的比能选的多，这张不算。点「这张是废票」。")


def readable(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """A vote whose box this person may count now. Raises NotAllowed, NotFound, OnlyAfterTheClose,
    NoBoxNow, SameHousehold, TwoAuditors."""
    check(tx, courtyard, person, Act.ENTER_PAPER)
    vote = votes.get(tx, courtyard, number)
    if votes.is_open(vote, tx.now) and vote.box_homes:
        raise OnlyAfterTheClose
    if not vote.box_waits:
        raise NoBoxNow
    first = _first(tx, vote, person)
    if first:
        papers.check_two(tx, courtyard, first.person, person)
    return vote


def reading_of(tx: Tx, vote: Vote, person: int) -> Reading:
    """What this person has read so far; a blank one before the first sheet."""
    return rows.of(tx, vote, person) or Reading(person)


def pick(tx: Tx, courtyard: int, person: int, number: int, value: int) -> None:
    """One tap. Where a ballot is one choice, the sheet is laid aside with it."""
    vote, reading = _reading(tx, courtyard, person, number)
    filling.check_value(vote, value)
    _check_room(vote, reading)
    if vote.method in ballot.SIMPLE:
        _lay(tx, vote, reading, (value,))
        return
    hand = filling.tapped(vote, reading.hand, value)
    rows.keep(tx, vote, replace(reading, hand=hand))


def lay_aside(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """The sheet in hand is read. Raises NotFilledIn, SheetSpoilt."""
    vote, reading = _reading(tx, courtyard, person, number)
    if vote.method in ballot.SIMPLE or not filling.complete(vote, reading.hand):
        raise filling.NotFilledIn
    if not box.fits(rule_from_text(vote.rule), vote.method, vote.options, vote.seats, reading.hand):
        raise SheetSpoilt
    _check_room(vote, reading)
    _lay(tx, vote, reading, reading.hand)


def spoil(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """The sheet says nothing certain: it is laid aside as spoilt."""
    vote, reading = _reading(tx, courtyard, person, number)
    _check_room(vote, reading)
    _lay(tx, vote, reading, box.SPOILT)


def undo(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Take the last tap back; without one, the sheet laid aside last."""
    vote, reading = _reading(tx, courtyard, person, number)
    if reading.hand:
        rows.keep(tx, vote, replace(reading, hand=reading.hand[:-1]))
    else:
        rows.keep(tx, vote, replace(reading, sheets=reading.sheets[:-1]))


def look_over(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, Reading]:
    """Before handing in. Raises SheetInHand while one is half read."""
    vote, reading = _reading(tx, courtyard, person, number)
    if reading.hand:
        raise SheetInHand
    return vote, reading


def finish(
    tx: Tx, courtyard: int, person: int, number: int, overfull: bool = False
) -> tuple[Read, tuple[int, int]]:
    """This person has read them all (or found more sheets than households: `overfull`, and none
    of them counts): what that came to, and how many sheets the first and the second have found.
    Two who differ begin again, and neither is kept; of an overfull box each has read some of the
    sheets, which need not be the same ones. Raises SheetInHand."""
    vote, reading = look_over(tx, courtyard, person, number)
    if overfull and len(reading.sheets) < vote.box_homes:
        raise BadInput
    mine = replace(reading, overfull=overfull, done=True)
    first = _first(tx, vote, person)
    if first is None:
        rows.keep(tx, vote, mine)
        return Read.ONCE, (len(mine.sheets), 0)
    read = (_found(first), _found(mine))
    if first.overfull != overfull or not (overfull or box.same(first.pile, mine.pile)):
        rows.drop(tx, vote)
        told = {"vote": number, "sheets": list(read)}
        outbox.send(tx, courtyard, first.person, "box.different", told)
        return Read.DIFFERENT, read
    _count(tx, vote, () if overfull else mine.pile, first.person, person, overfull=overfull)
    return Read.AGREED, read


def _found(reading: Reading) -> int:
    """How many sheets there were at least."""
    return len(reading.sheets) + reading.overfull


def waits_for(tx: Tx, vote: Vote, person: int) -> bool:
    """Whether this person could read the box of this vote now, and has not."""
    reading = rows.of(tx, vote, person)
    if not vote.box_waits or (reading and reading.done):
        return False
    try:
        readable(tx, vote.courtyard, person, vote.vote)
    except Refusal:
        return False
    return True


def _count(tx: Tx, vote: Vote, pile: box.Sheets, first: int, second: int, overfull: bool) -> None:
    """The sheets become ballots; nothing says which were paper but their number."""
    valid = box.valid(pile)
    for sheet in valid:
        secret_ballots.drop_in(tx, vote, Anonymous(sheet, 1, 0, ""))
    secret_ballots.settle(tx, vote)
    spoilt = len(pile) - len(valid)
    rows.counted(tx, vote, len(valid), spoilt, overfull)
    audit.append(
        tx,
        vote.courtyard,
        "box.counted",
        vote=vote.vote,
        homes=vote.box_homes,
        papers=len(valid),
        spoilt=spoilt,
        first=first,
        second=second,
    )
    due.cancel(tx, vote.courtyard, boxes.DUE, vote.vote)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
    closing.start_count(tx, votes.get(tx, vote.courtyard, vote.vote))


def _lay(tx: Tx, vote: Vote, reading: Reading, sheet: Content) -> None:
    rows.keep(tx, vote, replace(reading, sheets=(*reading.sheets, sheet), hand=()))


def _check_room(vote: Vote, reading: Reading) -> None:
    """No more sheets than households have put in. Raises MoreSheets."""
    if len(reading.sheets) >= vote.box_homes:
        raise MoreSheets(n=vote.box_homes, more=vote.box_homes + 1)


def _reading(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, Reading]:
    """Raises what `readable` raises, and ReadAlready."""
    vote = readable(tx, courtyard, person, number)
    reading = reading_of(tx, vote, person)
    if reading.done:
        raise ReadAlready
    return vote, reading


def _first(tx: Tx, vote: Vote, person: int) -> Reading | None:
    """Another's reading that waits for a second one, if they still hold the office."""
    for reading in rows.finished(tx, vote):
        if reading.person != person and may(tx, vote.courtyard, reading.person, Act.ENTER_PAPER):
            return reading
    return None
