"""The log: one line an event, on standard error, in which no secret ever stands."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterable

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


class OneLine(logging.Formatter):
    """Everything about an event in one line, its traceback too, with the secrets blotted out.

    The scrubbing is done on the finished line: a filter of records would miss tracebacks.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).rstrip().replace("\r", "").replace("\n", " ⏎ ")
        return scrub(line, self._secrets)


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without these secrets and without anything shaped like a token."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _TOKEN.sub("***", text)


def set_up(level: str, secrets: Iterable[str] = ()) -> logging.Handler:
    """Log to standard error from `level` on; what a former call set up is replaced."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in AT_LEAST.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))
    return handler
