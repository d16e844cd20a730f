"""Whose topic it is to read, to press and to be forgotten in; and nothing written breaks a page."""

from __future__ import annotations

import pytest

from tests.handlers.next_door import Next
from tests.handlers.raising import HOME, LIGHT, count, newest, raised, topic
from tests.yard import Yard


async def test_a_family_matter_stays_between_the_author_and_the_council(yard: Yard) -> None:
    before = yard.group_texts()
    author = await raised(yard, "跟楼上两口子吵架了", "自家的事")
    assert "没发到群里" in author.reads()
    assert yard.group_texts() == before
    await yard.household("1-1-102").says("/topics")
    assert "吵架" not in yard.household("1-1-102").reads()
    link = f"to1_{yard.courtyard}_1"
    assert "吵架" not in "".join(await yard.household("1-1-102").starts(link))
    await yard.chair.says("/topics")
    assert "🔒 1. 跟楼上两口子吵架了" in yard.chair.reads()
    await author.taps("打开这件事")
    assert "会有人来找您" in await author.taps("请人调解")
    assert f"{HOME}" in yard.chair.reads()
    assert "调解" in yard.chair.reads()
    assert "请人调解" not in author.buttons()


async def test_a_card_forgets_what_turns_out_to_be_a_family_matter(yard: Yard) -> None:
    author = yard.household(HOME)
    await author.says_in_group("/topic 楼上天天半夜拖板凳")
    card = yard.card("拖板凳")
    await author.taps("自家的事", on=card)
    assert "拖板凳" not in card.text
    assert "不在群里说" in card.text
    assert not [text for text in yard.group_texts() if "拖板凳" in text]


@pytest.mark.parametrize(
    "text", ["<b>灯</b> & <script>", "💡" * 40 + "\n👨‍👩‍👧‍👦 都说黑", "灯" * 4000, "{title} %s"]
)
async def test_whatever_is_written_stands_there_as_it_was_written(yard: Yard, text: str) -> None:
    author = await raised(yard, text)
    card = yard.card("· 大家的事")
    assert text.split("\n")[0][:30] in card.text
    await author.taps("打开这件事")
    assert text.split("\n")[0][:30] in author.reads()
    await yard.chair.says("/topics")
    assert text[:20] in yard.chair.reads()


async def test_strangers_neighbours_next_door_and_forgers_get_nowhere(
    yard: Yard, next_door: Next
) -> None:
    await yard.household(HOME).says_in_group(f"/topic {LIGHT}")
    card = yard.card(LIGHT)
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.taps("公家的事", on=card)
    await yard.stranger.says_in_group("/topic 我也提一个")
    assert "登记" in newest(yard).text
    outsider = next_door.by(next_door.member)
    assert LIGHT not in "".join(await outsider.starts(f"to1_{yard.courtyard}_1"))
    resident = yard.household("1-1-102")
    for forged in (
        f"ts1_{yard.courtyard}_1_7",
        f"ts1_{yard.courtyard}_1_0",
        f"ts1_{yard.courtyard}_99_0",
        f"tk1_{yard.courtyard}_1_0",
        f"tr1_{yard.courtyard}_1_1_9",
        f"tr1_{yard.courtyard}_1_1_0",
        f"tg1_{yard.courtyard}_1_99",
        f"tg1_{yard.courtyard}_1_3",
        f"tq1_{yard.courtyard}_1_3",
        f"tm1_{yard.courtyard}_1_1",
        f"tp1_{yard.courtyard}_1",
    ):
        assert await resident.forges(forged, card), forged
    found = await topic(yard)
    assert (found.state, found.matter, await count(yard)) == ("submitted", None, 1)


async def test_the_reader_sees_only_the_buttons_they_may_use(yard: Yard) -> None:
    author = await raised(yard)
    link = f"to1_{yard.courtyard}_1"
    await yard.household("1-1-102").starts(link)
    assert not {"🔀 改分类", "🤝 商量好了"} & set(yard.household("1-1-102").buttons())
    await author.starts(link)
    assert "🔀 改分类" in author.buttons()
    assert "🤝 商量好了" not in author.buttons()
    await yard.chair.starts(link)
    assert {"🔀 改分类", "🤝 商量好了", "🗳 商量不拢，投票定"} <= set(yard.chair.buttons())


async def test_mydata_tells_and_forget_takes_the_name_away(yard: Yard) -> None:
    author = await raised(yard)
    await raised(yard, "跟楼上两口子吵架了", "自家的事")
    column = next(c for c in yard.app.house.columns if c.name == "topics")
    assert column.mydata
    assert column.forget
    mydata, forget = column.mydata, column.forget
    kept = await yard.read(lambda tx: mydata(tx, yard.courtyard, author.id))
    assert [raised["text"] for raised in kept["raised"]] == [LIGHT, "跟楼上两口子吵架了"]
    await yard.write(lambda tx: forget(tx, yard.courtyard, author.id))
    await yard.settled()
    kept = await yard.read(lambda tx: mydata(tx, yard.courtyard, author.id))
    assert kept == {"raised": [], "steps": [], "ratings": [], "draft": None}
    assert "一位邻居 提的" in yard.card(LIGHT).text
    assert "吵架" not in (await topic(yard, 2)).text
