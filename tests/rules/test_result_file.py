"""The result file holds all that a result follows from; nothing ties a ballot to a home."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rules import ballot, result_file, who_voted
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Content, Method
from bot.rules.presets import COURTYARD_SIMPLE, PLURALITY
from bot.rules.published_roll import Seat, frozen_lines
from bot.rules.result_file import Brought, OtherFormat, ResultFile, Unreadable

SCHEMA = Path(__file__).parents[2] / "docs" / "result.schema.json"


def made(homes: int, tally: dict[int, int], voted: tuple[str, ...] | None = None) -> ResultFile:
    groups = [((choice,), n) for choice, n in tally.items()]
    return filed(Method.MAJORITY, homes, groups, voted=voted)


def filed(
    method: Method,
    homes: int,
    groups: Sequence[tuple[Content, int]],
    *,
    options: tuple[str, ...] = (),
    seats: int = 1,
    costs: tuple[int, ...] = (),
    money: int = 0,
    voted: tuple[str, ...] | None = None,
) -> ResultFile:
    """As the bot leaves it for such ballots."""
    simple = method in ballot.SIMPLE
    rule = PLURALITY if options else COURTYARD_SIMPLE
    roll = tuple(Seat(number, f"1-1-{number}", 0) for number in range(1, homes + 1))
    tally = result_file.tally_of(options, groups) if simple else ()
    if simple:
        outcome, verdict = None, ballot.count(rule, options, homes, dict(enumerate(tally)))
    else:
        verdict, outcome = ballot.judge(
            method, rule, options, homes, groups, seats=seats, costs=costs, money=money
        )
    hidden = result_file.withheld(method, groups)
    file = ResultFile(
        format=result_file.FORMAT,
        courtyard="桂花院",
        vote=7,
        question="种樱桃树？",
        options=options,
        electorate="HOUSEHOLDS",
        method=method,
        seats=seats,
        costs=costs,
        money=money,
        rule=rule,
        effect=None,
        opened_at="2026-05-01T12:00:00+00:00",
        closed_at="2026-05-04T12:00:00+00:00",
        eligible=homes,
        eligible_area=0,
        present=None,
        roll=roll,
        secret=False,
        voted=voted,
        cast=sum(n for _, n in groups),
        silent=None,
        brought=Brought(0, 0, 0),
        ballots=None if hidden else result_file.stacks(groups),
        withheld=hidden,
        tally=tally,
        areas=(),
        count=outcome,
        receipts=None,
        checks=verdict.checks,
        result=verdict.result,
        winners=tuple(map(str, verdict.winners)),
        text_hash=ballot.text_hash(
            "种樱桃树？",
            options,
            rule_to_text(rule),
            "HOUSEHOLDS",
            frozen_lines(roll),
            ballot.counting(method, seats, costs, money),
        ),
        chain_head="ab" * 32,
        digest="",
    )
    return result_file.sealed(file)


def test_what_is_written_reads_back_the_same() -> None:
    file = made(10, {0: 5, 1: 2})
    assert result_file.read(result_file.write(file)) == file


def test_the_published_schema_is_that_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == result_file.schema()


def test_equal_ballots_stand_together_in_order_of_content() -> None:
    found = result_file.stacks([((2,), 1), ((0, 1), 2), ((0,), 3), ((1,), 0)])
    assert [(stack.ballot, stack.n) for stack in found] == [((0,), 3), ((0, 1), 2), ((2,), 1)]


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
    groups = [((choice,), n) for choice, n in tally.items()]
    assert who_voted.may_name(Method.MAJORITY, groups) is named


@pytest.mark.parametrize(
    ("method", "groups", "named"),
    [
        (Method.IRV, [((0, 1), 4), ((1, 0), 4)], True),
        (Method.IRV, [((0, 1), 4), ((0, 2), 4)], False),  # all put 0 first
        (Method.IRV, [((0, 1), 2), ((1, 0), 2)], False),  # too few of them
        (Method.APPROVAL, [((0, 1), 4), ((0,), 4)], False),  # all ticked 0
        (Method.APPROVAL, [((0, 1), 4), ((1, 2), 4), ((2,), 4)], True),
        (Method.SCORE, [((5, 0), 4), ((5, 5), 4)], False),  # all gave 0 five points
        (Method.SCORE, [((5, 0), 4), ((0, 5), 4)], True),
        (Method.BUDGET, [((0,), 5), ((1,), 5), ((0, 2), 1), ((1, 2), 1)], True),
    ],
)
def test_who_voted_is_not_said_where_all_agree_in_a_part_of_it(
    method: Method, groups: list[tuple[Content, int]], named: bool
) -> None:
    assert who_voted.may_name(method, groups) is named


@pytest.mark.parametrize(
    ("method", "groups", "why"),
    [
        (Method.IRV, [((0, 1), 3), ((1, 0), 3)], "few"),
        (Method.IRV, [((0, 1), 30), ((2, 1, 0), 2)], "alike"),
        (Method.IRV, [((0, 1), 4), ((1, 0), 3)], None),
        (Method.BUDGET, [], "few"),
        (Method.MAJORITY, [((0,), 1)], None),
        (Method.CONSENT, [((0,), 2), ((2,), 1)], None),
    ],
)
def test_ballots_like_few_others_are_not_published(
    method: Method, groups: list[tuple[Content, int]], why: str | None
) -> None:
    assert result_file.withheld(method, groups) == why


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[]", b"{}", b'{"format": "x/9"}'])
def test_what_is_no_result_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        result_file.read(content)


def test_another_format_and_unknown_fields_are_refused() -> None:
    plain = json.loads(result_file.write(made(4, {0: 3})))
    for change in ({"format": "yuanba-result/1"}, {"household": "1-1-1"}):
        with pytest.raises(Unreadable):
            result_file.read(json.dumps(plain | change).encode())


def test_the_digest_covers_every_other_field() -> None:
    file = made(4, {0: 3})
    assert result_file.digest_of(replace(file, courtyard="别的院")) != file.digest


def test_the_digest_is_that_of_the_whole_content_in_sorted_keys_without_spaces() -> None:
    odd = ('甲"乙\\丙', "一\n二\t\x01\x7f\u2028", "🏠 1-1", None, "</b>é")
    roll = tuple(Seat(number, label, number * 7) for number, label in enumerate(odd, 1))
    file = result_file.sealed(replace(made(5, {0: 3}), roll=roll))
    plain = json.loads(result_file.write(file))
    digest = plain.pop("digest")
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest == hashlib.sha256(text.encode()).hexdigest()


def test_a_file_that_says_one_thing_twice_is_not_read() -> None:
    """JSON readers take the last; whoever looks into the file sees the first."""
    written = result_file.write(made(10, {0: 5, 1: 2}))
    for once, twice in (
        (b'"cast": 7', b'"cast": 8,\n"cast": 7'),
        (b'"cast": 7', b'"cast": 7,\n"cast": 7'),
        (b'"label": "1-1-3"', b'"label": "1-1-4", "label": "1-1-3"'),
    ):
        assert once in written
        with pytest.raises(Unreadable, match="twice"):
            result_file.read(written.replace(once, twice, 1))


def test_a_file_is_the_same_with_the_line_ends_and_the_mark_of_another_program() -> None:
    file = made(10, {0: 5, 1: 2})
    written = result_file.write(file)
    assert result_file.read(written.replace(b"\n", b"\r\n")) == file
    assert result_file.read(b"\xef\xbb\xbf" + written) == file
    assert result_file.read(json.dumps(json.loads(written), indent=4).encode()) == file


def test_a_file_of_another_format_is_told_from_one_that_is_broken() -> None:
    written = result_file.write(made(10, {0: 5, 1: 2}))
    with pytest.raises(OtherFormat):
        result_file.read(written.replace(b"yuanba-result/2", b"yuanba-result/9"))


def test_seats_are_written_as_json_would(  # put together by hand, for speed
) -> None:
    odd = (None, 'a "b" \\ c', "号\n\u2028", "<&>")
    roll = tuple(Seat(number, label, number * 7) for number, label in enumerate(odd, 1))
    assert result_file.read(result_file.write(replace(made(4, {0: 1}), roll=roll))).roll == roll
