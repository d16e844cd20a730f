"""Every method and parameter the sandbox takes exists in Telegram's own description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.checks import BUTTON_FIELDS, PREVIEW_FIELDS
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.method import Method
from bot.sandbox.model import CHANNEL_RIGHTS, GROUP_RIGHTS
from bot.sandbox.people import People
from bot.sandbox.reach import REPLY_FIELDS
from bot.sandbox.world import World

SPEC = Path(__file__).parents[3] / "shared" / "botapi.json"


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("Telegram's description (../shared/botapi.json) is not here")
    loaded: dict[str, Any] = json.loads(SPEC.read_text(encoding="utf-8"))
    return loaded


def fields(described: dict[str, Any]) -> dict[str, bool]:
    return {field["name"]: field["required"] for field in described.get("fields", [])}


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_a_method_and_its_parameters_exist(spec: dict[str, Any], method: Method) -> None:
    described = fields(spec["methods"][method.name])
    assert method.accepts <= described.keys()
    required = {name for name, needed in described.items() if needed}
    assert required <= method.accepts


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("InlineKeyboardButton", BUTTON_FIELDS),
        ("LinkPreviewOptions", PREVIEW_FIELDS),
        ("ReplyParameters", REPLY_FIELDS),
        ("ChatMemberAdministrator", frozenset(GROUP_RIGHTS + CHANNEL_RIGHTS)),
    ],
)
def test_the_parts_of_parameters_exist(
    spec: dict[str, Any], name: str, accepted: frozenset[str]
) -> None:
    assert accepted <= fields(spec["types"][name]).keys()


class Shape:
    """Compares JSON with the described type: required fields are there, unknown ones are not."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.types = spec["types"]

    def check(self, kind: str, value: Any) -> None:
        if kind not in self.types or not isinstance(value, dict):
            return
        described = self.types[kind]
        for subtype in described.get("subtypes", []):
            if self._fits(subtype, value):
                return
        if described.get("subtypes"):
            pytest.fail(f"{value} is no {kind}")
        known = {field["name"]: field for field in described.get("fields", [])}
        assert value.keys() <= known.keys(), f"{kind} has no {value.keys() - known.keys()}"
        missing = {n for n, f in known.items() if f["required"]} - value.keys()
        assert not missing, f"{kind} lacks {missing}"
        for name, part in value.items():
            self._part(known[name]["types"][0], part)

    def _part(self, kind: str, part: Any) -> None:
        if kind.startswith("Array of "):
            for one in part:
                self._part(kind.removeprefix("Array of "), one)
        else:
            self.check(kind, part)

    def _fits(self, kind: str, value: dict[str, Any]) -> bool:
        try:
            self.check(kind, value)
        except (AssertionError, pytest.fail.Exception):
            return False
        return True


def test_the_comparison_finds_what_is_wrong(spec: dict[str, Any]) -> None:
    shape, user = Shape(spec), {"id": 1, "is_bot": False, "first_name": "x"}
    shape.check("ChatMember", {"status": "left", "user": user})
    for kind, wrong in (
        ("ChatMember", {"status": "left"}),
        ("User", {**user, "mood": "good"}),
        ("Update", {"update_id": 1, "message": {"message_id": 1}}),
    ):
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            shape.check(kind, wrong)


async def test_everything_the_sandbox_says_has_telegrams_shape(spec: dict[str, Any]) -> None:
    world = World()
    people = People(world)
    world.updates.allow(["message", "edited_message", "chat_member", "my_chat_member",
                         "callback_query", "channel_post"])  # fmt: skip
    owner, guest = people.add_user("李姐", "li"), people.add_user("王哥")
    forum = people.add_group("院坝", [owner], forum=True, bot_is_admin=True)
    topic = people.add_topic(forum, "花园")
    channel = people.add_channel("广播", owner, linked=forum)
    people.join(guest, forum)
    people.promote(guest, forum, anonymous=True, title="楼长")
    said = people.say(guest, forum, "/vote #院坝", thread=topic.thread_id)
    people.edit(guest, said, "/vote 二")
    people.say(owner, forum, "院坝 好", reply_to=said, mention=world.bot)
    people.send_file(owner, forum, "名册.csv", b"a,b", "text/csv", caption="名册")
    people.post(channel, "停水")
    people.pin(owner, said)
    people.start(owner, "x")
    people.block(owner)
    group = people.add_group("小群", [owner], supergroup=False)
    people.migrate(group)
    people.kick(guest, forum)
    shape = Shape(spec)
    card = await world.call("sendMessage", {"chat_id": forum.id, "text": "x", "reply_markup":
        '{"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}'})  # fmt: skip
    people.press_soon(owner, forum.message(card["message_id"]), "b")
    photo = await world.call(
        "sendPhoto", {"chat_id": forum.id}, {"photo": ("a.png", b"x", "image/png")}
    )
    for message in (card, photo):
        shape.check("Message", message)
    updates = world.take_updates()
    assert {kind for update in updates for kind in update} >= {
        "message", "edited_message", "chat_member", "my_chat_member", "callback_query",
        "channel_post",
    }  # fmt: skip
    for update in updates:
        shape.check("Update", update)
    here = {"chat_id": forum.id}
    shape.check("ChatFullInfo", await world.call("getChat", here))
    shape.check("User", await world.call("getMe", {}))
    shape.check("WebhookInfo", await world.call("getWebhookInfo", {}))
    for one in await world.call("getChatAdministrators", {**here, "return_bots": True}):
        shape.check("ChatMember", one)
    for user in (owner, guest, world.bot):
        member = await world.call("getChatMember", {**here, "user_id": user.id})
        shape.check("ChatMember", member)
    for file in world.files:
        shape.check("File", await world.call("getFile", {"file_id": file}))
