"""Paper ballots: read off by one, read again by another who does not see what the first one read.

One household votes in one way only. What came in first stands; a household's own tap may still
replace what others recorded for it, until the close.
"""

from __future__ import annotations

import secrets
from enum import Enum

from bot.access import Act, Role, check, may, roles
from bot.actions import consenting, doorstep, secrecy, votes
from bot.actions.doorstep import household_of, label_at
from bot.actions.second import SameHousehold
from bot.errors import N_, BadInput, Refusal
from bot.rules import sheet_codes
from bot.rules.methods import Content
from storage import audit, ballots, outbox, papers, residents, typed_reasons, vote_roll
from storage.ballots import Channel
from storage.papers import Reading, ReadingState
from storage.tx import Tx
from storage.votes import Vote


class OwnHousehold(Refusal):
    text = N_("这是您自己家。您家的票请在表决里自己点，帮人和录纸票只管别家的。")


class AlreadyIn(Refusal):
    text = N_(
        "{who} 已经投过了，先到的算数，这张不再记。他家想改：截止前自己在手机上点一下就改了。"
    )


class Overfilled(BadInput):
    text = N_(
        "这张纸票勾了 {n} 个，这次最多勾 {most} 个，整张不算，您也不要替他去掉。"
        "请上门说一声，他家重填一张再录。"
    )


class TwoAuditors(Refusal):
    text = N_("两位里头最多一位是监督员。这一张请一位议事员、院委会成员或居委会干部来录第二遍。")


class NoSuchCode(BadInput):
    text = N_(
        "没有这个编号。编号是纸票上的七个数字，比如 482-1735；别次表决的纸票这次不能用。"
        "写门牌也行，要和名册上的一样，比如 3-2-501。"
    )


class Read(Enum):
    """What reading a sheet came to."""

    ONCE = "once"
    AGREED = "agreed"
    DIFFERENT = "different"
    RETYPED = "retyped"
    """Both read an objection; its reason stands as the second typed it, and waits for the first."""


def check_reader(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    """Whether this person may read this household's sheet now. Raises NotAllowed, NotOnThisRoll,
    OwnHousehold, AlreadyIn, SameHousehold, TwoAuditors."""
    check(tx, vote.courtyard, person, Act.ENTER_PAPER)
    if not correctable(tx, vote, unit):
        check_free(tx, vote, unit, person)
    found = _standing(tx, vote, unit)
    if found is not None and found.first not in (None, person):
        check_two(tx, vote.courtyard, found.first or 0, person)


def check_two(tx: Tx, courtyard: int, first: int, second: int) -> None:
    """Whether these two may read the same paper. Raises SameHousehold, TwoAuditors."""
    home = household_of(tx, courtyard, second)
    if home is not None and home == household_of(tx, courtyard, first):
        raise SameHousehold
    if _only_auditor(tx, courtyard, second) and _only_auditor(tx, courtyard, first):
        raise TwoAuditors


def correctable(tx: Tx, vote: Vote, unit: int) -> bool:
    """Whether two may read this household's sheet anew: what two had read stands until then, and
    nobody of the household is registered, so that no tap of theirs could put it right."""
    found = ballots.ballot(tx, vote, unit)
    if found is None or found.channel is not Channel.PAPER:
        return False
    return nobody_registered(tx, vote, unit)


def nobody_registered(tx: Tx, vote: Vote, unit: int) -> bool:
    """Whether no one of this household could hear of its ballot, or change it by a tap."""
    homes = vote_roll.homes_of_unit(tx, vote, unit)
    return not any(residents.residents_of(tx, vote.courtyard, home) for home in homes)


def all_correctable(tx: Tx, vote: Vote) -> list[int]:
    return [unit for unit in ballots.on_paper(tx, vote) if correctable(tx, vote, unit)]


def check_free(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    """Another's household, and nothing of theirs is in: but their own ballot, on paper or at the
    door, goes before what a proxy has cast, where that can be told. Raises NotOnThisRoll,
    OwnHousehold, AlreadyIn, AlreadyVoted (secret votes)."""
    label = label_at(tx, vote, unit)
    if votes.unit_of(tx, vote, person) == unit:
        raise OwnHousehold
    if vote.secret and ballots.has_voted(tx, vote, unit):
        raise secrecy.AlreadyVoted(who=label)
    found = ballots.ballot(tx, vote, unit)
    if found and found.channel is not Channel.PROXY:
        raise AlreadyIn(who=label)


def read(tx: Tx, vote: Vote, unit: int, person: int, content: Content) -> Read:
    """One person's reading of a sheet; with the second that is the same, it is a ballot. Of a
    secret vote nobody reads it yet: both see it put into the box.

    Two that differ count for nothing: neither is kept, both readers are asked to look again, and
    what stood before (where a sheet had been misread) still does.
    """
    check_reader(tx, vote, unit, person)
    before = _standing(tx, vote, unit)
    if before is None or before.first is None or before.first == person:
        papers.keep(tx, vote, Reading(unit, ReadingState.ONCE, content, person, None))
        if not consenting.objects(vote, content):
            typed_reasons.drop(tx, vote, unit, person)
        _note(tx, vote, "paper.read_once", unit, person, None)
        return Read.ONCE
    same = before.content == content
    reason = typed_reasons.of(tx, vote, unit, before.first)
    if same and reason != typed_reasons.of(tx, vote, unit, person):
        return _retype(tx, vote, unit, content, before.first, person)
    typed_reasons.drop_of_unit(tx, vote, unit)
    state = ReadingState.AGREED if same else ReadingState.DIFFERENT
    papers.keep(tx, vote, Reading(unit, state, None, before.first, person))
    if not same:
        _note(tx, vote, "paper.read_differently", unit, before.first, person)
        told = {"vote": vote.vote, "unit": unit}
        outbox.send(tx, vote.courtyard, before.first, "paper.different", told)
        return Read.DIFFERENT
    if vote.secret:
        secrecy.put_in_box(tx, vote, unit)
    else:
        first, way = before.first, Channel.PAPER
        consenting.bring(tx, vote, unit, content, reason)
        votes.record(tx, vote, unit, content, person=None, channel=way, helper=first)
    _note(tx, vote, "paper.recorded", unit, before.first, person)
    return Read.AGREED


def _retype(tx: Tx, vote: Vote, unit: int, content: Content, before: int, person: int) -> Read:
    """The sheet says it in other words, the second found: now the first reads those."""
    papers.keep(tx, vote, Reading(unit, ReadingState.ONCE, content, person, None))
    typed_reasons.drop(tx, vote, unit, before)
    _note(tx, vote, "paper.reason_retyped", unit, before, person)
    told = {"vote": vote.vote, "unit": unit}
    outbox.send(tx, vote.courtyard, before, "paper.retyped", told)
    return Read.RETYPED


def first_reading(tx: Tx, vote: Vote, unit: int, person: int) -> Reading | None:
    """What another has read off this household's sheet; this person may be the second."""
    found = _standing(tx, vote, unit)
    return found if found and found.first != person else None


def code_of(tx: Tx, vote: Vote) -> dict[int, str]:
    """The printed code of each household, from the vote's own key. Raises LookupError before the
    first sheet is printed."""
    key = papers.key(tx, vote)
    if key is None:
        raise LookupError("no sheet of this vote has been printed")
    return sheet_codes.codes(key, (unit for unit, _ in vote_roll.labels(tx, vote)))


def printable(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """A vote that takes paper, from its notice to its close. Raises NotAllowed, NotFound,
    NotOpenYet, VoteClosed, ByHouseholdsOnly, NoPaperByArea."""
    check(tx, courtyard, person, Act.PRINT_BALLOTS)
    vote = doorstep.announced_to_households(tx, courtyard, number)
    secrecy.check_paper(vote)
    return vote


def print_sheets(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """Let this person have sheets and notices; the key of the codes is drawn the first time.
    Raises what `printable` raises."""
    vote = printable(tx, courtyard, person, number)
    if papers.key(tx, vote) is None:
        papers.set_key(tx, vote, secrets.token_hex(16))
    audit.append(tx, courtyard, "paper.printed", vote=number, by=person)
    return vote


def unit_at(tx: Tx, vote: Vote, typed: str) -> int:
    """The household whose sheet has this code, or that goes by this label. Raises NoSuchCode."""
    for unit, label in vote_roll.labels(tx, vote):
        if label == typed.strip():
            return unit
    code = sheet_codes.read_code(typed)
    if code is None or papers.key(tx, vote) is None:
        raise NoSuchCode
    for unit, printed in code_of(tx, vote).items():
        if printed == code:
            return unit
    raise NoSuchCode


def next_sheet(tx: Tx, vote: Vote, person: int, after: int) -> int | None:
    """The household to offer next: for a second reader one that waits for them, else the next
    door after this one with nothing read."""
    beat = doorstep.beat_of(tx, vote, person)
    doors = [
        door
        for building in doorstep.buildings(tx, vote)
        if beat in (None, building.name)
        for door in building.doors
    ]
    order = [door.unit for door in doors]
    turned = _from(order, after)
    waiting = [unit for unit in turned if waits_for(tx, vote, unit, person)]
    if waiting and _was_second(tx, vote, after, person):
        return waiting[0]
    home = votes.unit_of(tx, vote, person)
    unread = {door.unit for door in doors if door.reading is None and door.unit != home}
    fresh = [unit for unit in turned if unit in unread]
    return next(iter([*fresh, *waiting]), None)


def waiting_for(tx: Tx, vote: Vote, person: int) -> list[int]:
    """Households whose sheet has been read once, by another: this person may be the second."""
    return [
        reading.unit
        for reading in papers.readings(tx, vote)
        if waits_for(tx, vote, reading.unit, person)
    ]


def waits_for(tx: Tx, vote: Vote, unit: int, person: int) -> bool:
    found = _standing(tx, vote, unit)
    if found is None or found.first in (None, person):
        return False
    try:
        check_reader(tx, vote, unit, person)
    except Refusal:
        return False
    return True


def _was_second(tx: Tx, vote: Vote, unit: int, person: int) -> bool:
    found = papers.reading(tx, vote, unit)
    return found is not None and found.second == person


def _from(order: list[int], after: int) -> list[int]:
    """The doors after this one, then those before it. A door that is done is no longer among
    them: then the roll's own order says where it stood."""
    if after in order:
        at = order.index(after)
        return [*order[at + 1 :], *order[:at]]
    later = [unit for unit in order if unit > after]
    return [*later, *(unit for unit in order if unit < after)]


def _standing(tx: Tx, vote: Vote, unit: int) -> Reading | None:
    """The first reading that waits for its second, if whoever made it still may."""
    found = papers.reading(tx, vote, unit)
    if found is None or found.state is not ReadingState.ONCE or found.first is None:
        return None
    return found if may(tx, vote.courtyard, found.first, Act.ENTER_PAPER) else None


def _only_auditor(tx: Tx, courtyard: int, person: int) -> bool:
    others = {Role.CHAIR, Role.COUNCILLOR, Role.COMMITTEE, Role.RC}
    return not roles(tx, courtyard, person) & others


def _note(tx: Tx, vote: Vote, act: str, unit: int, first: int, second: int | None) -> None:
    """Who read which sheet, never what; of a secret vote not whose it is either."""
    whose = {} if vote.secret else {"unit": unit}
    audit.append(tx, vote.courtyard, act, vote=vote.vote, **whose, first=first, second=second)
