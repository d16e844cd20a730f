"""The draw of a tie, held once more from the list and the numbers in the file."""

from __future__ import annotations

from collections.abc import Generator

from bot.check import Finding, bad, good, look
from bot.errors import N_
from bot.rules import ballot, lottery
from bot.rules.lottery import Lots, Source
from bot.rules.methods import Outcome
from bot.rules.result_file import ResultFile, cast
from bot.rules.secrecy import poll
from bot.rules.verdict import Result, Tie, Verdict
from bot.words import Words

_TRUSTED = {
    Source.DICE: N_("是不是那回掷出来的数，文件证不了：问问看着掷的人"),
    Source.BALLS: N_("是不是那一期开的号，文件证不了：查一查开奖公告"),
}


def check_lottery(
    file: ResultFile, verdict: Verdict, outcome: Outcome | None, words: Words
) -> Generator[Finding, None, Verdict]:
    """Each step of the draw; the verdict after it, or as it is where nothing was drawn."""
    held = file.lottery
    to_draw = verdict.result is Result.TIE and file.rule.tie is Tie.LOTTERY
    if held is None:
        if to_draw:
            yield look(words.plain("打平了，规矩是公开抽签，文件出来的时候还没定怎么抽"))
        return verdict
    if not to_draw:
        yield bad(words.plain("文件里写了抽签，可是没有要抽签的打平"))
        return verdict
    lots = _lots(file, verdict, outcome)
    name = poll(file.vote, file.text_hash)
    text = lottery.list_text(name, file.options, lots.tied, lots.places)
    said = words.plain(
        "抽签名单：{names}；指纹 {hash}",
        names=words.row(file.options[option] for option in lots.tied),
        hash=lottery.sha256(text),
    )
    if (held.tied, held.places, held.list_hash) != (lots.tied, lots.places, lottery.sha256(text)):
        yield bad(said)
        return verdict
    yield good(said)
    if held.numbers is None:
        yield look(words.plain("文件出来的时候还没抽"))
        return verdict
    numbers = " ".join(map(str, held.numbers))
    if lottery.read_numbers(held.source, numbers) != held.numbers:
        yield bad(words.plain("抽签的数不像那样出来的：{numbers}", numbers=numbers))
        return verdict
    yield look(words.plain(_TRUSTED[held.source]))
    seed = lottery.sha256(lottery.seed_text(name, held.list_hash, held.numbers))
    yield good(words.plain("抽签的数：{numbers}；种子 {hash}", numbers=numbers, hash=seed))
    for n, (hash_, option) in enumerate(lottery.order(name, file.options, held), 1):
        text = words.plain(
            "抽签第 {n}：{option} {hash}", n=n, option=file.options[option], hash=hash_
        )
        yield good(text)
    won = lottery.drawn(name, file.options, held, lots.certain, file.costs, file.money)
    return lottery.settled(verdict, file.options, won)


def _lots(file: ResultFile, verdict: Verdict, outcome: Outcome | None) -> Lots:
    elected = ballot.elect(file.rule, cast(file), outcome)[0] if outcome else None
    return lottery.lots(file.method, verdict, file.options, elected, file.seats)
