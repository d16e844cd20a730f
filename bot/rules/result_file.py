"""What a closed vote leaves for anyone to check: a file with all that its result follows from.

Ballots stand in it by running number, sorted by choice: nothing in it ties one to a household.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.rules import ballot
from bot.rules.verdict import Check, Result, Rule, Verdict

FORMAT: Literal["yuanba-result/1"] = "yuanba-result/1"
BY_HOME = ("HOUSEHOLDS", "OWNERS")
FEWEST_TO_NAME = 3
_STRICT = ConfigDict(extra="forbid", strict=True)


class Unreadable(ValueError):
    """Not a result file, or one of a format that this release does not know."""


@dataclass(frozen=True)
class Seat:
    """One line of the roll: a household by number and label, or a running number alone; an owner
    by the first of their flats, with the area of all of them in 0.01 m²."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    number: int
    label: str | None
    area: int = 0


@dataclass(frozen=True)
class Paper:
    """One ballot: its running number in this file, and the number of its choice (from 0)."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    number: int
    choice: int


@dataclass(frozen=True)
class ResultFile:
    """`voted` is null where it would give a choice away, and where people vote, not households.
    `areas` stand behind the choices of an owners' vote, in 0.01 m² (all others have none).
    `present` were in the room, where that counts. `digest` covers everything else in the file."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    format: Literal["yuanba-result/1"]
    courtyard: str
    vote: int
    question: str
    options: tuple[str, ...]
    electorate: Literal["HOUSEHOLDS", "RESIDENTS", "OWNERS", "DELEGATES", "COUNCIL", "PARTY"]
    rule: Rule
    opened_at: str
    closed_at: str
    eligible: int
    eligible_area: int
    present: int | None
    roll: tuple[Seat, ...]
    voted: tuple[str, ...] | None
    ballots: tuple[Paper, ...]
    tally: tuple[int, ...]
    areas: tuple[int, ...]
    checks: tuple[Check, ...]
    result: Result
    winners: tuple[str, ...]
    text_hash: str
    chain_head: str
    digest: str


_ADAPTER = TypeAdapter(ResultFile)


def papers(tally: Mapping[int, int]) -> tuple[Paper, ...]:
    """The ballots behind a tally, numbered afresh in order of choice."""
    chosen = [choice for choice in sorted(tally) for _ in range(tally[choice])]
    return tuple(Paper(number, choice) for number, choice in enumerate(chosen, 1))


def may_name(tally: Mapping[int, int]) -> bool:
    """Whether saying who voted leaves open what they chose, to everyone.

    Not if all of them agree, and not if all but one do: that one would know the others' choice.
    """
    cast = sorted((n for n in tally.values() if n), reverse=True)
    agree_but_one = len(cast) < 2 or sum(cast) - cast[0] == 1
    return not agree_but_one and sum(cast) >= FEWEST_TO_NAME


def verdict_of(file: ResultFile) -> Verdict:
    """Counted again from ballots, rule and roll. Raises ValueError for more ballots than seats."""
    tally = Counter(paper.choice for paper in file.ballots)
    return ballot.count(
        file.rule,
        file.options,
        len(file.roll),
        tally,
        eligible_area=sum(seat.area for seat in file.roll),
        areas=dict(enumerate(file.areas)),
        present=file.present,
    )


def frozen_lines(roll: Sequence[Seat]) -> list[str]:
    """The roll as it was hashed when the vote opened."""
    weights = any(seat.area for seat in roll)
    return [f"{seat.number}:{seat.label}" + (f":1:{seat.area}" if weights else "") for seat in roll]


def digest_of(file: ResultFile) -> str:
    """The SHA-256 of the file's content without `digest`: sorted keys, no spaces, UTF-8."""
    content = {key: value for key, value in asdict(file).items() if key != "digest"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(file: ResultFile) -> ResultFile:
    return replace(file, digest=digest_of(file))


def write(file: ResultFile) -> bytes:
    return (json.dumps(asdict(file), ensure_ascii=False, indent=1) + "\n").encode()


def read(content: bytes) -> ResultFile:
    """Raises Unreadable."""
    try:
        return _ADAPTER.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise Unreadable(f"{where}: {first['msg']}" if where else first["msg"]) from error


def schema() -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_ADAPTER.json_schema()}
