"""A claim before those who may confirm it: councillors and family privately, all in the group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.residents import COUNCIL
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from handlers.views.core import account_name, home_button
from storage import people, residents, vouches
from storage.residents import Resident, ResidentState

WAITING_SHOWN = 20


class LookAtClaim(Data):
    prefix: ClassVar[str] = "jc1"
    link: ClassVar[bool] = True
    person: int


class Vouch(Data):
    prefix: ClassVar[str] = "jv1"
    person: int


class TurnDown(Data):
    prefix: ClassVar[str] = "jt1"
    person: int


class Claims(Data):
    prefix: ClassVar[str] = "jw1"
    link: ClassVar[bool] = True


def asked(page: Page, person: int) -> Screen:
    """To a councillor. Nothing to say once somebody else has settled it."""
    found = _resident(page, person)
    if found is None or found.state is not ResidentState.CLAIMED:
        raise Pointless("the claim is settled")
    return claim(page, person)


def claim(page: Page, person: int) -> Screen:
    """Someone's claim, to one who may know them: in the private chat only."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = _resident(page, person)
    if found is None or found.state is not ResidentState.CLAIMED:
        return Screen(words("这条登记已经有人处理过了，谢谢您。"), [home_button(page)])
    name = _called(page, person)
    if found.claim:
        text = words(
            "📝 <b>{name}</b>说自己住 <b>{home}</b>。\n您认得吗？", name=name, home=found.claim
        )
    else:
        text = words("📝 <b>{name}</b>说自己不住院里，是来帮忙的。\n您认得吗？", name=name)
    rows = [
        [
            press(words.plain("✅ 认得，没错"), Vouch(courtyard=courtyard, person=person)),
            press(words.plain("❌ 不是"), TurnDown(courtyard=courtyard, person=person)),
        ],
        home_button(page),
    ]
    return Screen(text, rows)


def newcomer(page: Page, person: int) -> Screen:
    """To those of the household: someone says they belong to it."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = _resident(page, person)
    if found is None or found.state is not ResidentState.CLAIMED:
        raise Pointless("the claim is settled")
    text = words(
        "👋 <b>{name}</b>说也住您家（{home}）。\n"
        "是您家的人就不用管，等别家邻居确认；不是就点一下。",
        name=_called(page, person),
        home=found.claim or "",
    )
    no = TurnDown(courtyard=courtyard, person=person)
    return Screen(text, [[press(words.plain("❌ 不是我家的"), no)]])


def card(page: Page, claim: int) -> Screen:
    """In the group: who knows this neighbour? A name stands here only if they agreed to it."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = _resident(page, claim)
    if found and found.state is ResidentState.CONFIRMED:
        home = residents.label_of(page.tx, courtyard, claim) or ""
        return Screen(words("✅ {home} 登记好了，谢谢各位邻居。", home=home))
    if found is None or found.state is not ResidentState.CLAIMED:
        return claim_gone(page)
    so_far = vouches.count(page.tx, courtyard, claim)
    needed = page.courtyard.setting("vouches")
    tail = words("认得的邻居点一下（{n}／{all} 家）", n=so_far, all=needed)
    if found.named:
        head = words(
            "🙋 <b>{name}</b> 登记 <b>{home}</b>。",
            name=account_name(page, claim),
            home=found.claim or "",
        )
        button = press(words.plain("👍 认得，没错"), Vouch(courtyard=courtyard, person=claim))
    else:
        head = words("🙋 <b>{home}</b> 有位邻居登记。", home=found.claim or "")
        look = LookAtClaim(courtyard=courtyard, person=claim)
        button = page.link(words.plain("👀 看看我认不认得"), look)
    return Screen(head + "\n" + tail, [[button]])


def claim_gone(page: Page) -> Screen:
    return Screen(page.words("这条登记已经撤了。"))


def vouched(page: Page, home: str, missing: int) -> Screen:
    words = page.words
    text = (
        words("谢谢您！{home} 还差 {n} 家邻居确认。", home=home, n=missing)
        if missing
        else words("谢谢您！{home} 登记好了。", home=home or words.plain("来帮忙的"))
    )
    return Screen(text, _back(page))


def refused(page: Page) -> Screen:
    return Screen(page.words("晓得了，这条登记不算，已经告诉他了。"), _back(page))


def claims(page: Page) -> Screen:
    """Everyone who waits to be confirmed, for those who may do it alone."""
    words, courtyard = page.words, page.courtyard.courtyard
    waiting = residents.waiting(page.tx, courtyard)
    text = (
        words.plural("📝 还有 {n} 位等着确认，点一位看看：", len(waiting))
        if waiting
        else words("📝 没有等着确认的了。")
    )
    rows = [
        [
            press(
                f"{found.claim or '—'} {account_name(page, found.person)}"[:40],
                LookAtClaim(courtyard=courtyard, person=found.person),
            )
        ]
        for found in waiting[:WAITING_SHOWN]
    ]
    return Screen(text, [*rows, home_button(page)])


def _back(page: Page) -> list[list[Button]]:
    """On to the others who wait, for a councillor."""
    courtyard = page.courtyard.courtyard
    held = residents.roles(page.tx, courtyard, page.viewer or 0)
    row = [press(page.words.plain("📝 还有谁在等"), Claims(courtyard=courtyard))]
    seated = held & {role.value for role in COUNCIL.roles}
    return [row, home_button(page)] if seated else [home_button(page)]


def _resident(page: Page, person: int) -> Resident | None:
    return residents.resident(page.tx, page.courtyard.courtyard, person)


def _called(page: Page, person: int) -> str:
    """With the @name, which tells two of one name apart."""
    account = people.get(page.tx, person)
    if account and account.username:
        return page.words.plain(
            "{name}（@{username}）", name=account.name, username=account.username
        )
    return account_name(page, person)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "resident.asked": asked,
    "resident.claim": claim,
    "resident.newcomer": newcomer,
    "claim.card": card,
    "resident.claim_gone": claim_gone,
    "resident.vouched": vouched,
    "resident.refused": refused,
    "resident.claims": claims,
}
