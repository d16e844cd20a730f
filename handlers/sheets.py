"""Having ballot sheets and notices printed."""

from __future__ import annotations

from bot.actions import papers
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from handlers.views import sheets as views
from handlers.views.sheets import ALL, MISSING, NOTICE, Print, Printing


def menu(ask: Ask, data: Printing) -> None:
    papers.printable(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("sheets.menu", vote=data.vote)


def print_(ask: Ask, data: Print) -> None:
    if data.what not in (MISSING, ALL, NOTICE):
        raise BadInput
    papers.print_sheets(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("sheets.working", vote=data.vote, what=data.what)
    if data.what == NOTICE:
        ask.whisper("sheets.notice", vote=data.vote)
    else:
        ask.whisper("sheets.ballots", vote=data.vote, what=data.what)


COLUMN = Column("sheets", presses={Printing: menu, Print: print_}, views=views.VIEWS)
