"""What a store lets somebody measure: how many acts share a commit, and how long each one takes."""

from __future__ import annotations

from typing import Protocol


class Watch(Protocol):
    def committed(self, acts: int, seconds: float) -> None:
        """So many acts are on disk since one commit, which took so long."""

    def acted(self, seconds: float) -> None:
        """An act has come to its end, so long after it was asked for."""


class Unwatched:
    """For whoever opens a store to look at nothing but what is in it."""

    def committed(self, acts: int, seconds: float) -> None:
        return

    def acted(self, seconds: float) -> None:
        return
