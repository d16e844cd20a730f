"""Back to a backup: verified before anything changes, put in place whole, the old file kept."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.backup import Backup, verified
from bot.check import Finding, good, look
from bot.errors import N_, Refusal
from bot.words import Words
from storage import cards, counters, upkeep
from storage.copies import beside, to_disk
from storage.errors import InUse, StoreError
from storage.hold import BESIDE, held
from storage.place import Place, Server
from storage.tx import Tx

GAP = 100
"""More than a courtyard opens between two backups."""


class NotRestored(Refusal):
    """Everything is as it was."""


@dataclass(frozen=True)
class Restored:
    """What the bot goes on with, and what it does not know any more."""

    made: Backup
    kept: Path | None
    """Where the database is that stood here before."""
    last_heard: datetime | None
    waiting: int
    """Messages that had not been sent when the backup was made; by now they may be."""


def restore(backup: Path, target: Place, now: datetime, *, force: bool = False) -> Restored:
    """Put a backup where the bot looks for its database. Raises NotRestored, NoBackup."""
    if isinstance(target, Server):
        raise NotRestored(
            N_(
                "PostgreSQL 有自己的工具。先停机，倒进一个新的库，原来的不动，"
                "再把 YUANBA_DATABASE 改成新的（密码照旧写上）：\n{command}"
            ),
            command=_by_hand(backup, target, now),
        )
    _check(backup, target, force)
    try:
        with beside(target) as fresh:
            upkeep.copy(backup, fresh)
            restored = _examined(fresh, target, now)
            _put(fresh, target, _kept(target, now))
    except InUse as error:
        raise NotRestored(N_("{path} 正用着。先把机器人停了，再来。"), path=target) from error
    except (StoreError, OSError) as error:
        raise NotRestored(N_("没换成，原来的没动：{error}"), error=error) from error
    return restored


def told(restored: Restored, words: Words) -> Iterator[Finding]:
    """What happened, and what people may notice."""
    yield good(
        words.plain(
            "换成备份了：{path}（{chains} 条审计链共 {entries} 条，都验过）",
            path=restored.made.path,
            chains=restored.made.chains,
            entries=restored.made.entries,
        )
    )
    if restored.kept:
        yield good(words.plain("原来的库留在 {path}，用不着了就删", path=restored.kept))
    if restored.last_heard:
        yield look(
            words.plain(
                "这份备份记到 {moment} 为止。那以后大家投的、报的、说的，这里都没有了："
                "请在群里说一声。新编的号往后跳 {gap}，免得按到别的上头",
                gap=GAP,
                moment=f"{restored.last_heard.astimezone():%Y-%m-%d %H:%M:%S %Z}",
            )
        )
    if restored.waiting:
        yield look(
            words.plain(
                "有 {n} 条消息备份时还没送出去：启动后会再送，有人可能收到两遍", n=restored.waiting
            )
        )


def _check(backup: Path, target: Path, force: bool) -> None:
    if not backup.is_file():
        raise NotRestored(N_("没有 {path} 这份备份。"), path=backup)
    if not target.exists():
        return
    if target.samefile(backup):
        raise NotRestored(N_("这就是正在用的数据库，不用换。"))
    if not force:
        raise NotRestored(
            N_("{path} 已经有数据库了。真要换成备份，加上 --force，原来的会留在旁边。"), path=target
        )


def _examined(fresh: Path, target: Path, now: datetime) -> Restored:
    schema = upkeep.look(fresh, upkeep.schema)
    if not schema:
        raise NotRestored(N_("这份备份不是院坝的数据库。"))
    if schema > upkeep.newest():
        raise NotRestored(
            N_("这份备份是新版程序的（{schema}，现在的只认到 {newest}）：先把程序升级。"),
            schema=schema,
            newest=upkeep.newest(),
        )
    upkeep.change(fresh, _begin_again)
    return Restored(
        verified(fresh, target),
        _kept(target, now) if target.exists() else None,
        upkeep.look(fresh, upkeep.last_heard),
        upkeep.look(fresh, upkeep.pending),
    )


def _begin_again(tx: Tx) -> None:
    """What was posted since the backup is still in the chats, and nobody here knows of it."""
    cards.distrust(tx)
    counters.leave_gap(tx, GAP)


def _kept(target: Path, now: datetime) -> Path:
    return target.with_name(f"{target.name}.before-restore-{now:%Y%m%d-%H%M%S}")


def _put(fresh: Path, target: Path, kept: Path) -> None:
    """At every moment there is one whole database under the name, or none if there was none."""
    there_was_one = target.exists()
    _give_to_owner(fresh, target if there_was_one else target.parent)
    with held(target):
        if there_was_one:
            os.link(target, kept)
        for ending in BESIDE:  # SQLite would take them for the newest of the new file
            part = target.with_name(target.name + ending)
            if part.exists():
                part.rename(f"{kept}{ending}")
        to_disk(target.parent)
        if there_was_one:
            _replace(fresh, target, kept)
        else:
            os.link(fresh, target)  # fails when a bot has made one meanwhile
    to_disk(target.parent)


def _replace(fresh: Path, target: Path, kept: Path) -> None:
    try:
        fresh.replace(target)
    except OSError:
        kept.unlink()  # the same file has its own name still
        raise


def _give_to_owner(fresh: Path, like: Path) -> None:
    """Root restores for the bot's own user."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(fresh, owner.st_uid, owner.st_gid)


def _by_hand(backup: Path, server: Server, now: datetime) -> str:
    """Into a new database, so that the old one stays."""
    name = f"{server.database}_{now:%Y%m%d_%H%M%S}"
    new = server.beside(name)
    return (
        f"createdb --maintenance-db='{server}' {shlex.quote(name)}\n"
        "pg_restore --exit-on-error --single-transaction --no-owner "
        f"--dbname='{new}' {shlex.quote(str(backup))}\n"
        f"psql --dbname='{new}' --command='UPDATE cards SET version = version + 1; "
        f"UPDATE counters SET n = n + {GAP}'\n"
        f"YUANBA_DATABASE='{new}'"
    )
