"""What tables there are, in an order in which each stands behind those it refers to; their keys."""

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


def columns_of(tx: Tx, table: str) -> list[str]:
    if tx.on_server:
        sql = (
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position"
        )
    else:
        sql = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
    return [str(name) for (name,) in tx.rows(sql, table)]


def key_of(tx: Tx, table: str) -> list[str]:
    """The columns of the primary key, in its order."""
    if tx.on_server:
        sql = (
            "SELECT u.column_name FROM information_schema.table_constraints c "
            "JOIN information_schema.key_column_usage u ON u.constraint_name = c.constraint_name "
            "AND u.table_schema = c.table_schema AND u.table_name = c.table_name "
            "WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = current_schema() "
            "AND c.table_name = ? ORDER BY u.ordinal_position"
        )
    else:
        sql = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
    return [str(name) for (name,) in tx.rows(sql, table)]
