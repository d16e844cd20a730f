"""A secret ballot: handed in once, kept without its household, sealed again at the close."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from bot.errors import N_, Refusal
from bot.rules import secrecy
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content
from bot.rules.verdict import Measure
from storage import audit, ballots, boxes, cards, half_filled, secret_ballots, vote_roll
from storage.ballots import Channel
from storage.secret_ballots import Anonymous
from storage.tx import Tx
from storage.votes import Vote, VoteState


class AlreadyVoted(Refusal):
    text = N_("{who} 已经投过了。秘密投票只投一次，交了就不能改。")


class OwnHandsOnly(Refusal):
    text = N_(
        "秘密投票不能帮人填：填的人就晓得投的啥了。没有手机的，自己填一张纸票，折好投进票箱；"
        "也可以委托信得过的人，让他在自己的私聊里投。"
    )


class NoPaperByArea(Refusal):
    text = N_(
        "这次按面积算，又要保密：纸票混在一个箱子里，就不晓得哪张是多大面积的，所以不收纸票。"
        "自己投不了的，可以委托信得过的人，让他在自己的私聊里投。"
    )


class TooFewYet(Refusal):
    text = N_("秘密投票：投的还不到 {n} 家，先不说谁没投。")


class TooFewToEnd(Refusal):
    text = N_(
        "秘密投票：投的还不到 {n} 家，不能提前结束，一公布就猜得到是谁投的啥。"
        "等投的满 {n} 家，或者等到截止。"
    )


class FewApart(TooFewToEnd):
    text = N_(
        "秘密投票：手机上投的，或者投进票箱的，有一边还不到 {n} 家，不能提前结束："
        "票箱是当众数的，总数一减，就猜得到是谁投的啥。等到截止吧。"
    )


class WeightTells(Refusal):
    final = True
    text = N_(
        "这次按面积算，不能秘密投：有的面积只有 {n} 户，不到 {fewest} 户，"
        "一看面积就晓得是谁家投的。把「秘密投票」关掉，或者改成一户一票。"
    )


def hand_in(
    tx: Tx, vote: Vote, unit: int, label: str, content: Content, channel: Channel
) -> str | None:
    """Both halves of the ballot, and the secret of its receipt (None in a vote without).

    The chain learns that a ballot came in, neither from whom nor what it says. Raises
    OwnHandsOnly, AlreadyVoted.
    """
    check_own_hands(vote, channel)
    if ballots.has_voted(tx, vote, unit):
        raise AlreadyVoted(who=label)
    token = secrets.token_urlsafe(12) if vote.receipts else None
    line = secrecy.line(poll(vote), label, token) if token else ""
    area = vote_roll.areas(tx, vote)[unit] if _by_area(vote) else 0
    secret_ballots.hand_in(tx, vote, unit, Anonymous(content, 1, area, line))
    half_filled.drop_of_unit(tx, vote, unit)
    if channel is Channel.PROXY:
        secret_ballots.count_proxy(tx, vote)
    audit.append(tx, vote.courtyard, "ballot.secret", vote=vote.vote)
    return token


def put_in_box(tx: Tx, vote: Vote, unit: int) -> None:
    """This unit has voted, by a sheet that nobody reads before the close. Raises AlreadyVoted."""
    if ballots.has_voted(tx, vote, unit):
        raise AlreadyVoted(who=vote_roll.label(tx, vote, unit) or "")
    secret_ballots.mark(tx, vote, unit)
    boxes.add_home(tx, vote)
    half_filled.drop_of_unit(tx, vote, unit)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)


def check_own_hands(vote: Vote, channel: Channel) -> None:
    """A secret ballot is filled in by who casts it. Raises OwnHandsOnly."""
    if vote.secret and channel not in (Channel.TAP, Channel.PROXY):
        raise OwnHandsOnly


def takes_paper(vote: Vote) -> bool:
    """Whether a sheet in the box would be a ballot like the others: no area goes with it."""
    return not (vote.secret and _by_area(vote))


def check_paper(vote: Vote) -> None:
    """Raises NoPaperByArea."""
    if not takes_paper(vote):
        raise NoPaperByArea


def check_shown(tx: Tx, vote: Vote) -> None:
    """Whether it may be told who has voted. Raises TooFewYet."""
    if not secrecy.turnout_shown(vote.secret, ballots.turnout(tx, vote)):
        raise TooFewYet(n=secrecy.SHOWN_FROM)


def check_endable(tx: Tx, vote: Vote) -> None:
    """Nobody picks the moment at which one or two ballots are opened: the box is counted in public,
    and the result less what was in it is what came by phone. Raises TooFewToEnd, FewApart."""
    if vote.state is not VoteState.OPEN:
        return
    cast = ballots.turnout(tx, vote)
    if not secrecy.turnout_shown(vote.secret, cast):
        raise TooFewToEnd(n=secrecy.SHOWN_FROM)
    apart = [n for n in (vote.box_homes, cast - vote.box_homes) if n]
    if not all(secrecy.turnout_shown(vote.secret, n) for n in apart):
        raise FewApart(n=secrecy.SHOWN_FROM)


def settle(tx: Tx, vote: Vote) -> dict[str, Any]:
    """At the close: what is left of the order goes; what the chain says of the box."""
    if not vote.secret:
        return {}
    secret_ballots.settle(tx, vote)
    lines = secret_ballots.lines(tx, vote)
    return {"voted": ballots.turnout(tx, vote), "lines": secrecy.list_hash(lines)}


def check_weights(vote: Vote, areas: Iterable[int]) -> None:
    """Whether these areas hide who cast what. Raises WeightTells."""
    if not (vote.secret and _by_area(vote)):
        return
    n = secrecy.rarest(areas)
    if n < secrecy.FEWEST_ALIKE:
        raise WeightTells(n=n, fewest=secrecy.FEWEST_ALIKE)


def poll(vote: Vote) -> str:
    return secrecy.poll(vote.vote, vote.text_hash or "")


def _by_area(vote: Vote) -> bool:
    """Where only heads count, no area may lie beside a ballot."""
    return Measure.AREA in rule_from_text(vote.rule).measures
