"""Writing a version of the covenant: pasted or clause by clause, previewed, sent to a second."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import covenant
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput, NotFound
from handlers.views import covenant_form as views
from handlers.views.covenant_buttons import NewCovenant, OpenCovenantDraft
from handlers.views.covenant_form import Edit, EditCovenant
from storage import prompts

LONG = 3_000
"""Telegram cuts a paste at 4096 units; after so many characters another part may follow."""


def new(ask: Ask, data: NewCovenant) -> None:
    number = covenant.begin(ask.tx, data.courtyard, ask.person.id)
    if number is None:
        _ask_text(ask, 0)
    else:
        ask.show("covenant.form", covenant=number)


def open_draft(ask: Ask, data: OpenCovenantDraft) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.PUBLISH_COVENANT)
    if covenant.get(ask.tx, data.courtyard, data.covenant).by_person != ask.person.id:
        raise NotFound
    prompts.clear(ask.tx, ask.person.id)
    ask.show("covenant.form", covenant=data.covenant)


def edit(ask: Ask, data: EditCovenant) -> None:
    covenant.own_draft(ask.tx, data.courtyard, ask.person.id, data.covenant)
    if data.what not in {what.value for what in Edit}:
        raise BadInput
    prompts.clear(ask.tx, ask.person.id)  # a tap is the answer to whatever was still being asked
    _EDITS[Edit(data.what)](ask, data.covenant)


def text_answer(ask: Ask) -> None:
    number = covenant.write(ask.tx, ask.courtyard.courtyard, ask.person.id, ask.text)
    _more_or_form(ask, number)


def more_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["covenant"]
    covenant.append(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    _more_or_form(ask, number)


def change_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["covenant"]
    covenant.change_clause(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    ask.say("covenant.form", covenant=number)


def note_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["covenant"]
    covenant.set_note(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    ask.say("covenant.form", covenant=number)


def _more_or_form(ask: Ask, number: int) -> None:
    if len(ask.text) < LONG:
        ask.say("covenant.form", covenant=number)
        return
    ask.expect("covenant.more", covenant=number)
    ask.say("covenant.ask_more", covenant=number)


def _ask_text(ask: Ask, number: int) -> None:
    ask.expect("covenant.text")
    ask.show("covenant.ask_text")


def _ask_clause(ask: Ask, number: int) -> None:
    ask.expect("covenant.more", covenant=number)
    ask.show("covenant.ask_clause", covenant=number)


def _ask_change(ask: Ask, number: int) -> None:
    ask.expect("covenant.change", covenant=number)
    ask.show("covenant.ask_change", covenant=number)


def _ask_note(ask: Ask, number: int) -> None:
    ask.expect("covenant.note", covenant=number)
    ask.show("covenant.ask_note", covenant=number)


def _wording(ask: Ask, number: int) -> None:
    covenant.toggle_wording(ask.tx, ask.courtyard.courtyard, ask.person.id, number)
    ask.show("covenant.form", covenant=number)


def _submit(ask: Ask, number: int) -> None:
    if covenant.submit(ask.tx, ask.courtyard.courtyard, ask.person.id, number):
        ask.show("covenant.published", covenant=number)
    else:
        ask.show("covenant.waiting")


def _drop(ask: Ask, number: int) -> None:
    covenant.drop(ask.tx, ask.courtyard.courtyard, ask.person.id, number)
    ask.show("covenant.dropped")


_EDITS = {
    Edit.REPLACE: _ask_text,
    Edit.ADD: _ask_clause,
    Edit.CHANGE: _ask_change,
    Edit.WORDING: _wording,
    Edit.NOTE: _ask_note,
    Edit.SUBMIT: _submit,
    Edit.DROP: _drop,
}

COLUMN = Column(
    "covenant form",
    presses={NewCovenant: new, OpenCovenantDraft: open_draft, EditCovenant: edit},
    answers={
        "covenant.text": text_answer,
        "covenant.more": more_answer,
        "covenant.change": change_answer,
        "covenant.note": note_answer,
    },
    views=views.VIEWS,
    seconded={Act.PUBLISH_COVENANT: covenant.publish},
)
