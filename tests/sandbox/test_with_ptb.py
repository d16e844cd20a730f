"""The real python-telegram-bot against both faces: in process and over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChatAdministrators,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes
from telegram.request import HTTPXRequest

from bot.sandbox.request import InProcessRequest
from bot.sandbox.server import make_server
from tests.sandbox.conftest import Yard

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("赞成", callback_data="v1:1")]])


@pytest_asyncio.fixture(params=["in process", "over http"])
async def bot(request: pytest.FixtureRequest, yard: Yard) -> AsyncIterator[Bot]:
    if request.param == "in process":
        faces = InProcessRequest(yard.world), InProcessRequest(yard.world)
        made = Bot(yard.world.token, request=faces[0], get_updates_request=faces[1])
        async with made:
            yield made
        return
    async with TestServer(make_server(yard.world)) as server:
        made = Bot(
            yard.world.token,
            base_url=str(server.make_url("/bot")),
            base_file_url=str(server.make_url("/file/bot")),
            request=HTTPXRequest(read_timeout=1),
            get_updates_request=HTTPXRequest(),
        )
        async with made:
            yield made


async def test_a_bot_knows_itself_and_the_chat(bot: Bot, yard: Yard) -> None:
    assert bot.username == "yuanba_bot"
    assert bot.can_read_all_group_messages is False
    chat = await bot.get_chat(yard.group.id)
    assert chat.title == "桂花院坝"
    assert await bot.get_chat_member_count(yard.group.id) == 3
    owner = await bot.get_chat_member(yard.group.id, yard.owner.id)
    assert (owner.status, owner.user.first_name) == ("creator", "李姐")
    admins = await bot.get_chat_administrators(yard.group.id)
    assert [one.user.id for one in admins] == [yard.owner.id]


async def test_a_card_is_sent_edited_pinned_and_deleted(bot: Bot, yard: Yard) -> None:
    yard.people.promote(yard.world.bot, yard.group)
    sent = await bot.send_message(
        yard.group.id,
        "<b>栽樱桃树</b> 🌳",
        parse_mode="HTML",
        reply_markup=BUTTONS,
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    card = yard.group.messages[-1]
    assert sent.text == card.text == "栽樱桃树 🌳"
    assert sent.parse_entities() == {sent.entities[0]: "栽樱桃树"}
    assert (card.buttons[0][0].text, card.buttons[0][0].data) == ("赞成", "v1:1")
    assert card.silent
    await sent.edit_text("栽桂花树", reply_markup=BUTTONS)
    assert (card.text, card.edits) == ("栽桂花树", 1)
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_text("栽桂花树", reply_markup=BUTTONS)
    await sent.edit_reply_markup(None)
    assert card.buttons == []
    await sent.pin()
    assert card.pinned
    await sent.unpin()
    await sent.delete()
    assert card not in yard.group.messages


async def test_files_go_up_and_come_down(bot: Bot, yard: Yard) -> None:
    data = "户号,姓名\r\n3-2-501,李姐\r\n".encode()
    sent = await bot.send_document(yard.group.id, data, filename="名册.csv", caption="名册")
    stored = yard.group.messages[-1].document
    assert stored is not None
    assert (stored.name, stored.data) == ("名册.csv", data)
    assert sent.document is not None
    again = await bot.send_document(yard.group.id, sent.document.file_id)
    assert again.document is not None
    yard.people.start(yard.owner)
    yard.people.send_file(yard.owner, yard.owner, "回来.csv", b"a,b", "text/csv")
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"a,b"


async def test_a_photo_is_a_photo(bot: Bot, yard: Yard) -> None:
    sent = await bot.send_photo(yard.group.id, b"\x89PNG", caption="樱桃红了")
    assert sent.caption == "樱桃红了"
    photo = yard.group.messages[-1].photo
    assert photo is not None
    assert photo.data == b"\x89PNG"


async def test_copies_and_forwards(bot: Bot, yard: Yard) -> None:
    card = await bot.send_message(yard.group.id, "通知", reply_markup=BUTTONS)
    yard.people.start(yard.owner)
    await card.copy(yard.owner.id)
    await card.forward(yard.owner.id)
    _, copied, forwarded = yard.world.chat(yard.owner).messages
    assert (copied.text, copied.origin) == ("通知", {})
    assert forwarded.origin["forward_origin"]["type"] == "user"


async def test_menus_follow_scope_and_standing(bot: Bot, yard: Yard) -> None:
    await bot.set_my_commands([BotCommand("start", "开始")])
    await bot.set_my_commands([BotCommand("vote", "表决")], BotCommandScopeAllGroupChats())
    scope = BotCommandScopeChatAdministrators(yard.group.id)
    await bot.set_my_commands([BotCommand("admin", "管理")], scope, language_code="zh")
    menu = yard.world.profile.menu_for
    assert [c["command"] for c in menu(yard.owner, yard.group)] == ["admin"]
    assert [c["command"] for c in menu(yard.neighbour, yard.group)] == ["vote"]
    private = yard.world.chat(yard.neighbour)
    assert [c["command"] for c in menu(yard.neighbour, private)] == ["start"]
    assert (await bot.get_my_commands(scope, language_code="zh"))[0].description == "管理"
    await bot.delete_my_commands(scope, language_code="zh")
    assert await bot.get_my_commands(scope, language_code="zh") == ()
    await bot.set_my_description("院坝里的事")
    assert (await bot.get_my_description()).description == "院坝里的事"


async def test_refusals_become_the_librarys_errors(bot: Bot, yard: Yard) -> None:
    with pytest.raises(Forbidden, match="can't initiate"):
        await bot.send_message(yard.neighbour.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "x")
    small = yard.people.add_group("小群", [yard.owner], supergroup=False)
    new = yard.people.migrate(small)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(small.id, "x")
    assert moved.value.new_chat_id == new.id
    yard.world.faults.add("sendMessage", 429, retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(yard.group.id, "x")


@pytest.mark.parametrize(
    ("kind", "error"), [("cut", NetworkError), ("lost", NetworkError), ("timeout", TimedOut)]
)
async def test_a_broken_line_is_a_network_error(
    bot: Bot, yard: Yard, kind: str, error: type[Exception]
) -> None:
    yard.world.faults.add("sendMessage", kind=kind)  # type: ignore[arg-type]  # one of the kinds
    with pytest.raises(error):
        await bot.send_message(yard.group.id, "x", read_timeout=0.2)
    assert [one.text for one in yard.group.messages if one.text] == ["x"] * (kind == "lost")


async def test_a_wrong_token_opens_nothing(yard: Yard) -> None:
    stranger = Bot("1:wrong", request=InProcessRequest(yard.world))
    with pytest.raises(InvalidToken):
        await stranger.get_me()
    await stranger.shutdown()


async def test_a_whole_application_lives_on_it(yard: Yard) -> None:
    face, poll = InProcessRequest(yard.world), InProcessRequest(yard.world)
    builder = Application.builder().token(yard.world.token)
    application = builder.request(face).get_updates_request(poll).build()
    done = asyncio.Event()

    async def vote(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text("投票", reply_markup=BUTTONS)
        done.set()

    async def press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer(f"{update.callback_query.from_user.first_name} 赞成")

    application.add_handler(CommandHandler("vote", vote))
    application.add_handler(CallbackQueryHandler(press))
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling()
        yard.people.say(yard.neighbour, yard.group, "/vote")
        await asyncio.wait_for(done.wait(), 5)
        card = yard.group.messages[-1]
        toast = await yard.people.press(yard.neighbour, card, card.button("赞成").data or "")
        await application.updater.stop()
        await application.stop()
    assert toast.text == "王哥 赞成"
