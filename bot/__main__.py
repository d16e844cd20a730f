"""The command line: `yuanba` and what an operator can ask of it."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot import logs
from bot.backup import back_up
from bot.check import Mark, bad, examine, good, look
from bot.command_line import parser
from bot.errors import N_, Refusal
from bot.letters import tell as letters
from bot.recount import recount
from bot.recount_receipts import find
from bot.restore import restore, told
from bot.rules import result_file
from bot.rules.result_file import ResultFile
from bot.sandbox.console import Console, typed
from bot.sandbox.play import open_play, show
from bot.sandbox.run import BotDied, Stage, open_stage
from bot.serve import serve
from bot.settings import Settings, WrongSetting, load, place_of
from bot.words import Words
from storage import upkeep
from storage.errors import StoreError

FINE, FAILED, WRONG = 0, 1, 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code: 0 well, 1 something is wrong, 2 it could not be done."""
    args = parser().parse_args(argv)
    try:
        return COMMANDS[args.command](args)
    except (WrongSetting, StoreError, BotDied) as error:
        print(f"yuanba: {logs.scrub(str(error))}", file=sys.stderr)
        return WRONG
    except Refusal as refusal:
        print(bad(_words().refusal(refusal)), file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return FINE


def _run(args: argparse.Namespace) -> int:
    settings = load()
    if args.webhook:
        _ask_for_webhook(settings)
    if settings.token is None:
        return _sandbox(args)
    logs.set_up(settings.log, settings.secrets, settings.log_format)
    asyncio.run(serve(settings, paced=not args.unpaced, leash=args.leash))
    return FINE


def _ask_for_webhook(settings: Settings) -> None:
    """Raises WrongSetting; that the secret comes with the address has been looked at."""
    needed = {"YUANBA_TOKEN": settings.token, "YUANBA_WEBHOOK_URL": settings.webhook_url}
    if missing := [name for name, value in needed.items() if not value]:
        raise WrongSetting(f"{missing[0]} is needed with --webhook (docs/operating.md)")


def _sandbox(args: argparse.Namespace) -> int:
    """Its page lets whoever opens it be anybody: never where a real bot is at work."""
    if load().token is not None:
        raise WrongSetting("YUANBA_TOKEN: the sandbox opens only where no real token is set")
    return asyncio.run(_live_in_sandbox(args.port, args.listen))


async def _live_in_sandbox(port: int, listen: str) -> int:
    """Until a signal, or until whoever sits at the terminal has had enough."""
    stopped = asyncio.Event()
    with suppress(NotImplementedError):  # Windows: Ctrl-C is a KeyboardInterrupt there
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_play(port=port, listen=listen) as play:
        stage = play.stage
        print(f"沙盒开好了，里头没有真人 · The sandbox is open: {play.url}", flush=True)
        print(f"数据库 · database: {stage.database}\n日志 · log: {stage.log_file}", flush=True)
        show(play.url)
        return await _until_over(stage, stopped)


async def _until_over(stage: Stage, stopped: asyncio.Event) -> int:
    """The bot's own end is not the end: the page kills it for show, and starts it again."""
    waits: list[asyncio.Task[object]] = [asyncio.create_task(stopped.wait())]
    if sys.stdin.isatty():
        waits.append(asyncio.create_task(Console(stage, print).run(typed())))
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    for task in done:
        task.result()
    return FINE


def _demo(args: argparse.Namespace) -> int:
    async def perform() -> None:
        from bot.sandbox import demo

        async with open_stage(paced=False) as stage:
            await stage.start()
            await demo.play(stage, lambda line: print(line, flush=True))

    asyncio.run(perform())
    return FINE


def _check(args: argparse.Namespace) -> int:
    words = _words()
    try:
        settings = load()
    except WrongSetting as error:
        print(bad(str(error)))
        return FAILED
    print(good(words.plain("设置都读得懂")))
    logs.set_up("ERROR", settings.secrets)
    return asyncio.run(_examine(settings, words))


async def _examine(settings: Settings, words: Words) -> int:
    marks = []
    async for finding in examine(settings, words):
        print(finding, flush=True)
        marks.append(finding.mark)
    return FAILED if Mark.BAD in marks else FINE


def _audit(args: argparse.Namespace) -> int:
    words, place = _words(), args.file or load().place
    if isinstance(place, Path) and not place.exists():
        raise WrongSetting(f"YUANBA_DATABASE: there is no database at {place}")
    chains = upkeep.look(place, upkeep.chains)
    for chain in chains:
        about = {"yard": chain.name, "n": chain.length, "head": chain.head}
        if chain.broken:
            line = words.plain(
                "{yard}：第 {seq} 条对不上（{what}），从这里起不能信",
                **{**about, "seq": chain.broken.seq, "what": chain.broken.what},
            )
            print(bad(line))
        else:
            print(good(words.plain("{yard}：{n} 条，条条对得上，末尾是 {head}", **about)))
    if not chains:
        print(good(words.plain("还没有记过什么")))
    return FAILED if any(chain.broken for chain in chains) else FINE


def _doctor(args: argparse.Namespace) -> int:
    # Here and not above: it knows every column of the house, and other commands need none.
    from bot.doctor import tell

    place = place_of(args.place) if args.place else load().place
    return FINE if tell(place, _words(), print) else FAILED


def _letters(args: argparse.Namespace) -> int:
    asked = args.what, args.which, args.full
    return FINE if letters(load().place, _words(), *asked, print) else FAILED


def _backup(args: argparse.Namespace) -> int:
    words = _words()
    made = back_up(load().place, args.file, force=args.force)
    line = words.plain(
        "备份好了：{path}（{size} KB，{chains} 条审计链共 {entries} 条，都验过）",
        path=made.path,
        size=-(-made.size // 1024),
        chains=made.chains,
        entries=made.entries,
    )
    print(good(line))
    if made.secret_votes:
        line = words.plain(
            "有 {n} 个秘密投票正在投：填了没交的票在里头；"
            "懂行的人拿前后两份备份一比，就看得出谁投了啥。截止后请删掉，别给人。",
            n=made.secret_votes,
        )
        print(look(line))
    return FINE


def _restore(args: argparse.Namespace) -> int:
    words = _words()
    for finding in told(
        restore(args.file, load().place, datetime.now(UTC), force=args.force), words
    ):
        print(finding)
    return FINE


def _move(args: argparse.Namespace) -> int:
    # Here and not above: it loads psycopg, for which no other command should have to wait.
    from bot.moving import carry, show

    print(carry(args.source, args.target, _words(), show))
    return FINE


def _recount(args: argparse.Namespace) -> int:
    words = _words()
    try:
        file = result_file.read(args.file.read_bytes())
    except (OSError, result_file.Unreadable) as error:
        print(bad(words.plain("这个文件读不了：{why}", why=str(error))), file=sys.stderr)
        if hint := _hint(error):
            print(words.plain(hint), file=sys.stderr)
        return WRONG
    print(
        words.plain(
            "{yard}，表决 {n}：{question}", yard=file.courtyard, n=file.vote, question=file.question
        )
    )
    steps = list(recount(file, words))
    for step in steps:
        print(step)
    if any(step.mark is Mark.BAD for step in steps):
        print(bad(words.plain("这个文件自己和自己对不上，看上面打叉的地方")))
        return FAILED
    print(
        good(
            words.plain(
                "都对得上。再拿这个和群里结果下面的指纹比一比：{head}", head=file.chain_head[:16]
            )
        )
    )
    return _own_line(file, args.receipt, words) if args.receipt else FINE


def _hint(error: Exception) -> str | None:
    """What to do about a file that cannot be read."""
    if isinstance(error, result_file.OtherFormat):
        return N_("它是别的版本写的，格式不一样：换一个新一点的 yuanba 再数。")
    if isinstance(error, result_file.Unreadable):
        return N_("请到群里把机器人发的那个结果文件重新下一遍，下全了、没改过的才数得了。")
    return None


def _own_line(file: ResultFile, receipt: str, words: Words) -> int:
    found = find(file, receipt, words)
    print(found)
    return FAILED if found.mark is Mark.BAD else FINE


def _words() -> Words:
    """English for whoever's terminal is set to English, else Chinese."""
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return Words("en" if said.lower().startswith("en") else "zh_CN")


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "sandbox": _sandbox,
    "demo": _demo,
    "check": _check,
    "audit": _audit,
    "doctor": _doctor,
    "letters": _letters,
    "backup": _backup,
    "restore": _restore,
    "move": _move,
    "recount": _recount,
}


if __name__ == "__main__":
    sys.exit(main())
