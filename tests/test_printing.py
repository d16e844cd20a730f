"""Sheets and notices as PDF: read back as text, page by page, as a printer would get them."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PageObject, PdfReader

from bot import fonts, printing
from bot.printed import BallotSheet, Box, Face, Household, Notice
from bot.printing import ballots_pdf, notice_pdf

FONT = fonts.installed()
pytestmark = pytest.mark.skipif(FONT is None, reason="no Chinese font here")
SHEET = BallotSheet(
    "7号大院 · 表决 12 的票",
    "在东墙种樱桃树，行不行？",
    ("同意", "反对", "弃权"),
    Box.TICK,
    "只勾一个。",
    "11月27日（周五）22:07 以前交。",
    "编号",
    "https://t.me/yuanba_bot?start=vo1_1_12",
)
HOMES = [
    Household(f"{n // 40 + 1}-{n // 20 % 2 + 1}-{n // 4 % 5 + 1}0{n % 4 + 1}", f"482-{n:04d}")
    for n in range(120)
]


def face() -> Face:
    assert FONT is not None
    return Face(FONT.file, FONT.index)


def pages(pdf: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def text(page: PageObject) -> str:
    return page.extract_text().replace("\0", "")  # pypdf reads each character as two


def test_a_yard_of_120_has_a_sheet_each_several_on_a_page() -> None:
    printed = pages(ballots_pdf(SHEET, HOMES, face()))
    assert len(printed) == 30
    said = "\n".join(text(page) for page in printed)
    for home in HOMES:
        assert said.count(f"{home.label}\n") + said.count(f"{home.label} ") == 1
        assert said.count(home.code) == 1
    for words in ("在东墙种樱桃树，行不行？", "同意", "弃权", "11月27日（周五）22:07"):
        assert said.count(words) == 120


def test_a_reason_has_lines_to_write_on_across_the_sheet() -> None:
    sheet = replace(SHEET, reason="反对的理由：")
    (page,) = pages(ballots_pdf(sheet, HOMES[:1], face()))
    said = [line.strip() for line in text(page).splitlines() if "____" in line]
    assert len(said) == 3
    assert said[0].startswith("反对的理由：____")
    assert lowest(page) > printing.MARGIN / printing.MM_PER_POINT


def test_the_code_to_scan_is_on_every_page_but_in_the_file_once() -> None:
    pdf = ballots_pdf(SHEET, HOMES[:8], face())
    assert all(len(page.images) == 1 for page in pages(pdf))
    assert pdf.count(b"/Subtype /Image") == 1


def test_the_font_goes_along_so_that_any_printer_writes_chinese() -> None:
    pdf = ballots_pdf(SHEET, HOMES[:1], face())
    assert b"/FontFile" in pdf
    assert len(pdf) < 100_000  # only the characters used


@pytest.mark.parametrize("stub", ["", "表决 12 票根：投票时当面撕下。"])
@pytest.mark.parametrize("box", list(Box))
def test_the_longest_question_still_fits_on_a_page(box: Box, stub: str) -> None:
    options = tuple(f"{number}" + "字" * 58 for number in range(12))
    sheet = replace(SHEET, question="题" * 600, options=options, box=box, stub=stub)
    printed = pages(ballots_pdf(sheet, HOMES[:2], face()))
    assert len(printed) == 2
    for page in printed:
        said = text(page)
        assert said.count("字") == 12 * 58
        assert said.count("题") == 600
        assert "以前交" in said
        assert lowest(page) > printing.MARGIN / printing.MM_PER_POINT


def lowest(page: PageObject) -> float:
    """Where the lowest letter stands, in points from the bottom edge."""
    found: list[float] = []

    def visit(said: str, _: object, matrix: list[float], *rest: object) -> None:
        if said.strip():
            found.append(matrix[5])

    page.extract_text(visitor_text=visit)
    return min(found)


def test_scores_and_places_have_room_to_write() -> None:
    scored = text(pages(ballots_pdf(replace(SHEET, box=Box.SCORES), HOMES[:1], face()))[0])
    assert all(scored.count(score) >= 3 for score in printing.SCORES)


def test_emoji_are_left_out_and_no_word_of_another_script_goes_silently() -> None:
    sheet = replace(SHEET, question="种樱桃树🌸🌸 行不行？ שלום السلام 树坑一米深")
    said = text(pages(ballots_pdf(sheet, HOMES[:1], face()))[0])
    assert "种樱桃树 行不行？ 〓 〓 树坑一米深" in said


def test_no_box_stands_before_nothing() -> None:
    sheet = replace(SHEET, options=("🌸", "樱桃 🍒", "السلام"))
    said = text(pages(ballots_pdf(sheet, HOMES[:1], face()))[0])
    for line in ("1. 〓", "2. 樱桃", "3. 〓"):
        assert line in said
    assert "1. 同意" not in text(pages(ballots_pdf(SHEET, HOMES[:1], face()))[0])


def test_a_long_name_of_a_home_or_a_yard_leaves_the_code_and_its_square_free() -> None:
    homes = [Household("翠竹苑东区" * 8, "482-1735"), HOMES[0]]
    sheet = replace(SHEET, heading="蓉" * 80 + " · 表决 12 的票")
    (page,) = pages(ballots_pdf(sheet, homes, face()))
    right = (printing.MARGIN + printing.WIDTH - printing.QR) / printing.MM_PER_POINT
    sizes = {said: size for said, size in written(page)}
    assert sizes["翠竹苑东区" * 8] < 17 * 0.6 < sizes[HOMES[0].label]
    assert sizes[sheet.heading] * 80 < right


def written(page: PageObject) -> list[tuple[str, float]]:
    """Each piece of text and the size of its letters."""
    found: list[tuple[str, float]] = []

    def visit(said: str, _: object, __: object, ___: object, size: float) -> None:
        if said.strip():
            found.append((said.replace("\0", "").strip(), size))

    page.extract_text(visitor_text=visit)
    return found


def test_where_there_is_much_to_say_when_and_how_stay_large() -> None:
    lines = ["选项：" + "；".join(f"第{n}项" + "字" * 56 for n in range(12)), "截止：11月27日"]
    page = pages(notice_pdf(Notice("告示", "题" * 600, lines, "", SHEET.url, "扫码"), face()))[0]
    sizes = {said: size for said, size in written(page)}
    assert sizes["截止：11月27日"] > 11
    assert lowest(page) > printing.MARGIN / printing.MM_PER_POINT


def test_what_the_font_cannot_write_is_left_out() -> None:
    sheet = replace(SHEET, question="种樱桃树🌸行不行？\nwith <b>two</b> & lines")
    said = text(pages(ballots_pdf(sheet, HOMES[:1], face()))[0])
    assert "种樱桃树行不行？" in said
    assert "with <b>two</b> & lines" in said


def test_latin_words_stay_whole_and_no_line_begins_with_a_full_stop() -> None:
    sheet = replace(SHEET, question="请大家在群里看 Telegram 说明。" * 12)
    said = text(pages(ballots_pdf(sheet, HOMES[:1], face()))[0])
    assert said.count("Telegram") == 12
    assert not [line for line in said.splitlines() if line.startswith(("。", "，"))]


def test_brackets_stay_with_what_they_hold() -> None:
    sheet = replace(SHEET, question="把南墙根收拾出来，每季度公布一次账目（1）；" * 20)
    lines = text(pages(ballots_pdf(sheet, HOMES[:1], face()))[0]).splitlines()
    assert not [line for line in lines if line.startswith("）") or line.endswith("（")]


def test_the_notice_is_one_page_however_long_the_question() -> None:
    notice = Notice(
        "7号大院 表决告示",
        "题" * 600,
        [
            "长" * 700,
            "选项：同意；反对；弃权",
            "截止：11月27日（周五）22:07",
            "怎么投（一户一票）：",
        ],
        "这是院里自己的表决，不是法定表决。",
        SHEET.url,
        "扫码去投",
    )
    (page,) = pages(notice_pdf(notice, face()))
    assert "扫码去投" in text(page)
    assert "不是法定表决" in text(page)
    assert text(page).count("题") == 600
    assert text(page).count("长") == 700
    assert lowest(page) > printing.MARGIN / printing.MM_PER_POINT


def test_the_stub_of_a_secret_ballot_names_the_household_and_the_ballot_does_not() -> None:
    sheet = replace(SHEET, stub="表决 12 票根：投票时当面撕下。")
    printed = pages(ballots_pdf(sheet, HOMES[:8], face()))
    for page in printed:
        lines = [said for said in text(page).split("\n") if said.strip()]
        homes = [home for home in HOMES[:8] if home.code in text(page)]
        assert homes
        for home in homes:
            at = next(n for n, line in enumerate(lines) if home.label in line)
            assert "票根" in lines[at - 1]  # the strip above the cut
        assert text(page).count(homes[0].code) == 1
    assert sum(text(page).count("行不行？") for page in printed) == 8
