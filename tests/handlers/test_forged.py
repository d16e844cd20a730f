"""Whatever a forged client sends: every press is answered, nothing breaks, no stranger acts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.callbacks import Data
from bot.column import House
from bot.sandbox.neighbour import Neighbour
from handlers import COLUMNS
from storage import audit, courtyards, roll, upkeep, votes
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.handlers.test_roll import owners_vote
from tests.yard import Yard

KINDS = sorted(House(*COLUMNS).presses, key=lambda kind: kind.prefix)
NUMBERS = ("0", "1", "-1", "2", "7", "99", "20261130", "999999999", str(2**63), "-" + "9" * 40)
# Anyone may ask to join, with the family's say still to come, and go away again.
THEIR_OWN = {"resident.consented", "resident.claimed", "resident.left", "person.forgotten"}
WORDS = ("x", "3-2-501", "9-9-909", "-", "A" * 30)


def forgeries(kind: type[Data], courtyard: int, times: int) -> Iterator[str]:
    """Data of this kind with fields no button would carry (the same ones each run)."""
    draw = random.Random(kind.prefix)
    for _ in range(times):
        values = [
            str(courtyard)
            if name == "courtyard" and draw.random() < 0.8
            else draw.choice(NUMBERS if field.annotation is int else WORDS)
            for name, field in kind.model_fields.items()
        ]
        yield "_".join([kind.prefix, *values])[:64]


async def furnished(yard: Yard) -> None:
    """One of everything, so that a forged number may hit something."""
    await yard.household("3-2-501").says_in_group("/topic 楼道灯坏了")
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.organizer.says("/event 樱桃节 | 12月20日 15:00 | 东三巷 | 40")
    await yard.organizer.taps("发到群里")


async def assaults(yard: Yard, who: Neighbour, times: int) -> None:
    await who.says("/help")
    for kind in KINDS:
        for data in forgeries(kind, yard.courtyard, times):
            await yard.people.press(who.user, who.newest(), data)
    await yard.settled()
    assert await yard.read(upkeep.dead_letters) == 0, await yard.read(last_error)


def last_error(tx: Tx) -> object:
    return tx.rows("SELECT content, error FROM dead_letters ORDER BY id DESC LIMIT 1")


async def acts(yard: Yard) -> list[str]:
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    return [entry.act for entry in entries]


@pytest.mark.parametrize("who", ["resident", "chair", "organizer"])
async def test_forged_presses_of_residents_break_nothing(yard: Yard, who: str) -> None:
    await furnished(yard)
    people = {"resident": yard.household("3-2-501"), "chair": yard.chair}
    await assaults(yard, people.get(who, yard.organizer), 6)
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_forged_presses_of_a_stranger_change_nothing(yard: Yard) -> None:
    await furnished(yard)
    before = await acts(yard)
    await assaults(yard, yard.stranger, 8)
    assert set((await acts(yard))[len(before) :]) <= THEIR_OWN
    told = "\n".join(yard.stranger.texts())
    for words in ("樱桃", "楼道灯", "王大爷"):
        assert words not in told, told[told.index(words) - 60 :][:160]


async def opens(yard: Yard, question: str, *taps: str, days: int = 3) -> None:
    await yard.chair.says(f"/vote {question} | {days}天")
    for tap in (*taps, "发出去"):
        await yard.chair.taps(tap)
    await yard.councillors[0].taps("同意，这就办")


OWNERS, CLOSED, FINAL, VOIDED, SECRET, NOTICED, ELSEWHERE = range(1, 8)
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)
OVER = (CLOSED, FINAL, VOIDED)
QUESTION = "樱桃树"


async def every_vote(yard: Yard) -> None:
    """A vote in each state, each with a ballot where it takes any; the owners' one has nobody
    named. The last number is another courtyard's alone."""
    await yard.write(lambda tx: measure(tx, yard.courtyard))
    await owners_vote(yard)
    for number in OVER:
        await opens(yard, f"{QUESTION}要不要第 {number} 棵？")
        await yard.household("3-2-501").taps("同意", on=yard.card(f"第 {number} 棵"))
    await yard.passes(days=4)
    await opens(yard, f"{QUESTION}悄悄砍掉？", "秘密投票：否")
    await yard.write(lambda tx: rest(tx, yard.courtyard))
    await opens(yard, f"{QUESTION}明年再种？", days=6)


def measure(tx: Tx, courtyard: int) -> None:
    for home in roll.homes(tx, courtyard):
        roll.list_home(tx, courtyard, home.household, 7500, unsold=False)


def rest(tx: Tx, courtyard: int) -> None:
    """What is reached by weeks of waiting is entered; and the next vote gets days of notice."""
    for number, state in ((FINAL, VoteState.FINAL), (VOIDED, VoteState.VOIDED)):
        votes.update(tx, vote_of(tx, courtyard, number), state=state)
    here = courtyards.get(tx, courtyard)
    assert here
    courtyards.set_setting(tx, here, "notice_yard_days", 3)
    other = courtyards.add(tx, -100777, "锦绣里8号院", "Asia/Shanghai", "zh_CN")
    for number in range(1, ELSEWHERE + 1):
        assert votes.add(tx, other, "别院的事", here.courtyard, "yard") == number
        votes.update(tx, vote_of(tx, other, number), state=VoteState.OPEN, closes_at=LONG_AFTER)


def vote_of(tx: Tx, courtyard: int, number: int) -> Vote:
    found = votes.get(tx, courtyard, number)
    assert found
    return found


def kept(tx: Tx) -> dict[tuple[int, int], list[object]]:
    """Everything that is written about each vote: itself, its roll, its ballots."""
    tables: tuple[str, ...] = (
        "votes",
        "vote_roll",
        "ballots",
        "ballot_drafts",
        "vote_turnout",
        "secret_ballots",
    )
    tables += ("objections", "reasons", "proxies", "visits", "paper_readings", "ballots_in_hand")
    found: dict[tuple[int, int], list[object]] = {}
    for table in tables:
        for courtyard, vote, *_ in tx.rows(f"SELECT courtyard, vote FROM {table}"):
            found.setdefault((courtyard, vote), [])
    for (courtyard, vote), written in found.items():
        for table in tables:
            asked = f"SELECT * FROM {table} WHERE courtyard = ? AND vote = ?"
            written.append(sorted(map(repr, tx.rows(asked, courtyard, vote))))
    return found


async def presses_on_votes(yard: Yard, who: Neighbour) -> None:
    """Each kind of button about a vote on each of the votes, its other fields such as a list of
    households, people and options might give; here, and as if it were of the other courtyard."""
    await who.says("/help")
    some = ("0", "1", "2", "3", "41", "99", str(yard.household("3-2-501").id), str(who.id))
    for kind in [kind for kind in KINDS if "vote" in kind.model_fields]:
        draw = random.Random(kind.prefix)
        for courtyard, number in [*((yard.courtyard, n) for n in range(1, 8)), (2, ELSEWHERE)]:
            values = {"courtyard": str(courtyard), "vote": str(number)}
            for name in kind.model_fields:
                values.setdefault(name, draw.choice(some))
            data = "_".join([kind.prefix, *(values[name] for name in kind.model_fields)])
            await yard.people.press(who.user, who.newest(), data)
    await yard.settled()
    assert await yard.read(upkeep.dead_letters) == 0, await yard.read(last_error)


async def test_forged_presses_on_votes_that_are_over_or_not_yet_open_change_none(
    yard: Yard,
) -> None:
    await every_vote(yard)
    before = await yard.read(kept)
    states = await yard.read(
        lambda tx: [vote_of(tx, yard.courtyard, n).state.value for n in range(OWNERS, ELSEWHERE)]
    )
    assert states == ["OPEN", "CLOSED", "FINAL", "VOIDED", "OPEN", "NOTICED"]
    await presses_on_votes(yard, yard.stranger)
    assert await yard.read(kept) == before
    assert QUESTION not in "\n".join(yard.stranger.texts())
    told = yard.stranger.texts()
    for who in (yard.household("3-2-501"), yard.chair):
        await presses_on_votes(yard, who)
        after = await yard.read(kept)
        for key, written in before.items():
            if key not in ((yard.courtyard, OWNERS), (yard.courtyard, SECRET)):
                assert after[key] == written, (who.user.name, key)
        told += who.texts()
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert "别院的事" not in "\n".join(told)
