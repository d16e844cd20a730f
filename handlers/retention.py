"""The nightly work of letting go, which forgets people through all other columns."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import retention
from bot.column import Column, forget
from storage import nights
from storage.tx import Tx


def column(others: Sequence[Column]) -> Column:
    def erase(tx: Tx, courtyard: int, person: int) -> None:
        forget(others, tx, courtyard, person)

    def night(tx: Tx, courtyard: int, subject: str) -> None:
        retention.take_bite(tx, courtyard, erase)

    return Column("retention", due={nights.YARD: night, nights.HOUSE: retention.tidy_house})
