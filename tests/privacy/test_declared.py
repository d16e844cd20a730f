"""Nothing gets into the database that nobody has thought about."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import bite, catalogue, terms, upkeep
from storage.migrate import migrate
from storage.personal import TABLES
from storage.tx import Tx

TERMS = {name for name in vars(terms) if name.isupper()}


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Every table the migrations make, and its columns."""
    file = upkeep.connect(Path(tmp_path_factory.mktemp("empty")) / "yard.sqlite", "rwc")
    migrate(file, datetime.now(UTC))
    tx = Tx(file, datetime.now(UTC))
    found = {table: catalogue.columns_of(tx, table) for table in catalogue.tables(tx)}
    keys = {table: catalogue.key_of(tx, table) for table in bite.KEYS}
    file.close()
    assert keys == {table: ["courtyard", *key.split(", ")] for table, key in bite.KEYS.items()}
    return found


def test_every_table_says_what_it_holds_of_people(columns: dict[str, list[str]]) -> None:
    assert TABLES.keys() == columns.keys()
    for table, kept in TABLES.items():
        named = {*kept.people, *kept.inside, *kept.words, kept.author, kept.key, kept.at} - {""}
        assert named <= set(columns[table]), table


def test_every_table_says_what_is_shown_forgotten_and_when_it_goes() -> None:
    for table, kept in TABLES.items():
        assert kept.stays, table
        assert bool(kept.forget or kept.why_not), table
        assert bool(kept.people or kept.inside) != bool(kept.why_not), table
        assert set(re.findall(r"\b[A-Z]{3,}\b", kept.stays)) <= TERMS, table


# A column of these names holds the number of somebody's account, wherever it is.
SUSPECT = {"person", "by_person", "author", "officer", "voter", "helper", "holder", "given_by"}
SUSPECT |= {"sorted_by", "decided_by", "second_person", "first", "second", "unit"}
NOBODY = {("households", "unit"), ("vote_flats", "unit")}
"""An entrance, and the first of an owner's flats."""


def test_no_column_with_a_person_in_it_is_overlooked(columns: dict[str, list[str]]) -> None:
    found = {(table, name) for table, names in columns.items() for name in names if name in SUSPECT}
    declared = {(table, name) for table, kept in TABLES.items() for name in kept.people}
    assert found - declared == NOBODY
