"""The sandbox's moved clock, and its file, by which a bot in another process can follow it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


class ClockFile:
    """Holds one number: seconds by which the sandbox runs ahead of real time."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def write(self, offset: float) -> None:
        # A rename is atomic: a reader sees the old number or the new one, never half of it.
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        fresh.write_text(repr(float(offset)), encoding="ascii")
        fresh.replace(self.path)

    def read(self) -> float:
        try:
            return float(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0


class MovedClock:
    """Real time and an offset; every move is written down when there is a file for it."""

    def __init__(self, real: Callable[[], datetime] | None, path: str | Path | None) -> None:
        self.offset = timedelta()
        self._real = real or _real_time
        self._file = None if path is None else ClockFile(path)
        self._write()

    def now(self) -> datetime:
        return self._real() + self.offset

    def advance(self, by: timedelta) -> None:
        self.offset += by
        self._write()

    def _write(self) -> None:
        if self._file is not None:
            self._file.write(self.offset.total_seconds())


def _real_time() -> datetime:
    return datetime.now(UTC)
