"""Where a courtyard makes things public: its group, and its notice-board channel if it has one."""

from __future__ import annotations

from typing import Any

from storage import cards, outbox
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx


def announce(
    tx: Tx,
    yard: Courtyard,
    view: str,
    args: dict[str, Any],
    *,
    priority: Priority = Priority.NOTICE,
    reply_card: tuple[str, int] | None = None,
    dedupe: str | None = None,
    silent: bool = False,
) -> None:
    """Say it in the group, and on the channel too; in each as a reply to its own card."""
    for place, chat in _places(yard):
        outbox.send(
            tx,
            yard.courtyard,
            chat,
            view,
            args,
            priority=priority,
            thread=yard.forum_thread if place == "group" else None,
            reply_card=reply_card,
            dedupe=f"{dedupe}:{place}" if dedupe else None,
            silent=silent,
        )


def post_card(tx: Tx, yard: Courtyard, kind: str, subject: int) -> None:
    """Put a live card into the group, and on the channel too."""
    for place, chat in _places(yard):
        thread = yard.forum_thread if place == "group" else None
        cards.post(tx, yard.courtyard, kind, subject, chat, thread)


def _places(yard: Courtyard) -> list[tuple[str, int]]:
    board = [("channel", yard.channel)] if yard.channel else []
    return [("group", yard.chat), *board]
