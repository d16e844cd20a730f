"""What a closed vote comes to, from the sums it has kept: never from its ballots."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.rules import ballot, lottery
from bot.rules.frozen import rule_from_text
from bot.rules.lottery import Lots, Lottery
from bot.rules.methods import Outcome
from bot.rules.result_file import outcome_from_plain
from bot.rules.secrecy import poll
from bot.rules.silence import Silent
from bot.rules.verdict import Result, Tie, Verdict
from storage.votes import Vote, VoteState


@dataclass(frozen=True)
class Counted:
    """What the ballots come to: `tally` (of owners, also the `areas` in 0.01 m²) where one tap is a
    ballot, else every step in `outcome`; `silent` owners joined the majority."""

    turnout: int
    verdict: Verdict
    tally: tuple[int, ...] | None = None
    areas: tuple[int, ...] | None = None
    outcome: dict[str, Any] | None = None
    silent: Silent | None = None

    @property
    def sums(self) -> dict[str, Any]:
        """As the vote keeps them."""
        return {
            "turnout": self.turnout,
            "counted": self.tally,
            "counted_area": self.areas,
            "silent_heads": self.silent.heads if self.silent else 0,
            "silent_area": self.silent.area if self.silent else 0,
            "outcome": self.outcome,
        }

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.tally, self.areas, self.outcome, self.silent)


def fingerprint(
    tally: tuple[int, ...] | None,
    areas: tuple[int, ...] | None,
    outcome: dict[str, Any] | None,
    silent: Silent | None,
) -> str:
    """Of the sums, for the audit chain, which must not hold ballots that can be told apart."""
    sums: list[object] = [tally, areas, outcome]
    if silent:
        sums.append([silent.heads, silent.area])
    text = json.dumps(sums, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def counted_again(vote: Vote) -> Verdict:
    """The verdict on what a closed vote has kept of its ballots (one choice each)."""
    return ballot.count(
        rule_from_text(vote.rule),
        vote.options,
        vote.eligible,
        dict(enumerate(vote.counted or ())),
        eligible_area=vote.eligible_area,
        areas=dict(enumerate(vote.counted_area or ())),
        present=vote.present,
        silent=vote.silence,
    )


def counted(vote: Vote) -> tuple[Verdict, Outcome | None]:
    """The verdict of the count and its outcome (None where one tap is a ballot): ties are ties."""
    if vote.method in ballot.SIMPLE:
        return counted_again(vote), None
    rule = rule_from_text(vote.rule)
    outcome = outcome_from_plain(vote.outcome or {"winners": []})
    verdict = ballot.verdict_on(
        rule, vote.options, vote.eligible, vote.turnout, outcome, vote.present
    )
    return verdict, outcome


def judged(vote: Vote) -> tuple[Verdict, Outcome | None]:
    """As counted, and after the draw where one was held."""
    verdict, outcome = counted(vote)
    held, drawing = lottery.from_plain(vote.lottery), lots_of(vote)
    if held is None or held.numbers is None or drawing is None:
        return verdict, outcome
    return lottery.settled(verdict, vote.options, won(vote, held, drawing)), outcome


def lots_of(vote: Vote) -> Lots | None:
    """What there is to draw; None where the count is not tied."""
    verdict, outcome = counted(vote)
    if verdict.result is not Result.TIE:
        return None
    if outcome is not None:
        outcome = ballot.elect(rule_from_text(vote.rule), vote.turnout, outcome)[0]
    return lottery.lots(vote.method, verdict, vote.options, outcome, vote.seats)


def after_recount(vote: Vote, sums: Mapping[str, Any]) -> tuple[Verdict, dict[str, Any] | None]:
    """What a count of these sums comes to, with the draw that was announced or held, if it still
    is of the same tie: whoever was tied and drawn in public need not be drawn again."""
    now = replace(vote, **sums)
    held, drawing = lottery.from_plain(vote.lottery), lots_of(now)
    same = held and drawing and (held.tied, held.places) == (drawing.tied, drawing.places)
    kept = vote.lottery if same else None
    return judged(replace(now, lottery=kept))[0], kept


def won(vote: Vote, held: Lottery, drawing: Lots) -> tuple[int, ...]:
    """The options that have won after the draw."""
    name = poll(vote.vote, vote.text_hash or "")
    return lottery.drawn(name, vote.options, held, drawing.certain, vote.costs, vote.money)


def tie_of(vote: Vote) -> Tie:
    return rule_from_text(vote.rule).tie


def undecided(vote: Vote) -> bool:
    """Whether its matter is still open: too few came, or a tie that the rule sends back to talk."""
    if vote.result == Result.TIE.value:
        return tie_of(vote) is Tie.TALK_AGAIN
    return vote.result == Result.NOT_QUORATE.value


LOTTERY_REMIND = "lottery.remind"
"""Due work: a tie waits for its draw."""


def awaits_lottery(vote: Vote) -> bool:
    """Whether its tie is to be drawn, and has not been."""
    tied = vote.state is VoteState.CLOSED and vote.result == Result.TIE.value
    return tied and tie_of(vote) is Tie.LOTTERY
