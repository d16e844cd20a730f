"""What a vote does by itself when it passes: today, put a rule of the courtyard in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.rules.own_presets import from_plain, to_plain
from bot.rules.presets import Preset


@dataclass(frozen=True)
class Effect:
    preset: Preset


def effect_to_plain(effect: Effect) -> dict[str, Any]:
    """Ready for JSON."""
    return {"preset": to_plain(effect.preset)}


def effect_from_plain(plain: Mapping[str, Any] | None) -> Effect | None:
    """None for a vote that only decides."""
    return Effect(from_plain(plain["preset"])) if plain else None


def as_frozen(effect: Effect | None) -> tuple[object, ...]:
    """What the fingerprint taken at the opening holds of it; nothing for a vote without any."""
    return () if effect is None else (effect_to_plain(effect),)
