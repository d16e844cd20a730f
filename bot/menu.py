"""The command menu Telegram shows: few entries, by place and language; buttons lead."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, TelegramError

from bot.errors import N_
from bot.words import Words

log = logging.getLogger("yuanba.menu")

_GROUP = {
    "home": N_("首页：看看有啥、能办啥"),
    "topic": N_("提一件事"),
    "votes": N_("表决"),
    "events": N_("活动"),
}
_PRIVATE = {
    **_GROUP,
    "topics": N_("议题"),
    "covenant": N_("公约"),
    "me": N_("还等着我的事"),
    "join": N_("登记我家"),
    "role": N_("谁在管事"),
    "lang": N_("语言 Language"),
    "mydata": N_("机器人记了我什么"),
    "forget": N_("让机器人忘了我"),
    "help": N_("怎么用"),
}
_CLIENT_LANGUAGES = {"zh_CN": ("zh", ""), "en": ("en",)}


async def put_up_menu(bot: Bot) -> None:
    """Best effort: a bot without a menu still works. Raises InvalidToken."""
    try:
        for lang, codes in _CLIENT_LANGUAGES.items():
            words = Words(lang)
            for code in codes:
                for scope, commands in (
                    (BotCommandScopeAllGroupChats(), _GROUP),
                    (BotCommandScopeAllPrivateChats(), _PRIVATE),
                ):
                    await bot.set_my_commands(
                        [(name, words.plain(text)) for name, text in commands.items()],
                        scope=scope,
                        language_code=code or None,
                    )
    except InvalidToken:
        raise
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)
