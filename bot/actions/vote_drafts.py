"""A vote before it is out: drafted by one, changed until it pleases, handed to the second."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.access import Act, check
from bot.actions import second, topics, votes
from bot.actions.votes import AlreadyOut
from bot.errors import N_, BadInput, NotFound
from bot.rules import ballot
from bot.rules.frozen import rule_to_text
from bot.rules.presets import COURTYARD_SIMPLE, PLURALITY, PRESETS
from storage import residents, seconds
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState


class NoDeadline(BadInput):
    text = N_("还没定截止时间。点「截止时间」选一个。")


class WrongOptions(BadInput):
    text = N_("选项要 2 到 12 个，每个不超过 60 个字，不能重样。")


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
    """Set `title`, `options`, `closes_at`, `electorate` or `rule` (a preset's key) of a draft.

    Raises AlreadyOut once it is out, and the refusals of `draft`.
    """
    vote = own_draft(tx, courtyard, person, number)
    if "closes_at" in changes:
        votes.check_deadline(tx, changes["closes_at"])
    if "options" in changes:
        changes["options"] = ballot.tidy(changes["options"])
        if changes["options"] and not _fit(changes["options"]):
            raise WrongOptions
    if "rule" in changes:
        changes["rule"] = rule_to_text(PRESETS[changes["rule"]])
    elif changes.keys() & {"options", "electorate"}:
        in_council = changes.get("electorate", vote.electorate) is Electorate.COUNCIL
        usual = ballot.rules_for(bool(changes.get("options", vote.options)), in_council)[0]
        changes["rule"] = rule_to_text(usual)
    rows.update(tx, vote, **changes)
    return votes.get(tx, courtyard, number)


def drop_draft(tx: Tx, courtyard: int, person: int, number: int) -> None:
    rows.update(tx, own_draft(tx, courtyard, person, number), state=VoteState.CANCELLED)


def submit(tx: Tx, courtyard: int, person: int, number: int) -> bool:
    """Ask for a second councillor, or open at once where one may act alone (then True)."""
    vote = own_draft(tx, courtyard, person, number)
    if vote.closes_at is None:
        raise NoDeadline
    votes.check_deadline(tx, vote.closes_at)
    if second.request(tx, courtyard, person, Act.OPEN_VOTE, {"vote": number}) is None:
        votes.open_vote(tx, courtyard, person, person, {"vote": number})
        return True
    return False


def waits(tx: Tx, vote: Vote) -> bool:
    """Whether a second councillor has been asked to open it: it may not change meanwhile."""
    asked = (Act.OPEN_VOTE.value, {"vote": vote.vote})
    return any(asked == (one.act, one.args) for one in seconds.waiting(tx, vote.courtyard))


def would_be_eligible(tx: Tx, vote: Vote) -> int:
    """How many could vote if it opened now (once open, the frozen roll says)."""
    if vote.state is VoteState.OPEN or vote.eligible:
        return vote.eligible
    if vote.electorate is Electorate.HOUSEHOLDS:
        return residents.count_households(tx, vote.courtyard)
    return len(votes.voters(tx, vote))


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    check(tx, courtyard, person, Act.OPEN_VOTE)
    vote = votes.get(tx, courtyard, number)
    if vote.by_person != person:
        raise NotFound
    if vote.state is not VoteState.DRAFT or waits(tx, vote):
        raise AlreadyOut
    return vote


def _fit(options: tuple[str, ...]) -> bool:
    few_enough = 2 <= len(options) <= ballot.MOST_OPTIONS
    return few_enough and all(len(option) <= ballot.LONGEST_OPTION for option in options)
