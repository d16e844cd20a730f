"""What a resident sees of themselves: who I am here, what is kept, moving out, being forgotten."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from bot.access import ROLE_NAMES, Act, Role
from bot.actions.residents import COUNCIL
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page
from bot.screen import Button, File, Screen, press
from handlers.views.confirming import Claims
from handlers.views.core import home_button, may
from handlers.views.home import OWED_SHOWN, owed_by
from handlers.views.joining import Join
from handlers.views.roll import MyEntry
from storage import courtyards, holdings, people, residents
from storage.residents import Resident, ResidentState


class Me(Data):
    prefix: ClassVar[str] = "me1"
    link: ClassVar[bool] = True


class SetNamed(Data):
    prefix: ClassVar[str] = "nm1"
    named: int


class MyData(Data):
    prefix: ClassVar[str] = "md1"
    link: ClassVar[bool] = True


class Leave(Data):
    prefix: ClassVar[str] = "lv1"
    link: ClassVar[bool] = True


class LeaveNow(Data):
    prefix: ClassVar[str] = "ly1"


class Forget(Data):
    prefix: ClassVar[str] = "fo1"
    link: ClassVar[bool] = True


class ForgetNow(Data):
    prefix: ClassVar[str] = "fy1"


_STANDING = {
    ResidentState.CONSENTED: N_("还没登记是哪一户"),
    ResidentState.CLAIMED: N_("登记了 {home}，在等邻居确认"),
    ResidentState.CONFIRMED: N_("住 {home}"),
    ResidentState.LEFT: N_("已经搬走了"),
}


def me(page: Page) -> Screen:
    words, viewer = page.words, page.viewer or 0
    account = people.get(page.tx, viewer)
    name = account.name if account else ""
    found = residents.resident(page.tx, page.courtyard.courtyard, viewer)
    lines = [
        words("👤 <b>{name}</b>　{yard}", name=name, yard=page.courtyard.name),
        words("🚪 {standing}", standing=_standing(page, found)),
    ]
    held = residents.roles(page.tx, page.courtyard.courtyard, viewer) if _confirmed(found) else ()
    if held:
        names = words.listed(words.plain(ROLE_NAMES[role]) for role in Role if role.value in held)
        lines.append(words("🏷 身份：{roles}", roles=names))
    owed = owed_by(page)
    lines.append(words("📌 还等着您的：") if owed else words("✅ 眼下没有等着您办的事。"))
    lines += [words("· {thing}", thing=thing.text) for thing in owed[:OWED_SHOWN]]
    rows = [[thing.button] for thing in owed[:OWED_SHOWN]]
    return Screen("\n".join(lines), [*rows, *_choices(page, found), home_button(page)])


def my_data(page: Page) -> Screen:
    """Everything of every column, as a document to keep."""
    viewer = page.viewer or 0
    account = people.get(page.tx, viewer)
    kept: dict[str, Any] = {
        "account": {
            "id": viewer,
            "name": account.name if account else None,
            "username": account.username if account else None,
            "language": account.lang if account else None,
        },
        "courtyards": [
            _kept_in(page, courtyard) for courtyard in residents.places_of(page.tx, viewer)
        ],
        "elsewhere": holdings.in_house(page.tx, viewer),
    }
    text = page.words(
        "📄 您的东西都在这个文件里，别的没有了。写错了的：名字跟着 Telegram 走，"
        "门牌号先 /leave 再登记。要全删掉，发 /forget。"
    )
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    return Screen(text, [home_button(page)], document=File("mydata.json", content))


def leave(page: Page) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    text = words(
        "您要从「{name}」搬走了？\n退了以后，不能再替这一户投票，身份也没了；"
        "投过的票照样算数。搬回来再登记就行。",
        name=page.courtyard.name,
    )
    rows = [
        [press(words.plain("🚚 是的，搬走了"), LeaveNow(courtyard=courtyard))],
        [press(words.plain("↩️ 没有，点错了"), Me(courtyard=courtyard))],
    ]
    return Screen(text, rows)


def left(page: Page) -> Screen:
    words = page.words
    text = words(
        "办好了。谢谢您这些日子，常回来坐坐！\n想把留下的记录也删掉，点下面。",
    )
    gone = Forget(courtyard=page.courtyard.courtyard)
    return Screen(text, [[press(words.plain("🗑 全删掉"), gone)]])


def forget(page: Page) -> Screen:
    words = page.words
    text = words(
        "🗑 <b>要我把您全忘掉？</b>\n"
        "· 删掉：您的名字、门牌号、身份、报名，所有院坝里的都删，删了找不回来。\n"
        "· 留下：您家投过的票还算在总数里，不记是谁投的；发到群里的事还在，不写您的名字。"
    )
    rows = [
        [press(words.plain("🗑 是的，全忘掉"), ForgetNow())],
        [press(words.plain("↩️ 不删，点错了"), Me(courtyard=_here(page)))],
    ]
    return Screen(text, rows)


def forgotten(page: Page) -> Screen:
    """The receipt."""
    return Screen(
        page.words(
            "✅ 都删掉了，我不再认得您。投过的票只留了个数，不晓得是谁的。\n"
            "哪天想回来，到群里点「登记我家」。"
        )
    )


def home_buttons(page: Page) -> list[Button]:
    words, courtyard = page.words, page.courtyard.courtyard
    found = residents.resident(page.tx, courtyard, page.viewer or 0)
    if _confirmed(found):
        return [press(words.plain("👤 我的"), Me(courtyard=courtyard))]
    return [press(words.plain("📝 登记我家"), Join(courtyard=courtyard))]


def owed(page: Page) -> list[Owed]:
    """Neighbours who wait to be confirmed, for the council."""
    courtyard = page.courtyard.courtyard
    waiting = residents.waiting(page.tx, courtyard)
    held = residents.roles(page.tx, courtyard, page.viewer or 0)
    seated = held & {role.value for role in COUNCIL.roles}
    if not (waiting and seated and may(page, Act.CONFIRM_RESIDENT)):
        return []
    text = page.words.plural("有 {n} 位等着您确认登记", len(waiting))
    there = Claims(courtyard=courtyard)
    return [Owed(text, press(page.words.plain("📝 看看是哪些邻居"), there))]


def _confirmed(found: Resident | None) -> bool:
    return found is not None and found.state is ResidentState.CONFIRMED


def _standing(page: Page, found: Resident | None) -> str:
    if found is None:
        return page.words.plain("还没登记是哪一户")
    home = found.claim or residents.label_of(page.tx, found.courtyard, found.person)
    if home is None and found.state is ResidentState.CONFIRMED:
        return page.words.plain("不住院里，来帮忙的")
    return page.words.plain(_STANDING[found.state], home=home or "—")


def _choices(page: Page, found: Resident | None) -> list[list[Button]]:
    words, courtyard = page.words, page.courtyard.courtyard
    if found is None or found.state is ResidentState.LEFT:
        return [[press(words.plain("📝 登记我家"), Join(courtyard=courtyard))]]
    label = (
        words.plain("🙂 别人看得到我的名字（点一下只写门牌号）")
        if found.named
        else words.plain("🚪 只写门牌号（点一下也写名字）")
    )
    rows = [[press(label, SetNamed(courtyard=courtyard, named=int(not found.named)))]]
    if _confirmed(found):
        rows.append([press(words.plain("📒 名册上我家那一条"), MyEntry(courtyard=courtyard))])
    else:
        rows.append([press(words.plain("📝 登记我家"), Join(courtyard=courtyard))])
    rows.append(
        [
            press(words.plain("📄 记了我啥"), MyData(courtyard=courtyard)),
            press(words.plain("🚚 搬走了"), Leave(courtyard=courtyard)),
            press(words.plain("🗑 忘了我"), Forget(courtyard=courtyard)),
        ]
    )
    return rows


def _kept_in(page: Page, courtyard: int) -> dict[str, Any]:
    yard = courtyards.get(page.tx, courtyard)
    kept: dict[str, Any] = {"name": yard.name if yard else None}
    for column in page.house.columns:
        if column.mydata:
            kept[column.name] = column.mydata(page.tx, courtyard, page.viewer or 0)
    kept["register"] = holdings.in_courtyard(page.tx, courtyard, page.viewer or 0)
    return kept


def _here(page: Page) -> int:
    return page.yard.courtyard if page.yard else 0


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "resident.me": me,
    "resident.my_data": my_data,
    "resident.leave": leave,
    "resident.left": left,
    "resident.forget": forget,
    "resident.forgotten": forgotten,
}
