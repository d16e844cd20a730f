"""What the sandbox knows of one Bot API method: how to run it and which parameters it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.params import Params
    from bot.sandbox.world import World


@dataclass(slots=True, frozen=True)
class Method:
    """`paced` calls count against the flood limits; `quiet` ones stay out of the log of calls."""

    name: str
    run: Callable[[World, Params], Any]
    accepts: frozenset[str]
    paced: bool = False
    quiet: bool = False


def method(
    name: str,
    run: Callable[[World, Params], Any],
    accepts: str = "",
    *,
    paced: bool = False,
    quiet: bool = False,
) -> Method:
    return Method(name, run, frozenset(accepts.split()), paced, quiet)
