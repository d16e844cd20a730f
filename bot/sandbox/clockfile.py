"""The sandbox's moved clock as a file, so that a bot in another process can follow it."""

from __future__ import annotations

import os
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
