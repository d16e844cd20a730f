"""Both READMEs name every setting and every command there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.column import House
from bot.settings import Settings
from handlers import COLUMNS

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_setting_is_in_the_table(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(YUANBA_\w+)`", text, re.MULTILINE))
    assert listed == {f"YUANBA_{field.upper()}" for field in Settings.model_fields}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_named_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"[`： |](/[a-z]{2,})\b(?!/)", text)) - {"/newbot"}
    house = House(*COLUMNS)
    assert {command.removeprefix("/") for command in named} <= house.commands.keys()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_two_commands_stand_at_the_top(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()[:6]
    assert any(line.startswith("make run") for line in lines)
    assert any(line.startswith("make test") for line in lines)
