"""`yuanba doctor` finds nothing in an evening's history, and whatever is broken in it by hand."""

from __future__ import annotations

from contextlib import suppress

from bot.check import Mark
from bot.doctor import Examination
from bot.words import Words
from storage.tx import Tx
from tests.actions.conftest import MovedIn
from tests.actions.evening import Evening


class Undone(Exception):
    """What was broken is whole again."""


def unbound(tx: Tx) -> None:
    """Foreign keys hold nobody back any more, as when somebody mends a file by hand."""
    if tx.on_server:
        tx.run("SET session_replication_role = replica")
    else:
        tx.run("PRAGMA foreign_keys = OFF")


def found(tx: Tx) -> list[str]:
    findings = Examination(tx, Words(), lambda what: None).findings()
    return [str(finding) for finding in findings if finding.mark is not Mark.GOOD]


def test_an_evening_leaves_nothing_amiss(moved_in: MovedIn) -> None:
    Evening(moved_in).spend()
    assert found(moved_in.tx) == []


BROKEN = {
    "UPDATE audit SET act = 'x' WHERE seq = 3": "第 3 条对不上",
    "UPDATE votes SET eligible = 119 WHERE vote = 2": "记的是 119 票可投，它自己的名册上是 120",
    "UPDATE vote_roll SET building = '9' WHERE vote = 2 AND unit = 50": "投票进度有一栋",
    "UPDATE vote_buildings SET voted = voted + 1 WHERE vote = 2": "投票进度有一栋",
    "UPDATE vote_buildings SET building = '9' WHERE vote = 2 AND building = '1'": "进度里有「9」栋",
    "DELETE FROM vote_roll WHERE vote = 2 AND unit IN (SELECT unit FROM ballots WHERE vote = 2)": (
        "表决 2：有 12 张票，它自己的名册上没有这些户"
    ),
    "DELETE FROM ballots WHERE vote = 2 AND unit = 21": "表决 2：投票留底里有 1 张票，票箱里没有",
    "UPDATE ballots SET content = '[1]' WHERE vote = 2 AND unit = 21": "和投票留底对不上",
    "UPDATE ballot_history SET turn = 7 WHERE vote = 1 AND unit = 21 AND turn = 1": "留底对不上",
    "DELETE FROM ballot_history WHERE vote = 2 AND unit = 21": "表决 2：有 1 张票和投票留底对不上",
    "DELETE FROM secret_ballots WHERE content = '[0]'": "秘密票箱里有 6 张，记了 12 家投过",
    "DELETE FROM vote_turnout WHERE unit = 21": "秘密票箱里有 12 张，记了 11 家投过",
    "UPDATE votes SET secret = 1 WHERE vote = 2": "表决 2：是秘密投票，却有 12 条记名的票",
    "UPDATE votes SET secret = 0 WHERE vote = 3": "表决 3：不是秘密投票，却有 12 家",
    "UPDATE votes SET opened_at = NULL WHERE vote = 2": "表决 2：还没开始，就有 12 张票",
    "UPDATE votes SET closes_at = NULL WHERE vote = 2": "表决 2：状态是 OPEN",
    "UPDATE votes SET title = '种柏树？' WHERE vote = 1": "表决 1：题目、选项、规则或名册",
    "UPDATE vote_roll SET label = '1-1-999' WHERE vote = 1 AND unit = 1": "表决 1：题目、选项",
    "UPDATE votes SET turnout = 61 WHERE vote = 1": "表决 1：记的是投了 61 票，重新数是 60",
    "UPDATE votes SET result = 'PASSED' WHERE vote = 1": '表决 1：记的结果是 "PASSED"',
    "UPDATE votes SET counted = '[60, 0, 0]' WHERE vote = 1": "重新数是 [19, 21, 20]",
    "UPDATE votes SET counted_area = '[1]' WHERE vote = 1": "表决 1：记的面积是 [1]",
    "UPDATE votes SET outcome = '{}' WHERE vote = 1": "表决 1：记下来的计票过程",
    "UPDATE votes SET silent = 1 WHERE vote = 1": "表决 1：题目、选项、规则或名册",
    "UPDATE votes SET head = 'x' WHERE vote = 1": "表决 1：公布结果时的审计链指纹，链里找不到",
    "UPDATE ballots SET content = '[0]' WHERE vote = 1": "表决 1：结果和审计链里封存的不一样",
    "DELETE FROM proxies": "表决 2：有 1 张委托投的票，找不到委托",
    "UPDATE proxies SET holder = NULL": "表决 2：有 1 份委托没写委托给谁",
    "UPDATE votes SET proxied = 1 WHERE vote = 3": "表决 3：记了 1 张委托投的票",
    "DELETE FROM ballot_history WHERE channel = 'PAPER'": "1 张纸票两个人都读了，却没记成票",
    "UPDATE paper_readings SET content = '[0]'": "该留的内容没留，或者该删的没删",
    "UPDATE paper_readings SET vote = 1": "表决 1：不在投票，却还有 1 张纸票等第二个人读",
    "INSERT INTO typed_reasons SELECT courtyard, vote, unit, 7, '吵' FROM vote_roll "
    "WHERE vote = 1 AND unit = 21": "表决 1：不在投票，却还留着 1 条没交的反对理由",
    "UPDATE ballots_in_hand SET vote = 1": "表决 1：有人手里还拿着 1 张票",
    "INSERT INTO ballot_drafts SELECT courtyard, 1, person, '[]' FROM residents": (
        "表决 1：不在投票，却还留着 120 张没交的票"
    ),
    "UPDATE event_answers SET heads = 5 WHERE turn = 1": "活动 1：名额 4 个，却有一家报了 5 位",
    "UPDATE events SET state = 'DRAFT'": "活动 1：还没发出来，就有 3 个人报名",
    "UPDATE events SET place = NULL": "活动 1：状态是 OPEN",
    "UPDATE events SET capacity = 2": "活动 1：时间、地点、名额或名称，和审计链里记的不一样",
    "UPDATE covenant_signatures SET text_hash = 'x' WHERE household = 21": "1 户签的不是这个正文",
    "UPDATE covenants SET clauses = '[\"随便\"]'": "公约第 1.0 版：正文和封存的不一样",
    "UPDATE households SET on_roll = 0 WHERE household = 21": "签了名的有 1 户不在名册上",
    "UPDATE households SET on_roll = 0 WHERE label = '3-2-504'": "3-2-504 有登记的人，名册上却没有",
    "UPDATE topics SET courtyard = 9 WHERE topic = 1": "topics 里有 1 行，不属于哪个院坝",
    "UPDATE counters SET n = 2 WHERE name = 'vote'": "编号 vote 只数到 2，可是已经有 3 号了",
    "UPDATE counters SET n = 1 WHERE name = 'event 1 turn'": "编号 event 1 turn 只数到 1",
    "DELETE FROM counters WHERE name = 'household'": "编号 household 只数到 0",
    "UPDATE topics SET author = 4711 WHERE topic = 1": "topics.author 里有 1 处写着一个不认识的人",
    "UPDATE topics SET vote = 77 WHERE topic = 1": "topics.vote：1 号指向 77 号，没有这个",
    "UPDATE residents SET state = 'LEFT'": "有 7 个搬走的人还担着职务（councillor）",
    "UPDATE seconds SET act = 'x' WHERE state = 'WAITING'": "没人会办",
    "UPDATE seconds SET by_person = 0 WHERE state = 'WAITING'": "提的人已经不在了",
    "UPDATE seconds SET args = '{\"vote\": 99}' WHERE state = 'WAITING'": "指的东西没有：vote 99",
    "UPDATE prompts SET kind = 'x'": "有人被问了一句（x），他的回答没人会接",
    "UPDATE prompts SET args = '{\"vote\": 99}'": "问的东西没有：vote 99",
    "UPDATE cards SET kind = 'x' WHERE subject = 3": "有一张卡片（x 3），没人会画",
    "UPDATE cards SET subject = 77 WHERE kind = 'event'": "有一张卡片（event 77），它说的东西没有",
    "UPDATE cards SET drawn = 99 WHERE kind = 'event'": "画得比它的内容还新",
    "UPDATE due SET kind = 'x' WHERE kind = 'topic.due'": "定时要办的 x（1），没人会办",
    "UPDATE due SET subject = '77:day' WHERE kind = 'event.start'": "event.start（77:day）",
    "DELETE FROM due WHERE kind = 'vote.close'": "2 号该到时候办 vote.close，可是没有排上",
    "UPDATE outbox SET view = 'x' WHERE view = 'vote.result'": "（x），没人会写",
    "UPDATE outbox SET state = 'PARKED' WHERE view = 'vote.result'": "没写为什么送不到",
}


def test_whatever_is_broken_is_found_and_named(moved_in: MovedIn) -> None:
    """One statement each, undone again. The server is asked about some: it takes its time."""
    Evening(moved_in).spend()
    tx = moved_in.tx
    unbound(tx)
    missed = {}
    for statement, named in list(BROKEN.items())[:: 9 if tx.on_server else 1]:
        with suppress(Undone), tx.savepoint():
            assert tx.run(statement) > 0, statement
            said = found(tx)
            if not any(line.startswith("❌") and named in line for line in said):
                missed[statement] = said
            raise Undone
    assert missed == {}
    assert found(tx) == []
