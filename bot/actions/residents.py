"""Who lives here: consent, the claim to a household, neighbours who vouch for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.access import ALONE_BELOW, Act, Role, RoleList, check, council, roles
from bot.actions import courtyard as yards
from bot.actions.signing import households_changed
from bot.errors import N_, Already, BadInput, NotAllowed, NotFound, Refusal
from bot.rules.households import Label, read_label
from storage import audit, cards, due, outbox, residents, vouches
from storage.residents import Resident, ResidentState
from storage.tx import Tx

CONSENT = 2
"""The version of the privacy notice (handlers/views/joining.py) that people agree to now."""
LAPSE = timedelta(days=30)
OUTSIDE = ""
"""The claim of someone who does not live here (the community's office, a social worker)."""
COUNCIL = RoleList([Role.CHAIR, Role.COUNCILLOR])


class NotAgreed(Refusal):
    text = N_("登记前要先看一下说明，点同意。发 /join 重新来。")


class Unreadable(BadInput):
    text = N_("没看出是哪一户。请写楼栋-单元-房号，比如 3-2-501；没有单元就写 3-501。")


class MovedAlready(Already):
    text = N_("您已经登记在 {home} 了。搬了家的话，先发 /leave 退掉，再登记新家。")


class NobodyWaits(Already):
    text = N_("这条登记已经有人处理过了，谢谢您。")


class OwnClaim(Refusal):
    text = N_("自己不能给自己确认，要请议事员或者别家的邻居来点。")


class SameHome(Refusal):
    text = N_("您和他是一户的，要请别家的邻居来确认。")


class AlreadyVouched(Already):
    text = N_("您家已经替他确认过了，还差别家的邻居。")


class NotALiver(Refusal):
    text = N_("您不住在院里，这件事请议事员或者院里的邻居来确认。")


@dataclass(frozen=True)
class Doubt:
    """A home that is not on the roll yet, and those on it that might be meant."""

    home: str
    similar: tuple[str, ...]


@dataclass(frozen=True)
class Vouched:
    """What a yes came to: whether the claim is settled, else how many homes are missing."""

    home: str
    settled: bool
    missing: int = 0


def consent(tx: Tx, courtyard: int, person: int, *, named: bool) -> Resident:
    """They have read the notice and agree; `named` says whether others may be told their name."""
    yard = yards.get(tx, courtyard)
    found = residents.resident(tx, yard.courtyard, person)
    if found is None or found.state is ResidentState.LEFT:
        found = Resident(
            courtyard, person, None, None, ResidentState.CONSENTED, CONSENT, tx.now, None
        )
    agreed = replace(found, consent_version=CONSENT, consented_at=tx.now, named=named)
    residents.save(tx, agreed)
    audit.append(
        tx, courtyard, "resident.consented", person=person, version=CONSENT, named=int(named)
    )
    return agreed


def set_named(tx: Tx, courtyard: int, person: int, named: bool) -> None:
    residents.save(tx, replace(known(tx, courtyard, person), named=named))
    audit.append(tx, courtyard, "resident.named", person=person, named=int(named))


def read_home(tx: Tx, courtyard: int, text: str) -> str | Doubt:
    """The label someone means, or a doubt to ask them about. Raises Unreadable."""
    label = read_label(text)
    if isinstance(label, Label):
        home = str(label)
        if residents.household_by_label(tx, courtyard, home):
            return home
        return Doubt(home, _similar(tx, courtyard, label.room))
    room = text.strip().upper()
    similar = _similar(tx, courtyard, room) if room.isalnum() and room.isascii() else ()
    if not similar:
        raise Unreadable
    return Doubt("", similar)


def claim(tx: Tx, courtyard: int, person: int, home: str) -> Resident:
    """Say where one lives. The first chair is believed; for all others neighbours are asked.

    Raises NotAgreed, Unreadable, MovedAlready.
    """
    found = residents.resident(tx, courtyard, person)
    if found is None or found.state is ResidentState.LEFT:
        raise NotAgreed
    label = read_label(home) if home else OUTSIDE
    if not isinstance(label, Label | str):
        raise Unreadable
    home = str(label)
    if found.state is ResidentState.CONFIRMED:
        raise MovedAlready(home=residents.label_of(tx, courtyard, person) or "—")
    vouches.clear(tx, courtyard, person)
    claimed = replace(found, claim=home, state=ResidentState.CLAIMED)
    residents.save(tx, claimed)
    audit.append(tx, courtyard, "resident.claimed", person=person, home=home)
    if Role.CHAIR.value in residents.roles(tx, courtyard, person):
        return settle(tx, claimed, by=person)
    due.plan(tx, courtyard, "resident.lapse", person, tx.now + LAPSE)
    _ask_around(tx, claimed)
    return claimed


def vouch(tx: Tx, courtyard: int, by: int, person: int) -> Vouched:
    """One councillor settles a claim, or neighbours of as many other homes as `vouches` says.

    Raises NotAResident, NobodyWaits, OwnClaim, SameHome, NotALiver, AlreadyVouched.
    """
    check(tx, courtyard, by, Act.CONFIRM_RESIDENT)
    found = waiting_claim(tx, courtyard, person)
    if by == person:
        raise OwnClaim
    mine = residents.resident(tx, courtyard, by)
    household = mine.household if mine else None
    seated = bool(roles(tx, courtyard, by) & set(COUNCIL.roles))
    _check_not_family(tx, found, household, seated)
    home = found.claim or ""
    if seated:
        settle(tx, found, by=by)
        return Vouched(home, settled=True)
    if household is None or home == OUTSIDE:
        raise NotALiver if household is None else NotAllowed(roles=COUNCIL)
    return _one_more(tx, found, household, by)


def turn_down(tx: Tx, courtyard: int, by: int, person: int) -> None:
    """A councillor, or someone of the very household, says that this person is not of it."""
    check(tx, courtyard, by, Act.CONFIRM_RESIDENT)
    found = waiting_claim(tx, courtyard, person)
    own_home = residents.label_of(tx, courtyard, by) == found.claim
    if not (roles(tx, courtyard, by) & set(COUNCIL.roles) or own_home):
        raise NotAllowed(roles=COUNCIL)
    _back_to_start(tx, found)
    audit.append(tx, courtyard, "resident.turned_down", person=person, home=found.claim, by=by)
    outbox.send(tx, courtyard, person, "resident.turned_down", {"home": found.claim or ""})


def settle(tx: Tx, found: Resident, *, by: int | None = None) -> Resident:
    """They are of this household now."""
    courtyard, home = found.courtyard, found.claim or OUTSIDE
    household = residents.add_household(tx, courtyard, home) if home else None
    settled = replace(
        found,
        household=household,
        claim=None,
        state=ResidentState.CONFIRMED,
        confirmed_at=tx.now,
    )
    residents.save(tx, settled)
    households_changed(tx, courtyard)
    audit.append(tx, courtyard, "resident.confirmed", person=found.person, home=home, by=by)
    close_claim(tx, courtyard, found.person)
    if by != found.person:
        outbox.send(tx, courtyard, found.person, "resident.welcome")
    return settled


def ask_neighbours(tx: Tx, courtyard: int, person: int) -> None:
    """Put the claim before the neighbours in the group."""
    waiting_claim(tx, courtyard, person)
    yard = yards.get(tx, courtyard)
    cards.post(tx, courtyard, "claim", person, yard.chat, yard.forum_thread)


def lapse(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: a claim nobody has confirmed for a month is given up."""
    found = residents.resident(tx, courtyard, int(subject))
    if found and found.state is ResidentState.CLAIMED:
        _back_to_start(tx, found)
        audit.append(tx, courtyard, "resident.lapsed", person=found.person)
        outbox.send(tx, courtyard, found.person, "resident.lapsed", {"home": found.claim or ""})


def waiting_claim(tx: Tx, courtyard: int, person: int) -> Resident:
    """Raises NobodyWaits."""
    found = residents.resident(tx, courtyard, person)
    if found is None or found.state is not ResidentState.CLAIMED:
        raise NobodyWaits
    return found


def known(tx: Tx, courtyard: int, person: int) -> Resident:
    found = residents.resident(tx, courtyard, person)
    if found is None or found.state is ResidentState.LEFT:
        raise NotFound(N_("您没在这个院坝登记过，不用办。"))
    return found


def _similar(tx: Tx, courtyard: int, room: str) -> tuple[str, ...]:
    return tuple(household.label for household in residents.like(tx, courtyard, room))


def _check_not_family(tx: Tx, found: Resident, household: int | None, seated: bool) -> None:
    """One's own household does not count; while the council is small its word is all there is."""
    claimed = residents.household_by_label(tx, found.courtyard, found.claim or "")
    alone = seated and len(council(tx, found.courtyard)) < ALONE_BELOW
    if claimed and claimed.household == household and not alone:
        raise SameHome


def _one_more(tx: Tx, found: Resident, household: int, by: int) -> Vouched:
    courtyard, home = found.courtyard, found.claim or ""
    if not vouches.add(tx, courtyard, found.person, household, by):
        raise AlreadyVouched
    audit.append(tx, courtyard, "resident.vouched", person=found.person, by=by)
    needed = int(yards.get(tx, courtyard).setting("vouches"))
    missing = needed - vouches.count(tx, courtyard, found.person)
    if missing <= 0:
        settle(tx, found)
        return Vouched(home, settled=True)
    cards.touch(tx, courtyard, "claim", found.person)
    return Vouched(home, settled=False, missing=missing)


def _ask_around(tx: Tx, claimed: Resident) -> None:
    """Tell the council, and those who already belong to that household."""
    courtyard, person = claimed.courtyard, claimed.person
    home = residents.household_by_label(tx, courtyard, claimed.claim or "")
    family = residents.residents_of(tx, courtyard, home.household) if home else []
    for member in family:
        outbox.send(tx, courtyard, member.person, "resident.newcomer", {"person": person})
    told = {member.person for member in family}
    for seat in council(tx, courtyard):
        if seat not in told:
            outbox.send(tx, courtyard, seat, "resident.asked", {"person": person})


def _back_to_start(tx: Tx, found: Resident) -> None:
    residents.save(tx, replace(found, claim=None, state=ResidentState.CONSENTED))
    close_claim(tx, found.courtyard, found.person)


def close_claim(tx: Tx, courtyard: int, person: int) -> None:
    """Nobody is asked about it any more."""
    vouches.clear(tx, courtyard, person)
    due.cancel(tx, courtyard, "resident.lapse", person)
    cards.touch(tx, courtyard, "claim", person)
