"""What tables there are, in an order in which each stands behind those it refers to."""

from __future__ import annotations

import re

from storage.migrate import known
from storage.tx import Tx

_CREATED = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)


def tables(tx: Tx) -> list[str]:
    """The tables of this database: ours first, as the migrations made them."""
    if tx.on_server:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    there = {str(name) for (name,) in tx.rows(sql)}
    made = [name for step in known() for name in _CREATED.findall(step.sql)]
    ours = [name for name in dict.fromkeys(made) if name in there]
    return [*ours, *sorted(there.difference(ours))]
