"""Both languages have every text, with the same variables, and each one can be written out."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from bot.words import LANGUAGES, Words, compile

ROOT = Path(__file__).parent.parent
KEYWORDS = {"words": None, "w": None, "plain": None, "toast": None, "N_": None, "plural": None}
CHINESE = re.compile(r"[\u4e00-\u9fff，。；：、（）「」]")
"""Chinese, or punctuation as wide as it."""


def texts() -> Iterator[tuple[str, str]]:
    """Every text in our code, and the file it stands in."""
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "sandbox" in path.parts:
                continue
            with path.open("rb") as file:
                for _, message, _, _ in extract("python", file, KEYWORDS):
                    text = message[0] if isinstance(message, tuple) else message
                    if text:
                        yield text, path.relative_to(ROOT).as_posix()


TEXTS = dict(texts())


def variables(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def english() -> gettext.GNUTranslations:
    folder = files("bot.words")
    compile.compile_words(Path(str(folder)))
    translation = gettext.translation("yuanba", str(folder), ["en"])
    assert isinstance(translation, gettext.GNUTranslations)
    return translation


def test_english_has_every_text(english: gettext.GNUTranslations) -> None:
    missing = {
        text: where
        for text, where in TEXTS.items()
        if CHINESE.search(text)
        and english.gettext(text) == text
        and english.ngettext(text, text, 2) == text
    }
    listed = "\n".join(f"{where}: {text!r}" for text, where in missing.items())
    assert not missing, f"{len(missing)} texts without English:\n{listed}"


def test_translations_use_the_same_variables(english: gettext.GNUTranslations) -> None:
    for text in TEXTS:
        for n in (1, 2):
            for translated in (english.gettext(text), english.ngettext(text, text, n)):
                assert variables(translated) <= variables(text), text
        assert variables(english.ngettext(text, text, 2)) == variables(text) or (
            variables(english.gettext(text)) == variables(text)
        ), text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_can_be_written_out(lang: str, english: gettext.GNUTranslations) -> None:
    words = Words(lang)
    for text in TEXTS:
        values = {name: f"<{name}>" for name in variables(text)}
        assert words(text, **values) is not None
        assert "{" not in words.plain(text, **values).replace("{{", "")


def test_no_translation_is_left_over() -> None:
    for path in sorted((ROOT / "bot" / "words" / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                text = message.id[0] if isinstance(message.id, tuple | list) else message.id
                assert not text or text in TEXTS, f"{path.name}: nothing says {text!r}"


def test_one_is_told_from_many_in_english_and_large_numbers_are_written_alike() -> None:
    chinese, english = Words("zh_CN"), Words("en")
    text = "📄 全院 {n} 户"
    assert english.plain(text, n=1) == "📄 All 1 household"
    assert english.plain(text, n=1200) == "📄 All 1,200 households"
    assert chinese.plain(text, n=1200) == "📄 全院 1,200 户"
    assert "2024" in chinese.plain("表决 {n} 作废了，原来的结果不算", n=2024)  # no count
