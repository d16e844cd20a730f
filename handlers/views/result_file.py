"""The result file of a closed vote, as a document under one line that says what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.rules import ballot, result_file
from bot.rules.frozen import rule_from_text
from bot.rules.result_file import ResultFile, Seat
from bot.screen import File, Screen
from handlers.views.verdicts import counted_again
from storage import ballots, votes
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState


class SendResultFile(Data):
    prefix: ClassVar[str] = "vf1"
    vote: int


def document(page: Page, vote: int) -> Screen:
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.state is not VoteState.CLOSED or found.method not in ballot.SIMPLE:
        raise Pointless("there is no result to check")
    content = result_file.write(of_vote(page.tx, found, page.courtyard.name))
    text = page.words(
        "📄 表决 {n} 的结果文件：谁都可以拿去自己再数一遍，里头没有谁家投了啥。", n=vote
    )
    return Screen(text, document=File(f"yuanba-result-{vote}.json", content))


def of_vote(tx: Tx, vote: Vote, courtyard: str) -> ResultFile:
    tally = ballots.tally(tx, vote)
    roll = votes.roll(tx, vote)
    verdict = counted_again(vote)
    choices = range(len(ballot.choices(vote.options)))
    return result_file.sealed(
        ResultFile(
            format=result_file.FORMAT,
            courtyard=courtyard,
            vote=vote.vote,
            question=vote.title,
            options=vote.options,
            electorate=vote.electorate.value,
            rule=rule_from_text(vote.rule),
            opened_at=_moment(vote.opened_at),
            closed_at=_moment(vote.closed_at),
            eligible=vote.eligible,
            eligible_area=vote.eligible_area,
            present=vote.present,
            roll=_seats(tx, vote, roll),
            voted=_voted(tx, vote, roll, tally),
            ballots=result_file.papers(tally),
            tally=tuple(tally.get(number, 0) for number in choices),
            areas=vote.counted_area or (),
            checks=verdict.checks,
            result=verdict.result,
            winners=tuple(map(str, verdict.winners)),
            text_hash=vote.text_hash or "",
            chain_head=vote.head or "",
            digest="",
        )
    )


def _seats(tx: Tx, vote: Vote, roll: list[tuple[int, str]]) -> tuple[Seat, ...]:
    """People stand on the published roll without name or account, by running number."""
    if not vote.electorate.by_home:
        return tuple(Seat(number, None) for number in range(1, len(roll) + 1))
    areas = votes.areas(tx, vote)
    return tuple(Seat(unit, label, areas[unit]) for unit, label in roll)


def _voted(
    tx: Tx, vote: Vote, roll: list[tuple[int, str]], tally: Mapping[int, int]
) -> tuple[str, ...] | None:
    if vote.electorate is not Electorate.HOUSEHOLDS or not result_file.may_name(tally):
        return None
    absent = {unit for unit, _ in ballots.missing(tx, vote)}
    return tuple(label for unit, label in roll if unit not in absent)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.result_file": document}
