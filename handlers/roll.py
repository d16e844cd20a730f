"""The roll as the council handles it: looked through, read from a table, changed home by home."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from telegram import Bot

from bot import sheets
from bot.access import Act, check, may
from bot.actions import flats
from bot.actions import roll as acts
from bot.ask import Ask
from bot.column import Column, DocumentRoute, HelpPage, Route
from bot.documents import NotFetched, fetch
from bot.errors import N_, BadInput, NotFound
from bot.incoming import Sent
from bot.rules.roll import Change, Flat, Voter, change_from
from bot.rules.roll_table import Table, read_table
from bot.sheets import Unusable
from handlers.views import roll as views
from handlers.views import roll_change, roll_log, roll_questions, roll_whole
from handlers.views.roll import (
    Edit,
    EditHome,
    FindHome,
    ImportRoll,
    MyEntry,
    OpenBuilding,
    OpenHome,
    OpenRoll,
)
from handlers.views.roll_change import FAULTS_SHOWN, DropChange, SubmitChange
from handlers.views.roll_log import LOOKED, OpenRollLog
from handlers.views.roll_questions import NameVoter
from handlers.views.roll_whole import WholeChange
from storage import audit, courtyards, prompts, roll
from storage.roll import Home
from storage.tx import Tx

LARGEST_FILE = 2 * 1024 * 1024
ALONE = re.compile(r"(就|只有?|单独)?(这)?一套|没有|无|就它|alone|none", re.IGNORECASE)


@dataclass(frozen=True)
class Received:
    """A file as it was read, ahead of the transaction."""

    table: Table | Unusable | NotFetched


def line(ask: Ask) -> None:
    """`/roll`: the roll for the council, one's own entry for everybody else."""
    ask.privately("roll.overview", OpenRoll(courtyard=ask.courtyard.courtyard))


def open_roll(ask: Ask, data: OpenRoll) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("roll.overview")


def my_entry(ask: Ask, data: MyEntry) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("roll.mine")


def open_building(ask: Ask, data: OpenBuilding) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.EDIT_ROLL)
    ask.show("roll.building", building=data.building, at=max(0, data.page))


def open_home(ask: Ask, data: OpenHome) -> None:
    """Every look at a home is logged (domain.md 11)."""
    _look(ask, _home(ask, data.household))


def open_log(ask: Ask, data: OpenRollLog) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.SEE_ROLL_LOG)
    ask.show("roll.log", before=max(0, data.before))


def import_roll(ask: Ask, data: ImportRoll) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.EDIT_ROLL)
    ask.expect("roll.file")
    ask.whisper("roll.ask_file")


def find_home(ask: Ask, data: FindHome) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.EDIT_ROLL)
    ask.expect("roll.find")
    ask.show("roll.ask_home")


def find_answer(ask: Ask) -> None:
    """`3-2-501` opens a home; `3-2-501 89.5` adds it, or changes its area."""
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.EDIT_ROLL)
    home = flats.read_home_and_area(ask.text)
    found = roll.home_at(ask.tx, courtyard, home.label)
    if home.area is not None:
        _propose(ask, Change((home,)))
    elif found:
        _look(ask, found)
    else:
        raise BadInput(
            N_("名册里没有 {home}。要加进去，后面写上面积，比如：{home} 89.5"), home=home.label
        )


def edit(ask: Ask, data: EditHome) -> None:
    found = _home(ask, data.household)
    what = Edit(data.what) if data.what in {e.value for e in Edit} else None
    if what is Edit.AREA:
        ask.expect("roll.area", household=found.household)
        ask.show("roll.ask_area", household=found.household)
    elif what is Edit.OWNER:
        ask.expect("roll.owner", household=found.household)
        ask.show("roll.ask_owner", household=found.household)
    elif what is Edit.VOTER:
        ask.show("roll.ask_voter", household=found.household)
    elif what is Edit.GONE:
        _propose(ask, Change(gone=(found.label,)))
    else:
        raise BadInput


def area_answer(ask: Ask) -> None:
    found = _home(ask, (ask.prompt or {})["household"])
    _propose(ask, Change((Flat(found.label, flats.read_flat_area(ask.text)),)))


def owner_answer(ask: Ask) -> None:
    found = _home(ask, (ask.prompt or {})["household"])
    if ALONE.fullmatch(ask.text.strip()):
        _propose(ask, Change((Flat(found.label, group=0),)))
        return
    labels = [flats.read_flat(text) for text in re.split(r"[\s,，、;；]+", ask.text.strip())]
    for label in labels:
        acts.home_at(ask.tx, ask.courtyard.courtyard, label)
    together = dict.fromkeys([found.label, *labels])
    _propose(ask, Change(tuple(Flat(label, group=1) for label in together)))


def name_voter(ask: Ask, data: NameVoter) -> None:
    found = _home(ask, data.household)
    person = data.person or None
    _propose(ask, Change(voter=Voter(found.label, person, bool(data.alone and person))))


def submit(ask: Ask, data: SubmitChange) -> None:
    done = acts.submit(ask.tx, data.courtyard, ask.person.id, data.change)
    ask.show("roll.changed" if done else "roll.waiting")


def whole(ask: Ask, data: WholeChange) -> None:
    """To both who answer for it: every home it touches."""
    acts.check_open_to(ask.tx, data.courtyard, ask.person.id, data.change)
    ask.whisper("roll.whole", change=data.change)


def drop(ask: Ask, data: DropChange) -> None:
    acts.drop(ask.tx, data.courtyard, ask.person.id, data.change)
    ask.show("roll.dropped")


def file_by_words(ask: Ask) -> None:
    """They were to send the table and wrote something instead."""
    raise BadInput(N_("请把填好的表当文件发给我（.xlsx 或 .csv），不用打字。"))


def welcome(tx: Tx, person: int, question: str | None) -> bool:
    """A table is read from whoever may edit a roll, and only then fetched at all; not where
    another column has asked something."""
    if question and not question.startswith("roll."):
        return False
    mine = courtyards.of_person(tx, person)
    return any(may(tx, yard.courtyard, person, Act.EDIT_ROLL) for yard in mine)


async def receive(bot: Bot, sent: Sent) -> Received:
    """Fetch the file and read it in a thread: 10,000 rows take a second."""
    content = await fetch(bot, sent, LARGEST_FILE)
    if isinstance(content, NotFetched):
        return Received(content)
    return Received(await asyncio.to_thread(read_roll, content))


def read_roll(content: bytes) -> Table | Unusable:
    sheet = sheets.read(content)
    return sheet if isinstance(sheet, Unusable) else read_table(sheet.rows, sheet.merged)


def take(ask: Ask) -> None:
    """What was read: refused as a whole, row by row, or put together as a change to look over."""
    check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.EDIT_ROLL)
    table = ask.facts.table
    if isinstance(table, Unusable | NotFetched):
        ask.say("roll.unusable", why=table.name)
    elif table.faults:
        shown = table.faults[:FAULTS_SHOWN]
        said = [[fault.row, fault.kind.name, fault.text[:60], fault.other] for fault in shown]
        ask.say("roll.faults", faults=said, more=len(table.faults) - len(shown))
    else:
        _propose(ask, change_from(table.lines))
        prompts.clear(ask.tx, ask.person.id)


def _propose(ask: Ask, change: Change) -> None:
    number = acts.propose(ask.tx, ask.courtyard.courtyard, ask.person.id, change)
    ask.show("roll.preview", change=number)


def _home(ask: Ask, household: int) -> Home:
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.EDIT_ROLL)
    found = roll.home(ask.tx, courtyard, household)
    if found is None:
        raise NotFound
    return found


def _look(ask: Ask, found: Home) -> None:
    courtyard = ask.courtyard.courtyard
    audit.append(ask.tx, courtyard, LOOKED, household=found.household, by=ask.person.id)
    ask.show("roll.home", household=found.household)


COLUMN = Column(
    "roll",
    commands={"roll": Route(line)},
    presses={
        OpenRoll: open_roll,
        MyEntry: my_entry,
        OpenBuilding: open_building,
        OpenHome: open_home,
        OpenRollLog: open_log,
        ImportRoll: import_roll,
        FindHome: find_home,
        EditHome: edit,
        NameVoter: name_voter,
        SubmitChange: submit,
        DropChange: drop,
        WholeChange: whole,
    },
    answers={
        "roll.file": file_by_words,
        "roll.find": find_answer,
        "roll.area": area_answer,
        "roll.owner": owner_answer,
    },
    documents=DocumentRoute(welcome, receive, take),
    views={
        **views.VIEWS,
        **roll_change.VIEWS,
        **roll_log.VIEWS,
        **roll_questions.VIEWS,
        **roll_whole.VIEWS,
    },
    seconded={Act.EDIT_ROLL: acts.carry_out},
    moved={Act.EDIT_ROLL: acts.moved},
    home=views.home_buttons,
    help=(
        HelpPage(
            "roll",
            N_("📒 名册"),
            N_(
                "院里有哪些户、多大面积、哪几套是一个业主的，两位议事员才能改，每次改都记账。\n"
                "业主的名字不记。自己家的一条，"
                "发 /roll 就看得到；谁改过、谁看过，管名册的和监督员看得到。"
            ),
            council=True,
        ),
    ),
)
