"""The result file of a closed vote, as a document under one line that says what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from bot.actions import judging
from bot.actions.secrecy import poll
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot, lottery, result_file, who_voted
from bot.rules.effect import effect_from_plain
from bot.rules.frozen import rule_from_text
from bot.rules.methods import Content
from bot.rules.published_roll import Seat
from bot.rules.receipts import Receipts, receipts
from bot.rules.result_file import Box, Brought, ResultFile
from bot.screen import File, Screen
from storage import ballots, secret_ballots, vote_roll, votes
from storage.ballots import Channel
from storage.tx import Tx
from storage.votes import Electorate, Vote


class SendResultFile(Data):
    prefix: ClassVar[str] = "vf1"
    vote: int


_ALL_BALLOTS = N_("📄 表决 {n} 的结果文件：谁都可以拿去自己再数一遍，里头没有谁家投了啥。")
_SUMS = {
    "few": N_(
        "📄 表决 {n} 的结果文件：谁都可以拿去自己验一遍。来投的不到 {few} 户，"
        "一张张放出来认得出是谁家的，所以只放各项的总数。"
    ),
    "alike": N_(
        "📄 表决 {n} 的结果文件：谁都可以拿去自己验一遍。有的票填得跟别家都不一样，"
        "放出来认得出是谁家的，所以只放各项的总数和每一步。"
    ),
}


def document(page: Page, vote: int) -> Screen:
    found = votes.get(page.tx, page.courtyard.courtyard, vote)
    if found is None or found.result is None:
        raise Pointless("there is no result to check")
    if found.cleared_at:
        return _past_its_time(page, vote)
    file = of_vote(page.tx, found, page.courtyard.name)
    text = _SUMS[file.withheld] if file.withheld else _ALL_BALLOTS
    said = [page.words(text, n=vote, few=result_file.FEWEST_BALLOTS)]
    if file.receipts:
        said.append(page.words("🧾 拿了回执的，在里头找自己那一行。"))
    # In the group for good, where everyone has a copy: a file made anew must carry the same.
    head = file.chain_head[:16]
    said.append(page.words("账本到这里的指纹：<code>{head}</code>", head=head))
    return Screen(
        "\n".join(said),
        document=File(f"yuanba-result-{vote}.json", result_file.write(file)),
    )


def _past_its_time(page: Page, vote: int) -> Screen:
    """The file is made from the ballots, and they are gone."""
    return Screen(
        page.words(
            "🗑 表决 {n} 定下来一年多了，一张张的票已经删了，文件做不出来了。\n"
            "当初发到群里的那个文件还在，照样可以自己验。",
            n=vote,
        )
    )


def of_vote(tx: Tx, vote: Vote, courtyard: str) -> ResultFile:
    groups = ballots.groups(tx, vote)
    roll = vote_roll.labels(tx, vote)
    verdict, outcome = judging.judged(vote)
    hidden = result_file.withheld(vote.method, groups)
    simple = vote.method in ballot.SIMPLE
    return result_file.sealed(
        ResultFile(
            format=result_file.FORMAT,
            courtyard=courtyard,
            vote=vote.vote,
            question=vote.title,
            options=vote.options,
            electorate=vote.electorate.value,
            method=vote.method,
            seats=vote.seats,
            costs=vote.costs,
            money=vote.money,
            rule=rule_from_text(vote.rule),
            effect=effect_from_plain(vote.effect),
            lottery=lottery.from_plain(vote.lottery),
            opened_at=_moment(vote.opened_at),
            closed_at=_moment(vote.closed_at),
            eligible=vote.eligible,
            eligible_area=vote.eligible_area,
            present=vote.present,
            roll=_seats(tx, vote, roll),
            secret=vote.secret,
            voted=_voted(tx, vote, roll, groups),
            cast=sum(n for _, n in groups),
            silent=vote.silence,
            brought=_brought(tx, vote),
            ballots=None if hidden else result_file.stacks(groups),
            withheld=hidden,
            tally=result_file.tally_of(vote.options, groups) if simple else (),
            areas=vote.counted_area or (),
            count=outcome,
            receipts=_receipts(tx, vote, published=not hidden),
            checks=verdict.checks,
            result=verdict.result,
            winners=tuple(map(str, verdict.winners)),
            text_hash=vote.text_hash or "",
            chain_head=vote.head or "",
            digest="",
            box=_box(vote),
        )
    )


def _seats(tx: Tx, vote: Vote, roll: list[tuple[int, str]]) -> tuple[Seat, ...]:
    """People stand on the published roll without name or account, by running number."""
    if not vote.electorate.by_home:
        return tuple(Seat(number, None, 0) for number in range(1, len(roll) + 1))
    areas = vote_roll.areas(tx, vote)
    return tuple(Seat(unit, label, areas[unit]) for unit, label in roll)


def _brought(tx: Tx, vote: Vote) -> Brought:
    found = ballots.by_channel(tx, vote)
    ways = (Channel.PAPER, Channel.ASSISTED, Channel.PROXY)
    return Brought(*(found.get(channel, 0) for channel in ways))


def _voted(
    tx: Tx, vote: Vote, roll: list[tuple[int, str]], groups: list[tuple[Content, int]]
) -> tuple[str, ...] | None:
    if vote.electorate is not Electorate.HOUSEHOLDS:
        return None
    if not who_voted.may_name(vote.method, groups):
        return None
    absent = {unit for unit, _ in ballots.missing(tx, vote)}
    return tuple(label for unit, label in roll if unit not in absent)


def _receipts(tx: Tx, vote: Vote, published: bool) -> Receipts | None:
    if not vote.receipts:
        return None
    box = secret_ballots.box(tx, vote)
    lines = [(ballot.line, ballot.content) for ballot in box if ballot.line]
    return receipts(poll(vote), lines, published, len(box) - len(lines))


def _box(vote: Vote) -> Box | None:
    if vote.box_papers is None:
        return None
    return Box(vote.box_homes, vote.box_papers, vote.box_spoilt or 0, vote.box_overfull)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.result_file": document}
