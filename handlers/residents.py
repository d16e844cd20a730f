"""Residents as people meet them: registering a home, confirming a neighbour, one's own data."""

from __future__ import annotations

from bot import column
from bot.access import Act, check, council
from bot.actions import parting, residents
from bot.actions.residents import Doubt
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, NoCourtyard, NotAllowed
from bot.incoming import Press
from bot.rules.households import Label, read_label
from handlers.views import confirming, joining
from handlers.views import residents as views
from handlers.views.confirming import Claims, LookAtClaim, TurnDown, Vouch
from handlers.views.joining import (
    Agree,
    AskHome,
    AskNeighbours,
    Claim,
    Decline,
    Join,
    Privacy,
)
from handlers.views.residents import (
    Forget,
    ForgetNow,
    Leave,
    LeaveNow,
    Me,
    MyData,
    SetNamed,
)
from storage import outbox
from storage import residents as rows
from storage.outbox import Priority
from storage.residents import ResidentState


def join(ask: Ask) -> None:
    """`/join 3-2-501`: in the group it goes on privately, with what was typed kept."""
    label = read_label(ask.text) if ask.text else ""
    _go_on(ask, ask.text, str(label) if isinstance(label, Label) else "")


def open_join(ask: Ask, data: Join) -> None:
    _go_on(ask, data.label, data.label)


def _go_on(ask: Ask, text: str, label: str) -> None:
    """The step this person is at: the notice, the question, the wait, or done."""
    courtyard = ask.courtyard.courtyard
    at = Join(courtyard=courtyard, label=label)
    found = rows.resident(ask.tx, courtyard, ask.person.id)
    if found is None or found.state is ResidentState.LEFT:
        ask.privately("resident.notice", at, label=label)
    elif found.state is ResidentState.CONFIRMED and not text:
        ask.privately("resident.me", Me(courtyard=courtyard))
    elif text:
        _take(ask, text, at)
    elif found.state is ResidentState.CLAIMED:
        ask.privately("resident.waiting", at)
    else:
        _ask_home(ask, at)


def _take(ask: Ask, text: str, at: Join) -> None:
    """What they wrote as their home: taken, or asked about once more."""
    home = residents.read_home(ask.tx, at.courtyard, text)
    if isinstance(home, Doubt):
        ask.privately("resident.doubt", at, home=home.home, similar=list(home.similar))
    else:
        _claim(ask, home, at)


def _claim(ask: Ask, home: str, at: Join) -> None:
    claimed = residents.claim(ask.tx, at.courtyard, ask.person.id, home)
    settled = claimed.state is ResidentState.CONFIRMED
    ask.privately("courtyard.first_steps" if settled else "resident.waiting", at)


def _ask_home(ask: Ask, at: Join) -> None:
    ask.expect("resident.home")
    ask.privately("resident.ask_home", at)


def agree(ask: Ask, data: Agree) -> None:
    courtyard = ask.courtyard.courtyard
    found = residents.consent(ask.tx, courtyard, ask.person.id, named=bool(data.named))
    at = Join(courtyard=courtyard, label=data.label)
    if found.state is ResidentState.CONFIRMED:
        ask.show("resident.me")
    elif data.label:
        _take(ask, data.label, at)
    else:
        _ask_home(ask, at)


def decline(ask: Ask, data: Decline) -> None:
    ask.show("resident.declined")


def ask_home(ask: Ask, data: AskHome) -> None:
    _ask_home(ask, Join(courtyard=ask.courtyard.courtyard))


def home_answer(ask: Ask) -> None:
    _take(ask, ask.text, Join(courtyard=ask.courtyard.courtyard))


def claim(ask: Ask, data: Claim) -> None:
    _claim(ask, data.label, Join(courtyard=ask.courtyard.courtyard))


def ask_neighbours(ask: Ask, data: AskNeighbours) -> None:
    residents.ask_neighbours(ask.tx, data.courtyard, ask.person.id)
    ask.show("resident.asked_neighbours")


def look(ask: Ask, data: LookAtClaim) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CONFIRM_RESIDENT)
    ask.show("resident.claim", person=data.person)


def claims(ask: Ask, data: Claims) -> None:
    """All who wait, by name: for the council, since the others confirm only whom they know."""
    check(ask.tx, data.courtyard, ask.person.id, Act.CONFIRM_RESIDENT)
    if ask.person.id not in council(ask.tx, data.courtyard):
        raise NotAllowed(roles=residents.COUNCIL)
    ask.show("resident.claims")


def vouch(ask: Ask, data: Vouch) -> None:
    done = residents.vouch(ask.tx, data.courtyard, ask.person.id, data.person)
    if ask.place.private:
        ask.show("resident.vouched", home=done.home, missing=done.missing)
    if done.settled:
        ask.toast("谢谢您！登记好了。")
    else:
        ask.toast("谢谢您！还差 {n} 家邻居。", n=done.missing)


def turn_down(ask: Ask, data: TurnDown) -> None:
    residents.turn_down(ask.tx, data.courtyard, ask.person.id, data.person)
    if ask.place.private:
        ask.show("resident.refused")
    ask.toast("晓得了，这条登记不算，已经告诉他了。")


def me(ask: Ask) -> None:
    ask.privately("resident.me", Me(courtyard=ask.courtyard.courtyard))


def open_me(ask: Ask, data: Me) -> None:
    ask.show("resident.me" if ask.yard else "core.home")


def set_named(ask: Ask, data: SetNamed) -> None:
    residents.set_named(ask.tx, data.courtyard, ask.person.id, bool(data.named))
    ask.show("resident.me")


def my_data(ask: Ask) -> None:
    ask.privately("resident.my_data", MyData(courtyard=ask.courtyard_id))


def open_my_data(ask: Ask, data: MyData) -> None:
    ask.whisper("resident.my_data")


def privacy(ask: Ask) -> None:
    ask.privately("resident.privacy", Privacy(courtyard=ask.courtyard_id))


def open_privacy(ask: Ask, data: Privacy) -> None:
    ask.whisper("resident.privacy")


def leave(ask: Ask) -> None:
    ask.privately("resident.leave", Leave(courtyard=ask.courtyard.courtyard))


def open_leave(ask: Ask, data: Leave) -> None:
    if ask.yard is None:
        raise NoCourtyard
    ask.show("resident.leave")


def leave_now(ask: Ask, data: LeaveNow) -> None:
    parting.move_out(ask.tx, data.courtyard, ask.person.id)
    ask.show("resident.left")


def forget(ask: Ask) -> None:
    ask.privately("resident.forget", Forget(courtyard=ask.courtyard_id))


def open_forget(ask: Ask, data: Forget) -> None:
    ask.show("resident.forget")


def forget_now(ask: Ask, data: ForgetNow) -> None:
    """Every courtyard, every column; the register last, since the others look things up in it."""
    person = ask.person.id
    for courtyard in rows.places_of(ask.tx, person):
        column.forget(ask.house.columns, ask.tx, courtyard, person)
    parting.forget_account(ask.tx, person)
    pressed = ask.incoming if ask.place.private else None
    message = pressed.message if isinstance(pressed, Press) else None
    outbox.send(ask.tx, 0, person, "resident.forgotten", priority=Priority.ANSWER, edits=message)


COLUMN = Column(
    "residents",
    commands={
        "join": Route(join),
        "me": Route(me),
        "privacy": Route(privacy, courtyard=False),
        "mydata": Route(my_data, courtyard=False),
        "leave": Route(leave),
        "forget": Route(forget, courtyard=False),
    },
    presses={
        Join: open_join,
        Agree: agree,
        Decline: decline,
        AskHome: ask_home,
        Claim: claim,
        AskNeighbours: ask_neighbours,
        LookAtClaim: look,
        Claims: claims,
        Vouch: vouch,
        TurnDown: turn_down,
        Me: open_me,
        SetNamed: set_named,
        Privacy: open_privacy,
        MyData: open_my_data,
        Leave: open_leave,
        LeaveNow: leave_now,
        Forget: open_forget,
        ForgetNow: forget_now,
    },
    answers={"resident.home": home_answer},
    due={"resident.lapse": residents.lapse},
    views={**joining.VIEWS, **confirming.VIEWS, **views.VIEWS},
    home=views.home_buttons,
    owed=views.owed,
    help=(
        HelpPage(
            "join",
            N_("📝 登记我家"),
            N_(
                "发 /join，写门牌号。一位议事员或者两家邻居点一下认得您，就登记好了。\n"
                "/me 看自己的\n/mydata 看记了些啥\n/privacy 看留多久\n"
                "/leave 搬走了\n/forget 全删掉"
            ),
        ),
    ),
    mydata=parting.mydata,
    forget=parting.forget,
)
