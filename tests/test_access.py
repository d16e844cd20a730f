"""Who may do what, cell by cell: the table of domain.md 11, typed out by hand.

Y may alone, 2 needs a second person, - may not. The columns are the roles, in this order.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import access
from bot.access import RIGHTS, Act, Right, Role
from bot.errors import NotAllowed, NotAResident
from bot.words import Words
from storage import residents
from storage.tx import Tx
from tests.yard import Yard

ROLES = (
    Role.RESIDENT,
    Role.COUNCILLOR,
    Role.CHAIR,
    Role.COMMITTEE,
    Role.PARTY,
    Role.AUDITOR,
    Role.RC,
    Role.ORGANIZER,
    Role.DELEGATE,
    Role.BLOCK_LEAD,
)
# The chair is a councillor with one more duty; an organizer is a resident who may call events.
# A result is published by the clock, so that nobody may hold one back. The rows on hours and
# spending have no act in the house.
TABLE = {
    # resident, councillor, chair, committee, party, auditor, RC worker, organizer, delegate, lead
    Act.RAISE_TOPIC: "YYYYYYYYYY",  # raise, discuss, rate, report
    Act.RESORT_TOPIC: "-YYY--Y---",  # re-sort a matter
    Act.RULE_APPEAL: "-YY-------",  # rule on an appeal
    Act.HANDLE_TOPIC: "-YYY--Y---",
    Act.CAST_BALLOT: "YYYYYYYYYY",
    Act.HELP_VOTE: "-YYY-----Y",
    Act.VISIT_DOORS: "-YYY-YY--Y",
    Act.ENTER_PAPER: "-222-22---",  # enter paper ballots
    Act.PRINT_BALLOTS: "-YYY--Y---",
    Act.ENTER_PROXY: "-222--2---",
    Act.OPEN_VOTE: "-222------",  # open a vote
    Act.OPEN_RESIDENTS_VOTE: "-222--Y---",  # open a vote of all residents
    Act.CLOSE_VOTE: "-222------",
    Act.CALL_OFF_VOTE: "-22-------",
    Act.RULE_OBJECTION: "-22-------",
    Act.COUNTERSIGN: "-----Y----",  # publish a result: the clock does, the auditor countersigns
    Act.SEE_NON_VOTERS: "-YYY------",
    Act.REMIND_NON_VOTERS: "-YYY------",
    Act.PUBLISH_COVENANT: "-22-------",
    Act.SIGN_COVENANT: "YYYYYYYYYY",
    Act.CALL_EVENT: "-YY----Y--",
    Act.ANSWER_EVENT: "YYYYYYYYYY",
    Act.BROADCAST: "-YY----Y--",
    Act.CONFIRM_RESIDENT: "YYYYYYYYYY",
    Act.CHANGE_ROLE: "-22-------",
    Act.LINK_CHANNEL: "-YY-------",
    Act.CHANGE_SETTINGS: "-22-------",
    Act.EDIT_ROLL: "-222--2---",  # edit the electorate roll
    Act.SEE_ROLL_LOG: "-YYY-YY---",
    Act.ENTER_PRESENT: "-222------",
    Act.RESOLVE_OBJECTION: "-22-------",
    Act.HOLD_LOTTERY: "-22-------",
}
MEANS = {"Y": Right.ONE, "2": Right.TWO, "-": Right.NO}


def cells() -> Iterator[tuple[Act, Role, Right]]:
    for act, row in TABLE.items():
        for role, mark in zip(ROLES, row, strict=True):
            yield act, role, MEANS[mark]


@pytest.mark.parametrize(("act", "role", "right"), list(cells()))
def test_every_cell_of_the_table_holds(act: Act, role: Role, right: Right) -> None:
    held = {role, Role.RESIDENT}
    base = RIGHTS[act].get(Role.RESIDENT, Right.NO)
    assert access.right(held, act) is (base or right)
    assert RIGHTS[act].get(role, Right.NO) is right


def test_the_table_knows_every_act_and_every_role() -> None:
    assert set(TABLE) == set(Act) == set(RIGHTS)
    assert set(ROLES) == set(Role)


def test_whoever_holds_nothing_may_do_nothing() -> None:
    assert all(access.right(set(), act) is Right.NO for act in Act)


def test_the_easiest_of_several_roles_counts() -> None:
    both = {Role.RESIDENT, Role.COMMITTEE, Role.ORGANIZER}
    assert access.right(both, Act.BROADCAST) is Right.ONE
    assert access.right(both, Act.OPEN_VOTE) is Right.TWO


async def test_a_stranger_is_no_resident_and_a_resident_no_councillor(yard: Yard) -> None:
    def stranger(tx: Tx) -> None:
        access.check(tx, yard.courtyard, yard.stranger.id, Act.RAISE_TOPIC)

    def resident(tx: Tx) -> None:
        access.check(tx, yard.courtyard, yard.household("3-2-501").id, Act.OPEN_VOTE)

    with pytest.raises(NotAResident):
        await yard.read(stranger)
    with pytest.raises(NotAllowed) as refused:
        await yard.read(resident)
    assert "主任、议事员、院委会成员" in Words().refusal(refused.value)


async def test_a_role_without_a_confirmed_home_gives_nothing(yard: Yard) -> None:
    passer = yard.stranger.id
    await yard.write(lambda tx: residents.grant(tx, yard.courtyard, passer, Role.COUNCILLOR.value))
    assert await yard.read(lambda tx: access.roles(tx, yard.courtyard, passer)) == set()


async def test_a_role_counts_in_its_own_courtyard_only(yard: Yard) -> None:
    assert await yard.read(lambda tx: access.roles(tx, yard.courtyard + 1, yard.chair.id)) == set()


async def test_a_second_is_needed_from_three_councillors_on(yard: Yard) -> None:
    def asked(tx: Tx) -> bool:
        return access.needs_second(tx, yard.courtyard, yard.chair.id, Right.TWO)

    def shrink(tx: Tx) -> None:
        for councillor in yard.councillors[1:]:
            residents.revoke_all(tx, yard.courtyard, councillor.id)

    assert await yard.read(asked)
    await yard.write(shrink)
    assert not await yard.read(asked)
    chair, other = yard.chair.id, yard.councillors[0].id
    needs = access.needs_second
    assert not await yard.read(lambda tx: needs(tx, yard.courtyard, chair, Right.ONE))
    assert await yard.read(lambda tx: needs(tx, yard.courtyard, other, Right.TWO))
    assert not await yard.read(lambda tx: needs(tx, yard.courtyard, other, Right.ONE))
