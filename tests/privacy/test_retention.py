"""What is past its time goes by itself, in small bites; what was decided can still be checked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions import courtyard, roll
from bot.actions import retention as night
from bot.rules.roll import Change, Flat
from storage import (
    audit,
    ballots,
    inbox,
    nights,
    objections,
    outbox,
    passing,
    people,
    prompts,
    residents,
    retention,
    upkeep,
    vote_roll,
    votes,
)
from storage.database import Database, open_database
from storage.objections import Ruling
from storage.place import Place
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.actions.conftest import MovedIn
from tests.actions.conftest import moved_in as moved_in  # the register
from tests.privacy.life import HOME, ID, NAME, USERNAME, lives, word
from tests.privacy.scan import Found, scan
from tests.yard import Yard

THEM = re.compile(rf"(?<!\d){ID}(?!\d)|{NAME}|{USERNAME}|柚子[^\W\d_]+")


def traces(tx: Tx) -> Found:
    return scan(tx, THEM)


def words_in(found: Found) -> set[str]:
    return {one for ones in found.values() for one in ones if one.startswith("柚子")}


async def test_the_years_take_what_is_past_its_time(
    anywhere: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard = anywhere
    monkeypatch.setattr(night, "ROWS", 120)  # many bites, each begun where the last one ended
    me = await lives(yard)
    await yard.write(lambda tx: tx.run("UPDATE people SET reachable = -1"))  # spares us reminders
    await yard.passes(days=21)
    await yard.write(lambda tx: _rule(tx, yard.courtyard))
    await yard.passes(days=80)
    drafts = {word(f"没发的{what}") for what in ("议题", "表决", "活动", "通知")}
    left = words_in(await yard.read(traces))
    assert left & drafts == set()
    assert {word("没发的公约"), word("家里的事")} <= left
    assert (await yard.read(lambda tx: _vote(tx, yard))).state is VoteState.FINAL
    await yard.passes(days=300)
    assert await yard.read(lambda tx: vote_roll.labels(tx, _vote(tx, yard)))
    await yard.passes(days=80)
    await _result_is_left(yard)
    assert ID in await yard.read(lambda tx: [one.person for one in residents.confirmed(tx, 1)])
    await yard.passes(days=3 * 365)
    left = words_in(await yard.read(traces))
    assert left == {word(one) for one in ("种树吗", "异议", "公约", "坝坝宴", "热闹")}
    await me.starts(f"to1_{yard.courtyard}_1")
    assert "写了啥，已经删了" in me.reads()
    await yard.passes(days=3 * 365)
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    assert entries[0].payload is None
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert await yard.read(upkeep.dead_letters) == 0


def test_a_change_of_the_roll_stays_as_long_as_it_waits_for_a_second(moved_in: MovedIn) -> None:
    tx, yard = moved_in.tx, moved_in.crowd.courtyard
    first, other = (user.id for user in moved_in.crowd.council[:2])
    number = roll.propose(tx, yard, first, Change((Flat("9-9-101"),)))
    assert not roll.submit(tx, yard, first, number)
    roll.propose(tx, yard, other, Change((Flat("9-9-102"),)))
    tx.now += timedelta(days=100)
    assert retention.bite(tx, yard, 100)
    assert tx.rows("SELECT change FROM roll_changes") == [(1,)]
    tx.now += timedelta(days=300)
    assert retention.bite(tx, yard, 100)
    assert tx.rows("SELECT change FROM roll_changes") == []


def _rule(tx: Tx, courtyard: int) -> None:
    vote = votes.get(tx, courtyard, 1)
    assert vote is not None
    objections.rule(tx, vote, 1, Ruling.REJECT, "数过了")


def _vote(tx: Tx, yard: Yard) -> Vote:
    vote = votes.get(tx, yard.courtyard, 1)
    assert vote is not None
    return vote


async def _result_is_left(yard: Yard) -> None:
    """The ballots are gone with everything that hung on them; what they came to is not."""

    def gone(tx: Tx) -> list[tuple[str, int]]:
        of = [
            (table, tx.value(f"SELECT count(*) FROM {table}")) for table in retention.WITH_BALLOTS
        ]
        return [(table, n) for table, n in of if n]

    assert await yard.read(gone) == []
    vote = await yard.read(lambda tx: _vote(tx, yard))
    assert vote.counted == (1, 1, 0)
    assert (vote.turnout, vote.eligible, vote.by_person) == (2, 120, 0)
    assert {
        c.value: n for c, n in (await yard.read(lambda tx: ballots.by_channel(tx, vote))).items()
    } == {
        "TAP": 1,
        "ASSISTED": 1,
    }
    told = await yard.read(lambda tx: audit.entries(tx, yard.courtyard, limit=10**6))
    assert not [one for one in told if one.payload and re.search('"unit".*"vote"', one.payload)]
    assert [one for one in told if one.act == "vote.closed" and one.payload]
    who = yard.household("3-2-502")
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "一张张的票已经删了" in who.reads()
    assert "柚子种树吗" in who.reads()
    assert not [label for label in who.buttons() if "结果文件" in label]
    await who.forges(f"vf1_{yard.courtyard}_1", who.newest())
    assert "一年多了" in who.reads()


async def test_who_moved_out_a_year_ago_is_forgotten_and_who_never_came_in(yard: Yard) -> None:
    gone, never = yard.household(HOME), yard.stranger
    await gone.says("/leave")
    await gone.taps("是的，搬走了")
    yard.people.join(never.user, yard.group)
    await never.starts(f"jo1_{yard.courtyard}_501")
    await never.taps("写我的名字")
    await yard.passes(days=300)
    assert len(await yard.read(lambda tx: residents.everywhere(tx, gone.id))) == 1
    await yard.passes(days=80)
    assert await yard.read(lambda tx: residents.places_of(tx, gone.id)) == []
    assert await yard.read(lambda tx: residents.places_of(tx, never.id)) == []
    about = re.compile(rf"(?<!\d)(?:{gone.id}|{never.id})(?!\d)")
    left = await yard.read(lambda tx: scan(tx, about))
    assert left.keys() == {("people", "person"), ("people", "username")}
    await yard.passes(days=1)
    await yard.passes(days=100)
    assert await yard.read(lambda tx: scan(tx, about)) == {}


async def test_a_yard_that_has_sent_the_bot_away_is_let_go_of_a_year_later(yard: Yard) -> None:
    await yard.write(lambda tx: courtyard.leave(tx, courtyard.get(tx, yard.courtyard)))
    before = len(yard.chair.texts())
    await yard.passes(days=300)
    assert len(await yard.read(lambda tx: residents.confirmed(tx, yard.courtyard))) == 120
    await yard.passes(days=80)
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM residents")) == 0
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM roles")) == 0
    assert len(yard.chair.texts()) == before


@pytest.fixture
async def store(place: Place) -> AsyncIterator[Database]:
    opened = await open_database(place, lambda: NOW)
    yield opened
    await opened.close()


NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


async def test_a_bite_takes_no_more_than_it_may_and_the_next_goes_on(store: Database) -> None:
    def fill(tx: Tx) -> None:
        for n in range(25):
            outbox.send(tx, 1, 7, "core.home")
            inbox.first_time(tx, n)
            inbox.bury(tx, "update", "{}", "boom")
            prompts.ask(tx, 1_000 + n, 0, "topic.text", {})
            people.meet(tx, 1_000 + n, "老王", None, private=True)
        tx.run("UPDATE outbox SET state = 'SENT'")

    def left(tx: Tx) -> list[int]:
        tables = ("outbox", "seen", "dead_letters", "prompts")
        return [tx.value(f"SELECT count(*) FROM {table}") for table in tables]

    def later(tx: Tx) -> tuple[bool, bool]:
        tx.now += timedelta(days=40)
        return retention.bite(tx, 1, 10), passing.house_bite(tx, 10)

    await store.write(fill)
    assert await store.write(later) == (False, False)
    assert await store.read(left) == [15, 15, 15, 15]
    assert await store.write(later) == (False, False)
    assert await store.write(later) == (True, False)
    assert await store.write(later) == (True, True)
    assert await store.read(left) == [0, 0, 0, 0]


async def test_accounts_of_no_courtyard_go_after_a_while(store: Database) -> None:
    def meet(tx: Tx) -> None:
        for person in (1_001, 1_002, 1_003):
            people.meet(tx, person, "老王", None, private=True)
        residents.grant(tx, 1, 1_002, "chair")

    def look(tx: Tx, days: int) -> list[int | None]:
        tx.now += timedelta(days=days)
        first = passing.strangers(tx, 0, 2)
        return [first, passing.strangers(tx, first or 0, 2)]

    await store.write(meet)
    assert await store.write(lambda tx: look(tx, 0)) == [1_002, None]
    await store.write(lambda tx: look(tx, 89))
    assert await store.read(lambda tx: tx.value("SELECT count(*) FROM people")) == 3
    await store.write(lambda tx: look(tx, 91))
    assert await store.read(lambda tx: tx.rows("SELECT person FROM people")) == [(1_002,)]


def test_each_yard_has_a_minute_of_its_own_at_night() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    planned = [nights.tonight(NOW, courtyard, zone) for courtyard in range(1, 241)]
    assert all(NOW < at < NOW + timedelta(days=1) for at in planned)
    assert {at.astimezone(zone).hour for at in planned} == {1, 2, 3, 4}
    assert len(set(planned)) == 240
    assert nights.tonight(planned[0], 1, zone) == planned[0] + timedelta(days=1)
