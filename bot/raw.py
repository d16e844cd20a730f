"""What is left out of an update as Telegram brought it: before it is read, before it is kept."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from bot.callbacks import Stale
from bot.column import House

_PLACE = frozenset(
    ("message_id", "date", "chat", "message_thread_id", "is_topic_message", "reply_to_message")
)
"""What `read_update` looks at in the message that was pressed."""


def kept(raw: Any, house: House) -> str:
    """What a dead letter holds of an update: not the choice of a ballot, neither in the button nor
    in the screen it stood under."""
    with contextlib.suppress(AttributeError, TypeError, Stale):  # it may be no update at all
        raw = lean(raw)
        press = raw.get("callback_query") or {}
        data = house.unpack(str(press.get("data", "")))
        if data.private:
            raw = {**raw, "callback_query": {**press, "data": data.prefix}}
    try:
        return json.dumps(raw, ensure_ascii=False)
    except RecursionError:
        return "an update with more in each other than can be written down"


def lean(raw: dict[str, Any]) -> dict[str, Any]:
    """A press without the text and buttons of its message: we wrote those ourselves, and reading
    them is half the cost of reading the press."""
    press = raw.get("callback_query")
    if not press or not press.get("message"):
        return raw
    message = {name: press["message"][name] for name in _PLACE if name in press["message"]}
    return {**raw, "callback_query": {**press, "message": message}}
