"""What time it is, asked in one place, so that tests and the sandbox can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

# An offset beyond this is a slip of the pen, and would sooner or later overflow a datetime.
FARTHEST = timedelta(days=36_525)

_Stamp = tuple[int, int, int]


class Clock(Protocol):
    """Anything that can say what time it is, always as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self._at = _in_utc(at)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        self._at = _in_utc(at)

    def advance(self, by: timedelta) -> None:
        self._at += by


class FollowedClock:
    """Another clock shifted by the seconds in a small text file, which the sandbox rewrites."""

    def __init__(self, path: Path, base: Clock | None = None) -> None:
        self._path = path
        self._base = base or SystemClock()
        self._offset = timedelta(0)
        self._seen: _Stamp | None = None

    def now(self) -> datetime:
        return self._base.now() + self.offset()

    def offset(self) -> timedelta:
        """How far ahead of its base clock this one is: nothing when there is no file."""
        try:
            self._follow()
        except FileNotFoundError:
            self._seen, self._offset = None, timedelta(0)
        except (OSError, ValueError, OverflowError):
            # Half written or unreadable just now: the last good offset stays in force.
            return self._offset
        return self._offset

    def _follow(self) -> None:
        found = self._path.stat()
        # The inode tells apart two files of one size swapped in within one tick of the mtime.
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        if stamp == self._seen:
            return
        text = self._path.read_text(encoding="utf-8")
        # Bad content is not read again and again: it is looked at once for each change.
        self._seen = stamp
        self._offset = _offset_from(text)


def _offset_from(text: str) -> timedelta:
    offset = timedelta(seconds=float(text))
    if abs(offset) > FARTHEST:
        raise ValueError("the offset is beyond a century")
    return offset


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a clock needs an aware datetime")
    return at.astimezone(UTC)
