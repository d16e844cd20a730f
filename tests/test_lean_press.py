"""A press is read without the text and buttons it hung on, and nothing we use is missing."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.incoming import Press, read_update
from bot.raw import lean
from bot.sandbox.people import People
from bot.sandbox.world import TOKEN, World

KEYBOARD = {"inline_keyboard": [[{"text": "同意", "callback_data": "vc1_1_1_0"}]]}


async def pressed(*, in_topic: bool, in_reply: bool) -> dict[str, Any]:
    """The update of a press on a bold message of the bot."""
    world = World(TOKEN)
    people = People(world)
    wang = people.add_user("王大爷", "wang", started=True)
    group = people.add_group("7号大院", [wang], forum=in_topic)
    about: dict[str, Any] = {}
    if in_topic:
        about["message_thread_id"] = people.add_topic(group, "表决").thread_id
    if in_reply:
        about["reply_parameters"] = {"message_id": people.say(wang, group, "/vote 种树").message_id}
    sent = await world.call(
        "sendMessage",
        {
            "chat_id": group.id,
            "text": "<b>种不种树？</b>",
            "parse_mode": "HTML",
            "reply_markup": KEYBOARD,
            **about,
        },
    )
    world.take_updates()
    people.press_soon(wang, world.message(group, sent["message_id"]), "vc1_1_1_0").cancel()
    (update,) = world.take_updates()
    return update


@pytest.mark.parametrize("in_topic", [False, True])
@pytest.mark.parametrize("in_reply", [False, True])
async def test_nothing_we_use_is_left_out(in_topic: bool, in_reply: bool) -> None:
    raw = await pressed(in_topic=in_topic, in_reply=in_reply)
    read = read_update(Update.de_json(lean(raw), None), "yuanba_bot")
    assert read == read_update(Update.de_json(raw, None), "yuanba_bot")
    assert isinstance(read, Press)
    assert (read.place.thread is not None) == in_topic
    assert read.replied == ("/vote 种树" if in_reply else "")


async def test_what_was_pressed_is_not_read_and_the_update_stays_whole() -> None:
    raw = await pressed(in_topic=False, in_reply=False)
    press = Update.de_json(lean(raw), None).callback_query
    assert press is not None
    assert "text" not in press.to_dict()["message"]
    assert raw["callback_query"]["message"]["text"] == "种不种树？"


def test_other_updates_and_presses_on_lost_messages_are_left_alone() -> None:
    for raw in ({"update_id": 1, "message": {}}, {"update_id": 2, "callback_query": {"id": "7"}}):
        assert lean(raw) == raw
