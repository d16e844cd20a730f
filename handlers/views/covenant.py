"""What people see of the covenant: its text page by page, its versions, its live card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.access import Act
from bot.actions.covenant import base_of, diff, version_of
from bot.actions.signing import Need, need, signed_count
from bot.column import Owed
from bot.errors import N_
from bot.page import Page
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button, may
from handlers.views.covenant_buttons import (
    NewCovenant,
    ShowChanges,
    ShowCovenant,
    buttons_for,
    home_of,
    is_old,
    tap_button,
    to,
    to_sign,
    turn_buttons,
    version,
)
from handlers.views.covenant_text import change_lines, clause_lines, head, pages
from handlers.views.verdicts import bar
from storage import covenant as rows
from storage import people, residents
from storage.covenant import Covenant, CovenantState

VERSIONS_SHOWN = 20
CHANGES_SHOWN = 600
CARD_TEXT = 1_500
_RESIGN = N_("👉 条文变了，签过老版的也请再签一次。")
_WORDING = N_("👉 只改了说法，意思没变，签过的照样算数。")


def card(page: Page, covenant: int) -> Screen:
    """The live card in the group: what is new, and how many households have signed."""
    found = version(page, covenant)
    if is_old(page, found):
        return _old_card(page, found)
    words = page.words
    text: list[str] = [_title(page, found), ""]
    changes = change_lines(words, diff(page.tx, found))
    if changes:
        text += [words("<b>和上一版比：</b>"), *head(words, changes, CARD_TEXT)]
        text.append(words(_RESIGN if found.minor == 0 else _WORDING))
    else:
        text += head(words, clause_lines(words, found.clauses), CARD_TEXT)
    text += [*_note(page, found), "", count_line(page, found)]
    text.append(words("一户签一份就够，家里谁来都行：点一次看清楚，再点一次就签上。"))
    read = page.link(words.plain("📖 看全文"), to(found))
    return Screen("\n".join(text), [[tap_button(page, found)], [read]])


def _old_card(page: Page, found: Covenant) -> Screen:
    words = page.words
    text = words(
        "📜 <b>公约第 {v} 版</b>（老版）\n已经有新版了，这一版不用再签。",
        v=str(found.version),
    )
    old = page.link(words.plain("📖 看这一版"), to(found))
    new = ShowCovenant(courtyard=found.courtyard, covenant=0, part=1)
    return Screen(text, [[page.link(words.plain("📜 看新版"), new), old]])


def show(page: Page, covenant: int = 0, part: int = 1) -> Screen:
    """A version with its text, page by page; the one in force with what the reader can do."""
    found = _wanted(page, covenant)
    if found is None:
        return _none_yet(page)
    words = page.words
    parts = pages(clause_lines(words, found.clauses))
    part = min(max(part, 1), len(parts))
    text: list[str] = [_title(page, found)]
    if len(parts) > 1:
        text.append(words("（第 {part} 页，共 {n} 页）", part=part, n=len(parts)))
    if part == 1:
        text += _about(page, found)
    text += ["", *parts[part - 1]]
    if found.state is CovenantState.PUBLISHED and not is_old(page, found):
        text += ["", count_line(page, found), *_own(page, found)]
    turn = turn_buttons(page, part, len(parts), lambda n: to(found, n))
    return Screen("\n".join(text), [*turn, *buttons_for(page, found, len(parts))])


def show_changes(page: Page, covenant: int, part: int = 1) -> Screen:
    """Everything that differs from the version before, clause by clause."""
    found = version(page, covenant)
    words = page.words
    base = base_of(page.tx, found)
    parts = pages(change_lines(words, diff(page.tx, found)))
    part = min(max(part, 1), len(parts))
    text: list[str] = [_title(page, found)]
    if base is None:
        text.append(words("这是第一版，前面没有可比的。"))
    else:
        text += [words("和第 {v} 版比：", v=str(base.version)), "", *parts[part - 1]]

    def turned(n: int) -> ShowChanges:
        return ShowChanges(courtyard=found.courtyard, covenant=found.covenant, part=n)

    back = [press(words.plain("📖 看全文"), to(found))]
    return Screen("\n".join(text), [*turn_buttons(page, part, len(parts), turned), back])


def versions(page: Page) -> Screen:
    """Every version there was, each readable."""
    words = page.words
    found = rows.published(page.tx, page.courtyard.courtyard, VERSIONS_SHOWN)
    lines = [
        words("· 第 {v} 版，{day}发布", v=str(one.version), day=words.day(one.published_at))
        for one in found
        if one.published_at
    ]
    text = "\n".join([words("🕰 <b>公约的各个版本</b>（老版随时能看）"), *lines])
    buttons = [press(words.plain("第 {v} 版", v=str(one.version)), to(one)) for one in found]
    in_threes = [buttons[n : n + 3] for n in range(0, len(buttons), 3)]
    return Screen(text, [*in_threes, home_button(page)])


def owed(page: Page) -> list[Owed]:
    """The covenant in force, while the reader's household has not signed it."""
    found = rows.current(page.tx, page.courtyard.courtyard)
    home = home_of(page)
    if found is None or home is None:
        return []
    state = need(page.tx, found, home[0])
    texts = {
        Need.SIGN: N_("公约还没签（第 {v} 版）"),
        Need.SIGN_AGAIN: N_("公约有新版（第 {v} 版），要再签一次"),
    }
    if state not in texts:
        return []
    text = page.words(texts[state], v=str(found.version))
    return [Owed(text, press(page.words.plain("✍️ 签公约"), to_sign(found)))]


def home_buttons(page: Page) -> list[Button]:
    here = ShowCovenant(courtyard=page.courtyard.courtyard, covenant=0, part=1)
    return [press(page.words.plain("📜 公约"), here)]


def count_line(page: Page, found: Covenant) -> Html:
    signed = signed_count(page.tx, found)
    n = residents.count_households(page.tx, found.courtyard)
    return page.words(
        "✍️ 已签 <b>{signed}</b>／{n} 户  {bar}", signed=signed, n=n, bar=bar(signed, n)
    )


def _wanted(page: Page, covenant: int) -> Covenant | None:
    if covenant:
        return version(page, covenant)
    return rows.current(page.tx, page.courtyard.courtyard)


def _none_yet(page: Page) -> Screen:
    words = page.words
    text = words("📜 院里还没有公约。先在群里商量好写哪几条，再由{council}发出来，大家来签。")
    if not may(page, Act.PUBLISH_COVENANT):
        return Screen(text, [home_button(page)] if page.viewer else [])
    write = press(words.plain("✏️ 写公约"), NewCovenant(courtyard=page.courtyard.courtyard))
    return Screen(text, [[write], home_button(page)])


def _title(page: Page, found: Covenant) -> Html:
    words = page.words
    number = str(version_of(page.tx, found))
    if found.published_at is None:
        return words(
            "📜 <b>{yard}公约 第 {v} 版</b>（草稿，还没发布）", yard=page.courtyard.name, v=number
        )
    return words(
        "📜 <b>{yard}公约 第 {v} 版</b>\n{day}发布，共 {n} 条",
        yard=page.courtyard.name,
        v=number,
        day=words.day(found.published_at),
        n=len(found.clauses),
    )


def _about(page: Page, found: Covenant) -> list[Html]:
    """Whether it is an old one, what changed, and what the council notes on it."""
    words = page.words
    lines = []
    if is_old(page, found):
        lines.append(words("🕰 这是老版，现在用的是新版。"))
    changes = change_lines(words, diff(page.tx, found), clipped=True)
    if changes:
        lines += [words("<b>和上一版比：</b>"), *head(words, changes, CHANGES_SHOWN)]
    return [*lines, *_note(page, found)]


def _note(page: Page, found: Covenant) -> list[Html]:
    return [page.words("📎 {council}说明：{note}", note=found.note)] if found.note else []


def _own(page: Page, found: Covenant) -> list[Html]:
    """The reader's own household: signed, by whom and when, or what it still owes."""
    words = page.words
    home = home_of(page)
    if home is None:
        return []
    household, label = home
    signed = rows.signature(page.tx, found.courtyard, household)
    if signed is None:
        return [words("👤 您家（{who}）还没签。", who=label)]
    if need(page.tx, found, household) is Need.SIGN_AGAIN:
        return [
            words("👤 您家（{who}）签的是第 {v} 版，请再签一次。", who=label, v=str(signed.version))
        ]
    account = people.get(page.tx, signed.person) if signed.person else None
    return [
        words(
            "👤 您家（{who}）签了：{at}，{name}点的。",
            who=label,
            at=signed.signed_at,
            name=account.name if account else words.plain("家里人"),
        )
    ]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "covenant.card": card,
    "covenant.show": show,
    "covenant.changes": show_changes,
    "covenant.versions": versions,
}
