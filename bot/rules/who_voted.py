"""Whether a result may say who voted: not where that would say what they chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.rules.methods import RANKED, TICKED, Content, Method
from bot.rules.result_file import FEWEST_BALLOTS, ONE_TAP

FEWEST_TO_NAME = 3


def may_name(method: Method, groups: Sequence[tuple[Content, int]]) -> bool:
    """Whether saying who voted leaves open what they chose, to everyone.

    Not if all of them agree in something, and not if all but one do: that one would know the
    others' choice.
    """
    cast = sum(n for _, n in groups)
    fewest = FEWEST_TO_NAME if method in ONE_TAP else FEWEST_BALLOTS
    return cast >= fewest and all(_leaves_open(said) for said in _sayings(method, groups))


def _sayings(method: Method, groups: Sequence[tuple[Content, int]]) -> list[Counter[object]]:
    """What each ballot says, counted: as a whole, and of what it puts first, ticks or scores."""
    whole: Counter[object] = Counter()
    parts: dict[object, Counter[object]] = {}
    for content, n in groups:
        whole[content] += n
        if method in RANKED:
            parts.setdefault("first", Counter())[content[0]] += n
        elif method is Method.SCORE:
            for option, score in enumerate(content):
                parts.setdefault(option, Counter())[score] += n
    if method in TICKED:
        for option in {option for content, _ in groups for option in content}:
            ticked = sum(n for content, n in groups if option in content)
            parts[option] = Counter({"ticked": ticked, "not": whole.total() - ticked})
            if ticked < 2:  # what nobody wanted says little about those who voted
                del parts[option]
    return [whole, *parts.values()]


def _leaves_open(said: Counter[object]) -> bool:
    return said.total() - max(said.values(), default=0) > 1
