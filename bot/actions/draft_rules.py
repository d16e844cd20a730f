"""Which rule a draft falls under as it changes: its voters, its ballots, its preset."""

from __future__ import annotations

from typing import Any

from bot.actions import meetings, presets
from bot.errors import N_, BadInput
from bot.rules import ballot
from bot.rules.frozen import rule_from_text, rule_to_text
from bot.rules.methods import Method
from bot.rules.presets import Preset
from bot.rules.verdict import Rule
from storage import roll, votes
from storage.tx import Tx
from storage.votes import Electorate, Vote


class OwnersYesNo(BadInput):
    text = N_("业主表决只投同意、反对、弃权，不能写自己的选项。要选一个的话，请改成一户一票。")


class NoAreas(BadInput):
    text = N_("名册还差 {missing} 户的面积，按业主的人数和面积算不出来。请先到首页「名册」里补齐。")


class NoSuchWay(BadInput):
    text = N_("这些人的表决没有这种投法。先换一换谁来投，再选。")


class Unasked(BadInput):
    text = N_("规矩刚改过，题目还没跟上。点「再改改规矩」，再点「交{council}表决」。")


class SecretByRule(BadInput):
    text = N_("这条规矩写明了要秘密投票，不能改成公开的。要公开投，请换一条规矩。")


class ReasonsAreRead(BadInput):
    text = N_("要讲理由的表决没法秘密投：理由是给大家看的。")


def rule(tx: Tx, vote: Vote, method: Method) -> Rule:
    """The rule as it was, if it suits such ballots; else the usual one for them."""
    now = presets.of_vote(tx, vote)
    if now and now.suits(vote.electorate, method):
        return rule_from_text(vote.rule)
    fitting = presets.fitting(tx, vote.courtyard, vote.electorate, method)
    if not fitting:
        raise NoSuchWay
    return fitting[0].rule


def for_voters(tx: Tx, vote: Vote) -> dict[str, Any]:
    """The usual rule for these voters, with ballots of another kind where it knows not these."""
    fitting = presets.fitting(tx, vote.courtyard, vote.electorate, vote.method)
    usual = fitting or presets.for_voters(tx, vote.courtyard, vote.electorate)
    return from_preset(vote, usual[0])


def check_asked(vote: Vote) -> None:
    """Whether there is a question: of a rule that was changed once more there is none yet. Raises
    Unasked."""
    if not vote.title:
        raise Unasked


def check_open(tx: Tx, vote: Vote) -> None:
    """Whether its rule lets it be an open vote. Raises SecretByRule."""
    if _keeps_secret(presets.of_vote(tx, vote)):
        raise SecretByRule


def _keeps_secret(preset: Preset | None) -> bool:
    """What the courtyard has decided to be secret is; what we propose as secret (votes on persons)
    its opener may open."""
    return preset is not None and preset.secret and preset.decided is not None


def renew(tx: Tx, vote: Vote) -> bool:
    """Bring a draft to the rule that holds now, where the courtyard has changed it since; whether
    it has: what it asks for, whose votes it is for, how they vote. A rule that holds no more gives
    way to the usual one."""
    preset = presets.of_vote(tx, vote)
    if preset is None:
        changes = for_voters(tx, vote)
    elif vote.effect:
        changes = {"rule": rule_to_text(preset.rule)}
    else:
        changes = from_preset(vote, preset)
    bound = ("rule", "electorate", "method", *(["secret"] if _keeps_secret(preset) else []))
    if all(changes.get(name, getattr(vote, name)) == getattr(vote, name) for name in bound):
        return False
    votes.update(tx, vote, **(changes | secrecy_of(vote, changes)))
    return True


def from_preset(vote: Vote, preset: Preset) -> dict[str, Any]:
    """What choosing a preset changes: the rule, and voters and ballots where they do not fit."""
    changes: dict[str, Any] = {"rule": rule_to_text(preset.rule)}
    if vote.electorate not in preset.electorates:
        changes["electorate"] = preset.electorates[0]
    if vote.method not in preset.methods:
        changes |= as_method(vote, preset.methods[0])
    if preset.secret:
        changes |= {"secret": True, "receipts": preset.receipts}
    return changes


def as_method(vote: Vote, method: Method) -> dict[str, Any]:
    """Ballots of another kind; own options stay where the new kind has some."""
    plain = {"costs": (), "money": 0, "seats": 1, "method": method}
    if method is Method.CONSENT:
        return {**plain, "options": ballot.CONSENT_ANSWERS}
    keep = ballot.own_options(method) and ballot.own_options(vote.method)
    return plain if keep else {**plain, "options": ()}


def secrecy_of(vote: Vote, changes: dict[str, Any]) -> dict[str, Any]:
    """Whether it stays secret, with receipts or without. Raises ReasonsAreRead."""
    if changes.get("method", vote.method) is Method.CONSENT:
        if changes.get("secret"):
            raise ReasonsAreRead
        return {"secret": False, "receipts": False}
    return _receipts(vote, changes)


def _receipts(vote: Vote, changes: dict[str, Any]) -> dict[str, Any]:
    """A vote that turns secret offers receipts. Without secrecy there are none, nor where people
    vote and several of them may go by one label."""
    if not changes.keys() & {"secret", "electorate", "receipts"}:
        return {}
    secret = changes.get("secret", vote.secret)
    possible = secret and changes.get("electorate", vote.electorate).by_home
    return {"receipts": possible and changes.get("receipts", vote.receipts or not vote.secret)}


ORDER = (
    Electorate.HOUSEHOLDS,
    Electorate.RESIDENTS,
    Electorate.COUNCIL,
    Electorate.DELEGATES,
    Electorate.PARTY,
    Electorate.OWNERS,
)


def next_electorate(tx: Tx, vote: Vote) -> Electorate:
    """Whose vote it becomes with the next tap: those who are there to be asked, in turn."""
    order = [body for body in ORDER if _may_ask(tx, vote, body)]
    at = order.index(vote.electorate) if vote.electorate in order else -1
    return order[(at + 1) % len(order)]


def _may_ask(tx: Tx, vote: Vote, body: Electorate) -> bool:
    if body is Electorate.OWNERS:
        return may_ask_owners(tx, vote)
    if body in (Electorate.DELEGATES, Electorate.PARTY):
        return bool(meetings.members(tx, vote.courtyard, body, elects=True))
    return True


def may_ask_owners(tx: Tx, vote: Vote) -> bool:
    """Whether this draft could be put to the owners: for or against, every flat with its area."""
    return vote.method is Method.MAJORITY and roll.ready(tx, vote.courtyard)


def check_owners(tx: Tx, courtyard: int, options: bool) -> None:
    if options:
        raise OwnersYesNo
    if not roll.ready(tx, courtyard):
        raise NoAreas(missing=roll.without_area(tx, courtyard))
