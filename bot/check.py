"""What an operator wants to know before and while the bot runs: what works, and what to mend."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from pathlib import Path

import aiohttp
from telegram import Bot, ChatMember, ChatMemberRestricted, WebhookInfo
from telegram.error import InvalidToken, TelegramError
from yarl import URL

from bot.logs import scrub
from bot.settings import LOOPBACK, Settings, WrongSetting
from bot.telegram_http import AiohttpRequest
from bot.words import Words
from storage import upkeep
from storage.courtyards import Courtyard
from storage.errors import StoreError
from storage.place import Place

MB = 1024 * 1024
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # only compared with
ROOM_MB = 200
"""A year of a large courtyard fits into this."""


class Mark(Enum):
    GOOD = "✅"
    LOOK = "⚠️"
    BAD = "❌"


@dataclass(frozen=True)
class Finding:
    """One line: how it stands, and what to do about it."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        return f"{self.mark.value} {self.text}"


def good(text: str) -> Finding:
    return Finding(Mark.GOOD, text)


def look(text: str) -> Finding:
    return Finding(Mark.LOOK, text)


def bad(text: str) -> Finding:
    return Finding(Mark.BAD, scrub(text))


async def examine(settings: Settings, words: Words) -> AsyncIterator[Finding]:
    """Everything there is to look at, as it is found out."""
    for finding in await asyncio.to_thread(lambda: list(_database(settings, words))):
        yield finding
    if settings.ops_port:
        yield await _lookout(settings, words)
    if settings.token is None:
        yield bad(
            words.plain(
                "还没有令牌：找 @BotFather 要一个，填到 YUANBA_TOKEN；只想试试就用 yuanba sandbox"
            )
        )
        return
    bot = _bot(settings, settings.token.get_secret_value())
    try:
        async with bot:
            async for finding in _telegram(bot, settings, words):
                yield finding
    except InvalidToken:
        yield bad(words.plain("令牌不对：找 @BotFather 重新复制一遍，填到 YUANBA_TOKEN"))
    except TelegramError as error:
        yield bad(
            words.plain(
                "连不上 {url}（{error}）：看看网络；要走代理就设 YUANBA_PROXY",
                url=settings.api_url,
                error=str(error),
            )
        )


async def _lookout(settings: Settings, words: Words) -> Finding:
    """What the bot that is to be seen there says of itself."""
    host, here = settings.ops_listen, settings.ops_listen in LOOPBACK
    url = URL.build(
        scheme="http", host=LOOPBACK[0] if host in EVERYWHERE else host, port=settings.ops_port
    )
    limit = aiohttp.ClientTimeout(total=10)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(url / "readyz") as answer,
        ):
            status, said = answer.status, (await answer.text()).strip()[:100]
    except (aiohttp.ClientError, TimeoutError):
        return look(words.plain("看运行情况：{url} 没人应，机器人没开着", url=url))
    if status != HTTPStatus.OK:
        return bad(words.plain("看运行情况：机器人开着，但接不了活（{why}）", why=said))
    if not here:
        return look(words.plain("看运行情况：{url} 别的机器也打得开，请用防火墙挡住外人", url=url))
    return good(words.plain("看运行情况：{url}/metrics，机器人在岗", url=url))


def _bot(settings: Settings, token: str) -> Bot:
    proxy = settings.proxy or None
    return Bot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        get_updates_request=AiohttpRequest(1, proxy=proxy),
        request=AiohttpRequest(4, proxy=proxy),
    )


async def _telegram(bot: Bot, settings: Settings, words: Words) -> AsyncIterator[Finding]:
    yield good(words.plain("令牌能用：@{name}", name=bot.username))
    yield _groups(bot, words)
    yield _privacy(bot, words)
    yield _listening(await bot.get_webhook_info(), settings, words)
    for yard in await asyncio.to_thread(_courtyards, settings):
        yield await _standing(bot, yard, words)


def _groups(bot: Bot, words: Words) -> Finding:
    if bot.bot.can_join_groups:
        return good(words.plain("能拉进群"))
    return bad(words.plain("不让拉进群：给 @BotFather 发 /setjoingroups，选 Enable"))


def _privacy(bot: Bot, words: Words) -> Finding:
    if not bot.bot.can_read_all_group_messages:
        return good(words.plain("隐私模式开着：群里的闲聊它看不到，正好"))
    return look(
        words.plain(
            "隐私模式关着：群里的闲聊它都收得到，其实用不着。"
            "给 @BotFather 发 /setprivacy，选 Enable，再把它请出群、重新拉进来"
        )
    )


def _listening(info: WebhookInfo, settings: Settings, words: Words) -> Finding:
    if not settings.webhook_url:
        if info.url:
            return look(words.plain("收消息：用轮询；现在还挂着别的 webhook，一启动就会撤掉"))
        return good(words.plain("收消息：用轮询"))
    if info.url != settings.webhook_url:
        return look(words.plain("收消息：用 webhook，还没挂上，一启动就会挂"))
    if info.last_error_message:
        return bad(
            words.plain(
                "收消息：Telegram 送不进来（{error}）：看看 YUANBA_WEBHOOK_URL 从外面通不通",
                error=info.last_error_message,
            )
        )
    return good(words.plain("收消息：webhook 通着"))


async def _standing(bot: Bot, yard: Courtyard, words: Words) -> Finding:
    try:
        member = await bot.get_chat_member(yard.chat, bot.id)
    except TelegramError as error:
        return bad(
            words.plain(
                "{yard}：进不去这个群（{error}）。请群管理员把 @{bot} 拉回来",
                yard=yard.name,
                error=str(error),
                bot=bot.username,
            )
        )
    return standing(member, yard.name, bot.username, words)


def standing(member: ChatMember, yard: str, bot: str, words: Words) -> Finding:
    """Whether a bot that stands like this in its group can do its work."""
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        text = words.plain("{yard}：机器人不在群里。请群管理员把 @{bot} 拉回来", yard=yard, bot=bot)
        return bad(text)
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return bad(words.plain("{yard}：机器人被禁言了。请群管理员在成员里给它解开", yard=yard))
    return good(words.plain("{yard}：机器人在群里，能说话", yard=yard))


def _courtyards(settings: Settings) -> list[Courtyard]:
    """Those that still have the bot; none when the database cannot be read (said elsewhere)."""
    try:
        place = settings.place
        if isinstance(place, Path) and not place.exists():
            return []
        found = upkeep.look(place, upkeep.courtyards)
    except (StoreError, WrongSetting):
        return []
    return [yard for yard in found if yard.state == "ACTIVE"]


def _database(settings: Settings, words: Words) -> Iterator[Finding]:
    try:
        place = settings.place
        if isinstance(place, Path):
            yield _room(place, words)
            if not place.exists():
                yield _place_for(place, words)
                return
        upkeep.check_writable(place)
        yield good(words.plain("数据库能写：{path}", path=place))
        yield from _inside(place, words)
    except (StoreError, WrongSetting) as error:
        yield bad(str(error))


def _room(path: Path, words: Words) -> Finding:
    free_mb = shutil.disk_usage(path.parent).free // MB
    if free_mb < ROOM_MB:
        return bad(words.plain("磁盘快满了，只剩 {free} MB：腾点地方出来", free=free_mb))
    return good(words.plain("磁盘还剩 {free} MB", free=free_mb))


def _place_for(path: Path, words: Words) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            return good(words.plain("数据库还没有，启动时会建在 {path}", path=path))
    except OSError:
        return bad(
            words.plain(
                "数据库没地方放：{folder} 写不进去，换个 YUANBA_DATABASE", folder=path.parent
            )
        )


def _inside(path: Place, words: Words) -> Iterator[Finding]:
    schema = upkeep.look(path, upkeep.schema)
    if schema < upkeep.newest():
        if isinstance(path, Path):
            yield good(words.plain("数据库是旧版的，启动时自动升级，升级前的留一份在旁边"))
        else:
            yield look(
                words.plain("数据库是旧版的，启动时自动升级：先用 pg_dump 备一份，不然退不回来")
            )
        return
    if unsound := upkeep.look(path, upkeep.unsound):
        yield bad(words.plain("数据库文件坏了（{what}）：先停机，换上最近的备份", what=unsound))
        return
    if isinstance(path, Path):
        yield good(words.plain("数据库文件完好"))
    if parked := upkeep.look(path, upkeep.undelivered):
        yield look(words.plain("有 {n} 条消息送不到，放在一边了：跑 yuanba letters 看看", n=parked))
    if letters := upkeep.look(path, upkeep.dead_letters):
        yield look(
            words.plain(
                "有 {n} 件事出了岔子没办成：跑 yuanba letters 看看，请报给开发者", n=letters
            )
        )
