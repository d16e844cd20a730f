"""Who holds which role: given and taken back by two councillors, told to everyone."""

from __future__ import annotations

from typing import Any

from bot.access import Act, Role, check
from bot.actions import board, second
from bot.actions import courtyard as yards
from bot.errors import N_, Already, BadInput, NotFound, Refusal
from storage import audit, outbox, people, residents
from storage.tx import Tx

GIVEN = tuple(role for role in Role if role is not Role.RESIDENT)
"""The roles that are given to people; a resident is one by living here."""
_NAMES = {
    Role.CHAIR: ("主任", "会长", "chair"),
    Role.COUNCILLOR: ("议事员", "议事会", "议事会成员", "councillor", "councilor"),
    Role.COMMITTEE: ("院委会成员", "院委会", "委员", "committee"),
    Role.DELEGATE: ("居民代表", "代表", "delegate"),
    Role.BLOCK_LEAD: ("楼栋长", "楼长", "栋长", "block lead"),
    Role.PARTY: ("党小组成员", "党小组", "党员", "party"),
    Role.AUDITOR: ("监督员", "监督", "监督小组", "auditor"),
    Role.RC: ("居委会干部", "居委会", "社区", "rc"),
    Role.ORGANIZER: ("活动组织者", "组织者", "organizer", "organiser"),
}
_BY_NAME = {name: role for role, names in _NAMES.items() for name in names}
_AWAY = ("-", "－", "—", "−", "不当", "撤销", "撤", "免")


class NotRegistered(Refusal):
    text = N_("这位邻居还没登记好，先请他登记、确认了再说。")


class UnknownRole(BadInput):
    text = N_(
        "没认出是什么身份。可以写：主任、议事员、院委会成员、居民代表、楼栋长、党小组成员、监督员、"
        "居委会干部、活动组织者"
    )


class KeepChair(Refusal):
    text = N_("主任不能空着。直接请新主任就行，老主任就卸任了：/role 门牌号 主任")


class HoldsIt(Already):
    text = N_("他已经是了，不用再办。")


class HoldsItNot(Already):
    text = N_("他本来就不是，不用再办。")


class Nobody(NotFound):
    text = N_("没找到这位邻居。可以写门牌号，比如：/role 3-2-501 议事员")


def read_role(text: str, council: str = "") -> tuple[Role, bool]:
    """The role a word names, and whether it is given (True) or taken back. `council` is what
    this courtyard calls its council. Raises UnknownRole."""
    word = text.strip().lower()
    away = next((sign for sign in _AWAY if word.startswith(sign)), "")
    word = word.removeprefix(away).strip()
    if council and word in (council.lower(), f"{council}成员".lower()):
        return Role.COUNCILLOR, not away
    if word not in _BY_NAME:
        raise UnknownRole
    return _BY_NAME[word], not away


def person_called(tx: Tx, courtyard: int, name: str) -> list[int]:
    """Who is meant by @username or by a household's label: everyone of that household.

    Raises Nobody.
    """
    if name.startswith("@"):
        account = people.by_username(tx, name[1:])
        if account is None:
            raise Nobody
        return [account.person]
    household = residents.household_by_label(tx, courtyard, name)
    members = residents.residents_of(tx, courtyard, household.household) if household else []
    if not members:
        raise Nobody
    return [member.person for member in members]


def change(tx: Tx, courtyard: int, by: int, person: int, role: Role, give: bool) -> bool:
    """Give a role or take it back; True when done, False when it waits for a second councillor.

    Raises NotAllowed, NotRegistered, KeepChair, HoldsIt, HoldsItNot.
    """
    check(tx, courtyard, by, Act.CHANGE_ROLE)
    _check_change(tx, courtyard, person, role, give)
    args = {"person": person, "role": role.value, "give": int(give)}
    if second.request(tx, courtyard, by, Act.CHANGE_ROLE, args) is not None:
        return False
    carry_out(tx, courtyard, by, by, args)
    return True


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    person, role, give = args["person"], Role(args["role"]), bool(args["give"])
    _check_change(tx, courtyard, person, role, give)
    if not give:
        residents.revoke(tx, courtyard, person, role.value)
        second.let_go(tx, courtyard, person)
    elif role is Role.CHAIR:
        yards.seat_chair(tx, courtyard, person)
    else:
        residents.grant(tx, courtyard, person, role.value)
    audit.append(
        tx,
        courtyard,
        "role.given" if give else "role.taken",
        person=person,
        role=role.value,
        first=first,
        second=other,
    )
    told = {"person": person, "role": role.value, "give": int(give)}
    board.announce(tx, yards.get(tx, courtyard), "roles.changed", told, silent=True)
    if person != first:
        outbox.send(tx, courtyard, person, "roles.told", told)


def _check_change(tx: Tx, courtyard: int, person: int, role: Role, give: bool) -> None:
    if give and not yards.lives_here(tx, courtyard, person):
        raise NotRegistered
    held = residents.roles(tx, courtyard, person)
    if give and role.value in held:
        raise HoldsIt
    if give:
        return
    if role.value not in held:
        raise HoldsItNot
    if role is Role.CHAIR or (role is Role.COUNCILLOR and Role.CHAIR.value in held):
        raise KeepChair
