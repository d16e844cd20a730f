"""`python -m tests.soak.hostile [--updates N] [--seed S] [--keep-going]`: hostile people come in.

Each round is a fresh city of two courtyards with a seed of its own, so that what goes wrong is
brought about again by `--seed` with the number it prints, and memory stays flat. Ends with 1 at the
first fault, or, told to keep going, after everything.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bot.doctor import faults
from tests.hostile.city import open_city

ROUND, BATCH = 4_000, 100


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.soak.hostile", description=__doc__)
    parser.add_argument("--updates", type=int, default=20_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="the first round's; then one more each")
    parser.add_argument("--keep-going", action="store_true", help="past rounds that found a fault")
    args = parser.parse_args(argv)
    return asyncio.run(_run(args.updates, args.seed, args.keep_going))


async def _run(updates: int, seed: int, keep_going: bool) -> int:
    began, acts, bad = time.monotonic(), Counter[str](), 0
    while acts["updates"] < updates:
        wrong = await _round(seed, min(ROUND, updates - acts["updates"]), acts)
        rate = acts["updates"] / (time.monotonic() - began)
        _say(f"{acts['updates']:9} updates, seed {seed}, {rate:.0f}/s")
        if wrong:
            _say("\n\n".join(wrong))
            _say(f"again: python -m tests.soak.hostile --updates {ROUND} --seed {seed}")
            bad += 1
            if not keep_going:
                break
        seed += 1
    _say(", ".join(f"{act} {n}" for act, n in acts.most_common()))
    if bad:
        _say(f"{bad} rounds found a fault")
    return bool(bad)


async def _round(seed: int, updates: int, acts: Counter[str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_city(Path(folder), f"hostile {seed}") as city:
            wrong: list[str] = []
            while city.acts["updates"] < updates and not wrong:
                wrong = await city.takes(BATCH)
            acts.update(city.acts)
            wrong = wrong or await city.broken_chains()
        return wrong or faults(city.place, city.world.now())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
