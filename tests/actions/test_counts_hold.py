"""Whatever people do to a vote, in whatever order: what is stored is what an independent count has.

The model below knows only the promises: one ballot a household, by the channels' own order of
precedence, nothing after the close. It never reads the tables it is compared with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.actions import (
    box_count,
    boxes,
    closing,
    for_others,
    opening,
    parting,
    proxies,
    residents,
    vote_drafts,
    votes,
)
from bot.actions.secrecy import TooFewToEnd
from bot.errors import Refusal
from bot.rules.secrecy import SHOWN_FROM
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import ballots, turnout, vote_roll
from storage.ballots import Channel
from storage.store import Store
from storage.tx import Tx
from storage.votes import Vote
from tests.actions.court import FRIDAY

HOMES = 6
home, choice = st.integers(0, HOMES - 1), st.integers(0, 2)


class Undone(Exception):
    """So that the next run finds the courtyard as this one found it."""


class Counts(RuleBasedStateMachine):
    """Six households, two readers of paper from the council, and what each ballot should be."""

    def __init__(self, tx: Tx, who: ReadyYard, secret: bool) -> None:
        super().__init__()
        self.tx, self.who, self.secret = tx, who, secret
        self.now = FRIDAY
        self.cast: dict[int, tuple[Channel, int]] = {}
        self.living = set(range(HOMES))
        self.proxy: dict[int, int] = {}
        self.read: dict[int, tuple[int, int]] = {}
        self.closed = False
        self.uncounted = False
        self.inside = tx.savepoint()
        self.inside.__enter__()

    def teardown(self) -> None:
        undone = Undone()
        self.inside.__exit__(Undone, undone, None)

    @initialize(in_box=st.dictionaries(home, choice))
    def opens(self, in_box: dict[int, int]) -> None:
        """With some sheets in the box of a secret vote from the first."""
        self.tx.now = FRIDAY
        courtyard, (chair, second, *_) = self.who.courtyard, self.council
        number = vote_drafts.draft(
            self.tx, courtyard, chair, "种树？", closes_at=FRIDAY + timedelta(days=3)
        )
        if self.secret:
            vote_drafts.change_draft(self.tx, courtyard, chair, number, secret=True)
        opening.open_vote(self.tx, courtyard, chair, second, {"vote": number})
        self.number = number
        vote = self.vote
        self.people = [user.id for user in self.who.by_label.values()][-HOMES:]
        self.units = [votes.unit_of(self.tx, vote, person) or 0 for person in self.people]
        for at, says in in_box.items() if self.secret else ():
            self._is_seen(at, says, 0)
            self._is_seen(at, says, 1)

    @property
    def council(self) -> list[int]:
        return [user.id for user in self.who.council]

    @property
    def vote(self) -> Vote:
        return votes.get(self.tx, self.who.courtyard, self.number)

    def done(self, act: Callable[[], object]) -> bool:
        """Whether it was let through; what was refused leaves nothing behind."""
        try:
            with self.tx.savepoint():
                act()
        except Refusal:
            return False
        return True

    @rule(at=home, says=choice)
    def taps(self, at: int, says: int) -> None:
        here = (self.tx, self.who.courtyard, self.people[at], self.number, (says,))
        may = self._open and at in self.living and not (self.secret and at in self.cast)
        assert self.done(lambda: votes.cast(*here)) == may
        if may and self.cast.get(at) != (Channel.TAP, says):
            self.cast[at] = (Channel.TAP, says)

    def _brings(self, person: int, at: int, says: int, channel: Channel) -> bool:
        courtyard, unit = self.who.courtyard, self.units[at]

        def act() -> None:
            for_others.take(self.tx, courtyard, person, self.number, unit, channel)
            for_others.pick(self.tx, courtyard, person, self.number, unit, says)
            for_others.hand_in(self.tx, courtyard, person, self.number, unit)

        return self.done(act)

    @rule(at=home, says=choice)
    def is_helped(self, at: int, says: int) -> None:
        may = self._may_bring(at)
        assert self._brings(self.council[0], at, says, Channel.ASSISTED) == may
        if may:
            self.cast[at] = (Channel.ASSISTED, says)
            self.read.pop(at, None)

    @rule(at=home, says=choice, reader=st.integers(0, 2))
    def is_on_paper(self, at: int, says: int, reader: int) -> None:
        misread = at not in self.living and self.cast.get(at, (None, 0))[0] is Channel.PAPER
        may = self._may_bring(at) or (misread and self._open and not self.secret)
        assert self._brings(self.council[reader], at, says, Channel.PAPER) == may
        if not may:
            return
        first, before = self.read.pop(at, (reader, says))
        if first == reader:
            self.read[at] = (reader, says)
        elif before == says:
            self.cast[at] = (Channel.PAPER, says)

    @rule(at=home, says=choice, readers=st.lists(st.integers(0, 2), min_size=1, max_size=3))
    def is_at_the_box(self, at: int, says: int, readers: list[int]) -> None:
        """Nobody sees what the sheet says; it is the one of the moment when two have tapped."""
        for reader in readers:
            self._is_seen(at, says, reader)

    def _is_seen(self, at: int, says: int, reader: int) -> None:
        person, unit = self.council[reader], self.units[at]
        here = (self.tx, self.who.courtyard, person, self.number, unit)
        may = self._open and self.secret and at not in self.cast
        assert self.done(lambda: boxes.see_put_in(*here)) == may
        if not may:
            return
        first, _ = self.read.setdefault(at, (reader, 0))
        if first != reader:
            del self.read[at]
            self.cast[at] = (Channel.PAPER, says)

    @precondition(lambda self: self.uncounted)
    @rule(order=st.randoms(use_true_random=False), misread=st.booleans())
    def the_box_is_counted(self, order: Random, misread: bool) -> None:
        for reader in self.council[:2]:
            sheets = list(self._boxed)
            order.shuffle(sheets)
            if misread and reader == self.council[1]:
                sheets[0] = (sheets[0] + 1) % 3
            here = (self.tx, self.who.courtyard, reader, self.number)
            for says in sheets:
                box_count.pick(*here, says)
            box_count.finish(*here)
        self.uncounted = misread

    @property
    def _boxed(self) -> list[int]:
        """What the sheets in the box of a secret vote say."""
        papers = [says for channel, says in self.cast.values() if channel is Channel.PAPER]
        return papers if self.secret else []

    @rule(at=home, holder=home)
    def asks_a_neighbour(self, at: int, holder: int) -> None:
        courtyard, person, other = self.who.courtyard, self.people[at], self.people[holder]

        def act() -> None:
            proxies.give(self.tx, courtyard, person, self.number, other)
            proxies.answer(self.tx, courtyard, other, self.number, self.units[at], True)

        held = Counter(self.proxy.values())[holder]
        here = self._open and {at, holder} <= self.living and at != holder
        may = here and at not in self.cast and at not in self.proxy and held < 3
        assert self.done(act) == may
        if may:
            self.proxy[at] = holder

    @rule(at=home)
    def takes_the_proxy_back(self, at: int) -> None:
        here = (self.tx, self.who.courtyard, self.people[at], self.number)
        used = at in self.cast and (self.secret or self.cast[at][0] is Channel.PROXY)
        may = self._open and at in self.living and at in self.proxy and not used
        assert self.done(lambda: proxies.revoke(*here)) == may
        if may:
            del self.proxy[at]

    @rule(at=home, says=choice)
    def is_voted_for(self, at: int, says: int) -> None:
        holder = self.proxy.get(at, (at + 1) % HOMES)
        free = at not in self.cast or (not self.secret and self.cast[at][0] is Channel.PROXY)
        may = self._open and at in self.proxy and holder in self.living and free
        assert self._brings(self.people[holder], at, says, Channel.PROXY) == may
        if may:
            self.cast[at] = (Channel.PROXY, says)
            self.read.pop(at, None)

    @rule(at=home, own=st.booleans())
    def undoes(self, at: int, own: bool) -> None:
        by = at if own else (at + 1) % HOMES
        here = (self.tx, self.who.courtyard, self.people[by], self.number, self.units[at])
        brought = at in self.cast and self.cast[at][0] is not Channel.TAP and not self.secret
        may = self._open and by == at and at in self.living and brought
        assert self.done(lambda: for_others.take_back(*here)) == may
        if may:
            del self.cast[at]
            self.read.pop(at, None)

    @rule(at=home, forgotten=st.booleans())
    def moves_out(self, at: int, forgotten: bool) -> None:
        if at in self.living:
            leave = parting.forget if forgotten else parting.move_out
            leave(self.tx, self.who.courtyard, self.people[at])
            self.living.discard(at)

    @rule(at=home)
    def registers_again(self, at: int) -> None:
        if at in self.living:
            return
        person, courtyard = self.people[at], self.who.courtyard
        agreed = residents.consent(self.tx, courtyard, person, named=True)
        label = self.who.labels[person]
        residents.settle(self.tx, replace(agreed, claim=label), by=person)
        self.living.add(at)

    @precondition(lambda self: bool(self.cast))
    @rule(early=st.booleans())
    def closes(self, early: bool) -> None:
        if self.closed:
            return
        args = {"vote": self.number, "reason": "都投了"}
        if early:
            first, other = self.council[:2]
            try:
                closing.close_early(self.tx, self.who.courtyard, first, other, args)
            except TooFewToEnd:
                assert self.vote.secret
                boxed = len(self._boxed)
                apart = [n for n in (boxed, len(self.cast) - boxed) if n]
                assert min(len(self.cast), *apart) < SHOWN_FROM
                return
        else:
            self.tx.now = self.vote.closes_at or self.tx.now
            closing.close_on_time(self.tx, self.who.courtyard, str(self.number))
        self.closed = True
        self.uncounted = bool(self._boxed)

    @property
    def _open(self) -> bool:
        return not self.closed

    def _may_bring(self, at: int) -> bool:
        free = at not in self.cast or self.cast[at][0] is Channel.PROXY
        return self._open and not self.secret and free

    @invariant()
    def what_is_stored_is_what_was_cast(self) -> None:
        if not hasattr(self, "number"):
            return
        vote = self.vote
        expected = Counter(says for _, says in self.cast.values())
        if not self.closed or self.uncounted:
            expected -= Counter(self._boxed)
        assert ballots.tally(self.tx, vote) == dict(expected)
        assert sum(voted for _, voted, _ in turnout.by_building(self.tx, vote)) == len(self.cast)
        assert ballots.turnout(self.tx, vote) == len(self.cast)
        absent = {unit for unit, _ in ballots.missing(self.tx, vote)}
        cast = {self.units[at] for at in self.cast}
        assert absent == {unit for unit, _ in vote_roll.labels(self.tx, vote)} - cast
        if not self.secret:
            channels = Counter(channel for channel, _ in self.cast.values())
            assert ballots.by_channel(self.tx, vote) == dict(channels)
        assert vote.box_waits == self.uncounted
        assert vote.box_homes == len(self._boxed)
        if self.closed and not self.uncounted:
            assert vote.counted == tuple(expected[n] for n in range(3))
            assert vote.turnout == len(self.cast)


async def holds(tmp_path: Path, secret: bool) -> None:
    world = World()
    who = ready.populate(world)
    store = await Store.open(str(tmp_path / "yard.sqlite"), lambda: FRIDAY, readers=1)
    found: list[BaseException] = []

    def run(tx: Tx) -> None:
        ready.register(tx, who)
        few = settings(
            max_examples=40,
            stateful_step_count=25,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        try:
            run_state_machine_as_test(lambda: Counts(tx, who, secret), settings=few)  # type: ignore[arg-type]  # a factory is taken, too
        except BaseException as fault:  # one that is no Exception would end the store's own thread
            found.append(fault)

    await store.write(run)
    await store.close()
    await world.aclose()
    if found:
        raise found[0]


async def test_open_ballots_are_counted_one_for_each_household(tmp_path: Path) -> None:
    await holds(tmp_path, secret=False)


async def test_secret_ballots_are_counted_one_for_each_household(tmp_path: Path) -> None:
    await holds(tmp_path, secret=True)
