"""A vote before it is out: drafted by one, changed until it pleases, handed to the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.access import Act, check, may
from bot.actions import courtyard as yards
from bot.actions import (
    draft_rules,
    electors,
    meetings,
    noticing,
    openers,
    opening,
    presets,
    second,
    secrecy,
    topics,
    votes,
)
from bot.actions.opening import AlreadyOut
from bot.errors import N_, BadInput, NotFound, Refusal
from bot.rules import ballot
from bot.rules.advice import Advice
from bot.rules.costs import read_costs, read_money
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.rules.presets import COURTYARD_SIMPLE, PLURALITY
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


class NoCandidates(BadInput):
    text = N_("还没写选项。点「换成自己的选项」，一行写一个。")


class Decides(Refusal):
    text = N_("这份草稿是改规矩的，只能由{council}表决，题目照规矩来，改不了。")


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
    check(tx, courtyard, person, Act.OPEN_RESIDENTS_VOTE)
    title = title.strip()
    if not title or len(title) > ballot.LONGEST_TITLE:
        raise WrongTitle
    chosen = ballot.tidy(options)
    if options and not _fit(chosen):
        raise WrongOptions
    if topic is not None:
        topics.check_may_be_voted(tx, courtyard, topic)
    if closes_at:
        opening.check_deadline(tx, closes_at)
    key = PLURALITY.key if chosen else COURTYARD_SIMPLE.key
    preset = presets.get(tx, courtyard, key)
    number = rows.add(
        tx,
        courtyard,
        title,
        person,
        rule_to_text(preset.rule),
        topic=topic,
        options=chosen,
        closes_at=closes_at,
    )
    if preset.secret:
        new = votes.get(tx, courtyard, number)
        rows.update(tx, new, secret=True, receipts=preset.receipts)
    if not may(tx, courtyard, person, Act.OPEN_VOTE):
        change_draft(tx, courtyard, person, number, electorate=Electorate.RESIDENTS)
    return number


def change_draft(tx: Tx, courtyard: int, person: int, number: int, **changes: Any) -> Vote:
    """Set `title`, `options`, `closes_at`, `electorate`, `method`, `preset` (its key), `secret` or
    `receipts`.

    Raises AlreadyOut once it is out, Decides for what a draft about a rule cannot change, and
    the refusals of `draft`.
    """
    vote = own_draft(tx, courtyard, person, number)
    if vote.effect and changes.keys() != {"closes_at"}:
        raise Decides
    if "closes_at" in changes:
        opening.check_deadline(tx, changes["closes_at"])
    if changes.get("secret") is False:
        draft_rules.check_open(tx, vote)
    asked = changes.get("options", vote.options if ballot.own_options(vote.method) else ())
    changes = _with_rule(tx, vote, changes)
    openers.check_voters(tx, courtyard, person, changes.get("electorate", vote.electorate))
    if changes.get("electorate", vote.electorate) is Electorate.OWNERS:
        draft_rules.check_owners(tx, courtyard, bool(asked))
    rows.update(tx, vote, **(changes | draft_rules.secrecy_of(vote, changes)))
    return votes.get(tx, courtyard, number)


def _with_rule(tx: Tx, vote: Vote, changes: dict[str, Any]) -> dict[str, Any]:
    """What else changes with it: options, ballots and voters each need a rule that suits them."""
    if "preset" in changes:
        preset = presets.get(tx, vote.courtyard, changes["preset"])
        return draft_rules.from_preset(vote, preset)
    if "electorate" in changes:
        return changes | draft_rules.for_voters(tx, replace(vote, **changes))
    if "options" in changes:
        changes |= _options(vote, changes["options"])
    elif "method" in changes:
        changes |= _method(vote, changes["method"])
    if "method" in changes:
        changes["rule"] = rule_to_text(draft_rules.rule(tx, vote, changes["method"]))
    return changes


def take_advice(tx: Tx, courtyard: int, person: int, number: int, advised: Advice) -> None:
    """Change the draft to what the answers led to: the voters first, for a rule suits several."""
    vote = own_draft(tx, courtyard, person, number)
    if vote.electorate is not advised.electorate:
        change_draft(tx, courtyard, person, number, electorate=advised.electorate)
    change_draft(tx, courtyard, person, number, preset=advised.preset)


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
    draft_rules.check_asked(vote)
    openers.check_voters(tx, courtyard, person, vote.electorate)
    if vote.closes_at is None:
        raise NoDeadline
    opening.check_deadline(tx, vote.closes_at)
    noticing.check_days(tx, yards.get(tx, courtyard), vote)
    _check_counting(vote)
    meetings.check_composition(tx, vote)
    if vote.electorate is Electorate.OWNERS:
        draft_rules.check_owners(tx, courtyard, bool(vote.options))
        secrecy.check_weights(vote, roll.owned(tx, courtyard))
    if second.request(tx, courtyard, person, openers.right_to(vote), {"vote": number}) is None:
        opening.open_vote(tx, courtyard, person, person, {"vote": number})
        return True
    return False


def renew(tx: Tx, courtyard: int, person: int, number: int) -> bool:
    """Whether the rule of one's draft was changed by the courtyard since; then the draft has the
    new one, to be looked at again before it goes out."""
    return draft_rules.renew(tx, own_draft(tx, courtyard, person, number))


def moved(tx: Tx, courtyard: int, args: dict[str, Any]) -> dict[str, Any] | None:
    """The same while the draft waits for its second councillor."""
    return args if draft_rules.renew(tx, votes.get(tx, courtyard, args["vote"])) else None


def waits(tx: Tx, vote: Vote) -> bool:
    """Whether a second councillor has been asked to open it: it may not change meanwhile."""
    acts, asked = [act.value for act in openers.OPENING], {"vote": vote.vote}
    waiting = seconds.waiting(tx, vote.courtyard)
    return any(one.act in acts and one.args == asked for one in waiting)


def would_be_eligible(tx: Tx, vote: Vote) -> tuple[int, int]:
    """How many could vote if it opened now, and their area (once open, the frozen roll says)."""
    if vote.state is VoteState.OPEN or vote.eligible:
        return vote.eligible, vote.eligible_area
    if vote.electorate is Electorate.OWNERS:
        return roll.owners(tx, vote.courtyard)
    if vote.electorate is Electorate.HOUSEHOLDS:
        return residents.count_households(tx, vote.courtyard), 0
    return len(electors.voters(tx, vote)), 0


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    check(tx, courtyard, person, Act.OPEN_RESIDENTS_VOTE)
    vote = votes.get(tx, courtyard, number)
    if vote.by_person != person:
        raise NotFound
    if vote.state is not VoteState.DRAFT or waits(tx, vote):
        raise AlreadyOut
    return vote


def _options(vote: Vote, written: tuple[str, ...]) -> dict[str, Any]:
    """What new options change: without any it is for or against; a budget's name their costs."""
    options, method = ballot.tidy(written), vote.method
    costs: tuple[int, ...] = ()
    if not options:
        return {"options": (), "costs": (), "money": 0, "seats": 1, "method": Method.MAJORITY}
    if not ballot.own_options(method):
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
    if not ballot.own_options(method):
        if vote.options and ballot.own_options(vote.method):
            raise WrongOptions
        return draft_rules.as_method(vote, method)
    if not ballot.own_options(vote.method) or not vote.options:
        raise WrongOptions
    kept: dict[str, Any] = {"method": method}
    if method is not Method.BUDGET:
        kept |= {"costs": (), "money": 0}
    if method not in ballot.WITH_SEATS:
        kept |= {"seats": 1}
    return kept


def _check_counting(vote: Vote) -> None:
    if ballot.own_options(vote.method) and not vote.options:
        raise NoCandidates
    if vote.method in ballot.WITH_SEATS and not vote.seats < len(vote.options):
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
