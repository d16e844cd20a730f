"""What a column of the house brings: its commands, buttons, answers, due work and views, as data.

The composition root joins the columns into one `House`; nothing registers itself on import.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot

from bot.access import Act
from bot.ask import Ask
from bot.callbacks import Data, Stale
from bot.incoming import Command, Incoming, Press, Sent
from bot.page import Page
from bot.screen import Button, Screen
from bot.words import Html
from storage import prompts
from storage.tx import Tx

Handler = Callable[[Ask], None]
PressHandler = Callable[[Ask, Any], None]
"""Called with the unpacked Data it is registered for."""
View = Callable[..., Screen]
"""Called as `view(page, **args)` with the args its message was sent with."""
DueAction = Callable[[Tx, int, str], None]
"""Called as `action(tx, courtyard, subject)`; its row is gone in the same transaction."""
Tell = Callable[[int, int], None]
"""Called by work in a thread: so much of so much is done."""


@dataclass(frozen=True)
class Slow:
    """Due work too long for a transaction: `read` in one, `work` in a thread without any, `write`
    in another. The row goes with `write`, so that what a kill cut short is begun again."""

    read: Callable[[Tx, int, str], Any]
    """What the work needs; None when there is nothing to do any more."""
    work: Callable[[Any, Tell], Any]
    write: Callable[[Tx, int, str, Any], None]
    tell: Callable[[Tx, int, str, int, int], None]
    """Says how far it is, every few seconds."""


Seconded = Callable[[Tx, int, int, int, dict[str, Any]], None]
"""Called as `act(tx, courtyard, first person, second person, args)` once the second confirmed.
The view named `describe.<act>` says in full what would happen, to the one who must decide."""
Moved = Callable[[Tx, int, dict[str, Any]], dict[str, Any] | None]
"""Called as `moved(tx, courtyard, args)` before the second's yes counts: None where all is as it
was when it was asked for; else it is brought up to date, and with these args it is asked anew."""
Before = Callable[[Bot, Command | Press], Awaitable[Any]]
"""Asks Telegram something ahead of the transaction; what it returns is `ask.facts`."""


@dataclass(frozen=True)
class Owed:
    """Something that waits for this person: a line about it, and the button that does it."""

    text: Html
    button: Button


@dataclass(frozen=True)
class HelpPage:
    """A page of the help, short enough for one screen of a phone: the title is its button, too.
    Both are marked with N_; `key` is what a link to it carries."""

    key: str
    title: str
    text: str
    council: bool = False
    """Whether it is for those who look after things, and not for everyone."""


@dataclass(frozen=True)
class Route:
    """A command: who handles it, whether it speaks of a courtyard, what to ask Telegram first."""

    handler: Handler
    courtyard: bool = True
    before: Before | None = None


@dataclass(frozen=True)
class DocumentRoute:
    """Who reads documents sent in private. `welcome(tx, person, question)` says, before anything
    is fetched, whether this person's is wanted (`question` is the kind of the open one). `before`
    fetches and reads it ahead of the transaction, off the event loop where that takes long; what
    it returns is `ask.facts` of the handler."""

    welcome: Callable[[Tx, int, str | None], bool]
    before: Callable[[Bot, Sent], Awaitable[Any]]
    handler: Handler


@dataclass(frozen=True)
class Column:
    name: str
    commands: Mapping[str, Route] = field(default_factory=dict)
    presses: Mapping[type[Data], PressHandler] = field(default_factory=dict)
    answers: Mapping[str, Handler] = field(default_factory=dict)
    due: Mapping[str, DueAction | Slow] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    seconded: Mapping[Act, Seconded] = field(default_factory=dict)
    moved: Mapping[Act, Moved] = field(default_factory=dict)
    events: Mapping[type[Incoming], Handler] = field(default_factory=dict)
    """What it wants to hear of besides; several columns may hear of the same."""
    before_press: Mapping[type[Data], Before] = field(default_factory=dict)
    documents: DocumentRoute | None = None
    home: Callable[[Page], list[Button]] | None = None
    """Its buttons on the reader's home screen (only what they may do)."""
    owed: Callable[[Page], list[Owed]] | None = None
    """What still waits for the reader, most urgent first."""
    help: Sequence[HelpPage] = ()
    """Its pages of the help."""
    mydata: Callable[[Tx, int, int], Any] | None = None
    """Everything kept about a person: `mydata(tx, courtyard, person)`, ready for JSON."""
    forget: Callable[[Tx, int, int], None] | None = None
    """Erase a person: `forget(tx, courtyard, person)`; what is counted stays counted."""


def forget(columns: Sequence[Column], tx: Tx, courtyard: int, person: int) -> None:
    """Every column erases the person here; the first ones last, since the others look things up
    in them."""
    for column in reversed(columns):
        if column.forget:
            column.forget(tx, courtyard, person)


_JOINED = (
    "commands",
    "presses",
    "answers",
    "due",
    "views",
    "seconded",
    "moved",
    "before_press",
)


class House:
    """All columns together. Raises ValueError when two bring the same name."""

    def __init__(self, *columns: Column) -> None:
        self.commands: dict[str, Route] = {}
        self.presses: dict[type[Data], PressHandler] = {}
        self.answers: dict[str, Handler] = {}
        self.due: dict[str, DueAction | Slow] = {}
        self.views: dict[str, View] = {}
        self.seconded: dict[Act, Seconded] = {}
        self.moved: dict[Act, Moved] = {}
        self.events: dict[type[Incoming], list[Handler]] = {}
        self.before_press: dict[type[Data], Before] = {}
        self.columns = columns
        for column in columns:
            for name in _JOINED:
                mine, theirs = getattr(self, name), getattr(column, name)
                if twice := mine.keys() & theirs.keys():
                    raise ValueError(
                        f"{column.name} brings {name} again: {sorted(map(str, twice))}"
                    )
                mine.update(theirs)
            for kind, handler in column.events.items():
                self.events.setdefault(kind, []).append(handler)
        self._by_prefix = {kind.prefix: kind for kind in self.presses}
        if len(self._by_prefix) != len(self.presses):
            raise ValueError("two buttons share a prefix")

    def unpack(self, packed: str) -> Data:
        """What a button carried. Raises Stale."""
        kind = self._by_prefix.get(packed.partition("_")[0])
        if kind is None:
            raise Stale(packed[:64])
        return kind.unpack(packed)

    def reader(self, tx: Tx, person: int) -> DocumentRoute | None:
        """Who reads a document of this person; None where nobody wants one."""
        open_one = prompts.get(tx, person)
        question = open_one.kind if open_one else None
        routes = [column.documents for column in self.columns if column.documents]
        return next((route for route in routes if route.welcome(tx, person, question)), None)

    def screen(self, page: Page, view: str, args: Mapping[str, Any]) -> Screen:
        return self.views[view](page, **args)
