"""A change of the roll before it is made: what it comes to, what is wrong with the table sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions import roll as acts
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.area import area_text
from bot.rules.roll import Change, Effect
from bot.rules.roll_table import FaultKind
from bot.screen import Button, Screen, press
from bot.words import Html, Words
from handlers.views.core import home_button, said_by
from handlers.views.roll import OpenRoll
from handlers.views.roll_whole import SHOWN
from handlers.views.roll_whole import rows as whole_rows

FAULTS_SHOWN = 20


class SubmitChange(Data):
    prefix: ClassVar[str] = "rs1"
    change: int


class DropChange(Data):
    prefix: ClassVar[str] = "rx1"
    change: int


def preview(page: Page, change: int) -> Screen:
    """To the one who put it together, before anybody else hears of it."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = acts.content_of(page.tx, courtyard, change)
    if found is None:
        raise Pointless("it is decided already")
    text = [words("📋 <b>名册要这样改</b>，您看对不对："), "", *_lines(page, found)]
    rows = [
        [
            press(
                words.plain("✅ 对，请另一位来确认"),
                SubmitChange(courtyard=courtyard, change=change),
            )
        ],
        *whole_rows(page, change, found),
        [press(words.plain("🗑 不改了"), DropChange(courtyard=courtyard, change=change))],
    ]
    return Screen("\n".join(text), rows)


def describe(page: Page, change: int, does: str = "", anew: int = 0) -> Screen:
    """To the second person: exactly what would be changed, on the roll as it is."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = acts.content_of(page.tx, courtyard, change)
    if found is None:
        dropped = acts.is_dropped(page.tx, courtyard, change)
        text = (
            N_("📋 改名册（第 {n} 次改动，没有办）")
            if dropped
            else N_("📋 改名册（第 {n} 次改动，已经办过了）")
        )
        return Screen(words(text, n=change))
    again = [words("⚠️ 提出来以后，名册又改过。下面是照现在的名册算的：")] if anew else []
    text = "\n".join([words("📋 <b>改名册</b>"), *again, *_lines(page, found)])
    return Screen(text, whole_rows(page, change, found))


def _lines(page: Page, change: Change) -> list[Html]:
    words = page.words
    if change.voter:
        if change.voter.person is None:
            return [words("🗳 {home} 的票先不定由谁投", home=change.voter.label)]
        text = N_("🗳 {home} 的业主票由 {who} 来投")
        if change.voter.alone:
            text = N_("🗳 {home} 所有的票都由 {who} 来投")
        return [words(text, home=change.voter.label, who=said_by(page, change.voter.person))]
    done = acts.does(page.tx, page.courtyard.courtyard, change)
    if done.nothing:
        return [words("名册上已经是这样了，没有要改的。")]
    return [*_news(words, done), *_not_unsold(page, change), *_sum(words, done)]


def _not_unsold(page: Page, change: Change) -> list[Html]:
    homes = acts.not_unsold(page.tx, page.courtyard.courtyard, change)
    if not homes:
        return []
    said = page.words.listed(homes, cap=SHOWN)
    return [page.words("⚠️ 写的没卖，可是有邻居登记了，照样算一户：{homes}", homes=said)]


def _news(words: Words, done: Effect) -> list[Html]:
    lines = []
    if done.new:
        new = words.listed((_sized(label, area) for label, area in done.new), cap=SHOWN)
        lines.append(words("➕ 新加 {n} 户：{homes}", n=len(done.new), homes=new))
    if done.areas:
        areas = words.listed((_sized(label, new, old) for label, old, new in done.areas), cap=SHOWN)
        lines.append(words("📐 改面积 {n} 户：{areas}", n=len(done.areas), areas=areas))
    if done.joined:
        groups = words.listed((_group(flats) for flats in done.joined), cap=SHOWN)
        text = N_("🔗 算一个业主的 {n} 家：{groups}。不是一家的可别写一样的记号")
        lines.append(words(text, n=len(done.joined), groups=groups))
    if done.apart:
        apart = words.listed(done.apart, cap=SHOWN)
        lines.append(words("✂️ 分开、各算一位业主的：{homes}", homes=apart))
    if done.unsold:
        unsold = words.listed(done.unsold, cap=SHOWN)
        text = N_("🏗 没卖的 {n} 套：{homes}。院里一户一票的表决不算它们，有人登记了再算")
        lines.append(words(text, n=len(done.unsold), homes=unsold))
    if done.sold:
        lines.append(words("🏠 卖掉了的：{homes}", homes=words.listed(done.sold, cap=SHOWN)))
    if done.gone:
        gone = words.listed(done.gone, cap=SHOWN)
        lines.append(words("🗑 拿掉 {n} 户：{homes}", n=len(done.gone), homes=gone))
    return lines


def _sized(label: str, area: int, before: int = 0) -> str:
    """`3-2-501 89.5 ㎡`, `3-2-501 89.5 → 90 ㎡`; just the home while its area is unknown."""
    if not area:
        return label
    was = f"{area_text(before)} → " if before else ""
    return f"{label} {was}{area_text(area)} ㎡"


def _group(flats: tuple[str, ...]) -> str:
    shown = "＋".join(flats[:6])
    return shown if len(flats) <= 6 else f"{shown}＋…（{len(flats)}）"


def _sum(words: Words, done: Effect) -> list[Html]:
    lines = [
        words(
            "改之前：{homes} 户、{owners} 位业主、{area} ㎡",
            homes=done.before.homes,
            owners=done.before.owners,
            area=area_text(done.before.area),
        ),
        words(
            "改之后：<b>{homes} 户、{owners} 位业主、{area} ㎡</b>",
            homes=done.after.homes,
            owners=done.after.owners,
            area=area_text(done.after.area),
        ),
    ]
    if done.after.without_area:
        lines.append(words("还有 {n} 户没写面积。", n=done.after.without_area))
    if done.untouched and len(done.new) + len(done.areas) > 1:
        left = words.listed(done.untouched, cap=SHOWN)
        text = N_("表里没写、名册上有的 {n} 户，原样留着：{homes}")
        lines.append(words(text, n=len(done.untouched), homes=left))
    return lines


def waiting(page: Page) -> Screen:
    text = page.words("记下了。要两个人同意，已经请另一位来确认，有回音就告诉您。")
    return Screen(text, [_back(page)])


def changed(page: Page) -> Screen:
    return Screen(page.words("✅ 名册改好了。"), [_back(page)])


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，名册没动。"), [_back(page)])


def _back(page: Page) -> list[Button]:
    return [press(page.words.plain("⬅️ 回名册"), OpenRoll(courtyard=page.courtyard.courtyard))]


FAULTS = {
    FaultKind.NO_HEADER: N_(
        "没找到表头。要有「楼栋」「房号」两栏（有单元的加「单元」），或者一栏「门牌号」。"
        "照我发的那份表来填最稳当。"
    ),
    FaultKind.NO_ROWS: N_("表头下面一行都没有，还没填。"),
    FaultKind.NO_HOME: N_("第 {row} 行：没写楼栋或者房号"),
    FaultKind.BAD_HOME: N_("第 {row} 行：「{written}」看不出是哪一户"),
    FaultKind.TWICE: N_("第 {row} 行：{written} 写了两遍，第 {other} 行已经有了"),
    FaultKind.BAD_AREA: N_("第 {row} 行：面积「{written}」看不出是多少，写个数就行，比如 89.5"),
    FaultKind.NO_AREA_BELOW_ONE: N_("第 {row} 行：面积「{written}」不对，要比 0 大"),
    FaultKind.LARGE_AREA: N_("第 {row} 行：面积「{written}」太大了，一套房子没有这么大"),
    FaultKind.FINE_AREA: N_("第 {row} 行：面积「{written}」，最多写两位小数"),
    FaultKind.FORMULA: N_(
        "第 {row} 行：「{written}」是公式，请换成算好的数（复制，再「粘贴为数值」）"
    ),
    FaultKind.MERGED: N_("第 {row} 到 {other} 行有合并的格子，请取消合并，每一行都写全"),
}
FILES = {
    "TOO_BIG": N_("这个文件太大了（最多 2 MB）。名册用不了这么大，请只留要录的那几栏。"),
    "NOT_THERE": N_("文件没取下来，可能网不好。请再发一次。"),
    "NO_TABLE": N_("这个文件里我没看到表格。请发 .xlsx 或者 .csv 的文件。"),
    "OLD_EXCEL": N_("这是老格式（.xls），或者加了密码。请另存为 .xlsx、去掉密码，再发一次。"),
    "DAMAGED": N_("这个文件打不开，可能存坏了。请重新存一份再发。"),
    "BOMB": N_("这个文件解开来大得不正常，我没有打开。请重新做一份再发。"),
    "TOO_LONG": N_("行数太多了，一次最多 20000 户。"),
}


def unusable(page: Page, why: str) -> Screen:
    """The file as a whole cannot be read. The question stays open: they send another."""
    return Screen(
        page.words("❌ {why}\n名册没动。", why=page.words.plain(FILES[why])), [_back(page)]
    )


def faults(page: Page, faults: list[list[object]], more: int) -> Screen:
    """Row by row what is wrong; nothing was taken."""
    words = page.words
    said = [
        words(FAULTS[FaultKind[str(kind)]], row=row, written=written, other=other)
        for row, kind, written, other in faults
    ]
    lines = [words("❌ <b>表里有 {n} 处要改</b>，名册先没动：", n=len(said) + more), *said]
    if more:
        lines.append(words("…还有 {n} 处，先改上面的。", n=more))
    lines.append(words("改好了把文件再发给我就行。"))
    return Screen("\n".join(lines), [_back(page), home_button(page)])


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "roll.preview": preview,
    "describe.edit_roll": describe,
    "roll.waiting": waiting,
    "roll.changed": changed,
    "roll.dropped": dropped,
    "roll.unusable": unusable,
    "roll.faults": faults,
}
