"""Proxies, as the residents' committee law has them: in writing, at most three for one holder, none
for a candidate, none in the council; the household's own vote always goes before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.access import Act, check
from bot.actions import courtyard as yards
from bot.actions import doorstep, names, second, secrecy, votes
from bot.actions.doorstep import household_of, label_at
from bot.errors import N_, Already, BadInput, NotFound, Refusal
from bot.rules.households import Unreadable, read_label
from storage import audit, ballots, outbox, people, proxies, residents
from storage.ballots import Channel
from storage.proxies import Proxy, ProxyState
from storage.residents import Resident, ResidentState
from storage.tx import Tx
from storage.votes import Electorate, Vote

SHORTEST_NAME = 2


class VotedAlready(Already):
    text = N_("您家已经投过了，不用再请人替。想改就自己点一下。")


class OneProxy(Refusal):
    text = N_("您家已经请了 {who}。要换人，先点「收回」。")


class SameHome(Refusal):
    text = N_("一家人不用委托：您家谁点都算您家的票。要请就请别家的。")


class HoldsEnough(Refusal):
    text = N_("{who} 已经替 {n} 家投票了，一个人最多替 {n} 家。请换一位。")


class Candidate(Refusal):
    text = N_("{who} 是这次的候选人，候选人不能替别家投票。请换一位。")


class InWriting(Refusal):
    text = N_(
        "业主表决的委托要写在纸上签字。写好交给{council}的人，由两个人录进来，在手机上点不作数。"
    )


class UsedAlready(Refusal):
    text = N_("{who} 已经替您家投了，收不回。想改就自己投一次，以您家自己的为准。")


class NobodyThere(BadInput):
    text = N_("没找到这家登记过的人。请写门牌号，比如 3-2-501；他家要先登记，才能替您投。")


def give(tx: Tx, courtyard: int, person: int, number: int, holder: int) -> None:
    """Ask a neighbour to vote for one's household; it holds once they say yes. Raises what
    `votes.entitled` and `_check_holder` raise, VotedAlready, OneProxy, InWriting."""
    vote, unit = _own(tx, courtyard, person, number)
    doorstep.check_bringable(vote)
    if vote.electorate is Electorate.OWNERS:
        raise InWriting
    _check_free(tx, vote, unit)
    _check_holder(tx, vote, unit, holder)
    proxies.keep(
        tx, courtyard, Proxy(number, unit, holder, ProxyState.OFFERED, person, on_paper=False)
    )
    _note(tx, courtyard, "proxy.offered", number, unit, holder=holder, by=person)
    outbox.send(tx, courtyard, holder, "proxy.asked", {"vote": number, "unit": unit})


def answer(tx: Tx, courtyard: int, person: int, number: int, unit: int, yes: bool) -> None:
    """The neighbour's word. Raises NotFound, HoldsEnough, Candidate, VotedAlready."""
    check(tx, courtyard, person, Act.CAST_BALLOT)
    vote = doorstep.open_to_households(tx, courtyard, number)
    found = proxies.of_unit(tx, vote, unit)
    if found is None or found.holder != person or found.state is not ProxyState.OFFERED:
        raise NotFound(N_("这个委托已经收回，或者办过了。"))
    if yes:
        _check_holder(tx, vote, unit, person)
    state = ProxyState.ACCEPTED if yes else ProxyState.REFUSED
    proxies.keep(tx, courtyard, replace(found, state=state))
    _note(tx, courtyard, f"proxy.{state.value.lower()}", number, unit, holder=person)
    if found.given_by is not None:
        told = {"vote": number, "unit": unit, "yes": int(yes), "holder": person}
        outbox.send(tx, courtyard, found.given_by, "proxy.answered", told)


def revoke(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Any of the household's people takes it back, until it is used. Raises NotFound,
    UsedAlready."""
    vote, unit = _giving(tx, courtyard, person, number)
    found = proxies.of_unit(tx, vote, unit)
    if found is None or found.state not in (ProxyState.OFFERED, ProxyState.ACCEPTED):
        raise NotFound(N_("您家没有请人替投。"))
    cast = ballots.ballot(tx, vote, unit)
    sealed = vote.secret and ballots.has_voted(tx, vote, unit)
    if sealed or (cast and cast.channel is Channel.PROXY):
        raise UsedAlready(who=names.name_of(tx, courtyard, found.holder))
    proxies.keep(tx, courtyard, replace(found, state=ProxyState.REVOKED))
    _note(tx, courtyard, "proxy.revoked", number, unit, by=person)
    if found.holder is not None:
        told = {"vote": number, "unit": unit}
        outbox.send(tx, courtyard, found.holder, "proxy.revoked", told)


def enter(tx: Tx, courtyard: int, person: int, number: int, unit: int, holder: int) -> bool:
    """A proxy on paper: done by two. True when done, False when it waits for the second."""
    check(tx, courtyard, person, Act.ENTER_PROXY)
    args = {"vote": number, "unit": unit, "holder": holder}
    _check_paper(tx, courtyard, args)
    if second.request(tx, courtyard, person, Act.ENTER_PROXY, args) is not None:
        return False
    carry_out(tx, courtyard, person, person, args)
    return True


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """Two have seen the paper: the proxy holds, its holder and the household hear of it."""
    vote = _check_paper(tx, courtyard, args)
    unit, holder = args["unit"], args["holder"]
    proxies.keep(
        tx, courtyard, Proxy(vote.vote, unit, holder, ProxyState.ACCEPTED, first, on_paper=True)
    )
    _note(
        tx, courtyard, "proxy.on_paper", vote.vote, unit, holder=holder, first=first, second=other
    )
    told = {"vote": vote.vote, "unit": unit, "holder": holder}
    outbox.send(tx, courtyard, holder, "proxy.entered", told)
    for member in residents.residents_of(tx, courtyard, unit):
        outbox.send(tx, courtyard, member.person, "proxy.entered", told)


def holding(tx: Tx, vote: Vote, person: int) -> list[int]:
    """The households this person may vote for now: those that have not voted by themselves."""
    return [proxy.unit for proxy in proxies.held(tx, vote, person) if _usable(tx, vote, proxy.unit)]


def check_held(tx: Tx, vote: Vote, unit: int, person: int) -> None:
    """Raises NotFound for who does not hold this household's proxy, and VotedAlready."""
    check(tx, vote.courtyard, person, Act.CAST_BALLOT)
    found = proxies.of_unit(tx, vote, unit)
    if found is None or found.holder != person or found.state is not ProxyState.ACCEPTED:
        raise NotFound(N_("这家没有委托您，或者已经收回了。"))
    if not _usable(tx, vote, unit):
        raise VotedAlready(N_("他家自己投过了，以他家自己的为准，您不用再投。"))


def neighbours(tx: Tx, courtyard: int, typed: str) -> list[int]:
    """The registered people behind a door somebody wrote. Raises NobodyThere."""
    label = read_label(typed)
    home = (
        None
        if isinstance(label, Unreadable)
        else residents.household_by_label(tx, courtyard, str(label))
    )
    found = residents.residents_of(tx, courtyard, home.household) if home else []
    if not found:
        raise NobodyThere
    return [resident.person for resident in found]


def nameless(tx: Tx, vote: Vote) -> list[str]:
    """The options that name no door of this courtyard: whoever they mean is known by name alone."""
    return [
        option
        for option in vote.options
        if not any(
            residents.household_by_label(tx, vote.courtyard, door) for door in doors_in(option)
        )
    ]


def doors_in(option: str) -> set[str]:
    """The doors written in an option, as the register writes them."""
    words = option.split()
    read = (read_label(word) for word in words)
    return {*words, *(str(label) for label in read if not isinstance(label, Unreadable))}


def _own(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, int]:
    doorstep.open_to_households(tx, courtyard, number)
    return votes.entitled(tx, courtyard, person, number)


def _giving(tx: Tx, courtyard: int, person: int, number: int) -> tuple[Vote, int]:
    """As `_own`; and where an owner's home has named nobody, any of its people: what was given on
    paper can be taken back by each of them."""
    try:
        return _own(tx, courtyard, person, number)
    except votes.NobodyNamed:
        vote = votes.get(tx, courtyard, number)
        unit = votes.unit_of(tx, vote, person)
        if unit is None:
            raise
        return vote, unit


def _usable(tx: Tx, vote: Vote, unit: int) -> bool:
    """The household has not voted, or only its proxy has, who may still change it; what is in a
    secret vote's box stays there."""
    if not ballots.has_voted(tx, vote, unit):
        return True
    cast = ballots.ballot(tx, vote, unit)
    return cast is not None and cast.channel is Channel.PROXY


def _check_paper(tx: Tx, courtyard: int, args: dict[str, Any]) -> Vote:
    vote = doorstep.open_to_households(tx, courtyard, args["vote"])
    doorstep.check_bringable(vote)
    secrecy.check_shown(tx, vote)  # to be told "they have voted" is to be told who has
    label_at(tx, vote, args["unit"])
    _check_free(tx, vote, args["unit"])
    _check_holder(tx, vote, args["unit"], args["holder"])
    return vote


def _check_free(tx: Tx, vote: Vote, unit: int) -> None:
    if ballots.has_voted(tx, vote, unit):
        raise VotedAlready
    found = proxies.of_unit(tx, vote, unit)
    if found and found.state in (ProxyState.OFFERED, ProxyState.ACCEPTED):
        raise OneProxy(who=names.name_of(tx, vote.courtyard, found.holder))


def _check_holder(tx: Tx, vote: Vote, unit: int, holder: int) -> None:
    """Raises NobodyThere, SameHome, HoldsEnough, Candidate."""
    found = residents.resident(tx, vote.courtyard, holder)
    if found is None or found.state is not ResidentState.CONFIRMED:
        raise NobodyThere
    if votes.unit_of(tx, vote, holder) == unit:
        raise SameHome
    most = yards.get(tx, vote.courtyard).setting("proxy_max")
    others = [proxy for proxy in proxies.held(tx, vote, holder) if proxy.unit != unit]
    if len(others) >= most:
        raise HoldsEnough(who=names.name_of(tx, vote.courtyard, holder), n=most)
    if _stands(tx, vote, found):
        raise Candidate(who=names.name_of(tx, vote.courtyard, holder))


def _stands(tx: Tx, vote: Vote, resident: Resident) -> bool:
    """Whether one of the options names this person: their door, or their name. Rather one proxy
    too few than a candidate who holds one."""
    home = household_of(tx, vote.courtyard, resident.person)
    found = residents.household(tx, vote.courtyard, home) if home is not None else None
    account = people.get(tx, resident.person)
    name = account.name.strip() if account else ""
    for option in vote.options:
        if found and found.label in doors_in(option):
            return True
        if len(name) >= SHORTEST_NAME and name in option:
            return True
    return False


def _note(tx: Tx, courtyard: int, act: str, vote: int, unit: int, **who: int) -> None:
    audit.append(tx, courtyard, act, vote=vote, unit=unit, **who)
