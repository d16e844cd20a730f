"""Topics move one step at a time, within their rights and their time, and never get stuck."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import progress, topics, triage
from bot.errors import Already, NotAllowed, NotFound, Refusal
from bot.rules.triage import State
from storage import audit, due, topic_ratings
from storage import topics as rows
from storage.topic_ratings import Score
from tests.actions.court import FRIDAY, GOV, PRIVATE, SHARED, Court, court

__all__ = ["court"]


async def test_from_the_talk_to_the_last_rating(court: Court) -> None:
    await court.raises()
    with pytest.raises(NotAllowed):
        await court.does(progress.agree, court.author, 1, "我说了算")
    with pytest.raises(progress.NothingWritten):
        await court.does(progress.agree, court.chair, 1, " ")
    await court.does(progress.agree, court.chair, 1, "换声控灯")
    await court.does(progress.assign, court.chair, 1, "老张")
    done = await court.does(progress.finish, court.chair, 1, "换好了")
    assert (done.state, done.handler) == (State.DONE, "老张")
    assert await court.sent("topic.done") == [court.who.group.id]
    neighbour = court.who.by_label["1-1-102"].id
    _, before = await court.does(progress.rate, neighbour, 1, 1, Score.GOOD)
    assert before is None
    _, before = await court.does(progress.rate, neighbour, 1, 1, Score.POOR)
    assert before is Score.GOOD
    counted = await court.store.read(lambda tx: topic_ratings.ratings(tx, done))
    assert counted == {Score.GOOD: 0, Score.FAIR: 0, Score.POOR: 1}
    assert (await court.comes_due(days=15)).state is State.CLOSED
    with pytest.raises(progress.NotToRate):
        await court.does(progress.rate, neighbour, 1, 1, Score.FAIR)


async def test_a_public_matter_is_handed_to_a_named_department(court: Court) -> None:
    await court.raises(matter=GOV)
    handed = await court.does(progress.assign, court.chair, 1, "街道办王姐")
    assert (handed.state, handed.handler) == (State.IN_PROGRESS, "街道办王姐")
    with pytest.raises(topics.WrongStep):
        await court.does(progress.assign, court.chair, 1, "别个")


async def test_what_is_raised_again_is_sorted_and_rated_anew(court: Court) -> None:
    await court.raises(matter=GOV)
    await court.does(progress.assign, court.chair, 1, "街道办")
    await court.does(progress.finish, court.chair, 1, "修了")
    neighbour = court.who.by_label["1-1-102"].id
    await court.does(progress.rate, neighbour, 1, 1, Score.GOOD)
    with pytest.raises(NotAllowed):
        await court.does(progress.reopen, neighbour, 1, "又坏了")
    again = await court.does(progress.reopen, court.author, 1, "又坏了")
    assert (again.state, again.matter, again.round) == (State.REOPENED, None, 2)
    with pytest.raises(progress.OldRound):
        await court.does(progress.rate, neighbour, 1, 1, Score.POOR)
    assert (await court.does(triage.sort, court.author, 1, SHARED)).state is State.DISCUSSING


async def test_only_the_author_takes_it_back_and_only_in_time(court: Court) -> None:
    await court.raises(matter=None)
    with pytest.raises(triage.NotYours):
        await court.does(progress.withdraw, court.chair, 1)
    assert (await court.does(progress.withdraw, court.author, 1)).state is State.WITHDRAWN
    with pytest.raises(Already):
        await court.does(progress.withdraw, court.author, 1)
    await court.raises()
    with pytest.raises(progress.WithdrawTooLate):
        await court.does(progress.withdraw, court.author, 2)
    planned = await court.store.read(lambda tx: due.planned(tx, court.who.courtyard))
    assert [row.subject for row in planned if row.kind == topics.DUE] == ["2"]


async def test_two_of_one_kind_go_on_as_one(court: Court) -> None:
    for text in ("灯坏了", "楼道灯不亮", "跟楼上吵架"):
        await court.raises(text, PRIVATE if "吵" in text else SHARED)
    with pytest.raises(progress.MergeWithItself):
        await court.does(progress.merge, court.chair, 2, 2)
    with pytest.raises(NotFound):
        await court.does(progress.merge, court.chair, 2, 9)
    with pytest.raises(NotAllowed):
        await court.does(progress.merge, court.author, 2, 1)
    merged = await court.does(progress.merge, court.chair, 2, 1)
    assert (merged.state, merged.merged_into) == (State.MERGED, 1)
    assert (await court.story(1))[-1] == "merged_here"
    with pytest.raises(progress.MergeTarget):
        await court.does(progress.merge, court.chair, 1, 2)


async def test_only_what_is_talked_over_may_be_voted_on(court: Court) -> None:
    await court.raises(matter=GOV)
    await court.raises()
    for number, refusal in ((1, topics.NotSortedYet), (9, NotFound)):
        with pytest.raises(refusal):
            await court.may_be_voted(number)
    await court.does(topics.put_to_vote, court.chair, 2, 5)
    topic = await court.topic(2)
    assert (topic.state, topic.vote) == (State.TO_VOTE, 5)
    with pytest.raises(topics.TalkFirst):
        await court.does(topics.put_to_vote, court.chair, 2, 6)
    with pytest.raises(topics.WrongStep):
        await court.does(progress.talk_again, court.chair, 2)


@pytest.mark.parametrize(("passed", "state"), [(True, State.ADOPTED), (False, State.REJECTED)])
async def test_a_vote_decides_its_topic_once(court: Court, passed: bool, state: State) -> None:
    await court.raises()
    await court.does(topics.put_to_vote, court.chair, 1, 5)
    for outcome in (passed, not passed):
        await court.decided(1, outcome)
    assert (await court.topic()).state is state


async def test_a_lost_vote_leads_back_to_the_talk_or_to_the_end(court: Court) -> None:
    for number in (1, 2):
        await court.raises()
        await court.does(topics.put_to_vote, court.chair, number, number)
        await court.decided(number, False)
    assert (await court.does(progress.talk_again, court.chair, 1)).state is State.DISCUSSING
    with pytest.raises(NotAllowed):
        await court.does(progress.close, court.author, 2)
    assert (await court.does(progress.close, court.chair, 2)).state is State.CLOSED


async def test_what_is_late_is_flagged_asked_after_and_told_to_the_group(court: Court) -> None:
    await court.raises()
    late = await court.comes_due(days=7)
    assert (late.overdue, late.nudges) == (True, 1)
    assert sorted(await court.sent("topic.nudge")) == sorted(court.council)
    assert await court.sent("topic.overdue") == []
    planned = await court.store.read(lambda tx: due.planned(tx, court.who.courtyard))
    (again,) = [row for row in planned if row.kind == topics.DUE]
    assert again.due_at == FRIDAY + timedelta(days=11)  # two working days: over a weekend
    await court.comes_due(days=4)
    assert await court.sent("topic.overdue") == [court.who.group.id]
    await court.comes_due(days=7)
    assert len(await court.sent("topic.overdue")) == 1
    assert (await court.story()).count("overdue") == 1


async def test_an_explanation_takes_the_flag_down_and_starts_the_time_anew(court: Court) -> None:
    await court.raises()
    await court.comes_due(days=7)
    with pytest.raises(NotAllowed):
        await court.does(progress.explain, court.author, 1, "快了")
    told = await court.does(progress.explain, court.chair, 1, "等物业报价")
    assert (told.overdue, told.explained) == (False, "等物业报价")
    assert told.due_at == FRIDAY + timedelta(days=14)
    assert await court.sent("topic.told") == [court.author]


async def test_an_explanation_before_the_time_is_up_does_not_lengthen_it(court: Court) -> None:
    before = await court.raises()
    court.clock[0] += timedelta(days=1)
    after = await court.does(progress.explain, court.chair, 1, "在问价")
    assert after.due_at == before.due_at


async def test_a_week_of_silence_is_asked_about_once_by_day(court: Court) -> None:
    await court.raises(matter=GOV)
    court.clock[0] += timedelta(hours=5)  # 23:00
    await court.does(progress.assign, court.chair, 1, "街道办")
    topic = await court.comes_due(days=7)
    assert not topic.overdue
    assert await court.sent("topic.nudge") == [court.chair]
    sql = "SELECT not_before FROM outbox WHERE view = 'topic.nudge'"
    not_before = await court.store.read(lambda tx: tx.value(sql))
    assert not_before == (FRIDAY + timedelta(days=7, hours=14)).timestamp() * 1000  # 08:00


async def test_the_author_of_a_family_matter_asks_for_a_mediator_once(court: Court) -> None:
    await court.raises("跟楼上吵架", PRIVATE)
    with pytest.raises(triage.NotYours):
        await court.does(progress.ask_mediation, court.chair, 1)
    await court.does(progress.ask_mediation, court.author, 1)
    assert sorted(await court.sent("topic.mediate")) == sorted(court.council)
    with pytest.raises(Already):
        await court.does(progress.ask_mediation, court.author, 1)
    assert (await court.does(progress.close, court.author, 1)).state is State.CLOSED


async def test_whoever_leaves_takes_their_family_matters_along(court: Court) -> None:
    await court.raises("跟楼上吵架", PRIVATE)
    await court.raises()
    await court.does(progress.forget, court.author)
    private, shared = await court.topic(1), await court.topic(2)
    assert (private.text, private.author, private.state) == ("", None, State.CLOSED)
    assert (shared.text, shared.author, shared.state) == ("楼道灯坏了", None, State.DISCUSSING)
    left = await court.store.read(lambda tx: rows.lines_by(tx, court.who.courtyard, court.author))
    assert left == []


async def test_every_step_is_in_the_audit_chain_without_its_words(court: Court) -> None:
    await court.raises("跟楼上吵架", PRIVATE)
    await court.does(triage.sort, court.chair, 1, SHARED, "大家都在说")
    courtyard = court.who.courtyard
    entries = await court.store.read(lambda tx: audit.entries(tx, courtyard))
    steps = [entry for entry in entries if entry.act.startswith("topic.")]
    acts = ["topic.raise", "topic.sort_private", "topic.sort_shared"]
    assert [entry.act for entry in steps] == acts
    assert not any("吵架" in (e.payload or "") or "大家都" in (e.payload or "") for e in steps)
    assert await court.store.read(lambda tx: audit.verify(tx, courtyard)) is None


async def test_a_refused_step_leaves_nothing_behind(court: Court) -> None:
    await court.raises()
    before = await court.topic()
    for action, args in ((progress.finish, ("好了",)), (progress.reopen, ("又来",))):
        with pytest.raises(Refusal):
            await court.does(action, court.chair, 1, *args)
    assert await court.topic() == before
    assert await court.story() == ["raise", "sort_shared"]
