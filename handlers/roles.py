"""Roles as people meet them: who looks after what, asked in, thanked and let go."""

from __future__ import annotations

from bot.access import Act, Role, check
from bot.actions import roles
from bot.actions.residents import Doubt, read_home
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput
from bot.incoming import Command
from bot.rules.households import Label, read_label
from handlers.views import roles as views
from handlers.views.roles import AskChange, AskWho, Board, Change, PickPerson

HOW = N_(
    "可以这样写：\n/role 3-2-501 议事员（请他当）\n/role 3-2-501 -议事员（不再当）\n"
    "也可以写 /role @名字 议事员，或者回复那位邻居的话发 /role 议事员"
)


def role(ask: Ask) -> None:
    """`/role` shows the list; `/role 3-2-501 议事员`, `/role @name -councillor` change it."""
    if not ask.text:
        ask.say("roles.board")
        return
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.CHANGE_ROLE)
    people, word = _meant(ask)
    wanted, give = roles.read_role(word, ask.courtyard.setting("term_council"))
    if len(people) > 1:
        ask.privately("roles.who", Board(courtyard=courtyard), people=people)
        return
    _change(ask, people[0], wanted, give)


def _meant(ask: Ask) -> tuple[list[int], str]:
    """Who is meant, and the word for the role. Raises BadInput, Nobody."""
    about = ask.incoming.about if isinstance(ask.incoming, Command) else None
    head, _, word = ask.text.rpartition(" ")
    if not head and about:
        return [about.id], word
    if not head:
        raise BadInput(HOW)
    if head.startswith("@") and " " not in head:
        return roles.person_called(ask.tx, ask.courtyard.courtyard, head), word
    if about and not isinstance(read_label(head), Label):
        return [about.id], word
    return _of_home(ask, head), word


def _of_home(ask: Ask, text: str) -> list[int]:
    courtyard = ask.courtyard.courtyard
    home = read_home(ask.tx, courtyard, text)
    if isinstance(home, Doubt):
        found = home.similar
        if len(found) != 1:
            raise roles.Nobody
        home = found[0]
    return roles.person_called(ask.tx, courtyard, home)


def _change(ask: Ask, person: int, wanted: Role, give: bool) -> None:
    courtyard = ask.courtyard.courtyard
    at = Board(courtyard=courtyard)
    if roles.change(ask.tx, courtyard, ask.person.id, person, wanted, give):
        told = {"person": person, "role": wanted.value, "give": int(give)}
        ask.privately("roles.done", at, **told)
    else:
        ask.privately("second.waits", at)


def open_board(ask: Ask, data: Board) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CONFIRM_RESIDENT)
    ask.show("roles.board")


def ask_who(ask: Ask, data: AskWho) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CHANGE_ROLE)
    ask.expect("roles.home")
    ask.show("roles.ask_who")


def home_answer(ask: Ask) -> None:
    people = _of_home(ask, ask.text)
    if len(people) == 1:
        ask.say("roles.person", person=people[0])
    else:
        ask.say("roles.who", people=people)


def pick(ask: Ask, data: PickPerson) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CHANGE_ROLE)
    ask.show("roles.person", person=data.person)


def ask_change(ask: Ask, data: AskChange) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CHANGE_ROLE)
    wanted = _given(data)
    ask.show("roles.sure", person=data.person, role=wanted.value, give=data.give)


def change(ask: Ask, data: Change) -> None:
    _change(ask, data.person, _given(data), bool(data.give))


def _given(data: AskChange | Change) -> Role:
    if not 0 <= data.role < len(roles.GIVEN):
        raise BadInput
    return roles.GIVEN[data.role]


COLUMN = Column(
    "roles",
    commands={"role": Route(role), "roles": Route(role)},
    presses={
        Board: open_board,
        AskWho: ask_who,
        PickPerson: pick,
        AskChange: ask_change,
        Change: change,
    },
    answers={"roles.home": home_answer},
    views=views.VIEWS,
    seconded={Act.CHANGE_ROLE: roles.carry_out},
    home=views.home_buttons,
    help=(
        HelpPage(
            "roles",
            N_("👥 谁在管事"),
            N_(
                "发 /role 看看都有谁。\n主任和{council}请邻居当差、换人，都要两位议事员同意，"
                "群里说一声。"
            ),
        ),
    ),
)
