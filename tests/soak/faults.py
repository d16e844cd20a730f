"""`python -m tests.soak.faults [--minutes N] [--seed S] [--only NAME]`: faults for long.

By turns a fault of each kind for some seconds, on a courtyard of its own that is judged afterwards.
Ends with 1 at the first thing that is not as it has to be, and prints the seed that shows it.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import logging
import socket
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.faults import clock, deliveries, disk, kills, line
from tests.postgres import Postgres, running

FAULTS: dict[str, Any] = {
    "polling-killed": kills.polling,
    "worker-killed": kills.workers,
    "postgres-killed": kills.server,
    "line": line.weather,
    "refusals": line.refusals,
    "quota": disk.pages,
    "disk-full": disk.mount,
    "server-disk-full": disk.tablespace,
    "clock": clock.jumps,
    "clock-postgres": clock.jumps_on_postgres,
    "doubled": deliveries.doubled,
    "poison": deliveries.poison,
}
SPELL_S = 15.0
LARGEST = ("seconds to the first answer, at most", "seconds until calm, at most")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.soak.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="the first of the seeds")
    parser.add_argument("--only", choices=sorted(FAULTS), help="one kind of fault")
    args = parser.parse_args(argv)
    seed = args.seed if args.seed is not None else time.time_ns() % 1_000_000
    kinds = [args.only] if args.only else list(FAULTS)
    logging.disable(logging.CRITICAL)  # what goes wrong is meant to
    sys.stdout.write(f"seed {seed}\n")
    end, sums = time.monotonic() + 60 * args.minutes, Counter[str]()
    with running() as postgres:
        while time.monotonic() < end or not sums:
            name = kinds[seed % len(kinds)]
            try:
                _add(sums, _one(name, seed, postgres))
            except pytest.skip.Exception as reason:
                sums[f"skipped: {name} ({reason})"] += 1
            except BaseException:
                sys.stdout.write(f"--only {name} --seed {seed} is not as it has to be\n")
                raise
            seed += 1
    for what, n in sorted(sums.items()):
        sys.stdout.write(f"{n:9,} {what}\n")
    return 0


def _one(name: str, seed: int, postgres: Postgres) -> Counter[str]:
    fault, began = FAULTS[name], time.monotonic()
    wanted = inspect.signature(fault).parameters
    more: dict[str, Any] = {}
    if "postgres" in wanted:
        more["postgres"] = postgres
    if "ports" in wanted:
        more["ports"] = _free_ports()
    with tempfile.TemporaryDirectory(prefix="yuanba-faults-") as folder:
        done: Counter[str] = asyncio.run(fault(Path(folder), Random(seed), SPELL_S, **more))
    shown = ", ".join(f"{n} {what}" for what, n in done.items())
    sys.stdout.write(f"{name} {seed}: {time.monotonic() - began:.0f} s, {shown}\n")
    sys.stdout.flush()
    done[f"spells of {name}"] = 1
    return done


def _add(sums: Counter[str], done: Counter[str]) -> None:
    for what, n in done.items():
        sums[what] = max(sums[what], n) if what in LARGEST else sums[what] + n


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for line_ in (one, other):
            line_.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())
