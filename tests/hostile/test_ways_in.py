"""The table of `bot.access` as it holds for people at the door: each act, through its handler, as
everybody who could come, with their own numbers and with forged ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from bot import access
from bot.access import Act, Right, Role
from bot.actions.filling import OneTap
from bot.actions.second import SameHands
from bot.callbacks import Data
from bot.errors import Refusal
from bot.rules.methods.consent import OBJECTS
from bot.sandbox.ready import ReadyYard
from bot.words import Words
from handlers.views.ballot_form import Pick, TakeStep
from handlers.views.ballot_form import Step as BallotStep
from handlers.views.ballot_text import FillIn
from handlers.views.channel import UnlinkChannel
from handlers.views.confirming import Vouch
from handlers.views.consent import Resolve
from handlers.views.core import Confirm
from handlers.views.countersign import Countersign
from handlers.views.covenant_buttons import NewCovenant, TapSign
from handlers.views.doors import CHANNELS, TakeBallot, Visit
from handlers.views.event_buttons import AnswerEvent
from handlers.views.house_rules import SetRule
from handlers.views.lotteries import PickLottery
from handlers.views.objections import RuleOn
from handlers.views.presets import AddPreset
from handlers.views.proxies import GiveProxy
from handlers.views.roles import Change
from handlers.views.roll import Edit, EditHome
from handlers.views.roll_log import OpenRollLog
from handlers.views.sheets import ALL, Print
from handlers.views.topic_buttons import PickKind
from handlers.views.vote_bits import Cast
from handlers.views.vote_council import AskPresent, Missing, Remind
from handlers.views.vote_off import AskCallOff
from storage.ballots import Channel
from storage.tx import Tx
from tests.hostile.furnished import (
    APPEALED,
    AUTHOR,
    CONSENT,
    COVENANT,
    GONE,
    MEETING,
    OVER,
    TAPPED,
    TIED,
    holders,
)
from tests.hostile.stage import Stage, Step, Told

HOME = 3
"""A household in the block lead's building to which none of those who act here belongs."""
SUBJECTS = ("vote", "topic", "event", "covenant", "household", "person", "unit", "choice")
ELSEWHERE = 987_654
"""A number that nothing in either courtyard has."""


Steps = Callable[[ReadyYard], list[Step]]


@dataclass(frozen=True)
class Way:
    """How somebody goes about an act in this courtyard. Where it changes nothing but shows
    something, `shows` is the view; `second` says that it ends with a second person being asked."""

    steps: Steps
    shows: str | None = None
    second: bool = False


def _press(kind: type[Data], /, **fields: int | str) -> Steps:
    return lambda yard: [kind(courtyard=yard.courtyard, **fields)]


def _then(first: Steps, words: str) -> Steps:
    return lambda yard: [*first(yard), words]


def _writes(line: str) -> Steps:
    return lambda yard: [line]


def _author(yard: ReadyYard) -> int:
    return yard.by_label[AUTHOR].id


def _proxy(yard: ReadyYard) -> list[Step]:
    return [GiveProxy(courtyard=yard.courtyard, vote=TAPPED, unit=HOME, holder=_author(yard))]


def _role(yard: ReadyYard) -> list[Step]:
    return [Change(courtyard=yard.courtyard, person=_author(yard), role=2, give=1)]


def _vouch(yard: ReadyYard) -> list[Step]:
    return [Vouch(courtyard=yard.courtyard, person=yard.stranger.id)]


_ON_PAPER, _WITH_HELP = CHANNELS.index(Channel.PAPER), CHANNELS.index(Channel.ASSISTED)
_AREA = _press(EditHome, household=HOME, what=Edit.AREA.value)
WAYS = {
    Act.RAISE_TOPIC: Way(_writes("/topic 井盖松了")),
    Act.RESORT_TOPIC: Way(_writes("/sort 1 大家的事 灯是公用的")),
    Act.RULE_APPEAL: Way(_press(PickKind, topic=APPEALED, kind=1)),
    Act.HANDLE_TOPIC: Way(_writes("/agree 2 换新砖")),
    Act.CAST_BALLOT: Way(_press(Cast, vote=TAPPED, choice=0)),
    Act.HELP_VOTE: Way(_press(TakeBallot, vote=TAPPED, unit=HOME, channel=_WITH_HELP)),
    Act.VISIT_DOORS: Way(_press(Visit, vote=TAPPED, unit=HOME, mark=0)),
    Act.ENTER_PAPER: Way(_press(TakeBallot, vote=TAPPED, unit=HOME, channel=_ON_PAPER)),
    Act.PRINT_BALLOTS: Way(_press(Print, vote=TAPPED, what=ALL)),
    Act.ENTER_PROXY: Way(_proxy, second=True),
    Act.OPEN_VOTE: Way(_then(_press(AddPreset), "小事快定")),
    Act.OPEN_RESIDENTS_VOTE: Way(_writes("/vote 装个长椅？ | 3天")),
    Act.CLOSE_VOTE: Way(_writes("/close 1 都投了"), second=True),
    Act.CALL_OFF_VOTE: Way(_then(_press(AskCallOff, vote=TAPPED), "题目写错了"), second=True),
    Act.RULE_OBJECTION: Way(
        _then(_press(RuleOn, vote=OVER, objection=1, ruling=0), "通知贴在门上的"), second=True
    ),
    Act.COUNTERSIGN: Way(_press(Countersign, vote=OVER)),
    Act.SEE_NON_VOTERS: Way(_press(Missing, vote=TAPPED), shows="vote.missing"),
    Act.REMIND_NON_VOTERS: Way(_press(Remind, vote=TAPPED)),
    Act.PUBLISH_COVENANT: Way(_then(_press(NewCovenant), COVENANT)),
    Act.SIGN_COVENANT: Way(_press(TapSign, covenant=1)),
    Act.CALL_EVENT: Way(_writes("/event 赏月 | 12月20日 19:00 | 东三巷 | 30")),
    Act.ANSWER_EVENT: Way(_press(AnswerEvent, event=1, reply=0)),
    Act.BROADCAST: Way(_writes("/announce 明天停水")),
    Act.CONFIRM_RESIDENT: Way(_vouch),
    Act.CHANGE_ROLE: Way(_role, second=True),
    Act.LINK_CHANNEL: Way(_press(UnlinkChannel)),
    Act.CHANGE_SETTINGS: Way(_press(SetRule, key="notice-yard-days", choice=1), second=True),
    Act.ENTER_PRESENT: Way(_then(_press(AskPresent, vote=MEETING), "6"), second=True),
    Act.RESOLVE_OBJECTION: Way(_press(Resolve, vote=CONSENT, objection=1), second=True),
    Act.EDIT_ROLL: Way(_then(_AREA, "88.5")),
    Act.HOLD_LOTTERY: Way(
        _then(_press(PickLottery, vote=TIED, source=0, days=1), "大门口，一单元看着"), second=True
    ),
    Act.SEE_ROLL_LOG: Way(_press(OpenRollLog, before=0), shows="roll.log"),
}


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


def comers(stage: Stage) -> Iterator[tuple[str, int]]:
    """Who comes to the first courtyard: everybody with a right there, and everybody without."""
    here, there = stage.yards
    for role, person in holders(here).items():
        yield role.value, person
    yield "a stranger whose claim waits", here.stranger.id
    yield "someone nobody has seen", 4_711
    yield "one who has moved out", here.by_label[GONE].id
    yield "the chair next door", there.chair.id
    yield "a neighbour next door", there.by_label[AUTHOR].id


def test_every_act_has_a_way_in() -> None:
    assert set(WAYS) == set(Act)


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_an_act_is_for_those_the_table_names_and_for_nobody_else(stage: Stage, act: Act) -> None:
    here, way = stage.yards[0], WAYS[act]
    for who, person in comers(stage):
        with stage.undone() as tx:
            refused, right = _by_the_table(tx, here, person, act)
            told = stage.plays(tx, person, here, way.steps(here))
            if refused is None:
                _was_done(way, told, right, f"{who}: {told}")
            else:
                _was_refused(told, refused, f"{who}: {told}")


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_a_forged_number_of_a_courtyard_opens_nothing_there(stage: Stage, act: Act) -> None:
    """Everybody of the first courtyard acts as if they belonged to the second."""
    here, there = stage.yards
    for who, person in [*comers(stage)][: len(Role)]:
        with stage.undone() as tx:
            refused, _ = _by_the_table(tx, there, person, act)
            assert refused, who
            told = stage.plays(tx, person, there, WAYS[act].steps(there))
            _was_refused(told, refused, f"{who} of {here.name}: {told}")


@pytest.mark.parametrize(
    "act", [act for act in WAYS if WAYS[act].second], ids=lambda act: act.value
)
def test_what_takes_two_is_confirmed_by_another_whom_the_table_names(
    stage: Stage, act: Act
) -> None:
    here = stage.yards[0]
    for who, person in comers(stage):
        with stage.undone() as tx:
            stage.plays(tx, here.chair.id, here, WAYS[act].steps(here))
            number = tx.value("SELECT max(id) FROM seconds WHERE courtyard = ?", here.courtyard)
            stage.forgets(tx)
            refused, _ = _by_the_table(tx, here, person, act)
            if person == here.chair.id:
                refused = Words().refusal(SameHands())
            told = stage.plays(tx, person, here, [Confirm(courtyard=1, second=number)])
            if refused is None:
                assert told.touched > {"seconds", "audit"}, f"{who}: {told}"
            else:
                _was_refused(told, refused, f"{who}: {told}")


@pytest.mark.parametrize("act", list(Act), ids=lambda act: act.value)
def test_a_forged_number_of_anything_changes_nothing(stage: Stage, act: Act) -> None:
    """Those with every right press buttons about what does not exist, or belongs next door."""
    here, there = stage.yards
    for who, person in comers(stage):
        for forged in (ELSEWHERE, 2**63 - 1, -1, there.stranger.id):
            steps = list(_forged(WAYS[act].steps(here), forged))
            if not steps:
                continue
            with stage.undone() as tx:
                told = stage.plays(tx, person, here, steps)
                assert not told.touched, f"{who} with {forged}: {told}"
                assert any(told.toasts) or told.views, f"{who} with {forged}: {told}"


def _forged(steps: list[Step], number: int) -> Iterator[Data]:
    """The presses among these with another number in place of what they are about."""
    for step in steps:
        if isinstance(step, Data):
            about = [name for name, value in step if name in SUBJECTS and isinstance(value, int)]
            for name in about[:1]:
                yield step.model_copy(update={name: number})


def _by_the_table(tx: Tx, yard: ReadyYard, person: int, act: Act) -> tuple[str | None, Right]:
    """In which words the table refuses this person here (None: it does not), or by what right."""
    try:
        return None, access.check(tx, yard.courtyard, person, act)
    except Refusal as refusal:
        return Words().refusal(refusal), Right.NO


def _was_done(way: Way, told: Told, right: Right, said: str) -> None:
    assert not told.refusals, said
    if way.shows:
        assert way.shows in told.views, said
    else:
        assert told.touched, said
    if way.second:
        assert ("seconds" in told.touched) is (right is Right.TWO), said


def _was_refused(told: Told, refused: str, said: str) -> None:
    assert not told.touched, said
    assert told.toasts[0] == refused[:200] or refused in told.refusals, said


def test_where_one_consents_there_is_no_ballot_to_fill_in(
    stage: Stage,
) -> None:
    """The buttons of other votes, pressed on it, showed nothing at all."""
    here = stage.yards[0]
    ballot: dict[str, int] = {"courtyard": here.courtyard, "vote": CONSENT}
    steps: list[Step] = [
        FillIn(**ballot),
        Pick(**ballot, value=OBJECTS),
        *(TakeStep(**ballot, step=step.value) for step in BallotStep),
    ]
    with stage.undone() as tx:
        told = stage.plays(tx, holders(here)[Role.RESIDENT], here, steps)
        assert set(told.toasts) == {OneTap.text}
        assert not told.touched
