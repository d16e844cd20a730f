"""The rules a courtyard may vote under: those built in, and what its council made of them."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import board
from bot.actions import courtyard as yards
from bot.errors import NotFound
from bot.rules.afterwards import notice_setting
from bot.rules.effect import effect_from_plain
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Method
from bot.rules.own_presets import from_plain, to_plain
from bot.rules.presets import PARTY_MEETING, PRESETS, Preset
from bot.rules.shares import MORE_THAN_HALF
from storage import audit
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
    """What a vote that has passed does by itself: the rule it decided on holds from now on. Votes
    that run keep the rule they were opened with. Nothing happens where it holds already: a count
    that comes to the same again."""
    effect = effect_from_plain(vote.effect)
    if effect is None:
        return
    preset = effect.preset
    if not rows.put(tx, vote.courtyard, preset.key, to_plain(preset), vote.vote):
        return
    head = audit.append(
        tx,
        vote.courtyard,
        "preset.decided",
        vote=vote.vote,
        key=preset.key,
        name=preset.name,
        rule=to_plain(preset)["rule"],
        secret=int(preset.secret),
        receipts=int(preset.receipts),
    )
    _announce(tx, vote, "preset.decided", head)


def take_back(tx: Tx, vote: Vote) -> None:
    """The vote does not hold any more, or was not passed after all: the rule is again what it was
    without it. Nothing happens where it changed none."""
    effect = effect_from_plain(vote.effect)
    if effect is None or not rows.drop(tx, vote.courtyard, vote.vote):
        return
    key = effect.preset.key
    now = available(tx, vote.courtyard).get(key)
    head = audit.append(
        tx,
        vote.courtyard,
        "preset.taken_back",
        vote=vote.vote,
        key=key,
        name=effect.preset.name,
        rule=to_plain(now)["rule"] if now else None,
    )
    _announce(tx, vote, "preset.taken_back", head)


def _announce(tx: Tx, vote: Vote, kind: str, head: str) -> None:
    board.announce(
        tx,
        yards.get(tx, vote.courtyard),
        kind,
        {"vote": vote.vote},
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:effect:{head}",
    )
