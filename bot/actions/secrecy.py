"""A secret ballot: handed in once, kept without its household, sealed again at the close."""

from __future__ import annotations

import secrets
from typing import Any

from bot.errors import N_, Refusal
from bot.rules import secrecy
from bot.rules.methods import Content
from storage import audit, ballots, secret_ballots
from storage.ballots import Channel
from storage.secret_ballots import Anonymous
from storage.tx import Tx
from storage.votes import Vote


class AlreadyVoted(Refusal):
    text = N_("这一户已经投过了。秘密投票只投一次，交了就不能改。")


class OwnHandsOnly(Refusal):
    text = N_(
        "秘密投票不收纸票，也不能帮人填：填的人就晓得投的啥了。"
        "自己投不了的，可以委托信得过的人，让他在自己的私聊里投。"
    )


def hand_in(
    tx: Tx, vote: Vote, unit: int, label: str, content: Content, channel: Channel
) -> str | None:
    """Both halves of the ballot, and the secret of its receipt (None in a vote without).

    The chain learns that a ballot came in, neither from whom nor what it says. Raises
    OwnHandsOnly, AlreadyVoted.
    """
    if channel not in (Channel.TAP, Channel.PROXY):
        raise OwnHandsOnly
    if ballots.has_voted(tx, vote, unit):
        raise AlreadyVoted
    token = secrets.token_urlsafe(12) if vote.receipts else None
    line = secrecy.line(poll(vote), label, token) if token else ""
    secret_ballots.hand_in(tx, vote, unit, Anonymous(content, 1, 0, line))
    ballots.drop_drafts_of(tx, vote, unit)
    audit.append(tx, vote.courtyard, "ballot.secret", vote=vote.vote)
    return token


def settle(tx: Tx, vote: Vote) -> dict[str, Any]:
    """At the close: what is left of the order goes; what the chain says of the box."""
    if not vote.secret:
        return {}
    secret_ballots.settle(tx, vote)
    lines = [ballot.line for ballot in secret_ballots.box(tx, vote) if ballot.line]
    return {"voted": ballots.turnout(tx, vote), "lines": secrecy.list_hash(lines)}


def poll(vote: Vote) -> str:
    return secrecy.poll(vote.vote, vote.text_hash or "")
