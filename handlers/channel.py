"""The notice board as councillors meet it: link a channel, let it go, hear that it is lost."""

from __future__ import annotations

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.access import Act, check
from bot.actions import channel as acts
from bot.actions.channel import Standing
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput, NoCourtyard
from bot.incoming import Came, Command, Press
from handlers.views import channel as views
from handlers.views.channel import OpenChannel, UnlinkChannel, UseChannel
from storage import channels

_RUN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


async def named_standing(bot: Bot, incoming: Command | Press) -> Standing | None:
    """What Telegram says of the channel a command names; None when it will not say."""
    name = _name_in(incoming.text) if isinstance(incoming, Command) else None
    return await _standing(bot, name, incoming.person.id) if name else None


async def pressed_standing(bot: Bot, incoming: Command | Press) -> Standing | None:
    if not isinstance(incoming, Press):
        return None
    data = UseChannel.unpack(incoming.data)
    return await _standing(bot, data.channel, incoming.person.id)


async def _standing(bot: Bot, channel: int | str, person: int) -> Standing | None:
    try:
        chat = await bot.get_chat(channel)
        if chat.type != ChatType.CHANNEL:
            return Standing(chat.id, chat.title or "", False, False, False)
        ours = await bot.get_chat_member(chat.id, bot.id)
        theirs = await bot.get_chat_member(chat.id, person)
    except TelegramError:
        return None
    return Standing(chat.id, _title(chat), True, _may_post(ours), theirs.status in _RUN)


def line(ask: Ask) -> None:
    """`/channel` shows the notice board; `/channel @name` links a public channel."""
    courtyard = ask.courtyard.courtyard
    if not ask.text:
        ask.privately("channel.show", OpenChannel(courtyard=courtyard))
        return
    check(ask.tx, courtyard, ask.person.id, Act.LINK_CHANNEL)
    if _name_in(ask.text) is None:
        raise BadInput(
            N_("请写频道的 @名字，比如：/channel @qihaodayuan。没有名字的，发 /channel 看怎么接。")
        )
    acts.link(ask.tx, courtyard, ask.person.id, ask.facts)
    ask.privately("channel.show", OpenChannel(courtyard=courtyard))


def open_channel(ask: Ask, data: OpenChannel) -> None:
    if ask.yard is None:
        raise NoCourtyard
    ask.show("channel.show")


def use(ask: Ask, data: UseChannel) -> None:
    acts.link(ask.tx, data.courtyard, ask.person.id, ask.facts)
    ask.show("channel.show")
    ask.toast("接好了。")


def unlink(ask: Ask, data: UnlinkChannel) -> None:
    before, known = ask.courtyard.channel, channels.get(ask.tx, data.courtyard)
    acts.unlink(ask.tx, data.courtyard, ask.person.id)
    ask.show("channel.unlinked", channel=before, title=known.title if known else "")


def came(ask: Ask) -> None:
    """Our standing in some chat changed; here only channels matter."""
    incoming = ask.incoming
    if not isinstance(incoming, Came) or incoming.place.kind != ChatType.CHANNEL:
        return
    if incoming.admin:
        acts.offer(ask.tx, incoming.place.chat, incoming.place.title, incoming.person.id)
    else:
        acts.lost(ask.tx, incoming.place.chat)


def _name_in(text: str) -> str | None:
    """@name, from @name or a t.me address."""
    word = text.strip().partition(" ")[0]
    for before in ("https://t.me/", "http://t.me/", "t.me/", "@"):
        name = word.removeprefix(before)
        if name != word:
            name = name.strip("/")
            return f"@{name}" if name.isascii() and name.replace("_", "").isalnum() else None
    return None


def _may_post(ours: ChatMember) -> bool:
    return isinstance(ours, ChatMemberAdministrator) and bool(ours.can_post_messages)


def _title(chat: ChatFullInfo) -> str:
    return chat.title or (f"@{chat.username}" if chat.username else "")


COLUMN = Column(
    "channel",
    commands={"channel": Route(line, before=named_standing)},
    presses={OpenChannel: open_channel, UseChannel: use, UnlinkChannel: unlink},
    before_press={UseChannel: pressed_standing},
    events={Came: came},
    views=views.VIEWS,
    home=views.home_buttons,
    help=(
        HelpPage(
            "channel",
            N_("📌 公告栏"),
            N_("{council}可以接一个频道，院里的大事在那边也发一份。\n发 /channel 看怎么接。"),
            council=True,
        ),
    ),
    forget=channels.forget,
)
