"""What is declared of a table: what it holds of people, what /forget does, how long it stays."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A table. `people` are its columns that hold the number of an account, `inside` those that may
    hold one somewhere in a text, `words` those with names or what people wrote; `author` is the
    column of who wrote it, `key` what a row is known by, `at` its time. Whatever has people in it
    is shown to them by /mydata (storage.holdings); `forget` is what /forget does with it, `stays`
    how long it is there without that."""

    people: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    author: str = ""
    key: str = ""
    at: str = ""
    why_not: str = ""
    forget: str = ""
    stays: str = ""
    of_yard: bool = True

    @property
    def personal(self) -> bool:
        return bool(self.people or self.inside)


NOTHING = "holds nothing about anybody"
OF_THE_YARD = "belongs to the courtyard: it is published, and names nobody"
