"""Files for the roll, from well filled in to meant to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import cache
from random import Random

from bot import sheets
from tests.hostile import texts

HEAD = ("楼栋", "单元", "房号", "面积", "业主")
Row = Sequence[str | int | float]
_ROWS = tuple(
    (str(1 + n % 3), str(1 + n % 2), f"{1 + n % 5}0{1 + n % 4}", 80 + n) for n in range(30)
)


def roll_file(draw: Random) -> bytes:
    """One of the ready ones, often with something done to its bytes."""
    content = draw.choice(ready())
    kind = draw.random()
    if kind < 0.4 or not content:
        return content
    if kind < 0.6:
        return content[: draw.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(draw.randrange(1, 30)):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


@cache
def ready() -> tuple[bytes, ...]:
    """Made once: a bomb takes longer than what it is for."""
    table: list[Row] = [HEAD, *((*row, f"业主{n}") for n, row in enumerate(_ROWS))]
    wild: list[Row] = [
        HEAD,
        *((line, "1", line, line, line) for line in texts.NASTY if line.isprintable()),
    ]
    plain = "\n".join(",".join(map(str, row)) for row in table)
    return (
        *(sheets.write("名册", rows) for rows in (table, wild, [], [HEAD])),
        *(plain.encode(code) for code in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-7")),
        *(plain.replace(",", mark).encode() for mark in (";", "\t", "，", '"', "\x00")),
        _zip({"xl/workbook.xml": b"<x>"}),
        _zip({"xl/workbook.xml": b"\x00" * 60_000_000}),
        _zip({f"{n}": b"" for n in range(600)}),
        _zip({"nested.zip": _zip({"xl/workbook.xml": b""})}),
        _with_part(sheets.write("名册", table), "xl/workbook.xml", _LAUGHS),
        _with_part(sheets.write("名册", table), "xl/worksheets/sheet1.xml", _CELLS),
        *(b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 9, b"\xff\xfe", b'"' * 300_000, b"\x00" * 99),
        b"%PDF-1.7",
        ("1," * 50_000).encode(),
        b"\n" * 100_000,
    )


_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><workbook>&j;</workbook>"
)
_CELLS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="99999999999"><c r="ZZZZ1" t="s"><v>99999</v></c><c r="A1" t="d"><v>x</v></c></row>'
    b'<row r="-1"><c t="b"><v>9</v></c><c t="e"><v>#REF!</v></c><c><f>1+1</f></c><c><v>1e9</v></c>'
    b"</row></sheetData></worksheet>"
)


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _with_part(book: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return _zip({**parts, name: content})
