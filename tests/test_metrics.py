"""What operators can see of a running bot, and that no person is to be seen in it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from bot import health as health_module
from bot.health import Health, State
from bot.metrics import Metrics
from bot.ops import make_ops
from storage import cards, due, inbox, outbox
from storage.database import Database, open_database
from storage.place import Place
from storage.standing import SOON, Standing, standing
from storage.store import Store
from storage.tx import Tx
from tests.yard import Yard

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
Client = TestClient[web.Request, web.Application]
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def named(families: str) -> Samples:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(families)
        for one in family.samples
    }


class Seen:
    """The numbers of one look."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = named(text)

    def __call__(self, name: str, **labels: str) -> float:
        return self.samples.get((name, tuple(sorted(labels.items()))), 0.0)


@asynccontextmanager
async def desk(health: Health, metrics: Metrics) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_ops(health, metrics))) as client:
        yield client
    await health.close()


@pytest.fixture
async def client(yard: Yard) -> AsyncIterator[Client]:
    health = Health()
    health.store, health.state = yard.app.store, State.READY
    async with desk(health, yard.app.metrics) as made:
        yield made


async def looks(client: Client, path: str = "/metrics") -> Seen:
    async with client.get(path) as answer:
        assert answer.status == 200
        return Seen(await answer.text())


async def asks(client: Client, path: str) -> tuple[int, str]:
    async with client.get(path) as answer:
        return answer.status, (await answer.text()).strip()


async def test_an_evening_is_counted(yard: Yard, client: Client) -> None:
    await yard.household("3-2-501").says("/home")
    await yard.household("3-2-501").says("/lang")
    await yard.household("3-2-501").taps("English")
    await yard.stranger.says("/roll")
    yard.world.faults.add("sendMessage", 429, retry_after=1)
    await yard.household("3-2-502").says("/home")
    await yard.settled()
    seen = await looks(client)
    assert seen("yuanba_updates_total", kind="command", outcome="done") == 3
    assert seen("yuanba_updates_total", kind="command", outcome="refused") == 1
    assert seen("yuanba_updates_total", kind="press", outcome="done") == 1
    assert seen("yuanba_refusals_total", kind="NoCourtyard") == 1
    assert seen("yuanba_update_commit_seconds_count") == 5
    assert seen("yuanba_update_toast_seconds_count") == 1
    assert seen("yuanba_telegram_calls_total", method="sendMessage", outcome="429") == 1
    assert seen("yuanba_telegram_calls_total", method="sendMessage", outcome="ok") >= 3
    assert seen("yuanba_telegram_calls_total", method="answerCallbackQuery", outcome="ok") == 1
    assert seen("yuanba_act_seconds_count") >= 5
    assert seen("yuanba_batch_acts_sum") >= 5
    assert seen("yuanba_holds", work="sender") == seen("yuanba_holds", work="clock") == 1
    assert seen("yuanba_database_answers") == 1
    assert seen("yuanba_dead_letters") == 0


async def test_a_bug_is_counted_once_for_the_update_and_once_as_a_letter(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(ask: Any) -> None:
        raise LookupError("a bug of ours")

    commands = yard.app.house.commands
    monkeypatch.setitem(commands, "votes", replace(commands["votes"], handler=stumble))
    await yard.household("3-2-501").says("/votes")
    await yard.settled()
    seen = await looks(client)
    assert seen("yuanba_updates_total", kind="command", outcome="failed") == 1
    assert seen("yuanba_dead_letters") == 1


async def test_an_update_that_comes_again_and_one_that_is_no_business_of_ours(
    yard: Yard, client: Client
) -> None:
    chair = yard.ready.chair
    yard.people.say(chair, chair, "/home")
    raw = next(iter(yard.world.updates.pending.values()))
    await yard.settled()
    await yard.app.intake.take([raw, {"update_id": 1, "poll": {}}, {"update_id": 2, "message": {}}])
    seen = await looks(client)
    assert seen("yuanba_updates_total", kind="command", outcome="again") == 1
    assert seen("yuanba_updates_total", kind="other", outcome="unreadable") >= 1


async def test_no_label_names_a_person_a_courtyard_or_a_text(yard: Yard, client: Client) -> None:
    await yard.household("3-2-501").says("/topic 三单元楼道灯坏了三天，黑漆漆的")
    await yard.organizer.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.settled()
    seen = await looks(client)
    labels = {pair for _, pairs in seen.samples for pair in pairs}
    assert {name for name, _ in labels} <= {
        *("kind", "outcome", "method", "work", "state", "reason", "le"),
        *("version", "python", "database"),
    }
    assert not re.search(r"[\u4e00-\u9fff]|3-2-501", seen.text)
    people = {str(user.id) for user in yard.ready.by_label.values()}
    assert not people & {value for _, value in labels}


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Database]:
    opened = await open_database(place, lambda: NOW)
    yield opened
    await opened.close()


def long_ago(tx: Tx, **span: float) -> Tx:
    tx.now = NOW - timedelta(**span)
    return tx


async def test_what_waits_is_counted_and_its_age_told_on_both_databases(store: Database) -> None:
    def act(tx: Tx) -> None:
        long_ago(tx, seconds=40)
        outbox.send(tx, 1, 5, "x")
        outbox.send(tx, 1, 6, "x", not_before=NOW + timedelta(hours=9))
        due.plan(tx, 1, "kind", 1, NOW - timedelta(seconds=30))
        due.plan(tx, 1, "kind", 2, NOW + timedelta(days=1))
        cards.post(tx, 1, "vote", 1, 5)
        cards.touch(long_ago(tx, seconds=10), 1, "vote", 1)
        inbox.bury(tx, "update 1", "{}", "Traceback")

    await store.write(act)
    found = await store.read(standing)
    assert (found.waiting, found.planned, found.parked, found.letters) == (1, 1, 0, 1)
    assert (found.outbox_age, found.due_lag, found.card_lag) == (40, 30, 40)
    assert (found.dirty, found.resting) == (1, 0)
    assert found.schema >= 11


async def test_nothing_that_waits_is_no_age_at_all(store: Database) -> None:
    found = await store.read(standing)
    assert (found.outbox_age, found.due_lag, found.card_lag, found.dirty) == (0, 0, 0, 0)


async def test_a_message_that_is_tried_again_and_again_grows_old_all_the_same(
    store: Database,
) -> None:
    def act(tx: Tx) -> None:
        outbox.send(long_ago(tx, minutes=20), 1, 5, "x")
        (parcel,) = outbox.heads(tx, 1)
        outbox.postpone(tx, parcel, NOW + timedelta(minutes=5), "offline")

    await store.write(act)
    found = await store.read(standing)
    assert (found.waiting, found.outbox_age) == (1, 1200)


async def test_a_card_is_dirty_since_the_first_change_it_does_not_show(store: Database) -> None:
    def act(tx: Tx) -> None:
        cards.post(long_ago(tx, hours=1), 1, "vote", 1, 5)
        (card,) = cards.dirty(tx, 1)
        cards.drawn(tx, card, 77)
        cards.touch(long_ago(tx, seconds=20), 1, "vote", 1)
        cards.touch(long_ago(tx, seconds=5), 1, "vote", 1)

    await store.write(act)
    assert (await store.read(standing)).card_lag == 20


async def test_a_card_that_rests_for_long_is_told_apart(store: Database) -> None:
    def act(tx: Tx) -> None:
        cards.post(long_ago(tx, hours=1), 1, "vote", 1, 5)
        (card,) = cards.dirty(tx, 1)
        cards.postpone(tx, card, NOW + 2 * SOON, "put out")

    await store.write(act)
    found = await store.read(standing)
    assert (found.dirty, found.resting, found.card_lag) == (0, 1, 0)


async def test_every_question_is_answered_from_an_index(store: Database) -> None:
    """The tables of what is done grow for ever; those of what waits do not."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    class Listening(Tx):
        def _execute(self, sql: str, params: tuple[object, ...]) -> Any:
            asked.append((sql, params))
            return super()._execute(sql, params)

    def plans(tx: Tx) -> list[str]:
        standing(Listening(tx._connection, tx.now))
        if tx.on_server:
            tx.run("SET LOCAL enable_seqscan = off")  # an empty table is read as a whole else
            tx.run("SET LOCAL plan_cache_mode = force_generic_plan")
            return [_server_plan(tx, *one) for one in asked]
        return [
            "\n".join(row[3] for row in tx.rows(f"EXPLAIN QUERY PLAN {s}", *p)) for s, p in asked
        ]

    for plan, (sql, _) in zip(await store.read(plans), asked, strict=True):
        if not re.search("FROM (dead_letters|migrations)", sql):  # nobody fills those every day
            assert re.search(r"^SEARCH \w+ USING (COVERING )?INDEX|Index (Only )?Scan", plan), sql
            assert "Seq Scan" not in plan, sql
    assert len(asked) >= 10


def _server_plan(tx: Tx, sql: str, params: tuple[object, ...]) -> str:
    given = iter(params)
    spelt = re.sub(r"\?", lambda _: str(next(given)), sql)
    return "\n".join(str(row[0]) for row in tx.rows(f"EXPLAIN {spelt}"))


async def test_looking_often_does_not_ask_often(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    read = yard.app.store.read

    async def counted(query: Any) -> Any:
        nonlocal asked
        asked += query is standing
        return await read(query)

    monkeypatch.setattr(yard.app.store, "read", counted)
    await asyncio.gather(*(looks(client) for _ in range(10)))
    assert asked == 1


async def test_before_there_is_a_database_the_numbers_are_unknown_not_nought() -> None:
    health, metrics = Health(), Metrics("postgresql")
    async with desk(health, metrics) as client:
        seen = await looks(client)
        assert seen("yuanba_database_answers") == 0
        assert str(seen("yuanba_due_lag_seconds")) == "nan"
        assert 'database="postgresql"' in seen.text
        assert await asks(client, "/healthz") == (200, "ok")
        assert await asks(client, "/readyz") == (503, "starting")


async def test_who_drains_is_alive_but_not_ready(yard: Yard) -> None:
    health = Health()
    health.store, health.state = yard.app.store, State.READY
    async with desk(health, yard.app.metrics) as client:
        assert await asks(client, "/readyz") == (200, "ok")
        assert await asks(client, "/healthz") == (200, "ok")
        health.drain()
        assert await asks(client, "/readyz") == (503, "draining")
        assert await asks(client, "/healthz") == (200, "ok")


async def test_a_database_that_cannot_be_written_is_not_ready_but_alive(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_database(place, lambda: NOW)
    health = Health()
    health.store, health.state = store, State.READY
    monkeypatch.setattr(health_module, "FRESH_S", 0.0)
    async with desk(health, Metrics()) as client:
        assert await asks(client, "/readyz") == (200, "ok")
        if isinstance(store, Store):
            await store.write(lambda tx: None)
            await store._writer.execute("PRAGMA query_only=ON")
        else:
            monkeypatch.setattr("storage.postgres.ATTEMPTS", 0)  # as if nobody ever came through
        said = (503, "the database cannot be written")
        assert await asks(client, "/readyz") == said
        assert await asks(client, "/healthz") == (200, "ok")
    await store.close()


async def test_a_database_thread_that_hangs_is_not_alive(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health_module, "PATIENCE_S", 0.05)
    waiting = asyncio.Event()

    async def for_ever(action: Any) -> None:
        await waiting.wait()

    with monkeypatch.context() as stuck:
        stuck.setattr(yard.app.store, "write", for_ever)
        assert await asks(client, "/healthz") == (503, "the database does not answer")
        assert await asks(client, "/readyz") == (503, "the database does not answer")
        waiting.set()
    monkeypatch.setattr(health_module, "FRESH_S", 0.0)
    assert await asks(client, "/healthz") == (200, "ok")


def test_everything_found_in_the_database_has_its_gauge() -> None:
    assert set(Metrics()._standing) == {field.name for field in fields(Standing)}


def described(metrics: Metrics) -> set[str]:
    """Every name a query may use."""
    found = set()
    for family in metrics.registry.collect():
        kinds = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
        found |= {f"{family.name}{end}" for end in kinds.get(family.type, [""])}
    return found


def queries() -> list[str]:
    board = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert all(panel["targets"] and panel["description"] for panel in panels)
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_the_dashboard_asks_for_what_there_is_and_for_all_there_is() -> None:
    there = described(Metrics())
    asked = set(re.findall(r"\b(?:yuanba|process)_\w+", " ".join(queries())))
    assert asked <= there
    families = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in asked}
    ours = {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in there}
    assert {name for name in ours if name.startswith("yuanba")} <= families


def test_the_advice_for_operators_names_what_there_is() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    named_there = set(re.findall(r"\b(?:yuanba|process)_[a-z_]+\b", text))
    families = {name.removesuffix("_bucket") for name in described(Metrics())}
    assert named_there <= described(Metrics()) | families
    assert len(named_there) >= 10
