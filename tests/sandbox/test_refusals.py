"""What Telegram refuses, the sandbox refuses, in the same words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.conftest import Yard, keyboard

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(**button: Any) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "按", **button}]]})


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "🏟" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": keyboard(("按", "字" * 22))}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(("按", ""))}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": inline(url="nowhere")}, "BUTTON_URL_INVALID"),
        (
            {"text": "x", "reply_markup": inline(web_app={"url": "https://a.cn"})},
            "BUTTON_TYPE_INVALID",
        ),
        (
            {"text": "x", "reply_markup": inline(url="a.cn", callback_data="x")},
            "BUTTON_TYPE_INVALID",
        ),
        (
            {"text": "x", "reply_markup": inline(copy_text={"text": "x" * 257})},
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (
            {"text": "x", "reply_markup": inline(color="red", url="a.cn")},
            "unknown parameter color in InlineKeyboardButton",
        ),
        (
            {"text": "x", "reply_markup": inline(style="pink", url="a.cn")},
            "can't parse inline keyboard button: invalid button style specified",
        ),
        (
            {"text": "x", "reply_markup": inline()},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": keyboard((" ", "x"))},
            "can't parse inline keyboard button: Text must be non-empty",
        ),
        ({"text": "x", "reply_markup": keyboard(*[("a", "b")] * 101)}, "reply markup is too long"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": "{}"}, "object expected as reply markup"),
        ({"text": "x", "message_thread_id": 1}, "message thread not found"),
        (
            {"text": "x", "reply_parameters": '{"message_id": 999}'},
            "message to be replied not found",
        ),
        (
            {"text": "x", "reply_parameters": '{"message_id": 1, "emoji": 1}'},
            "unknown parameter emoji of ReplyParameters",
        ),
        (
            {"text": "x", "link_preview_options": '{"off": true}'},
            "unknown parameter off of LinkPreviewOptions",
        ),
        (
            {"text": "x", "reply_to_message_id": 1},
            "unknown parameter reply_to_message_id of sendMessage",
        ),
        (
            {"text": "x", "entities": '[{"type": "bold", "offset": 0, "length": 5}]'},
            "can't parse entities: entity ends after the end of the text",
        ),
    ],
)
async def test_a_message_is_refused(yard: Yard, params: dict[str, Any], words: str) -> None:
    before = yard.group.messages
    refused = await yard.refusal("sendMessage", chat_id=yard.group.id, **params)
    assert (refused.code, refused.description) == (400, f"Bad Request: {words}")
    assert yard.group.messages == before


async def test_the_longest_things_that_fit_are_taken(yard: Yard) -> None:
    markup = keyboard(("按", "字" * 21 + "x"))
    text = f"<b>{'字' * 4096}</b>"
    await yard.call(
        "sendMessage", chat_id=yard.group.id, text=text, parse_mode="HTML", reply_markup=markup
    )
    assert yard.group.messages[-1].text == "字" * 4096


async def test_a_caption_of_1025_is_too_long(yard: Yard) -> None:
    files = {"document": ("a.txt", b"x", "text/plain")}
    params = {"chat_id": yard.group.id, "caption": "字" * 1024}
    await yard.world.call("sendDocument", params, files)
    refused = await yard.refusal("sendDocument", chat_id=yard.group.id, caption="字" * 1025)
    assert refused.description == "Bad Request: message caption is too long"


async def test_replying_to_nothing_is_allowed_when_asked_for(yard: Yard) -> None:
    reply = '{"message_id": 999, "allow_sending_without_reply": true}'
    await yard.call("sendMessage", chat_id=yard.group.id, text="x", reply_parameters=reply)
    assert yard.group.messages[-1].reply_to is None


async def test_an_edit_that_changes_nothing_is_refused(yard: Yard) -> None:
    card = await yard.card(text="<b>x</b>")
    same = {"chat_id": yard.group.id, "message_id": card.message_id, "text": " <b>x</b> "}
    refused = await yard.refusal("editMessageText", **same, reply_markup=keyboard(("赞成", "v1:1")))
    assert refused.description == NOT_MODIFIED
    refused = await yard.refusal(
        "editMessageReplyMarkup",
        chat_id=yard.group.id,
        message_id=card.message_id,
        reply_markup=keyboard(("赞成", "v1:1")),
    )
    assert refused.description == NOT_MODIFIED
    assert card.edits == 0


async def test_an_edit_without_buttons_takes_them_away(yard: Yard) -> None:
    card = await yard.card(text="x")
    await yard.call("editMessageText", chat_id=yard.group.id, message_id=card.message_id, text="x")
    assert (card.buttons, card.edits) == ([], 1)


async def test_only_what_is_there_and_its_own_can_be_edited(yard: Yard) -> None:
    said = yard.people.say(yard.neighbour, yard.group, "你好")
    edit = {"chat_id": yard.group.id, "text": "x"}
    gone = await yard.refusal("editMessageText", message_id=999, **edit)
    assert gone.description == "Bad Request: message to edit not found"
    foreign = await yard.refusal("editMessageText", message_id=said.message_id, **edit)
    assert foreign.description == "Bad Request: message can't be edited"
    unsaid = await yard.refusal("editMessageText", **edit)
    assert unsaid.description == "Bad Request: message identifier is not specified"


async def test_text_and_caption_are_edited_by_their_own_methods(yard: Yard) -> None:
    files = {"document": ("a.txt", b"x", "text/plain")}
    sent = await yard.world.call("sendDocument", {"chat_id": yard.group.id}, files)
    here = {"chat_id": yard.group.id, "message_id": sent["message_id"]}
    refused = await yard.refusal("editMessageText", **here, text="x")
    assert refused.description == "Bad Request: there is no text in the message to edit"
    await yard.call("editMessageCaption", **here, caption="看这里")
    assert yard.group.messages[-1].text == "看这里"


async def test_a_press_is_answered_once(yard: Yard) -> None:
    card = await yard.card()
    soon = yard.people.press_soon(yard.neighbour, card, "v1:1")
    (update,) = yard.heard()
    query_id = update["callback_query"]["id"]
    too_long = await yard.refusal(
        "answerCallbackQuery", callback_query_id=query_id, text="字" * 201
    )
    assert too_long.description == "Bad Request: MESSAGE_TOO_LONG"
    await yard.call("answerCallbackQuery", callback_query_id=query_id, text="记下了")
    assert (await soon).text == "记下了"
    for unknown in (query_id, "12345"):
        refused = await yard.refusal("answerCallbackQuery", callback_query_id=unknown)
        assert refused.description == TOO_OLD


async def test_a_press_grows_old_in_real_time_only(yard: Yard) -> None:
    real = [0.0]
    yard.world.monotonic = lambda: real[0]
    card = await yard.card()
    for late, wanted in ((14.9, None), (15.1, TOO_OLD)):
        yard.people.press_soon(yard.neighbour, card, "v1:1")
        yard.world.advance(timedelta(days=1))
        real[0] += late
        query_id = yard.heard()[-1]["callback_query"]["id"]
        if wanted is None:
            assert await yard.call("answerCallbackQuery", callback_query_id=query_id)
        else:
            refused = await yard.refusal("answerCallbackQuery", callback_query_id=query_id)
            assert refused.description == wanted


async def test_a_press_opens_no_foreign_address(yard: Yard) -> None:
    card = await yard.card()
    soon = yard.people.press_soon(yard.neighbour, card, "v1:1")
    query_id = yard.heard()[0]["callback_query"]["id"]
    refused = await yard.refusal(
        "answerCallbackQuery", callback_query_id=query_id, url="https://evil.example"
    )
    assert refused.description == "Bad Request: URL_INVALID"
    mine = "https://t.me/yuanba_bot?start=x"
    await yard.call("answerCallbackQuery", callback_query_id=query_id, url=mine)
    assert (await soon).url == mine


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ('{"keyboard": [["a"]]}', "inline keyboard expected"),
        (
            '{"inline_keyboard": [1]}',
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
async def test_an_edit_takes_inline_buttons_only(yard: Yard, markup: str, words: str) -> None:
    card = await yard.card()
    here = {"chat_id": yard.group.id, "message_id": card.message_id}
    refused = await yard.refusal("editMessageReplyMarkup", **here, reply_markup=markup)
    assert refused.description == f"Bad Request: {words}"


async def test_a_reply_keyboard_goes_to_people_and_cannot_be_edited(yard: Yard) -> None:
    forced = '{"force_reply": true}'
    sent = await yard.call("sendMessage", chat_id=yard.group.id, text="写", reply_markup=forced)
    assert "reply_markup" not in sent
    assert yard.group.messages[-1].markup == {"force_reply": True}
    edit = {"chat_id": yard.group.id, "message_id": sent["message_id"], "text": "x"}
    refused = await yard.refusal("editMessageText", **edit)
    assert refused.description == "Bad Request: message can't be edited"
    channel = yard.people.add_channel("广播", yard.owner)
    refused = await yard.refusal("sendMessage", chat_id=channel.id, text="x", reply_markup=forced)
    assert refused.description == "Bad Request: reply keyboards can't be used in channels"


async def test_a_mention_of_nobody_becomes_plain_text(yard: Yard) -> None:
    text = f'<a href="tg://user?id={yard.owner.id}">李姐</a> <a href="tg://user?id=1">谁</a>'
    sent = await yard.call("sendMessage", chat_id=yard.group.id, text=text, parse_mode="HTML")
    (entity,) = sent["entities"]
    assert entity["user"]["first_name"] == "李姐"


async def test_a_caption_cannot_be_edited_where_there_is_none(yard: Yard) -> None:
    card = await yard.card()
    here = {"chat_id": yard.group.id, "message_id": card.message_id}
    refused = await yard.refusal("editMessageCaption", **here, caption="x")
    assert refused.description == "Bad Request: there is no caption in the message to edit"
