"""What is wrong with a setting is said in one line that names it, before anything starts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot import fonts
from bot.__main__ import main
from bot.serve import check_database
from bot.settings import TELEGRAM, Settings, WrongSetting, load
from storage.errors import NotWritable

TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
URL = "https://yard.example/hook"


pytestmark = pytest.mark.usefixtures("logging_as_it_was")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No .env file and no variable of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"YUANBA_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_font_has_to_be_one_and_to_write_chinese(tmp_path: Path) -> None:
    (tmp_path / "notes.ttf").write_text("not a font")
    with pytest.raises(WrongSetting, match=r"YUANBA_FONT: .*notes\.ttf is no font that can write"):
        load(font=tmp_path / "notes.ttf")
    known = fonts.installed()
    if known:
        assert load(font=known.file).font == known.file
    assert load(font="").font is None


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("token", "let me in", "YUANBA_TOKEN"),
        ("token", "123456:short", "YUANBA_TOKEN"),
        ("api_url", "api.telegram.org", "YUANBA_API_URL"),
        ("api_url", "ftp://api.telegram.org", "YUANBA_API_URL"),
        ("api_url", "http://127.0.0.1:99999", "YUANBA_API_URL"),
        ("api_url", "https://", "YUANBA_API_URL"),
        ("api_url", "http://[::1", "YUANBA_API_URL"),
        ("proxy", "socks5://127.0.0.1:1080", "YUANBA_PROXY"),
        ("font", "no-such-font.ttc", "YUANBA_FONT"),
        ("font", ".", "YUANBA_FONT"),
        ("webhook_url", "yard.example", "YUANBA_WEBHOOK_URL"),
        ("webhook_url", URL, "YUANBA_WEBHOOK_SECRET"),
        ("webhook_secret", "geheim", "YUANBA_WEBHOOK_URL"),
        ("webhook_secret", "mit Leerzeichen", "YUANBA_WEBHOOK_SECRET"),
        ("webhook_port", "0", "YUANBA_WEBHOOK_PORT"),
        ("webhook_port", "http", "YUANBA_WEBHOOK_PORT"),
        ("ops_port", "65536", "YUANBA_OPS_PORT"),
        ("log", "loud", "YUANBA_LOG"),
        ("log_format", "xml", "YUANBA_LOG_FORMAT"),
        ("clock", "clock", "YUANBA_CLOCK"),
    ],
)
def test_a_start_with_a_wrong_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    named: str,
) -> None:
    monkeypatch.setenv("YUANBA_TOKEN", TOKEN)
    monkeypatch.setenv(f"YUANBA_{name.upper()}", value)
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert named in said
    assert "Traceback" not in said
    assert TOKEN not in said


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "YUANBA_TOKEN is needed with --webhook"),
        ({"token": TOKEN}, "YUANBA_WEBHOOK_URL is needed with --webhook"),
        ({"token": TOKEN, "webhook_url": URL}, "YUANBA_WEBHOOK_SECRET is needed with YUANBA_W"),
        ({"token": TOKEN, "webhook_secret": "geheim"}, "YUANBA_WEBHOOK_URL is needed with"),
    ],
)
def test_who_asks_for_the_webhook_is_told_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: dict[str, str],
    named: str,
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"YUANBA_{name.upper()}", value)
    assert main(["run", "--webhook"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"yuanba: {named}")
    assert said.count("\n") == 1


def test_one_port_cannot_serve_telegram_and_the_operators() -> None:
    with pytest.raises(WrongSetting, match="YUANBA_OPS_PORT and YUANBA_WEBHOOK_PORT must not be"):
        load(webhook_url=URL, webhook_secret="geheim", webhook_port=8080, ops_port=8080)


@pytest.mark.parametrize("folder", ["file/below", "file"])
def test_a_database_in_an_impossible_place_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: str,
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("YUANBA_TOKEN", TOKEN)
    monkeypatch.setenv("YUANBA_DATABASE", str(tmp_path / folder / "yuanba.sqlite"))
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.startswith("yuanba: YUANBA_DATABASE: ")
    assert said.count("\n") == 1


def test_empty_settings_are_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("token", "api_url", "database", "webhook_url", "webhook_secret", "proxy", "clock"):
        monkeypatch.setenv(f"YUANBA_{name.upper()}", "")
    settings = load()
    assert settings == Settings()
    assert (settings.api_url, settings.token, settings.clock) == (TELEGRAM, None, None)


def test_settings_are_read_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANBA_LOG", "debug")
    monkeypatch.setenv("YUANBA_API_URL", "http://localhost:8081/")
    settings = load()
    assert (settings.log, settings.api_url) == ("DEBUG", "http://localhost:8081")


def test_a_file_named_env_is_read_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"YUANBA_TOKEN={TOKEN}\nANOTHER_PROGRAMS=1\n")
    token = load().token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load(token=TOKEN, webhook_url=URL, webhook_secret="geheim")
    assert TOKEN not in f"{settings!r} {settings}"
    assert "geheim" not in f"{settings!r} {settings}"


def test_the_moved_clock_is_for_the_sandbox_alone(tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    assert load(clock=clock, api_url="http://127.0.0.1:8081").clock == clock
    with pytest.raises(WrongSetting, match="YUANBA_CLOCK is for the sandbox"):
        load(clock=clock, api_url=TELEGRAM)


def test_without_a_database_named_it_lies_in_the_users_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert load().database_path.name == "yuanba.sqlite"
    assert load().database_path.is_relative_to(tmp_path)
    assert load().database_path.parent.is_dir()


def test_a_full_disk_stops_the_start(tmp_path: Path) -> None:
    settings = load(database=str(tmp_path / "yuanba.sqlite"))
    with pytest.raises(WrongSetting, match=r"YUANBA_DATABASE: the disk .* is full"):
        check_database(settings, room_mb=10**9)
    check_database(settings)


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="YUANBA_DATABASE"):
        check_database(load(database=str(tmp_path)))


def test_a_file_named_env_in_another_encoding_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_bytes("YUANBA_DATABASE=院坝".encode("gb18030"))
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("yuanba: .env: this is not UTF-8 text")


def test_a_taken_port_of_the_sandbox_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["sandbox", "--port", str(port)]) == 2
    assert capsys.readouterr().err.startswith(f"yuanba: --port {port} cannot be had (")
