"""`python -m tests.bench [--quick] [--only NAME]`; the full run writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox.run import CHECKOUT
from tests.bench import (
    counting,
    courtyards,
    day,
    kills,
    live,
    opening,
    page,
    rate,
    report,
    size,
    takeover,
    tally,
    wait,
    workers,
)
from tests.bench.report import Measure

MEASURES: dict[str, Callable[[Path, bool], Awaitable[Measure]]] = {
    "rate": rate.measure,
    "wait": wait.measure,
    "live": live.measure,
    "counting": counting.measure,
    "opening": opening.measure,
    "tally": tally.measure,
    "size": size.measure,
    "page": page.measure,
    "kills": kills.measure,
    "workers": workers.measure,
    "takeover": takeover.measure,
    "courtyards": courtyards.measure,
    "day": day.measure,
}
PAGE = CHECKOUT / "docs" / "benchmarks.md"


def main(argv: list[str] | None = None) -> int:
    """0 when every target is met (or nothing was to be proven: --quick), else 1."""
    args = _parser().parse_args(argv)
    begun, load, clock = datetime.now(UTC), os.getloadavg()[0], time.perf_counter()
    measures = []
    for name in [args.only] if args.only else MEASURES:
        measures.append(asyncio.run(run(name, args.quick)))
        sys.stdout.write(measures[-1].markdown() + "\n")
        sys.stdout.flush()
    if args.out or not (args.quick or args.only):
        took_s = time.perf_counter() - clock
        (args.out or PAGE).write_text(report.page(measures, begun, load, took_s), "utf-8")
    missed = [row for measure in measures for row in measure.rows if row.met is False]
    return 1 if missed and not args.quick else 0


async def run(name: str, quick: bool) -> Measure:
    """One measure, its files in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="yuanba-bench-") as folder:
        return await MEASURES[name](Path(folder), quick)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="show that it works, in seconds")
    parser.add_argument("--only", choices=MEASURES, help="one measure")
    parser.add_argument("--out", type=Path, help=f"write the page here, not to {PAGE.name}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
