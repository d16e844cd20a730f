"""The result file holds all that a result follows from; nothing ties a ballot to a home."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rules import ballot, result_file
from bot.rules.frozen import rule_to_text
from bot.rules.presets import COURTYARD_SIMPLE
from bot.rules.result_file import ResultFile, Seat, Unreadable

SCHEMA = Path(__file__).parents[2] / "docs" / "result.schema.json"


def made(homes: int, tally: dict[int, int], voted: tuple[str, ...] | None = None) -> ResultFile:
    roll = tuple(Seat(number, f"1-1-{number}") for number in range(1, homes + 1))
    verdict = ballot.count(COURTYARD_SIMPLE, (), homes, tally)
    lines = result_file.frozen_lines(roll)
    rule = rule_to_text(COURTYARD_SIMPLE)
    file = ResultFile(
        format=result_file.FORMAT,
        courtyard="桂花院",
        vote=7,
        question="种樱桃树？",
        options=(),
        electorate="HOUSEHOLDS",
        rule=COURTYARD_SIMPLE,
        opened_at="2026-05-01T12:00:00+00:00",
        closed_at="2026-05-04T12:00:00+00:00",
        eligible=homes,
        eligible_area=0,
        present=None,
        roll=roll,
        voted=voted,
        ballots=result_file.papers(tally),
        tally=tuple(tally.get(number, 0) for number in range(3)),
        areas=(),
        checks=verdict.checks,
        result=verdict.result,
        winners=tuple(map(str, verdict.winners)),
        text_hash=ballot.text_hash("种樱桃树？", (), rule, "HOUSEHOLDS", lines),
        chain_head="ab" * 32,
        digest="",
    )
    return result_file.sealed(file)


def test_what_is_written_reads_back_the_same() -> None:
    file = made(10, {0: 5, 1: 2})
    assert result_file.read(result_file.write(file)) == file


def test_the_published_schema_is_that_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == result_file.schema()


def test_ballots_are_numbered_afresh_in_order_of_choice() -> None:
    found = [(paper.number, paper.choice) for paper in result_file.papers({2: 1, 0: 2})]
    assert found == [(1, 0), (2, 0), (3, 2)]


@pytest.mark.parametrize(
    ("tally", "named"),
    [
        ({0: 40}, False),
        ({0: 1, 1: 1}, False),
        ({0: 40, 1: 0}, False),
        ({0: 60, 1: 1}, False),
        ({0: 2, 1: 2}, True),
    ],
)
def test_who_voted_is_not_said_where_it_says_what_they_chose(
    tally: dict[int, int], named: bool
) -> None:
    assert result_file.may_name(tally) is named


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[]", b"{}", b'{"format": "x/9"}'])
def test_what_is_no_result_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        result_file.read(content)


def test_another_format_and_unknown_fields_are_refused() -> None:
    plain = json.loads(result_file.write(made(4, {0: 3})))
    for change in ({"format": "yuanba-result/2"}, {"household": "1-1-1"}):
        with pytest.raises(Unreadable):
            result_file.read(json.dumps(plain | change).encode())


def test_the_digest_covers_every_other_field() -> None:
    file = made(4, {0: 3})
    assert result_file.digest_of(replace(file, courtyard="别的院")) != file.digest
