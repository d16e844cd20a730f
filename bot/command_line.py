"""What can be typed after `yuanba`; what each command does stands in bot.__main__."""

from __future__ import annotations

import argparse
from importlib.metadata import version
from pathlib import Path

from bot.letters import ACTS
from bot.sandbox.run import LOOPBACK


def parser() -> argparse.ArgumentParser:
    yuanba = argparse.ArgumentParser(
        "yuanba",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="院坝：Telegram 群里的院坝会。有 YUANBA_TOKEN 就上岗，没有就开沙盒给您试。\n"
        "The courtyard meeting in a Telegram group: with YUANBA_TOKEN it goes to work,\n"
        "without it opens a sandbox to try.",
    )
    yuanba.add_argument("--version", action="version", version=f"yuanba {version('yuanba')}")
    yuanba.set_defaults(
        command="run", port=0, listen=LOOPBACK, unpaced=False, leash=False, webhook=False
    )
    commands = yuanba.add_subparsers(title="命令 · commands", metavar="COMMAND")
    run = commands.add_parser("run", help="上岗，不写命令也是它 · run the bot (the default)")
    run.add_argument(
        "--webhook",
        action="store_true",
        help="没设 webhook 就不上岗，不改用轮询 · insist on the webhook, never poll instead",
    )
    run.add_argument("--unpaced", action="store_true", help=argparse.SUPPRESS)
    run.add_argument("--leash", action="store_true", help=argparse.SUPPRESS)
    run.set_defaults(command="run")
    sandbox = commands.add_parser("sandbox", help="开沙盒，不要令牌，随便试 · try it, no token")
    sandbox.add_argument("--port", type=int, default=0, help="端口 · port (default: a free one)")
    sandbox.add_argument(
        "--listen",
        default=LOOPBACK,
        metavar="ADDRESS",
        help="让别的机器也打得开，如 0.0.0.0 · let other machines in (default: this one only)",
    )
    sandbox.set_defaults(command="sandbox")
    demo = commands.add_parser("demo", help="看一遍院坝怎么过日子 · watch a courtyard live")
    demo.set_defaults(command="demo")
    _add_upkeep(commands)
    return yuanba


def _add_upkeep(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="看看哪里要修 · see what needs mending")
    check.set_defaults(command="check")
    audit = commands.add_parser("audit", help="验审计链 · verify the audit chains")
    audit.add_argument("file", type=Path, nargs="?", help="哪个库（备份也行） · a backup, perhaps")
    audit.set_defaults(command="audit")
    doctor = commands.add_parser("doctor", help="查账，样样重算一遍 · check that all of it adds up")
    doctor.add_argument("place", nargs="?", help="哪个库（备份也行） · a backup, perhaps")
    doctor.set_defaults(command="doctor")
    post = commands.add_parser("letters", help="没办成的、送不到的 · what failed, or cannot arrive")
    post.add_argument("what", nargs="?", default="list", choices=ACTS, help="做啥 · what to do")
    post.add_argument("which", nargs="?", default="", help="编号，或 all · d12, n1-345, or all")
    post.add_argument("--full", action="store_true", help="连内容一起看 · with what people wrote")
    post.set_defaults(command="letters")
    backup = commands.add_parser("backup", help="备份，不用停机 · back up while running")
    backup.add_argument("file", type=Path, help="存到哪里 · where to")
    backup.add_argument("--force", action="store_true", help="有了也盖掉 · replace what is there")
    backup.set_defaults(command="backup")
    back = commands.add_parser("restore", help="换成备份，要先停机 · go back to a backup")
    back.add_argument("file", type=Path, help="哪份备份 · the backup")
    back.add_argument("--force", action="store_true", help="换掉现在的 · replace what is there")
    back.set_defaults(command="restore")
    move = commands.add_parser("move", help="整个搬到别的数据库 · carry all to another database")
    move.add_argument("source", help="从哪里：文件，或 postgresql:// · from: a file or a server")
    move.add_argument("target", help="搬到哪里，要空的 · to: an empty one")
    move.set_defaults(command="move")
    again = commands.add_parser("recount", help="拿结果文件再数一遍 · count a vote again")
    again.add_argument("file", type=Path, help="群里发的结果文件 · the file from the group")
    again.add_argument("--receipt", help="您的回执，找自己那一行 · your receipt, to find your line")
    again.set_defaults(command="recount")
