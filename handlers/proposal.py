"""What would become public is shown once more; it is done on a yes, tapped or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.ask import Ask
from bot.errors import N_, BadInput, TooLate
from storage import prompts
from storage.tx import Tx

_YES = frozenset(("好", "好的", "要得", "是", "对", "行", "可以", "yes", "ok", "y"))


class OldButton(TooLate):
    text = N_("这个按钮是先前的，什么都没改。请重新打开那一页，再点一次。")


class NotYet(BadInput):
    text = N_("还没办。请点上面的按钮；要办也可以写「好」。")


class _Undone(Exception):
    """What was tried is to leave no trace."""


def propose(ask: Ask, kind: str, **args: Any) -> None:
    """Show what was meant, by the view called `kind`, and wait for a yes."""
    ask.expect(kind, **args)
    ask.say(kind, **args)


def try_out(tx: Tx, act: Callable[[], object]) -> None:
    """What would be refused after the yes is refused before it is asked for."""
    try:
        with tx.savepoint():
            act()
            raise _Undone
    except _Undone:
        return


def tapped(ask: Ask, kind: str, **subject: Any) -> dict[str, Any]:
    """What was proposed last, to a tap on its yes. Raises OldButton where that is another thing."""
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt is None or prompt.kind != kind:
        raise OldButton
    if any(prompt.args[name] != value for name, value in subject.items()):
        raise OldButton
    prompts.clear(ask.tx, ask.person.id)
    return prompt.args


def written(ask: Ask) -> dict[str, Any]:
    """What was proposed, to a yes in words. Raises NotYet for anything else: the question stays."""
    if ask.text.strip().lower() not in _YES:
        raise NotYet
    return ask.prompt or {}
