"""What people see: a text in Telegram's HTML, buttons under it, at most one file or picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.callbacks import Data

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
_PIECE = re.compile(r"<[^>]*>|&[a-z]+;|&#\d+;|.", re.DOTALL)


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


def fitted(markup: str, limit: int) -> str:
    """As `cut`, for HTML: its limit is on what is read, tags stay whole, and open ones are closed.
    (Views keep their screens short; this is for what nobody foresaw.)"""
    if _units(markup) <= limit:
        return markup
    kept: list[str] = []
    room, fits = limit - 1, 0
    for piece in _PIECE.findall(markup):
        if not _TAG.fullmatch(piece):
            room -= 1 if piece.startswith("&") and len(piece) > 1 else _units(piece)
        kept.append(piece)
        if room >= 0:
            fits = len(kept)
    if room >= -1:  # the last place is for the … that is not needed
        return markup
    return "".join(kept[:fits]).rstrip() + "…" + _closing(kept[:fits])


def _closing(pieces: Sequence[str]) -> str:
    """The end tags of what is still open."""
    still: list[str] = []
    for piece in pieces:
        if tag := _TAG.fullmatch(piece):
            if tag[1]:
                still.pop()
            else:
                still.append(tag[2])
    return "".join(f"</{name}>" for name in reversed(still))


def short(text: str, limit: int = 60) -> str:
    """In one line of at most so many characters, as titles stand in lists and on buttons."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
