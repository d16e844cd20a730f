"""A secret vote's result file: it recounts, it holds each receipt's line, and no household."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.actions import closing, opening, vote_drafts, votes
from bot.check import Mark
from bot.recount import recount
from bot.recount_receipts import find
from bot.rules import result_file
from bot.rules.methods import Method
from bot.rules.receipts import Line
from bot.rules.result_file import ResultFile, Stack
from bot.sandbox.model import Message
from bot.words import Words
from handlers.views.result_file import of_vote
from storage.tx import Tx
from tests.handlers.secret import opened_secretly, voted
from tests.yard import Yard

ZH = Words("zh_CN")
LABELS = [f"3-2-{floor}0{door}" for floor in (1, 2, 3) for door in (1, 2, 3)]


def file_in(message: Message) -> ResultFile:
    assert message.document is not None
    return result_file.read(message.document.data)


async def closed(yard: Yard, choices: list[str], *taps: str) -> tuple[ResultFile, str]:
    """The file after these households voted, and the receipt of the first of them."""
    await opened_secretly(yard, *taps)
    for label, choice in zip(LABELS, choices, strict=False):
        hand_in = "再要张回执" if label == LABELS[0] and not taps else "✅ 交"
        await voted(yard, label, choice, hand_in=hand_in)
    found = re.search(r"^1-[0-9a-f]{8}\|\S+$", yard.household(LABELS[0]).reads(), re.M)
    await yard.passes(days=3)
    return file_in(yard.card("结果文件")), found[0] if found else ""


SEVEN = ["反对", "同意", "同意", "反对", "同意", "同意", "弃权"]


async def test_the_file_recounts_and_holds_the_line_of_the_receipt(
    yard: Yard, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, receipt = await closed(yard, SEVEN)
    assert [str(step) for step in recount(file, ZH) if step.mark is Mark.BAD] == []
    assert file.secret
    assert file.voted == tuple(LABELS[:7])
    assert "回执" in yard.card("结果文件").text
    found = find(file, receipt, ZH)
    assert (found.mark, "投的是：反对" in str(found)) == (Mark.GOOD, True)
    path = tmp_path / "result.json"
    path.write_bytes(result_file.write(file))
    assert main(["recount", str(path), "--receipt", receipt]) == 0
    assert main(["recount", str(path), "--receipt", receipt + "x"]) == 1
    assert "没有您这一行" in capsys.readouterr().out


async def test_few_ballots_leave_lines_without_choices(yard: Yard) -> None:
    file, receipt = await closed(yard, SEVEN[:4])
    assert file.receipts is not None
    assert {line.ballot for line in file.receipts.lines} == {None}
    assert "旁边没有写" in str(find(file, receipt, ZH))
    assert all(step.mark is not Mark.BAD for step in recount(file, ZH))


async def test_where_all_agreed_nobody_is_named_but_lines_are_there(yard: Yard) -> None:
    file, receipt = await closed(yard, ["同意"] * 7)
    assert file.voted is None
    assert find(file, receipt, ZH).mark is Mark.GOOD


async def test_without_receipts_the_file_has_no_lines(yard: Yard) -> None:
    file, _ = await closed(yard, SEVEN, "回执：可以要")
    assert file.secret
    assert file.receipts is None
    assert all(step.mark is not Mark.BAD for step in recount(file, ZH))
    assert find(file, "1-x|3-2-101|y", ZH).mark is Mark.BAD


async def test_an_open_vote_cannot_be_passed_off_as_a_secret_one(yard: Yard) -> None:
    file, _ = await closed(yard, SEVEN)
    for forged in (replace(file, secret=False), replace(file, receipts=None)):
        bad = [s for s in recount(result_file.sealed(forged), ZH) if s.mark is Mark.BAD]
        assert bad


async def test_a_line_swapped_added_or_left_out_is_found(yard: Yard) -> None:
    file, receipt = await closed(yard, SEVEN)
    found = file.receipts
    assert found is not None
    other = replace(found.lines[0], line="0" * 64)
    for lines in (
        (other, *found.lines[1:]),
        found.lines[1:],
        (other, *found.lines),
        tuple(replace(line, ballot=(0,)) for line in found.lines),
        found.lines[::-1],
    ):
        forged = result_file.sealed(replace(file, receipts=replace(found, lines=lines)))
        assert [s for s in recount(forged, ZH) if s.mark is Mark.BAD]
    mine = next(line for line in found.lines if line.line in str(find(file, receipt, ZH)))
    altered = replace(found, lines=tuple(x for x in found.lines if x != mine))
    assert find(replace(file, receipts=altered), receipt, ZH).mark is Mark.BAD


async def test_a_forged_count_of_a_secret_file_is_found(yard: Yard) -> None:
    file, _ = await closed(yard, SEVEN)
    forged = replace(file, ballots=(Stack((0,), 6), Stack((1,), 1)), tally=(6, 1, 0))
    bad = [str(s) for s in recount(result_file.sealed(forged), ZH) if s.mark is Mark.BAD]
    assert any("回执旁边" in line for line in bad)


CONTENTS = {
    Method.MAJORITY: st.sampled_from([(0,), (1,), (2,)]),
    Method.CHOICE: st.sampled_from([(0,), (1,), (2,)]),
    Method.APPROVAL: st.sets(st.integers(0, 2)).map(lambda ticks: tuple(sorted(ticks))),
    Method.SCORE: st.tuples(*[st.integers(0, 5)] * 3),
    Method.SCHULZE: st.permutations([0, 1, 2]).map(tuple),
}


@st.composite
def elections(draw: Any) -> Any:
    """A method, who votes, what is cast, and two ways in which units get ballots, each in turn."""
    method = draw(st.sampled_from(list(CONTENTS)))
    units = draw(st.lists(st.integers(1, 120), min_size=0, max_size=12, unique=True))
    cast = draw(st.lists(CONTENTS[method], min_size=len(units), max_size=len(units)))
    one, other = (draw(st.permutations(range(len(units)))) for _ in range(2))
    return method, units, cast, one, other


Drawn = tuple[Method, list[int], list[tuple[int, ...]], list[int], list[int]]


def drawn_elections(n: int) -> list[Drawn]:
    """Hypothesis draws them all first: what is asked of them runs in the bot's own loop."""
    found: list[Drawn] = []

    @settings(max_examples=n, deadline=None, database=None)
    @given(elections())
    def draw(election: Drawn) -> None:
        found.append(election)

    draw()
    return found


async def test_the_file_is_the_same_whoever_cast_which_ballot_and_when(yard: Yard) -> None:
    """Nothing in it links to a household: it follows from who voted and what was cast, and from
    neither the pairing of the two, nor the order, nor the time."""
    for election in drawn_elections(60):

        def both(tx: Tx, drawn: Drawn = election) -> list[ResultFile]:
            method, units, cast, one, other = drawn
            forwards = [(units[at], cast[one[at]]) for at in range(len(units))]
            backwards = [(units[at], cast[other[at]]) for at in reversed(range(len(units)))]
            return [
                trial(tx, yard, method, forwards, seconds=1),
                trial(tx, yard, method, backwards, seconds=7),
            ]

        first, second = await yard.write(both)
        assert first == second


def trial(
    tx: Tx, yard: Yard, method: Method, cast: list[tuple[int, tuple[int, ...]]], *, seconds: int
) -> ResultFile:
    """The file of one secret vote in which a ballot comes in every so many seconds, without what
    is random in it (salts and lines); then undone."""
    began, here, chair = tx.now, yard.courtyard, yard.chair.id
    with contextlib.suppress(Undone), tx.savepoint():
        options = () if method is Method.MAJORITY else ("长椅", "樱桃树", "路灯")
        ends = began + timedelta(days=1)
        number = vote_drafts.draft(tx, here, chair, "定啥？", options=options, closes_at=ends)
        vote_drafts.change_draft(tx, here, chair, number, secret=True)
        if method not in (Method.MAJORITY, Method.CHOICE):
            vote_drafts.change_draft(tx, here, chair, number, method=method)
        opening.open_vote(tx, here, chair, chair, {"vote": number})
        vote = votes.get(tx, here, number)
        for unit, content in cast:
            tx.now += timedelta(seconds=seconds)
            votes.record(tx, vote, unit, content, person=None)
        tx.now = ends
        closing.close_on_time(tx, here, str(number))
        file = of_vote(tx, votes.get(tx, here, number), "院")
        raise Undone
    tx.now = began
    return plain(file)


class Undone(Exception):
    """Raised to take a trial back."""


def plain(file: ResultFile) -> ResultFile:
    assert file.receipts is not None
    assert len({line.line for line in file.receipts.lines}) == file.cast
    beside = sorted(line.ballot or () for line in file.receipts.lines)
    lines = tuple(Line("", content) for content in beside)
    blotted = replace(file.receipts, lines=lines, hash="")
    return replace(file, receipts=blotted, chain_head="", digest="")
