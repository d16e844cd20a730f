"""What a view is given: a snapshot to read, the reader's words, and the addresses of things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram.helpers import create_deep_linked_url

from bot.callbacks import Data
from bot.screen import Button, Screen
from bot.words import Words
from storage import cards
from storage.courtyards import Courtyard
from storage.tx import Tx

if TYPE_CHECKING:
    from bot.column import House

_SUPERGROUP = "-100"


class Pointless(Exception):
    """Raised by a view: what this message speaks of is gone or over, so it need not be sent."""


@dataclass(frozen=True)
class Page:
    """`viewer` is the person whose private chat this is for, None in a group or channel.

    A view calls `page.words(...)` for text, reads through `page.tx`, and returns a Screen. `font`
    is the one an operator has chosen for pictures.
    """

    tx: Tx
    words: Words
    house: House
    bot: str
    yard: Courtyard | None = None
    viewer: int | None = None
    chat: int = 0
    font: Path | None = None

    @property
    def courtyard(self) -> Courtyard:
        """The courtyard this message is about. Raises LookupError for one that is about none."""
        if self.yard is None:
            raise LookupError("this view needs a courtyard")
        return self.yard

    def include(self, view: str, args: Mapping[str, Any]) -> Screen:
        """Another view on the same page."""
        return self.house.screen(self, view, args)

    def link(self, label: str, data: Data) -> Button:
        """A button that opens the private chat with the bot at `data` (which must be linkable)."""
        if not data.link:
            raise ValueError(f"{type(data).__name__} changes something: no link may carry it")
        return Button(label, url=create_deep_linked_url(self.bot, data.pack()))

    def card_url(self, kind: str, subject: int) -> str | None:
        """The address of a subject's live card in the group, once it stands there."""
        yard = self.courtyard
        card = cards.get(self.tx, yard.courtyard, kind, subject, yard.chat)
        if card is None or card.message is None or not str(yard.chat).startswith(_SUPERGROUP):
            return None
        return f"https://t.me/c/{str(yard.chat).removeprefix(_SUPERGROUP)}/{card.message}"

    def back_to_card(self, kind: str, subject: int) -> list[Button]:
        """A button back to the card, as a list that is empty while there is no address."""
        url = self.card_url(kind, subject)
        return [Button(self.words.plain("👉 看群里这一条"), url=url)] if url else []
