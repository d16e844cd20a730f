"""The private form in which an event is put together, and in which it is changed later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.actions.events import What
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from handlers.views.core import home_button
from handlers.views.event_buttons import to
from handlers.views.event_facts import facts, find, said
from storage.events import NO_LIMIT, Event, EventState

CAPACITIES = (10, 20, 30, 40, 60, 100)


class Edit(Enum):
    """What a tap on the form changes."""

    TITLE = 1
    WHEN = 2
    PLACE = 3
    CAPACITY = 4
    SUBMIT = 5
    DROP = 6


class EditEvent(Data):
    prefix: ClassVar[str] = "ee1"
    event: int
    what: int


class OpenEventDraft(Data):
    """Back to the form; also the link that leads there from a group."""

    prefix: ClassVar[str] = "ed1"
    link: ClassVar[bool] = True
    event: int


class PickCapacity(Data):
    """Stands for writing the number (0: no limit)."""

    prefix: ClassVar[str] = "ek1"
    answers: ClassVar[bool] = True
    event: int
    heads: int


def form(page: Page, event: int) -> Screen:
    """The event as it will stand in the group, each line with a button to change it."""
    found = find(page, event)
    if found.by_person != page.viewer:
        raise Pointless("somebody else's draft")
    if found.state is not EventState.DRAFT:
        return page.include("event.show", {"event": event})
    words = page.words
    text = [words("📝 <b>活动草稿</b>（发出去之前只有您看得到）"), "", *facts(page, found)]
    missing = _missing(page, found)
    if missing:
        text += ["", words("👉 还差：{what}", what=words.listed(missing))]
    else:
        text += ["", words("看看对不对，对了就点「发到群里」。")]
    rows = [
        [
            edit(page, found, words.plain("✏️ 名字"), Edit.TITLE),
            edit(page, found, words.plain("🕒 时间"), Edit.WHEN),
        ],
        [
            edit(page, found, words.plain("📍 地点"), Edit.PLACE),
            edit(page, found, words.plain("👥 名额"), Edit.CAPACITY),
        ],
    ]
    if not missing:
        rows.append([edit(page, found, words.plain("✅ 发到群里"), Edit.SUBMIT)])
    rows.append([edit(page, found, words.plain("🗑 不要了"), Edit.DROP)])
    return Screen("\n".join(text), rows)


def change(page: Page, event: int) -> Screen:
    """What of an event that is out may change."""
    found, words = find(page, event), page.words
    text = [*facts(page, found), "", words("改哪一样？改了我会告诉报了名的人。")]
    row = [
        edit(page, found, words.plain("🕒 时间"), Edit.WHEN),
        edit(page, found, words.plain("📍 地点"), Edit.PLACE),
        edit(page, found, words.plain("👥 名额"), Edit.CAPACITY),
    ]
    return Screen("\n".join(text), [row, [press(words.plain("⬅️ 不改了"), to(found))]])


def ask_title(page: Page) -> Screen:
    return Screen(page.words("🎉 要办个啥活动？写个名字，比如：樱桃节"))


def ask_when(page: Page, event: int) -> Screen:
    text = page.words(
        "🕒 「{title}」啥时候开始？点日子，或者写：12月5日 15:00、下周六下午3点",
        title=find(page, event).title,
    )
    return Screen(text)


def ask_place(page: Page, event: int) -> Screen:
    return Screen(page.words("📍 在哪里？比如：东三巷樱桃树下"))


def ask_capacity(page: Page, event: int) -> Screen:
    """The usual numbers to tap; any other can be written."""
    found, words = find(page, event), page.words
    buttons = [_heads(found, words.plain("{n} 位", n=n), n) for n in CAPACITIES]
    return Screen(
        words("👥 最多来多少人？点一个，或者写个数。大人小孩都算。"),
        [buttons[:3], buttons[3:], [_heads(found, words.plain("不限人数"), NO_LIMIT)]],
    )


def capacity_chosen(page: Page, heads: int) -> Screen:
    """What stays where the numbers were."""
    return Screen(page.words("👥 选好了：{n}", n=said(page, What.CAPACITY.value, heads)))


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，这份草稿不要了。"), [home_button(page)])


def called(page: Page, event: int) -> Screen:
    found = find(page, event)
    rows = [
        page.back_to_card("event", event),
        [press(page.words.plain("🎉 看这个活动"), to(found))],
        home_button(page),
    ]
    text = page.words(
        "✅ 「{title}」发到群里了。谁报了名、谁在排队，我都记着；前一天和前两个钟头我会提醒大家。",
        title=found.title,
    )
    return Screen(text, rows)


def edit(page: Page, event: Event, label: str, what: Edit) -> Button:
    return press(label, EditEvent(courtyard=event.courtyard, event=event.event, what=what.value))


def _heads(event: Event, label: str, heads: int) -> Button:
    return press(label, PickCapacity(courtyard=event.courtyard, event=event.event, heads=heads))


def _missing(page: Page, event: Event) -> list[str]:
    words = page.words
    fields = (
        (event.starts_at, words.plain("时间")),
        (event.place, words.plain("地点")),
        (event.capacity, words.plain("名额")),
    )
    return [name for value, name in fields if value is None]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "event.form": form,
    "event.change": change,
    "event.ask_title": ask_title,
    "event.ask_when": ask_when,
    "event.ask_place": ask_place,
    "event.ask_capacity": ask_capacity,
    "event.capacity_chosen": capacity_chosen,
    "event.dropped": dropped,
    "event.called": called,
}
