"""`yuanba recount` agrees with an honest file and finds whatever was changed in another."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.effect import Effect
from bot.rules.methods import Method
from bot.rules.presets import COURTYARD_SIMPLE, PRESETS
from bot.rules.result_file import ResultFile, Stack, Unreadable
from bot.rules.verdict import Measure, Result, Threshold
from bot.words import Words
from tests.rules.test_result_file import made

VOTED = tuple(f"1-1-{number}" for number in range(1, 8))


def wrong(file: ResultFile) -> list[str]:
    steps = recount(file, Words("zh_CN"))
    return [str(step) for step in steps if step.mark is Mark.BAD]


def ran(folder: Path, content: bytes) -> int:
    path = folder / "result.json"
    path.write_bytes(content)
    return main(["recount", str(path)])


def test_an_honest_file_recounts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran(tmp_path, result_file.write(made(10, {0: 5, 1: 2}, VOTED))) == 0
    said = capsys.readouterr().out
    assert "> 10 × 1/2" in said
    assert "ab" * 8 in said


def agrees(content: bytes) -> bool:
    """As the command does, without starting it a thousand times."""
    try:
        return not wrong(result_file.read(content))
    except Unreadable:
        return False


def test_any_one_character_changed_is_found() -> None:
    content = result_file.write(made(10, {0: 5, 1: 2}, VOTED)).decode()
    assert agrees(content.encode())
    missed = []
    for at, was in enumerate(content):
        if was.isalnum():
            other = "1" if was != "1" else "2"
            if agrees((content[:at] + other + content[at + 1 :]).encode()):
                missed.append(content[max(0, at - 20) : at + 5])
    assert missed == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"tally": (4, 2, 0)}, "数出来 5 票，文件写的 4 票"),
        ({"ballots": result_file.stacks([((0,), 4), ((1,), 3)])}, "数出来 4 票，文件写的 5 票"),
        ({"ballots": result_file.stacks([((0,), 5), ((7,), 2)])}, "选项不存在"),
        ({"ballots": result_file.stacks([((0,), 50)])}, "票比名册还多"),
        ({"ballots": result_file.stacks([((0,), 5)])}, "数出来 5 张，文件写的 7 张"),
        ({"ballots": (Stack((1,), 2), Stack((0,), 5))}, "票：数出来 7 张"),
        ({"ballots": None}, "没写为啥"),
        ({"ballots": None, "withheld": "few"}, "没写为啥"),
        ({"cast": 8}, "文件写的 8 张"),
        ({"method": Method.APPROVAL}, "题目"),
        ({"rule": replace(COURTYARD_SIMPLE, measures=(Measure.AREA,))}, "没法算结果"),
        ({"rule": replace(COURTYARD_SIMPLE, quorum=Threshold(1, 0, True))}, "没法算结果"),
        ({"result": Result.NOT_PASSED}, "结果"),
        ({"winners": ("against",)}, "结果"),
        ({"checks": ()}, "规则"),
        ({"effect": Effect(PRESETS["covenant"])}, "题目"),
        ({"eligible": 11}, "名册"),
        ({"question": "砍樱桃树？"}, "题目"),
        ({"voted": VOTED[:6]}, "名单 6"),
        ({"voted": (*VOTED[:6], "9-9-9")}, "名单 7"),
    ],
)
def test_a_forger_who_seals_the_file_again_is_still_found(
    change: dict[str, object], found: str
) -> None:
    forged = replace(made(10, {0: 5, 1: 2}, VOTED), **change)  # type: ignore[arg-type]  # by name
    assert found in "\n".join(wrong(result_file.sealed(forged)))


def test_the_command_exits_1_where_the_file_disagrees(tmp_path: Path) -> None:
    plain = json.loads(result_file.write(made(10, {0: 5, 1: 2})))
    assert ran(tmp_path, json.dumps(plain | {"eligible": 12}).encode()) == 1


def test_the_command_exits_2_for_what_it_cannot_read(tmp_path: Path) -> None:
    assert ran(tmp_path, b"not a result") == 2
    assert main(["recount", str(tmp_path / "nowhere.json")]) == 2


def test_ten_thousand_households_recount() -> None:
    file = made(10_000, {0: 5_000, 1: 2_000, 2: 999})
    assert wrong(result_file.read(result_file.write(file))) == []
