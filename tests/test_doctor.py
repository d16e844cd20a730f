"""`yuanba doctor` as an operator runs it: beside the bot, on either database, on a backup."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.doctor import faults
from bot.still_looking import clear, still_looking
from storage import outbox, upkeep
from storage.place import Place
from storage.tx import Tx
from tests.yard import Yard, address, open_yard

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


async def test_beside_a_running_bot_all_is_well_and_then_what_was_broken_is_named(
    place: Place, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", address(place))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    async with open_yard(place) as yard:
        await yard.chair.says("/vote 换路灯？ | 3天")
        assert main(["doctor"]) == 0
        said = capsys.readouterr()
        assert "✅ 要发的消息都发得出来\n" in said.out  # the yard's clock is not the terminal's
        assert "❌" not in said.out
        assert said.out.endswith("\n账都对得上。\n")
        assert said.err == ""
        upkeep.change(place, lambda tx: tx.run("UPDATE votes SET topic = 77"))
        assert main(["doctor"]) == 1
        assert "❌ 7号大院：votes.topic：1 号指向 77 号，没有这个\n" in capsys.readouterr().out
        assert faults(place) == ["7号大院：votes.topic：1 号指向 77 号，没有这个"]


@pytest.fixture
async def file(yard: Yard, tmp_path: Path, chinese: None) -> Path:
    """A backup, and the bot is somewhere else."""
    copy = tmp_path / "backup.sqlite"
    upkeep.copy(tmp_path / "yard.sqlite", copy)
    return copy


async def test_a_backup_is_looked_at_and_not_touched(file: Path, capsys: Capture) -> None:
    before = hashlib.sha256(file.read_bytes()).digest()
    assert main(["doctor", str(file)]) == 0
    assert hashlib.sha256(file.read_bytes()).digest() == before


async def test_a_writer_in_the_middle_of_something_is_not_waited_for(
    yard: Yard, tmp_path: Path
) -> None:
    path = tmp_path / "yard.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE households SET on_roll = 0")
        assert faults(path) == []
        writer.execute("ROLLBACK")


async def test_a_damaged_file_is_said_to_be_damaged_and_nothing_else(
    file: Path, capsys: Capture
) -> None:
    content = bytearray(file.read_bytes())
    content[40_000:60_000] = b"\xff" * 20_000
    file.write_bytes(content)
    assert main(["doctor", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("❌ 数据库文件坏了（")
    assert "换上最近的备份" in lines[0]
    assert len(lines) == 2


async def test_rows_that_point_to_nothing_are_named(file: Path, capsys: Capture) -> None:
    with closing(sqlite3.connect(file)) as broken:
        broken.execute("DELETE FROM households WHERE household = 7")
        broken.commit()
    assert main(["doctor", str(file)]) == 1
    assert "❌ 有的行指向没有的行：residents points to nothing\n" in capsys.readouterr().out


@pytest.mark.parametrize("made", [None, "", "no database at all" * 99])
def test_what_cannot_be_looked_at_is_said_in_one_line(
    made: str | None, tmp_path: Path, capsys: Capture, chinese: None
) -> None:
    path = tmp_path / "x.sqlite"
    if made is not None:
        path.write_text(made)
    assert main(["doctor", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("yuanba: ")
    assert told.err.count("\n") == 1


async def test_an_older_schema_is_left_to_the_bot(file: Path, capsys: Capture) -> None:
    upkeep.change(file, lambda tx: tx.run("DELETE FROM migrations WHERE number > 9"))
    assert main(["doctor", str(file)]) == 2
    assert "先用新版启动一次" in capsys.readouterr().err


async def test_only_some_of_many_faults_are_shown_and_the_rest_counted(
    yard: Yard, tmp_path: Path, capsys: Capture, chinese: None
) -> None:
    def orphan(tx: Tx) -> None:
        for n in range(9):
            tx.run("INSERT INTO due VALUES (?, 'nobody', ?, 9e15, 0, NULL)", yard.courtyard, str(n))

    await yard.write(orphan)
    assert main(["doctor", str(tmp_path / "yard.sqlite")]) == 1
    said = capsys.readouterr().out
    assert said.count("定时要办的 nobody") == 5
    assert "❌ 像上面这样的还有 4 处\n" in said


async def test_what_waits_for_a_bot_deserves_a_look_and_is_no_fault(
    file: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    upkeep.change(file, lambda tx: outbox.send(tx, 0, 1, "core.sorry"), long_ago)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["doctor", str(file)]) == 0
    said = capsys.readouterr().out
    assert "⚠️ Messages that should have gone long ago: 1." in said
    assert said.endswith("All of it adds up.\n")


def test_what_takes_long_is_named_meanwhile_and_what_does_not_is_not(capsys: Capture) -> None:
    with still_looking(every=0.02) as doing:
        doing("审计链：1/2")
        time.sleep(0.1)
        doing("审计链：2/2")
        time.sleep(0.1)
    assert capsys.readouterr().err == "⏳ 审计链：1/2\n⏳ 审计链：2/2\n"
    with still_looking(every=5) as doing:
        doing("审计链")
        clear()
    assert capsys.readouterr().err == ""
