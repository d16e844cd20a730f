"""The public draw of a tie, where the rule asks for one: announced by two, held by two.

First the list is frozen and everybody is told which event to come gives the numbers; when that is
over the numbers are entered, and the order follows from them (bot.rules.lottery).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.access import Act, check, council
from bot.actions import board, closing, judging, noticing, second, topics, votes
from bot.actions import courtyard as yards
from bot.actions.reminding import waking
from bot.errors import N_, Already, BadInput, TooLate
from bot.rules import lottery
from bot.rules.lottery import Lots, Lottery, Source
from bot.rules.secrecy import poll
from storage import audit, cards, due, outbox
from storage import votes as rows
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import Vote, VoteState

DAYS = (1, 3, 7)
"""How many days ahead a draw may be announced for."""
HOUR = 20
LEAST_AHEAD = timedelta(hours=12)
LONGEST_NOTE = 200
WEEK = timedelta(days=7)


class NothingToDraw(BadInput):
    text = N_("这次表决没有要抽签的打平。")


class NotAnnounced(BadInput):
    text = N_("还没定哪天抽、数从哪儿来。先定下来，让大家都晓得。")


class TooSoon(TooLate):
    text = N_("离抽签不到 {hours} 小时了，来不及让大家都晓得。请重新定个时间。")


class NotYet(BadInput):
    text = N_("还没到抽签的时候：{at} 以后再录。")


class NoteNeeded(BadInput):
    text = N_("请写一句，200 个字以内，大家都看得到。")


class NotDice(BadInput):
    text = N_("请照掷出来的先后写 {n} 个数，每个 1 到 6，比如：3 1 6 2 5 4 4 1 2 6")


class NotBalls(BadInput):
    text = N_("请写六个红球（1 到 33）、最后一个蓝球（1 到 16），比如：03 08 12 19 25 31 05")


class SameNumbers(Already):
    text = N_("本来录的就是这些数。")


class AnnouncedAnew(Already):
    text = N_("抽签改了时间，这次的数不算了。")


class PlannedMeanwhile(Already):
    text = N_("这中间已经另定了抽签的时间，这一次的不算了。还要改，请点「换个日子抽」。")


class EnteredMeanwhile(Already):
    text = N_("这中间已经录了别的数，这一次的不算了。真录错了，请点「数录错了，重录」。")


def ask_to_announce(
    tx: Tx, courtyard: int, person: int, number: int, source: Source, days: int, note: str
) -> bool:
    """Name the event whose numbers will decide, so many days from now (True: announced at once).

    Dice need a word where they are thrown and before whom; so does another day than was announced.
    Raises NotAllowed, NotFound, NothingToDraw, NoteNeeded.
    """
    check(tx, courtyard, person, Act.HOLD_LOTTERY)
    vote, _ = waiting(tx, courtyard, number)
    note = " ".join(note.split())
    if days not in DAYS:
        raise BadInput
    if len(note) > LONGEST_NOTE or (needs_note(vote, source) and not note):
        raise NoteNeeded
    args = {
        "vote": number,
        "source": source.value,
        "at": moment(tx, courtyard, days).isoformat(),
        "note": note,
        "attempt": _attempt(vote),
    }
    return _by_two(tx, courtyard, person, args)


def ask_to_enter(tx: Tx, courtyard: int, person: int, number: int, text: str) -> bool:
    """The numbers that came, as somebody wrote them (True: drawn at once). Raises NotAllowed,
    NotFound, NothingToDraw, NotAnnounced, NotYet, NotDice, NotBalls."""
    check(tx, courtyard, person, Act.HOLD_LOTTERY)
    held = announced_for(tx, courtyard, number)
    numbers = lottery.read_numbers(held.source, text)
    if numbers is None:
        raise NotDice(n=lottery.DICE_THROWN) if held.source is Source.DICE else NotBalls
    args = {
        "vote": number,
        "numbers": list(numbers),
        "attempt": held.attempt,
        "before": held.numbers and list(held.numbers),
    }
    return _by_two(tx, courtyard, person, args)


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    if "numbers" in args:
        _hold(tx, courtyard, first, other, args)
    else:
        _announce(tx, courtyard, first, other, args)


def waiting(tx: Tx, courtyard: int, number: int) -> tuple[Vote, Lots]:
    """A vote whose tie is to be drawn, and the lots. Raises NotFound, NothingToDraw."""
    vote = votes.get(tx, courtyard, number)
    drawing = judging.lots_of(vote) if judging.awaits_lottery(vote) else None
    if drawing is None:
        raise NothingToDraw
    return vote, drawing


def announced_for(tx: Tx, courtyard: int, number: int) -> Lottery:
    """The draw whose event is over; a mistake in its numbers may be put right as long as anybody
    may object. Raises NotFound, NothingToDraw, NotAnnounced, NotYet."""
    vote = votes.get(tx, courtyard, number)
    if not correctable(vote, tx.now):
        waiting(tx, courtyard, number)
    held = lottery.from_plain(vote.lottery)
    if held is None:
        raise NotAnnounced
    at = datetime.fromisoformat(held.not_before)
    if tx.now < at:
        raise NotYet(at=at)
    return held


def correctable(vote: Vote, now: datetime) -> bool:
    """Whether it was drawn, and may still be objected to."""
    held = vote.lottery is not None and vote.lottery["numbers"] is not None
    until = vote.objections_until
    return held and vote.state is VoteState.CLOSED and until is not None and now < until


def needs_note(vote: Vote, source: Source) -> bool:
    return source is Source.DICE or vote.lottery is not None


def moment(tx: Tx, courtyard: int, days: int) -> datetime:
    """That evening, in the courtyard's own time."""
    there = tx.now.astimezone(ZoneInfo(yards.get(tx, courtyard).zone)) + timedelta(days=days)
    return there.replace(hour=HOUR, minute=0, second=0, microsecond=0)


def undrawn(tx: Tx, courtyard: int) -> list[Vote]:
    """The ties that wait for a draw: for those who may hold it."""
    return [vote for vote in rows.tied(tx, courtyard) if judging.awaits_lottery(vote)]


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: the event is over about now, and the council has its numbers to enter; or nobody
    has named one yet. Again every week until it is drawn."""
    vote = rows.get(tx, courtyard, int(subject))
    if vote is None or not judging.awaits_lottery(vote):
        return
    yard = yards.get(tx, courtyard)
    attempt = vote.lottery["attempt"] if vote.lottery else 0
    for seat in council(tx, courtyard):
        outbox.send(
            tx,
            courtyard,
            seat,
            "lottery.remind",
            {"vote": vote.vote},
            dedupe=f"lottery:{vote.vote}:{attempt}:{tx.now:%Y%m%d}:{seat}",
        )
    due.plan(tx, courtyard, judging.LOTTERY_REMIND, vote.vote, waking(tx, yard, WEEK))


def _by_two(tx: Tx, courtyard: int, person: int, args: dict[str, Any]) -> bool:
    if second.request(tx, courtyard, person, Act.HOLD_LOTTERY, args) is not None:
        return False
    carry_out(tx, courtyard, person, person, args)
    return True


def _attempt(vote: Vote) -> int:
    """How often a draw of it was announced."""
    return vote.lottery["attempt"] if vote.lottery else 0


def _announce(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    vote, drawing = waiting(tx, courtyard, args["vote"])
    at = datetime.fromisoformat(args["at"])
    if at - tx.now < LEAST_AHEAD:
        raise TooSoon(hours=LEAST_AHEAD // timedelta(hours=1))
    name = poll(vote.vote, vote.text_hash or "")
    if _attempt(vote) != args["attempt"]:
        raise PlannedMeanwhile
    text = lottery.list_text(name, vote.options, drawing.tied, drawing.places)
    announced = Lottery(
        Source(args["source"]),
        args["at"],
        args["note"],
        _attempt(vote) + 1,
        drawing.tied,
        drawing.places,
        lottery.sha256(text),
    )
    plain = lottery.to_plain(announced)
    rows.update(tx, vote, lottery=plain)
    audit.append(
        tx, courtyard, "lottery.announced", vote=vote.vote, **plain, first=first, second=other
    )
    due.plan(tx, courtyard, judging.LOTTERY_REMIND, vote.vote, at)
    cards.touch(tx, courtyard, "vote", vote.vote)
    board.announce(
        tx,
        yards.get(tx, courtyard),
        "lottery.announced",
        {"vote": vote.vote, "attempt": announced.attempt},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"lottery:{vote.vote}:{announced.attempt}:announced",
    )


def _hold(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """The order follows, and with it the result, which is posted and may be objected to."""
    announced = announced_for(tx, courtyard, args["vote"])
    if announced.attempt != args["attempt"]:
        raise AnnouncedAnew
    if announced.numbers == tuple(args["numbers"]):
        raise SameNumbers
    if announced.numbers != (args["before"] and tuple(args["before"])):
        raise EnteredMeanwhile
    vote = votes.get(tx, courtyard, args["vote"])
    plain = lottery.to_plain(announced) | {"numbers": args["numbers"]}
    rows.update(tx, vote, lottery=plain)
    verdict, _ = judging.judged(votes.get(tx, courtyard, vote.vote))
    head = audit.append(
        tx,
        courtyard,
        "lottery.held",
        vote=vote.vote,
        frozen=vote.text_hash,
        turnout=vote.turnout,
        result=verdict.result.value,
        counted=judging.fingerprint(vote.counted, vote.counted_area, vote.outcome, vote.silence),
        winners=list(verdict.winners),
        list_hash=announced.list_hash,
        numbers=args["numbers"],
        first=first,
        second=other,
    )
    yard = yards.get(tx, courtyard)
    rows.update(tx, vote, result=verdict.result.value, head=head, **noticing.post(tx, yard, vote))
    due.cancel(tx, courtyard, judging.LOTTERY_REMIND, vote.vote)
    cards.touch(tx, courtyard, "vote", vote.vote)
    board.announce(
        tx,
        yard,
        "lottery.held",
        {"vote": vote.vote, "corrected": announced.numbers is not None},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"lottery:{vote.vote}:held:{head}",
    )
    closing.announce_file(tx, vote, head)
    topics.vote_decided(tx, courtyard, vote.vote, passed=True)
