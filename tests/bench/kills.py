"""What a bot killed again and again loses and doubles: votes by count, messages by their text."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.sandbox.model import Message, User
from bot.sandbox.run import BotDied, Stage, open_stage
from storage import upkeep
from storage.store import Store
from storage.tx import Tx
from tests.bench.report import Measure, Row
from tests.bench.scene import QUESTION, choices, put_to_vote

OPTIONS = tuple(f"第{n}样" for n in range(1, 11))
"""Ten of them, taken in turn, so that a missing or doubled ballot shows in the order."""
UNANSWERED_S = 4.0
ALIVE_S = (0.5, 2.0)
"""From the start of the process to its end: a third of the kills meet it while it still starts."""
SEED = 20_260_412


@dataclass
class Storm:
    """What people did and were told. `votes` holds (choice, acknowledged) for each person."""

    votes: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)
    asked: dict[str, User] = field(default_factory=dict)
    over: bool = False


@dataclass
class Losses:
    pressed: int = 0
    acknowledged: int = 0
    lost: int = 0
    never_counted: int = 0
    doubled: int = 0

    def add(self, pressed: list[tuple[int, bool]], stored: list[int]) -> None:
        """One person: walk along what they pressed and what is stored, which has the same order."""
        left = list(stored)
        for choice, acknowledged in pressed:
            self.pressed += 1
            self.acknowledged += acknowledged
            if left and left[0] == choice:
                del left[0]
            elif acknowledged:
                self.lost += 1
            else:
                self.never_counted += 1
        self.doubled += len(left)


async def measure(folder: Path, quick: bool) -> Measure:
    kills, hands = (3, 12) if quick else (100, 40)
    async with open_stage(folder, paced=False, log="WARNING") as stage:
        store = await Store.open(stage.database, stage.world.now, readers=1)
        await store.write(lambda tx: put_to_vote(tx, stage.yard, OPTIONS))
        await store.close()
        await stage.start()
        await stage.caught_up()
        storm = Storm()
        await _rage(stage, storm, kills, hands)
        losses = upkeep.look(stage.database, lambda tx: count_votes(tx, stage, storm))
        sound = upkeep.look(stage.database, _unsound)
    heard = [_times_heard(stage, text, user) for text, user in storm.asked.items()]
    return _report(kills, losses, heard, sound)


async def _rage(stage: Stage, storm: Storm, kills: int, hands: int) -> None:
    """People act while the bot is killed and started; then all that waits is caught up."""
    voters = list(stage.yard.by_label.values())[-hands:]
    card = _card(stage)
    async with asyncio.TaskGroup() as group:
        for user in voters:
            group.create_task(_vote(stage, storm, user, card))
        for member in stage.yard.council:
            group.create_task(_draft(stage, storm, member))
        await _kill(stage, kills)
        storm.over = True
        await stage.start()
    await stage.caught_up()


async def _kill(stage: Stage, kills: int) -> None:
    chance = random.Random(SEED)
    for _ in range(kills):
        starting = asyncio.create_task(stage.restart())
        await asyncio.sleep(chance.uniform(*ALIVE_S))
        await stage.kill()
        with suppress(BotDied):
            await starting


async def _vote(stage: Stage, storm: Storm, user: User, card: Message) -> None:
    """Tap the next choice each time; a toast lost with the bot's life is waited for in vain."""
    mine = storm.votes.setdefault(user.id, [])
    buttons = choices(card)[: len(OPTIONS)]
    while not storm.over:
        choice = len(mine) % len(OPTIONS)
        mine.append((choice, False))
        with suppress(TimeoutError):
            toast = await stage.people.press(user, card, buttons[choice], timeout_s=UNANSWERED_S)
            mine[-1] = (choice, OPTIONS[choice] in (toast.text or ""))


async def _draft(stage: Stage, storm: Storm, member: User) -> None:
    """Ask for a message that nobody else asks for, wait for it, ask for the next."""
    while not storm.over:
        text = f"第{len(storm.asked)}问：换不换门禁？"
        storm.asked[text] = member
        stage.people.say(member, member, f"/vote {text} | 3天")
        with suppress(TimeoutError):
            async with asyncio.timeout(UNANSWERED_S):
                while not _times_heard(stage, text, member):
                    await asyncio.sleep(0.02)


def _times_heard(stage: Stage, text: str, member: User) -> int:
    said = stage.world.private(member).messages
    return sum(text in m.text for m in said if m.sender is stage.world.bot)


def count_votes(tx: Tx, stage: Stage, storm: Storm) -> Losses:
    losses = Losses()
    for person, pressed in storm.votes.items():
        rows = tx.rows(
            "SELECT json_extract(content, '$[0]') FROM ballot_history "
            "WHERE courtyard = ? AND person = ? ORDER BY turn",
            stage.yard.courtyard,
            person,
        )
        losses.add(pressed, [row[0] for row in rows])
    return losses


def _unsound(tx: Tx) -> str | None:
    """What is wrong with the file or the audit chain."""
    broken = [str(chain.broken) for chain in upkeep.chains(tx) if chain.broken]
    return upkeep.unsound(tx) or "; ".join(broken) or None


def _card(stage: Stage) -> Message:
    messages = stage.world.chat(stage.yard.group.id).messages
    return next(m for m in reversed(messages) if QUESTION in m.text)


def _report(kills: int, losses: Losses, heard: list[int], unsound: str | None) -> Measure:
    lost, twice = sum(not n for n in heard), sum(n - 1 for n in heard if n > 1)
    votes, notices = f"of {losses.acknowledged:,} acknowledged", f"of {len(heard):,} owed"
    return Measure(
        "Killed again and again",
        f"{kills} SIGKILLs at random moments (seeded) of a storm of votes and of commands that are "
        "answered by a message; the bot is started again each time. The ballots of each person are "
        "compared one by one with what they pressed and were told, each message with what was "
        "asked for. The floor is what was to be kept.",
        [
            _zero("acknowledged votes lost", losses.lost, votes),
            _zero(
                "votes pressed and never answered, lost",
                losses.never_counted,
                f"of {losses.pressed - losses.acknowledged:,}",
            ),
            _zero("votes doubled", losses.doubled, f"of {losses.pressed:,} pressed"),
            _zero("messages lost", lost, notices),
            Row("messages doubled", f"{twice}", notices, f"{twice / len(heard):.4f}", "counted"),
        ],
        [
            "A message is doubled when the kill falls between Telegram's having it and our note of "
            "that: sendMessage cannot be asked to happen once only. Here it was "
            f"{twice / kills:.1f} a kill, with seven people who ask again as soon as answered.",
            f"The file and the audit chain afterwards: {unsound or 'sound'}.",
        ],
    )


def _zero(what: str, count: int, of: str) -> Row:
    return Row(what, f"{count}", of, "–", "0", count == 0)
