"""The columns fit together: every view that is named exists, every button has its handler."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
import handlers.views
from bot.callbacks import Data
from bot.column import House
from handlers import COLUMNS

ROOT = Path(__file__).parent.parent
# Where the name of a view stands among the arguments of each function that takes one.
TAKES_A_VIEW = {"say": 0, "whisper": 0, "show": 0, "privately": 0, "include": 0, "send": 3}


@pytest.fixture(scope="module")
def house() -> House:
    return House(*COLUMNS)


def _sources() -> Iterator[Path]:
    for folder in ("handlers", "bot/actions"):
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "bot").glob("*.py")


def _named_views() -> Iterator[tuple[str, str]]:
    """Each view named in the code, and where."""
    for source in _sources():
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            at = TAKES_A_VIEW.get(node.func.attr)
            if at is None or len(node.args) <= at:
                continue
            name = node.args[at]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield name.value, f"{source.relative_to(ROOT)}:{node.lineno}"


def _kinds_of_button() -> set[type[Data]]:
    for module in pkgutil.iter_modules(handlers.views.__path__):
        importlib.import_module(f"handlers.views.{module.name}")
    for module in pkgutil.iter_modules(handlers.__path__):
        importlib.import_module(f"handlers.{module.name}")
    return {kind for kind in Data.__subclasses__() if kind.__module__.startswith("handlers")}


def test_every_view_that_is_named_exists(house: House) -> None:
    named = list(_named_views())
    assert len(named) > 50
    assert [(name, where) for name, where in named if name not in house.views] == []


def test_every_button_has_its_handler(house: House) -> None:
    assert _kinds_of_button() - house.presses.keys() == set()


def test_every_act_of_two_is_described_to_the_second(house: House) -> None:
    described = {f"describe.{act.value}" for act in house.seconded}
    assert described
    assert described <= house.views.keys()


def test_every_column_explains_itself_in_the_help(house: House) -> None:
    silent = {column.name for column in house.columns if column.commands and not column.help}
    assert silent <= {"core", "vote form", "settings"}  # explained with what they belong to
