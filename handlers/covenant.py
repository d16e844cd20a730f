"""The covenant as people meet it: read, signed by two taps, taken back, reminded of."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import covenant, signing
from bot.actions.signing import Outcome, Receipt
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput, NotFound
from bot.rules.covenant import Version
from handlers.views import covenant as views
from handlers.views import covenant_signing as signing_views
from handlers.views.covenant_buttons import (
    AskSign,
    AskUnsign,
    ShowChanges,
    ShowCovenant,
    TapSign,
    Unsigned,
    Versions,
)
from handlers.views.covenant_signing import ConfirmSign, ConfirmUnsign, RemindUnsigned
from storage import covenant as rows
from storage.covenant import CovenantState
from storage.tx import Tx


class WhichVersion(BadInput):
    text = N_("没有这一版。想看老版就写版本号，比如：/covenant 1.0")


def line(ask: Ask) -> None:
    """`/covenant` shows the version in force, `/covenant 1.0` an older one."""
    if ask.place.private:
        check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.SIGN_COVENANT)
    number = _number_of(ask, ask.text) if ask.text else 0
    ask.say("covenant.show", covenant=number)


def show(ask: Ask, data: ShowCovenant) -> None:
    _check_readable(ask, data.courtyard, data.covenant)
    ask.show("covenant.show", covenant=data.covenant, part=data.part)


def show_changes(ask: Ask, data: ShowChanges) -> None:
    _check_readable(ask, data.courtyard, data.covenant)
    ask.show("covenant.changes", covenant=data.covenant, part=data.part)


def versions(ask: Ask, data: Versions) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.SIGN_COVENANT)
    ask.show("covenant.versions")


def sign_line(ask: Ask) -> None:
    """`/sign`: the same as the button."""
    courtyard = ask.courtyard.courtyard
    signing.household_of(ask.tx, courtyard, ask.person.id)
    now = rows.current(ask.tx, courtyard)
    if now is None:
        raise signing.NoCovenant
    here = AskSign(courtyard=courtyard, covenant=now.covenant)
    ask.privately("covenant.ask_sign", here, covenant=now.covenant)


def ask_sign(ask: Ask, data: AskSign) -> None:
    signing.household_of(ask.tx, data.courtyard, ask.person.id)
    signing.in_force(ask.tx, data.courtyard, data.covenant)
    ask.show("covenant.ask_sign", covenant=data.covenant)


def sign(ask: Ask, data: ConfirmSign) -> None:
    done = signing.sign(ask.tx, data.courtyard, ask.person.id, data.covenant, data.seal)
    _say(ask, done)
    ask.show("covenant.signed", covenant=data.covenant)


def tap_sign(ask: Ask, data: TapSign) -> None:
    """In the group, without leaving it: the first tap says for whom and what, the second signs."""
    _say(ask, signing.tap(ask.tx, data.courtyard, ask.person.id, data.covenant))


def _say(ask: Ask, done: Receipt) -> None:
    texts = {
        Outcome.ASKED: N_(
            "您代表 {who} 签公约第 {v} 版，共 {n} 条。"
            "看过了、愿意照着做，就关掉这个，再点一次「代我家签」。"
        ),
        Outcome.SIGNED: N_("签好了：{who} 签了公约第 {v} 版"),
        Outcome.BEFORE: N_("{who} 已经签过了，一户一份就够。"),
        Outcome.TAKEN_BACK: N_("撤回了：{who} 的签名不算了"),
    }
    ask.toast(
        texts[done.outcome],
        alert=done.outcome is Outcome.ASKED,
        who=done.label,
        v=str(done.covenant.version),
        n=len(done.covenant.clauses),
    )


def ask_unsign(ask: Ask, data: AskUnsign) -> None:
    signing.household_of(ask.tx, data.courtyard, ask.person.id)
    signing.in_force(ask.tx, data.courtyard, data.covenant)
    ask.show("covenant.ask_unsign", covenant=data.covenant)


def unsign(ask: Ask, data: ConfirmUnsign) -> None:
    done = signing.unsign(ask.tx, data.courtyard, ask.person.id, data.covenant)
    _say(ask, done)
    ask.show("covenant.show", covenant=data.covenant)


def unsigned(ask: Ask, data: Unsigned) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.SEE_NON_VOTERS)
    signing.in_force(ask.tx, data.courtyard, data.covenant)
    ask.show("covenant.unsigned", covenant=data.covenant, again=data.again, part=data.part)


def remind(ask: Ask, data: RemindUnsigned) -> None:
    told, absent = signing.remind(ask.tx, data.courtyard, ask.person.id, data.covenant)
    ask.show("covenant.reminded", covenant=data.covenant, told=told, absent=absent)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [
        {
            "version": str(signed.version),
            "at": signed.signed_at.isoformat(),
            "text_hash": signed.text_hash,
        }
        for signed in rows.history(tx, courtyard, person)
    ]


def _number_of(ask: Ask, text: str) -> int:
    version = Version.parse(text)
    found = rows.by_version(ask.tx, ask.courtyard.courtyard, version) if version else None
    if found is None:
        raise WhichVersion
    return found.covenant


def _check_readable(ask: Ask, courtyard: int, number: int) -> None:
    """Residents read what is published; councillors also the drafts that wait for them."""
    check(ask.tx, courtyard, ask.person.id, Act.SIGN_COVENANT)
    if not number:
        return
    found = covenant.get(ask.tx, courtyard, number)
    if found.state is CovenantState.DRAFT:
        check(ask.tx, courtyard, ask.person.id, Act.PUBLISH_COVENANT)
    elif found.state is CovenantState.DROPPED:
        raise NotFound


COLUMN = Column(
    "covenant",
    commands={"covenant": Route(line), "sign": Route(sign_line)},
    presses={
        ShowCovenant: show,
        ShowChanges: show_changes,
        Versions: versions,
        AskSign: ask_sign,
        TapSign: tap_sign,
        ConfirmSign: sign,
        AskUnsign: ask_unsign,
        ConfirmUnsign: unsign,
        Unsigned: unsigned,
        RemindUnsigned: remind,
    },
    views={**views.VIEWS, **signing_views.VIEWS},
    home=views.home_buttons,
    owed=views.owed,
    help=(
        HelpPage(
            "covenant",
            N_("📜 公约"),
            N_(
                "院里商量好的规矩，发 /covenant 就看得到，老版也留着。\n"
                "一户签一份，点两下就好，往后能撤回。\n条文变了就是新版，"
                "请大家再签一次；只改说法的不用。\n公约靠大家自觉，不罚款、不停水电，也不赶人。"
            ),
        ),
    ),
    mydata=mydata,
    forget=rows.forget,
)
