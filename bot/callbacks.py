"""Typed callback data: what a button carries, at most 64 bytes, untrusted when it comes back.

The same spelling serves deep links (t.me/<bot>?start=…), so it uses only A-Z a-z 0-9 _ and -.
A client may send what no button has: `unpack` refuses it, and every action checks rights anew.
"""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

LIMIT = 64
LARGEST = 2**63 - 1
_BETWEEN = "_"


class Stale(ValueError):
    """The data is not of this version, or was never ours."""


class Data(BaseModel):
    """Base of every button's data; a subclass names its `prefix` (2-6 lower-case letters and a
    version digit) and its fields (ints, or strings of A-Z a-z 0-9 and -).

    `link = True` lets a deep link carry it: only for what shows something and changes nothing,
    since a link can be sent to anyone by anyone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    prefix: ClassVar[str]
    link: ClassVar[bool] = False
    answers: ClassVar[bool] = False
    """Whether it helps to answer the open question; any other button leaves that behind."""
    private: ClassVar[bool] = False
    """Whether it says what somebody votes: then no trace of it is kept where an act fails."""

    courtyard: int = 0

    def pack(self) -> str:
        """Raises ValueError over 64 bytes or with a character that would not come back."""
        values = [str(value) for value in self.model_dump().values()]
        packed = _BETWEEN.join([self.prefix, *values])
        if len(packed.encode()) > LIMIT:
            raise ValueError(f"callback data over {LIMIT} bytes: {packed}")
        if any(_BETWEEN in value or not value.isascii() for value in values):
            raise ValueError(f"callback data cannot carry {values}")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Self:
        """Raises Stale."""
        prefix, *values = packed.split(_BETWEEN)
        names = list(cls.model_fields)
        if prefix != cls.prefix or len(values) != len(names):
            raise Stale(packed[:LIMIT])
        try:
            data = cls.model_validate(dict(zip(names, values, strict=True)))
        except ValidationError as error:
            raise Stale(packed[:LIMIT]) from error
        if any(isinstance(value, int) and abs(value) > LARGEST for _, value in data):
            raise Stale(packed[:LIMIT])  # more than a database can hold: no button has it
        return data
