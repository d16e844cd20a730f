"""The parameters of one call: whatever way they came, read as what the Bot API says they are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.refused import bad

Upload = tuple[str, bytes, str]


class Params:
    """Values arrive as text (forms) or as JSON; both read the same."""

    __slots__ = ("files", "values")

    def __init__(self, values: Mapping[str, Any], files: Mapping[str, Upload] | None) -> None:
        self.values = values
        self.files = files or {}

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f'parameter "{name}" must be an integer') from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def message_id(self, name: str = "message_id") -> int:
        number = self.number(name)
        if not number:
            raise bad("message identifier is not specified")
        return number
