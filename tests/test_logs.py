"""A line an event, and no secret in any of them."""

from __future__ import annotations

import logging

import pytest

from bot import logs

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
