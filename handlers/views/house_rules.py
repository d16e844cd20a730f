"""The courtyard's settings: the list, one of them with its values, and what a change says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from bot.actions.house_rules import HOUSE_RULES, HouseRule, rule, value
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules.silence import SETTING
from bot.screen import Button, Screen, press
from bot.words import Html, Words
from handlers.views.core import home_button


class OpenRules(Data):
    prefix: ClassVar[str] = "hr1"
    link: ClassVar[bool] = True


class OpenRule(Data):
    """`key` as the setting's own name, its _ written as -."""

    prefix: ClassVar[str] = "hs1"
    key: str


class SetRule(Data):
    prefix: ClassVar[str] = "hv1"
    key: str
    choice: int


class TypeRule(Data):
    prefix: ClassVar[str] = "ht1"
    key: str


_ZONES = {"Asia/Shanghai": N_("北京时间"), "Asia/Urumqi": N_("乌鲁木齐时间")}
_LANGUAGES = {"zh_CN": "中文", "en": "English"}
_YES_NO = {1: N_("算"), 0: N_("不算")}
_SILENCE = {"not_counted": N_("不算数"), "with_majority": N_("跟多数算")}
_SHADES = {"light": N_("浅"), "dark": N_("深")}
_UNSET = {"term_council": N_("议事会"), "term_festival": N_("还没起名")}


def key_of(data: OpenRule | SetRule | TypeRule) -> str:
    return data.key.replace("-", "_")


def zone_name(words: Words, zone: str) -> str:
    return words.plain(_ZONES[zone]) if zone in _ZONES else zone


def said(words: Words, found: HouseRule, shown: Any) -> str:
    """A value as people say it."""
    if found.key == "zone":
        return zone_name(words, shown)
    if found.key == "half_inclusive":
        return words.plain(_YES_NO[shown])
    if found.key == SETTING:
        return words.plain(_SILENCE[shown])
    if found.key == "lang":
        return _LANGUAGES.get(shown, str(shown))
    if found.key == "picture_shade":
        return words.plain(_SHADES[shown])
    if shown == "":
        return words.plain(_UNSET[found.key])
    return words.plural(found.unit, shown) if found.unit else str(shown)


def index(page: Page) -> Screen:
    words, yard = page.words, page.courtyard
    rows = [
        [
            press(
                words.plain(
                    "{title}：{now}",
                    title=words.plain(found.title),
                    now=said(words, found, value(yard, found.key)),
                ),
                OpenRule(courtyard=yard.courtyard, key=_dashed(found.key)),
            )
        ]
        for found in HOUSE_RULES
    ]
    text = words(
        "⚙️ <b>{name}的设置</b>\n点哪项改哪项。议事员满三位以后，改设置要两位同意；"
        "改了会在群里说一声。",
        name=yard.name,
    )
    return Screen(text, [*rows, home_button(page)])


def one(page: Page, key: str) -> Screen:
    words, yard, found = page.words, page.courtyard, rule(key)
    now = value(yard, key)
    rows: list[list[Button]] = [
        [
            press(
                ("✅ " if choice == now else "") + said(words, found, choice),
                SetRule(courtyard=yard.courtyard, key=_dashed(key), choice=n),
            )
        ]
        for n, choice in enumerate(found.choices)
    ]
    if found.read:
        typed = TypeRule(courtyard=yard.courtyard, key=_dashed(key))
        rows.append([press(words.plain("✏️ 自己写"), typed)])
    rows.append([press(words.plain("⬅️ 回设置"), OpenRules(courtyard=yard.courtyard))])
    text = words(
        "<b>{title}</b>\n现在是：{now}。改成什么？",
        title=words.plain(found.title),
        now=said(words, found, now),
    )
    return Screen(Html(text + _note(words, found)), rows)


def ask(page: Page, key: str) -> Screen:
    title = page.words.plain(rule(key).title)
    back = press(page.words.plain("⬅️ 回设置"), OpenRules(courtyard=page.courtyard.courtyard))
    return Screen(page.words("<b>{title}</b>：请写下来发给我。", title=title), [[back]])


def done(page: Page, key: str) -> Screen:
    """After the press: changed already, or waiting for a second councillor."""
    found, words, yard = rule(key), page.words, page.courtyard
    text = words(
        "✅ 改好了：{title}现在是{now}。",
        title=words.plain(found.title),
        now=said(words, found, value(yard, key)),
    )
    rows = [[press(words.plain("⬅️ 回设置"), OpenRules(courtyard=yard.courtyard))]]
    return Screen(text, [*rows, home_button(page)])


def waits(page: Page) -> Screen:
    return Screen(
        page.words("记下了。这件事要两位议事员同意，已经请其他议事员看了，有回音就告诉您。"),
        [home_button(page)],
    )


def describe(page: Page, key: str, value: Any) -> Screen:
    found, words = rule(key), page.words
    text = words(
        "把「{title}」改成「{value}」",
        title=words.plain(found.title),
        value=said(words, found, value),
    )
    return Screen(Html(text + _note(words, found)))


def changed(page: Page, key: str, before: Any, value: Any) -> Screen:
    """To everyone: what was changed, from what to what."""
    found, words = rule(key), page.words
    text: Html = words(
        "⚙️ 院坝的设置改了：{title}，从「{before}」改成「{value}」。",
        title=words.plain(found.title),
        before=said(words, found, before),
        value=said(words, found, value),
    )
    return Screen(Html(text + _note(words, found)))


def _note(words: Words, found: HouseRule) -> Html:
    return Html("\n" + words(found.note)) if found.note else Html("")


def _dashed(key: str) -> str:
    return key.replace("_", "-")


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "settings.index": index,
    "settings.one": one,
    "settings.ask": ask,
    "settings.done": done,
    "second.waits": waits,
    "describe.change_settings": describe,
    "settings.changed": changed,
}
