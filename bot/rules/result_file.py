"""What a closed vote leaves for anyone to check: a file with all that its result follows from.

Equal ballots stand together in it, sorted: nothing ties one to a household, a time or an order. A
ballot of many taps can be a signature all the same (whoever was told to rank twelve options in an
order nobody else would think of is known by it), so where few voted, or few filled theirs in alike,
the sums of the count are published instead of the ballots.
"""

from __future__ import annotations

import hashlib
import json
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.rules import ballot, methods, published_roll
from bot.rules.effect import Effect
from bot.rules.frozen import without_usual
from bot.rules.lottery import Lottery
from bot.rules.methods import Content, Method, Outcome
from bot.rules.methods.consent import resolved_of
from bot.rules.published_roll import Seat
from bot.rules.receipts import Receipts
from bot.rules.silence import Silent
from bot.rules.verdict import Check, Result, Rule, Verdict

FORMAT: Literal["yuanba-result/2"] = "yuanba-result/2"
BY_HOME = ("HOUSEHOLDS", "OWNERS")
FEWEST_BALLOTS = 7
"""With fewer, single ballots of many taps are not published."""
FEWEST_ALIKE = 3
"""As many must have filled in a ballot alike for it to be published."""
ONE_TAP = (*ballot.SIMPLE, Method.CONSENT)
"""Here the sums say as much as the ballots: there is nothing more to hide."""
_STRICT = ConfigDict(extra="forbid", strict=True)

Withheld = Literal["few", "alike"]
"""Why ballots are not published: too few in all, or one that too few others are like."""


class Unreadable(ValueError):
    """Not a result file."""


class OtherFormat(Unreadable):
    """A result file of a format that this release does not know."""


@dataclass(frozen=True)
class Stack:
    """Ballots that are equal, and how many. Options count from 0."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    ballot: Content
    n: int


@dataclass(frozen=True)
class Brought:
    """How many of the ballots others brought in: on paper, with help at the door, by proxy."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    paper: int
    assisted: int
    proxy: int

    @property
    def total(self) -> int:
        return self.paper + self.assisted + self.proxy


@dataclass(frozen=True)
class Box:
    """The paper of a secret vote: so many households have put a sheet into the box; so many sheets
    were ballots, so many spoilt. `overfull`: there were more sheets than households, so that none
    of them counts."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    homes: int
    papers: int
    spoilt: int
    overfull: bool

    @property
    def lost(self) -> int:
        """Households that took part and whose sheet is no ballot."""
        return self.homes - self.papers


@dataclass(frozen=True)
class ResultFile:
    """`ballots` is null where `withheld` says why; then the sums in `count` are what there is.

    `tally` has the votes for each choice where one tap is a ballot (then `count` is null), `count`
    every step of the other methods. `effect` is what passing it does. `areas` stand behind the
    choices of an owners' vote, in 0.01 m² (all others have none). `present` were in the room, where
    that counts. `voted` is null where it would give a choice away, and where people vote, not
    households. `silent` owners had the ballot, did not vote, and join the majority by their
    covenant; null where silence never counts. `receipts` are there where a secret vote offered
    them; `box` where some of its ballots came on paper, and `lottery`, the draw of a tie, once one
    is announced: elsewhere both are left out. `digest` covers everything else in the file.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    format: Literal["yuanba-result/2"]
    courtyard: str
    vote: int
    question: str
    options: tuple[str, ...]
    electorate: Literal["HOUSEHOLDS", "RESIDENTS", "OWNERS", "DELEGATES", "COUNCIL", "PARTY"]
    method: Method
    seats: int
    costs: tuple[int, ...]
    money: int
    rule: Rule
    effect: Effect | None
    opened_at: str
    closed_at: str
    eligible: int
    eligible_area: int
    present: int | None
    roll: tuple[Seat, ...]
    secret: bool
    voted: tuple[str, ...] | None
    cast: int
    silent: Silent | None
    brought: Brought
    ballots: tuple[Stack, ...] | None
    withheld: Withheld | None
    tally: tuple[int, ...]
    areas: tuple[int, ...]
    count: Outcome | None
    receipts: Receipts | None
    checks: tuple[Check, ...]
    result: Result
    winners: tuple[str, ...]
    text_hash: str
    chain_head: str
    digest: str
    box: Box | None = None
    lottery: Lottery | None = None

    @property
    def papers(self) -> int:
        """Ballots out of the box: no receipt leads to them."""
        return self.box.papers if self.box else 0


@cache
def _adapter() -> TypeAdapter[ResultFile]:
    """Made when the first file is: nobody's start has to wait for it."""
    return TypeAdapter(ResultFile)


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def withheld(method: Method, groups: Sequence[tuple[Content, int]]) -> Withheld | None:
    """Why these ballots must not be published one by one; None if they may."""
    if method in ONE_TAP:
        return None
    if sum(n for _, n in groups) < FEWEST_BALLOTS:
        return "few"
    return "alike" if min(n for _, n in groups) < FEWEST_ALIKE else None


def stacks(groups: Sequence[tuple[Content, int]]) -> tuple[Stack, ...]:
    """In order of content, whatever order they came in."""
    return tuple(Stack(tuple(content), n) for content, n in sorted(groups) if n)


def tally_of(options: Sequence[str], groups: Sequence[tuple[Content, int]]) -> tuple[int, ...]:
    """The votes for each choice, where a ballot is one choice."""
    given = {content[0]: n for content, n in groups}
    return tuple(given.get(number, 0) for number in range(len(ballot.choices(options))))


def outcome_to_plain(outcome: Outcome) -> dict[str, Any]:
    """As JSON: fractions as text like "7/3"."""
    plain: dict[str, Any] = _outcomes().dump_python(outcome, mode="json")
    return plain


def outcome_from_plain(plain: Mapping[str, Any]) -> Outcome:
    return _outcomes().validate_python(plain)


def count_again(file: ResultFile) -> Outcome | None:
    """From the ballots in the file. None where one tap is a ballot, or where they are withheld.

    Raises ValueError for ballots that are not what the question asks for.
    """
    if file.method in ballot.SIMPLE or file.ballots is None:
        return None
    return methods.count(
        file.method,
        len(ballot.choices(file.options)),
        [(stack.ballot, stack.n) for stack in file.ballots],
        seats=file.seats,
        costs=file.costs,
        money=file.money,
        resolved=resolved_of(file.count),
    )


def verdict_of(file: ResultFile, outcome: Outcome | None) -> Verdict:
    """From ballots (or, where they are withheld, the outcome), rule and roll. Raises ValueError for
    more ballots than seats."""
    if outcome is None:
        groups = [(stack.ballot, stack.n) for stack in file.ballots or ()]
        return ballot.count(
            file.rule,
            file.options,
            len(file.roll),
            dict(enumerate(tally_of(file.options, groups))),
            eligible_area=sum(seat.area for seat in file.roll),
            areas=dict(enumerate(file.areas)),
            present=file.present,
            silent=file.silent,
        )
    return ballot.verdict_on(
        file.rule, file.options, len(file.roll), cast(file), outcome, file.present
    )


def cast(file: ResultFile) -> int:
    """How many ballots there are; where they are not published, how many the file says."""
    return file.cast if file.ballots is None else sum(stack.n for stack in file.ballots)


def digest_of(file: ResultFile) -> str:
    """The SHA-256 of the file's content without `digest`: sorted keys, no spaces, UTF-8."""
    content = _plain(replace(file, roll=()))
    del content["digest"]
    texts = {key: _canonical(value) for key, value in content.items()}
    texts["roll"] = published_roll.canonical(file.roll)
    whole = hashlib.sha256()
    for place, key in enumerate(sorted(texts)):  # piece by piece: copying the roll costs time
        whole.update(f'{"," if place else "{"}"{key}":'.encode())
        whole.update(texts[key].encode())
    whole.update(b"}")
    return whole.hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sealed(file: ResultFile) -> ResultFile:
    return replace(file, digest=digest_of(file))


def write(file: ResultFile) -> bytes:
    """Readable, and a roll of thousands still short: each part of the file on a line of its own,
    each seat and each stack too."""
    parts = [f"{json.dumps(key)}: {_lines(value)}" for key, value in _plain(file).items()]
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    items = (json.dumps(item, ensure_ascii=False) for item in value)
    return "[\n" + ",\n".join(items) + "\n]"


def _plain(file: ResultFile) -> dict[str, Any]:
    """As JSON. What only few votes have is not written for all others."""
    plain: dict[str, Any] = _adapter().dump_python(file, mode="json")
    without_usual(plain["rule"])
    if plain["effect"]:
        without_usual(plain["effect"]["preset"]["rule"])
    for name in ("box", "lottery"):
        if plain[name] is None:  # as it was before there were any: the digest covers what is there
            del plain[name]
    return plain


def read(content: bytes) -> ResultFile:
    """Raises Unreadable, OtherFormat. What a mail program adds to a text does no harm."""
    content = content.removeprefix(BOM_UTF8)
    try:
        file = _adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        kind = OtherFormat if where == "format" else Unreadable
        raise kind(f"{where}: {first['msg']}" if where else first["msg"]) from error
    _check_said_once(content, len(file.roll))
    return file


def _check_said_once(content: bytes, seats: int) -> None:
    """JSON lets a name stand twice, and the last one counts: people who read see the first.

    Raises Unreadable. Every seat has three names, hence three colons, and looking into thousands
    takes as long as all the rest: where there are just as many colons no name is there twice.
    """
    head, begin, rest = content.partition(b'"roll": [\n')
    roll, end, tail = rest.partition(b"\n],\n")
    if end and roll.count(b":") == 3 * seats:
        content = head + begin + end + tail
    json.loads(content, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    twice = sorted(name for name, n in Counter(name for name, _ in pairs).items() if n > 1)
    if twice:
        raise Unreadable(f"twice: {', '.join(twice)}")


def schema() -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_adapter().json_schema()}
