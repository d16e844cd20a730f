"""Looks for somebody in every column of every table, whatever is said of the table elsewhere."""

from __future__ import annotations

import re
from collections import defaultdict

from storage import catalogue
from storage.tx import Tx

Found = dict[tuple[str, str], set[str]]
"""Table and column, and what was found there."""


def scan(tx: Tx, pattern: re.Pattern[str]) -> Found:
    found: Found = defaultdict(set)
    for table in catalogue.tables(tx):
        names = catalogue.columns_of(tx, table)
        for row in tx.rows(f"SELECT {', '.join(names)} FROM {table}"):
            for name, value in zip(names, row, strict=True):
                if isinstance(value, int | str):
                    found[table, name].update(pattern.findall(str(value)))
    return {where: what for where, what in found.items() if what}
