"""Topics are sorted, re-sorted, appealed and ruled on as domain.md has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import progress, topics, triage
from bot.errors import Already, BadInput, NotAllowed, NotAResident, NotFound
from bot.rules.triage import State
from storage import cards, courtyards, people, residents
from storage.residents import Resident, ResidentState
from storage.topic_ratings import Score
from storage.tx import Tx
from tests.actions.court import FRIDAY, GOV, PRIVATE, SHARED, Court, court

__all__ = ["court"]


async def test_an_unsorted_topic_waits_two_natural_days_whatever_the_weekday(court: Court) -> None:
    topic = await court.raises(matter=None)
    assert topic.state is State.SUBMITTED
    assert topic.due_at == FRIDAY + timedelta(hours=48)


async def test_a_shared_topic_has_five_working_days(court: Court) -> None:
    topic = await court.raises()
    assert topic.state is State.DISCUSSING
    assert topic.due_at == FRIDAY + timedelta(days=7)


async def test_a_family_matter_never_reaches_the_group(court: Court) -> None:
    topic = await court.raises("跟楼上吵架了", PRIVATE)
    assert topic.state is State.SIGNPOSTED
    assert not topic.public
    courtyard, chat = court.who.courtyard, court.who.group.id
    assert await court.store.read(lambda tx: cards.get(tx, courtyard, "topic", 1, chat)) is None
    with pytest.raises(NotFound):
        await court.does(topics.reach, court.who.by_label["1-1-102"].id, 1)
    assert (await court.does(topics.reach, court.author, 1)).topic == 1
    assert (await court.does(topics.reach, court.chair, 1)).topic == 1


async def test_the_council_hears_of_what_its_author_could_not_sort(court: Court) -> None:
    await court.raises(matter=None)
    assert sorted(await court.sent("topic.to_sort")) == sorted(court.council)


async def test_the_longest_text_gets_a_short_title(court: Court) -> None:
    topic = await court.raises("灯" * 4096)
    assert len(topic.title) == topics.LONGEST_TITLE
    assert topic.text == "灯" * 4096
    assert (await court.raises("👨‍👩‍👧 灯坏了\n三天了")).title == "👨‍👩‍👧 灯坏了"
    with pytest.raises(topics.NoText):
        await court.raises("  \n ")


async def test_strangers_and_other_courtyards_can_do_nothing(court: Court) -> None:
    await court.raises()
    outsider = court.who.stranger.id

    def settle_next_door(tx: Tx) -> int:
        other = courtyards.add(tx, -100_999, "隔壁院", "Asia/Shanghai", "zh_CN")
        people.meet(tx, outsider, "隔壁老赵", None, private=True)
        home = residents.add_household(tx, other, "9-9-999")
        state = ResidentState.CONFIRMED
        residents.save(tx, Resident(other, outsider, home, None, state, 1, tx.now, tx.now))
        residents.grant(tx, other, outsider, "chair")
        return other

    next_door = await court.store.write(settle_next_door)
    for action, args in (
        (topics.reach, (1,)),
        (triage.sort, (1, GOV, "理由")),
        (triage.appeal, (1, "理由")),
        (triage.pick, (1, GOV)),
        (progress.agree, (1, "好")),
        (progress.rate, (1, 1, Score.GOOD)),
        (progress.withdraw, (1,)),
        (progress.merge, (1, 2)),
    ):
        with pytest.raises(NotAResident):
            await court.does(action, outsider, *args)
    with pytest.raises(NotFound):
        await court.store.write(lambda tx: triage.sort(tx, next_door, outsider, 1, GOV, "理由"))
    assert await court.story() == ["raise", "sort_shared"]


async def test_the_author_changes_their_own_sorting_but_nobody_elses(court: Court) -> None:
    await court.raises()
    assert (await court.does(triage.sort, court.author, 1, GOV)).state is State.HANDED_OVER
    with pytest.raises(triage.ReasonMissing):
        await court.does(triage.sort, court.chair, 1, PRIVATE)
    await court.does(triage.sort, court.chair, 1, PRIVATE, "灯在他家里头")
    with pytest.raises(triage.SortedByCouncil):
        await court.does(triage.sort, court.author, 1, GOV)
    with pytest.raises(Already):
        await court.does(triage.sort, court.chair, 1, PRIVATE, "再说一遍")
    with pytest.raises(NotFound):  # what has become a family's own matter is out of others' sight
        await court.does(triage.sort, court.who.by_label["1-1-102"].id, 1, GOV, "我看是")


async def test_one_appeal_is_heard_and_the_second_refused(court: Court) -> None:
    """T2 of the worked examples: private, the council says shared, the author appeals twice."""
    await court.raises("楼上漏水", PRIVATE)
    with pytest.raises(triage.OwnSort):
        await court.does(triage.appeal, court.author, 1, "我分错了")
    await court.does(triage.sort, court.chair, 1, SHARED, "主管道漏的")
    with pytest.raises(triage.NotYours):
        await court.does(triage.appeal, court.council[1], 1, "我看不对")
    with pytest.raises(BadInput):
        await court.does(triage.appeal, court.author, 1, "  ")
    appealed = await court.does(triage.appeal, court.author, 1, "我家自己的管子")
    assert appealed.state is State.APPEALED
    assert appealed.due_at == FRIDAY + timedelta(days=5)
    with pytest.raises(triage.UnderAppeal):
        await court.does(triage.sort, court.chair, 1, PRIVATE, "我来定")
    for member in court.council[:4]:
        await court.does(triage.pick, member, 1, SHARED)
    with pytest.raises(triage.OnlyOnce):
        await court.does(triage.appeal, court.author, 1, "还是不服")
    with pytest.raises(triage.Ruled):
        await court.does(triage.sort, court.chair, 1, PRIVATE, "我改主意了")
    story = ["raise", "sort_private", "sort_shared", "appeal", "rule_shared"]
    assert await court.story() == story


async def test_an_appeal_needs_more_than_half_of_all_councillors(court: Court) -> None:
    """M8: of seven, three are not enough, however few have picked."""
    await court.raises(matter=None)
    await court.does(triage.sort, court.chair, 1, GOV)
    await court.does(triage.appeal, court.author, 1, "院里的灯")
    for member in court.council[:3]:
        picked = await court.does(triage.pick, member, 1, SHARED)
        assert picked.ruled is None
    again = await court.does(triage.pick, court.council[0], 1, SHARED)
    assert (again.agreeing, again.ruled) == (3, None)
    with pytest.raises(NotAllowed):
        await court.does(triage.pick, court.author, 1, SHARED)
    fourth = await court.does(triage.pick, court.council[3], 1, SHARED)
    assert fourth.ruled is SHARED
    assert (await court.topic()).state is State.DISCUSSING
    with pytest.raises(topics.WrongStep):
        await court.does(triage.pick, court.council[4], 1, GOV)


async def test_who_left_the_council_no_longer_counts_in_an_appeal(court: Court) -> None:
    await court.raises(matter=None)
    await court.does(triage.sort, court.chair, 1, GOV)
    await court.does(triage.appeal, court.author, 1, "院里的灯")
    gone = court.council[6]
    await court.does(triage.pick, gone, 1, SHARED)
    await court.does(residents.revoke, gone, "councillor")
    for member in court.council[1:4]:
        assert (await court.does(triage.pick, member, 1, SHARED)).ruled is None
    assert (await court.does(triage.pick, court.council[4], 1, SHARED)).ruled is SHARED


async def test_an_appeal_comes_within_three_days(court: Court) -> None:
    await court.raises(matter=None)
    await court.does(triage.sort, court.chair, 1, GOV)
    court.clock[0] += timedelta(days=3)
    with pytest.raises(triage.TooLateToAppeal):
        await court.does(triage.appeal, court.author, 1, "晚了")
