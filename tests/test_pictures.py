"""The result as a picture: right in what it shows, and left out where no font has Chinese."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot import pictures
from bot.pictures import BAD, GOOD, PAPER, Bar, Chart, draw, wrapped
from tests.handlers.test_votes import opened
from tests.yard import Yard

needs_a_font = pytest.mark.skipif(pictures.font_file() is None, reason="no Chinese font here")
QUORUM = Bar("来投的", "85／120 户，至少要 61", 85, 120, 61)


def chart(passed: bool = True, title: str = "楼道灯换成声控灯？", rules: int = 1) -> Chart:
    choices = [Bar("同意", "59 户", 59, 59), Bar("反对", "0 户", 0, 59), Bar("弃权", "4 户", 4, 59)]
    return Chart(title, "通过了" if passed else "没通过", passed, choices, [QUORUM] * rules)


def opened_picture(drawn: bytes | None) -> Image.Image:
    assert drawn is not None
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def colours(picture: Image.Image) -> set[str]:
    found = picture.getcolors(1 << 20) or []
    return {"#{:02X}{:02X}{:02X}".format(*colour) for _, colour in found}  # type: ignore[misc]  # RGB


@needs_a_font
def test_the_verdict_is_told_by_colour_and_sign_and_word() -> None:
    passed, lost = opened_picture(draw(chart())), opened_picture(draw(chart(passed=False)))
    assert passed.width == pictures.WIDTH
    assert GOOD in colours(passed)
    assert BAD in colours(lost)
    assert passed.tobytes() != lost.tobytes()


@needs_a_font
def test_nobody_against_leaves_an_empty_bar() -> None:
    one_more = Chart("？", "通过了", True, [Bar("同意", "0 户", 0, 1)], [])
    assert BAD not in colours(opened_picture(draw(one_more)))


@needs_a_font
def test_the_longest_question_takes_three_lines_and_the_page_fits() -> None:
    long = opened_picture(draw(chart(title="很长的题目" * 120)))
    assert long.height < 2 * opened_picture(draw(chart())).height
    assert long.getpixel((5, long.height - 5)) == tuple(bytes.fromhex(PAPER[1:]))


def test_words_are_cut_into_lines_that_fit() -> None:
    assert wrapped("一二三四五", 2, len) == ["一二", "三四", "五"]
    assert wrapped("", 2, len) == [""]
    assert wrapped("一\n二", 9, len) == ["一 二"]


@pytest.fixture
def without_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "font_file", lambda: None)


@needs_a_font
async def test_the_result_comes_with_its_picture(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert result.photo is not None
    assert opened_picture(result.photo.data).width == pictures.WIDTH
    assert "来投的" in result.text


async def test_without_a_font_the_text_says_it_all(yard: Yard, without_a_font: None) -> None:
    await opened(yard)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert result.photo is None
    assert "来投的" in result.text
