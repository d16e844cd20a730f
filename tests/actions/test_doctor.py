"""`yuanba doctor` finds nothing in an evening's history, and whatever is broken in it by hand."""

from __future__ import annotations

from bot.check import Mark
from bot.doctor import Examination
from bot.words import Words
from storage.tx import Tx
from tests.actions.conftest import MovedIn
from tests.actions.evening import Evening


def found(tx: Tx) -> list[str]:
    findings = Examination(tx, Words(), lambda what: None).findings()
    return [str(finding) for finding in findings if finding.mark is not Mark.GOOD]


def test_an_evening_leaves_nothing_amiss(moved_in: MovedIn) -> None:
    Evening(moved_in).spend()
    assert found(moved_in.tx) == []
