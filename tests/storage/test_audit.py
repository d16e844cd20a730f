"""The audit chain: whatever is changed behind its back is found, and what is erased is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from storage import audit
from storage.audit import Break
from storage.database import Database
from storage.tx import Tx

YARD, NEXT_DOOR = 1, 2
PERSON = 70_005


async def written(store: Database, entries: int = 6) -> None:
    def write(tx: Tx) -> None:
        for n in range(1, entries + 1):
            audit.append(tx, YARD, "ballot.cast", vote=1, unit=n, choice=n % 3)
            audit.append(tx, NEXT_DOOR, "resident.confirmed", person=PERSON + n)

    await store.write(write)


async def broken(store: Database, sql: str, *params: object) -> Break | None:
    await store.write(lambda tx: tx.run(sql, *params))
    return await store.read(lambda tx: audit.verify(tx, YARD))


async def test_a_chain_nobody_touched_holds_from_start_to_head(store: Database) -> None:
    await written(store)
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None
    seq, head = await store.read(lambda tx: audit.head(tx, YARD))
    found = await store.read(lambda tx: audit.entries(tx, YARD))
    assert [entry.seq for entry in found] == [1, 2, 3, 4, 5, 6]
    assert (seq, head) == (6, found[-1].hash)
    assert found[0].prev == audit.START
    assert [entry.prev for entry in found[1:]] == [entry.hash for entry in found[:-1]]


async def test_an_empty_chain_has_a_head_and_is_whole(store: Database) -> None:
    assert await store.read(lambda tx: audit.head(tx, YARD)) == (0, audit.START)
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None


async def test_appending_answers_the_new_head(store: Database) -> None:
    link = await store.write(lambda tx: audit.append(tx, YARD, "vote.closed", vote=1))
    assert await store.read(lambda tx: audit.head(tx, YARD)) == (1, link)


@pytest.mark.parametrize(
    ("sql", "params", "what"),
    [
        (
            "UPDATE audit SET payload = ? WHERE courtyard = 1 AND seq = 4",
            ['{"choice":0}'],
            "payload",
        ),
        ("UPDATE audit SET salt = 'x' WHERE courtyard = 1 AND seq = 4", [], "payload"),
        ("UPDATE audit SET salt = NULL WHERE courtyard = 1 AND seq = 4", [], "payload"),
        ("UPDATE audit SET act = 'vote.opened' WHERE courtyard = 1 AND seq = 4", [], "content"),
        ("UPDATE audit SET at = at + 1 WHERE courtyard = 1 AND seq = 4", [], "content"),
        ("UPDATE audit SET digest = ? WHERE courtyard = 1 AND seq = 4", ["0" * 64], "content"),
        ("UPDATE audit SET hash = ? WHERE courtyard = 1 AND seq = 4", ["0" * 64], "content"),
        ("UPDATE audit SET prev = ? WHERE courtyard = 1 AND seq = 4", ["0" * 64], "before it"),
    ],
)
async def test_a_changed_entry_is_named(
    store: Database, sql: str, params: list[object], what: str
) -> None:
    await written(store)
    found = await broken(store, sql, *params)
    assert found is not None
    assert (found.courtyard, found.seq) == (YARD, 4)
    assert what in found.what
    assert await store.read(lambda tx: audit.verify(tx, NEXT_DOOR)) is None


async def test_a_missing_entry_is_found_at_the_gap(store: Database) -> None:
    await written(store)
    found = await broken(store, "DELETE FROM audit WHERE courtyard = 1 AND seq = 3")
    assert found == Break(YARD, 4, "entry 3 is missing")


async def test_a_missing_first_entry_is_found(store: Database) -> None:
    await written(store)
    found = await broken(store, "DELETE FROM audit WHERE courtyard = 1 AND seq = 1")
    assert found == Break(YARD, 2, "entry 1 is missing")


async def test_two_entries_that_change_places_are_found(store: Database) -> None:
    await written(store)

    def swap(tx: Tx) -> None:
        for old, new in ((3, 90), (4, 3), (90, 4)):
            tx.run("UPDATE audit SET seq = ? WHERE courtyard = 1 AND seq = ?", new, old)

    await store.write(swap)
    found = await store.read(lambda tx: audit.verify(tx, YARD))
    assert found is not None
    assert found.seq == 3


async def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_next(store: Database) -> None:
    """A forger who computes hashes anew has to go on to the head, and everyone has that one."""
    await written(store)
    _, before = await store.read(lambda tx: audit.head(tx, YARD))

    def forge(tx: Tx) -> None:
        tail = audit.entries(tx, YARD, after=3)
        tx.run("DELETE FROM audit WHERE courtyard = 1 AND seq > 3")
        audit.append(tx, YARD, "ballot.cast", vote=1, unit=4, choice=0)
        for entry in tail[1:]:
            tx.run(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.courtyard,
                entry.seq,
                entry.at,
                entry.act,
                entry.digest,
                entry.prev,
                entry.hash,
                entry.payload,
                entry.salt,
            )

    await store.write(forge)
    found = await store.read(lambda tx: audit.verify(tx, YARD))
    assert found == Break(YARD, 5, "does not follow the entry before it")

    def finish(tx: Tx) -> None:
        tx.run("DELETE FROM audit WHERE courtyard = 1 AND seq > 4")
        for n in (5, 6):
            audit.append(tx, YARD, "ballot.cast", vote=1, unit=n, choice=n % 3)

    await store.write(finish)
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None
    assert await store.read(lambda tx: audit.head(tx, YARD)) != (6, before)


async def test_the_first_of_several_broken_entries_is_named(store: Database) -> None:
    await written(store)
    await broken(store, "UPDATE audit SET act = 'x' WHERE courtyard = 1 AND seq = 5")
    found = await broken(store, "UPDATE audit SET payload = '{}' WHERE courtyard = 1 AND seq = 2")
    assert found is not None
    assert found.seq == 2


async def test_a_break_beyond_the_first_thousand_entries_is_found(store: Database) -> None:
    await written(store, 1_205)
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None
    found = await broken(store, "UPDATE audit SET at = 0 WHERE courtyard = 1 AND seq = 1203")
    assert found is not None
    assert found.seq == 1_203


async def test_what_is_erased_leaves_the_chain_whole(store: Database) -> None:
    await written(store)
    head = await store.read(lambda tx: audit.head(tx, YARD))
    await store.write(lambda tx: audit.erase(tx, YARD, 4))
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None
    assert await store.read(lambda tx: audit.head(tx, YARD)) == head
    erased = (await store.read(lambda tx: audit.entries(tx, YARD)))[3]
    assert (erased.payload, erased.salt, erased.act) == (None, None, "ballot.cast")
    await store.write(lambda tx: audit.append(tx, YARD, "ballot.cast", vote=1, unit=7, choice=0))
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None


async def test_forgetting_a_person_erases_just_the_entries_that_name_them(store: Database) -> None:
    def write(tx: Tx) -> None:
        audit.append(tx, YARD, "vote.opened", first=PERSON, second=70_006)
        audit.append(tx, YARD, "vote.opened", first=70_006, second=70_007)
        audit.append(tx, YARD, "vote.opened", first=int(f"{PERSON}1"), second=70_006)
        audit.append(tx, NEXT_DOOR, "vote.opened", first=PERSON, second=70_006)

    await store.write(write)
    await store.write(lambda tx: audit.forget(tx, YARD, PERSON))
    found = await store.read(lambda tx: audit.entries(tx, YARD))
    assert [entry.payload is None for entry in found] == [True, False, False]
    assert (await store.read(lambda tx: audit.entries(tx, NEXT_DOOR)))[0].payload is not None
    assert await store.read(lambda tx: audit.verify(tx, YARD)) is None


async def test_a_person_named_inside_a_list_is_forgotten_too(store: Database) -> None:
    await store.write(lambda tx: audit.append(tx, YARD, "event.drawn", people=[PERSON, 70_006]))
    await store.write(lambda tx: audit.forget(tx, YARD, PERSON))
    assert (await store.read(lambda tx: audit.entries(tx, YARD)))[0].payload is None


async def test_an_undone_act_leaves_no_entry(store: Database) -> None:
    def act(tx: Tx) -> None:
        audit.append(tx, YARD, "vote.closed", vote=1)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(act)
    assert await store.read(lambda tx: audit.head(tx, YARD)) == (0, audit.START)


@pytest.mark.parametrize("payload", [{"x": 0.5}, {"x": [1, 0.5]}, {"x": {"y": 0.5}}])
def test_no_floats(payload: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="floats"):
        audit.canonical(payload)


def test_one_content_has_one_spelling() -> None:
    first = audit.canonical({"b": "café", "a": [1, None]})
    second = audit.canonical({"a": [1, None], "b": "cafe\u0301"})
    assert first == second == '{"a":[1,null],"b":"café"}'
    assert json.loads(first) == {"a": [1, None], "b": "café"}


async def test_the_latest_of_some_acts_come_newest_first_and_go_on_from_one(
    store: Database,
) -> None:
    def write(tx: Tx) -> None:
        for act in ("roll.changed", "vote.opened", "roll.looked", "roll.changed"):
            audit.append(tx, YARD, act)
        audit.append(tx, NEXT_DOOR, "roll.changed")

    await store.write(write)
    acts = ("roll.changed", "roll.looked")
    newest = await store.read(lambda tx: audit.latest(tx, YARD, acts, 2**53, 2))
    assert [(entry.courtyard, entry.seq) for entry in newest] == [(YARD, 4), (YARD, 3)]
    older = await store.read(lambda tx: audit.latest(tx, YARD, acts, 3, 2))
    assert [entry.seq for entry in older] == [1]
