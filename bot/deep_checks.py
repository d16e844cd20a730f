"""What SQL alone cannot tell: whether results follow from ballots, and texts fit their hashes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.actions import closing, events, judging, opening
from bot.column import House
from bot.perform import PICK
from bot.rules.covenant import text_hash
from storage import covenant, orphans, vote_roll
from storage import events as event_rows
from storage import votes as vote_rows
from storage.events import EventState
from storage.invariants import Wrong
from storage.prompts import Prompt
from storage.seconds import Second
from storage.tx import Tx, columns
from storage.votes import Vote

Payloads = dict[str, dict[str, Any] | None]
"""What entries of the audit chain say, by their hash; None where that was erased."""
Doing = Callable[[int, int], None]
_NAMELESS = "—"


def votes(tx: Tx, doing: Doing) -> Iterator[Wrong]:
    """Each vote against its frozen text; each result against its ballots and the audit chain."""
    numbers = tx.rows(
        "SELECT courtyard, vote FROM votes WHERE text_hash IS NOT NULL ORDER BY courtyard, vote"
    )
    entries: Payloads = {}
    before = None
    for done, (courtyard, number) in enumerate(numbers):
        doing(done, len(numbers))
        if courtyard != before:
            entries, before = _results(tx, courtyard), courtyard
        vote = vote_rows.get(tx, courtyard, number)
        if vote:
            yield from (
                Wrong(name, courtyard, {"n": number, "x": x, "y": y})
                for name, x, y in _disagreements(tx, vote, entries)
            )


def _results(tx: Tx, courtyard: int) -> Payloads:
    rows = tx.rows(
        "SELECT hash, payload FROM audit WHERE courtyard = ? "
        "AND act IN ('vote.closed', 'vote.recounted', 'lottery.held')",
        courtyard,
    )
    return {link: json.loads(payload) if payload else None for link, payload in rows}


def _disagreements(tx: Tx, vote: Vote, entries: Payloads) -> Iterator[tuple[str, object, object]]:
    """Once its ballots are past their time, only what it came to and what the chain says of it."""
    if vote.cleared_at:
        yield from _sealed(vote, entries, _as_kept(vote)) if vote.result else ()
        return
    if opening.fingerprint(tx, vote) != vote.text_hash and not _somebody_forgotten(tx, vote):
        yield "vote.text", "", ""
    if vote.result is None:
        return
    again = closing.count_here(tx, vote)
    for name, kept, counted in (
        ("vote.turnout", vote.turnout, again.turnout),
        ("vote.result", vote.result, judging.after_recount(vote, again.sums)[0].result.value),
        ("vote.tally", vote.counted, again.tally),
        ("vote.areas", vote.counted_area, again.areas),
        ("vote.count", vote.outcome, again.outcome),
        ("vote.silence", vote.silence, again.silent),
    ):
        if _plain(kept) != _plain(counted):
            yield name, _plain(kept), _plain(counted)
    yield from _sealed(vote, entries, again.fingerprint)


def _sealed(vote: Vote, entries: Payloads, counted: str) -> Iterator[tuple[str, object, object]]:
    if vote.head not in entries:
        yield "vote.head", "", ""
    elif (said := entries[vote.head]) and not _as_sealed(vote, said, counted):
        yield "vote.sealed", "", ""


def _as_kept(vote: Vote) -> str:
    return judging.fingerprint(vote.counted, vote.counted_area, vote.outcome, vote.silence)


def _somebody_forgotten(tx: Tx, vote: Vote) -> bool:
    """Where people vote, who asked to be forgotten stands nameless on the roll ever after."""
    return not vote.electorate.by_home and any(
        label == _NAMELESS for _, label in vote_roll.labels(tx, vote)
    )


def _as_sealed(vote: Vote, said: dict[str, Any], counted: str) -> bool:
    kept = (vote.vote, vote.turnout, vote.result, vote.text_hash, counted)
    return kept == tuple(said[key] for key in ("vote", "turnout", "result", "frozen", "counted"))


def _plain(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=vars)


def called_events(tx: Tx) -> Iterator[Wrong]:
    """Each event against what the audit chain says it was last called or changed to."""
    said = {
        (courtyard, payload["event"]): payload
        for courtyard, payload in (
            (courtyard, json.loads(payload or '{"event": 0}'))
            for courtyard, payload in tx.rows(
                "SELECT courtyard, payload FROM audit WHERE act IN "
                "('event.called', 'event.changed') ORDER BY courtyard, seq"
            )
        )
    }
    for courtyard, number in tx.rows(
        "SELECT courtyard, event FROM events WHERE state <> 'DRAFT' ORDER BY courtyard, event"
    ):
        event = event_rows.get(tx, courtyard, number)
        facts = said.get((courtyard, number))
        if event is None or event.state is EventState.DRAFT or facts is None:
            continue
        now = {
            "title": event.title,
            "starts_at": events.plain(event.starts_at),
            "place": event.place,
            "capacity": event.capacity,
        }
        if any(facts.get(name) != value for name, value in now.items()):
            yield Wrong("event.other", courtyard, {"n": number})


def covenants(tx: Tx) -> Iterator[Wrong]:
    """Each published text against the hash that households signed."""
    for courtyard, number in tx.rows(
        "SELECT courtyard, covenant FROM covenants WHERE state = 'PUBLISHED' ORDER BY 1, 2"
    ):
        found = covenant.get(tx, courtyard, number)
        if found and text_hash(found.clauses) != found.text_hash:
            yield Wrong("covenant.text", courtyard, {"n": number, "x": str(found.version)})


def waiting(tx: Tx, house: House) -> Iterator[Wrong]:
    """Acts that wait for a second person, and open questions, that lead nowhere."""
    seconds = tx.list(
        Second, f"SELECT {columns(Second)} FROM seconds WHERE state = 'WAITING' ORDER BY 1, 2"
    )
    for second in seconds:
        if second.act not in {act.value for act in house.seconded}:
            yield Wrong("second.unknown", second.courtyard, {"n": second.id, "x": second.act})
        elif not second.by_person:
            yield Wrong("second.nobody", second.courtyard, {"n": second.id, "x": second.act})
        for name in _missing(tx, second.courtyard, second.args):
            told = {"n": second.id, "x": second.act, "y": name}
            yield Wrong("second.nowhere", second.courtyard, told)
    for prompt in tx.list(Prompt, f"SELECT {columns(Prompt)} FROM prompts ORDER BY courtyard"):
        if prompt.kind not in house.answers and prompt.kind != PICK:
            yield Wrong("prompt.unknown", prompt.courtyard, {"x": prompt.kind})
        for name in _missing(tx, prompt.courtyard, prompt.args):
            yield Wrong("prompt.nowhere", prompt.courtyard, {"x": prompt.kind, "y": name})


def _missing(tx: Tx, courtyard: int, args: dict[str, Any]) -> Iterator[str]:
    """What the arguments name and is not there. (Of a person an act may be about, too.)"""
    for name, number in args.items():
        named = name in orphans.SUBJECTS and isinstance(number, int) and number
        if named and not orphans.exists(tx, courtyard, name, number):
            yield f"{name} {number}"
