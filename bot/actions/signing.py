"""A household signs the covenant by tap, takes it back, and is reminded where it has not signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from bot.access import Act, check
from bot.actions import courtyard as yards
from bot.actions.reminding import waking
from bot.errors import N_, Refusal
from bot.rules.covenant import Version, must_resign
from storage import audit, cards, covenant, outbox, residents
from storage.courtyards import Courtyard
from storage.covenant import Covenant, Signature, Standing
from storage.outbox import Priority
from storage.tx import Tx


class NoCovenant(Refusal):
    text = N_("院里还没有公约。")


class OldVersion(Refusal):
    text = N_("公约有新版了（第 {v} 版），老版不用再签。发 /covenant 看看新版，签新的就行。")


class OtherText(Refusal):
    text = N_("这个按钮和公约的正文对不上。发 /covenant 看正文，再签。")


class NoHousehold(Refusal):
    text = N_("您还没登记是哪一户，公约是一户一签。私聊我点「登记」，一分钟就好。")


class NotSigned(Refusal):
    text = N_("您家本来就没签这一版。")


class Need(Enum):
    """What a household still owes the version in force."""

    NOTHING = "nothing"
    SIGN = "sign"
    SIGN_AGAIN = "sign_again"


class Outcome(Enum):
    """What a tap came to."""

    ASKED = "asked"
    SIGNED = "signed"
    BEFORE = "before"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True)
class Receipt:
    """Which household it is about, and which version."""

    covenant: Covenant
    label: str
    outcome: Outcome


CONSIDERED = timedelta(minutes=10)
"""How long after the first tap under the card a second one signs."""


def tap(tx: Tx, courtyard: int, person: int, number: int) -> Receipt:
    """A tap under the card: the first one asks, a second one soon after signs. Raises as `sign`."""
    household, label = household_of(tx, courtyard, person)
    found = in_force(tx, courtyard, number)
    if need(tx, found, household) is Need.NOTHING:
        return Receipt(found, label, Outcome.BEFORE)
    if covenant.tapped_since(tx, found, person, tx.now - CONSIDERED):
        return sign(tx, courtyard, person, number, seal_of(found))
    covenant.tap(tx, found, person)
    return Receipt(found, label, Outcome.ASKED)


def sign(tx: Tx, courtyard: int, person: int, number: int, seal: str) -> Receipt:
    """Sign for the person's household the very text they were shown (`seal` tells it).

    Raises NotAResident, NoHousehold, OldVersion, OtherText.
    """
    household, label = household_of(tx, courtyard, person)
    found = in_force(tx, courtyard, number)
    if seal != seal_of(found):
        raise OtherText
    if need(tx, found, household) is Need.NOTHING:
        return Receipt(found, label, Outcome.BEFORE)
    covenant.clear_tap(tx, courtyard, person)
    covenant.sign(tx, found, household, person)
    audit.append(
        tx,
        courtyard,
        "covenant.signed",
        covenant=number,
        version=str(found.version),
        frozen=found.text_hash,
        household=household,
    )
    cards.touch(tx, courtyard, "covenant", number)
    return Receipt(found, label, Outcome.SIGNED)


def unsign(tx: Tx, courtyard: int, person: int, number: int) -> Receipt:
    """A signature is given freely, so it can be taken back. Raises NotSigned."""
    household, label = household_of(tx, courtyard, person)
    found = in_force(tx, courtyard, number)
    if not covenant.unsign(tx, found, household):
        raise NotSigned
    audit.append(
        tx,
        courtyard,
        "covenant.unsigned",
        covenant=number,
        version=str(found.version),
        household=household,
    )
    cards.touch(tx, courtyard, "covenant", number)
    return Receipt(found, label, Outcome.TAKEN_BACK)


def household_of(tx: Tx, courtyard: int, person: int) -> tuple[int, str]:
    """The household a person signs for, and its label. Raises NotAResident, NoHousehold."""
    check(tx, courtyard, person, Act.SIGN_COVENANT)
    found = residents.resident(tx, courtyard, person)
    label = residents.label_of(tx, courtyard, person)
    if found is None or found.household is None or label is None:
        raise NoHousehold
    return found.household, label


def in_force(tx: Tx, courtyard: int, number: int) -> Covenant:
    """The version with this number, if it is still the newest. Raises OldVersion, NoCovenant."""
    now = covenant.current(tx, courtyard)
    if now is None:
        raise NoCovenant
    if now.covenant != number:
        raise OldVersion(v=str(now.version))
    return now


def seal_of(found: Covenant) -> str:
    """As much of the text's hash as a button can carry."""
    return (found.text_hash or "")[:16]


def need(tx: Tx, found: Covenant, household: int) -> Need:
    return need_after(found, covenant.signature(tx, found.courtyard, household))


def need_after(found: Covenant, signed: Signature | None) -> Need:
    """What a household owes a version, given the newest one it signed."""
    if signed is None:
        return Need.SIGN
    again = found.version is not None and must_resign(signed.version, found.version)
    return Need.SIGN_AGAIN if again else Need.NOTHING


def owing(tx: Tx, found: Covenant, what: Need) -> list[Standing]:
    """The households on the roll that owe this, in the order of the roll."""
    return [one for one in covenant.standings(tx, found.courtyard) if _owes(one, found) is what]


def _owes(one: Standing, found: Covenant) -> Need:
    if one.signed is None:
        return Need.SIGN
    again = found.version is not None and must_resign(Version(one.signed, 0), found.version)
    return Need.SIGN_AGAIN if again else Need.NOTHING


def signed_count(tx: Tx, found: Covenant) -> int:
    """Households whose signature counts for this version."""
    return covenant.count_signed(tx, found.courtyard, found.major or 0)


def remind(tx: Tx, courtyard: int, person: int, number: int) -> tuple[int, int]:
    """Write privately to those who have not signed: people written to, households missing."""
    check(tx, courtyard, person, Act.REMIND_NON_VOTERS)
    found = in_force(tx, courtyard, number)
    yard = yards.get(tx, courtyard)
    told = _tell(tx, yard, found, covenant.reachable_unsigned(tx, courtyard, found.major or 0))
    audit.append(tx, courtyard, "covenant.reminded", covenant=number, by=person, told=told)
    return told, residents.count_households(tx, courtyard) - signed_count(tx, found)


def tell_signers(tx: Tx, yard: Courtyard, found: Covenant) -> int:
    """Tell the people of every household that signed an older version and has to sign again."""
    again = {one.household for one in owing(tx, found, Need.SIGN_AGAIN)}
    people = covenant.reachable_unsigned(tx, yard.courtyard, found.major or 0)
    return _tell(tx, yard, found, [(home, person) for home, person in people if home in again])


def _tell(tx: Tx, yard: Courtyard, found: Covenant, people: list[tuple[int, int]]) -> int:
    """One message a person for each day on which it would arrive, never in the quiet hours."""
    arrives = waking(tx, yard)
    day = arrives.astimezone(yard.zoneinfo).strftime("%Y%m%d")
    told = 0
    for _, person in people:
        told += outbox.send(
            tx,
            yard.courtyard,
            person,
            "covenant.reminder",
            {"covenant": found.covenant},
            priority=Priority.REMINDER,
            dedupe=f"covenant:{found.covenant}:{day}:{person}",
            not_before=arrives,
        )
    return told


def households_changed(tx: Tx, courtyard: int) -> None:
    """The card counts signatures against the roll: it is redrawn when that grows or shrinks."""
    current = covenant.current(tx, courtyard)
    if current is not None:
        cards.touch(tx, courtyard, "covenant", current.covenant)
