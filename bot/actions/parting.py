"""Moving out, and being forgotten: what goes, and what stays counted without a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.access import Role, council
from bot.actions import attending, second
from bot.actions import courtyard as yards
from bot.actions.residents import close_claim, known
from bot.actions.signing import households_changed
from bot.errors import N_, Refusal
from bot.rules.area import area_text
from storage import (
    audit,
    cards,
    covenant,
    outbox,
    people,
    residents,
    roll,
    seconds,
    traces,
    vote_roll,
    vouches,
)
from storage.residents import Resident, ResidentState
from storage.tx import Tx


class ChairMustHandOver(Refusal):
    text = N_("您是主任。走之前请先把主任交给一位邻居：/role 门牌号 主任")


def move_out(tx: Tx, courtyard: int, person: int) -> None:
    """They no longer live here. Raises NotFound, ChairMustHandOver."""
    found = known(tx, courtyard, person)
    others = [seat for seat in council(tx, courtyard) if seat != person]
    if others and Role.CHAIR.value in residents.roles(tx, courtyard, person):
        raise ChairMustHandOver
    _depart(tx, found)
    attending.give_up(tx, courtyard, person)
    audit.append(tx, courtyard, "resident.left", person=person)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Erase a person here. What was decided stays; that it was them does not."""
    found = residents.resident(tx, courtyard, person)
    if found and found.state is not ResidentState.LEFT:
        _depart(tx, found)
    if found:
        _take_down_card(tx, found)
    vouches.forget(tx, courtyard, person)
    seconds.forget(tx, courtyard, person)
    roll.forget(tx, courtyard, person)
    vote_roll.forget(tx, courtyard, person)
    residents.forget(tx, courtyard, person)
    audit.forget(tx, courtyard, person)
    traces.forget(tx, courtyard, person)
    audit.append(tx, courtyard, "resident.forgotten")


def forget_account(tx: Tx, person: int) -> None:
    """The last of it: the account itself, and what speaks of it where no courtyard does."""
    traces.forget_account(tx, person)
    people.forget(tx, person)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    found = residents.resident(tx, courtyard, person)
    if found is None:
        return None
    confirmed = found.confirmed_at
    return {
        "home": residents.label_of(tx, courtyard, person),
        "claim": found.claim,
        "state": found.state.value,
        "notice_version": found.consent_version,
        "agreed_at": found.consented_at.isoformat(),
        "confirmed_at": confirmed.isoformat() if confirmed else None,
        "named": found.named,
        "roles": sorted(residents.roles(tx, courtyard, person)),
        "asked_a_second_for": [
            {"act": asked.act, "state": asked.state.value, "at": asked.at.isoformat()}
            for asked in seconds.asked_by(tx, courtyard, person)
        ],
        "votes_for": roll.named_for(tx, courtyard, person),
        "area_of_home": _area_of_home(tx, found),
        "vouched_for": len(vouches.given_by(tx, courtyard, person)),
    }


def _area_of_home(tx: Tx, found: Resident) -> str | None:
    """In square metres, as the council has it on the roll."""
    home = roll.home(tx, found.courtyard, found.household) if found.household else None
    return area_text(home.area) if home and home.area else None


def _depart(tx: Tx, found: Resident) -> None:
    """Roles, claim and household go; a household nobody speaks for leaves the roll, unless the
    council has it on its list."""
    courtyard, person = found.courtyard, found.person
    led = Role.CHAIR.value in residents.roles(tx, courtyard, person)
    residents.revoke_all(tx, courtyard, person)
    residents.save(
        tx,
        replace(
            found,
            household=None,
            claim=None,
            state=ResidentState.LEFT,
            confirmed_at=None,
            left_at=tx.now,
        ),
    )
    if found.state is ResidentState.CLAIMED:
        close_claim(tx, courtyard, person)
    roll.forget_voter(tx, courtyard, person)
    if found.household and not residents.residents_of(tx, courtyard, found.household):
        home = residents.household(tx, courtyard, found.household)
        if home and not home.listed:
            residents.take_off_roll(tx, courtyard, found.household)
        covenant.take_along(tx, courtyard, found.household)
        households_changed(tx, courtyard)
    second.let_go(tx, courtyard, person)
    if led:
        for seat in council(tx, courtyard):
            outbox.send(tx, courtyard, seat, "roles.no_chair")


def _take_down_card(tx: Tx, found: Resident) -> None:
    """A claim's card in the group goes by the person; one that may still name them is rewritten."""
    yard = yards.get(tx, found.courtyard)
    card = cards.get(tx, found.courtyard, "claim", found.person, yard.chat)
    if card is None:
        return
    if card.message and found.state is ResidentState.CLAIMED:
        outbox.send(tx, found.courtyard, yard.chat, "resident.claim_gone", edits=card.message)
    cards.remove(tx, card)
