"""The result as a picture: right in what it shows, and left out where no font has Chinese."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFont

from bot import fonts, pictures
from bot.page import Page
from bot.pictures import DARK, LIGHT, Bar, Chart, Mark, Palette, Row, Tone, draw, fitted, wrapped
from bot.rules import presets
from bot.rules.ballot import CONSENT_ANSWERS
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.words import Words
from handlers.views import result_picture
from storage import courtyards, votes
from storage.tx import Tx
from storage.votes import Electorate, Vote, VoteState
from tests.handlers.test_ballots import drafted, handed_in, sent, sixty_one
from tests.handlers.test_votes import opened
from tests.yard import Yard

FONT = fonts.installed()
needs_a_font = pytest.mark.skipif(FONT is None, reason="no Chinese font here")
QUORUM = Bar("来投的", "85／120 户", 85, 120, Tone.MET, Mark(61, "至少要 61"))


def chart(passed: bool = True, title: str = "楼道灯换成声控灯？", **changes: Any) -> Chart:
    choices: list[Row] = [
        [Bar("同意", "59 户", 59, 59, Tone.FOR)],
        [Bar("反对", "0 户", 0, 59, Tone.AGAINST)],
        [Bar("弃权", "4 户", 4, 59, Tone.ABSTAIN)],
    ]
    verdict = "通过了" if passed else "没通过"
    return replace(Chart(title, verdict, passed, choices, [[QUORUM]]), **changes)


def drawn(what: Chart) -> Image.Image:
    assert FONT is not None
    return opened_picture(draw(what, FONT))


def opened_picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def has(picture: Image.Image, colour: str) -> bool:
    """Whether a good part of the picture is in this colour, as near as a palette keeps it."""
    wanted = rgb(colour)
    near = [
        n
        for n, found in picture.getcolors(1 << 20) or []
        if isinstance(found, tuple)
        and all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))
    ]
    return sum(near) > 200


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@needs_a_font
@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_verdict_is_told_by_colour_and_sign_and_word(palette: Palette) -> None:
    passed = drawn(chart(palette=palette))
    lost = drawn(chart(passed=False, rules=[], palette=palette))
    assert passed.width == pictures.WIDTH
    assert has(passed, palette.paper)
    assert has(passed, palette.good)
    assert not has(passed, palette.bad)
    assert has(lost, palette.bad)


@needs_a_font
def test_nobody_against_leaves_an_empty_bar() -> None:
    assert not has(drawn(chart(rules=[])), LIGHT.bad)


@needs_a_font
def test_heads_and_area_stand_side_by_side() -> None:
    area = replace(QUORUM, text="5,985／9,000 ㎡", got=598500, whole=900000, tone=Tone.MISSED)
    both = drawn(chart(choices=[], rules=[[QUORUM, area]]))
    middle = both.width // 2
    assert not has(both.crop((0, 260, middle, both.height)), LIGHT.bad)
    assert has(both.crop((middle, 260, both.width, both.height)), LIGHT.bad)
    assert both.height < drawn(chart(choices=[], rules=[[QUORUM], [area]])).height


@needs_a_font
def test_bars_side_by_side_begin_at_one_height_whatever_their_captions_take() -> None:
    long = Bar("没有投、跟着多数那边算的", "9 位业主", 9, 9, Tone.FOR)
    page = drawn(chart(choices=[[long, Bar("没投", "684 ㎡", 9, 9, Tone.FOR)]], rules=[]))
    blue = rgb(LIGHT.of(Tone.FOR))
    left, right = (
        [y for y in range(page.height) if near(pixel(page, x, y), blue)]
        for x in (pictures.MARGIN + 380, page.width - pictures.MARGIN - 20)
    )
    assert left
    assert left == right


def near(found: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(found, wanted, strict=True))


@needs_a_font
def test_a_mark_stands_where_the_rule_is_met() -> None:
    page = drawn(chart(choices=[], rules=[[replace(QUORUM, got=0)]]))
    width = pictures.WIDTH - 2 * pictures.MARGIN
    at = pictures.MARGIN + width * 61 // 120
    dark = [x for x in range(page.width) if sum(pixel(page, x, page.height - 130)) < 150]
    assert dark
    assert at - 5 <= min(dark) <= max(dark) <= at + 5


def pixel(page: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = page.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


@needs_a_font
def test_the_longest_question_and_twelve_long_options_fit_the_page() -> None:
    options: list[Row] = [
        [Bar("选项的字很多" * 10, f"{n} 户", n, 12, Tone.WON if n == 11 else Tone.OTHER)]
        for n in range(12)
    ]
    long = drawn(
        chart(title="很长的题目" * 120, choices=options, verdict="选" * 200, note="注" * 99)
    )
    assert long.height < 3 * pictures.WIDTH
    assert all(
        has(long.crop((0, y, long.width, y + 60)), LIGHT.paper) for y in (0, long.height - 60)
    )


def test_words_are_cut_into_lines_that_fit() -> None:
    assert wrapped("一二三四五", 2, len) == ["一二", "三四", "五"]
    assert wrapped("", 2, len) == [""]
    assert wrapped("一\n二", 9, len) == ["一 二"]
    assert wrapped("plant a tree here", 8, len) == ["plant a", "tree", "here"]
    assert wrapped("🌳种树️", 9, len) == ["种树"]
    assert fitted("一二三四五", 2, 2, len) == ["一二", "三…"]


def seen(colour: str, lost: str) -> tuple[float, ...]:
    """A colour as people without red or green cones see it (Machado, Oliveira, Fernandes 2009)."""
    matrix = {
        "red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        "green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    }[lost]
    linear = [light(value) for value in rgb(colour)]
    return tuple(sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix)


def light(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    weights = (0.2126, 0.7152, 0.0722)
    a, b = sorted(
        sum(w * light(v) for w, v in zip(weights, rgb(colour), strict=True)) + 0.05
        for colour in (one, other)
    )
    return b / a


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("lost", ["none", "red", "green"])
def test_everybody_tells_the_answers_apart(palette: Palette, lost: str) -> None:
    answers = (palette.good, palette.bad, palette.neutral)
    for one, other in combinations(answers, 2):
        apart = [abs(a - b) for a, b in zip(seen(one, lost), seen(other, lost), strict=True)]
        assert max(apart) > 0.12, (one, other)


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_and_bars_stand_out_from_the_paper(palette: Palette) -> None:
    assert contrast(palette.ink, palette.paper) > 12
    assert contrast(palette.quiet, palette.paper) > 4.5
    assert contrast(palette.good, palette.paper) > 3
    assert contrast(palette.bad, palette.paper) > 3
    for colour in (palette.good, palette.bad, palette.neutral, palette.other):
        assert contrast(colour, palette.track) > 1.5


def test_a_font_that_is_none_or_has_no_chinese_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "notes.ttf").write_text("not a font")
    assert fonts.read(tmp_path / "notes.ttf") is None
    basic = Path(ImageFont.__file__).parent / "fonts" / "DejaVuSans.ttf"
    if basic.exists():
        assert fonts.read(basic) is None


@needs_a_font
def test_a_font_chosen_by_hand_is_read_as_it_is_written_here() -> None:
    assert FONT is not None
    chosen = fonts.found(FONT.file)
    assert chosen is not None
    assert chosen.file == FONT.file


@pytest.fixture
def without_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "found", lambda chosen: None)


@needs_a_font
async def test_the_result_comes_with_its_picture(yard: Yard) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert result.photo is not None
    assert opened_picture(result.photo.data).width == pictures.WIDTH
    assert "来投的" in result.text


@needs_a_font
async def test_a_courtyard_chooses_dark_pictures(yard: Yard) -> None:
    await yard.chair.says("/settings")
    await yard.chair.taps("图片底色：浅")
    await yard.chair.taps("深")
    await yard.councillors[0].taps("同意，这就办")
    card = await opened(yard)
    await yard.household("3-2-501").taps("同意", on=card)
    await yard.passes(days=3)
    photo = yard.card("有结果了").photo
    assert photo is not None
    assert has(opened_picture(photo.data), DARK.paper)


async def test_without_a_font_the_text_says_it_all(yard: Yard, without_a_font: None) -> None:
    await opened(yard)
    await yard.passes(days=3)
    result = yard.card("有结果了")
    assert result.photo is None
    assert "来投的" in result.text


async def pictured(yard: Yard, vote: Vote | None = None) -> Chart:
    """What the picture of a vote says (the courtyard's first, if it is not named)."""

    def look(tx: Tx) -> Chart:
        here = courtyards.get(tx, yard.courtyard)
        found = vote or votes.get(tx, yard.courtyard, 1)
        assert found is not None
        return result_picture.chart(Page(tx, Words(), yard.app.house, "bot", here), found)

    return await yard.read(look)


@pytest.mark.parametrize(
    ("how", "taps", "said"),
    [
        ("可以选几个", ("路灯",), ["路灯: 1 户", "长椅: 0 户", "樱桃树: 0 户"]),
        ("打 0 到 5 分", ("4", "0", "0"), ["长椅: 4 分", "樱桃树: 0 分", "路灯: 0 分"]),
        ("垫底的一轮轮出局", ("路灯",), ["路灯: 1 户·第 1 轮"]),
        ("选出几个", ("路灯",), ["路灯: 1 户·第 1 轮"]),
        ("两个两个比", ("路灯",), ["路灯: 赢 2／2 场", "长椅: 赢 0／2 场", "樱桃树: 赢 0／2 场"]),
    ],
)
async def test_each_way_of_counting_has_its_bars(
    yard: Yard, how: str, taps: tuple[str, ...], said: list[str]
) -> None:
    await drafted(yard, how)
    if how == "选出几个":
        await yard.chair.says("2")
    await sent(yard)
    await handed_in(yard, "3-2-501", *taps)
    await yard.passes(days=3)
    found = await pictured(yard)
    assert [f"{bar.label}: {bar.text}" for row in found.choices for bar in row] == said
    assert found.verdict == "来投的不够，不作数"
    assert found.rules[0][0].mark == Mark(61, "至少要 61")


async def test_a_budget_shows_what_is_bought_and_what_is_spent(yard: Yard) -> None:
    await drafted(yard, "分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 800元\n路灯 2000元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2500元")
    await sent(yard)
    await sixty_one(yard, (61, ("长椅", "樱桃树")))
    await yard.passes(days=3)
    found = await pictured(yard)
    assert found.verdict == "选出来了：长椅（1,200 元）、樱桃树（800 元）"
    assert [(bar.tone, bar.text) for row in found.choices for bar in row] == [
        (Tone.WON, "61 户"),
        (Tone.WON, "61 户"),
        (Tone.OTHER, "0 户"),
        (Tone.OTHER, "2,000／2,500 元"),
    ]


async def test_owners_decide_by_heads_and_area_side_by_side(yard: Yard) -> None:
    await opened(yard)
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    counted = replace(
        vote,
        electorate=Electorate.OWNERS,
        rule=rule_to_text(presets.OWNERS_ORDINARY),
        state=VoteState.CLOSED,
        eligible=120,
        eligible_area=900000,
        counted=(41, 35, 5),
        counted_area=(306000, 250000, 42500),
        result="not_quorate",
    )
    said = await pictured(yard, counted)
    assert [[bar.text for bar in row] for row in said.choices] == [
        ["41 位业主", "3,060 ㎡"],
        ["35 位业主", "2,500 ㎡"],
        ["5 位业主", "425 ㎡"],
    ]
    (heads, area), (_, part) = said.rules
    assert (heads.text, heads.tone) == ("81／120 位业主", Tone.MET)
    assert (area.text, area.tone) == ("5,985／9,000 ㎡", Tone.MISSED)
    assert part.mark == Mark(299251, "至少要 2,992.51")


async def test_a_consent_and_an_election_have_their_pictures_too(yard: Yard) -> None:
    await opened(yard)
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    asked = replace(
        vote,
        method=Method.CONSENT,
        options=CONSENT_ANSWERS,
        rule=rule_to_text(presets.PLURALITY),
        state=VoteState.CLOSED,
        turnout=70,
        result="not_passed",
        outcome={"winners": [], "scores": ["60", "8", "2"]},
    )
    said = await pictured(yard, asked)
    assert said.verdict == "先不办，商量好了再来"
    assert [bar.tone for row in said.choices for bar in row] == [
        Tone.FOR,
        Tone.ABSTAIN,
        Tone.AGAINST,
    ]
    chosen = replace(
        asked,
        method=Method.APPROVAL,
        options=("王婆婆", "李叔", "张姐"),
        rule=vote.rule,
        seats=2,
        result="passed",
        outcome={"winners": [0, 2], "scores": ["60", "8", "20"]},
    )
    said = await pictured(yard, chosen)
    assert said.verdict == "选出来了：王婆婆"
    assert [(bar.tone, bar.mark) for row in said.choices for bar in row] == [
        (Tone.WON, Mark(36, "至少要 36")),
        (Tone.OTHER, Mark(36, "至少要 36")),
        (Tone.OTHER, Mark(36, "至少要 36")),
    ]
    assert len(said.rules) == 1
