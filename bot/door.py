"""The door: an update comes in only when every part of it that we use is what Telegram says it is.

What is not is refused here, where nothing depends on it yet. Telegram itself sends no such thing;
whoever has learnt the webhook's secret may.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from telegram import Bot, Update

from bot.callbacks import LARGEST
from bot.incoming import Incoming, Person, Place, read_update
from bot.raw import lean


class Unsound(ValueError):
    """A part of an update is not of its kind, or is more than a database can hold."""


def read(raw: Any, bot: Bot, username: str) -> Incoming | None:
    """The update narrowed to what we use; None for what is none of our business. Raises whatever
    comes of it when it is no update."""
    incoming = read_update(Update.de_json(lean(raw), bot), username)
    if incoming is not None:
        _check(incoming)
    return incoming


def number(raw: Any) -> object:
    """Which update it is, for the log."""
    return raw.get("update_id") if isinstance(raw, dict) else "without a number"


def _check(part: Incoming | Person | Place) -> None:
    for name, kinds in _kinds(type(part)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(part, name)
        if isinstance(value, Person | Place):
            _check(value)
        elif not _fits(value, kinds):
            raise Unsound(f"{type(part).__name__}.{name} is no {kinds[0].__name__} we can keep")


def _fits(value: object, kinds: tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return bool in kinds
    if isinstance(value, int):
        return int in kinds and abs(value) <= LARGEST
    if isinstance(value, str):
        return str in kinds and _is_text(value)
    return value is None and NoneType in kinds


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return "\x00" not in text


@cache
def _kinds(part: type) -> list[tuple[str, tuple[type, ...]]]:
    hints = get_type_hints(part)
    return [(one.name, get_args(hints[one.name]) or (hints[one.name],)) for one in fields(part)]
