"""Acts played through the bot's handlers on one file in memory, each undone afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.ask import Toast
from bot.callbacks import Data
from bot.column import House
from bot.incoming import Command, Incoming, Person, Place, Press, Said
from bot.perform import Performer
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from handlers import COLUMNS
from storage.tx import Tx
from tests.hostile.furnished import furnished, populated
from tests.yard import NOON

Step = Data | str
"""A press in private; a command (`/…`) in the group; or words in private."""
OURS = ("seen", "prompts", "outbox", "people")
"""What the bot keeps to be able to answer at all, whoever it is that comes."""


@dataclass(frozen=True)
class Told:
    """What somebody who acted was told, and which tables keep that they did."""

    toasts: tuple[str, ...]
    views: tuple[str, ...]
    refusals: tuple[str, ...]
    touched: frozenset[str]


@dataclass
class Stage:
    """One file with two furnished courtyards; whatever is played on it is taken back."""

    house: House = field(default_factory=lambda: House(*COLUMNS))
    update: int = 0

    def __post_init__(self) -> None:
        self.yards: list[ReadyYard] = populated(World(clock=lambda: NOON))
        self.file = sqlite3.connect(":memory:", isolation_level=None)
        self.file.deserialize(furnished())
        self.file.execute("PRAGMA foreign_keys = ON")
        self._watch()
        self.performer = Performer(self.house, "yuanba_bot")

    def _watch(self) -> None:
        """Note each table in which a row comes, goes or changes; what is undone, is undone here."""
        found = self.file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        self.file.execute("CREATE TEMP TABLE touched (name TEXT, courtyard INTEGER)")
        self.file.execute("CREATE TEMP TABLE told (view TEXT, args TEXT)")
        self.file.execute(
            "CREATE TEMP TRIGGER telling AFTER INSERT ON main.outbox "
            "BEGIN INSERT INTO told VALUES (new.view, new.args); END"
        )
        for (name,) in found:
            if name in OURS or name.startswith("sqlite_"):
                continue
            only = "WHEN new.name <> 'outbox'" if name == "counters" else ""
            columns = [row[1] for row in self.file.execute(f"PRAGMA table_info({name})")]
            for what, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
                whose = f"{row}.courtyard" if "courtyard" in columns else "0"
                self.file.execute(
                    f"CREATE TEMP TRIGGER {name}_{what} AFTER {what} ON main.{name} "
                    f"{only if row == 'new' else ''} "
                    f"BEGIN INSERT INTO touched VALUES ('{name}', {whose}); END"
                )

    @contextmanager
    def undone(self) -> Iterator[Tx]:
        self.file.execute("BEGIN")
        try:
            yield Tx(self.file, NOON)
        finally:
            self.file.execute("ROLLBACK")

    def plays(self, tx: Tx, person: int, yard: ReadyYard, steps: Sequence[Step]) -> Told:
        """As this person, with `yard`'s group as the place where commands are written."""
        toasts = []
        for step in steps:
            done = self.performer.perform(tx, self._incoming(person, yard, step))
            toasts.append(done.toast or Toast())
        said = tx.rows("SELECT view, args ->> '$.said' FROM told ORDER BY rowid")
        return Told(
            tuple(toast.text for toast in toasts),
            tuple(view for view, _ in said),
            tuple(words for view, words in said if view == "core.refused"),
            frozenset(name for (name,) in tx.rows("SELECT name FROM touched")),
        )

    def touched(self, tx: Tx, courtyard: int) -> set[str]:
        """The tables in which something of this courtyard has changed."""
        return {
            name for (name,) in tx.rows("SELECT name FROM touched WHERE courtyard = ?", courtyard)
        }

    def forgets(self, tx: Tx) -> None:
        """What was told and touched so far is of no interest any more."""
        tx.run("DELETE FROM touched")
        tx.run("DELETE FROM told")

    def presses(self, tx: Tx, person: int, packed: str) -> str:
        """Data that perhaps no button has; the toast."""
        self.update += 1
        alone = Place(person, "private")
        press = Press(self.update, Person(person, "谁"), alone, str(self.update), packed, 7)
        toast = self.performer.perform(tx, press).toast
        return toast.text if toast else ""

    def _incoming(self, person: int, yard: ReadyYard, step: Step) -> Incoming:
        self.update += 1
        who, alone = Person(person, "谁"), Place(person, "private")
        if isinstance(step, Data):
            return Press(self.update, who, alone, str(self.update), step.pack(), 7)
        if step.startswith("/"):
            name, _, text = step[1:].partition(" ")
            group = Place(yard.group.id, "supergroup", yard.name)
            return Command(self.update, who, group, name, text, 7, raw=step)
        return Said(self.update, who, alone, step, 7)
