"""The command line: `yuanba` and what an operator can ask of it."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from importlib.metadata import version

from bot import logs
from bot.sandbox.run import Stage, open_stage
from bot.serve import serve
from bot.settings import Settings, WrongSetting, load

WRONG, FAILED, FINE = 2, 1, 0


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code: 0 well, 1 something is wrong, 2 it could not start."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except WrongSetting as error:
        print(f"yuanba: {logs.scrub(str(error))}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return FINE


def _run(args: argparse.Namespace) -> int:
    settings = load()
    if settings.token is None:
        return _sandbox(args)
    logs.set_up(settings.log, _secrets(settings))
    asyncio.run(serve(settings, paced=not args.unpaced, leash=args.leash))
    return FINE


def _sandbox(args: argparse.Namespace) -> int:
    return asyncio.run(_live_in_sandbox(args.port))


async def _live_in_sandbox(port: int) -> int:
    """Until a signal, the end of the bot, or whoever sits at the terminal has had enough."""
    stopped = asyncio.Event()
    with suppress(NotImplementedError):
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_stage(port=port) as stage:
        await stage.start()
        print(f"沙盒开好了 · The sandbox is open: {stage.address}", flush=True)
        return await _until_over(stage, stopped)


async def _until_over(stage: Stage, stopped: asyncio.Event) -> int:
    waits = [asyncio.create_task(stopped.wait()), asyncio.create_task(stage.ended())]
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return FAILED if waits[1] in done else FINE


def _secrets(settings: Settings) -> list[str]:
    return [one.get_secret_value() for one in (settings.token, settings.webhook_secret) if one]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "yuanba",
        description="院坝：Telegram 群里的院坝会。有 YUANBA_TOKEN 就上岗，没有就开沙盒给您试。 · "
        "The courtyard meeting in a Telegram group. With YUANBA_TOKEN it goes to work; "
        "without, it opens a sandbox to try.",
    )
    parser.add_argument("--version", action="version", version=f"yuanba {version('yuanba')}")
    parser.set_defaults(run=_run, port=0, unpaced=False, leash=False)
    commands = parser.add_subparsers(title="命令 · commands", metavar="")
    run = commands.add_parser("run", help="上岗（不写命令也是它） · run the bot (the default)")
    run.add_argument("--unpaced", action="store_true", help=argparse.SUPPRESS)
    run.add_argument("--leash", action="store_true", help=argparse.SUPPRESS)
    run.set_defaults(run=_run)
    sandbox = commands.add_parser("sandbox", help="开沙盒：不要令牌，随便试 · try it, no token")
    sandbox.add_argument("--port", type=int, default=0, help="端口 · port (any free one)")
    sandbox.set_defaults(run=_sandbox)
    return parser


if __name__ == "__main__":
    sys.exit(main())
