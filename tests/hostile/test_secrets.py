"""Whatever fails, and in whichever form it is logged: no secret and no person's word is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot import logs
from bot.__main__ import WRONG, main
from bot.actions import topics
from bot.page import Page
from bot.settings import Settings
from tests.yard import Yard

TOKEN = "123456789:AA-marked-token-marked-token-marked"
HOOK, PASSWORD, PROXY = "marked_hook_secret", "marked/pass word", "marked-proxy-pass"
MARKED = ("marked", "AA-")
FORMS = ("plain", "json")
pytestmark = pytest.mark.usefixtures("logging_as_it_was")


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A bot set up in this place with every secret there is, telling all it can."""
    form: str = request.param
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.patience.FIRST_PAUSE_S", 0.02)
    for name, value in {
        "TOKEN": TOKEN,
        "LOG": "DEBUG",
        "LOG_FORMAT": form,
        "DATABASE": str(tmp_path / "yard.sqlite"),
        "WEBHOOK_URL": "https://yard.example/hook",
        "WEBHOOK_SECRET": HOOK,
    }.items():
        monkeypatch.setenv(f"YUANBA_{name}", value)
    return form


def port_nobody_has() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Spiteful(BaseHTTPRequestHandler):
    """Answers with all it was told: at first that it is broken, then nonsense, then 401."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        echo = f"{self.path} {self.headers} {body.decode('utf-8', 'replace')}"
        told = f'{{"ok": false, "error_code": 500, "description": {echo!r}}}'.encode()
        code = {1: 500, 2: 200}.get(self.asked, 401)
        self.send_response(code)
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST  # noqa: N815 - the name http.server calls

    def log_message(self, format: str, *args: object) -> None:
        """Not for our log."""


@contextmanager
def spiteful(port: int, after_s: float) -> Iterator[None]:
    """Comes up late: until then its line is refused."""
    Spiteful.asked = 0
    server = HTTPServer(("127.0.0.1", port), Spiteful, bind_and_activate=False)
    server.allow_reuse_address = True

    def serve() -> None:
        server.server_bind()
        server.server_activate()
        server.serve_forever(0.02)

    timer = threading.Timer(after_s, serve)
    timer.start()
    try:
        yield
    finally:
        server.shutdown()
        timer.join()
        server.server_close()


def told(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    said = out + err
    assert not [mark for mark in MARKED if mark in said], said
    return said


def test_a_telegram_that_refuses_is_broken_and_repeats_our_token(
    form: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = port_nobody_has()
    monkeypatch.setenv("YUANBA_API_URL", f"http://127.0.0.1:{port}")
    with spiteful(port, 0.3):
        assert main(["run"]) == WRONG
    assert Spiteful.asked >= 3
    said = told(capfd)
    assert "does not accept this token" in said
    assert said.startswith("{") is (form == "json")


@pytest.mark.parametrize("command", [["run"], ["check"], ["audit"], ["doctor"]])
def test_a_postgresql_that_is_not_there(
    form: str,
    command: list[str],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"postgresql://yuanba:marked%2Fpass%20word@127.0.0.1:{port_nobody_has()}/yard"
    monkeypatch.setenv("YUANBA_DATABASE", address)
    monkeypatch.setenv("YUANBA_API_URL", f"http://127.0.0.1:{port_nobody_has()}")
    assert main(command) != 0
    assert told(capfd)


def test_a_proxy_that_is_not_there(
    form: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = f"http://yard:{PROXY}@127.0.0.1:{port_nobody_has()}"
    monkeypatch.setenv("YUANBA_PROXY", proxy)
    assert main(["check"]) == 1
    assert told(capfd)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "marked-without-a-number"),
        ("WEBHOOK_SECRET", "marked with spaces"),
        ("DATABASE", "postgresql://yuanba:marked@[nowhere"),
        ("DATABASE", "mysql://yuanba:marked@x/y"),
        ("PROXY", "socks9://yard:marked@x"),
        ("API_URL", "http://marked@127.0.0.1:99999999"),
        ("OPS_PORT", "marked"),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(
    form: str,
    name: str,
    value: str,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(f"YUANBA_{name}", value)
    assert main(["run"]) == WRONG
    assert f"YUANBA_{name}" in told(capfd)


def test_settings_that_are_printed_show_no_secret(form: str) -> None:
    shown = f"{Settings()!r} {Settings()}"
    assert not [mark for mark in MARKED if mark in shown], shown


def broken_view(page: Page, topic: int) -> None:
    raise LookupError(f"记号 in {page} {topic}")


@pytest.mark.parametrize("form", FORMS)
async def test_no_name_and_no_word_of_a_person_stands_in_the_log(
    yard: Yard, form: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not when all goes well, nor when an update cannot be read, an act or a view fails."""
    logs.set_up("INFO", [], form)
    author = yard.household("3-2-501")
    author.user.first_name, author.user.username = "记号王", "jihao_wang"
    await author.says_in_group("/topic 记号灯坏了")
    await author.says("记号在这里")
    await yard.people.press(author.user, author.newest(), "记号")
    yard.world.updates.push("message", {"message_id": 7, "text": ["记号"], "from": {"id": "记号"}})
    monkeypatch.setitem(yard.app.house.views, "topic.index", broken_view)
    await author.says("/topics")

    def fails(*args: object, **named: object) -> None:
        raise ValueError(f"记号 {args} {named}")

    monkeypatch.setattr(topics, "raise_topic", fails)
    await author.says_in_group("/topic 记号门坏了")
    yard.people.block(author.user)
    await yard.passes(days=1)
    out, err = capfd.readouterr()
    assert "ERROR" in err
    assert err.count("failed") + err.count("cannot") >= 3, err
    assert not [mark for mark in ("记号", "jihao", "\\u8bb0") if mark in out + err], err
