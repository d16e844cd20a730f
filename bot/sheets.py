"""Tables that people send and get: .xlsx, and .csv as Excel on any Windows writes it.

What comes in is untrusted: sizes are looked at before anything is unpacked, formulas are text.
openpyxl is imported when the first table comes: it would be a tenth of every start.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

MOST_ROWS = 20_000
MOST_COLUMNS = 30
LONGEST_CELL = 200
UNPACKED = 40 * 1024 * 1024
"""More than this is no roll of 20,000 homes but a bomb."""
PARTS = 500
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"[A-Z]+(\d+):[A-Z]+(\d+)\"")
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class Unusable(Enum):
    """Why a file is no table we can read."""

    NO_TABLE = auto()
    OLD_EXCEL = auto()
    DAMAGED = auto()
    BOMB = auto()
    TOO_LONG = auto()


@dataclass(frozen=True)
class Sheet:
    """The rows that have anything in them, with their numbers as Excel counts; every cell as the
    text it shows, a formula as `=…`. `merged` are the first and last rows of merged cells."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    merged: tuple[tuple[int, int], ...] = ()


def read(content: bytes) -> Sheet | Unusable:
    """By what the file is, not by what it is called."""
    if content.startswith(_OLD_EXCEL):
        return Unusable.OLD_EXCEL
    if content.startswith(_ZIP):
        return _read_xlsx(content)
    return _read_text(content)


def write(title: str, rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """An .xlsx of one sheet, its first row always in sight."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for letter in "ABCDE":
        sheet.column_dimensions[letter].width = 16
    for row in rows:
        sheet.append([_inert(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _inert(sheet: Any, value: str | int | float) -> Any:
    """What people wrote stays text, also where a spreadsheet would compute or open it."""
    if not isinstance(value, str) or not value.startswith(_COMPUTED):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = True  # as if typed with an apostrophe before it: text after an edit, too
    return cell


def _read_xlsx(content: bytes) -> Sheet | Unusable:
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                return Unusable.BOMB
            if "xl/workbook.xml" not in archive.namelist():
                return Unusable.NO_TABLE
            return _first_sheet(content)
    except (
        zipfile.BadZipFile,
        zlib.error,
        InvalidFileException,
        ParseError,
        EOFError,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        NotImplementedError,
        AttributeError,
        RuntimeError,
    ):  # whatever a broken file does to the parser; a password gives RuntimeError
        return Unusable.DAMAGED


def _first_sheet(content: bytes) -> Sheet | Unusable:
    """Row by row (read-only mode): a sheet that claims a million rows is not built up first."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        if not book.worksheets:
            return Unusable.NO_TABLE
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        # Formulas with nothing cached and cells beyond our columns are not looked at.
        rows: list[tuple[int, tuple[str, ...]]] = []
        found = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, row in enumerate(islice(found, 4 * MOST_ROWS), 1):
            cells = _tidy(_text(value) for value in row)
            if any(cells):
                rows.append((number, cells))
            if len(rows) > MOST_ROWS:
                return Unusable.TOO_LONG
        # openpyxl has no public name for where in the archive a sheet stands.
        return Sheet(tuple(rows), _merged(content, sheet._worksheet_path))
    finally:
        book.close()


def _merged(content: bytes, path: str) -> tuple[tuple[int, int], ...]:
    """Read-only mode says nothing of merged cells, which hide what the rows below mean."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = _MERGED.findall(archive.read(path))
    return tuple(sorted({(int(first), int(last)) for first, last in found}))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        whole = round(value, 6)
        return str(int(whole)) if whole.is_integer() else repr(whole)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _tidy(cells: Iterable[str]) -> tuple[str, ...]:
    """One space between words, nothing too long, no empty cells at the end."""
    found = [" ".join(cell.split())[:LONGEST_CELL] for cell in cells]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def _read_text(content: bytes) -> Sheet | Unusable:
    text = _decoded(content)
    if text is None or not text.strip():
        return Unusable.NO_TABLE
    head = text.lstrip().partition("\n")[0]
    separator = max(",;\t，", key=head.count)
    lines = io.StringIO(text.replace("，", ",") if separator == "，" else text, newline="")
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        reader = csv.reader(lines, delimiter="," if separator == "，" else separator)
        for row in reader:
            cells = _tidy(row[:MOST_COLUMNS])
            if any(cells):
                rows.append((reader.line_num, cells))
            if len(rows) > MOST_ROWS:
                return Unusable.TOO_LONG
    except csv.Error:
        return Unusable.DAMAGED
    return Sheet(tuple(rows))


def _decoded(content: bytes) -> str | None:
    """UTF-8 or what Chinese Windows calls ANSI (GB18030 holds GBK); None for what is no text."""
    encodings = [name for bom, name in _BOMS if content.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f]", text) else text
    return None
