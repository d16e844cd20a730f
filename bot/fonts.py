"""Finds a font that can write Chinese: the one set by hand, or the one fontconfig knows."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SAMPLE = "院坝表决户"
_NOWHERE = "\U0010fffd"
"""No font has a glyph for this: what it draws is what it draws for all it does not know."""
_FACES = 16


@dataclass(frozen=True)
class Font:
    """`index` is the face within a collection."""

    file: Path
    index: int = 0


def found(chosen: Path | None = None) -> Font | None:
    """The font to write with; None where no font here has Chinese."""
    return read(chosen) if chosen else installed()


@cache
def installed() -> Font | None:
    """As fontconfig finds it."""
    asked = shutil.which("fc-match")
    if asked is None:
        return None
    wanted = ("-f", "%{file}|%{index}|%{lang}", "sans-serif:lang=zh-cn")
    answer = subprocess.run([asked, *wanted], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    file, _, rest = answer.stdout.partition("|")
    index, _, langs = rest.partition("|")
    if "zh-cn" not in langs.split("|") or not Path(file).exists():
        return None
    return Font(Path(file), int(index) & 0xFFFF if index.isdecimal() else 0)


@cache
def read(file: Path) -> Font | None:
    """The face of a font file that writes Chinese, as it is written here rather than in Japan;
    None for a file that is no such font."""
    faces = [Font(file, index) for index in range(_FACES) if _writes_chinese(file, index)]
    ours = (face for face in faces if " SC" in _name(face))
    return next(ours, faces[0] if faces else None)


def _writes_chinese(file: Path, index: int) -> bool:
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(str(file), 24, index)
        unknown = bytes(font.getmask(_NOWHERE))
        return all(bytes(font.getmask(character)) != unknown for character in SAMPLE)
    except OSError:
        return False


def _name(face: Font) -> str:
    from PIL import ImageFont

    return str(ImageFont.truetype(str(face.file), 24, face.index).getname()[0])
