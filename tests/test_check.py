"""`yuanba check` names what works and what to mend, and fails only for what must be mended."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted

from bot.__main__ import main
from bot.check import Finding, Mark, examine, standing
from bot.health import Health, State
from bot.ops import make_ops
from bot.sandbox.server import make_server
from bot.sandbox.world import TOKEN
from bot.settings import Settings
from bot.words import Words
from storage import courtyards, inbox, outbox, upkeep
from tests.yard import Yard

HOOK = {"webhook_url": "https://yard.example/hook", "webhook_secret": "geheim"}


class Desk:
    """Where an operator asks: the yard's database and its Telegram, over HTTP."""

    def __init__(self, yard: Yard, api_url: str, folder: Path) -> None:
        self.yard = yard
        self.api_url = api_url
        self.database = folder / "yard.sqlite"

    async def asks(self, lang: str = "zh_CN", **changes: Any) -> list[Finding]:
        ours = {"token": TOKEN, "api_url": self.api_url, "database": str(self.database)}
        settings = Settings(**{**ours, **changes})
        return [finding async for finding in examine(settings, Words(lang))]

    async def hears(self, **changes: Any) -> str:
        """What is not well, or deserves a look."""
        found = await self.asks(**changes)
        return "\n".join(str(one) for one in found if one.mark is not Mark.GOOD)


@pytest.fixture
async def desk(yard: Yard, tmp_path: Path) -> AsyncIterator[Desk]:
    async with TestServer(make_server(yard.world)) as server:
        yield Desk(yard, str(server.make_url("")).rstrip("/"), tmp_path)


async def test_when_all_is_well_every_line_says_so(desk: Desk) -> None:
    lines = [str(finding) for finding in await desk.asks()]
    assert [line for line in lines if not line.startswith("✅ ")] == []
    assert "✅ 令牌能用：@yuanba_bot" in lines
    assert "✅ 7号大院：机器人在群里，能说话" in lines
    assert "✅ 数据库文件完好" in lines
    assert any(line.startswith("✅ 磁盘还剩") for line in lines)


async def test_it_speaks_english_too(desk: Desk) -> None:
    lines = [str(finding) for finding in await desk.asks("en")]
    assert "✅ The token works: @yuanba_bot" in lines
    assert "✅ 7号大院: the bot is in the group and may write" in lines


async def test_a_wrong_token_is_named_and_not_shown(desk: Desk) -> None:
    wrong = TOKEN[:-1] + "y"
    said = await desk.hears(token=wrong)
    assert said.startswith("❌ 令牌不对")
    assert wrong not in said


async def test_without_a_token_the_sandbox_is_offered(desk: Desk) -> None:
    assert "yuanba sandbox" in await desk.hears(token=None)


async def test_an_unreachable_telegram_is_named(desk: Desk) -> None:
    said = await desk.hears(api_url="http://127.0.0.1:9")
    assert said.startswith("❌ 连不上 http://127.0.0.1:9")
    assert TOKEN not in said


async def test_a_group_without_the_bot_is_named(desk: Desk) -> None:
    """It was put out while it was down, and has not heard of it."""
    desk.yard.people.kick("@yuanba_bot", desk.yard.group)
    await desk.yard.settled()
    here = desk.yard.courtyard
    await desk.yard.write(lambda tx: courtyards.update(tx, here, state="ACTIVE"))
    said = await desk.hears()
    assert said.startswith("❌ 7号大院：进不去这个群（Forbidden")
    assert said.endswith("请群管理员把 @yuanba_bot 拉回来")


@pytest.mark.parametrize(
    ("member", "line"),
    [
        ({"status": "left"}, "❌ 7号大院：机器人不在群里。请群管理员把 @yuanba_bot 拉回来"),
        ({"status": "restricted"}, "❌ 7号大院：机器人被禁言了。请群管理员在成员里给它解开"),
        ({"status": "restricted", "can_send_messages": True}, "✅ 7号大院：机器人在群里，能说话"),
        ({"status": "administrator"}, "✅ 7号大院：机器人在群里，能说话"),
    ],
)
def test_how_it_stands_in_a_group(member: dict[str, Any], line: str) -> None:
    kinds = (ChatMemberRestricted, ChatMemberAdministrator)
    known = [name for kind in kinds for name in inspect.signature(kind).parameters]
    rights = {name: False for name in known if name.startswith(("can_", "is_"))}
    bot = {"id": 1, "is_bot": True, "first_name": "院坝"}
    stands = ChatMember.de_json({**rights, "until_date": 0, **member, "user": bot})
    assert str(standing(stands, "7号大院", "yuanba_bot", Words())) == line


async def test_a_group_that_cannot_be_looked_at_is_named(desk: Desk) -> None:
    desk.yard.world.faults.add("getChatMember", 403)
    assert "❌ 7号大院：进不去这个群" in await desk.hears()


async def test_privacy_mode_off_deserves_a_look(desk: Desk) -> None:
    desk.yard.world.reads_everything = True
    said = await desk.hears()
    assert said.startswith("⚠️ 隐私模式关着")
    assert "/setprivacy" in said


async def test_a_webhook_left_behind_deserves_a_look(desk: Desk) -> None:
    await desk.yard.world.call("setWebhook", {"url": HOOK["webhook_url"]})
    assert "⚠️ 收消息：用轮询；现在还挂着别的 webhook" in await desk.hears()


async def test_a_webhook_that_telegram_cannot_reach_is_named(desk: Desk) -> None:
    assert "还没挂上" in await desk.hears(**HOOK)
    await desk.yard.world.call("setWebhook", {"url": HOOK["webhook_url"]})
    assert await desk.hears(**HOOK) == ""
    webhook = desk.yard.world.webhook
    assert webhook is not None
    webhook.last_error = "Connection refused"
    webhook.last_error_at = 1
    assert "❌ 收消息：Telegram 送不进来（Connection refused）" in await desk.hears(**HOOK)


async def test_what_could_not_be_done_deserves_a_look(desk: Desk) -> None:
    await desk.yard.write(lambda tx: inbox.bury(tx, "update 1", "{}", "Traceback"))
    assert "⚠️ 有 1 件事出了岔子" in await desk.hears()


async def test_what_could_not_be_delivered_deserves_a_look(desk: Desk) -> None:
    await desk.yard.write(lambda tx: outbox.send(tx, desk.yard.courtyard, 1, "core.home"))
    await desk.yard.write(lambda tx: tx.run("UPDATE outbox SET state = 'PARKED'"))
    assert "送不到" in await desk.hears()


async def test_a_database_that_is_not_there_yet_is_not_made(desk: Desk, tmp_path: Path) -> None:
    found = await desk.asks(database=str(tmp_path / "new" / "yuanba.sqlite"))
    assert Mark.BAD not in [finding.mark for finding in found]
    assert any("启动时会建在" in finding.text for finding in found)
    assert not (tmp_path / "new" / "yuanba.sqlite").exists()


async def test_a_broken_database_is_named(desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    assert "❌ YUANBA_DATABASE" in await desk.hears(database=str(broken))


async def test_a_row_that_points_to_nothing_is_named(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.database)) as database:
        database.execute("UPDATE residents SET household = 999 WHERE household = 1")
        database.commit()
    assert "❌ 数据库文件坏了（residents points to nothing）" in await desk.hears()


async def test_an_older_database_is_updated_by_the_start_alone(desk: Desk, tmp_path: Path) -> None:
    older = tmp_path / "older.sqlite"
    with closing(sqlite3.connect(older)) as database:
        database.execute("CREATE TABLE migrations (number INTEGER, name TEXT, applied_at INTEGER)")
        database.execute("INSERT INTO migrations VALUES (0, 'before', 0)")
        database.commit()
    found = await desk.asks(database=str(older))
    assert "✅ 数据库是旧版的，启动时自动升级，升级前的留一份在旁边" in map(str, found)
    assert upkeep.look(older, upkeep.schema) == 0


async def test_what_a_running_bot_says_of_itself_is_passed_on(
    desk: Desk, unused_tcp_port: int
) -> None:
    where: dict[str, Any] = {"ops_port": unused_tcp_port}
    assert "没人应，机器人没开着" in await desk.hears(**where)
    health = Health()
    health.store = desk.yard.app.store
    async with TestServer(make_ops(health, desk.yard.app.metrics), port=unused_tcp_port):
        assert "❌ 看运行情况：机器人开着，但接不了活（starting）" in await desk.hears(**where)
        health.state = State.READY
        assert await desk.hears(**where) == ""
        everywhere = {**where, "ops_listen": "0.0.0.0"}  # noqa: S104  # nothing is bound
        assert "别的机器也打得开" in await desk.hears(**everywhere)
    await health.close()


@pytest.mark.usefixtures("logging_as_it_was")
def test_the_command_fails_when_something_must_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", str(tmp_path / "yuanba.sqlite"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.delenv("YUANBA_TOKEN", raising=False)
    assert main(["check"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("✅ 设置都读得懂\n")
    assert "❌ 还没有令牌" in said
    monkeypatch.setenv("YUANBA_API_URL", "telegram")
    assert main(["check"]) == 1
    assert capsys.readouterr().out == "❌ YUANBA_API_URL: this is not an http(s) address\n"
