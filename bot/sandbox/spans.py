"""Entities that Telegram finds by itself in plain text, and how it trims what it is given."""

from __future__ import annotations

import re

from bot.sandbox.markup import units
from bot.sandbox.model import Json

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>\bhttps?://[^\s<>\"]+|\bt\.me/[^\s<>\"]+)"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z0-9_]{4,32}\b)"
    r"|(?P<hashtag>(?<![\w#])#\w*[^\W\d]\w*)"
)


def find_entities(text: str) -> list[Json]:
    found = []
    for match in _FOUND.finditer(text):
        offset = units(text[: match.start()])
        found.append({"type": match.lastgroup, "offset": offset, "length": units(match[0])})
    return found


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """What was marked up, and between it what Telegram finds itself."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if _is_opaque(e)]
    free = [
        one
        for one in find_entities(text)
        if all(one["offset"] >= end or one["offset"] + one["length"] <= at for at, end in taken)
    ]
    if not free:
        return entities
    return sorted([*entities, *free], key=lambda e: (e["offset"], -e["length"]))


def _is_opaque(entity: Json) -> bool:
    return entity["type"] in ("code", "pre", "text_link", "text_mention")


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the blanks at both ends; entities are moved and cut to fit."""
    short = text.strip()
    if len(short) == len(text):
        return text, entities
    lead = units(text[: len(text) - len(text.lstrip())])
    size = units(short)
    kept = []
    for entity in entities:
        begin = max(0, entity["offset"] - lead)
        end = min(size, entity["offset"] + entity["length"] - lead)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return short, kept
