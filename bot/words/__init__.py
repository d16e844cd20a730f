"""The words people read: gettext catalogues, zh_CN as written in the code and en beside it.

The Chinese sentence is the message id, so the code reads as people will; `en/*.po` carries the
English. Everything that people typed is escaped here, in this one place.
"""

from __future__ import annotations

import gettext
import html
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from bot.errors import N_, Refusal

LANGUAGES = ("zh_CN", "en")
SHANGHAI = "Asia/Shanghai"
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


@runtime_checkable
class Spoken(Protocol):
    """A value that is said differently in each language (the names of roles, a time span)."""

    def said(self, words: Words) -> str: ...


class Words:
    """Speaks one language, in one courtyard's zone and with its own names for things."""

    def __init__(
        self, lang: str = "zh_CN", zone: str = SHANGHAI, terms: dict[str, str] | None = None
    ) -> None:
        self.lang = lang if lang in LANGUAGES else "zh_CN"
        self.zone = ZoneInfo(zone)
        self._translate = _translations(self.lang)
        own = {name: value for name, value in (terms or {}).items() if value}
        self._terms = {"council": self._translate.gettext("议事会"), **own}

    def __call__(self, text: str, **args: object) -> Html:
        """`text` in this language as HTML, its {placeholders} filled and escaped."""
        return Html(self._fill(self._translate.gettext(text), args, _escaped))

    def plain(self, text: str, **args: object) -> str:
        """The same as plain text, for toasts, buttons and files."""
        return self._fill(self._translate.gettext(text), args, str)

    def plural(self, text: str, n: int, **args: object) -> Html:
        """A text whose English differs for one and for many; {n} is the number."""
        chosen = self._translate.ngettext(text, text, n)
        return Html(self._fill(chosen, {"n": f"{n:,}", **args}, _escaped))

    def refusal(self, refusal: Refusal) -> str:
        return self.plain(refusal.text, **refusal.args_by_name)

    def when(self, at: datetime) -> str:
        """A moment as neighbours say it: 12月5日（周六）15:00."""
        there = at.astimezone(self.zone)
        day = self.plain(_WEEKDAYS[there.weekday()])
        if self.lang == "en":
            return f"{day} {there.day} {there:%b} {there:%H:%M}"
        return f"{there.month}月{there.day}日（{day}）{there:%H:%M}"

    def day(self, at: datetime) -> str:
        """The day alone, with its year: 2026年12月5日."""
        there = at.astimezone(self.zone)
        if self.lang == "en":
            return f"{there.day} {there:%b} {there.year}"
        return f"{there.year}年{there.month}月{there.day}日"

    def row(self, items: Iterable[str]) -> str:
        """All of them in one row, as plain text."""
        return (", " if self.lang == "en" else "、").join(items)

    def listed(self, items: Iterable[str], cap: int = 20) -> Html:
        """Names in a row, at most `cap` of them "and N more"."""
        names = [_escaped(item) for item in items]
        comma = ", " if self.lang == "en" else "、"
        shown = comma.join(names[:cap])
        if len(names) > cap:
            shown = self.plural("{names} 等，还有 {n} 个", len(names) - cap, names=Html(shown))
        return Html(shown)

    def _fill(self, text: str, args: dict[str, object], write: Callable[[str], str]) -> str:
        if "{" not in text:
            return text
        filled = {
            name: self._value(value, write) for name, value in {**self._terms, **args}.items()
        }
        return text.format_map(filled)

    def _value(self, value: object, write: Callable[[str], str]) -> str:
        if isinstance(value, str):  # most are, and a protocol is slow to ask for
            return write(value)
        if isinstance(value, datetime):
            return self.when(value)
        if isinstance(value, Spoken):
            return write(value.said(self))
        return write(str(value))


def _escaped(text: str) -> str:
    return text if isinstance(text, Html) else html.escape(text, quote=False)


@cache
def _translations(lang: str) -> gettext.NullTranslations:
    if lang == "zh_CN":
        return gettext.NullTranslations()  # the message ids are the Chinese texts
    with as_file(files("bot.words")) as folder:
        return gettext.translation("yuanba", folder, [lang])
