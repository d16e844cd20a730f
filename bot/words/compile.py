"""Compile the gettext catalogues, at build time and by `make words`.

Each column of the house has its own `en/<column>.po`; together they become the one
`en/LC_MESSAGES/yuanba.mo` that the program reads. Used as hatchling's build hook, so that an
installed package has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # compiling by hand needs Babel alone
    BuildHookInterface = object  # type: ignore[assignment,misc]

LANGUAGES = ("en",)


def compile_words(words: Path) -> list[Path]:
    """Merge each language's *.po below `words` into its yuanba.mo; the files written."""
    written = []
    for lang in LANGUAGES:
        merged = Catalog(locale=lang)
        for source in sorted((words / lang).glob("*.po")):
            with source.open("rb") as file:
                for message in read_po(file, locale=lang):
                    if message.id and message.string:
                        merged.add(message.id, message.string)
        target = words / lang / "LC_MESSAGES" / "yuanba.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            write_mo(out, merged)
        written.append(target)
    return written


class CompileWords(BuildHookInterface):  # type: ignore[type-arg]  # the plugin class is untyped
    """hatchling calls this before it builds a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_words(Path(self.root) / "bot" / "words")


if __name__ == "__main__":
    compile_words(Path(__file__).parent)
