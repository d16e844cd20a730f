"""Updates in Telegram's shapes, true and broken: each drawn from a seed, none ever sent by it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from bot.callbacks import Data
from bot.column import House
from bot.sandbox.spans import find_entities
from handlers import COLUMNS
from tests.hostile import texts

Json = dict[str, Any]
KINDS = sorted(House(*COLUMNS).presses, key=lambda kind: kind.prefix)
NOW = 1_795_492_800
"""A Tuesday noon in Chengdu: when every test begins."""
NUMBERS = (*range(12), 41, 99, 20261130, 70_003, 70_040, 80_003, 2**31, 2**53, 2**63 - 1, 2**63)
ANYTHING: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 0.5, -0.0, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400),
    *(float("nan"), float("inf"), float("-inf"), "", "0", "x", "\ud800", "\x00", "9" * 5000),
    *(
        [],
        [None],
        [[]],
        {},
        {"id": 1},
        {"": {}},
        [{"type": "bot_command", "offset": 0, "length": 9}],
    ),
)
"""What no field of Telegram's would hold."""
ENTITIES = (
    "bot_command",
    "mention",
    "text_mention",
    "url",
    "bold",
    "spoiler",
    "custom_emoji",
    "new",
)
SERVICES: tuple[Json, ...] = (
    {"new_chat_members": [{"id": 70_003, "is_bot": False, "first_name": "王"}]},
    {"left_chat_member": {"id": 70_003, "is_bot": False, "first_name": "王"}},
    {"new_chat_title": "新名字"},
    {"group_chat_created": True},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    {"video_chat_started": {}},
    {"forum_topic_created": {"name": "x", "icon_color": 1}},
    {"write_access_allowed": {}},
    {"boost_added": {"boost_count": 1}},
    {"users_shared": {"request_id": 1, "users": [{"user_id": 1}]}},
)
PARTS: tuple[Json, ...] = (
    {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
    {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 1,
            "height": 1,
        }
        | {"is_animated": False, "is_video": False}
    },
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
    {"location": {"latitude": 30.6, "longitude": 104.1}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
        }
        | {"is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    },
    {"document": {"file_id": "gone", "file_unique_id": "gone", "file_name": "../../名册.xlsx"}},
    {"caption": "/vote 1", "media_group_id": "7"},
    {"web_app_data": {"data": "x", "button_text": "x"}},
)
OTHER_KINDS = (
    *("channel_post", "edited_channel_post", "inline_query", "chosen_inline_result", "poll"),
    *("shipping_query", "pre_checkout_query", "poll_answer", "chat_member", "chat_join_request"),
    *("message_reaction", "message_reaction_count", "business_message", "chat_boost", "brand_new"),
)


def user(draw: Random, number: int) -> Json:
    shown: Json = {
        "id": number,
        "is_bot": draw.random() < 0.03,
        "first_name": texts.line(draw) or "x",
    }
    if draw.random() < 0.5:
        shown["username"] = draw.choice(("yard70003", "a", "_" * 32))
    if draw.random() < 0.5:
        shown["language_code"] = draw.choice(("zh-hans", "en", "de", "", "x" * 40))
    if draw.random() < 0.2:
        shown["last_name"] = texts.line(draw)
    return shown


def chat(draw: Random, number: int) -> Json:
    if number > 0:
        return {"id": number, "type": "private", "first_name": "王"}
    return {
        "id": number,
        "type": draw.choice(("supergroup", "group", "channel")),
        "title": "7号大院",
    }


def message(draw: Random, who: int, where: int) -> Json:
    """A message of any kind, as a client with a will of its own might bring it about."""
    made: Json = {
        "message_id": draw.choice((1, 2, 3, 40, 2**31 - 1)),
        "date": NOW,
        "chat": chat(draw, where),
        "from": user(draw, who),
    }
    kind = draw.random()
    if kind < 0.6:
        said = texts.fits(texts.command(draw) if draw.random() < 0.5 else texts.text(draw))
        made |= {"text": said, "entities": entities(draw, said)}
    elif kind < 0.75:
        made |= copy.deepcopy(draw.choice(SERVICES))
    else:
        made |= copy.deepcopy(draw.choice(PARTS))
    return made | _circumstances(draw, where)


def entities(draw: Random, said: str) -> list[Json]:
    """Those Telegram would find; now and then others, and other people's."""
    found = find_entities(said.encode("utf-16", "replace").decode("utf-16"))
    if draw.random() < 0.1:
        spot = draw.choice((0, 1, 4096, -1, 2**31))
        found.append(
            {"type": draw.choice(ENTITIES), "offset": spot, "length": draw.choice((0, 1, 9))}
        )
    if draw.random() < 0.05:
        about = {"id": draw.choice(NUMBERS), "is_bot": False, "first_name": "王"}
        found.append({"type": "text_mention", "offset": 0, "length": 1, "user": about})
    return found


def _circumstances(draw: Random, where: int) -> Json:
    """Forwards, albums, replies, threads; anonymous administrators and channels as senders."""
    drawn: Json = {}
    if draw.random() < 0.1:
        drawn["forward_origin"] = {"type": "hidden_user", "date": NOW, "sender_user_name": "谁"}
    if draw.random() < 0.05:
        drawn["media_group_id"] = "7"
    if draw.random() < 0.1:
        drawn["reply_to_message"] = {
            "message_id": 1,
            "date": NOW,
            "chat": chat(draw, where),
            "text": "x",
        }
    if draw.random() < 0.1:
        drawn |= {"message_thread_id": draw.choice((1, 7, 2**31)), "is_topic_message": True}
    if where < 0 and draw.random() < 0.1:
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        drawn |= {"from": hidden, "sender_chat": chat(draw, where)}
    elif where < 0 and draw.random() < 0.05:
        drawn["sender_chat"] = {"id": -1009, "type": "channel", "title": "x"}
    if draw.random() < 0.05:
        drawn["via_bot"] = {"id": 5, "is_bot": True, "first_name": "x"}
    return drawn


def press(draw: Random, who: int, where: int, data: str, query: str) -> Json:
    asked: Json = {"id": query, "from": user(draw, who), "chat_instance": "1", "data": data}
    if draw.random() < 0.85:
        asked["message"] = {
            "message_id": 1,
            "date": draw.choice((NOW, 0)),
            "chat": chat(draw, where),
        }
    else:
        asked["inline_message_id"] = "x"
    return asked


def update(draw: Random, number: int, who: int, where: int) -> Json:
    """One update from nothing."""
    kind = draw.random()
    if kind < 0.55:
        return {"update_id": number, "message": message(draw, who, where)}
    if kind < 0.65:
        made = message(draw, who, where) | {"edit_date": NOW}
        return {"update_id": number, "edited_message": made}
    if kind < 0.85:
        asked = press(draw, who, where, forged(draw), f"{who}{number:010d}")
        return {"update_id": number, "callback_query": asked}
    if kind < 0.92:
        return {"update_id": number, "my_chat_member": standing(draw, who, where)}
    return {"update_id": number, draw.choice(OTHER_KINDS): copy.deepcopy(draw.choice(ANYTHING))}


def standing(draw: Random, who: int, where: int) -> Json:
    me = {"id": 700000001, "is_bot": True, "first_name": "院坝"}
    old, new = (
        {"status": draw.choice(("member", "left", "restricted", "new")), "user": me} for _ in "on"
    )
    changed = {"old_chat_member": old, "new_chat_member": new}
    return {"chat": chat(draw, where), "from": user(draw, who), "date": NOW, **changed}


def forged(draw: Random, courtyard: int = 1) -> str:
    """Callback data: of any kind of ours with any fields, or of no kind at all."""
    kind = draw.random()
    if kind < 0.9:
        return pressed(draw, draw.choice(KINDS), courtyard)
    return draw.choice(
        ("", "x", "vo1", "_" * 64, "ho1_1_", "ho9_1", "🙂" * 16, "sw1_+1", "sw1_１", "sw1_ 1")
    )


def pressed(draw: Random, kind: type[Data], courtyard: int) -> str:
    """Data of this kind: of fields a button may carry, and of such as none would."""
    values = []
    for name, field in kind.model_fields.items():
        if name == "courtyard" and draw.random() < 0.9:
            values.append(str(courtyard))
        elif field.annotation is int:
            values.append(str(draw.choice(NUMBERS) * draw.choice((1, 1, 1, 1, -1))))
        else:
            values.append(
                draw.choice(("x", "3-2-501", "9-9-909", "-", "", "A" * 30, "yard", "quiet"))
            )
    return "_".join([kind.prefix, *values])[:64]


def broken(draw: Random, raw: Json) -> Json:
    """The same update with one to three places in it that hold something else, or nothing."""
    raw = copy.deepcopy(raw)
    for _ in range(draw.randrange(1, 4)):
        spots = list(_spots(raw))
        if not spots:
            break
        holder, key = draw.choice(spots)
        if draw.random() < 0.25:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(draw.choice(ANYTHING))
    return raw


def _spots(holder: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that can be replaced, but for the update's number: it is what the queue is by."""
    items = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, value in items:
        if key != "update_id":
            yield holder, key
        if isinstance(value, dict | list):
            yield from _spots(value)
