"""What would become public or be changed, shown once more before it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from bot.actions.events import What
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.screen import Screen, press
from bot.words import Html
from handlers.views.event_buttons import to
from handlers.views.event_facts import find, said
from storage import events
from storage.events import Event, Reply

CANCEL, REPORT = "cancel", "report"
"""Beside the values of What: what else is confirmed."""
_CHANGE, _LEAVE = N_("✅ 就这样改"), N_("⬅️ 不改了")
_YES = {CANCEL: N_("🛑 不办了，告诉大家"), REPORT: N_("✅ 发到群里")}
_NO = {CANCEL: N_("⬅️ 还是要办"), REPORT: N_("⬅️ 先不发")}


class ConfirmEvent(Data):
    """Yes to what was asked last about this event."""

    prefix: ClassVar[str] = "ey1"
    event: int


def confirm(page: Page, event: int, what: str, value: Any) -> Screen:
    """The thing itself, who will hear of it, and the two buttons."""
    found, words = find(page, event), page.words
    texts = {CANCEL: _cancelling, REPORT: _reporting}
    lines = texts[what](page, found, value) if what in texts else _change(page, found, what, value)
    yes = press(
        words.plain(_YES.get(what, _CHANGE)),
        ConfirmEvent(courtyard=found.courtyard, event=event),
    )
    no = press(words.plain(_NO.get(what, _LEAVE)), to(found))
    return Screen("\n".join(lines), [[yes], [no]])


def _change(page: Page, event: Event, what: str, value: Any) -> list[Html]:
    change = page.words(
        "「{title}」改成这样，行不行？\n原来：{was}\n改成：<b>{now}</b>",
        title=event.title,
        was=said(page, what, getattr(event, what)),
        now=said(page, what, value),
    )
    return [change] if what == What.CAPACITY.value else [change, *_told(page, event)]


def _cancelling(page: Page, event: Event, reason: str) -> list[Html]:
    asked = page.words("「{title}」真的不办了？\n原因：{reason}", title=event.title, reason=reason)
    return [asked, *_told(page, event)]


def _reporting(page: Page, event: Event, text: str) -> list[Html]:
    return [page.words("这样发到群里，行不行？\n📝 {report}", report=text)]


def _told(page: Page, event: Event) -> list[Html]:
    going = len(events.answers(page.tx, event, Reply.GOING))
    return [page.words.plural("我会告诉报了名的 {n} 家。", going)] if going else []


VIEWS: Mapping[str, Callable[..., Screen]] = {"event.confirm": confirm}
