"""The demo's evening over real HTTP: what the bot counted is what the people did."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.rules.covenant import Version
from bot.sandbox.demo import play
from bot.sandbox.demo.covenant import SIGNERS
from bot.sandbox.demo.evening import Evening
from bot.sandbox.demo.vote import CHOICES, VOTERS
from bot.sandbox.run import open_stage
from storage import audit, covenant, events, topics, upkeep, votes
from storage.tx import Tx

T = TypeVar("T")
FILES = {"photo", "document"}  # they travel beside the parameters
SPEC = Path(__file__).parents[3] / "shared" / "botapi.json"


async def test_an_evening_in_the_courtyard(tmp_path: Path) -> None:
    told: list[str] = []
    async with open_stage(tmp_path, paced=False) as stage:
        await stage.start()
        evening = await play(stage, told.append)
        _the_count_is_the_peoples(evening)
        _the_covenant_waits_for_those_who_signed_the_old(evening)
        _the_festival_has_its_forty(evening)
        _nothing_is_broken_or_left_over(evening)
        _every_call_is_one_telegram_knows(evening)
    story = "\n".join(told)
    assert "一样" in story
    assert "对不上" not in story
    assert "Traceback" not in stage.log()


def _look(evening: Evening, query: Callable[[Tx], T]) -> T:
    return upkeep.look(evening.stage.database, query, evening.stage.world.now())


def _the_count_is_the_peoples(evening: Evening) -> None:
    courtyard = evening.stage.courtyard
    vote = _look(evening, lambda tx: votes.get(tx, courtyard, 1))
    assert vote is not None
    counted = Counter(evening.choices.values())
    assert sum(counted.values()) == VOTERS
    assert vote.counted == tuple(counted[choice] for choice in CHOICES)
    assert vote.result == "passed"
    topic = _look(evening, lambda tx: topics.get(tx, courtyard, 1))
    assert topic is not None
    assert topic.state.value == "adopted"


def _the_covenant_waits_for_those_who_signed_the_old(evening: Evening) -> None:
    courtyard = evening.stage.courtyard
    assert len(evening.signed) == SIGNERS
    current = _look(evening, lambda tx: covenant.current(tx, courtyard))
    assert current is not None
    assert current.version == Version(2, 0)
    standing = _look(evening, lambda tx: covenant.standings(tx, courtyard))
    assert {one.label for one in standing if one.signed == 1} == evening.signed
    assert {one.label for one in standing if one.signed not in (None, 1)} == set()


def _the_festival_has_its_forty(evening: Evening) -> None:
    courtyard = evening.stage.courtyard
    labels = evening.stage.yard.labels
    going = _look(evening, lambda tx: events.going_people(tx, courtyard, 1))
    assert {labels[person] for person in going} == evening.going
    assert evening.reminded == [evening.going, evening.going]


def _nothing_is_broken_or_left_over(evening: Evening) -> None:
    courtyard = evening.stage.courtyard
    assert evening.restored
    assert _look(evening, lambda tx: audit.verify(tx, courtyard)) is None
    assert _look(evening, upkeep.unsound) is None
    assert _look(evening, upkeep.undelivered) == 0
    assert _look(evening, upkeep.dead_letters) == 0


def _every_call_is_one_telegram_knows(evening: Evening) -> None:
    """The sandbox is strict, too; this compares with Telegram's own description."""
    if not SPEC.exists():
        return
    spec: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    calls = list(evening.stage.world.calls)
    assert len(calls) > 500
    for call in calls:
        fields = {f["name"]: f["required"] for f in spec["methods"][call.method].get("fields", [])}
        assert call.params.keys() <= fields.keys()
        needed = {name for name, wanted in fields.items() if wanted}
        assert needed - FILES <= call.params.keys()


@pytest.fixture(autouse=True)
def _no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The story needs nothing from the machine it is told on."""
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
