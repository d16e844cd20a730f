"""A vote's result as a picture, taken in at a glance on a phone, also by who cannot tell colours.

Drawn with Pillow (it was measured at a sixth of matplotlib's time and an eighth of its memory),
imported when the first picture is drawn. Everything a colour says is said by a word or a sign, too.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.fonts import Font

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, MARGIN, COLUMNS_APART = 1080, 64, 48
BAR, GAP, LEAD = 34, 30, 14
TITLE, VERDICT, LABEL, SMALL = 48, 56, 40, 30
TITLE_LINES, VERDICT_LINES, LABEL_LINES = 3, 3, 2
_EMOJI = 0x1F000
_JOINERS = "\ufe0e\ufe0f\u200d"


class Tone(Enum):
    """What a bar is: one of three answers, an option, or a rule."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    WON = "won"
    OTHER = "other"
    MET = "met"
    MISSED = "missed"


_SIGNED = (Tone.WON, Tone.MET, Tone.MISSED)
"""Their bars have a tick, or a cross, before their words."""


@dataclass(frozen=True)
class Palette:
    """Okabe and Ito's colours, which everybody tells apart, also in grey."""

    paper: str
    ink: str
    quiet: str
    track: str
    good: str
    bad: str
    neutral: str
    other: str

    def of(self, tone: Tone) -> str:
        if tone in (Tone.FOR, Tone.WON, Tone.MET):
            return self.good
        if tone in (Tone.AGAINST, Tone.MISSED):
            return self.bad
        return self.neutral if tone is Tone.ABSTAIN else self.other


LIGHT = Palette(
    "#FFFDF8", "#222222", "#5C5C5C", "#E6E2D8", "#0072B2", "#D55E00", "#999999", "#7FAECB"
)
DARK = Palette(
    "#17191C", "#F1EFE9", "#ABABAB", "#363B41", "#56B4E9", "#E69F00", "#8C8C8C", "#4F7F9B"
)


@dataclass(frozen=True)
class Mark:
    """What is needed, as a line across the bar, with words under it or none."""

    at: int | Fraction
    text: str


@dataclass(frozen=True)
class Bar:
    """`got` of `whole`, drawn as a length. `text` stands at its end."""

    label: str
    text: str
    got: int | Fraction
    whole: int | Fraction
    tone: Tone = Tone.OTHER
    mark: Mark | None = None


Row = Sequence[Bar]
"""Bars side by side: one, or heads and area."""


@dataclass(frozen=True)
class Chart:
    """What the picture says: verdict in words too, so that no colour has to be understood."""

    title: str
    verdict: str
    passed: bool
    choices: Sequence[Row]
    rules: Sequence[Row] = ()
    note: str = ""
    palette: Palette = LIGHT


def draw(chart: Chart, font: Font) -> bytes:
    """The chart as PNG, 1080 pixels wide."""
    from PIL import Image, ImageDraw

    height = _at_most(chart)
    image = Image.new("RGB", (WIDTH, height), chart.palette.paper)
    end = _Sheet(ImageDraw.Draw(image), font, chart.palette).write(chart)
    used = io.BytesIO()
    page = image.crop((0, 0, WIDTH, min(height, end + MARGIN)))
    page.quantize(64, Image.Quantize.FASTOCTREE).save(used, "PNG")
    return used.getvalue()


def _at_most(chart: Chart) -> int:
    """A height that everything fits into, to be cut to what was used."""
    rows = len(chart.choices) + len(chart.rules)
    row = (LABEL_LINES + 1) * (LABEL + LEAD) + BAR + SMALL + 3 * GAP
    head = TITLE_LINES * (TITLE + LEAD) + VERDICT_LINES * (VERDICT + LEAD) + 3 * (SMALL + LEAD)
    return head + rows * row + 4 * MARGIN


class _Sheet:
    """A pen that moves down the page."""

    def __init__(self, pen: ImageDraw, font: Font, palette: Palette) -> None:
        self._pen = pen
        self._face = font
        self._sizes: dict[int, FreeTypeFont] = {}
        self._palette = palette
        self._y = MARGIN

    def write(self, chart: Chart) -> int:
        """Draw it all; where the page ends, in pixels."""
        ink = self._palette.ink
        self._lines(chart.title, TITLE, TITLE_LINES, MARGIN, ink)
        self._y += LEAD
        self._verdict(chart.verdict, chart.passed)
        if chart.note:
            self._lines(chart.note, SMALL, 2, MARGIN, self._palette.quiet)
        for rows in (chart.choices, chart.rules):
            self._y += GAP
            for row in rows:
                self._row(row)
        return self._y - GAP

    def _font(self, size: int) -> FreeTypeFont:
        """Opened once for each size: a Chinese font is a file of 5 to 20 MB."""
        from PIL import ImageFont

        if size not in self._sizes:
            self._sizes[size] = ImageFont.truetype(str(self._face.file), size, self._face.index)
        return self._sizes[size]

    def _lines(self, text: str, size: int, at_most: int, x: int, colour: str) -> None:
        font = self._font(size)
        for line in fitted(text, WIDTH - MARGIN - x, at_most, font.getlength):
            self._pen.text((x, self._y), line, colour, font)
            self._y += size + LEAD

    def _verdict(self, text: str, passed: bool) -> None:
        colour = self._palette.good if passed else self._palette.bad
        self._sign(MARGIN, self._y + 10, VERDICT, passed, colour)
        self._lines(text, VERDICT, VERDICT_LINES, MARGIN + VERDICT + 22, colour)
        self._y += LEAD

    def _sign(self, x: int, y: int, size: int, good: bool, colour: str) -> None:
        """A tick or a cross, drawn: not every font has them."""
        tick = [[(0.07, 0.60), (0.37, 0.95), (0.95, 0.15)]]
        cross = [[(0.12, 0.20), (0.88, 0.96)], [(0.88, 0.20), (0.12, 0.96)]]
        for stroke in tick if good else cross:
            points = [(x + round(a * size), y + round(b * size)) for a, b in stroke]
            self._pen.line(points, colour, max(5, size // 5), joint="curve")

    def _row(self, row: Row) -> None:
        """Bars side by side begin at one height, whatever their captions take."""
        width = (WIDTH - 2 * MARGIN - COLUMNS_APART * (len(row) - 1)) // len(row)
        for draw_part in (self._caption, self._bar):
            top, ends = self._y, []
            for number, bar in enumerate(row):
                self._y = top
                draw_part(bar, MARGIN + number * (width + COLUMNS_APART), width)
                ends.append(self._y)
            self._y = max(ends)

    def _bar(self, bar: Bar, x: int, width: int) -> None:
        top, colour = self._y, self._palette.of(bar.tone)
        self._pen.rounded_rectangle((x, top, x + width, top + BAR), 8, self._palette.track)
        if bar.got:
            end = x + max(12, _length(width, bar.got, bar.whole))
            self._pen.rounded_rectangle((x, top, end, top + BAR), 8, colour)
        self._y += BAR
        if bar.mark:
            self._mark(bar.mark, x, x + _length(width, bar.mark.at, bar.whole), width, top)
        self._y += GAP

    def _caption(self, bar: Bar, x: int, width: int) -> None:
        """The label, and the figures at its right, or below it where there is no room."""
        font, ink = self._font(LABEL), self._palette.ink
        if bar.tone in _SIGNED:
            met = bar.tone is not Tone.MISSED
            self._sign(x, self._y + 6, LABEL - 4, met, self._palette.of(bar.tone))
            x, width = x + LABEL + 12, width - LABEL - 12
        figures = font.getlength(bar.text)
        beside = font.getlength(bar.label) <= width - figures - 24 or width - figures > width // 2
        room = width - figures - 24 if beside else width
        lines = fitted(bar.label, room, LABEL_LINES, font.getlength)
        self._pen.text((x + width, self._y), bar.text if beside else "", ink, font, anchor="ra")
        for line in lines if beside else [*lines, bar.text]:
            self._pen.text((x, self._y), line, ink, font)
            self._y += LABEL + LEAD
        self._y += 10

    def _mark(self, mark: Mark, left: int, at: int, width: int, top: int) -> None:
        font, quiet = self._font(SMALL), self._palette.quiet
        for colour, thick in ((self._palette.paper, 12), (self._palette.ink, 6)):
            self._pen.line([(at, top - 6), (at, top + BAR + 8)], colour, thick)
        if not mark.text:
            return
        wide = font.getlength(mark.text)
        x = min(max(left, at - wide / 2), left + width - wide)
        self._pen.text((x, top + BAR + 12), mark.text, quiet, font)
        self._y += SMALL + 16


def _length(width: int, got: int | Fraction, whole: int | Fraction) -> int:
    return int(width * min(got, whole) // whole) if whole else 0


def fitted(text: str, room: float, at_most: int, length: Callable[[str], float]) -> list[str]:
    """The text in lines that fit, the last one cut with … where there would be more."""
    lines = wrapped(text, room, length)
    if len(lines) <= at_most:
        return lines
    last = lines[at_most - 1]
    while last and length(last + "…") > room:
        last = last[:-1]
    return [*lines[: at_most - 1], last + "…"]


def wrapped(text: str, room: float, length: Callable[[str], float]) -> list[str]:
    """The text in lines no longer than `room` as `length` measures them; at least one. Words of
    letters stay whole where they can. Emoji are left out: no font for text has them."""
    lines, line = [], ""
    plain = "".join(one for one in text if ord(one) < _EMOJI and one not in _JOINERS)
    for character in " ".join(plain.split()):
        if line and length(line + character) > room:
            kept, space, word = line.rpartition(" ")
            whole = bool(space) and character.isascii() and word.isascii()
            lines.append(kept if whole else line)
            line = word if whole else ""
        line += character if line else character.lstrip()
    return [*lines, line]
