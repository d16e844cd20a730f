"""What no Telegram would send is refused at the door, and nobody behind it is disturbed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from typing import Any

import pytest

from bot import door, sheets
from bot.column import House
from bot.incoming import Command, Press, Said
from bot.raw import kept
from bot.sheets import Unusable
from bot.webhook import _update_in
from handlers import COLUMNS
from storage import inbox
from storage.tx import Tx
from tests.hostile import shapes
from tests.yard import Yard

PERSON = {"id": 70_116, "is_bot": False, "first_name": "王大爷"}
CHAT = {"id": 70_116, "type": "private", "first_name": "王大爷"}


def message(**changed: Any) -> dict[str, Any]:
    made = {"message_id": 5, "date": shapes.NOW, "chat": CHAT, "from": PERSON, "text": "/home"}
    command = [{"type": "bot_command", "offset": 0, "length": 5}]
    return {"update_id": 990_000, "message": {**made, "entities": command, **changed}}


POISON: dict[str, Any] = {
    "a person who is a list": message(**{"from": {**PERSON, "id": [1]}}),
    "a person beyond 64 bits": message(**{"from": {**PERSON, "id": 2**63}}),
    "a chat that is true": message(chat={**CHAT, "id": True}),
    "a chat without a number": message(chat={**CHAT, "id": float("nan")}),
    "a message beyond 64 bits": message(message_id=-(2**63) - 1),
    "a text that is a number": message(text=7),
    "a text that is a list": message(text=["/home"]),
    "half a character as a language": message(**{"from": {**PERSON, "language_code": "\ud800"}}),
    "an update beyond 64 bits": {**message(), "update_id": 2**63},
    "a press that is a word": {"update_id": 990_001, "callback_query": "x"},
    "a press that is a list": {"update_id": 990_001, "callback_query": [1]},
    "a press of a message that is a word": {
        "update_id": 990_001,
        "callback_query": {"message": "x"},
    },
    "no update at all": ["x"],
}


@pytest.mark.parametrize("what", POISON)
async def test_poison_is_put_aside_and_the_next_one_is_served(yard: Yard, what: str) -> None:
    assert await yard.app.intake.take([POISON[what], {**message(), "update_id": 990_002}])
    await yard.settled()
    assert "3-2-501" in yard.household("3-2-501").reads()
    (letter,) = await yard.read(inbox.letters)
    assert letter.source == "unreadable update"


async def test_an_update_is_put_aside_even_when_it_cannot_be_written_down_whole(
    yard: Yard,
) -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    odd = {"update_id": 990_003, "message": {"text": "\ud800\x00", "chat": deep}}
    assert await yard.app.intake.take([odd])
    (letter,) = await yard.read(inbox.letters)
    assert letter.content


async def test_half_a_character_and_nul_are_taken_out_of_what_people_write(yard: Yard) -> None:
    bot = yard.app.bot
    said = door.read(message(text="灯\x00坏\ud800了", entities=[]), bot, "yuanba_bot")
    assert isinstance(said, Said)
    assert said.text == "灯坏\ufffd了"
    named = message(text="/home\x00\udfff", **{"from": {**PERSON, "first_name": "\ud83d王"}})
    command = door.read(named, bot, "yuanba_bot")
    assert isinstance(command, Command)
    assert (command.name, command.person.name) == ("home\ufffd", "\ufffd王")
    asked = {"id": "1", "from": PERSON, "chat_instance": "1", "data": "ho1_\ud800"}
    press = door.read({"update_id": 1, "callback_query": asked}, bot, "yuanba_bot")
    assert isinstance(press, Press)
    assert press.data == "ho1_\ufffd"


async def test_a_name_is_no_longer_than_an_account_may_have_one(yard: Yard) -> None:
    named = message(**{"from": {**PERSON, "first_name": "9" * 5_000}})
    command = door.read(named, yard.app.bot, "yuanba_bot")
    assert command is not None
    assert command.person.name == "9" * 129


def test_a_dead_letter_of_a_broken_press_still_hides_the_ballot() -> None:
    press = {"id": [], "from": 7, "data": "vc1_1_1_0", "message": {"text": "您投了同意"}}
    held = kept({"update_id": 1, "callback_query": press}, House(*COLUMNS))
    assert "vc1_1_1_0" not in held
    assert "同意" not in held


async def test_what_no_database_takes_is_kept_all_the_same(yard: Yard) -> None:
    def bury(tx: Tx) -> None:
        inbox.bury(tx, "x", "半\ud800个", "零\x00")

    await yard.write(bury)
    (letter,) = await yard.read(inbox.letters)
    assert (letter.content, letter.error) == ("半?个", "零\ufffd")


def test_json_too_deep_to_read_is_no_update() -> None:
    assert _update_in(b"[" * 200_000 + b"]" * 200_000) is None
    assert _update_in(json.dumps({"update_id": 1}).encode()) == {"update_id": 1}


def test_a_sheet_whose_packing_is_damaged_is_refused_and_no_fault_of_ours() -> None:
    rows = [("楼栋", "单元", "房号"), *((n % 3, n % 2, 100 + n) for n in range(400))]
    whole = sheets.write("名册", [tuple(map(str, row)) for row in rows])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    draw = random.Random(1)
    for _ in range(20):
        damaged = bytearray(whole)
        damaged[part.header_offset + 60 + draw.randrange(part.compress_size // 2)] ^= 0xFF
        assert sheets.read(bytes(damaged)) is Unusable.DAMAGED


async def test_a_button_of_no_courtyard_says_so_to_whoever_belongs_to_none(yard: Yard) -> None:
    await yard.stranger.says("/help")
    for kind in shapes.KINDS:
        fields = {name: "0" for name in kind.model_fields}
        data = "_".join([kind.prefix, *fields.values()])
        await yard.people.press(yard.stranger.user, yard.stranger.newest(), data)
    await yard.settled()
    parked = await yard.read(lambda tx: tx.rows("SELECT error FROM outbox WHERE state = 'PARKED'"))
    assert not parked
    assert not await yard.read(inbox.letters)
