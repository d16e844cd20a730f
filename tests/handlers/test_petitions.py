"""Signing together, by taps: the topic's page, its card, the council's draft."""

from __future__ import annotations

from tests.yard import Yard

HOMES = [
    f"{b}-{u}-{n}0{m}" for b in (1, 2) for u in (1, 2) for n in (1, 2, 3, 4, 5) for m in (2, 3)
]


async def raised(yard: Yard) -> None:
    author = yard.household("3-2-501")
    await author.says_in_group("/topic 门口的停车位怎么分")
    await author.taps("大家的事", on=yard.card("停车位"))


async def sign(yard: Yard, home: str, what: str = "要开居民会议") -> str:
    who = yard.household(home)
    await who.taps("看详细", on=yard.card("停车位"))
    await who.taps("联名要求开会、罢免")
    return await who.taps(what)


async def test_enough_neighbours_make_the_council_call_a_meeting(yard: Yard) -> None:
    await raised(yard)
    assert "联名" not in yard.card("停车位").text
    assert "算您一个" in await sign(yard, HOMES[0])
    first = yard.household(HOMES[0])
    assert "要求开居民会议：1／12 位" in first.reads()
    assert "要求开居民会议：1／12 位" in yard.card("停车位").text
    assert "撤回了" in await first.taps("不算我了")
    assert "1／12" not in yard.card("停车位").text
    for home in HOMES[:11]:
        await sign(yard, home)
    assert "11／12" in yard.card("停车位").text
    assert not any("够数了" in text for text in yard.group_texts())
    await sign(yard, HOMES[11])
    assert "12 位邻居联名，够数了" in yard.card("停车位").text
    assert "提前 10 天公告" in yard.chair.reads()
    assert not any(HOMES[0] in text for text in yard.group_texts())  # never who
    await yard.chair.taps("起草居民会议的表决")
    form = yard.chair.reads()
    assert "居民会议" in form
    assert "先公示 10 天" in form
    assert "门口的停车位怎么分" in form


async def test_a_recall_is_demanded_the_same_way(yard: Yard) -> None:
    await raised(yard)
    for home in HOMES[:12]:
        await sign(yard, home, "要罢免")
    assert "要把罢免拿给居民投票" in yard.chair.reads()
    await yard.chair.taps("起草罢免的表决")
    assert "罢免" in yard.chair.reads()


async def test_nobody_from_outside_signs(yard: Yard) -> None:
    await raised(yard)
    await yard.stranger.taps("看详细", on=yard.card("停车位"))
    assert "联名要求开会、罢免" not in yard.stranger.buttons()
