"""A copy of the database that can be trusted: of one moment, verified, and never half written."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from bot.errors import N_, Refusal
from storage import upkeep
from storage.copies import beside, to_disk
from storage.errors import StoreError
from storage.place import Place, Server


class NoBackup(Refusal):
    """There is no new backup, and whatever stood at its place stands there still."""


@dataclass(frozen=True)
class Backup:
    path: Path
    size: int
    chains: int
    entries: int
    secret_votes: int
    """Those that run: a copy keeps no order, but what one has more than the last tells who voted
    what meanwhile."""


def back_up(source: Place, target: Path, *, force: bool = False) -> Backup:
    """Copy the database, while the bot may be running. Raises NoBackup."""
    if isinstance(source, Server):
        raise NoBackup(
            N_("PostgreSQL 有自己的备份工具，跑这一句：\n{command}"),
            command=f"pg_dump --format=custom --file={shlex.quote(str(target))} '{source}'",
        )
    if not source.exists():
        raise NoBackup(N_("还没有数据库：{path} 这里什么都没有。"), path=source)
    _check_target(source, target, force)
    try:
        with beside(target) as fresh:
            upkeep.copy(source, fresh)
            made = verified(fresh, target)
            _check_target(source, target, force)
            fresh.replace(target)
    except StoreError as error:
        raise NoBackup(N_("没备份成：{error}"), error=error) from error
    except OSError as error:
        raise NoBackup(
            N_("{folder} 写不进去（{error}）。"), folder=target.parent, error=error.strerror
        ) from error
    to_disk(target.parent)
    return made


def _check_target(source: Path, target: Path, force: bool) -> None:
    if not target.parent.is_dir():
        raise NoBackup(N_("没有 {folder} 这个文件夹，先建一个。"), folder=target.parent)
    if not target.exists():
        return
    if target.is_dir():
        raise NoBackup(N_("{path} 是个文件夹，后面还要写个文件名。"), path=target)
    if target.samefile(source):
        raise NoBackup(N_("这就是正在用的数据库，备份要放到别处。"))
    if not force:
        raise NoBackup(N_("{path} 已经有了，不盖它。真要盖，加上 --force。"), path=target)


def verified(fresh: Path, target: Path) -> Backup:
    """A copy that is sound and on disk, as what it shall be. Raises NoBackup, StoreError."""
    if unsound := upkeep.look(fresh, upkeep.unsound):
        raise NoBackup(N_("数据库文件坏了（{what}），这样的备份不能要。"), what=unsound)
    chains = upkeep.look(fresh, upkeep.chains)
    for chain in chains:
        if chain.broken:
            raise NoBackup(
                N_("{yard}的审计链第 {seq} 条对不上，这样的备份不能要。先跑 yuanba audit。"),
                yard=chain.name,
                seq=chain.broken.seq,
            )
    to_disk(fresh)
    length = sum(chain.length for chain in chains)
    running = upkeep.look(fresh, upkeep.secret_votes)
    return Backup(target, fresh.stat().st_size, len(chains), length, running)
