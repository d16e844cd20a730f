"""Who sits in a meeting, and how many of them were in the room."""

from __future__ import annotations

from typing import Any

from bot.access import Act, Role, check, council
from bot.actions import second
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules import meetings, secrecy
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_text
from bot.rules.verdict import Basis
from storage import audit, ballots, cards, residents
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Vote, VoteState


class DelegatesOnly(Refusal):
    text = N_("这次由居民代表会议的成员来投。")


class PartyOnly(Refusal):
    text = N_("这次是党员大会，由党小组成员来投。")


class NoDelegates(Refusal):
    text = N_("还没有登记居民代表。请先在「谁在管事」里把居民代表请进来。")


class TooFewDelegates(Refusal):
    text = N_(
        "居民代表会议里，代表要占五分之四以上（《城市居民委员会组织法》第 28 条）。"
        "现在代表 {delegates} 位，别的成员 {others} 位，最多只能有 {most} 位。"
    )


class NotAMeeting(Refusal):
    text = N_("这次表决不看到场人数，不用登记。")


class WrongPresent(BadInput):
    text = N_("到场的人数请写一个数：不比已经投了的 {cast} 少，不比名册上的 {all} 多。")


class WrongNumber(BadInput):
    text = N_("到场的人数请写一个数：最少 {n}，最多 {all}（名册上就这么多）。")


def members(tx: Tx, courtyard: int, electorate: Electorate, *, elects: bool = False) -> list[int]:
    """The people who vote. In a meeting of delegates the committee votes too, except on who is
    elected or recalled."""
    if electorate is Electorate.COUNCIL:
        return council(tx, courtyard)
    if electorate is Electorate.PARTY:
        return _living(tx, courtyard, Role.PARTY)
    if electorate is Electorate.DELEGATES:
        delegates = _living(tx, courtyard, Role.DELEGATE)
        return delegates if elects else [*delegates, *_others(tx, courtyard, delegates)]
    return [resident.person for resident in residents.confirmed(tx, courtyard)]


def check_composition(tx: Tx, vote: Vote) -> None:
    """Raises NoDelegates, TooFewDelegates."""
    if vote.electorate is not Electorate.DELEGATES:
        return
    delegates = _living(tx, vote.courtyard, Role.DELEGATE)
    others = _others(tx, vote.courtyard, delegates)
    if not delegates:
        raise NoDelegates
    if not meetings.well_composed(len(delegates), len(delegates) + len(others)):
        most = meetings.most_others(len(delegates))
        raise TooFewDelegates(delegates=len(delegates), others=len(others), most=most)


def counts_present(vote: Vote) -> bool:
    return rule_from_text(vote.rule).basis is Basis.PRESENT


def ask_present(tx: Tx, courtyard: int, person: int, number: int, text: str) -> bool:
    """How many were in the room, as somebody wrote it; True when it is entered, False when it
    waits for a second person. Raises NotAMeeting, WrongPresent, TooLate."""
    check(tx, courtyard, person, Act.ENTER_PRESENT)
    digits = text.strip().rstrip("个位名户人 ")
    present = int(digits) if digits.isdecimal() and len(digits) < 7 else 0
    args = {"vote": number, "present": present}
    _check_present(tx, courtyard, args)
    if second.request(tx, courtyard, person, Act.ENTER_PRESENT, args) is not None:
        return False
    enter_present(tx, courtyard, person, person, args)
    return True


def enter_present(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    vote = _check_present(tx, courtyard, args)
    rows.update(tx, vote, present=args["present"])
    audit.append(
        tx,
        courtyard,
        "vote.present",
        vote=vote.vote,
        present=args["present"],
        first=first,
        second=other,
    )
    cards.touch(tx, courtyard, "vote", vote.vote)


def _check_present(tx: Tx, courtyard: int, args: dict[str, Any]) -> Vote:
    vote = rows.get(tx, courtyard, args["vote"])
    if vote is None:
        raise NotFound
    if not counts_present(vote):
        raise NotAMeeting
    if vote.state is not VoteState.OPEN or vote.closes_at is None or tx.now >= vote.closes_at:
        raise TooLate
    cast = ballots.turnout(tx, vote)
    if not secrecy.turnout_shown(vote.secret, cast):
        _check_unseen(vote, args["present"])
    elif not max(1, cast) <= args["present"] <= vote.eligible:
        raise WrongPresent(cast=cast, all=vote.eligible)
    return vote


def _check_unseen(vote: Vote, present: int) -> None:
    """How many have voted may not be said yet, so what is refused must not follow from it."""
    fewest = min(secrecy.SHOWN_FROM, vote.eligible)
    if not fewest <= present <= vote.eligible:
        raise WrongNumber(n=fewest, all=vote.eligible)


def _living(tx: Tx, courtyard: int, role: Role) -> list[int]:
    """Who holds a role and lives here still."""
    here = {resident.person for resident in residents.confirmed(tx, courtyard)}
    return [person for person in residents.holders(tx, courtyard, role.value) if person in here]


def _others(tx: Tx, courtyard: int, delegates: list[int]) -> list[int]:
    committee = _living(tx, courtyard, Role.RC)
    return [person for person in committee if person not in delegates]
