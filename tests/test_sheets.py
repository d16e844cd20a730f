"""Tables are read as Excel and WPS write them; what is no table, or a trap, is told apart."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from bot import sheets
from bot.sheets import Sheet, Unusable

ROWS = ((1, ("楼栋", "房号", "面积")), (2, ("3", "501", "89.5")))


def xlsx(*rows: tuple[object, ...], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_text_tables_are_read_in_every_encoding_windows_writes(encoding: str, between: str) -> None:
    text = "\r\n".join(between.join(cells) for _, cells in ROWS)
    assert sheets.read(text.encode(encoding)) == Sheet(ROWS)


def test_numbers_of_a_workbook_are_text_as_people_see_it() -> None:
    read = sheets.read(
        xlsx(("楼栋", "房号", "面积"), (3, 501.0, 89.5), (None, None, None), ("x", 0.1 + 0.2))
    )
    assert read == Sheet((ROWS[0], (2, ("3", "501", "89.5")), (4, ("x", "0.3"))))


def test_a_formula_is_text_and_never_computed() -> None:
    read = sheets.read(xlsx(("a",), ("=1+1",)))
    assert read == Sheet(((1, ("a",)), (2, ("=1+1",))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_what_looks_like_a_formula_is_sent_as_text(start: str) -> None:
    written = start + 'HYPERLINK("http://x.example","点我")'
    book = openpyxl.load_workbook(io.BytesIO(sheets.write("名册", [["房号"], [written, 5]])))
    cell, number = book.active["A2"], book.active["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (written, "s", True)
    assert (number.value, number.data_type) == (5, "n")


def test_merged_cells_are_told() -> None:
    read = sheets.read(xlsx(("a", "b"), (1, 2), (None, 3), merge="A2:A3"))
    assert isinstance(read, Sheet)
    assert read.merged == ((2, 3),)


def test_what_we_write_reads_back() -> None:
    read = sheets.read(sheets.write("名册", [["楼栋", "房号", "面积"], ["3", "501", 89.5]]))
    assert read == Sheet(ROWS)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unusable.NO_TABLE),
        (b"   \n", Unusable.NO_TABLE),
        (b"%PDF-1.4\x00\x01\x02", Unusable.NO_TABLE),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Unusable.NO_TABLE),
        (b"\xff\xd8\xff\xe0", Unusable.NO_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Unusable.OLD_EXCEL),
        (b"PK\x03\x04broken", Unusable.DAMAGED),
        (packed(word__document_DOT_xml=b"<x/>"), Unusable.NO_TABLE),
        (packed(xl__workbook_DOT_xml=b"<not"), Unusable.DAMAGED),
        (packed(xl__workbook_DOT_xml=b"\0" * (sheets.UNPACKED + 1)), Unusable.BOMB),
        (b"a\n" * (sheets.MOST_ROWS + 5), Unusable.TOO_LONG),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, why: Unusable) -> None:
    assert sheets.read(content) is why


def test_a_workbook_without_a_sheet_is_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx((1, 2)))) as whole, zipfile.ZipFile(out, "w") as bare:
        for part in whole.namelist():
            content = whole.read(part)
            if part == "xl/workbook.xml":
                content = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", content)
            bare.writestr(part, content)
    assert sheets.read(out.getvalue()) is Unusable.NO_TABLE


def test_a_workbook_cut_off_anywhere_never_gets_past_as_a_crash() -> None:
    whole = xlsx(("楼栋", "房号"), (1, 101))
    for end in range(4, len(whole), 97):
        assert sheets.read(whole[:end]) in (Unusable.DAMAGED, Unusable.NO_TABLE)


def test_entities_that_multiply_are_not_unfolded() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(20)
    )
    parts = {name: content for name, content in _parts(xlsx(("a",), (1,))).items()}
    parts["xl/workbook.xml"] = laughs + b"]><workbook>&u;</workbook>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert sheets.read(out.getvalue()) is Unusable.DAMAGED


def test_a_sheet_that_claims_to_be_enormous_is_read_as_far_as_it_goes() -> None:
    parts = _parts(xlsx(("a",), (1,)))
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert sheets.read(out.getvalue()) == Sheet(((1, ("a",)), (2, ("1",))))


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
