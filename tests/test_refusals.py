"""Every refusal that is raised brings what its sentence speaks of."""

from __future__ import annotations

import ast
import importlib
import inspect
import string
from collections.abc import Iterator
from pathlib import Path

from bot.errors import Refusal

HERE = Path(__file__).parent.parent
FILES = sorted(
    file.relative_to(HERE)
    for part in ("bot", "handlers")
    for file in (HERE / part).rglob("*.py")
    if file.name != "__main__.py"
)
TERMS = {"council", "festival"}
"""A courtyard's own names for things: the words know them (bot.tongue)."""


def raised(tree: ast.AST) -> Iterator[tuple[int, str, set[str] | None]]:
    """Line, name, and the names it is given; None where these cannot be told from here."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        made = node.exc
        if isinstance(made, ast.Name):
            yield node.lineno, made.id, set()
        elif isinstance(made, ast.Call) and isinstance(made.func, ast.Name):
            given = {word.arg for word in made.keywords if word.arg}
            told = len(given) == len(made.keywords) and not made.args
            yield node.lineno, made.func.id, given if told else None


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def lacking(file: Path) -> Iterator[str]:
    tree = ast.parse((HERE / file).read_text("utf-8"))
    if not any(isinstance(node, ast.Raise) for node in ast.walk(tree)):
        return
    module = importlib.import_module(".".join(file.with_suffix("").parts))
    for line, name, given in raised(tree):
        kind = getattr(module, name, None)
        if given is None or not (inspect.isclass(kind) and issubclass(kind, Refusal)):
            continue
        if kind.__init__ is not Refusal.__init__:
            continue  # it knows itself what it speaks of
        missing = placeholders(kind.text) - given - TERMS
        if missing:
            yield f"{file}:{line}: {name} without {', '.join(sorted(missing))}"


def test_nothing_a_sentence_speaks_of_is_missing() -> None:
    assert [line for file in FILES for line in lacking(file)] == []


def test_a_refusal_without_its_words_would_be_found() -> None:
    tree = ast.parse("raise NotAllowed\nraise NotFound(what=1)\nraise Odd(*words)")
    assert list(raised(tree)) == [
        (1, "NotAllowed", set()),
        (2, "NotFound", {"what"}),
        (3, "Odd", None),
    ]
