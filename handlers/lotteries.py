"""The public draw of a tie: the council names the event to come, then enters its numbers."""

from __future__ import annotations

from collections.abc import Callable

from bot.access import Act, check
from bot.actions import judging, lotteries
from bot.ask import Ask
from bot.column import Column, HelpPage
from bot.errors import N_, BadInput
from bot.rules.lottery import Source
from handlers.views import lotteries as views
from handlers.views.lotteries import SOURCES, EnterLottery, PickLottery, PlanLottery


def plan(ask: Ask, data: PlanLottery) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.HOLD_LOTTERY)
    lotteries.waiting(ask.tx, data.courtyard, data.vote)
    ask.show("lottery.plan", vote=data.vote)


def pick(ask: Ask, data: PickLottery) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.HOLD_LOTTERY)
    vote, _ = lotteries.waiting(ask.tx, data.courtyard, data.vote)
    if not 0 <= data.source < len(SOURCES) or data.days not in lotteries.DAYS:
        raise BadInput
    source = SOURCES[data.source]
    if lotteries.needs_note(vote, source):
        ask.expect("lottery.note", vote=data.vote, source=source.value, days=data.days)
        ask.show("lottery.ask_note", vote=data.vote, source=source.value, days=data.days)
        return
    where = ask.tx, data.courtyard, ask.person.id
    done = lotteries.ask_to_announce(*where, data.vote, source, data.days, "")
    _tell(ask.show, data.vote, done)


def noted(ask: Ask) -> None:
    asked = ask.prompt or {}
    where = ask.tx, ask.courtyard.courtyard, ask.person.id
    vote, source = asked["vote"], Source(asked["source"])
    done = lotteries.ask_to_announce(*where, vote, source, asked["days"], ask.text)
    _tell(ask.say, vote, done)


def ask_numbers(ask: Ask, data: EnterLottery) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.HOLD_LOTTERY)
    lotteries.announced_for(ask.tx, data.courtyard, data.vote)
    ask.expect("lottery.numbers", vote=data.vote)
    ask.show("lottery.ask_numbers", vote=data.vote)


def numbers(ask: Ask) -> None:
    vote = (ask.prompt or {})["vote"]
    where = ask.tx, ask.courtyard.courtyard, ask.person.id
    _tell(ask.say, vote, lotteries.ask_to_enter(*where, vote, ask.text))


def _tell(tell: Callable[..., None], vote: int, done: bool) -> None:
    """What it came to: done, or waiting for a second."""
    if done:
        tell("vote.show", vote=vote)
    else:
        tell("vote.waiting", act=Act.HOLD_LOTTERY.value)


COLUMN = Column(
    "lotteries",
    presses={PlanLottery: plan, PickLottery: pick, EnterLottery: ask_numbers},
    answers={"lottery.note": noted, "lottery.numbers": numbers},
    due={judging.LOTTERY_REMIND: lotteries.remind},
    views=views.VIEWS,
    seconded={Act.HOLD_LOTTERY: lotteries.carry_out},
    owed=views.owed,
    help=(
        HelpPage(
            "lottery",
            N_("🎲 打平了抽签"),
            N_(
                "几样里选打平了咋办，照那条规矩：再商量、算没通过，或者公开抽签（发 /rules 看，"
                "{council}表决能改）。\n抽签：两位议事员先说好用哪次骰子、哪期双色球的数，发到群里；"
                "数出来了照着算先后，谁都能自己再算一遍。"
            ),
            council=True,
        ),
    ),
)
