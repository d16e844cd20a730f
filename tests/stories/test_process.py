"""The real program, as a process of its own: how it starts, stops, is killed, and says why not."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.model import Message, User
from bot.sandbox.run import CHECKOUT, BotDied, Stage, open_stage
from storage import audit, ballots, inbox, people, upkeep, votes
from storage.people import Account

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, paced=False) as opened:
        await opened.start()
        yield opened


def environment(home: Path, **settings: object) -> dict[str, str]:
    """Nothing of the machine's own: an empty home, no terminal's language, no settings but ours."""
    ours = {f"YUANBA_{name.upper()}": str(value) for name, value in settings.items()}
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT)}
    return {"HOME": str(home), "LANG": "C.UTF-8", **path, **ours}


@asynccontextmanager
async def yuanba(
    home: Path, *args: str, **settings: object
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *args),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=home,
        env=environment(home, **settings),
    )
    try:
        async with asyncio.timeout(20):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def refused(home: Path, **settings: object) -> str:
    """The one line with which a start ends; anything else is a failure."""
    async with yuanba(home, **{"token": TOKEN, **settings}) as process:
        _, said = await process.communicate()
    lines = said.decode().splitlines()
    complaints = [line for line in lines if not re.match(r"\S+Z (INFO|WARNING) ", line)]
    assert process.returncode == 2, lines
    assert len(complaints) == 1, lines
    assert TOKEN not in said.decode()
    return complaints[0]


async def opened_vote(stage: Stage) -> Message:
    chair = stage.person(stage.yard.chair)
    await chair.says("/vote 在东墙种樱桃树，行不行？ | 3天")
    await chair.taps("发出去")
    await stage.person(stage.yard.council[1]).taps("同意，这就办")
    return card(stage)


def card(stage: Stage) -> Message:
    bot = stage.world.bot
    return [m for m in stage.group.messages if m.sender is bot and "表决 1" in m.text][-1]


def tally(stage: Stage) -> dict[int, int]:
    vote = upkeep.look(stage.database, lambda tx: votes.get(tx, stage.courtyard, 1))
    assert vote is not None
    return upkeep.look(stage.database, lambda tx: ballots.tally(tx, vote))


def accounts(stage: Stage, whose: list[User]) -> list[Account]:
    found = upkeep.look(stage.database, lambda tx: [people.get(tx, one.id) for one in whose])
    return [account for account in found if account]


async def test_without_a_token_it_prints_an_address_where_a_telegram_answers(
    tmp_path: Path,
) -> None:
    async with yuanba(tmp_path) as process:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line
        call = f"{address[0]}/bot{TOKEN}/getMe"
        async with aiohttp.ClientSession() as session, session.get(call) as answer:
            assert answer.status == 401
        process.send_signal(signal.SIGTERM)
        await process.wait()
    assert process.returncode == 0
    assert not list(tmp_path.iterdir()), "the sandbox leaves nothing behind"


async def test_a_kill_in_the_middle_of_a_vote_loses_no_tap_and_counts_none_twice(
    stage: Stage,
) -> None:
    shown = await opened_vote(stage)
    data = shown.buttons[0][0].data
    assert data is not None
    taps = [
        stage.people.press_soon(stage.yard.by_label[label], shown, data)
        for label in list(stage.yard.by_label)[:60]
    ]
    await asyncio.wait(taps, return_when=asyncio.FIRST_COMPLETED)
    await stage.kill()
    answered = [tap for tap in taps if tap.done() and "同意" in (tap.result().text or "")]
    assert answered
    assert tally(stage)[0] >= len(answered)
    await stage.restart()
    await stage.caught_up()
    assert tally(stage) == {0: 60}
    assert "已投 60／120 户" in card(stage).text
    assert upkeep.look(stage.database, lambda tx: audit.verify(tx, stage.courtyard)) is None


async def test_what_fell_due_while_it_was_down_is_done_at_the_start(stage: Stage) -> None:
    await opened_vote(stage)
    await stage.kill()
    stage.world.advance(timedelta(days=4))
    await stage.start()
    await stage.caught_up()
    (result,) = [m.text for m in stage.group.messages if "表决 1 有结果了" in m.text]
    assert "来投的不够" in result


async def test_who_waits_for_the_bot_waits_for_what_the_line_held_up(stage: Stage) -> None:
    stage.world.faults.add("sendMessage", kind="cut")
    assert "3-2-501" in "".join(await stage.household("3-2-501").says("/home"))


async def test_sigterm_finishes_what_was_taken_and_answers_it(stage: Stage) -> None:
    resident = stage.household("3-2-501")
    await resident.says("/lang")
    message = resident.newest()
    english = next(b.data for row in message.buttons for b in row if "English" in b.text)
    assert english is not None
    neighbours = list(stage.yard.by_label.values())[:40]
    taps = [stage.people.press_soon(one, message, english) for one in neighbours]
    await asyncio.wait(taps, return_when=asyncio.FIRST_COMPLETED)
    assert await stage.stop() == 0
    answered = [who for who, tap in zip(neighbours, taps, strict=True) if tap.done()]
    told = {account.person for account in accounts(stage, neighbours) if account.lang == "en"}
    assert told == {who.id for who in answered}
    assert not upkeep.look(stage.database, inbox.letters)
    assert "Traceback" not in stage.log()


async def test_by_webhook_too_a_kill_loses_no_tap(tmp_path: Path, unused_tcp_port: int) -> None:
    async with open_stage(tmp_path) as stage:
        settings = {
            "token": stage.world.token,
            "api_url": stage.address,
            "database": stage.database,
            "webhook_url": f"http://127.0.0.1:{unused_tcp_port}/hook",
            "webhook_secret": "geheim",
            "webhook_port": unused_tcp_port,
        }
        chair = stage.yard.chair
        stage.people.say(chair, chair, "/lang")
        async with yuanba(tmp_path, **settings) as process:
            await until(lambda: stage.world.private(chair).messages[-1].buttons)
            message = stage.world.private(chair).messages[-1]
            data = next(b.data for row in message.buttons for b in row if "English" in b.text)
            assert data is not None
            neighbours = list(stage.yard.by_label.values())[:20]
            taps = [stage.people.press_soon(one, message, data) for one in neighbours]
            await asyncio.wait(taps, return_when=asyncio.FIRST_COMPLETED)
            process.kill()
        async with yuanba(tmp_path, **settings):
            await until(lambda: not stage.world.updates.pending)
        assert {one.lang for one in accounts(stage, neighbours)} == {"en"}


async def test_by_webhook_sigterm_finishes_what_was_taken_and_answers_it(
    tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    """The disk is busy when the signal comes, so that what was taken is still under way."""
    hook_port, ops_port = unused_tcp_port_factory(), unused_tcp_port_factory()
    hook, ops = f"http://127.0.0.1:{hook_port}/hook", f"http://127.0.0.1:{ops_port}"
    async with open_stage(tmp_path) as stage, aiohttp.ClientSession() as session:
        settings = {
            "token": stage.world.token,
            "api_url": stage.address,
            "database": stage.database,
            "webhook_url": hook,
            "webhook_secret": "geheim",
            "webhook_port": hook_port,
            "ops_port": ops_port,
            "log_format": "json",
        }

        async def says(user: User, update: int) -> int:
            message = {
                "message_id": update,
                "date": 1,
                "text": "/lang en",
                "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
                "from": {"id": user.id, "is_bot": False, "first_name": user.name},
                "chat": {"id": user.id, "type": "private", "first_name": user.name},
            }
            secret = {"X-Telegram-Bot-Api-Secret-Token": "geheim"}
            body = {"update_id": update, "message": message}
            async with session.post(hook, json=body, headers=secret) as answer:
                return answer.status

        async def readiness() -> str:
            async with session.get(f"{ops}/readyz") as answer:
                return (await answer.text()).strip()

        neighbours = list(stage.yard.by_label.values())[:30]
        async with yuanba(tmp_path, "run", "--webhook", **settings) as process:
            await until(lambda: stage.world.webhook is not None)
            while await readiness() != "ok":
                await asyncio.sleep(0.01)
            with closing(sqlite3.connect(stage.database, isolation_level=None)) as busy:
                busy.execute("BEGIN IMMEDIATE")
                saying = [
                    asyncio.create_task(says(user, 900_000 + n))
                    for n, user in enumerate(neighbours)
                ]
                done, _ = await asyncio.wait(saying, timeout=0.3)
                assert not done
                process.send_signal(signal.SIGTERM)
                await asyncio.sleep(0.2)
                assert await readiness() == "draining"
                busy.execute("ROLLBACK")
            assert await asyncio.gather(*saying) == [200] * 30
            assert await process.wait() == 0
            assert process.stderr is not None
            lines = (await process.stderr.read()).decode().splitlines()
        assert {one.lang for one in accounts(stage, neighbours)} == {"en"}
        assert len(accounts(stage, neighbours)) == 30
    assert [json.loads(line)["level"] for line in lines if '"INFO"' not in line] == []
    assert json.loads(lines[-1])["message"] == "stopped; everything taken is on disk"


async def test_a_bot_on_a_leash_ends_with_whoever_holds_it(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        settings = {"token": stage.world.token, "api_url": stage.address}
        async with yuanba(
            tmp_path, "run", "--leash", database=tmp_path / "x.sqlite", **settings
        ) as process:  # its standard input is at its end from the start
            assert await process.wait() == 0


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not reached():
            await asyncio.sleep(0.01)


async def test_the_log_never_shows_the_token(tmp_path: Path) -> None:
    async with open_stage(tmp_path, paced=False, log="DEBUG") as stage:
        stage.world.faults.add("setMyCommands", 500)
        await stage.start()
        await stage.household("1-1-101").says("/home")
        await stage.household("1-1-101").taps("怎么用")
        await stage.stop()
        assert "the command menu could not be set" in stage.log()
        assert stage.world.token not in stage.log()
        assert stage.world.token.partition(":")[2] not in stage.log()


async def test_a_wrong_token_is_one_line(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        said = await refused(tmp_path, api_url=stage.address, database=tmp_path / "x.sqlite")
    assert said.startswith("yuanba: YUANBA_TOKEN: ")
    assert "@BotFather" in said


async def test_of_two_programs_with_one_token_one_gives_way_and_says_so(
    stage: Stage, tmp_path: Path
) -> None:
    settings = {"api_url": stage.address, "database": tmp_path / "other.sqlite"}
    async with yuanba(tmp_path, token=stage.world.token, **settings):
        assert await stage.ended() == 2
        assert stage.log().splitlines()[-1].startswith("yuanba: YUANBA_TOKEN: another program")
        assert "Traceback" not in stage.log()


async def test_a_database_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "not-a-database"
    file.write_text("一本旧账" * 1000)
    said = await refused(tmp_path, database=file)
    assert said.startswith("yuanba: YUANBA_DATABASE: ")
    assert file.read_text() == "一本旧账" * 1000


async def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        with changed(stage.database) as database:
            database.execute("INSERT INTO migrations VALUES (9999, 'future', 0)")
        with pytest.raises(BotDied, match=r"newer Yuanba \(schema 9999.*update the program"):
            await stage.start()
        assert await stage.ended() == 2
        assert len(stage.log().splitlines()) == 1


@contextmanager
def changed(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as database:
        yield database
        database.commit()
