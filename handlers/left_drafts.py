"""Drafts that somebody left behind: looked at, taken over or dropped by another councillor."""

from __future__ import annotations

from bot.actions import left_drafts
from bot.ask import Ask
from bot.column import Column
from handlers.views import left_drafts as views
from handlers.views.left_drafts import DropLeft, LeftDraft, TakeDraft


def show(ask: Ask, data: LeftDraft) -> None:
    left_drafts.get(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.left_draft", vote=data.vote)


def take(ask: Ask, data: TakeDraft) -> None:
    left_drafts.take(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.form", vote=data.vote)


def drop(ask: Ask, data: DropLeft) -> None:
    left_drafts.drop(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.dropped")


COLUMN = Column(
    "left drafts",
    presses={LeftDraft: show, TakeDraft: take, DropLeft: drop},
    views=views.VIEWS,
    owed=views.owed,
)
