"""What was done to the roll, and who looked at whose home: for its keepers and the auditors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules.area import area_text
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button, said_by
from storage import audit, residents
from storage.audit import Entry

CHANGED, LOOKED = "roll.changed", "roll.looked"
PER_PAGE = 15
HOMES_SHOWN = 6
NEWEST = 2**53
"""More than a chain will ever have entries."""


class OpenRollLog(Data):
    """The entries before this one; 0 for the newest."""

    prefix: ClassVar[str] = "ry1"
    before: int


def button(page: Page) -> Button:
    there = OpenRollLog(courtyard=page.courtyard.courtyard, before=0)
    return press(page.words.plain("🧾 名册谁改过、谁看过"), there)


def log(page: Page, before: int) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    found = audit.latest(page.tx, courtyard, (CHANGED, LOOKED), before or NEWEST, PER_PAGE + 1)
    lines = [
        words(
            "🧾 <b>名册谁改过、谁看过</b>\n"
            "新的在前。改一次记一次，都是两个人办的；记下的谁也改不了。"
        )
    ]
    lines += [_line(page, entry) for entry in found[:PER_PAGE]]
    if not found:
        lines.append(words("还没有人改过名册。"))
    rows = []
    if len(found) > PER_PAGE:
        older = OpenRollLog(courtyard=courtyard, before=found[PER_PAGE - 1].seq)
        rows.append([press(words.plain("▶ 更早的"), older)])
    return Screen("\n".join(lines), [*rows, home_button(page)])


def _line(page: Page, entry: Entry) -> Html:
    words = page.words
    if entry.payload is None:
        return words("· {at}：办的人后来要求删掉了自己的资料，细节不在了", at=entry.at)
    said: dict[str, Any] = json.loads(entry.payload)
    if entry.act == LOOKED:
        home = words.listed(_labels(page, [said["household"]]))
        return words(
            "· {at} {who} 看了 {home}", at=entry.at, who=said_by(page, said["by"]), home=home
        )
    first, second = said_by(page, said["first"]), said_by(page, said["second"])
    return words(
        "· {at} {first} 提、{second} 确认：{what}。改完 {homes} 户、{owners} 位业主、{area} ㎡",
        at=entry.at,
        first=first,
        second=second,
        what=_what(page, said),
        homes=said["homes"],
        owners=said["owners"],
        area=area_text(said["area"]),
    )


def _what(page: Page, said: Mapping[str, Any]) -> str:
    words = page.words
    counts = {
        N_("新加 {n} 户"): said["added"],
        N_("改面积 {n} 户"): said["areas"],
        N_("拿掉 {n} 户"): said["removed"],
        N_("定谁来投 {n} 户"): said["voters"],
    }
    done = [words.plain(text, n=n) for text, n in counts.items() if n]
    what = words.listed(done or [words.plain("改哪几套是一个业主的")])
    homes = _labels(page, said["households"])
    if not homes:
        return what
    return words.plain("{what}，是 {homes}", what=what, homes=words.listed(homes, cap=HOMES_SHOWN))


def _labels(page: Page, households: list[int]) -> list[str]:
    return residents.labels(page.tx, page.courtyard.courtyard, households)


VIEWS: Mapping[str, Callable[..., Screen]] = {"roll.log": log}
