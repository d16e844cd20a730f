"""How long people wait between their tap and its toast."""

from __future__ import annotations

from pathlib import Path

from tests.bench.rate import FLOORS
from tests.bench.report import Measure, Row
from tests.bench.scene import open_scene
from tests.bench.taps import Tapped, tap

CROWDS = (1, 30, 200)


async def measure(folder: Path, quick: bool) -> Measure:
    rounds, seconds = (1, 0.2) if quick else (3, 1.5)
    found: dict[tuple[str, int], Tapped] = {}
    async with open_scene(folder, max(CROWDS)) as scene:
        for _ in range(rounds):
            for kind in ("product", "answers"):
                async with scene.bot(kind, *FLOORS, kind):
                    await tap(scene, 30, seconds / 4)
                    for hands in CROWDS:
                        _add(found, kind, await tap(scene, hands, seconds), hands)
    rows = [_row(found, hands, share) for hands in CROWDS for share in (0.5, 0.99)]
    return Measure(
        "From tap to toast",
        "People tap a vote's card, each again at once when answered (so 200 people tap as fast as "
        "the bot can answer: the wait is the length of the queue). Timed in Telegram's place, from "
        "the update being there to answerCallbackQuery having arrived. The floor is a bot that "
        f"reads updates with python-telegram-bot and answers, nothing else. {rounds} rounds, "
        "taken in turn.",
        rows,
    )


def _add(found: dict[tuple[str, int], Tapped], kind: str, tapped: Tapped, hands: int) -> None:
    so_far = found.setdefault((kind, hands), Tapped(0.0))
    so_far.waits += tapped.waits


def _row(found: dict[tuple[str, int], Tapped], hands: int, share: float) -> Row:
    product = found["product", hands].wait_ms(share)
    floor = found["answers", hands].wait_ms(share)
    people = "1 person" if hands == 1 else f"{hands} people"
    return Row(
        f"{people}, p{share * 100:.0f}",
        f"{product:.1f} ms",
        f"{floor:.1f} ms",
        f"{product / floor:.2f}",
    )
