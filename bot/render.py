"""From a waiting row to the screen it stands for, in the reader's language, at the time it goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.column import House
from bot.page import Page
from bot.screen import Screen
from bot.tongue import words_for
from storage import cards, courtyards, people
from storage.cards import Card
from storage.outbox import Parcel
from storage.tx import Tx


@dataclass(frozen=True)
class Rendered:
    """A screen, and the message it answers."""

    screen: Screen
    reply_to: int | None = None


@dataclass(frozen=True)
class Renderer:
    house: House
    bot: str
    font: Path | None = None

    def parcel(self, tx: Tx, parcel: Parcel) -> Rendered:
        """Raises page.Pointless when what it speaks of no longer makes sense."""
        page = self._page(tx, parcel.courtyard, parcel.chat)
        screen = self.house.screen(page, parcel.view, parcel.args)
        return Rendered(screen, parcel.reply_to or _card_message(tx, parcel))

    def card(self, tx: Tx, card: Card) -> tuple[Card, Screen]:
        """The card as it is now (its version belongs to the screen) and what it must show.
        Raises page.Pointless when the row is gone."""
        now = cards.get(tx, card.courtyard, card.kind, card.subject, card.chat) or card
        page = self._page(tx, card.courtyard, card.chat)
        return now, self.house.screen(page, f"{card.kind}.card", {card.kind: card.subject})

    def _page(self, tx: Tx, courtyard: int, chat: int) -> Page:
        yard = courtyards.get(tx, courtyard)
        viewer = chat if chat > 0 else None
        account = people.get(tx, viewer) if viewer else None
        words = words_for(account, yard)
        return Page(tx, words, self.house, self.bot, yard, viewer, chat, self.font)


def _card_message(tx: Tx, parcel: Parcel) -> int | None:
    if parcel.reply_card is None:
        return None
    kind, _, subject = parcel.reply_card.partition(":")
    card = cards.get(tx, parcel.courtyard, kind, int(subject), parcel.chat)
    return card.message if card else None
