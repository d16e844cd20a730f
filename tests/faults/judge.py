"""After the storm: everything that has to be true, whatever went wrong before."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import TypeVar

from bot.column import House
from bot.doctor import faults
from bot.page import Pointless
from bot.render import Renderer
from bot.sandbox.markup import parse_html
from bot.sandbox.world import World
from handlers import COLUMNS
from storage import cards, due, outbox, upkeep
from storage.cards import Card
from storage.errors import StoreError
from storage.tx import Tx, columns
from tests.faults.crowd import Crowd
from tests.faults.ground import Ground

T = TypeVar("T")
CALM_WITHIN_S = 60.0


def look(ground: Ground, query: Callable[[Tx], T]) -> T:
    return upkeep.look(ground.place, query, ground.world.now())


async def calm(ground: Ground) -> float:
    """Wait until everything is heard, said and drawn; the seconds it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        with_telegram = not ground.world.updates.pending
        try:
            if with_telegram and await asyncio.to_thread(look, ground, upkeep.at_rest):
                return loop.time() - began
        except StoreError:
            pass  # the server is still on its way back
        waited = loop.time() - began
        assert waited < CALM_WITHIN_S, f"never calm again: {what_waits(ground)}"
        await asyncio.sleep(0.05)


def what_waits(ground: Ground) -> str:
    rows = look(
        ground,
        lambda tx: (
            [(p.view, p.chat, p.attempts) for p in outbox.heads(tx, 5)],
            [(c.kind, c.subject, c.attempts) for c in cards.dirty(tx, 5)],
            due.ready(tx, 5),
        ),
    )
    return f"{list(ground.world.updates.pending.values())[:2]} {rows} {ground.log()[-3000:]}"


async def judged(ground: Ground, crowd: Crowd, letters: int = 0) -> Counter[str]:
    """Raises AssertionError naming everything that is not as it has to be; else the figures."""
    took = await calm(ground)
    losses = look(ground, crowd.count)
    heard = [crowd.heard(text) for text in crowd.asked]
    wrong = list(look(ground, lambda tx: list(all_wrong(tx, ground.world, letters))))
    wrong += await asyncio.to_thread(faults, ground.place, ground.world.now())
    if losses.lost or losses.doubled or losses.never_counted:
        wrong.append(f"votes: {losses}")
    if not all(heard):
        wrong.append(f"{heard.count(0)} of {len(heard)} messages asked for never came")
    voters = sum(any(True for _ in mine) for mine in crowd.votes.values())
    if ground.hung and f"已投 {voters}／120" not in ground.card.text:
        wrong.append(f"{voters} have voted, the card says {ground.card.text!r}")
    assert not wrong, "\n".join(map(str, wrong))
    return Counter(
        {
            "taps": losses.pressed,
            "acknowledged": losses.acknowledged,
            "lost": losses.lost,
            "messages owed": len(heard),
            "messages doubled": sum(n - 1 for n in heard),
            "cards doubled": _cards_doubled(ground),
            "seconds until calm, at most": round(took),
        }
    )


def all_wrong(tx: Tx, world: World, letters: int = 0) -> Iterator[str]:
    """Whatever in the database is not as it has to be, or not what Telegram shows."""
    unsound = upkeep.unsound(tx)
    if unsound:
        yield f"the file: {unsound}"
    yield from (f"chain of {one.name}: {one.broken}" for one in upkeep.chains(tx) if one.broken)
    if upkeep.dead_letters(tx) != letters:
        yield f"dead letters: {tx.rows('SELECT source, content, error FROM dead_letters')}"
    for state, view, error, later in tx.rows(
        "SELECT state, view, error, not_before > ? FROM outbox WHERE state <> 'SENT'", tx.now
    ):
        if not (state == "WAITING" and later) and not error:
            yield f"a parcel {view} is {state} without a reason"
    for card in tx.list(Card, f"SELECT {columns(Card)} FROM cards"):
        yield from _untrue(tx, world, card)


def _untrue(tx: Tx, world: World, card: Card) -> Iterator[str]:
    """What this card shows in Telegram against what the database would have it say."""
    name = f"card {card.kind} {card.subject}"
    if card.drawn < card.version:
        yield f"{name} waits to be drawn"
        return
    renderer = Renderer(House(*COLUMNS), world.bot.username or "")
    try:
        _, screen = renderer.card(tx, card)
    except Pointless:
        yield f"{name} stands for nothing"
        return
    stands = world.chat(card.chat).by_id.get(card.message or 0)
    if stands is None:
        yield f"{name} is not where the bot thinks it is"
    elif stands.text != (truth := parse_html(screen.text)[0].strip()):
        says = zip_longest(stands.text.splitlines(), truth.splitlines())
        yield f"{name} says, and the truth is: {[lines for lines in says if len({*lines}) > 1]}"


def _cards_doubled(ground: Ground) -> int:
    """Cards of the vote that hang beside the one that is kept up to date."""
    mine = [m for m in ground.group.messages if m.sender is ground.world.bot]
    return max(0, sum("表决 1" in m.text and bool(m.buttons) for m in mine) - 1)
