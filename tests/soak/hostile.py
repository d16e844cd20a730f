"""`python -m tests.soak.hostile [OPTIONS]`: hostile people come in.

Each round is a fresh city of two courtyards with a seed of its own, so that what goes wrong is
brought about again by `--seed` with the number it prints, and memory stays flat. Ends with 1 at the
first fault, or, told to keep going, after everything.

Options: --updates N, --seed S, --keep-going, --postgres.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.doctor import faults
from storage.place import Place
from tests.hostile.city import open_city
from tests.hostile.furnished import furnished, furnished_server
from tests.postgres import running

ROUND, BATCH = 4_000, 100
Give = Callable[[], Place]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.soak.hostile", description=__doc__)
    parser.add_argument("--updates", type=int, default=20_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="the first round's; then one more each")
    parser.add_argument("--keep-going", action="store_true", help="past rounds that found a fault")
    parser.add_argument("--postgres", action="store_true", help="on a server instead of a file")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, _places(Path(folder), args.postgres) as give:
        return asyncio.run(_run(give, args.updates, args.seed, args.keep_going))


@contextmanager
def _places(folder: Path, on_server: bool) -> Iterator[Give]:
    """What gives each round a database of its own."""
    file = folder / "furnished.sqlite"
    file.write_bytes(furnished())
    if on_server:
        with running() as postgres, furnished_server(postgres, file) as give:
            yield lambda: give("hostile")
        return
    place = folder / "hostile.sqlite"

    def copy() -> Path:
        for old in folder.glob(f"{place.name}*"):
            old.unlink()
        shutil.copy(file, place)
        return place

    yield copy


async def _run(give: Give, updates: int, seed: int, keep_going: bool) -> int:
    began, acts, bad = time.monotonic(), Counter[str](), 0
    while acts["updates"] < updates:
        wrong = await _round(give(), seed, min(ROUND, updates - acts["updates"]), acts)
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


async def _round(place: Place, seed: int, updates: int, acts: Counter[str]) -> list[str]:
    async with open_city(place, f"hostile {seed}") as city:
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
