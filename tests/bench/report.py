"""Measured figures as tables: product, floor, ratio, target, met or not."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

HEAD = "| | product | floor | ratio | target | met |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """One comparison. `met` is None where nothing was promised."""

    what: str
    product: str
    floor: str
    ratio: str
    target: str = "–"
    met: bool | None = None

    def markdown(self) -> str:
        met = {True: "yes", False: "**no**", None: "–"}[self.met]
        cells = (self.what, self.product, self.floor, self.ratio, self.target, met)
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Measure:
    """`how` says what was done and what the floor is; `notes` explain what was found."""

    title: str
    how: str
    rows: Sequence[Row]
    notes: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        table = "\n".join([HEAD, *(row.markdown() for row in self.rows)])
        notes = "".join(f"\n- {note}" for note in self.notes)
        return f"## {self.title}\n\n{self.how}\n\n{table}\n" + (f"{notes}\n" if notes else "")


def page(measures: Iterable[Measure], begun: datetime, load: float, took_s: float) -> str:
    """The whole page."""
    head = (
        "# Benchmarks\n\n"
        "`make bench` measures the bot over real HTTP, in a process of its own, against the "
        "sandbox's Telegram in another, and writes this page. Machines are noisy: trust the "
        "ratios, each against a floor measured in the same run, more than the figures.\n\n"
        f"Measured {begun:%Y-%m-%d %H:%M} UTC in {took_s:.0f} s on {machine()}; "
        f"load when it began {load:.1f}.\n\n"
    )
    return head + "\n".join(measure.markdown() for measure in measures)


def machine() -> str:
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def disk_ms(folder: Path, times: int = 200) -> float:
    """The median time until 4 KiB appended to a file are on disk: the floor of every commit."""
    waits = []
    with (folder / "disk").open("ab") as file:
        for _ in range(times):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            waits.append(time.perf_counter() - began)
    return 1000 * statistics.median(waits)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
