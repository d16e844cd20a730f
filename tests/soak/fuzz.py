"""`python -m tests.soak.fuzz [--seconds N] [--seed S] [TARGET …]`: whatever reads from outside,
steered by coverage.

Each target of `tests.hostile.targets` runs in a process of its own for so many seconds (atheris
ends the process that finds something, and prints it). `make soak-fuzz` fetches atheris into a
folder of its own; where that cannot be, this says so and ends well.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.hostile.targets import TARGETS

SECONDS = 60


class Steered(Random):
    """Chance whose every throw is some bytes of what atheris tries; used up, all is zero."""

    def __init__(self, content: bytes) -> None:
        super().__init__(0)
        self._content = content
        self._at = 0

    def getrandbits(self, k: int, /) -> int:
        n = (k + 7) // 8
        taken = self._content[self._at : self._at + n]
        self._at += n
        return int.from_bytes(taken, "little") & ((1 << k) - 1)

    def random(self) -> float:
        return self.getrandbits(16) / 2**16


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.soak.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    if importlib.util.find_spec("atheris") is None:
        sys.stdout.write(
            "atheris is not there (pip has no build of it for this machine?): skipped\n"
        )
        return 0
    if "YUANBA_FUZZ" in os.environ:
        return _fuzz(args.targets[0], args.seconds, args.seed)
    return max(_apart(name, args.seconds, args.seed) for name in args.targets or TARGETS)


def _apart(name: str, seconds: int, seed: int) -> int:
    """libFuzzer, below atheris, ends the process it works in."""
    sys.stdout.write(f"{name}: {seconds} s, seed {seed}\n")
    sys.stdout.flush()
    own = [sys.executable, "-m", "tests.soak.fuzz", name, f"--seconds={seconds}", f"--seed={seed}"]
    return subprocess.run(own, env={**os.environ, "YUANBA_FUZZ": name}, check=False).returncode


def _fuzz(name: str, seconds: int, seed: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["bot", "handlers"]):
        for module in [one for one in sys.modules if one.split(".")[0] in ("bot", "handlers")]:
            del sys.modules[module]
        del sys.modules["tests.hostile.targets"]
        target = importlib.import_module("tests.hostile.targets").TARGETS[name]

    def one(content: bytes) -> None:
        target(Steered(content))

    with tempfile.TemporaryDirectory() as corpus:
        for number in range(200):
            (Path(corpus) / str(number)).write_bytes(Random(number).randbytes(400))
        options = (f"-max_total_time={seconds}", f"-seed={seed}", "-max_len=4000")
        quiet = ("-verbosity=0", "-print_final_stats=1")
        atheris.Setup([name, *options, *quiet, corpus], one)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
