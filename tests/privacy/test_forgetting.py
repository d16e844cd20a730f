"""Whoever asks sees everything that is kept of them, and whoever asks to be forgotten is."""

from __future__ import annotations

import json
import re

from storage import audit, holdings, prompts
from storage.personal import TABLES
from storage.tx import Tx
from tests.privacy.life import ID, NAME, OTHER, USERNAME, lives, word
from tests.privacy.scan import Found, scan
from tests.yard import Yard

THEM = re.compile(rf"(?<!\d){ID}(?!\d)|{NAME}|{USERNAME}|柚子[^\W\d_]+")
PUBLISHED = {
    "votes": {"种树吗"},
    "objections": {"异议"},
    "topics": {"楼道灯", "商量好的", "电工"},
    "topic_history": {"商量好的", "电工", "办完了"},
    "covenants": {"公约"},
    "events": {"坝坝宴", "热闹"},
    "broadcasts": {"停水通知"},
}
"""What everybody has read stays as it was read, and says nobody's name."""


def traces(tx: Tx) -> Found:
    return scan(tx, THEM)


async def test_who_asks_sees_it_all_and_who_asks_to_be_forgotten_is(anywhere: Yard) -> None:
    yard = anywhere
    me = await lives(yard)
    kept = await yard.read(traces)
    assert {table for table, _ in kept} == _with_people() | {"topics"}
    await me.says("/mydata")
    kept = await yard.read(traces)
    document = me.newest().document
    assert document is not None
    _shows(document.data.decode(), kept)
    await me.says("/forget")
    await me.taps("是的，全忘掉")
    assert "都删掉了" in me.reads()
    left = await yard.read(traces)
    said = {(table, one) for (table, _), found in left.items() for one in found}
    assert said == {(table, word(one)) for table, ones in PUBLISHED.items() for one in ones}
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert await yard.read(lambda tx: audit.verify(tx, OTHER)) is None


def _with_people() -> set[str]:
    return {name for name, kept in TABLES.items() if kept.personal}


def _shows(text: str, kept: Found) -> None:
    """Everything that is there is in the file: each table they stand in, each of their words."""
    export = json.loads(text)
    registers = [export["elsewhere"], *(there["register"] for there in export["courtyards"])]
    shown = {table for register in registers for table in register}
    assert {table for (table, _), found in kept.items() if str(ID) in found} <= shown
    assert {one for found in kept.values() for one in found if one not in text} == set()


async def test_an_answer_that_waits_is_shown_too(yard: Yard) -> None:
    def look(tx: Tx) -> object:
        prompts.ask(tx, ID, yard.courtyard, "resident.home", {"held": word("半句话")})
        return holdings.in_house(tx, ID)["prompts"]

    assert word("半句话") in json.dumps(await yard.write(look), ensure_ascii=False)


async def test_nobody_else_is_in_the_file(yard: Yard) -> None:
    me = await lives(yard)
    await me.says("/mydata")
    document = me.newest().document
    assert document is not None
    numbers = set(re.findall(r"\d{5,}", document.data.decode()))
    others = {str(user.id) for user in yard.ready.by_label.values()} - {str(ID)}
    assert others
    assert not others & numbers
