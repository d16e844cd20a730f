"""The buttons of the covenant: what each carries, and which of them a reader gets."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from bot.access import Act
from bot.actions.covenant import base_of
from bot.actions.signing import Need, need
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, press
from handlers.views.core import home_button, may
from storage import covenant as rows
from storage import residents
from storage.covenant import Covenant, CovenantState


class ShowCovenant(Data):
    """One page of a version; `covenant` 0 is the one in force."""

    prefix: ClassVar[str] = "co1"
    link: ClassVar[bool] = True
    covenant: int
    part: int


class ShowChanges(Data):
    prefix: ClassVar[str] = "ch1"
    link: ClassVar[bool] = True
    covenant: int
    part: int


class Versions(Data):
    prefix: ClassVar[str] = "cv1"


class AskSign(Data):
    """Shows what would be signed; changes nothing yet."""

    prefix: ClassVar[str] = "cs1"
    link: ClassVar[bool] = True
    covenant: int


class TapSign(Data):
    """Under the card: one tap asks, a second one signs."""

    prefix: ClassVar[str] = "ct1"
    covenant: int


class AskUnsign(Data):
    prefix: ClassVar[str] = "cu1"
    covenant: int


class Unsigned(Data):
    """Who has never signed (`again` 0) or has to sign again (`again` 1), page by page."""

    prefix: ClassVar[str] = "cl1"
    covenant: int
    again: int
    part: int


class NewCovenant(Data):
    prefix: ClassVar[str] = "cn1"


class OpenCovenantDraft(Data):
    prefix: ClassVar[str] = "cd1"
    covenant: int


def version(page: Page, number: int) -> Covenant:
    found = rows.get(page.tx, page.courtyard.courtyard, number)
    if found is None or found.state is CovenantState.DROPPED:
        raise Pointless("no such version")
    return found


def is_old(page: Page, found: Covenant) -> bool:
    now = rows.current(page.tx, found.courtyard)
    published = found.state is CovenantState.PUBLISHED
    return published and now is not None and now.covenant != found.covenant


def home_of(page: Page) -> tuple[int, str] | None:
    """The reader's household and its label."""
    if page.viewer is None:
        return None
    courtyard = page.courtyard.courtyard
    found = residents.resident(page.tx, courtyard, page.viewer)
    label = residents.label_of(page.tx, courtyard, page.viewer)
    if found is None or found.household is None or label is None:
        return None
    return found.household, label


def to(found: Covenant, part: int = 1) -> ShowCovenant:
    return ShowCovenant(courtyard=found.courtyard, covenant=found.covenant, part=part)


def to_changes(found: Covenant) -> ShowChanges:
    return ShowChanges(courtyard=found.courtyard, covenant=found.covenant, part=1)


def turn_buttons(
    page: Page, part: int, last: int, to_part: Callable[[int], Data]
) -> list[list[Button]]:
    """Back and on, where there is something."""
    words = page.words
    make = page.link if page.viewer is None else press
    row = []
    if part > 1:
        row.append(make(words.plain("◀️ 上一页"), to_part(part - 1)))
    if part < last:
        row.append(make(words.plain("下一页 ▶️"), to_part(part + 1)))
    return [row] if row else []


def buttons_for(page: Page, found: Covenant, parts: int) -> list[list[Button]]:
    if page.viewer is None:
        return _group_buttons(page, found, parts)
    words = page.words
    if found.state is CovenantState.DRAFT:
        return _draft_buttons(page, found)
    row = []
    if found.base:
        row.append(press(words.plain("🔍 改了哪些"), to_changes(found)))
    row.append(press(words.plain("🕰 各个版本"), Versions(courtyard=found.courtyard)))
    if is_old(page, found):
        new = ShowCovenant(courtyard=found.courtyard, covenant=0, part=1)
        return [[press(words.plain("📜 看新版"), new)], row, home_button(page)]
    own = [*_sign_row(page, found), row, *_council_rows(page, found)]
    return [*own, [*page.back_to_card("covenant", found.covenant), *home_button(page)]]


def _group_buttons(page: Page, found: Covenant, parts: int) -> list[list[Button]]:
    words = page.words
    read = page.link(words.plain("📖 私聊里看"), to(found))
    if is_old(page, found):
        return [[read]]
    return [[tap_button(page, found), read]]


def _draft_buttons(page: Page, found: Covenant) -> list[list[Button]]:
    words = page.words
    rows_ = []
    if base_of(page.tx, found):
        rows_.append([press(words.plain("🔍 改了哪些"), to_changes(found))])
    if found.by_person == page.viewer:
        draft = OpenCovenantDraft(courtyard=found.courtyard, covenant=found.covenant)
        rows_.append([press(words.plain("⬅️ 回草稿"), draft)])
    return [*rows_, home_button(page)]


def _sign_row(page: Page, found: Covenant) -> list[list[Button]]:
    words = page.words
    home = home_of(page)
    if home is None:
        return []
    if need(page.tx, found, home[0]) is Need.NOTHING:
        undo = AskUnsign(courtyard=found.courtyard, covenant=found.covenant)
        return [[press(words.plain("↩️ 撤回我家的签名"), undo)]]
    return [[press(words.plain("✍️ 代我家签"), to_sign(found))]]


def _council_rows(page: Page, found: Covenant) -> list[list[Button]]:
    words = page.words
    rows_ = []
    if may(page, Act.SEE_NON_VOTERS):
        lists = [
            Unsigned(courtyard=found.courtyard, covenant=found.covenant, again=again, part=1)
            for again in (0, 1)
        ]
        rows_.append(
            [press(words.plain("⏳ 还没签"), lists[0]), press(words.plain("🔁 要重签"), lists[1])]
        )
    if may(page, Act.PUBLISH_COVENANT):
        rows_.append([press(words.plain("✏️ 写新版"), NewCovenant(courtyard=found.courtyard))])
    return rows_


def tap_button(page: Page, found: Covenant) -> Button:
    tap = TapSign(courtyard=found.courtyard, covenant=found.covenant)
    return press(page.words.plain("✍️ 代我家签"), tap)


def to_sign(found: Covenant) -> AskSign:
    return AskSign(courtyard=found.courtyard, covenant=found.covenant)
