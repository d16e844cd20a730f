"""The log: one line an event, on standard error, in which no secret ever stands.

What an event is about (the update, the courtyard) is known in every task and thread that works
for it: the stores carry the context into theirs.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote

# What any bot token looks like, so that one we were not told of does not slip through either.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
# A library's own DEBUG shows what people wrote (telegram, aiosqlite) or every tick (apscheduler).
AT_LEAST = {
    "telegram": logging.INFO,
    "aiosqlite": logging.INFO,
    "apscheduler": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "asyncio": logging.INFO,
    "psycopg": logging.WARNING,
}

_about: ContextVar[dict[str, object] | None] = ContextVar("about", default=None)


@contextmanager
def about(**what: object) -> Iterator[None]:
    """All that is logged inside is about this."""
    before = _about.set({**(_about.get() or {}), **what})
    try:
        yield
    finally:
        _about.reset(before)


def note(**what: object) -> None:
    """More has become known of what is under way (which courtyard it is in, perhaps)."""
    known = _about.get()
    if known is not None:
        known.update(what)


class _Scrubbed(logging.Formatter):
    """The secrets are blotted out of the finished text: a filter of records would miss tracebacks.

    They are known in every spelling in which an address or a traceback may show them.
    """

    def __init__(self, secrets: Iterable[str], line: str) -> None:
        super().__init__(line, "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        spelt = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        self._secrets = sorted(spelt, key=len, reverse=True)

    def _scrubbed(self, text: str) -> str:
        return scrub(text, self._secrets)


class OneLine(_Scrubbed):
    """Everything about an event in one line, its traceback too."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(secrets, "%(asctime)sZ %(levelname)s %(name)s%(about)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name}={value}" for name, value in (_about.get() or {}).items())
        record.about = f" [{known}]" if known else ""
        line = super().format(record).rstrip().replace("\r", "").replace("\n", " ⏎ ")
        return self._scrubbed(line)


class Json(_Scrubbed):
    """The same as one JSON object a line, for programs that collect logs."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(secrets, "%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "time": f"{self.formatTime(record, self.datefmt)}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            **(_about.get() or {}),
            "message": self._scrubbed(record.getMessage()),
        }
        if record.exc_info:
            event["traceback"] = self._scrubbed(self.formatException(record.exc_info))
        return json.dumps(event, ensure_ascii=False, default=str)


FORMATS: Mapping[str, type[OneLine | Json]] = {"plain": OneLine, "json": Json}


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets and without anything shaped like a token."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _TOKEN.sub("***", text)


def _spellings(secret: str) -> set[str]:
    return {secret, quote(secret, safe=""), quote(secret), repr(secret)[1:-1]}


def where(error: BaseException) -> str:
    """What went wrong, and where, without the error's own words: those may hold what a person
    wrote. They are kept with the dead letter."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    way = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in frames[::-1])
    return f"{type(error).__name__} in {way}" if way else type(error).__name__


def set_up(level: str, secrets: Iterable[str] = (), form: str = "plain") -> logging.Handler:
    """Log to standard error from `level` on; what a former call set up is replaced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[form](secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in AT_LEAST.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))
    return handler
