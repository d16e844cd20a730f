"""A line an event, and no secret in any of them."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from bot import logs
from storage.database import open_database
from storage.place import Place, Server
from storage.tx import Tx
from tests.yard import Yard

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
SECRET = "hook-secret-9"
Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def test_a_secret_is_blotted_out_wherever_it_stands(capsys: Captured) -> None:
    logs.set_up("INFO", [TOKEN, SECRET])
    log = logging.getLogger("yuanba.test")
    log.info("POST %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    try:
        raise ValueError(f"no such address: /bot{TOKEN}/x, {SECRET}")
    except ValueError:
        log.exception("it failed with %s", SECRET)
    said = capsys.readouterr().err
    assert "/bot***/getMe" in said
    assert "ValueError: no such address: /bot***/x, ***" in said
    assert TOKEN not in said
    assert SECRET not in said


def test_a_token_we_were_not_told_of_is_known_by_its_shape(capsys: Captured) -> None:
    logs.set_up("INFO")
    logging.getLogger("elsewhere").warning("using %s now", TOKEN)
    assert capsys.readouterr().err.endswith("WARNING elsewhere: using *** now\n")


def test_an_event_is_one_line_even_with_a_traceback(capsys: Captured) -> None:
    logs.set_up("INFO")
    try:
        raise RuntimeError("两行\n话")
    except RuntimeError:
        logging.getLogger("yuanba.test").exception("somebody wrote\r\nERROR forged: line")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "somebody wrote ⏎ ERROR forged: line ⏎ Traceback" in lines[0]
    assert "RuntimeError: 两行 ⏎ 话" in lines[0]


def test_times_are_utc(capsys: Captured) -> None:
    logs.set_up("INFO")
    event = {"msg": "x", "created": 0.0, "levelno": 20, "levelname": "INFO", "name": "n"}
    logging.getLogger().handle(logging.makeLogRecord(event))
    assert capsys.readouterr().err == "1970-01-01T00:00:00Z INFO n: x\n"


def test_libraries_do_not_show_what_people_write(capsys: Captured) -> None:
    logs.set_up("DEBUG")
    logging.getLogger("telegram.Bot").debug("sendMessage text=悄悄话")
    logging.getLogger("aiosqlite").debug("INSERT 悄悄话")
    logging.getLogger("yuanba.intake").debug("ours")
    said = capsys.readouterr().err
    assert "悄悄话" not in said
    assert "ours" in said


def test_a_higher_level_holds_for_libraries_too(capsys: Captured) -> None:
    logs.set_up("ERROR")
    logging.getLogger("telegram.Bot").warning("slow")
    logging.getLogger("yuanba").warning("slow")
    assert capsys.readouterr().err == ""


def events(capsys: Captured) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_json_is_one_object_a_line_with_the_same_secrets_blotted_out(capsys: Captured) -> None:
    password = 'p"a\\ss/wörd'
    logs.set_up("INFO", [TOKEN, password], "json")
    log = logging.getLogger("yuanba.test")
    with logs.about(update=7):
        logs.note(courtyard=3)
        try:
            raise ValueError(f"两行\n话 {password} {TOKEN}")
        except ValueError:
            log.exception("it failed\nwith %r and %s", password, quote(password, safe=""))
    log.info("later")
    failed, later = events(capsys)
    assert (failed["update"], failed["courtyard"], failed["level"]) == (7, 3, "ERROR")
    assert failed["message"] == "it failed\nwith '***' and ***"
    assert failed["traceback"].endswith("ValueError: 两行\n话 *** ***")
    assert datetime.fromisoformat(failed["time"]).tzinfo == UTC
    assert set(later) == {"time", "level", "logger", "message"}


def test_a_plain_line_says_what_it_is_about(capsys: Captured) -> None:
    logs.set_up("INFO")
    with logs.about(update=7, courtyard=3):
        logging.getLogger("yuanba.test").info("x")
    logging.getLogger("yuanba.test").info("y")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("Z INFO yuanba.test [update=7 courtyard=3]: x")
    assert lines[1].endswith("Z INFO yuanba.test: y")


def test_a_password_is_blotted_out_however_it_is_spelt(capsys: Captured) -> None:
    server = Server("postgresql://yuanba:p%40ss%2Fword@db.example/yuanba")
    for form in logs.FORMATS:
        logs.set_up("INFO", [server.password], form)
        logging.getLogger("x").info("%s %r %s", server.address, server.password, server.password)
        said = capsys.readouterr().err
        assert "***@db.example" in said
        assert "ss" not in said.partition("postgresql")[2]


def test_where_something_failed_is_told_without_its_words() -> None:
    try:
        int("李婆婆的电话")
    except ValueError as error:
        told = logs.where(error)
    assert told.startswith("ValueError in test_where_something_failed")
    assert "李婆婆" not in told


async def test_what_is_logged_in_the_stores_thread_says_which_update_it_is_about(
    place: Place, capsys: Captured
) -> None:
    store = await open_database(place, lambda: datetime.now(UTC))
    logs.set_up("INFO", form="json")

    def act(tx: Tx) -> None:
        logging.getLogger("yuanba.test").info("inside")
        logs.note(courtyard=3)

    with logs.about(update=7):
        await store.write(act)
        logging.getLogger("yuanba.test").info("after")
    await store.write(act)
    await store.close()
    ours = [event for event in events(capsys) if event["logger"] == "yuanba.test"]
    about = [(one["message"], one.get("update"), one.get("courtyard")) for one in ours]
    assert about == [("inside", 7, None), ("after", 7, 3), ("inside", None, None)]


@pytest.mark.parametrize("form", ["plain", "json"])
async def test_an_update_that_fails_is_named_with_its_courtyard_and_nobodys_words(
    yard: Yard, capsys: Captured, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def stumble(ask: Any) -> None:
        raise LookupError(f"{ask.person.name}: {ask.text}")

    logs.set_up("INFO", [], form)
    commands = yard.app.house.commands
    monkeypatch.setitem(commands, "topic", replace(commands["topic"], handler=stumble))
    await yard.household("3-2-501").says_in_group("/topic 悄悄话")
    await yard.household("3-2-501").says("/topic 悄悄话")
    await yard.settled()
    said = capsys.readouterr().err
    failed = [line for line in said.splitlines() if "failed" in line]
    assert len(failed) == 2
    for line in failed:
        courtyard = yard.courtyard
        assert f"courtyard={courtyard}" in line or json.loads(line)["courtyard"] == courtyard
        assert "LookupError in stumble" in line
    for word in ("悄悄话", yard.ready.by_label["3-2-501"].name):
        assert word not in said


async def test_an_evening_with_its_mishaps_leaves_nobodys_name_or_words_in_the_log(
    yard: Yard, capsys: Captured
) -> None:
    logs.set_up("INFO")
    neighbour, quiet = yard.household("3-2-501"), yard.household("3-2-502")
    await neighbour.says_in_group("/topic 楼道灯坏了，黑漆漆的")
    await yard.chair.says("/vote 在东墙种樱桃树，行不行？ | 3天")
    await yard.chair.taps("发出去")
    yard.people.block(quiet.user)
    await quiet.says_in_group("/home")
    yard.world.faults.add("answerCallbackQuery", 400, count=1)
    await yard.stranger.says("/lang")
    yard.people.press_soon(yard.stranger.user, yard.stranger.newest(), "stale")
    yard.world.faults.add("sendMessage", 400, description="Bad Request: chat is odd", count=1)
    await neighbour.says("/home")
    await neighbour.says("/lang")
    await neighbour.taps("English")
    await yard.stranger.says("/roll 我的电话")
    await yard.settled()
    said = capsys.readouterr().err
    assert "is parked" in said
    assert re.search(r"yuanba\.intake \[update=\d+\]: a toast did not arrive", said)
    names = {user.name for user in yard.ready.by_label.values()}
    for word in (*names, "楼道灯", "樱桃", "电话"):
        assert word not in said
