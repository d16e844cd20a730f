"""A vote's result as a picture, taken in at a glance on a phone, also by who cannot tell colours.

Drawn with Pillow (it was measured at a sixth of matplotlib's time and an eighth of its memory),
imported when the first picture is drawn.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, MARGIN, BAR, GAP = 1080, 64, 44, 34
TITLE, VERDICT, LABEL = 50, 58, 40
TITLE_LINES = 3
# Okabe and Ito's colours: told apart by everybody, also in grey.
PAPER, INK, QUIET, TRACK = "#FFFDF8", "#222222", "#666666", "#E6E2D8"
GOOD, BAD, MARK = "#0072B2", "#D55E00", "#222222"
YES_NO, OTHER = ("#0072B2", "#D55E00", "#999999"), "#8FBAD3"


@dataclass(frozen=True)
class Bar:
    """`got` of `whole`, drawn as a length; `needed` puts a mark on it. `text` stands at its end."""

    label: str
    text: str
    got: int
    whole: int
    needed: int | None = None


@dataclass(frozen=True)
class Chart:
    """What the picture says: verdict in words too, so that no colour has to be understood."""

    title: str
    verdict: str
    passed: bool
    choices: Sequence[Bar]
    rules: Sequence[Bar]
    own_options: bool = False


@cache
def font_file() -> Path | None:
    """A font with Chinese in it, as fontconfig finds it; None where there is none."""
    asked = shutil.which("fc-match")
    if asked is None:
        return None
    wanted = ("-f", "%{file}|%{lang}", "sans-serif:lang=zh-cn")
    found = subprocess.run([asked, *wanted], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    file, _, langs = found.stdout.partition("|")
    return Path(file) if "zh-cn" in langs.split("|") and Path(file).exists() else None


def draw(chart: Chart) -> bytes | None:
    """The chart as PNG, 1080 pixels wide; None where no font can write Chinese."""
    file = font_file()
    if file is None:
        return None
    from PIL import Image, ImageDraw

    height = _height(chart)
    image = Image.new("RGB", (WIDTH, height), PAPER)
    end = _Sheet(ImageDraw.Draw(image), file).write(chart)
    used = io.BytesIO()
    image.crop((0, 0, WIDTH, min(height, end + MARGIN))).quantize(64).save(used, "PNG")
    return used.getvalue()


def _height(chart: Chart) -> int:
    bars = len(chart.choices) + len(chart.rules)
    return MARGIN * 3 + TITLE_LINES * (TITLE + 14) + VERDICT + bars * (LABEL + BAR + GAP) + GAP


class _Sheet:
    """A pen that moves down the page."""

    def __init__(self, pen: ImageDraw, file: Path) -> None:
        self._pen = pen
        self._file = file
        self._y = MARGIN

    def write(self, chart: Chart) -> int:
        """Draw it all; where the page ends, in pixels."""
        self._lines(chart.title, TITLE)
        self._verdict(chart.verdict, chart.passed)
        for number, bar in enumerate(chart.choices):
            most = GOOD if bar.got == bar.whole else OTHER
            self._bar(bar, most if chart.own_options else YES_NO[number])
        self._y += GAP
        for bar in chart.rules:
            self._bar(bar, GOOD if bar.got >= (bar.needed or 0) else BAD)
        return self._y - GAP

    def _font(self, size: int) -> FreeTypeFont:
        from PIL import ImageFont

        return ImageFont.truetype(str(self._file), size)

    def _lines(self, text: str, size: int) -> None:
        font = self._font(size)
        lines = wrapped(text, WIDTH - 2 * MARGIN, font.getlength)
        if len(lines) > TITLE_LINES:
            lines[TITLE_LINES - 1] = lines[TITLE_LINES - 1][:-1] + "…"
        for line in lines[:TITLE_LINES]:
            self._pen.text((MARGIN, self._y), line, INK, font)
            self._y += size + 14
        self._y += 10

    def _verdict(self, text: str, passed: bool) -> None:
        colour = GOOD if passed else BAD
        self._sign((MARGIN, self._y + 12), passed, colour)
        self._pen.text((MARGIN + VERDICT + 24, self._y), text, colour, self._font(VERDICT))
        self._y += VERDICT + 44

    def _sign(self, at: tuple[int, int], passed: bool, colour: str) -> None:
        """A tick or a cross, drawn: not every font has them."""
        x, y = at
        if passed:
            strokes = [[(x + 4, y + 36), (x + 22, y + 56), (x + 56, y + 10)]]
        else:
            strokes = [[(x + 8, y + 12), (x + 52, y + 56)], [(x + 52, y + 12), (x + 8, y + 56)]]
        for stroke in strokes:
            self._pen.line(stroke, colour, 12, joint="curve")

    def _bar(self, bar: Bar, colour: str) -> None:
        font, full = self._font(LABEL), WIDTH - 2 * MARGIN
        room = full - font.getlength(bar.text) - 24
        label = wrapped(bar.label, room, font.getlength)[0]
        self._pen.text((MARGIN, self._y), label, INK, font)
        self._pen.text((WIDTH - MARGIN, self._y), bar.text, INK, font, anchor="ra")
        top = self._y + LABEL + 18
        self._pen.rounded_rectangle((MARGIN, top, WIDTH - MARGIN, top + BAR - 12), 8, TRACK)
        if bar.got:
            end = MARGIN + max(12, full * bar.got // max(1, bar.whole))
            self._pen.rounded_rectangle((MARGIN, top, end, top + BAR - 12), 8, colour)
        if bar.needed is not None:
            x = MARGIN + full * min(bar.needed, bar.whole) // max(1, bar.whole)
            self._pen.line([(x, top - 8), (x, top + BAR - 4)], MARK, 6)
        self._y += LABEL + BAR + GAP


def wrapped(text: str, room: float, length: Callable[[str], float]) -> list[str]:
    """The text in lines no longer than `room` as `length` measures them; at least one."""
    lines, line = [], ""
    for character in " ".join(text.split()):
        if line and length(line + character) > room:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]
