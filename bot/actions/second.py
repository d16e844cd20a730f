"""Acts that need two people: the first asks, another confirms, and only then it happens."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check, holders, may, needs_second, roles
from bot.errors import N_, Already, NotFound, Refusal
from storage import audit, outbox, residents, roll, seconds
from storage.seconds import Second, SecondState
from storage.tx import Tx


class SameHands(Refusal):
    text = N_("这件事要两个人来办：您提的，得由另一位来确认。")


class SameHousehold(Refusal):
    text = N_("这件事要两户人来办：您和提的人是一家的，请别家的来确认。")


class NotYours(Refusal):
    text = N_("这件事跟您自己有关，请别的议事员来办。")


class FirstGone(Refusal):
    text = N_("提这件事的人现在不管这个了。还要办的话，请一位在任的重新提。")


def request(tx: Tx, courtyard: int, person: int, act: Act, args: dict[str, Any]) -> int | None:
    """Ask for a second person. None when this person may act alone now: then do it at once.

    Raises NotAllowed, NotAResident. Everyone who may confirm is told, with a button each; whoever
    `args` names as "apart" has no part in it.
    """
    right = check(tx, courtyard, person, act)
    if not needs_second(tx, courtyard, person, right):
        return None
    number = seconds.add(tx, courtyard, act.value, args, person)
    audit.append(tx, courtyard, "second.asked", second=number, act=act.value, by=person)
    for other in holders(tx, courtyard, act):
        if other not in (person, args.get("apart")):
            outbox.send(
                tx,
                courtyard,
                other,
                "second.ask",
                {"second": number},
                dedupe=f"second:{number}:ask:{other}",
            )
    return number


def ready(tx: Tx, courtyard: int, person: int, number: int) -> Second:
    """The waiting act, which this person may confirm.

    Raises NotFound, Already, NotAllowed, NotYours, SameHands, FirstGone, SameHousehold.
    """
    second = _waiting(tx, courtyard, number)
    check(tx, courtyard, person, Act(second.act))
    if person == second.args.get("apart"):
        raise NotYours
    if person == second.by_person:
        raise SameHands
    if not may(tx, courtyard, second.by_person, Act(second.act)):
        raise FirstGone
    first, other = (residents.resident(tx, courtyard, who) for who in (second.by_person, person))
    if first and other and first.household is not None and first.household == other.household:
        raise SameHousehold
    return second


def confirm(tx: Tx, courtyard: int, person: int, number: int) -> Second:
    """Mark a waiting act as confirmed; the caller then carries it out in this transaction. Raises
    what `ready` raises."""
    second = ready(tx, courtyard, person, number)
    _decide(tx, second, SecondState.CONFIRMED, person)
    return second


def ask_anew(tx: Tx, second: Second, args: dict[str, Any]) -> None:
    """What it would do has changed: everyone who was asked sees it as it is now."""
    seconds.set_args(tx, second.courtyard, second.id, args)
    _show_again(tx, second)


def refuse(tx: Tx, courtyard: int, person: int, number: int) -> Second:
    """A councillor says no, or the one who asked takes it back; it will not happen."""
    second = _waiting(tx, courtyard, number)
    check(tx, courtyard, person, Act(second.act))
    if person == second.args.get("apart"):
        raise NotYours
    own = person == second.by_person
    _decide(tx, second, SecondState.WITHDRAWN if own else SecondState.REFUSED, person)
    return second


def let_go(tx: Tx, courtyard: int, person: int) -> None:
    """Somebody moved out, is forgotten or lost a role: what they may not ask for any more, and
    what was to be done about them here, ends; those who were asked see it where they were asked."""
    gone = not roles(tx, courtyard, person)
    for waits in seconds.waiting(tx, courtyard):
        own = waits.by_person == person and not may(tx, courtyard, person, Act(waits.act))
        about = gone and person in (waits.args.get("person"), waits.args.get("holder"))
        if own or about:
            _decide(tx, waits, SecondState.WITHDRAWN, None)
            _show_again(tx, waits)


def _show_again(tx: Tx, second: Second) -> None:
    """The question, wherever it stands, as it is now."""
    here = {"second": second.id}
    for chat, message in outbox.places(tx, second.courtyard, f"second:{second.id}:ask:"):
        outbox.send(tx, second.courtyard, chat, "second.ask", here, edits=message)


def _waiting(tx: Tx, courtyard: int, number: int) -> Second:
    second = seconds.get(tx, courtyard, number)
    if second is None:
        raise NotFound
    if second.state is not SecondState.WAITING:
        raise Already(N_("这件事已经有人办过了。"))
    return second


def _decide(tx: Tx, second: Second, state: SecondState, person: int | None) -> None:
    seconds.decide(tx, second.courtyard, second.id, state, person)
    if second.act == Act.EDIT_ROLL.value and state is not SecondState.CONFIRMED:
        roll.let_go(tx, second.courtyard, second.args["change"])
    audit.append(
        tx,
        second.courtyard,
        f"second.{state.value.lower()}",
        second=second.id,
        act=second.act,
        by=person,
    )
    if person != second.by_person:
        outbox.send(
            tx,
            second.courtyard,
            second.by_person,
            "second.told",
            {"second": second.id},
            dedupe=f"second:{second.id}:told",
        )
