"""What people see: a text in Telegram's HTML, buttons under it, at most one file or picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.callbacks import Data

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True)
class Button:
    """One of: `data` (a press comes back to us), `url` (opens), `copy` (to the clipboard)."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


@dataclass(frozen=True)
class File:
    """`make` stands for content that takes long to make: it is called off the event loop, and not
    before the transaction the screen was drawn in is over."""

    name: str
    content: bytes = b""
    make: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Screen:
    """`text` is HTML. `ask` puts the keyboard up for a reply where the person has to write."""

    text: str
    buttons: Sequence[Sequence[Button]] = field(default_factory=tuple)
    document: File | None = None
    photo: File | None = None
    ask: bool = False


def press(label: str, data: Data) -> Button:
    return Button(label, data=data.pack())


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units (Telegram's measure), with … where something is left out."""
    if _units(text) <= limit:
        return text
    while _units(text) >= limit:
        text = text[: len(text) - max(1, (_units(text) - limit) // 2)]
    return text.rstrip() + "…"


def short(text: str, limit: int = 60) -> str:
    """In one line of at most so many characters, as titles stand in lists and on buttons."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
