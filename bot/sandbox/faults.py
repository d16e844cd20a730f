"""Scheduled misfortune: what goes wrong, in which call, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.sandbox.refused import Refused

Kind = Literal["status", "cut", "lost", "timeout", "delay"]
KINDS: tuple[str, ...] = get_args(Kind)

_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """`cut`: the connection breaks before the call is carried out. `lost`: it is carried out,
    and then the answer gets lost. `timeout`: nothing happens and no answer comes.
    `delay`: the call waits `delay_s` and goes on."""

    method: str
    kind: Kind
    status: int
    description: str | None
    retry_after: int | None
    delay_s: float
    count: int

    def refusal(self) -> Refused:
        words = self.description or _WORDS.get(self.status, "Error")
        if self.description is None and self.retry_after is not None:
            words = f"{words}: retry after {self.retry_after}"
        return Refused(self.status, words, retry_after=self.retry_after)


class Faults:
    """Faults wait in order; each meets the next `count` calls of its method.

    `"*"` means any method but getUpdates: the long poll always runs and would eat them all.
    """

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(
        self,
        method: str,
        status: int = 500,
        retry_after: int | None = None,
        count: int = 1,
        kind: Kind = "status",
        delay_s: float = 1.0,
        description: str | None = None,
    ) -> None:
        if kind not in KINDS:
            raise ValueError(f"fault kind {kind!r} is none of {', '.join(KINDS)}")
        if count < 1:
            raise ValueError("a fault must happen at least once")
        self.waiting.append(Fault(method, kind, status, description, retry_after, delay_s, count))

    def take(self, method: str) -> Fault | None:
        for fault in self.waiting:
            if fault.method == method or (fault.method == "*" and method != "getUpdates"):
                fault.count -= 1
                if fault.count == 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.waiting.clear()
