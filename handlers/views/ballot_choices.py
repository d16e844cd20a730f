"""The buttons of a ballot that is filled in by taps, whoever fills it in."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.filling import complete
from bot.rules.ballot import SIMPLE, choices
from bot.rules.methods import BEST, TICKED, Content, Method
from bot.screen import Button
from bot.words import Words
from handlers.views.ballot_text import option
from storage.votes import Vote


def choice_rows(
    words: Words, vote: Vote, content: Content, tap: Callable[[str, int], Button]
) -> list[list[Button]]:
    """What may be tapped next; `tap` makes the button of a label and a value."""
    if vote.method is Method.SCORE:
        if complete(vote, content):
            return []
        return [[tap(str(score), score) for score in range(BEST + 1)]]
    names = [option(words, vote, number) for number in range(len(choices(vote.options)))]
    if vote.method in TICKED:
        signs = ["☑️ " if n in content else "⬜ " for n in range(len(names))]
    elif vote.method in SIMPLE:
        signs = ["🔘 " if n in content else "" for n in range(len(names))]
    else:
        return [[tap(name, n)] for n, name in enumerate(names) if n not in content]
    return [[tap(sign + name, n)] for n, (sign, name) in enumerate(zip(signs, names, strict=True))]
