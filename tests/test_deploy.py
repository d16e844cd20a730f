"""The files to deploy with fit the program: settings, packages, the time it takes to stop."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot.serve import LONGEST_GOODBYE_S
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = [file for file in sorted(DEPLOY.iterdir()) if file.suffix not in (".txt", ".json")]
SETTINGS = {f"YUANBA_{name.upper()}": field for name, field in Settings.model_fields.items()}
_PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as configparser's docs do
    parser.read_string(text(name))
    return parser


def pinned(file: Path) -> dict[str, str]:
    return dict(_PINNED.findall(file.read_text("utf-8")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_that_is_named_exists(file: Path) -> None:
    named = set(re.findall(r"YUANBA_[A-Z_]+", file.read_text("utf-8")))
    assert named <= set(SETTINGS)


def test_every_setting_the_operators_page_names_exists() -> None:
    page = (ROOT / "docs/operating.md").read_text("utf-8")
    assert set(re.findall(r"YUANBA_[A-Z_]+\b", page)) <= set(SETTINGS)


def test_caddy_passes_on_exactly_what_the_bots_listen_to() -> None:
    caddy, compose = text("Caddyfile"), text("compose.yaml")
    path = re.search(r"YUANBA_WEBHOOK_URL: https://\$\{HOST:\?\}(/\w+)", compose)
    assert path is not None
    assert re.findall(r"^\t\tpath (.+)$", caddy, re.MULTILINE) == [path[1]]
    port = SETTINGS["YUANBA_WEBHOOK_PORT"].default
    bots = re.findall(r"^  (bot-\d): \*bot$", compose, re.MULTILINE)
    assert "{$BOTS:" + " ".join(f"{bot}:{port}" for bot in bots) + "}" in caddy
    assert len(bots) == 2


def test_the_bot_has_the_time_it_needs_to_stop() -> None:
    stop = int(unit("yuanba.service")["Service"]["TimeoutStopSec"])
    grace = re.findall(r"^  stop_grace_period: (\d+)s", text("compose.yaml"), re.MULTILINE)
    assert [str(stop)] == grace
    assert stop > LONGEST_GOODBYE_S


def test_the_units_work_on_one_database_as_one_user() -> None:
    bot, backup = unit("yuanba.service")["Service"], unit("yuanba-backup.service")["Service"]
    for key in ("User", "Environment", "EnvironmentFile"):
        assert bot[key] == backup[key]
    assert bot["Environment"] == "YUANBA_DATABASE=/var/lib/yuanba/yuanba.sqlite"
    assert "yuanba" in backup["StateDirectory"].split()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", ["yuanba.service", "yuanba-backup.service", "yuanba-backup.timer"])
def test_systemd_understands_the_units(name: str) -> None:
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(DEPLOY / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    missing = "/opt/yuanba/bin/yuanba is not executable: No such file or directory"
    assert not [line for line in ran.stderr.splitlines() if missing not in line]


def test_the_image_has_what_the_program_needs_in_the_versions_that_are_tested() -> None:
    """A new dependency without `make constraints` would stop the container at its start."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tested, run, build = (
        pinned(file)
        for file in (ROOT / "constraints.txt", DEPLOY / "run.txt", DEPLOY / "build.txt")
    )
    for wanted, there in (
        (project["project"]["dependencies"], run),
        (project["build-system"]["requires"], build),
    ):
        names = {re.split(r"[\[<>=~]", name)[0].lower() for name in wanted}
        assert names <= set(there)
    assert {**tested, **run, **build} == tested


def test_what_the_image_is_built_from_is_there_and_nothing_else_is_sent() -> None:
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", text("Dockerfile"), re.MULTILINE)
    sources = {name for line in copied for name in line.split()}
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sources == set(let_in)
    assert all((ROOT / name).exists() for name in sources)
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"


def test_nobody_runs_as_root() -> None:
    assert unit("yuanba.service")["Service"]["User"] == "yuanba"
    user = text("Dockerfile").rindex("\nUSER yuanba\n")
    assert user > text("Dockerfile").rindex("\nRUN ")
