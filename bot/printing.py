"""Ballot sheets and stair-door notices as PDF, for those who vote on paper.

fpdf2 writes them: it embeds and subsets Chinese faces from collections whatever their outlines
(WenQuanYi's TrueType, and Noto's CFF, which reportlab 5.1 refuses), is LGPL as python-telegram-bot
is, and kept up. segno draws the QR code. Both are imported when the first sheet is printed.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.printed import BallotSheet, Box, Face, Household, Notice

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN, WIDTH, HEIGHT = 12.0, 186.0, 273.0
"""Of an A4 page, in millimetres; the width and height are what is left inside."""
QR, SMALL, LINE, GAP = 24.0, 9.0, 1.45, 3.0
STUB = 20.0
"""The height of a strip that is torn off a secret ballot."""
MM_PER_POINT = 0.3528
SCORES = "012345"
SCALES = (1.0, 0.9, 0.8, 0.7, 0.62, 0.55, 0.5, 0.45)
LONG = 60
MISSING = "〓"
_RTL = ("R", "AL")
_FACE = "han"
# Latin words whole, Chinese by the character, with the marks that may not end or begin a line.
_TOKENS = re.compile(
    r"[（「『《“]*(?:[A-Za-z0-9]+[!-/:-@]*|[^A-Za-z0-9\s])[，。！？；：、）」』》”]*|\s"
)


def ballots_pdf(sheet: BallotSheet, households: Sequence[Household], face: Face) -> bytes:
    """One sheet a household, as many on an A4 page as fit, with lines to cut along."""
    paper = _Paper(face)
    body = paper.ballot(sheet)
    each = body.height + GAP * 2
    on_a_page = max(1, int(HEIGHT // each))
    for number, household in enumerate(households):
        place = number % on_a_page
        if place == 0:
            paper.new_page()
        top = MARGIN + place * each
        paper.draw(body, household, top)
        if place:
            paper.cut(top - GAP)
    return paper.bytes()


def notice_pdf(notice: Notice, face: Face) -> bytes:
    """One A4 page for the board at the stair door, in letters one reads standing."""
    paper = _Paper(face)
    paper.new_page()
    paper.notice(notice)
    return paper.bytes()


@dataclass(frozen=True)
class _Words:
    """Lines in one size, `indent` from the left; `box` stands before the first of them."""

    lines: Sequence[str]
    size: float
    indent: float = 0.0
    box: Box | None = None

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * MM_PER_POINT * LINE + (1.2 if self.box else 0.6)


def _head(sheet: BallotSheet) -> float:
    """The height of what stands above the question."""
    return 8.0 if sheet.stub else 15.0


@dataclass(frozen=True)
class _Body:
    sheet: BallotSheet
    parts: Sequence[_Words]
    height: float


class _Paper:
    """A pen over A4 pages."""

    def __init__(self, face: Face) -> None:
        from fpdf import FPDF
        from fpdf.fonts import TTFFont

        logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table it drops
        self._pdf: FPDF = FPDF(format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.add_font(_FACE, fname=face.file, collection_font_number=face.index)
        font = self._pdf.fonts[_FACE]
        self._known = font.cmap if isinstance(font, TTFFont) else {}
        self._codes: dict[str, io.BytesIO] = {}
        self._size(SMALL)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def new_page(self) -> None:
        self._pdf.add_page()

    def ballot(self, sheet: BallotSheet) -> _Body:
        """The sheet laid out, in smaller letters where it would not fit on a page."""
        for size in (12.0, 10.0, 8.0, 6.0):
            body = self._laid_out(sheet, size)
            if body.height <= HEIGHT - GAP * 2:
                break
        return body

    def draw(self, body: _Body, household: Household, top: float) -> None:
        sheet, left, room = body.sheet, MARGIN, WIDTH - QR - 6
        if sheet.stub:
            self._line(sheet.stub, left, top, self._fitting(sheet.stub, SMALL, WIDTH))
            self._name(sheet, household, top + 5, WIDTH)
            self.cut(top + STUB - GAP)
            top += STUB
        else:
            self._name(sheet, household, top + 6, room)
        self._line(sheet.heading, left, top, self._fitting(sheet.heading, SMALL, room))
        self._qr(sheet.url, left + WIDTH - QR, top, QR)
        y = top + _head(sheet)
        for part in body.parts:
            self._words(part, y)
            y += part.height

    def _name(self, sheet: BallotSheet, household: Household, top: float, room: float) -> None:
        """Whose it is, and the code that finds them."""
        code, label = f"{sheet.code} {household.code}", household.label
        beside = room - self._width(code, 13)
        self._line(label, MARGIN, top, self._fitting(label, 17, beside - 4))
        self._line(code, MARGIN + beside, top, 13)

    def notice(self, notice: Notice) -> None:
        foot, side = self._part(notice.foot, 12, WIDTH), 58.0
        room = HEIGHT - foot.height - side - 8
        parts: list[_Words] = []
        for scale in SCALES:  # smaller letters where there is much to say
            parts = self._notice_parts(notice, scale)
            if sum(part.height + 4 * scale for part in parts) <= room:
                break
        y = MARGIN
        for part in parts:
            self._words(part, y)
            y += part.height + 4 * scale
        self._qr(notice.url, MARGIN, y + 2, side)
        self._words(_Words(self._wrapped(notice.scan, 17, WIDTH - side - 8), 17, side + 8), y + 8)
        self._words(foot, MARGIN + HEIGHT - foot.height)

    def _notice_parts(self, notice: Notice, scale: float) -> list[_Words]:
        """What is long makes way, so that when and how stay readable from a step away."""
        said = [(notice.heading, 34.0), (notice.question, 26.0)]
        said += [(line, 17.0) for line in notice.lines]
        return [
            self._part(text, size * (scale if len(text) > LONG else max(scale, 0.7)), WIDTH)
            for text, size in said
        ]

    def cut(self, y: float) -> None:
        self._pdf.set_draw_color(150)
        self._pdf.set_dash_pattern(dash=2, gap=2)
        self._pdf.line(MARGIN, y, MARGIN + WIDTH, y)
        self._pdf.set_dash_pattern()
        self._pdf.set_draw_color(0)

    def _laid_out(self, sheet: BallotSheet, size: float) -> _Body:
        beside, indent = WIDTH - QR - 4, {Box.SCORES: 46.0, Box.PLACE: 12.0, Box.TICK: 8.0}
        room = WIDTH - indent[sheet.box]
        parts = [
            self._part(sheet.question, size + 1, beside),
            *(
                _Words(self._wrapped(name, size, room), size, indent[sheet.box], sheet.box)
                for name in self._options(sheet.options)
            ),
            *([self._ruled(sheet.reason, size * 1.3)] if sheet.reason else []),
            self._part(sheet.how, min(size, SMALL), WIDTH),
            self._part(sheet.foot, min(size, SMALL), WIDTH),
        ]
        height = max(QR, _head(sheet) + sum(part.height for part in parts))
        return _Body(sheet, parts, height + (STUB if sheet.stub else 0))

    def _options(self, names: Sequence[str]) -> Sequence[str]:
        """With numbers where a name cannot be printed at all: no box may stand before nothing."""
        if all(self._written(name).strip(MISSING + " ") for name in names):
            return names
        return [f"{n}. {self._written(name).strip() or MISSING}" for n, name in enumerate(names, 1)]

    def _ruled(self, label: str, size: float) -> _Words:
        rule = self._width("_", size) or WIDTH
        beside = int((WIDTH - self._width(label, size)) / rule)
        return _Words([label + "_" * beside, *["_" * int(WIDTH / rule)] * 2], size)

    def _part(self, text: str, size: float, room: float) -> _Words:
        return _Words(self._wrapped(text, size, room), size)

    def _wrapped(self, text: str, size: float, room: float) -> list[str]:
        self._size(size)
        paragraphs = self._written(text).split("\n")
        return [line for part in paragraphs for line in self._broken(part, room)]

    def _broken(self, text: str, room: float) -> list[str]:
        lines, line = [], ""
        for token in _TOKENS.findall(text):
            pieces = list(token) if self._pdf.get_string_width(token) > room else [token]
            for piece in pieces:
                if line and self._pdf.get_string_width(line + piece) > room:
                    lines.append(line.rstrip())
                    line = ""
                line += piece.lstrip() if not line else piece
        return [*lines, line]

    def _words(self, part: _Words, top: float) -> None:
        step = part.size * MM_PER_POINT * LINE
        for number, line in enumerate(part.lines):
            self._line(line, MARGIN + part.indent, top + number * step, part.size)
        if part.box:
            self._box(part.box, top, part.size * MM_PER_POINT)

    def _box(self, box: Box, top: float, size: float) -> None:
        side = max(3.2, size)
        if box is Box.TICK:
            self._pdf.rect(MARGIN + 1, top + 0.4, side, side)
        elif box is Box.PLACE:
            self._pdf.rect(MARGIN + 1, top + 0.2, side * 2, side + 0.4)
        else:
            for number, score in enumerate(SCORES):
                x = MARGIN + 1 + number * 7.2
                self._pdf.rect(x, top + 0.2, 5.4, side + 0.6)
                self._line(score, x + 1.7, top + 0.3, min(SMALL, size / MM_PER_POINT))

    def _line(self, text: str, x: float, top: float, size: float) -> None:
        self._size(size)
        self._pdf.text(x, top + size * MM_PER_POINT, self._written(text))

    def _width(self, text: str, size: float) -> float:
        self._size(size)
        return float(self._pdf.get_string_width(self._written(text)))

    def _fitting(self, text: str, size: float, room: float) -> float:
        """The size in which the text is no wider than this."""
        return size * min(1.0, room / max(room, self._width(text, size)))

    def _size(self, size: float) -> None:
        self._pdf.set_font(_FACE, size=size)

    def _written(self, text: str) -> str:
        """Without what the face cannot write: emoji are left out; letters, and what is written from
        right to left, leave the printers' mark for a missing sort, one for each word."""
        shown = "".join(
            c if self._writes(c) else MISSING if unicodedata.category(c)[0] in "LMN" else ""
            for c in text
        )
        return re.sub(" {2,}", " ", re.sub(f"{MISSING}+", MISSING, shown))

    def _writes(self, c: str) -> bool:
        return c == "\n" or (ord(c) in self._known and unicodedata.bidirectional(c) not in _RTL)

    def _qr(self, url: str, x: float, y: float, side: float) -> None:
        if url not in self._codes:
            import segno

            drawn = io.BytesIO()
            segno.make(url, error="m", micro=False).save(drawn, kind="png", scale=8, border=1)
            self._codes[url] = drawn
        self._pdf.image(self._codes[url], x, y, side, side)
