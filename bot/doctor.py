"""`yuanba doctor`: whether what the database says fits together, all of it, at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import deep_checks
from bot.check import Finding, Mark, bad, good, look
from bot.column import House
from bot.doctor_words import SENTENCES
from bot.errors import N_
from bot.still_looking import clear, still_looking
from bot.words import Words
from handlers import COLUMNS
from storage import audit, invariants, orphans, upkeep
from storage.errors import SchemaTooNew, StoreError
from storage.invariants import Check, Wrong, wrong
from storage.place import Place
from storage.tx import Tx

LINES = 5
"""So many faults of one kind are shown; more of the same help nobody."""
LONG_AGO = timedelta(minutes=30)
"""What should have been done so long ago waits for a bot that does not run."""
CARD = ".card"
Doing = Callable[[str], None]
"""Is told what is being looked at now."""


class CannotLook(StoreError):
    """There is nothing to examine."""


@dataclass(frozen=True)
class Part:
    """One line of the report: what is said when all of it holds, and how its faults are found."""

    title: str
    faults: Iterable[Wrong]


class Examination:
    """Everything that must hold in one snapshot."""

    def __init__(self, tx: Tx, words: Words, doing: Doing) -> None:
        self._tx = tx
        self._words = words
        self._doing = doing
        self._house = House(*COLUMNS)
        self._names = {yard.courtyard: yard.name for yard in upkeep.courtyards(tx)}

    def findings(self) -> Iterator[Finding]:
        if damaged := self._damage():
            yield damaged  # whatever else such a file says is worth nothing
            return
        yield from self._references()
        yield from self._chains()
        for part in self._parts():
            yield from self._told(part)
        yield from self._waiting()

    def _parts(self) -> Iterator[Part]:
        """In the order of how much it matters."""
        tx, house = self._tx, self._house
        yield Part(N_("表决：名册、票、进度都对得上"), self._found(invariants.VOTES))
        yield Part(N_("表决：题目没动过，结果都是从票里数出来的"), deep_checks.votes(tx, self._of))
        yield Part(N_("代投、纸票、手里的票都对得上"), self._found(invariants.BROUGHT))
        yield Part(N_("活动：名额、报名都对得上"), self._events())
        yield Part(N_("公约：正文没动过，签名都算数"), self._covenants())
        yield Part(N_("每一行都有自己的院坝"), self._found(orphans.of_no_courtyard(tx)))
        yield Part(N_("编号不会编重"), self._found(orphans.counters()))
        yield Part(N_("提到的人都在"), self._found(orphans.people()))
        yield Part(N_("指来指去都有着落"), self._found(orphans.LINKS))
        yield Part(N_("等人点头、等人回答的事都有着落"), deep_checks.waiting(tx, house))
        cards = {view.removesuffix(CARD) for view in house.views if view.endswith(CARD)}
        yield Part(N_("卡片都有着落"), self._found(orphans.cards(cards)))
        yield Part(N_("定时要办的事都排上了"), self._found(orphans.due(house.due)))
        yield Part(N_("要发的消息都发得出来"), self._found(orphans.outbox(house.views)))

    def _found(self, checks: Iterable[Check]) -> Iterator[Wrong]:
        for check in checks:
            yield from wrong(self._tx, check)

    def _events(self) -> Iterator[Wrong]:
        yield from self._found(invariants.EVENTS)
        yield from deep_checks.called_events(self._tx)

    def _covenants(self) -> Iterator[Wrong]:
        yield from self._found(invariants.COVENANT)
        yield from deep_checks.covenants(self._tx)

    def _told(self, part: Part) -> Iterator[Finding]:
        plain = self._words.plain
        self._title = plain(part.title)
        self._doing(self._title)
        found: dict[str, int] = {}
        for fault in part.faults:
            found[fault.name] = found.get(fault.name, 0) + 1
            if found[fault.name] <= LINES:
                yield bad(self._sentence(fault))
        for n in found.values():
            if n > LINES:
                yield bad(plain("像上面这样的还有 {n} 处", n=n - LINES))
        if not found:
            yield good(self._title)

    def _sentence(self, fault: Wrong) -> str:
        said = self._words.plain(SENTENCES[fault.name], **fault.told)
        if not fault.courtyard:
            return said
        name = self._names.get(fault.courtyard, f"#{fault.courtyard}")
        return self._words.plain("{yard}：{what}", yard=name, what=said)

    def _of(self, done: int, of: int) -> None:
        self._doing(self._words.plain("{what}：{done}/{of}", what=self._title, done=done, of=of))

    def _damage(self) -> Finding | None:
        self._doing(self._words.plain("数据库文件完好"))
        what = upkeep.damage(self._tx)
        text = self._words.plain("数据库文件坏了（{what}）：先停机，换上最近的备份", what=what)
        return bad(text) if what else None

    def _references(self) -> Iterator[Finding]:
        """A server looks after both, its files and its foreign keys."""
        if self._tx.on_server:
            return
        yield good(self._words.plain("数据库文件完好"))
        if what := upkeep.dangling(self._tx):
            yield bad(self._words.plain("有的行指向没有的行：{what}", what=what))

    def _chains(self) -> Iterator[Finding]:
        tx, plain = self._tx, self._words.plain
        self._title = plain("审计链")
        numbers = [row[0] for row in tx.rows("SELECT DISTINCT courtyard FROM audit ORDER BY 1")]
        length = broken = 0
        for done, courtyard in enumerate(numbers):
            self._of(done, len(numbers))
            length += audit.head(tx, courtyard)[0]
            if wrong := audit.verify(tx, courtyard):
                broken += 1
                yield bad(
                    plain(
                        "{yard}：第 {seq} 条对不上（{what}），从这里起不能信",
                        yard=self._names.get(courtyard, f"#{courtyard}"),
                        seq=wrong.seq,
                        what=wrong.what,
                    )
                )
        if not broken:
            yield good(
                plain(
                    "{n} 条审计链，一共 {length} 条记录，条条对得上", n=len(numbers), length=length
                )
            )

    def _waiting(self) -> Iterator[Finding]:
        """What deserves a look and is nothing wrong with the books."""
        tx, plain = self._tx, self._words.plain
        late = tx.now - LONG_AGO
        waits = "SELECT count(*) FROM {} WHERE {} < ?"
        if n := tx.value(waits.format("outbox", "state = 'WAITING' AND not_before"), late):
            yield look(
                plain("有 {n} 条消息早该发了：机器人没开的话，一开就发；开着就看看日志", n=n)
            )
        if n := tx.value(waits.format("cards", "drawn < version AND not_before"), late):
            yield look(
                plain("有 {n} 张卡片早该更新了：机器人没开的话，一开就更新；开着就看看日志", n=n)
            )
        if n := tx.value(waits.format("due", "attempts = 0 AND due_at"), late):
            yield look(plain("有 {n} 件事早该办了：机器人没开的话，一开就办；开着就看看日志", n=n))
        if n := tx.value("SELECT count(*) FROM due WHERE attempts > 0"):
            yield look(
                plain("有 {n} 件定时要办的事没办成，过一阵会再试：跑 yuanba letters 看看为啥", n=n)
            )
        parked, letters = upkeep.undelivered(tx), upkeep.dead_letters(tx)
        if parked or letters:
            text = plain(
                "有 {n} 件事没办成、{m} 条消息送不到：跑 yuanba letters 看看", n=letters, m=parked
            )
            yield look(text)


def examine_books(
    place: Place, words: Words, *, now: datetime | None = None, doing: Doing = lambda what: None
) -> Iterator[Finding]:
    """Everything there is to find, as it is found out; nothing is changed. `doing` hears what is
    being looked at. Raises CannotLook, NotWritable, SchemaTooNew, StoreFailed."""
    if isinstance(place, Path) and not place.is_file():
        raise CannotLook(words.plain("{path} 这里没有数据库", path=place))
    amiss = False
    with upkeep.snapshot(place, now) as tx:
        _check_schema(tx, words)
        for finding in Examination(tx, words, doing).findings():
            amiss = amiss or finding.mark is Mark.BAD
            yield finding
    if amiss:
        yield look(
            words.plain(
                "打叉的地方，先别自己改：把数据库备一份，再把上面这几行发给开发者。"
                "要是有人动过数据库，就换上动之前的备份"
            )
        )


def _check_schema(tx: Tx, words: Words) -> None:
    version = upkeep.schema(tx)
    if version > upkeep.newest():
        raise SchemaTooNew(version, upkeep.newest())
    if not version:
        raise CannotLook(words.plain("这个数据库是空的，没有什么可查的"))
    if version < upkeep.newest():
        raise CannotLook(words.plain("这个数据库是旧版的：先用新版启动一次，它会自动升级"))


def tell(place: Place, words: Words, show: Callable[[object], None]) -> bool:
    """Show every finding as it comes; whether all of it adds up. Raises as `examine_books`."""
    well = True
    with still_looking() as doing:
        for finding in examine_books(place, words, doing=doing):
            clear()
            show(finding)
            well = well and finding.mark is not Mark.BAD
    if well:
        show(words.plain("账都对得上。"))
    return well


def faults(place: Place, now: datetime | None = None) -> list[str]:
    """What does not hold, one line each; empty where all is well."""
    found = examine_books(place, Words(), now=now)
    return [finding.text for finding in found if finding.mark is Mark.BAD]
