"""The steps of a count in rounds, pairs, points or purchases, each in a line of plain words."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from fractions import Fraction

from bot.check import Finding, bad, good
from bot.errors import N_
from bot.rules import ballot, sums
from bot.rules.costs import yuan
from bot.rules.methods import RANKED, Method, Outcome, Round
from bot.rules.result_file import ResultFile, cast, count_again
from bot.rules.sums import END, Line, Question
from bot.words import Words

_CHOICES = {"for": N_("同意"), "against": N_("反对"), "abstain": N_("弃权")}
_ANSWERS = (N_("同意"), N_("我让一步"), N_("有理由地反对"))


def count_steps(file: ResultFile, words: Words) -> Generator[Finding, None, Outcome]:
    """Every line of the count, and whether it is as the file says; what it came to. Raises
    ValueError and the like for what nobody can count."""
    found = count_again(file)
    said = file.count or Outcome(())
    if found is None:
        found = said
        wrong = sums.doubts(_question(file), said)
    else:
        wrong = _differences(found, said)
    if file.tally:
        yield bad(words.plain("文件里多了一份用不着的计数"))
    for line, text in _lines(file, found, words):
        yield bad(text) if line in wrong else good(text)
        wrong.discard(line)
    if wrong:
        yield bad(words.plain("文件里的计数和数出来的不一样：{what}", what=_where(wrong)))
    return found


def name(file: ResultFile, number: int, words: Words) -> str:
    """An option as the file has it, or ours in words."""
    if file.method is Method.CONSENT:
        return words.plain(_ANSWERS[number])
    key = ballot.choices(file.options)[number]
    return key if file.options else words.plain(_CHOICES[key])


def _question(file: ResultFile) -> Question:
    return Question(file.method, len(file.options), file.seats, file.costs, file.money, cast(file))


def _differences(found: Outcome, said: Outcome) -> set[Line]:
    """Where the file's count is not what its ballots come to."""
    wrong: set[Line] = set()
    for part in ("scores", "rounds"):
        ours, theirs = getattr(found, part), getattr(said, part)
        for n in range(max(len(ours), len(theirs))):
            if ours[n : n + 1] != theirs[n : n + 1]:
                wrong.add((part, n))
    for part in ("exhausted", "blank", "quota", "strengths", "share"):
        if getattr(found, part) != getattr(said, part):
            wrong.add((part,))
    if found.pairs != said.pairs:
        wrong |= _pairs_apart(found, said)
    if (found.winners, found.tied) != (said.winners, said.tied):
        wrong.add(END)
    return wrong


def _pairs_apart(found: Outcome, said: Outcome) -> set[Line]:
    size = range(len(found.pairs))
    if [len(row) for row in said.pairs] != [len(size)] * len(size):
        return {("pairs",)}
    return {
        ("pairs", min(a, b), max(a, b))
        for a in size
        for b in size
        if found.pairs[a][b] != said.pairs[a][b]
    }


def _lines(file: ResultFile, count: Outcome, words: Words) -> Iterator[tuple[Line, str]]:
    """The count as people would follow it, top to bottom, with the part each line is of."""
    if file.method in (Method.APPROVAL, Method.BUDGET, Method.SCORE, Method.CONSENT):
        yield from _scores(file, count, words)
    if file.method is Method.SCHULZE:
        yield from _pairs(file, count, words)
    if count.quota:
        yield ("quota",), words.plain("满 {n} 票就选上", n=count.quota)
    if file.method is Method.BUDGET:
        yield from _purchases(file, count, words)
    elif file.method in RANKED:
        yield from _rounds(file, count, words)
    if count.blank:
        yield ("blank",), words.plain("一个都没选的票：{n} 张", n=count.blank)
    if count.exhausted:
        text = words.plain("排的都出局了、转不下去的票：{n}", n=str(count.exhausted))
        yield ("exhausted",), text
    yield END, _end(file, count, words)


def _scores(file: ResultFile, count: Outcome, words: Words) -> Iterator[tuple[Line, str]]:
    for number, got in enumerate(count.scores):
        who = name(file, number, words)
        text = (
            words.plain("{option}：一共 {n} 分", option=who, n=str(got))
            if file.method is Method.SCORE
            else words.plain("{option}：{n} 票", option=who, n=str(got))
        )
        yield ("scores", number), text


def _pairs(file: ResultFile, count: Outcome, words: Words) -> Iterator[tuple[Line, str]]:
    for a in range(len(count.pairs)):
        for b in range(a + 1, len(count.pairs)):
            text = words.plain(
                "{a} 对 {b}：{over} 比 {under}",
                a=name(file, a, words),
                b=name(file, b, words),
                over=count.pairs[a][b],
                under=count.pairs[b][a],
            )
            yield ("pairs", a, b), text
    yield ("strengths",), words.plain("直接比、绕着比，每两个之间最硬的那条路都重新找过")


def _rounds(file: ResultFile, count: Outcome, words: Words) -> Iterator[tuple[Line, str]]:
    for number, step in enumerate(count.rounds):
        ordered = sorted(step.scores, key=lambda pair: (-pair[1], pair[0]))
        standing = words.row(f"{name(file, option, words)} {got}" for option, got in ordered)
        text = words.plain(
            "第 {n} 轮：{scores}；{what}",
            n=number + 1,
            scores=standing,
            what=_happened(file, step, words),
        )
        yield ("rounds", number), text


def _happened(file: ResultFile, step: Round, words: Words) -> str:
    if step.elected:
        return words.plain("{who} 选上了", who=_names(file, step.elected, words))
    tied = _names(file, step.tied, words)
    if not step.dropped:
        return words.plain("{tied} 并列垫底，先划掉谁，结果就不一样，数到这里为止", tied=tied)
    gone = words.plain("{who} 垫底出局，票转给下一个", who=_names(file, step.dropped, words))
    if not step.tied:
        return gone
    return gone + words.plain("（{tied} 并列垫底，每种去法都数过）", tied=tied)


def _purchases(file: ResultFile, count: Outcome, words: Words) -> Iterator[tuple[Line, str]]:
    for number, step in enumerate(count.rounds):
        bought = [
            words.plain(
                "办 {option}（{cost} 元），想办的每户最多出 {price} 元",
                option=name(file, option, words),
                cost=yuan(file.costs[option]),
                price=_money(file.costs[option] / backing) if backing else "—",
            )
            for option, backing in step.scores
            if option in step.elected
        ]
        tied = _names(file, step.tied, words)
        if tied:
            bought.append(words.plain("{tied} 一样多的人想办，先办谁都数过", tied=tied))
        text = words.plain(
            "第 {n} 笔：{what}",
            n=number + 1,
            what=("; " if words.lang == "en" else "；").join(bought),
        )
        yield ("rounds", number), text
    if count.share:
        yield ("share",), words.plain("最后每户名下 {n} 元", n=_money(Fraction(count.share)))


def _end(file: ResultFile, count: Outcome, words: Words) -> str:
    winners = _names(file, count.winners, words) or "—"
    if not count.tied:
        return words.plain("数下来：{winners}", winners=winners)
    tied = _names(file, count.tied, words)
    return words.plain("数下来：{winners}；打平的：{tied}", winners=winners, tied=tied)


def _names(file: ResultFile, numbers: tuple[int, ...], words: Words) -> str:
    return words.row(name(file, number, words) for number in numbers)


def _money(fen: Fraction) -> str:
    """In yuan to the fen, with a mark where something smaller was cut off."""
    return yuan(int(fen)) + ("" if fen.denominator == 1 else "+")


def _where(wrong: set[Line]) -> str:
    return ", ".join(sorted("·".join(map(str, line)) for line in wrong))
