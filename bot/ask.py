"""One act of one person, as a handler sees it: who, where, which courtyard, how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.helpers import create_deep_linked_url

from bot.callbacks import Data
from bot.errors import NoCourtyard, Refusal
from bot.incoming import Command, Incoming, Person, Place, Press, Said
from bot.words import Words
from storage import outbox, people, prompts
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.people import Account
from storage.tx import Tx

if TYPE_CHECKING:
    from bot.column import House

TOAST_LIMIT = 200


@dataclass(frozen=True)
class Toast:
    """What answers a press: a short text, as an alert where it must be read, or a link to open."""

    text: str = ""
    alert: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Done:
    """How an update ended: the answer to a press (None for all else), and why it was refused."""

    toast: Toast | None
    refusal: type[Refusal] | None = None
    again: bool = False
    """Whether it had been carried out before."""


@dataclass
class Ask:
    """Handlers run inside the transaction of their update. They call one action, then say, show
    or toast what came of it; a Refusal they let through undoes everything and is said instead."""

    tx: Tx
    incoming: Incoming
    words: Words
    account: Account
    house: House
    bot: str
    yard: Courtyard | None = None
    facts: Any = None
    answer: Toast | None = None
    prompt: dict[str, Any] | None = None
    """What the question being answered was asked with (answers only)."""
    again: str | None = None
    """A press handler sets this to a command line that is to run as this person, right after."""

    typed: str | None = None
    """A press handler sets this to what the press stands for: it is taken as the written answer
    to the question that is open (a tapped calendar types a date)."""

    @property
    def person(self) -> Person:
        return self.incoming.person

    @property
    def place(self) -> Place:
        return self.incoming.place

    @property
    def courtyard(self) -> Courtyard:
        if self.yard is None:
            raise NoCourtyard
        return self.yard

    @property
    def text(self) -> str:
        """What they wrote after the command, or in answer to a question."""
        return self.incoming.text if isinstance(self.incoming, Command | Said) else ""

    def parts(self) -> list[str]:
        """The text cut at | (or the full-width ｜), each part trimmed."""
        return [part.strip() for part in self.text.replace("｜", "|").split("|")]

    def say(self, view: str, **args: Any) -> None:
        """Answer where they are: a new message, in a group as a reply."""
        in_group = not self.place.private
        reply = self.incoming.message if isinstance(self.incoming, Command) and in_group else None
        self._send(self.place.chat, view, args, thread=self.place.thread, reply_to=reply)

    def whisper(self, view: str, *, once: bool = False, **args: Any) -> None:
        """Write to them privately (kept back by Telegram if they never started the bot). Of what
        is said `once` we keep nothing."""
        self._send(self.person.id, view, args, once=once)

    def show(self, view: str, **args: Any) -> None:
        """Turn the pressed message into `view` in the private chat; elsewhere, or without a
        pressed message, write to them privately instead. A shared card never changes for one."""
        if isinstance(self.incoming, Press) and self.place.private and self.incoming.message:
            self._send(self.place.chat, view, args, edits=self.incoming.message)
        else:
            self.whisper(view, **args)

    def privately(self, view: str, at: Data, **args: Any) -> None:
        """Answer in the private chat. From a group: whisper if we may, else offer the way there
        (`at` is the linkable data that leads to the same place)."""
        if self.place.private or self.account.reachable == people.REACHABLE:
            self.show(view, **args)
            if not self.place.private and isinstance(self.incoming, Press):
                self.toast("私聊里看，我发给您了。")
        elif isinstance(self.incoming, Press):
            self.open(at)
        else:
            self.say("core.come_private", at=at.pack())

    def open(self, at: Data) -> None:
        """Answer a press by opening the private chat with us at `at`."""
        self.answer = Toast(url=create_deep_linked_url(self.bot, at.pack()))

    def toast(self, text: str, *, alert: bool = False, **args: object) -> None:
        """Answer a press with a short text (best effort; a command gets it as a message)."""
        said = self.words.plain(text, **args)
        if len(said) > TOAST_LIMIT:
            said = said[: TOAST_LIMIT - 1] + "…"
        self.answer = Toast(said, alert)

    def expect(self, kind: str, **args: Any) -> None:
        """Take their next plain message in the private chat as the answer to `kind`."""
        prompts.ask(self.tx, self.person.id, self.courtyard_id, kind, args)

    @property
    def courtyard_id(self) -> int:
        return self.yard.courtyard if self.yard else 0

    def _send(
        self,
        chat: int,
        view: str,
        args: dict[str, Any],
        *,
        thread: int | None = None,
        edits: int | None = None,
        reply_to: int | None = None,
        once: bool = False,
    ) -> None:
        outbox.send(
            self.tx,
            self.courtyard_id,
            chat,
            view,
            args,
            priority=Priority.ANSWER,
            thread=thread,
            edits=edits,
            reply_to=reply_to,
            once=once,
        )
