"""A backup is one moment, whole and verified, and never costs an older one."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.backup import NoBackup, back_up
from storage import audit, upkeep
from storage.store import Store
from storage.tx import Tx
from tests.actions.test_secrecy import as_written
from tests.handlers.secret import opened_secretly, voted
from tests.yard import Yard

Capture = pytest.CaptureFixture[str]


@contextmanager
def changed(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file)) as database:
        yield database
        database.commit()


@pytest.fixture
def database(yard: Yard, tmp_path: Path) -> Path:
    return tmp_path / "yard.sqlite"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    return tmp_path / "safe" / "yuanba.backup"


async def append_for_ever(yard: Yard) -> None:
    """Each act appends two entries in one transaction."""
    n = 0

    def act(tx: Tx) -> None:
        audit.append(tx, yard.courtyard, "test.first", n=n)
        audit.append(tx, yard.courtyard, "test.second", n=n)

    while True:
        await yard.write(act)
        n += 1


async def test_a_backup_of_a_busy_bot_is_one_moment(
    yard: Yard, database: Path, target: Path
) -> None:
    writing = asyncio.create_task(append_for_ever(yard))
    await asyncio.sleep(0.05)
    made = await asyncio.to_thread(back_up, database, target)
    writing.cancel()
    assert made.entries > 2
    acts = upkeep.look(
        target, lambda tx: [e.act for e in audit.entries(tx, yard.courtyard, limit=10**6)]
    )
    assert len(acts) == made.entries
    assert acts.count("test.first") == acts.count("test.second")
    assert upkeep.look(target, upkeep.unsound) is None


async def test_the_bot_starts_from_a_backup(yard: Yard, database: Path, target: Path) -> None:
    await yard.household("3-2-501").says("/lang en")
    back_up(database, target)
    store = await Store.open(target, yard.app.clock.now, readers=1)
    assert await store.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    lang = await store.read(
        lambda tx: tx.value(
            "SELECT lang FROM people WHERE person = ?", yard.household("3-2-501").id
        )
    )
    await store.close()
    assert lang == "en"


async def test_a_backup_is_one_file_that_only_its_owner_reads(database: Path, target: Path) -> None:
    back_up(database, target)
    assert [file.name for file in target.parent.iterdir()] == [target.name]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_what_is_there_is_replaced_only_by_force(database: Path, target: Path) -> None:
    target.write_text("去年的备份")
    with pytest.raises(NoBackup, match="--force"):
        back_up(database, target)
    assert target.read_text() == "去年的备份"
    back_up(database, target, force=True)
    assert upkeep.look(target, upkeep.unsound) is None


@pytest.mark.parametrize("place", ["yard.sqlite", ".", "nowhere/file", "yard.sqlite/file"])
async def test_an_impossible_place_is_refused_even_by_force(
    database: Path, tmp_path: Path, place: str
) -> None:
    with pytest.raises(NoBackup):
        back_up(database, tmp_path / place, force=True)
    assert upkeep.look(database, upkeep.unsound) is None


async def test_a_chain_that_does_not_fit_makes_no_backup(
    yard: Yard, database: Path, target: Path
) -> None:
    target.write_text("上个月的备份")
    with changed(database) as tampered:
        tampered.execute("UPDATE audit SET payload = '{}' WHERE seq = 1")
    with pytest.raises(NoBackup, match="审计链"):
        back_up(database, target, force=True)
    assert target.read_text() == "上个月的备份"
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_a_damaged_file_makes_no_backup(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096)
    with pytest.raises(NoBackup):
        back_up(damaged, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    with pytest.raises(NoBackup):
        back_up(tmp_path / "missing.sqlite", tmp_path / "copy")


async def test_the_command_says_what_it_made(
    database: Path, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", str(database))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["backup", str(target)]) == 0
    assert capsys.readouterr().out.startswith(f"✅ 备份好了：{target}（")
    assert main(["backup", str(target)]) == 2
    assert "不盖它" in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["backup", str(target), "--force"]) == 0
    assert capsys.readouterr().out.startswith(f"✅ Backed up: {target} (")


async def test_a_backup_made_while_a_secret_vote_runs_says_what_it_could_tell(
    yard: Yard,
    database: Path,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", str(database))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["backup", str(target)]) == 0
    assert "秘密投票" not in capsys.readouterr().out
    await opened_secretly(yard)
    assert main(["backup", str(target), "--force"]) == 0
    assert "有 1 个秘密投票正在投" in capsys.readouterr().out


async def test_one_backup_of_a_secret_vote_that_runs_keeps_no_order(
    yard: Yard, database: Path, target: Path
) -> None:
    await opened_secretly(yard)
    came = ["3-2-504", "1-1-102", "3-2-501", "2-1-101", "1-2-301"]
    for label in came:
        await voted(yard, label, "同意")
    assert back_up(database, target).secret_votes == 1
    units = as_written(target, "vote_turnout")
    assert len(units) == len(came)
    assert units == sorted(units)
    with changed(target) as copy:
        nonces = [nonce for (nonce,) in copy.execute("SELECT nonce FROM secret_ballots ORDER BY 1")]
    content = target.read_bytes()
    assert sorted(nonces, key=lambda nonce: -content.index(nonce.encode())) == nonces


async def test_the_audit_names_the_first_entry_that_does_not_fit(
    yard: Yard, database: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", str(database))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    await yard.write(lambda tx: [audit.append(tx, yard.courtyard, "x", n=n) for n in range(5)])
    length, head = await yard.read(lambda tx: audit.head(tx, yard.courtyard))
    assert main(["audit"]) == 0
    assert f"✅ 7号大院：{length} 条，条条对得上，末尾是 {head}" in capsys.readouterr().out
    with changed(database) as tampered:
        tampered.execute("UPDATE audit SET at = at + 1 WHERE seq IN (3, 4)")
    assert main(["audit"]) == 1
    assert "❌ 7号大院：第 3 条对不上" in capsys.readouterr().out


def test_an_audit_needs_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("YUANBA_DATABASE", str(tmp_path / "none.sqlite"))
    assert main(["audit"]) == 2
    assert "YUANBA_DATABASE" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite").exists()
