"""The words people read: gettext catalogues, zh_CN as written in the code and en beside it.

The Chinese sentence is the message id, so the code reads as people will; `en/*.po` carries the
English. Everything that people typed is escaped here, in this one place.
"""

from __future__ import annotations

import gettext
import html
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from bot.errors import N_, Refusal

LANGUAGES = ("zh_CN", "en")
SHANGHAI = "Asia/Shanghai"
_COUNTED = re.compile(
    r"(?<!第 )\{(\w+)\}(?=(?:</b>)?(?:／\{\w+\})? ?[户位家条张人轮行件天分票个处段])"
)
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
        """`text` in this language as HTML, its {placeholders} filled and escaped; where its English
        differs for one and for many, {n} decides."""
        return Html(self._fill(text, args, _escaped))

    def plain(self, text: str, **args: object) -> str:
        """The same as plain text, for toasts, buttons and files."""
        return self._fill(text, args, str)

    def plural(self, text: str, n: int, **args: object) -> Html:
        """A text whose English differs for one and for many; {n} is the number."""
        return Html(self._fill(text, {"n": n, **args}, _escaped))

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

    def _fill(self, msgid: str, args: dict[str, object], write: Callable[[str], str]) -> str:
        text = self._chosen(msgid, args.get("n"))
        if "{" not in text:
            return text
        counts = _counts(msgid)
        filled = {
            name: f"{value:,}"
            if name in counts and isinstance(value, int)
            else self._value(value, write)
            for name, value in {**self._terms, **args}.items()
        }
        return text.format_map(filled)

    def _chosen(self, msgid: str, n: object) -> str:
        if isinstance(n, int):
            said = self._translate.ngettext(msgid, msgid, n)
            if said != msgid:
                return said
        return self._translate.gettext(msgid)

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
def _counts(msgid: str) -> frozenset[str]:
    """The placeholders that count something, for a measure word follows them: these are written
    with separators (1,200 户); the number of a vote or a version is not."""
    return frozenset(_COUNTED.findall(msgid))


@cache
def _translations(lang: str) -> gettext.NullTranslations:
    if lang == "zh_CN":
        return gettext.NullTranslations()  # the message ids are the Chinese texts
    with as_file(files("bot.words")) as folder:
        return gettext.translation("yuanba", folder, [lang])
