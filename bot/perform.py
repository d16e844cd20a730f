"""What one update does, inside its transaction: recognise, resolve, route, refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot import logs
from bot.ask import Ask, Done, Toast
from bot.callbacks import Stale
from bot.column import Before, DocumentRoute, House
from bot.errors import N_, NoCourtyard, Refusal, SentAway
from bot.incoming import Came, Command, Incoming, Press, Said, Sent, Wordless
from bot.tongue import words_for
from storage import courtyards, inbox, outbox, people, prompts
from storage.outbox import Priority
from storage.people import Account
from storage.prompts import HELD, Prompt
from storage.tx import Tx

QUESTION_LASTS = timedelta(days=1)
"""Later a message is no answer any more, but talk."""
ANSWER_AT_ONCE = timedelta(minutes=15)
"""What comes later is taken as the answer only once they say that it is one."""
PICK = "core.pick"
"""The prompt that waits for someone with several courtyards to say which one they mean."""


NOWHERE = N_("您还没加入哪个院坝。请先在院坝的群里点「登记」。")


class SeveralCourtyards(Exception):
    """This person has to pick the courtyard first."""


class AskFirst(Exception):
    """A press runs a command that has something to ask Telegram ahead of the transaction."""

    def __init__(self, before: Before, command: Command) -> None:
        self.before, self.command = before, command


class EditedCommand(Refusal):
    text = N_("改过的消息我不会再办一遍。要办的话，请重新发一条。")


@dataclass(frozen=True)
class Read:
    """A document that was fetched and read ahead of the transaction: by whom, and what it says."""

    route: DocumentRoute
    facts: Any


@dataclass(frozen=True)
class Asked:
    """What Telegram said when it was asked because of AskFirst."""

    facts: Any


@dataclass(frozen=True)
class Performer:
    """Carries updates out. `bot` is our username, without the @."""

    house: House
    bot: str

    def perform(self, tx: Tx, incoming: Incoming, facts: Any = None) -> Done:
        """Carry one out, unless it was carried out before. Raises AskFirst."""
        if not inbox.first_time(tx, incoming.update):
            return Done(None, again=True)
        tx.hold(-incoming.person.id)
        account = _meet(tx, incoming)
        ask = self._ask(tx, incoming, account, facts)
        try:
            with tx.savepoint():
                self._route(ask)
        except SeveralCourtyards:
            self._pick(ask)
        except Refusal as refusal:
            self._refuse(ask, refusal)
            return Done(ask.answer, refusal=type(refusal))
        return Done(ask.answer)

    def _ask(self, tx: Tx, incoming: Incoming, account: Account, facts: Any) -> Ask:
        yard = courtyards.by_chat(tx, incoming.place.chat)
        if yard and tx.hold(yard.courtyard):  # it may have changed while we waited for it
            yard = courtyards.get(tx, yard.courtyard)
        if yard:
            logs.note(courtyard=yard.courtyard)
        words = words_for(account, yard, incoming.person)
        return Ask(tx, incoming, words, account, self.house, self.bot, yard, facts)

    def _route(self, ask: Ask) -> None:
        incoming = ask.incoming
        if isinstance(incoming, Press):
            self._press(ask, incoming.data)
        elif isinstance(incoming, Command):
            self._command(ask, incoming)
        elif isinstance(incoming, Said):
            self._said(ask)
        elif isinstance(incoming, Sent) and isinstance(ask.facts, Read):
            self._document(ask, ask.facts)
        else:
            kind = Wordless if isinstance(incoming, Sent) else type(incoming)
            for handler in self.house.events.get(kind, ()):
                handler(ask)

    def _press(self, ask: Ask, packed: str) -> None:
        try:
            data = self.house.unpack(packed)
        except Stale:
            raise Refusal(N_("这个按钮是老早以前的了，发 /home 重新打开。")) from None
        if data.courtyard:
            if ask.yard is None or ask.yard.courtyard != data.courtyard:
                self._enter(ask, data.courtyard)
        else:
            self._enter_the_only(ask)
        open_before = prompts.get(ask.tx, ask.person.id) if ask.place.private else None
        self.house.presses[type(data)](ask, data)
        if open_before and not data.answers:
            self._leave(ask, open_before)
        if ask.again is not None:
            self._run_again(ask, ask.again)
        elif ask.typed is not None:
            self._type(ask, ask.typed)

    def _command(self, ask: Ask, command: Command) -> None:
        route = self.house.commands.get(command.name)
        if route is None:
            if ask.place.private:
                ask.say("core.unknown")
            return
        if command.edited:
            raise EditedCommand
        if command.disguise:
            ask.say("core.disguised", how=command.disguise, name=command.name)
            return
        if command.name == "start" and command.text and self._deep_link(ask, command.text):
            return
        if ask.place.private:
            prompts.clear(ask.tx, ask.person.id)  # as in _leave
        if route.courtyard:
            self._need_courtyard(ask)
        else:
            self._enter_the_only(ask)
        route.handler(ask)

    def _deep_link(self, ask: Ask, payload: str) -> bool:
        """Follow t.me/<bot>?start=payload; only what changes nothing may be linked to."""
        try:
            data = self.house.unpack(payload)
        except Stale:
            return False
        if not data.link:
            return False
        self._press(ask, payload)
        return True

    def _leave(self, ask: Ask, question: Prompt) -> None:
        """Whoever turns to something else has left the open question (not the one put since)."""
        if prompts.get(ask.tx, ask.person.id) == question:
            prompts.clear(ask.tx, ask.person.id)

    def _said(self, ask: Ask) -> None:
        prompt = prompts.get(ask.tx, ask.person.id)
        handler = self.house.answers.get(prompt.kind) if prompt else None
        if prompt is None or handler is None or ask.tx.now - prompt.at > QUESTION_LASTS:
            ask.say("core.unknown")
            return
        if HELD in prompt.args or ask.tx.now - prompt.at > ANSWER_AT_ONCE:
            self._hold(ask, prompt)
            return
        prompts.clear(ask.tx, ask.person.id)
        if prompt.courtyard:
            self._enter(ask, prompt.courtyard)
        ask.prompt = prompt.args
        handler(ask)  # a refusal undoes the clearing too: the question stands, they write again

    def _document(self, ask: Ask, read: Read) -> None:
        """A document is for the courtyard of the open question, else for the only one."""
        prompt = prompts.get(ask.tx, ask.person.id)
        if prompt and prompt.courtyard:
            self._enter(ask, prompt.courtyard)
        else:
            self._need_courtyard(ask)
        ask.facts = read.facts
        read.route.handler(ask)

    def _hold(self, ask: Ask, question: Prompt) -> None:
        """It may be talk: nothing comes of it before they say that it was meant as the answer."""
        args = {**question.args, HELD: ask.text}
        prompts.ask(ask.tx, ask.person.id, question.courtyard, question.kind, args)
        ask.say("core.held", said=ask.text)

    def _need_courtyard(self, ask: Ask) -> None:
        if self._enter_the_only(ask):
            return
        if not ask.place.private:
            raise NoCourtyard
        if courtyards.of_person(ask.tx, ask.person.id):
            raise SeveralCourtyards
        raise _nowhere(ask)

    def _enter_the_only(self, ask: Ask) -> bool:
        """In a private chat: the courtyard last picked there, or the only one they belong to."""
        if ask.yard is None and ask.place.private:
            mine = courtyards.of_person(ask.tx, ask.person.id)
            current = [yard for yard in mine if yard.courtyard == ask.account.courtyard]
            chosen = current or (mine if len(mine) == 1 else [])
            if chosen:
                self._enter(ask, chosen[0].courtyard)
        return ask.yard is not None

    def _enter(self, ask: Ask, courtyard: int) -> None:
        ask.tx.hold(courtyard)
        yard = courtyards.get(ask.tx, courtyard)
        if yard is None:
            raise _nowhere(ask)
        ask.yard = yard
        logs.note(courtyard=courtyard)
        ask.words = words_for(ask.account, yard, ask.person)

    def _pick(self, ask: Ask) -> None:
        """Ask which courtyard; picking it runs the same command again."""
        raw = ask.incoming.raw if isinstance(ask.incoming, Command) else ""
        prompts.ask(ask.tx, ask.person.id, 0, PICK, {"raw": raw})
        ask.say("core.pick")

    def _run_again(self, ask: Ask, raw: str) -> None:
        """Run a command as the person who pressed, in the courtyard that is known by now."""
        head, _, rest = raw.partition(" ")
        name = head.lstrip("/").partition("@")[0].lower()
        press = ask.incoming
        message = press.message if isinstance(press, Press) else None
        command = Command(
            press.update, press.person, press.place, name, rest.strip(), message or 0, raw=raw
        )
        route = self.house.commands.get(name)
        if route and route.before:
            if not isinstance(ask.facts, Asked):
                raise AskFirst(route.before, command)
            ask.facts = ask.facts.facts
        ask.incoming, ask.again = command, None
        self._command(ask, command)

    def _type(self, ask: Ask, text: str) -> None:
        """Take a press as the written answer to the open question."""
        press = ask.incoming
        message = press.message if isinstance(press, Press) else None
        ask.incoming = Said(press.update, press.person, press.place, text, message or 0)
        ask.typed = None
        self._said(ask)

    def _refuse(self, ask: Ask, refusal: Refusal) -> None:
        """Say no, and why: as an alert to a press, as an answer to anything written."""
        if isinstance(ask.incoming, Said) and refusal.final:
            prompts.clear(ask.tx, ask.person.id)
        if isinstance(ask.incoming, Press):
            said = ask.words.refusal(refusal)
            ask.answer = Toast(said[:200], alert=True)
            return
        ask.say("core.refused", said=ask.words.refusal(refusal))

    def apologise(self, tx: Tx, incoming: Incoming, error: str, content: str) -> None:
        """Our fault: keep the update as a dead letter and say sorry once."""
        if not inbox.first_time(tx, incoming.update):
            return
        inbox.bury(tx, f"update {incoming.update}", content, error)
        if isinstance(incoming, Command | Said | Sent):
            outbox.send(
                tx,
                0,
                incoming.place.chat,
                "core.sorry",
                priority=Priority.ANSWER,
                thread=incoming.place.thread,
            )


def _meet(tx: Tx, incoming: Incoming) -> Account:
    person = incoming.person
    private = incoming.place.private and not isinstance(incoming, Came)
    return people.meet(tx, person.id, person.name, person.username, private=private)


def _nowhere(ask: Ask) -> NoCourtyard:
    """Why there is no courtyard to speak of: none joined, or its group has sent the bot away."""
    gone = courtyards.left_by_us(ask.tx, ask.person.id)
    return SentAway(name=gone[0].name) if gone else NoCourtyard(NOWHERE)
