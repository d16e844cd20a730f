"""Who may do what: one table, act × role, deny by default (domain.md 11).

Roles come from the courtyard's own register, never from Telegram's admin flag. TWO means that a
second holder of the right must confirm, once the courtyard has three councillors; until then the
first chair acts alone.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from bot.errors import N_, NotAllowed, NotAResident
from bot.words import Words
from storage import residents
from storage.tx import Tx


class Role(Enum):
    RESIDENT = "resident"
    CHAIR = "chair"
    COUNCILLOR = "councillor"
    COMMITTEE = "committee"
    DELEGATE = "delegate"
    BLOCK_LEAD = "block_lead"
    PARTY = "party"
    AUDITOR = "auditor"
    RC = "rc"
    ORGANIZER = "organizer"


class Act(Enum):
    RAISE_TOPIC = "raise_topic"
    RESORT_TOPIC = "resort_topic"
    RULE_APPEAL = "rule_appeal"
    HANDLE_TOPIC = "handle_topic"
    CAST_BALLOT = "cast_ballot"
    HELP_VOTE = "help_vote"
    VISIT_DOORS = "visit_doors"
    ENTER_PAPER = "enter_paper"
    PRINT_BALLOTS = "print_ballots"
    ENTER_PROXY = "enter_proxy"
    OPEN_VOTE = "open_vote"
    OPEN_RESIDENTS_VOTE = "open_residents_vote"
    CLOSE_VOTE = "close_vote"
    CALL_OFF_VOTE = "call_off_vote"
    RULE_OBJECTION = "rule_objection"
    COUNTERSIGN = "countersign"
    SEE_NON_VOTERS = "see_non_voters"
    REMIND_NON_VOTERS = "remind_non_voters"
    PUBLISH_COVENANT = "publish_covenant"
    SIGN_COVENANT = "sign_covenant"
    CALL_EVENT = "call_event"
    ANSWER_EVENT = "answer_event"
    BROADCAST = "broadcast"
    CONFIRM_RESIDENT = "confirm_resident"
    CHANGE_ROLE = "change_role"
    LINK_CHANNEL = "link_channel"
    CHANGE_SETTINGS = "change_settings"
    ENTER_PRESENT = "enter_present"
    RESOLVE_OBJECTION = "resolve_objection"
    EDIT_ROLL = "edit_roll"
    HOLD_LOTTERY = "hold_lottery"
    SEE_ROLL_LOG = "see_roll_log"


class Right(IntEnum):
    NO = 0
    ONE = 1
    TWO = 2


_EVERYONE = dict.fromkeys(Role, Right.ONE)
_COUNCIL = {Role.CHAIR: Right.ONE, Role.COUNCILLOR: Right.ONE}
_COUNCIL_TWO = {Role.CHAIR: Right.TWO, Role.COUNCILLOR: Right.TWO}
_COUNCIL_AND_COMMITTEE = {**_COUNCIL, Role.COMMITTEE: Right.ONE}
_ORGANIZERS = {**_COUNCIL, Role.ORGANIZER: Right.ONE}

RIGHTS: dict[Act, dict[Role, Right]] = {
    Act.RAISE_TOPIC: _EVERYONE,
    Act.RESORT_TOPIC: {**_COUNCIL_AND_COMMITTEE, Role.RC: Right.ONE},
    Act.RULE_APPEAL: _COUNCIL,
    Act.HANDLE_TOPIC: {**_COUNCIL_AND_COMMITTEE, Role.RC: Right.ONE},
    Act.CAST_BALLOT: _EVERYONE,
    Act.HELP_VOTE: {**_COUNCIL_AND_COMMITTEE, Role.BLOCK_LEAD: Right.ONE},
    Act.VISIT_DOORS: {
        **_COUNCIL_AND_COMMITTEE,
        Role.BLOCK_LEAD: Right.ONE,
        Role.AUDITOR: Right.ONE,
        Role.RC: Right.ONE,
    },
    # Two must read each sheet, however small the council: see actions.papers.
    Act.ENTER_PAPER: {
        **_COUNCIL_TWO,
        Role.COMMITTEE: Right.TWO,
        Role.AUDITOR: Right.TWO,
        Role.RC: Right.TWO,
    },
    Act.ENTER_PROXY: {**_COUNCIL_TWO, Role.COMMITTEE: Right.TWO, Role.RC: Right.TWO},
    Act.PRINT_BALLOTS: {**_COUNCIL_AND_COMMITTEE, Role.RC: Right.ONE},
    Act.OPEN_VOTE: {**_COUNCIL_TWO, Role.COMMITTEE: Right.TWO},
    # The residents' meeting is called by the residents' committee. Whoever may open this one may
    # draft; what else they may open is seen when it goes out: see actions.vote_drafts.
    Act.OPEN_RESIDENTS_VOTE: {
        **_COUNCIL_TWO,
        Role.COMMITTEE: Right.TWO,
        Role.RC: Right.ONE,
    },
    Act.CLOSE_VOTE: {**_COUNCIL_TWO, Role.COMMITTEE: Right.TWO},
    Act.CALL_OFF_VOTE: _COUNCIL_TWO,
    # Of the two, whoever opened the vote is not one: see actions.objecting.
    Act.RULE_OBJECTION: _COUNCIL_TWO,
    Act.COUNTERSIGN: {Role.AUDITOR: Right.ONE},
    Act.SEE_NON_VOTERS: _COUNCIL_AND_COMMITTEE,
    Act.REMIND_NON_VOTERS: _COUNCIL_AND_COMMITTEE,
    Act.PUBLISH_COVENANT: _COUNCIL_TWO,
    Act.SIGN_COVENANT: _EVERYONE,
    Act.CALL_EVENT: _ORGANIZERS,
    Act.ANSWER_EVENT: _EVERYONE,
    Act.BROADCAST: _ORGANIZERS,
    Act.CONFIRM_RESIDENT: _EVERYONE,
    Act.CHANGE_ROLE: _COUNCIL_TWO,
    Act.LINK_CHANNEL: _COUNCIL,
    Act.CHANGE_SETTINGS: _COUNCIL_TWO,
    Act.ENTER_PRESENT: {**_COUNCIL_TWO, Role.COMMITTEE: Right.TWO},
    Act.RESOLVE_OBJECTION: _COUNCIL_TWO,
    Act.HOLD_LOTTERY: _COUNCIL_TWO,
    # The committee's work; small yards have none beside their council, so that may, too.
    Act.EDIT_ROLL: {**_COUNCIL_TWO, Role.COMMITTEE: Right.TWO, Role.RC: Right.TWO},
    Act.SEE_ROLL_LOG: {**_COUNCIL_AND_COMMITTEE, Role.AUDITOR: Right.ONE, Role.RC: Right.ONE},
}

ROLE_NAMES = {
    Role.RESIDENT: N_("居民"),
    Role.CHAIR: N_("主任"),
    Role.COUNCILLOR: N_("议事员"),
    Role.COMMITTEE: N_("院委会成员"),
    Role.DELEGATE: N_("居民代表"),
    Role.BLOCK_LEAD: N_("楼栋长"),
    Role.PARTY: N_("党小组成员"),
    Role.AUDITOR: N_("监督员"),
    Role.RC: N_("居委会干部"),
    Role.ORGANIZER: N_("活动组织者"),
}

ALONE_BELOW = 3


def roles(tx: Tx, courtyard: int, person: int) -> set[Role]:
    """What a person is here: empty for a stranger, at least RESIDENT once confirmed."""
    resident = residents.resident(tx, courtyard, person)
    if resident is None or resident.state is not residents.ResidentState.CONFIRMED:
        return set()
    held = {Role(role) for role in residents.roles(tx, courtyard, person)}
    return held | {Role.RESIDENT}


def right(held: set[Role], act: Act) -> Right:
    """The easiest right any of the held roles gives."""
    rights = [RIGHTS[act].get(role, Right.NO) for role in held]
    granted = [found for found in rights if found is not Right.NO]
    return min(granted, default=Right.NO)


def check(tx: Tx, courtyard: int, person: int, act: Act) -> Right:
    """The right this person has to this act here. Raises NotAResident or NotAllowed."""
    held = roles(tx, courtyard, person)
    if not held:
        raise NotAResident
    found = right(held, act)
    if found is Right.NO:
        raise NotAllowed(roles=_needed(act))
    return found


def may(tx: Tx, courtyard: int, person: int, act: Act) -> bool:
    """For views, which show only what the reader can do."""
    return right(roles(tx, courtyard, person), act) is not Right.NO


def only_as(tx: Tx, courtyard: int, person: int, act: Act, role: Role) -> bool:
    """Whether it is this role alone that lets them do it."""
    return right(roles(tx, courtyard, person) - {role}, act) is Right.NO


def needs_second(tx: Tx, courtyard: int, person: int, found: Right) -> bool:
    """Whether an act of this person with this right waits for a second person now.

    In a council of one or two only the chair acts alone: nobody replaces the chair by themselves.
    """
    if found is not Right.TWO:
        return False
    chairs = residents.holders(tx, courtyard, Role.CHAIR.value)
    alone = len(council(tx, courtyard)) < ALONE_BELOW and (person in chairs or not chairs)
    return not alone


def council(tx: Tx, courtyard: int) -> list[int]:
    """Everyone who sits on the council, the chair included, longest-serving first."""
    chair = residents.holders(tx, courtyard, Role.CHAIR.value)
    others = residents.holders(tx, courtyard, Role.COUNCILLOR.value)
    return [*chair, *(person for person in others if person not in chair)]


def holders(tx: Tx, courtyard: int, act: Act) -> list[int]:
    """Everyone whose office lets them do this: the council first, then the other roles."""
    held = [role for role in RIGHTS[act] if role is not Role.RESIDENT]
    others = [who for role in held for who in residents.holders(tx, courtyard, role.value)]
    everyone = dict.fromkeys([*council(tx, courtyard), *others])
    return [who for who in everyone if may(tx, courtyard, who, act)]


class RoleList:
    """The roles that may do something, named in the reader's language when it is written out."""

    def __init__(self, roles: list[Role]) -> None:
        self.roles = roles

    def said(self, words: Words) -> str:
        return words.listed(words.plain(ROLE_NAMES[role]) for role in self.roles)


def _needed(act: Act) -> RoleList:
    return RoleList([role for role in Role if role in RIGHTS[act] and role is not Role.RESIDENT])
