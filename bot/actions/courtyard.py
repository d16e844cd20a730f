"""A courtyard's life: founded by a group admin, moved with its group, left and come back to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.access import Role, council
from bot.errors import N_, Already, BadInput, NotFound, Refusal
from storage import audit, cards, courtyards, nights, outbox, residents
from storage.courtyards import Courtyard
from storage.residents import ResidentState
from storage.tx import Tx

LONGEST_NAME = 30
GROUP_ADMINS = ("creator", "administrator")
CHAIR_REGISTERS_WITHIN = timedelta(days=1)
ACTIVE, LEFT = "ACTIVE", "LEFT"


class NotAGroupAdmin(Refusal):
    text = N_("建院坝这一步要群管理员来办。请群主或者群管理员发一句 /setup")


class CannotSeeAdmins(Refusal):
    text = N_("我看不到谁是群管理员。请先把我设成管理员，建好院坝再撤掉，然后重新发 /setup")


class AlreadyFounded(Already):
    text = N_("这个群已经有院坝了。")


class WrongName(BadInput):
    text = N_("名字请写在 30 个字以内，比如：/setup 7号大院")


def found(
    tx: Tx,
    chat: int,
    person: int,
    standing: str,
    name: str,
    *,
    zone: str = "Asia/Shanghai",
    lang: str = "zh_CN",
    thread: int | None = None,
) -> Courtyard:
    """Found the courtyard of a group; the admin who asks is its first chair, alone for now.

    `standing` is what Telegram says they are in the group. Where a courtyard has lost all its
    council, the admin takes the empty chair. Raises AlreadyFounded, NotAGroupAdmin,
    CannotSeeAdmins, WrongName.
    """
    yard = courtyards.by_chat(tx, chat)
    if yard and (standing not in GROUP_ADMINS or not _is_orphaned(tx, yard)):
        raise AlreadyFounded
    if standing not in GROUP_ADMINS:
        raise NotAGroupAdmin if standing else CannotSeeAdmins
    if yard is None:
        number = courtyards.add(tx, chat, checked_name(name), zone, lang)
        courtyards.update(tx, number, forum_thread=thread)
        nights.plan(tx, number, ZoneInfo(zone))
        nights.plan_house(tx)
        audit.append(tx, number, "courtyard.founded", name=name.strip(), by=person)
    else:
        number = yard.courtyard
        audit.append(tx, number, "courtyard.chair_taken", by=person)
    seat_chair(tx, number, person)
    return get(tx, number)


def seat_chair(tx: Tx, courtyard: int, person: int) -> None:
    """One chair at a time; the one before stays on the council if they still live here."""
    for before in residents.holders(tx, courtyard, Role.CHAIR.value):
        residents.revoke(tx, courtyard, before, Role.CHAIR.value)
        if not lives_here(tx, courtyard, before):
            residents.revoke_all(tx, courtyard, before)
    residents.grant(tx, courtyard, person, Role.COUNCILLOR.value)
    residents.grant(tx, courtyard, person, Role.CHAIR.value)


def get(tx: Tx, courtyard: int) -> Courtyard:
    """Raises NotFound."""
    yard = courtyards.get(tx, courtyard)
    if yard is None:
        raise NotFound
    return yard


def lives_here(tx: Tx, courtyard: int, person: int) -> bool:
    """Whether they are on the register and confirmed."""
    found = residents.resident(tx, courtyard, person)
    return found is not None and found.state is ResidentState.CONFIRMED


def checked_name(name: str) -> str:
    """Raises WrongName."""
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise WrongName
    return tidy


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone, like Asia/Shanghai."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # KeyError: ZoneInfoNotFoundError is one
        return False
    return "/" in name


def leave(tx: Tx, yard: Courtyard) -> None:
    """We were put out of the group: the register stays, nothing is sent there any more."""
    if yard.state == ACTIVE:
        courtyards.update(tx, yard.courtyard, state=LEFT)
        audit.append(tx, yard.courtyard, "courtyard.left")
    outbox.drop_for(tx, yard.chat, "we are no longer in the group")


def come_back(tx: Tx, yard: Courtyard) -> bool:
    """We are in the group again; whether we had been away. What stands there is redrawn, and
    results that were due meanwhile are told."""
    if yard.state == ACTIVE:
        return False
    cards.redraw_all(tx, yard.chat)
    outbox.bring_back(tx, yard.chat)
    courtyards.update(tx, yard.courtyard, state=ACTIVE)
    audit.append(tx, yard.courtyard, "courtyard.back")
    return True


def move_chat(tx: Tx, old: int, new: int) -> None:
    """A group became a supergroup: everything of ours moves to its new id, once."""
    yard = courtyards.by_chat(tx, old)
    if yard and courtyards.by_chat(tx, new) is None:
        courtyards.update(tx, yard.courtyard, chat=new)
        audit.append(tx, yard.courtyard, "courtyard.moved")
    outbox.redirect(tx, old, new)
    cards.redirect(tx, old, new)
    tx.wake("outbox")


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    """What the audit chain says about a person."""
    return [
        {"entry": entry.seq, "act": entry.act, "at": entry.at.isoformat()}
        for entry in audit.about(tx, courtyard, person)
    ]


def _is_orphaned(tx: Tx, yard: Courtyard) -> bool:
    """Nobody of the council lives here (any more), and no first chair is just registering."""
    if any(lives_here(tx, yard.courtyard, seat) for seat in council(tx, yard.courtyard)):
        return False
    expected = residents.holders(tx, yard.courtyard, Role.CHAIR.value)
    return not expected or tx.now >= yard.created_at + CHAIR_REGISTERS_WITHIN
