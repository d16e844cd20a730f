"""Courtyards with one of everything in them, so that whatever is pressed, typed or forged may hit
something: votes of several kinds, topics, a covenant, an event, a claim that waits, a channel."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing as ended
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.access import Role
from bot.actions import (
    closing,
    consenting,
    covenant,
    events,
    objecting,
    opening,
    residents,
    topics,
    triage,
    vote_drafts,
)
from bot.actions import votes as voting
from bot.actions.parting import move_out
from bot.rules.methods import Method
from bot.rules.own_presets import to_plain
from bot.rules.presets import PRESETS
from bot.rules.triage import Matter
from bot.rules.verdict import Tie
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import channels, courtyards, presets
from storage import residents as register
from storage import roll as homes
from storage.migrate import migrate
from storage.move import move
from storage.place import Server
from storage.tx import Tx
from storage.votes import Electorate
from tests.postgres import Postgres
from tests.yard import NOON

TAPPED, CONSENT, RANKED, MEETING, OVER, NEW, TIED = range(1, 8)
"""The votes, by number: of one tap, by consent with an objection, of several taps, of people in a
room, closed with an objection to its result; one that is only a draft of the chair's; and a tie
that is to be drawn in public."""
TO_SORT, SHARED, APPEALED, DONE = range(1, 5)
"""The topics, by number."""
GONE, AUTHOR, OTHER, WAITING = "2-1-303", "3-2-501", "3-2-502", "3-2-504"
"""Whose home is empty now, whose topics these are, a neighbour like any, and the home a stranger
says is theirs."""
CHANNEL = -1_009_000
COVENANT = "# 公约\n1. 晚上十点以后小声点。\n2. 垃圾分类，放到该放的桶里。\n3. 电瓶车不上楼。"


def populated(world: World) -> list[ReadyYard]:
    """The same two courtyards in every Telegram; nobody is in both."""
    yards = [
        ready.populate(world, name, first)
        for name, first in (("7号大院", 70_000), ("锦绣里8号院", 80_000))
    ]
    for number, yard in enumerate(yards, 1):
        yard.courtyard = number
    return yards


def holders(yard: ReadyYard) -> dict[Role, int]:
    """Somebody who has this role and no other (every role but the chair's comes on top of living
    here; the chair also sits on the council)."""
    neighbours = [user.id for user in yard.by_label.values() if user not in yard.council]
    given = [role for role in Role if role not in (Role.RESIDENT, Role.CHAIR, Role.COUNCILLOR)]
    found = dict(zip(given, neighbours[20:], strict=False))
    found[Role.ORGANIZER] = yard.organizer.id
    return found | {
        Role.RESIDENT: yard.by_label[OTHER].id,
        Role.CHAIR: yard.chair.id,
        Role.COUNCILLOR: yard.council[2].id,
    }


@cache
def furnished() -> bytes:
    """A file with both courtyards, each with everything; made once, copied often."""
    yards = populated(World(clock=lambda: NOON))
    with ended(sqlite3.connect(":memory:", isolation_level=None)) as file:
        file.execute("PRAGMA foreign_keys = ON")
        migrate(file, NOON)
        for yard in yards:
            _furnish(Tx(file, NOON), yard)
        return file.serialize()


@contextmanager
def furnished_server(postgres: Postgres, file: Path) -> Iterator[Callable[[str], Server]]:
    """`give(name)` is a new database with all that is in a furnished file."""
    with postgres.new("furnished") as template:
        move(file, template, NOON, lambda *_: None)

        def give(name: str) -> Server:
            postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            postgres.run(f"CREATE DATABASE {name} TEMPLATE furnished")
            return postgres.database(name)

        yield give


def _furnish(tx: Tx, yard: ReadyYard) -> None:
    ready.register(tx, yard)
    for role, person in holders(yard).items():
        if role is not Role.RESIDENT:
            register.grant(tx, yard.courtyard, person, role.value)
    for user in list(yard.by_label.values())[51:57]:  # a meeting has more delegates than others
        register.grant(tx, yard.courtyard, user.id, Role.DELEGATE.value)
    move_out(tx, yard.courtyard, yard.by_label[GONE].id)
    for home in homes.homes(tx, yard.courtyard):
        homes.list_home(tx, yard.courtyard, home.household, 7500, unsold=False)
    _claim(tx, yard)
    _votes(tx, yard)
    _topics(tx, yard)
    _covenant(tx, yard)
    _event(tx, yard)
    here = courtyards.get(tx, yard.courtyard)
    assert here
    channels.link(tx, here, CHANNEL - yard.courtyard, "公告", yard.chair.id)


def _claim(tx: Tx, yard: ReadyYard) -> None:
    residents.consent(tx, yard.courtyard, yard.stranger.id, named=True)
    residents.claim(tx, yard.courtyard, yard.stranger.id, WAITING)


def _votes(tx: Tx, yard: ReadyYard) -> None:
    courtyard = yard.courtyard
    author = yard.by_label[AUTHOR].id
    assert _opened(tx, yard, "在东墙种樱桃树？") == TAPPED
    assert _opened(tx, yard, "院门晚上锁不锁？", method=Method.CONSENT) == CONSENT
    consenting.object_to(tx, courtyard, author, CONSENT, "半夜回来进不了门")
    trees = ("樱桃", "李子", "梨")
    assert _opened(tx, yard, "种哪一种？", options=trees, method=Method.APPROVAL) == RANKED
    here = courtyards.get(tx, courtyard)
    assert here
    courtyards.set_setting(tx, here, "notice_resident_days", 0)
    delegates = {"electorate": Electorate.DELEGATES, "preset": "delegates_meeting"}
    assert _opened(tx, yard, "居民代表会议：补种草？", **delegates) == MEETING
    assert _opened(tx, yard, "楼道换灯？") == OVER
    for user in list(yard.by_label.values())[55:118]:
        voting.cast(tx, courtyard, user.id, OVER, (0,))
    args = {"vote": OVER, "reason": "都投完了"}
    closing.close_early(tx, courtyard, yard.chair.id, yard.council[1].id, args)
    objecting.object_to(tx, courtyard, author, OVER, "我家没收到通知")
    assert vote_drafts.draft(tx, courtyard, yard.chair.id, "还没想好") == NEW
    usual = PRESETS["plurality"]
    drawn = replace(usual, rule=replace(usual.rule, tie=Tie.LOTTERY))
    presets.put(tx, courtyard, drawn.key, to_plain(drawn), OVER)
    assert _opened(tx, yard, "哪天吃坝坝宴？", options=trees[:2]) == TIED
    for place, user in enumerate(list(yard.by_label.values())[55:119]):
        voting.cast(tx, courtyard, user.id, TIED, (place % 2,))
    args = {"vote": TIED, "reason": "都投完了"}
    closing.close_early(tx, courtyard, yard.chair.id, yard.council[1].id, args)


def _opened(tx: Tx, yard: ReadyYard, title: str, **changes: object) -> int:
    """By two of the council; the chair is not the first of them."""
    first, second = yard.council[1].id, yard.council[0].id
    closes = tx.now + timedelta(days=5)
    number = vote_drafts.draft(tx, yard.courtyard, first, title, closes_at=closes)
    for name, value in changes.items():
        vote_drafts.change_draft(tx, yard.courtyard, first, number, **{name: value})
    opening.open_vote(tx, yard.courtyard, first, second, {"vote": number})
    return number


def _topics(tx: Tx, yard: ReadyYard) -> None:
    courtyard, author, chair = yard.courtyard, yard.by_label[AUTHOR].id, yard.chair.id
    for number, text in enumerate(("楼道灯坏了", "地砖松了", "路灯不亮", "门锁坏了"), 1):
        raised = topics.raise_topic(tx, courtyard, author, text, None, public=True)
        assert raised.topic == number
    triage.sort(tx, courtyard, chair, SHARED, Matter.SHARED)
    triage.sort(tx, courtyard, chair, APPEALED, Matter.GOV)
    triage.appeal(tx, courtyard, author, APPEALED, "这灯是院里的")
    triage.sort(tx, courtyard, chair, DONE, Matter.SHARED)


def _covenant(tx: Tx, yard: ReadyYard) -> None:
    chair, second = yard.chair.id, yard.council[1].id
    number = covenant.write(tx, yard.courtyard, chair, COVENANT)
    draft = covenant.get(tx, yard.courtyard, number)
    args = {"covenant": number, "base": 0, "seal": covenant.seal(draft)}
    covenant.publish(tx, yard.courtyard, chair, second, args)


def _event(tx: Tx, yard: ReadyYard) -> None:
    courtyard, organizer = yard.courtyard, yard.organizer.id
    number = events.draft(tx, courtyard, organizer, "樱桃节")
    facts = {"starts_at": tx.now + timedelta(days=9), "place": "东三巷", "capacity": 40}
    events.change_draft(tx, courtyard, organizer, number, **facts)
    events.call(tx, courtyard, organizer, number)
