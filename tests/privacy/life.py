"""Somebody who leaves a trace in every table, with words nobody else would write."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

from bot.access import Act, Role
from bot.actions import covenant as covenants
from bot.actions import (
    opening,
    progress,
    proxies,
    residents,
    roles,
    secrecy,
    signing,
    topics,
    triage,
    vote_drafts,
)
from bot.actions import second as two
from bot.actions.votes import get as get_vote
from bot.rules.electorate import Electorate
from bot.rules.roll import Change, Voter
from bot.rules.triage import Matter
from bot.sandbox.neighbour import Neighbour
from storage import (
    ballots,
    boxes,
    broadcasts,
    cards,
    channels,
    countersigns,
    courtyards,
    doorstep,
    due,
    events,
    half_filled,
    inbox,
    objections,
    outbox,
    papers,
    petitions,
    prompts,
    reasons,
    roll,
    seconds,
    services,
    topic_ratings,
    typed_reasons,
    vote_roll,
    votes,
    vouches,
)
from storage import covenant as covenant_rows
from storage import proxies as proxy_rows
from storage import residents as rows
from storage import topics as topic_rows
from storage.ballots import Channel
from storage.events import Reply
from storage.papers import Reading, ReadingState
from storage.petitions import Kind
from storage.residents import ResidentState
from storage.seconds import SecondState
from storage.services import Way
from storage.topic_ratings import Score
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.yard import Yard

ID = 7_312_345_678
NAME, USERNAME = "青石板上的赛博龙", "qingshiban_cyber"
HOME = "3-2-501"
OTHER = 2
"""The yard next door, where they wait to be known."""


def word(what: str) -> str:
    """What they type, so that it can be found again."""
    return f"柚子{what}"


async def lives(yard: Yard) -> Neighbour:
    """Moves in, and does everything there is to do."""
    user = yard.people.add_user(NAME, USERNAME, started=True, user_id=ID)
    yard.people.join(user, yard.group)
    me = yard.person(user)
    await me.starts(f"jo1_{yard.courtyard}_{HOME}")
    await me.taps("写我的名字")
    await yard.chair.taps("认得，没错")
    await me.says(f"/topic {word('楼道灯')}")
    await me.taps("大家的事")
    await yard.write(lambda tx: on_the_council(tx, yard))
    for part in (in_topics, in_a_vote, in_other_votes, by_law, at_events, in_the_house, next_door):
        await yard.write(partial(part, here=yard.courtyard, yard=yard))
    await yard.settled()
    await me.says("/vote")
    await me.says("/topic")
    await yard.write(lambda tx: undelivered(tx, yard))
    return me


def on_the_council(tx: Tx, yard: Yard) -> None:
    chair, other = yard.ready.chair.id, yard.ready.council[1].id
    given = {"person": ID, "role": Role.COUNCILLOR.value, "give": 1}
    roles.carry_out(tx, yard.courtyard, chair, other, given)
    asked = {"person": other, "role": Role.AUDITOR.value, "give": 1}
    two.request(tx, yard.courtyard, ID, Act.CHANGE_ROLE, asked)
    args = {"vote": 1, "reason": word("没成的理由")}
    number = seconds.add(tx, yard.courtyard, Act.CLOSE_VOTE.value, args, ID)
    seconds.decide(tx, yard.courtyard, number, SecondState.REFUSED, other)
    number = seconds.add(tx, yard.courtyard, Act.CLOSE_VOTE.value, {"vote": 1}, chair)
    seconds.decide(tx, yard.courtyard, number, SecondState.CONFIRMED, ID)


def in_topics(tx: Tx, here: int, yard: Yard) -> None:
    chair = yard.ready.chair.id
    progress.agree(tx, here, ID, 1, word("商量好的"))
    petitions.sign(tx, topics.get(tx, here, 1), Kind.MEETING, ID)
    progress.assign(tx, here, ID, 1, word("电工"))
    progress.finish(tx, here, ID, 1, word("办完了"))
    found = topics.get(tx, here, 1)
    progress.rate(tx, here, ID, 1, found.round, Score.GOOD)
    topic_ratings.rate(tx, found, -ID, ID, Score.FAIR)  # from before they had a home
    secret = topics.raise_topic(tx, here, ID, word("家里的事"), None, public=False)
    triage.sort(tx, here, chair, secret.topic, Matter.PRIVATE, "是一家的事")
    triage.appeal(tx, here, ID, secret.topic, word("申诉"))
    triage.pick(tx, here, ID, secret.topic, Matter.SHARED)
    topics.raise_topic(tx, here, chair, "门口积水", Matter.SHARED, public=True)
    topic_rows.save_draft(tx, here, ID, word("没发的议题"))


def opened(
    tx: Tx, here: int, yard: Yard, title: str, electorate: Electorate, by: int, **more: object
) -> Vote:
    """A vote that runs (its days of notice are over), put together by `by`."""
    closes = tx.now + timedelta(days=20)
    number = vote_drafts.draft(tx, here, by, title, closes_at=closes)
    vote_drafts.change_draft(tx, here, by, number, electorate=electorate, **more)
    opening.open_vote(tx, here, by, yard.ready.council[1].id, {"vote": number})
    vote = get_vote(tx, here, number)
    if vote.state is VoteState.NOTICED:
        opening.open_noticed(tx, here, str(number))
    return get_vote(tx, here, number)


def in_a_vote(tx: Tx, here: int, yard: Yard) -> None:
    """By households: their own ballot, and what they did for others."""
    vote = opened(tx, here, yard, word("种树吗"), Electorate.HOUSEHOLDS, ID)
    mine = rows.resident(tx, here, ID)
    assert mine is not None
    assert mine.household is not None
    home = mine.household
    vote_roll.set_voter(tx, vote, home, ID)
    ballots.put_ballot(tx, vote, home, (0,), ID)
    ballots.put_ballot(tx, vote, 5, (1,), None, Channel.ASSISTED, ID)
    half_filled.keep(tx, vote, ID, (1,))
    doorstep.mark(tx, vote, 6, doorstep.Mark.AWAY, ID)
    doorstep.take(tx, here, ID, doorstep.InHand(vote.vote, 7, Channel.ASSISTED, (0,)))
    papers.keep(tx, vote, Reading(8, ReadingState.ONCE, (0,), ID, None))
    papers.keep(tx, vote, Reading(9, ReadingState.AGREED, None, yard.ready.chair.id, ID))
    boxes.keep(tx, vote, boxes.Reading(ID, ((0,), (1,)), (), False, True))
    countersigns.add(tx, vote, ID)
    typed_reasons.put(tx, vote, 8, ID, word("替人打的理由"))
    services.put(tx, vote, 10, Way.DOOR, True, ID)
    reasons.add(tx, vote, home, ID, word("反对的理由"))
    objections.add(tx, vote, home, ID, word("异议"))
    proxies.give(tx, here, yard.ready.by_label["3-2-502"].id, vote.vote, ID)
    proxy_rows.keep(
        tx,
        here,
        proxy_rows.Proxy(vote.vote, home, 1, proxy_rows.ProxyState.REFUSED, ID, False),
    )


def in_other_votes(tx: Tx, here: int, yard: Yard) -> None:
    """Where people vote for themselves, openly and in secret; and what was never sent."""
    chair = yard.ready.chair.id
    openly = opened(tx, here, yard, "监督员选谁", Electorate.RESIDENTS, chair)
    ballots.put_ballot(tx, openly, ID, (0,), ID)
    reasons.add(tx, openly, ID, ID, word("另一条理由"))
    papers.keep(tx, openly, Reading(ID, ReadingState.DIFFERENT, None, 1, 2))
    secretly = opened(tx, here, yard, "换不换", Electorate.RESIDENTS, chair, secret=True)
    secrecy.hand_in(tx, secretly, ID, NAME, (0,), Channel.TAP)
    votes.add(tx, here, word("没发的表决"), ID, "{}", options=(word("东墙"), word("西墙")))


def by_law(tx: Tx, here: int, yard: Yard) -> None:
    """The covenant, the roll, and who votes for a home."""
    number = covenants.write(tx, here, ID, f"第一条 {word('公约')}\n第二条 门前三包")
    draft = covenants.own_draft(tx, here, ID, number)
    whole = {"covenant": number, "seal": covenants.seal(draft), "base": 0}
    covenants.publish(tx, here, ID, yard.ready.chair.id, whole)
    published = covenants.get(tx, here, number)
    mine = rows.resident(tx, here, ID)
    assert mine is not None
    assert mine.household is not None
    signing.sign(tx, here, ID, number, signing.seal_of(published))
    covenant_rows.tap(tx, published, ID)
    covenants.write(tx, here, ID, f"第一条 {word('没发的公约')}")
    roll.set_voter(tx, here, mine.household, ID)
    roll.propose(tx, here, ID, Change(gone=(HOME,)).to_json())
    named = Change(voter=Voter(HOME, ID, True)).to_json()
    roll.propose(tx, here, yard.ready.chair.id, named)


def at_events(tx: Tx, here: int, yard: Yard) -> None:
    event = events.add(tx, here, word("坝坝宴"), ID)
    found = events.get(tx, here, event)
    assert found is not None
    at = tx.now - timedelta(days=1)
    events.put_answer(tx, found, ID, Reply.GOING, 3)
    events.update(tx, found, state=events.EventState.ENDED, starts_at=at, report=word("热闹"))
    events.add(tx, here, word("没发的活动"), ID)
    sent = broadcasts.add(tx, here, ID, word("停水通知"), None)
    said = broadcasts.get(tx, here, sent)
    assert said is not None
    broadcasts.update(tx, said, state=broadcasts.BroadcastState.ENDED, sent_at=tx.now)
    cards.post(tx, here, "broadcast", sent, ID)
    broadcasts.add(tx, here, ID, word("没发的通知"), None)
    broadcasts.decline(tx, here, ID)


def in_the_house(tx: Tx, here: int, yard: Yard) -> None:
    """A notice board, a question to somebody else that is about them, and a fault of ours."""
    found = courtyards.get(tx, here)
    assert found is not None
    channels.link(tx, found, -100_555, "公告栏", ID)
    prompts.ask(tx, yard.ready.council[2].id, here, "roles.home", {"person": ID})
    update = {"message": {"from": {"id": ID, "first_name": NAME}, "text": word("出错的话")}}
    inbox.bury(tx, "update 1", json.dumps(update, ensure_ascii=False), "boom")
    inbox.bury(tx, "due resident.lapse", f"{OTHER}:{ID}", "boom")
    vouches.add(tx, here, yard.ready.stranger.id, 3, ID)


def next_door(tx: Tx, here: int, yard: Yard) -> None:
    """They wait to be known in another yard, where neighbours were asked."""
    owner = yard.ready.stranger
    courtyards.add(tx, -100_777, "8号院", "Asia/Shanghai", "zh_CN")
    residents.consent(tx, OTHER, ID, named=True)
    residents.claim(tx, OTHER, ID, "1-1-1")
    vouches.add(tx, OTHER, ID, 4, owner.id)
    cards.post(tx, OTHER, "claim", ID, -100_777)
    mine = rows.resident(tx, OTHER, ID)
    assert mine is not None
    assert mine.state is ResidentState.CLAIMED
    assert any(str(ID) == plan.subject for plan in due.planned(tx, OTHER))


def undelivered(tx: Tx, yard: Yard) -> None:
    """Something they wrote waits to be sent, and something about them can never be."""
    outbox.send(tx, yard.courtyard, ID, "core.refused", {"said": word("没寄到的话")})
    outbox.send(tx, yard.courtyard, yard.ready.chair.id, "naming.told", {"person": ID})
    outbox.send(
        tx, 0, ID, "core.held", {"said": word("想说的话")}, not_before=tx.now + timedelta(9)
    )
    tx.run("UPDATE outbox SET state = 'PARKED' WHERE view IN ('core.refused', 'naming.told')")
    args = {"held": word("还没确认的回答")}
    prompts.ask(tx, ID, yard.courtyard, "resident.home", args)
