"""A sign of life from work at the terminal that takes longer than one waits without wondering."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 2.0
"""What is done sooner says nothing."""
_CLEAR = "\r\033[K"


@contextmanager
def still_looking(every: float = PATIENCE_S) -> Iterator[Callable[[str], None]]:
    """Call what this gives with each thing as it is begun: what takes long is named on stderr,
    again and again on one line of a terminal, elsewhere once for each thing."""
    now, over = [""], threading.Event()

    def begin(what: str) -> None:
        now[0] = what

    def watch() -> None:
        said = ""
        while not over.wait(every):
            if now[0] != said:
                said = now[0]
                _say(said)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield begin
    finally:
        over.set()
        watcher.join()
        clear()


def _say(what: str) -> None:
    start, end = (_CLEAR, "") if sys.stderr.isatty() else ("", "\n")
    _write(f"{start}⏳ {what}{end}")


def clear() -> None:
    """Make room for a line that stays."""
    if sys.stderr.isatty():
        _write(_CLEAR)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
