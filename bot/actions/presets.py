"""The rules a courtyard may vote under: those built in, and what its council made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.actions import board
from bot.actions import courtyard as yards
from bot.errors import NotFound
from bot.rules.afterwards import notice_setting
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method
from bot.rules.own_presets import from_plain, to_plain
from bot.rules.presets import PARTY_MEETING, PRESETS, Preset
from bot.rules.shares import MORE_THAN_HALF
from storage import audit, votes
from storage import presets as rows
from storage.tx import Tx
from storage.votes import Vote


def available(tx: Tx, courtyard: int) -> dict[str, Preset]:
    """Every preset by its key, the courtyard's own in place of what they change."""
    found = dict(PRESETS)
    if not yards.get(tx, courtyard).setting("half_inclusive"):
        party = PRESETS[PARTY_MEETING.key]
        strict = replace(party.rule, threshold=MORE_THAN_HALF)
        found[party.key] = replace(party, rule=strict)
    for own in rows.own(tx, courtyard):
        found[own.key] = replace(from_plain(own.content), decided=own.vote)
    return found


def get(tx: Tx, courtyard: int, key: str) -> Preset:
    """Raises NotFound."""
    found = available(tx, courtyard).get(key)
    if found is None:
        raise NotFound
    return found


def of_vote(tx: Tx, vote: Vote) -> Preset | None:
    """The preset its rule was taken from, as it is now: the vote keeps the rule it froze."""
    return available(tx, vote.courtyard).get(rule_from_text(vote.rule).key)


def fitting(tx: Tx, courtyard: int, electorate: Electorate, method: Method) -> list[Preset]:
    """The presets for these voters and this kind of ballot, the usual one first."""
    found = available(tx, courtyard).values()
    return [preset for preset in found if preset.suits(electorate, method)]


def for_voters(tx: Tx, courtyard: int, electorate: Electorate) -> list[Preset]:
    found = available(tx, courtyard).values()
    return [preset for preset in found if electorate in preset.electorates]


def as_it_holds(tx: Tx, courtyard: int, preset: Preset) -> Preset:
    """With the days of notice that hold here: those decided with it, else the courtyard's usual."""
    if preset.decided is not None:
        return preset
    usual = yards.get(tx, courtyard).setting(notice_setting(preset.rule))
    return replace(preset, notice_days=usual)


def take_effect(tx: Tx, vote: Vote) -> None:
    """What a vote does by itself: the rule decided on last holds from now on. Votes that run keep
    the rule they were opened with.

    Called whenever a result comes, changes, or no longer holds: the rule goes back with it, and an
    older decision that is counted again does not push a later one aside.
    """
    plain: dict[str, Any] | None = (vote.effect or {}).get("preset")
    if plain is None:
        return
    key = plain["key"]
    now, decided = rows.of(tx, vote.courtyard, key), _decided(tx, vote.courtyard, key)
    if (now and now.vote) == (decided and decided.vote):
        return
    if decided is None:
        rows.remove(tx, vote.courtyard, key)
        audit.append(tx, vote.courtyard, "preset.undone", vote=vote.vote, key=key)
    else:
        _put(tx, decided)


def _decided(tx: Tx, courtyard: int, key: str) -> Vote | None:
    """The last vote that decided on this rule and holds."""
    for vote in votes.decided_with_effect(tx, courtyard):
        if (vote.effect or {})["preset"]["key"] == key:
            return vote
    return None


def _put(tx: Tx, vote: Vote) -> None:
    preset = from_plain((vote.effect or {})["preset"])
    rows.put(tx, vote.courtyard, preset.key, to_plain(preset), vote.vote)
    audit.append(
        tx,
        vote.courtyard,
        "preset.decided",
        vote=vote.vote,
        key=preset.key,
        name=preset.name,
        rule=to_plain(preset)["rule"],
    )
    yard = yards.get(tx, vote.courtyard)
    board.announce(
        tx,
        yard,
        "preset.decided",
        {"vote": vote.vote},
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:effect",
    )
