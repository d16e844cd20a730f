"""A secret vote as its people see it: private, once, and nobody learns who voted what."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
from typing import Any

import pytest

from bot.actions import filling
from bot.actions.secrecy import OwnHandsOnly
from bot.actions.votes import record
from handlers.votes import mydata
from storage import audit, ballots, catalogue, half_filled, residents, secret_ballots
from storage.ballots import Channel
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.secret import opened_secretly, the_vote, voted
from tests.yard import Yard


async def test_the_draft_is_turned_secret_and_both_councillors_read_what_that_means(
    yard: Yard,
) -> None:
    await yard.chair.says("/vote 换不换物业？ | 3天")
    assert "秘密投票" not in yard.chair.reads()
    await yard.chair.taps("秘密投票：否")
    assert "改不回公开的" in yard.chair.reads()
    assert "回执" in yard.chair.reads()
    await yard.chair.taps("回执：可以要")
    assert "回执" not in yard.chair.reads()
    await yard.chair.taps("发出去")
    assert "改不回公开的" in yard.councillors[0].reads()


async def test_once_it_is_out_nothing_turns_it_back(yard: Yard) -> None:
    card = await opened_secretly(yard)
    said = await yard.chair.forges(f"ve1_{yard.courtyard}_1_12", card)
    assert "已经发出去了" in said
    assert (await the_vote(yard)).secret


async def test_the_card_leads_to_the_private_chat_and_carries_no_choice(yard: Yard) -> None:
    card = await opened_secretly(yard)
    assert [button.text for row in card.buttons for button in row] == ["🔒 去私下投", "🔍 看详细"]
    assert "对邻居保密，不是匿名" in card.text
    refused = await yard.household("3-2-501").forges(f"vc1_{yard.courtyard}_1_0", card)
    assert "私聊" in refused
    assert await yard.read(lambda tx: tx.rows("SELECT * FROM ballots")) == []


async def test_a_ballot_is_looked_over_then_handed_in_for_good(yard: Yard) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "只投一次" in who.reads()
    await who.taps("反对")
    assert "还没交" in who.reads()
    assert "☑️ 反对" in who.reads()
    await who.taps("回去改")
    await who.taps("同意")
    assert "☑️ 同意" in who.reads()
    assert await who.taps("✅ 交") == "交了。"
    assert "3-2-501 这就算投过了" in who.reads()
    assert "同意" not in who.reads()
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "这就算投过了" in who.reads()
    for forged in ("bp1_{}_1_1", "bx1_{}_1_2", "bx1_{}_1_3", "bx1_{}_1_5"):
        assert "只投一次" in await who.forges(forged.format(yard.courtyard), who.newest())
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM ballot_drafts")) == 0


async def test_how_many_have_voted_is_said_from_three_on(yard: Yard) -> None:
    card = await opened_secretly(yard)
    for label in ("3-2-501", "3-2-502"):
        await voted(yard, label, "同意")
    await yard.chair.says("/votes")
    assert "已投 不到 3／120" in yard.chair.reads()
    await yard.chair.taps("1.")
    await yard.chair.taps("谁还没投")
    assert "先不说谁没投" in yard.chair.reads()
    assert "不到 3 户，先不报数" in card.text
    await voted(yard, "3-2-503", "反对")
    assert "已投 3／120 户" in card.text
    await yard.chair.taps("回这次表决")
    await yard.chair.taps("谁还没投")
    assert "还没投的有 117 户" in yard.chair.reads()
    await yard.passes(days=3)
    await yard.chair.forges(f"vm1_{yard.courtyard}_1", yard.chair.newest())
    assert "还没投的有" not in yard.chair.reads()


async def test_the_household_sees_that_it_has_voted_never_what(yard: Yard) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await voted(yard, "3-2-501", "反对")
    await who.says("/votes")
    await who.taps("1.")
    assert "3-2-501 投过了" in who.reads()
    assert "反对" not in who.reads()
    assert "🔒 去私下投" not in [b.text for row in who.newest().buttons for b in row]
    await yard.passes(days=3)
    await who.says("/votes")
    await who.taps("1.")
    assert "名册上记的是：3-2-501 投过了" in who.reads()
    absent = yard.household("3-2-504")
    await absent.says("/votes")
    await absent.taps("1.")
    assert "名册上记的是：3-2-504 没有投" in absent.reads()
    assert "自己记成了投过还是没投" in yard.card("有结果了").text
    steps = await arithmetic(yard)
    assert "自己记成了投过还是没投" in steps
    assert "各栋" not in steps


async def test_of_two_members_at_once_one_counts_and_the_other_is_told(yard: Yard) -> None:
    await opened_secretly(yard)
    first = yard.household("3-2-501")
    second = await roommate(yard, "3-2-501")
    await yard.write(lambda tx: filling.pick(tx, yard.courtyard, first.id, 1, 0))
    await yard.write(lambda tx: filling.pick(tx, yard.courtyard, second, 1, 1))
    found = await asyncio.gather(
        yard.write(lambda tx: filling.hand_in(tx, yard.courtyard, first.id, 1)),
        yard.write(lambda tx: filling.hand_in(tx, yard.courtyard, second, 1)),
    )
    # On a server either may come first.
    (counted,) = [choice for choice, receipt in enumerate(found) if receipt is not None]
    vote = await the_vote(yard)
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((counted,), 1)]
    assert await yard.read(lambda tx: ballots.turnout(tx, vote)) == 1
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM ballot_drafts")) == 0


async def roommate(yard: Yard, label: str) -> int:
    """Somebody else of the household, by their account."""
    stranger = yard.ready.stranger.id

    def move_in(tx: Tx) -> None:
        tx.run(
            "INSERT INTO people (person, name, reachable) VALUES (?, 'x', 1) "
            "ON CONFLICT (person) DO NOTHING",
            stranger,
        )
        tx.run(
            "INSERT INTO residents (courtyard, person, household, state, consent_version, "
            "consented_at, confirmed_at) SELECT courtyard, ?, household, state, consent_version, "
            "consented_at, confirmed_at FROM residents WHERE courtyard = ? AND person = ?",
            stranger,
            yard.courtyard,
            yard.household(label).id,
        )

    await yard.write(move_in)
    return stranger


async def test_the_second_member_is_told_in_the_form(yard: Yard) -> None:
    await opened_secretly(yard)
    yard.people.join(yard.ready.stranger, yard.group)
    await roommate(yard, "3-2-501")
    late = yard.stranger
    await late.starts(f"bf1_{yard.courtyard}_1")
    await late.taps("反对")
    review = late.newest()
    await voted(yard, "3-2-501", "同意")
    assert "只投一次" in await late.taps("✅ 交", on=review)
    assert "这就算投过了" in late.reads()
    vote = await the_vote(yard)
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((0,), 1)]


async def test_several_flats_of_one_owner_find_their_secret_vote_in_mydata(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    who = yard.household("3-2-502").id
    home = await yard.read(lambda tx: residents.resident(tx, yard.courtyard, who))
    unit = await yard.read(
        lambda tx: tx.value("SELECT unit FROM vote_turnout WHERE vote = 1 AND courtyard = 1")
    )
    assert home is not None
    await yard.write(
        lambda tx: tx.run(
            "INSERT INTO vote_flats (courtyard, vote, household, unit) VALUES (?, 1, ?, ?)",
            yard.courtyard,
            home.household,
            unit,
        )
    )
    assert await yard.read(lambda tx: mydata(tx, yard.courtyard, who)) == [
        {"vote": 1, "secret": True, "voted": True}
    ]


@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.ASSISTED])
async def test_nobody_fills_in_a_secret_ballot_for_another(yard: Yard, channel: Channel) -> None:
    await opened_secretly(yard)
    vote = await the_vote(yard)
    with pytest.raises(OwnHandsOnly):
        await yard.write(lambda tx: record(tx, vote, 1, (0,), person=None, channel=channel))


async def test_where_people_vote_there_are_no_receipts_and_each_is_told_for_themselves(
    yard: Yard,
) -> None:
    await opened_secretly(yard, "一户一票")
    vote = await the_vote(yard)
    assert (vote.electorate.by_home, vote.secret, vote.receipts) == (False, True, False)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("同意")
    assert "回执" not in who.reads()
    await who.taps("✅ 交")
    assert "3-2-501" in who.reads()
    await yard.passes(days=3)
    file = yard.card("结果文件").document
    assert file is not None
    assert "3-2-501" not in file.data.decode()
    assert str(who.id) not in file.data.decode()
    assert await yard.read(lambda tx: mydata(tx, yard.courtyard, who.id)) == [
        {"vote": 1, "secret": True, "voted": True}
    ]


async def test_the_receipt_is_sent_once_and_its_secret_is_kept_nowhere(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "反对", hand_in="再要张回执")
    who = yard.household("3-2-501")
    said = who.reads()
    whole = re.search(r"^1-[0-9a-f]{8}\|3-2-501\|\S+$", said, re.M)
    assert whole is not None
    line = hashlib.sha256(whole[0].encode()).hexdigest()
    assert line in said
    assert f"printf '%s' '{whole[0]}' | sha256sum" in said
    assert "反对" not in said
    vote = await the_vote(yard)
    box = await yard.read(lambda tx: secret_ballots.box(tx, vote))
    assert [(ballot.content, ballot.line) for ballot in box] == [((1,), line)]
    token = whole[0].rpartition("|")[2]
    assert token not in repr(await yard.read(rows))


async def test_who_asks_for_no_receipt_gets_none_and_their_line_looks_like_any(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "反对")
    assert "回执" not in yard.household("3-2-501").reads()
    vote = await the_vote(yard)
    box = await yard.read(lambda tx: secret_ballots.box(tx, vote))
    assert re.fullmatch("[0-9a-f]{64}", box[0].line)


async def test_a_vote_without_receipts_keeps_no_lines(yard: Yard) -> None:
    await opened_secretly(yard, "回执：可以要")
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("同意")
    assert not [b for row in who.newest().buttons for b in row if "回执" in b.text]
    await who.forges(f"bx1_{yard.courtyard}_1_6", who.newest())
    assert "回执" not in who.reads()
    vote = await the_vote(yard)
    box = await yard.read(lambda tx: secret_ballots.box(tx, vote))
    assert [ballot.line for ballot in box] == [""]


def rows(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        table: tx.rows(f"SELECT * FROM {table} ORDER BY {', '.join(catalogue.key_of(tx, table))}")
        for table in catalogue.tables(tx)
    }


async def test_the_chain_learns_that_a_ballot_came_in_and_at_the_close_what_the_box_held(
    yard: Yard,
) -> None:
    await opened_secretly(yard)
    for label, choice in {"3-2-501": "同意", "3-2-502": "反对", "3-2-503": "反对"}.items():
        await voted(yard, label, choice)
    await yard.passes(days=3)
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    mine = [json.loads(e.payload or "") for e in entries if e.act == "ballot.secret"]
    assert mine == [{"vote": 1}] * 3
    closed = next(json.loads(e.payload or "") for e in entries if e.act == "vote.stopped")
    assert closed["voted"] == 3
    vote = await the_vote(yard)
    lines = [ballot.line for ballot in await yard.read(lambda tx: secret_ballots.box(tx, vote))]
    assert closed["lines"] == hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


class Undone(Exception):
    """Raised to take a trial back."""


async def test_swapping_two_households_ballots_leaves_no_other_trace(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that is kept is the same, whichever of the two said yes."""
    await opened_secretly(yard, "回执：可以要")

    def trial(tx: Tx, pairing: tuple[int, int]) -> dict[str, Any]:
        for label, choice in zip(("3-2-501", "3-2-502"), pairing, strict=True):
            monkeypatch.setattr("secrets.token_hex", lambda size, c=choice: f"{c}" * size)
            person = yard.household(label).id
            filling.pick(tx, yard.courtyard, person, 1, choice)
            filling.hand_in(tx, yard.courtyard, person, 1)
        kept = rows(tx)
        kept["audit"] = tx.rows("SELECT seq, act, payload FROM audit ORDER BY seq")
        return {table: sorted(map(repr, found)) for table, found in kept.items()}

    def both(tx: Tx) -> list[dict[str, Any]]:
        found = []
        for pairing in ((0, 1), (1, 0)):
            with contextlib.suppress(Undone), tx.savepoint():
                found.append(trial(tx, pairing))
                raise Undone
        return found

    one, other = await yard.write(both)
    assert one == other
    assert len(one["vote_turnout"]) == len(one["secret_ballots"]) == 2


async def test_mydata_says_only_that_the_household_voted_and_forgetting_keeps_the_tally(
    yard: Yard,
) -> None:
    """D1 (domain.md 5), for a secret vote."""
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "反对")
    who = yard.household("3-2-501")
    await who.says("/mydata")
    sheet = who.newest().document
    assert sheet is not None
    assert "secret" in sheet.data.decode()
    kept = await yard.read(lambda tx: mydata(tx, yard.courtyard, who.id))
    assert kept == [{"vote": 1, "secret": True, "voted": True}]
    await yard.write(lambda tx: ballots.forget(tx, yard.courtyard, who.id))
    vote = await the_vote(yard)
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((1,), 1)]


async def test_a_ballot_that_fails_leaves_no_choice_behind(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("反对")

    def breaks(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(half_filled, "keep", breaks)
    monkeypatch.setattr(secret_ballots, "hand_in", breaks)
    await who.forges(f"bp1_{yard.courtyard}_1_1", who.newest())
    await who.taps("✅ 交")
    letters = await yard.read(lambda tx: tx.rows("SELECT content FROM dead_letters"))
    assert len(letters) == 2
    for (content,) in letters:
        assert "反对" not in content
        assert f"bp1_{yard.courtyard}" not in content


@pytest.mark.parametrize(
    ("how", "taps", "content"),
    [
        ("只选一个", ("樱桃树",), (1,)),
        ("可以选几个", ("樱桃树", "路灯", "看一遍再交"), (1, 2)),
        ("打 0 到 5 分", ("4", "0", "5", "看一遍再交"), (4, 0, 5)),
        ("垫底的一轮轮出局", ("路灯", "长椅", "看一遍再交"), (2, 0)),
        ("两个两个比", ("路灯", "看一遍再交"), (2,)),
    ],
)
async def test_every_method_is_cast_in_secret(
    yard: Yard, how: str, taps: tuple[str, ...], content: tuple[int, ...]
) -> None:
    await yard.chair.says("/vote 公共空地拿来做啥？ | 长椅 | 樱桃树 | 路灯 | 3天")
    await yard.chair.taps("秘密投票：否")
    await yard.chair.taps("只选一个")
    await yard.chair.taps(how)
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    assert await voted(yard, "3-2-501", *taps) == "交了。"
    vote = await the_vote(yard)
    assert vote.secret
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [(content, 1)]
    await yard.passes(days=3)
    assert "不作数" in yard.card("有结果了").text


async def test_english_has_it_all(yard: Yard) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.says("/lang en")
    await who.starts(f"bf1_{yard.courtyard}_1")
    assert "not anonymous" in who.reads()
    await who.taps("Against")
    assert "Not handed in yet" in who.reads()
    await who.taps("give me a receipt")
    assert "Receipt of 3-2-501" in who.reads()
