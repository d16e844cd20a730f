"""A crowd of neighbours that taps on a card, the same way for the same seed."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from bot.sandbox.model import Button, Message, User
from bot.sandbox.people import People

# How the first choices of a card share the crowd; what is left of it is spread over the others.
MOODS: dict[str, tuple[float, ...]] = {
    "for": (0.82, 0.10, 0.08),
    "against": (0.15, 0.77, 0.08),
    "divided": (0.46, 0.44, 0.10),
    "any": (1.0, 1.0, 1.0),
}
SIZE = 80
PATIENCE_S = 60.0


class NothingToTap(Exception):
    """No message here has two buttons that ask for one choice."""


def choices(message: Message) -> list[Button]:
    """The buttons that are one question: the largest set whose data begin alike."""
    buttons = [one for row in message.buttons for one in row if one.data]
    kinds = Counter(_kind(one) for one in buttons)
    asked = [one for one in buttons if kinds[_kind(one)] == max(kinds.values())]
    return asked if len(asked) > 1 else []


def _kind(button: Button) -> str:
    return (button.data or "").split("_")[0]


def newest_question(messages: Sequence[Message]) -> Message:
    """Raises NothingToTap."""
    for message in reversed(messages):
        if choices(message):
            return message
    raise NothingToTap


async def tap(
    people: People,
    neighbours: Sequence[User],
    card: Message,
    *,
    mood: str,
    seed: int,
    size: int = SIZE,
) -> dict[str, int]:
    """All at once, as on the evening of a vote; how many tapped what."""
    dice = random.Random(seed)  # noqa: S311 - a crowd on a stage, repeatable on purpose
    asked = choices(card)
    if not asked:
        raise NothingToTap
    shares = (*MOODS[mood], *(0.05 for _ in asked))[: len(asked)]
    crowd = dice.sample(list(neighbours), min(size, len(neighbours)))
    taps = dice.choices(asked, shares, k=len(crowd))
    await asyncio.gather(
        *(
            people.press(who, card, one.data or "", PATIENCE_S)
            for who, one in zip(crowd, taps, strict=True)
        )
    )
    return dict(Counter(one.text for one in taps))
