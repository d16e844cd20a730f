"""Every preset at its boundary, where it comes from, and how a courtyard makes its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import ballot, meetings
from bot.rules.electorate import Electorate
from bot.rules.methods import Method
from bot.rules.own_presets import (
    METHODS,
    Part,
    blank,
    by_method,
    from_plain,
    parts,
    stepped,
    to_plain,
)
from bot.rules.presets import (
    ELECTION,
    ELECTION_DELEGATES,
    OPTION_METHODS,
    PARTY_MEETING,
    PRESETS,
    RUNOFF,
    Preset,
)
from bot.rules.shares import MORE_THAN_HALF
from bot.rules.verdict import Basis, Choice, Measure, Result, Rule, Tie, decide

HEADS, AREA = Measure.HEADS, Measure.AREA
AT_THE_BOUNDARY = [
    # preset, of so many, the most that is no quorum, present or voting, the most that fails
    ("courtyard_simple", 120, 60, 80, 40),
    ("covenant", 120, 79, 80, 40),
    ("council", 7, 3, 4, 3),
    ("council", 8, 4, 8, 4),
    ("residents_meeting", 120, 60, 62, 31),
    ("residents_meeting", 264, 132, 133, 66),
    ("delegates_meeting", 30, 19, 20, 10),
    ("owners_ordinary", 120, 79, 80, 40),
    ("owners_major", 120, 79, 80, 59),
    ("recall", 120, 60, 64, 32),
    ("recall_delegates", 24, 16, 18, 9),
    ("party_meeting", 30, 19, 20, 14),
]
FOR_OR_AGAINST = [preset for preset in PRESETS.values() if Method.MAJORITY in preset.methods]


def yes_no(rule: Rule, of: int, voting: int, for_: int) -> Result:
    """As many square metres as heads, a hundredfold: both measures say the same."""

    def weigh(n: int) -> dict[Measure, int]:
        return {HEADS: n, AREA: 100 * n}

    tally = {Choice.FOR: weigh(for_), Choice.AGAINST: weigh(voting - for_)}
    return decide(rule, weigh(of), tally).result


@pytest.mark.parametrize(("key", "of", "too_few", "voting", "fails"), AT_THE_BOUNDARY)
def test_one_less_than_needed_fails_and_the_needed_one_passes(
    key: str, of: int, too_few: int, voting: int, fails: int
) -> None:
    rule = PRESETS[key].rule
    assert yes_no(rule, of, too_few, too_few) is Result.NOT_QUORATE
    assert yes_no(rule, of, voting, fails) is Result.NOT_PASSED
    assert yes_no(rule, of, voting, fails + 1) is Result.PASSED


def test_every_preset_for_or_against_is_tried_at_its_boundary() -> None:
    assert {preset.key for preset in FOR_OR_AGAINST} == {row[0] for row in AT_THE_BOUNDARY}


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_every_preset_names_its_source_and_whom_it_suits(preset: Preset) -> None:
    assert preset.source
    assert preset.name
    assert preset.electorates
    assert preset.key == preset.rule.key
    assert all(
        preset.suits(body, method) for body in preset.electorates for method in preset.methods
    )
    assert (AREA in preset.rule.measures) is (preset.electorates == (Electorate.OWNERS,))


def test_every_kind_of_voters_has_a_usual_rule() -> None:
    for body in Electorate:
        assert any(preset.suits(body, Method.MAJORITY) for preset in PRESETS.values())


def test_people_are_elected_in_secret_and_named_by_law() -> None:
    elections = [preset for preset in PRESETS.values() if preset.elects]
    assert len(elections) == 6
    assert all(preset.secret and preset.fixed and preset.notice_days for preset in elections)


# A seat is won by more than half of the votes cast; in a run-off by a third of them.


def election(rule: Rule, of: int, *votes: int) -> tuple[Result, tuple[str, ...]]:
    names = ("甲", "乙", "丙")
    verdict = ballot.count(rule, names, of, dict(enumerate(votes)))
    return verdict.result, verdict.winners


def test_a_candidate_needs_more_than_half_of_the_votes_cast() -> None:
    assert election(ELECTION, 120, 40, 30, 10) == (Result.NOT_PASSED, ())
    assert election(ELECTION, 120, 41, 30, 9) == (Result.PASSED, ("甲",))
    assert election(ELECTION, 120, 60) == (Result.NOT_QUORATE, ())


def test_in_a_run_off_a_third_is_enough_but_a_tie_elects_nobody() -> None:
    assert election(RUNOFF, 120, 25, 24, 24)[0] is Result.PASSED  # 25 of 73, needed 25
    assert election(RUNOFF, 120, 24, 23, 22)[0] is Result.PASSED  # 24 of 69, needed 23
    assert election(RUNOFF, 120, 30, 30, 10) == (Result.TIE, ("甲", "乙"))


def test_m5_an_election_by_24_delegates_needs_17_ballots_and_nine_of_them() -> None:
    assert election(ELECTION_DELEGATES, 24, 16)[0] is Result.NOT_QUORATE
    assert election(ELECTION_DELEGATES, 24, 9, 8) == (Result.PASSED, ("甲",))
    assert election(ELECTION_DELEGATES, 24, 8, 8, 1)[0] is Result.NOT_PASSED


def test_of_several_seats_only_those_are_filled_that_enough_voters_ticked() -> None:
    ticks = [((0, 1), 40), ((0, 2), 25), ((2,), 5)]  # 甲 65, 乙 40, 丙 30 of 70
    verdict, outcome = ballot.judge(
        Method.APPROVAL, ELECTION, ("甲", "乙", "丙"), 120, ticks, seats=3
    )
    assert verdict.result is Result.PASSED
    assert verdict.winners == ("甲", "乙")
    assert outcome.winners == (0, 1, 2)
    again = ballot.verdict_on(ELECTION, ("甲", "乙", "丙"), 120, 70, outcome)
    assert again == verdict


def test_nobody_is_elected_where_no_candidate_reaches_half() -> None:
    ticks = [((0,), 30), ((1,), 30), ((2,), 10)]
    verdict, _ = ballot.judge(Method.APPROVAL, ELECTION, ("甲", "乙", "丙"), 120, ticks, seats=2)
    assert (verdict.result, verdict.winners) == (Result.NOT_PASSED, ())


def test_a_ballot_names_no_more_candidates_than_there_are_seats() -> None:
    assert not ballot.too_many(ELECTION, Method.APPROVAL, 2, (0, 1))
    assert ballot.too_many(ELECTION, Method.APPROVAL, 2, (0, 1, 2))
    assert not ballot.too_many(PRESETS["plurality"].rule, Method.APPROVAL, 1, (0, 1, 2))


# Meetings.


@pytest.mark.parametrize(("committee", "delegates", "fine"), [(6, 24, True), (7, 27, False)])
def test_m3_and_m4_four_fifths_of_a_delegates_meeting_are_delegates(
    committee: int, delegates: int, fine: bool
) -> None:
    assert meetings.well_composed(delegates, committee + delegates) is fine
    assert (committee <= meetings.most_others(delegates)) is fine


def test_m6_27_of_264_adults_can_call_a_meeting_and_26_cannot() -> None:
    assert not meetings.must_call(26, 264)
    assert meetings.must_call(27, 264)


@given(st.integers(0, 400), st.integers(0, 400))
def test_how_many_others_may_sit_in_a_meeting_says_the_same(delegates: int, others: int) -> None:
    fine = delegates > 0 and meetings.well_composed(delegates, delegates + others)
    assert fine is (delegates > 0 and others <= meetings.most_others(delegates))


def test_m9_exactly_half_of_all_passes_in_a_party_meeting_only_where_half_is_enough() -> None:
    assert yes_no(PARTY_MEETING, 30, 20, 15) is Result.PASSED
    strict = replace(PARTY_MEETING, threshold=MORE_THAN_HALF)
    assert yes_no(strict, 30, 20, 15) is Result.NOT_PASSED


def test_m8_in_a_council_of_seven_three_of_four_present_are_too_few() -> None:
    verdict = ballot.count(PRESETS["council"].rule, (), 7, {0: 3}, present=4)
    assert verdict.result is Result.NOT_PASSED
    assert [check.needed for check in verdict.checks] == [4, 4]


# A courtyard's own.


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_written_down_reads_back_the_same(preset: Preset) -> None:
    assert from_plain(to_plain(preset)) == preset


def test_each_part_goes_round_and_comes_back() -> None:
    start = blank("own7", "停车的事")
    for part in Part:
        seen, now = [start], stepped(start, part)
        while now not in seen:
            seen.append(now)
            now = stepped(now, part)
        assert now == start
        assert len(seen) > 1


def test_where_most_votes_win_only_the_turnout_can_be_changed() -> None:
    assert Part.THRESHOLD not in parts(PRESETS["plurality"])
    assert Part.BASIS not in parts(PRESETS["consent"])
    assert Part.WHO in parts(blank("own7", "停车的事"))
    assert Part.WHO not in parts(PRESETS["covenant"])


def test_abstainers_are_asked_about_only_where_those_who_voted_are_the_base() -> None:
    present = stepped(blank("own7", "停车的事"), Part.BASIS)
    assert present.rule.basis is Basis.PRESENT
    assert Part.ABSTAIN not in parts(present)


def test_a_rule_of_their_own_may_be_secret_with_receipts_or_without() -> None:
    seen, now = [], blank("own7", "停车的事")
    for _ in range(3):
        now = stepped(now, Part.SECRET)
        seen.append((now.secret, now.receipts))
    assert seen == [(True, True), (True, False), (False, False)]
    assert Part.SECRET not in parts(PRESETS["consent"])


def test_where_people_vote_a_rule_offers_no_receipts() -> None:
    with_receipts = stepped(blank("own7", "停车的事"), Part.SECRET)
    of_people = stepped(with_receipts, Part.WHO)
    assert (of_people.secret, of_people.receipts) == (True, False)
    assert stepped(of_people, Part.SECRET).secret is False


@pytest.mark.parametrize("method", METHODS)
def test_a_rule_of_their_own_may_be_for_ballots_of_any_kind(method: Method) -> None:
    preset = by_method(blank("own7", "停车的事"), method)
    assert preset.suits(Electorate.HOUSEHOLDS, method)
    assert from_plain(to_plain(preset)) == preset
    assert {Part.WHO, Part.METHOD, Part.QUORUM, Part.NOTICE} <= set(parts(preset))
    assert (preset.rule.threshold is not None) is (method is Method.MAJORITY)
    assert (Part.ABSTAIN in parts(preset)) is (method is Method.MAJORITY)
    assert (Part.THRESHOLD in parts(preset)) is (method in (Method.MAJORITY, Method.CHOICE))


def test_every_way_of_voting_can_be_chosen_and_those_built_in_keep_theirs() -> None:
    assert set(METHODS) == set(Method)
    assert Part.METHOD not in parts(PRESETS["plurality"])


def test_what_was_asked_of_one_kind_of_ballot_is_not_asked_of_another() -> None:
    """A share of those present, abstainers left out: nothing of it holds for scores."""
    asked = stepped(stepped(blank("own7", "停车的事"), Part.ABSTAIN), Part.QUORUM)
    scores = by_method(asked, Method.SCORE)
    assert scores.rule.quorum == asked.rule.quorum
    assert (scores.rule.threshold, scores.rule.basis) == (None, Basis.PARTICIPATING)
    assert scores.rule.abstain_counts
    assert by_method(asked, Method.MAJORITY) == asked


def test_a_secret_rule_is_secret_no_more_where_reasons_decide() -> None:
    secret = stepped(blank("own7", "停车的事"), Part.SECRET)
    assert (secret.secret, secret.receipts) == (True, True)
    assert by_method(secret, Method.SCORE).secret
    reasons = by_method(secret, Method.CONSENT)
    assert (reasons.secret, reasons.receipts) == (False, False)
    assert Part.SECRET not in parts(reasons)


@pytest.mark.parametrize("method", METHODS)
def test_what_a_tie_comes_to_is_asked_where_there_can_be_one(method: Method) -> None:
    """As many for as against is no tie, and two options cannot both have more than half."""
    drawn = stepped(by_method(blank("own7", "停车的事"), Method.APPROVAL), Part.TIE)
    assert drawn.rule.tie is Tie.FAILS
    preset = by_method(drawn, method)
    can = method not in (Method.MAJORITY, Method.CONSENT)
    assert (Part.TIE in parts(preset)) is can
    assert preset.rule.tie is (Tie.FAILS if can else Tie.TALK_AGAIN)
    if method is Method.CHOICE:
        preset = stepped(preset, Part.THRESHOLD)
        assert Part.TIE not in parts(preset)
        assert preset.rule.tie is Tie.TALK_AGAIN


def test_of_one_choice_each_a_share_may_be_asked_for_and_then_the_winner_needs_it() -> None:
    preset = stepped(by_method(blank("own7", "停车的事"), Method.CHOICE), Part.THRESHOLD)
    assert preset.rule.threshold == MORE_THAN_HALF
    assert Part.BASIS in parts(preset)
    assert election(preset.rule, 120, 40, 30, 10) == (Result.NOT_PASSED, ())
    assert election(preset.rule, 120, 41, 30, 9) == (Result.PASSED, ("甲",))
    of_all = stepped(stepped(preset, Part.BASIS), Part.BASIS)
    assert of_all.rule.basis is Basis.ELIGIBLE
    for _ in range(4):
        of_all = stepped(of_all, Part.THRESHOLD)
    assert (of_all.rule.threshold, of_all.rule.basis) == (None, Basis.PARTICIPATING)


# Adding a supporter never turns passed into failed.

counts = st.integers(0, 60)


@given(
    rule=st.sampled_from([ELECTION, ELECTION_DELEGATES, RUNOFF]),
    votes=st.lists(counts, min_size=2, max_size=3),
)
def test_one_more_vote_for_the_elected_leaves_them_elected(rule: Rule, votes: list[int]) -> None:
    names = ("甲", "乙", "丙")[: len(votes)]
    before = ballot.count(rule, names, 200, dict(enumerate(votes)))
    if before.result is not Result.PASSED:
        return
    winner = names.index(before.winners[0])
    votes[winner] += 1
    assert ballot.count(rule, names, 200, dict(enumerate(votes))).winners == before.winners


@given(
    path=st.lists(st.sampled_from([part for part in Part if part is not Part.METHOD]), max_size=12),
    for_=counts,
    against=counts,
    abstain=counts,
    extra=st.integers(0, 60),
)
def test_one_more_supporter_never_turns_a_pass_under_an_own_rule_into_a_failure(
    path: list[Part], for_: int, against: int, abstain: int, extra: int
) -> None:
    preset = blank("own7", "停车的事")
    for part in path:
        preset = stepped(preset, part)
    present = for_ + against + abstain + extra

    def result(more: int) -> Result:
        tally = {0: for_ + more, 1: against, 2: abstain}
        return ballot.count(preset.rule, (), 300, tally, present=present + more).result

    assert result(1) is Result.PASSED or result(0) is not Result.PASSED


def test_choices_between_options_need_no_more_than_the_methods_offered() -> None:
    assert PRESETS["plurality"].methods == OPTION_METHODS
    assert Method.CONSENT in PRESETS["consent"].methods
