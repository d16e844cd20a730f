"""What `yuanba recount` says of receipts: whether the lines fit the ballots, and where yours is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.check import Finding, bad, good, look
from bot.recount_steps import name
from bot.rules import secrecy
from bot.rules.methods import Method
from bot.rules.receipts import FEWEST_TO_SHOW, Receipts
from bot.rules.result_file import ResultFile, cast
from bot.words import Words


def check_receipts(file: ResultFile, words: Words) -> Iterator[Finding]:
    """As many lines as ballots (those out of a box have none), no two alike, and beside them the
    same choices."""
    found = file.receipts
    if found is None:
        return
    lines = [line.line for line in found.lines]
    fits = file.secret and found.poll == secrecy.poll(file.vote, file.text_hash)
    fits = fits and lines == sorted(set(lines)) and len(lines) == cast(file) - file.papers
    text = words.plain("回执：{n} 行，票 {cast} 张", n=len(set(lines)), cast=cast(file))
    if file.papers:
        text = words.plain("{said}（票箱里的 {n} 张没有回执）", said=text, n=file.papers)
    yield _step(fits, text)
    digest = secrecy.list_hash(lines)
    yield _step(digest == found.hash, words.plain("回执清单的指纹：{hash}", hash=digest))
    yield from _choices(file, found, words)


def find(file: ResultFile, receipt: str, words: Words) -> Finding:
    """Whether the line of this receipt (`poll|label|token`) is there, and what stands beside it."""
    poll, _, rest = receipt.strip().partition("|")
    label, _, token = rest.rpartition("|")
    line = secrecy.line(poll, label, token)
    if file.receipts is None:
        return bad(words.plain("这次表决没有回执"))
    if poll != file.receipts.poll:
        return bad(
            words.plain(
                "这张回执是别次表决的：回执 {mine}，文件 {here}", mine=poll, here=file.receipts.poll
            )
        )
    found = next((each for each in file.receipts.lines if each.line == line), None)
    if found is None:
        return bad(words.plain("文件里没有您这一行：{line}", line=line))
    if file.voted is not None and label not in file.voted:
        return bad(
            words.plain("您这一行在，可来投的名单上没有 {label}：{line}", label=label, line=line)
        )
    if found.ballot is None:
        return good(words.plain("您这一行在（旁边没有写投的啥）：{line}", line=line))
    said = _said(file, found.ballot, words)
    return good(words.plain("您这一行在，投的是：{said}。{line}", said=said, line=line))


def _choices(file: ResultFile, found: Receipts, words: Words) -> Iterator[Finding]:
    shown = [line.ballot for line in found.lines if line.ballot is not None]
    if not shown:
        yield look(words.plain("回执旁边没有写投的啥：这次写了就认得出是谁家的"))
        return
    stacks = Counter({stack.ballot: stack.n for stack in file.ballots or ()})
    boxed = stacks - Counter(shown)
    fits = len(found.lines) >= FEWEST_TO_SHOW and boxed.total() == file.papers
    fits = fits and Counter(shown) <= stacks
    yield _step(fits, words.plain("回执旁边写的票，和上面的票一样"))


def _said(file: ResultFile, content: tuple[int, ...], words: Words) -> str:
    if file.method is Method.SCORE:
        return words.row(f"{name(file, n, words)} {score}" for n, score in enumerate(content))
    return words.row(name(file, number, words) for number in content) or "—"


def _step(fits: bool, text: str) -> Finding:
    return good(text) if fits else bad(text)
