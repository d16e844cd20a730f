"""A vote before it is out: drafted by one, changed until it pleases, handed to the second."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.access import Act, check
from bot.actions import second, secrecy, topics, votes
from bot.actions.votes import AlreadyOut
from bot.errors import N_, BadInput, NotFound
from bot.rules import ballot
from bot.rules.costs import read_costs, read_money
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.rules.presets import COURTYARD_SIMPLE, PLURALITY, PRESETS
from storage import residents, roll, seconds
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState


class NoDeadline(BadInput):
    text = N_("还没定截止时间。点「截止时间」选一个。")


class WrongOptions(BadInput):
    text = N_("选项要 2 到 12 个，每个不超过 60 个字，不能重样。")


class NoCosts(BadInput):
    text = N_("分钱的表决，每个选项后面要写多少钱，一行一个，比如：\n修长椅 1200元\n种樱桃树 800元")


class NoMoney(BadInput):
    text = N_("还没写一共有多少钱。请写一个数，比如：3000元")


class TooDear(BadInput):
    text = N_("有一项比总共的钱还多，那一项永远办不成。请改一改选项或者总数。")


class WrongSeats(BadInput):
    text = N_("选几个？请写一个数，至少 1，要比选项的个数少。")


class OwnersYesNo(BadInput):
    text = N_("业主表决只投同意、反对、弃权，不能写自己的选项。要选一个的话，请改成一户一票。")


class NoAreas(BadInput):
    text = N_("名册还差 {missing} 户的面积，按业主的人数和面积算不出来。请先到首页「名册」里补齐。")


class WrongTitle(BadInput):
    text = N_("要表决的话请写在 600 个字以内，一句说清楚一件事。")


def draft(
    tx: Tx,
    courtyard: int,
    person: int,
    title: str,
    *,
    topic: int | None = None,
    options: tuple[str, ...] = (),
    closes_at: datetime | None = None,
) -> int:
    """A draft only its author sees; its number. Raises NotAllowed, WrongTitle, WrongOptions."""
    check(tx, courtyard, person, Act.OPEN_VOTE)
    title = title.strip()
    if not title or len(title) > ballot.LONGEST_TITLE:
        raise WrongTitle
    chosen = ballot.tidy(options)
    if options and not _fit(chosen):
        raise WrongOptions
    if topic is not None:
        topics.check_may_be_voted(tx, courtyard, topic)
    if closes_at:
        votes.check_deadline(tx, closes_at)
    rule = PLURALITY if chosen else COURTYARD_SIMPLE
    return rows.add(
        tx,
        courtyard,
        title,
        person,
        rule_to_text(rule),
        topic=topic,
        options=chosen,
        closes_at=closes_at,
    )


def change_draft(tx: Tx, courtyard: int, person: int, number: int, **changes: Any) -> Vote:
    """Set `title`, `options`, `closes_at`, `electorate`, `method`, `rule` (a preset's key),
    `secret` or `receipts`.

    Raises AlreadyOut once it is out, and the refusals of `draft`.
    """
    vote = own_draft(tx, courtyard, person, number)
    if "closes_at" in changes:
        votes.check_deadline(tx, changes["closes_at"])
    if "options" in changes:
        changes |= _options(vote, changes["options"])
    elif "method" in changes:
        changes |= _method(vote, changes["method"])
    if "rule" in changes:
        changes["rule"] = rule_to_text(PRESETS[changes["rule"]])
    elif changes.keys() & {"options", "electorate"}:
        electorate = changes.get("electorate", vote.electorate)
        options = bool(changes.get("options", vote.options))
        if electorate is Electorate.OWNERS:
            _check_owners(tx, courtyard, options)
        usual = ballot.rules_for(
            options, electorate is Electorate.COUNCIL, electorate is Electorate.OWNERS
        )[0]
        changes["rule"] = rule_to_text(usual)
    rows.update(tx, vote, **(changes | _receipts(vote, changes)))
    return votes.get(tx, courtyard, number)


def set_seats(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    """How many are elected, as someone wrote it. Raises WrongSeats."""
    vote = own_draft(tx, courtyard, person, number)
    digits = text.strip().rstrip("个位名 ")
    if not digits.isdecimal() or not 1 <= int(digits[:4]) < len(vote.options):
        raise WrongSeats
    rows.update(tx, vote, seats=int(digits))


def set_money(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    """How much there is to spend, as someone wrote it. Raises NoMoney."""
    vote = own_draft(tx, courtyard, person, number)
    money = read_money(text)
    if money is None:
        raise NoMoney
    rows.update(tx, vote, money=money)


def drop_draft(tx: Tx, courtyard: int, person: int, number: int) -> None:
    rows.update(tx, own_draft(tx, courtyard, person, number), state=VoteState.CANCELLED)


def submit(tx: Tx, courtyard: int, person: int, number: int) -> bool:
    """Ask for a second councillor, or open at once where one may act alone (then True)."""
    vote = own_draft(tx, courtyard, person, number)
    if vote.closes_at is None:
        raise NoDeadline
    votes.check_deadline(tx, vote.closes_at)
    _check_counting(vote)
    if vote.electorate is Electorate.OWNERS:
        _check_owners(tx, courtyard, bool(vote.options))
        secrecy.check_weights(vote, roll.owned(tx, courtyard))
    if second.request(tx, courtyard, person, Act.OPEN_VOTE, {"vote": number}) is None:
        votes.open_vote(tx, courtyard, person, person, {"vote": number})
        return True
    return False


def waits(tx: Tx, vote: Vote) -> bool:
    """Whether a second councillor has been asked to open it: it may not change meanwhile."""
    asked = (Act.OPEN_VOTE.value, {"vote": vote.vote})
    return any(asked == (one.act, one.args) for one in seconds.waiting(tx, vote.courtyard))


def would_be_eligible(tx: Tx, vote: Vote) -> tuple[int, int]:
    """How many could vote if it opened now, and their area (once open, the frozen roll says)."""
    if vote.state is VoteState.OPEN or vote.eligible:
        return vote.eligible, vote.eligible_area
    if vote.electorate is Electorate.OWNERS:
        return roll.owners(tx, vote.courtyard)
    if vote.electorate is Electorate.HOUSEHOLDS:
        return residents.count_households(tx, vote.courtyard), 0
    return len(votes.voters(tx, vote)), 0


def may_ask_owners(tx: Tx, vote: Vote) -> bool:
    """Whether this draft could be put to the owners: for or against, every flat with its area."""
    return not vote.options and roll.ready(tx, vote.courtyard)


def _check_owners(tx: Tx, courtyard: int, options: bool) -> None:
    if options:
        raise OwnersYesNo
    if not roll.ready(tx, courtyard):
        raise NoAreas(missing=roll.without_area(tx, courtyard))


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    check(tx, courtyard, person, Act.OPEN_VOTE)
    vote = votes.get(tx, courtyard, number)
    if vote.by_person != person:
        raise NotFound
    if vote.state is not VoteState.DRAFT or waits(tx, vote):
        raise AlreadyOut
    return vote


def _receipts(vote: Vote, changes: dict[str, Any]) -> dict[str, Any]:
    """A vote that turns secret offers receipts. Without secrecy there are none, nor where people
    vote and several of them may go by one label."""
    if not changes.keys() & {"secret", "electorate", "receipts"}:
        return {}
    secret = changes.get("secret", vote.secret)
    possible = secret and changes.get("electorate", vote.electorate).by_home
    return {"receipts": possible and changes.get("receipts", vote.receipts or not vote.secret)}


def _options(vote: Vote, written: tuple[str, ...]) -> dict[str, Any]:
    """What new options change: without any it is for or against; a budget's name their costs."""
    options, method = ballot.tidy(written), vote.method
    costs: tuple[int, ...] = ()
    if not options:
        return {"options": (), "costs": (), "money": 0, "seats": 1, "method": Method.MAJORITY}
    if method is Method.MAJORITY:
        method = Method.CHOICE
    if method is Method.BUDGET:
        options, costs = _with_costs(options)
    if not _fit(options):
        raise WrongOptions
    return {"options": options, "costs": costs, "method": method}


def _with_costs(written: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    found = read_costs(written)
    if found is None or len(set(found[0])) < len(written):
        raise NoCosts
    return found


def _method(vote: Vote, method: Method) -> dict[str, Any]:
    """What another way of voting changes. Raises WrongOptions where there is nothing to choose."""
    if method not in ballot.WITH_OPTIONS or not vote.options:
        raise WrongOptions
    kept: dict[str, Any] = {"method": method}
    if method is not Method.BUDGET:
        kept |= {"costs": (), "money": 0}
    if method is not Method.STV:
        kept |= {"seats": 1}
    return kept


def _check_counting(vote: Vote) -> None:
    if vote.method is Method.STV and not vote.seats < len(vote.options):
        raise WrongSeats
    if vote.method is not Method.BUDGET:
        return
    if len(vote.costs) != len(vote.options):
        raise NoCosts
    if not vote.money:
        raise NoMoney
    if max(vote.costs) > vote.money:
        raise TooDear


def _fit(options: tuple[str, ...]) -> bool:
    few_enough = 2 <= len(options) <= ballot.MOST_OPTIONS
    return few_enough and all(len(option) <= ballot.LONGEST_OPTION for option in options)
