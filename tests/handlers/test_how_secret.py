"""The bot says by itself, in plain words, what its secrecy and its receipts hold and what not."""

from __future__ import annotations

from tests.handlers.secret import opened_secretly, voted
from tests.handlers.test_votes import opened
from tests.yard import Yard

SAID = (
    "Telegram",  # and the operator, and the host
    "用纸票箱",
    "一看总数就猜得到",
    "看得到谁家还没投",
    "被人塞一张",
    "要有人去查才查得出来",
    "谁拿着您的回执，就查得到您投的啥",
    "一句对一句",
    "不到 7 张票",
    "箱里不到 3 张，开箱的人猜得到",
)


async def test_from_the_ballot_one_tap_leads_to_the_whole_truth_and_one_back(yard: Yard) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bf1_{yard.courtyard}_1")
    await who.taps("保密到哪一步")
    for words in SAID:
        assert words in who.reads()
    await who.taps("去私下投")
    await who.taps("同意")
    assert await who.taps("✅ 交") == "交了。"


async def test_without_receipts_that_is_said_too(yard: Yard) -> None:
    await opened_secretly(yard, "回执：可以要")
    who = yard.household("3-2-501")
    await who.starts(f"bz1_{yard.courtyard}_1")
    assert "谁也拿不出凭据来" in who.reads()
    assert "要有人去查" not in who.reads()


async def test_it_can_be_read_after_voting_and_after_the_close(yard: Yard) -> None:
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    who = yard.household("3-2-501")
    for days in (0, 3):
        await yard.passes(days=days)
        await who.starts(f"vo1_{yard.courtyard}_1")
        await who.taps("保密到哪一步")
        assert "被人塞一张" in who.reads()
        assert not [label for label in who.buttons() if "去私下投" in label]
        await who.taps("回这次表决")
        assert "表决 1" in who.reads()


async def test_an_open_vote_has_no_such_page(yard: Yard) -> None:
    await opened(yard)
    who = yard.household("3-2-501")
    await who.starts(f"bz1_{yard.courtyard}_1")
    assert "保密到哪一步" not in who.reads()
    assert "表决 1" in who.reads()


async def test_english_says_it_all(yard: Yard) -> None:
    await opened_secretly(yard)
    who = yard.household("3-2-501")
    await who.says("/lang en")
    await who.starts(f"bz1_{yard.courtyard}_1")
    for words in ("ballot box", "the sums tell", "Somebody has to look", "your word against ours"):
        assert words in who.reads()
