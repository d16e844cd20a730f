"""What a household hears of a ballot others brought in for it, and what the helpers hear back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.for_others import helper_undoes, undo_until
from bot.actions.papers import Read
from bot.actions.votes import is_open, seat_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import who_voted
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.ballot_text import said
from handlers.views.core import home_button, said_by
from handlers.views.doors import AtDoor
from handlers.views.vote_bits import to, vote_at
from storage import ballots, papers, proxies, reasons, vote_roll
from storage.ballots import Channel
from storage.papers import ReadingState
from storage.proxies import Proxy
from storage.votes import Vote

POSTED = 20


class TakeBack(Data):
    prefix: ClassVar[str] = "dt1"
    vote: int
    unit: int


DONE = {
    Read.ONCE: N_("📄 <b>{who}</b> 记下第一遍了。还要另一位照着纸再录一遍，一样才算。"),
    Read.AGREED: N_("✅ <b>{who}</b> 的纸票，两个人录的一样，记上了。"),
    Read.RETYPED: N_(
        "✋ <b>{who}</b> 的理由按您打的记下了。还要头一位照着纸再看一遍，一样才算，已经告诉他了。"
    ),
    Read.DIFFERENT: N_(
        "⚠️ <b>{who}</b> 的纸票，两个人录的不一样，没有记。请两位一起再看看那张纸，重新录两遍。"
    ),
}
_AGAIN = {
    Read.ONCE: N_("📄 <b>{who}</b> 重录第一遍了。还要另一位照着纸再录一遍，一样才改。"),
    Read.DIFFERENT: N_(
        "⚠️ <b>{who}</b> 重录的两遍不一样，没有改，先前录的还算数。请两位一起再看看那张纸。"
    ),
}
_BROUGHT = {
    Channel.PAPER: N_("📄 {who} 的纸票记上了：<b>{choice}</b>\n（{title}）"),
    Channel.ASSISTED: N_("🤝 {helper} 当面帮 {who} 投了：<b>{choice}</b>\n（{title}）"),
    Channel.PROXY: N_("🤝 {helper} 受您家委托，替 {who} 投了：<b>{choice}</b>\n（{title}）"),
}
_OURS = {
    Channel.PAPER: N_("📄 这一票是照您家的纸票录的。"),
    Channel.ASSISTED: N_("🤝 这一票是 {helper} 当面帮投的。"),
    Channel.PROXY: N_("🤝 这一票是 {helper} 受您家委托投的。"),
}
_COUNTED = {
    Channel.PAPER: N_("纸票 {n} 户"),
    Channel.ASSISTED: N_("当面帮投 {n} 户"),
    Channel.PROXY: N_("委托 {n} 户"),
}


def brought(page: Page, vote: int, unit: int) -> Screen:
    """To the household's own people: what was recorded for them, and the way to undo it."""
    found = vote_at(page, vote)
    if found.secret:
        return _brought_unseen(page, found, unit)
    cast = ballots.ballot(page.tx, found, unit)
    if cast is None or cast.channel is Channel.TAP:
        raise Pointless("they have voted by themselves meanwhile")
    words, until = page.words, undo_until(page.tx, found, cast)
    helper = said_by(page, cast.helper) if cast.helper else words.plain("一位邻居")
    text = words(
        _BROUGHT[cast.channel],
        who=vote_roll.label(page.tx, found, unit) or "",
        helper=helper,
        choice=said(words, found, cast.content),
        title=short(found.title),
    )
    said_why = reasons.of_unit(page.tx, found, unit)
    if said_why:
        text = Html(text + words("\n理由：「{reason}」", reason=said_why.reason))
    if not is_open(found, page.tx.now):
        return Screen(text, [[press(words.plain("🔍 看这次表决"), to(found))]])
    rows = [[press(words.plain("🗳 自己重新投"), to(found))]]
    if until and page.tx.now < until:
        text = Html(text + words("\n不是您家的意思？{at} 以前点「撤掉」，就当没投过。", at=until))
        here = TakeBack(courtyard=found.courtyard, vote=vote, unit=unit)
        rows.insert(0, [press(words.plain("↩️ 撤掉"), here)])
    return Screen(text, rows)


def own_brought(page: Page, vote: Vote) -> tuple[list[Html], list[list[Button]]]:
    """On the vote's own screen: how the reader's ballot came in where they did not tap it
    themselves, why they object, and the way to undo it while there is one."""
    seat = seat_of(page.tx, vote, page.viewer or 0)
    if vote.secret or seat is None or seat.voter not in (None, page.viewer):
        return [], []
    cast, why = ballots.ballot(page.tx, vote, seat.unit), reasons.of_unit(page.tx, vote, seat.unit)
    lines = [page.words("理由：「{reason}」", reason=why.reason)] if why and why.reason else []
    if cast is None or cast.channel is Channel.TAP:
        return lines, []
    helper = said_by(page, cast.helper) if cast.helper else page.words.plain("一位邻居")
    lines.insert(0, page.words(_OURS[cast.channel], helper=helper))
    until = undo_until(page.tx, vote, cast)
    if until is None or page.tx.now >= until:
        return lines, []
    here = TakeBack(courtyard=vote.courtyard, vote=vote.vote, unit=seat.unit)
    label = page.words.plain("↩️ 不是我家的意思，撤掉")
    return lines, [[press(label, here)]]


def _brought_unseen(page: Page, vote: Vote, unit: int) -> Screen:
    given = proxies.of_unit(page.tx, vote, unit)
    sheet = papers.reading(page.tx, vote, unit)
    if sheet and sheet.state is ReadingState.AGREED:
        boxed = page.words(
            "🗳 {who} 投了纸票，两个人看着放进票箱的（{title}）。票上没有名字，截止后当众开箱数。\n"
            "不是您家投的？马上跟{council}说。",
            who=vote_roll.label(page.tx, vote, unit) or "",
            title=short(vote.title),
        )
        return Screen(boxed, [[press(page.words.plain("🔍 看这次表决"), to(vote))]])
    if given is None or given.holder is None:
        raise Pointless("nobody holds their proxy")
    text = page.words(
        "🤝 {helper} 受您家委托，替 {who} 投了（{title}）。\n秘密投票，投的啥这里不记，也看不到。",
        helper=said_by(page, given.holder),
        who=vote_roll.label(page.tx, vote, unit) or "",
        title=short(vote.title),
    )
    return Screen(text, [[press(page.words.plain("🔍 看这次表决"), to(vote))]])


def undone(page: Page, vote: int, unit: int) -> Screen:
    """To the one who undid it."""
    found = vote_at(page, vote)
    text = page.words(
        "↩️ 撤掉了，{who} 现在算还没投。想投就自己点。",
        who=vote_roll.label(page.tx, found, unit) or "",
    )
    return Screen(text, [[press(page.words.plain("🗳 去投"), to(found))], home_button(page)])


def taken_back(page: Page, vote: int, unit: int, channel: str) -> Screen:
    """To whoever had brought it."""
    found = vote_at(page, vote)
    text = N_("↩️ {who} 把您替他家记的那一票撤了（{title}）。没关系，问清楚了再投。")
    label = vote_roll.label(page.tx, found, unit) or ""
    said_so = page.words(text, who=label, title=short(found.title))
    return Screen(said_so, [[press(page.words.plain("🔍 看这次表决"), to(found))]])


def different(page: Page, vote: int, unit: int) -> Screen:
    """To the first reader: the second read something else."""
    found = vote_at(page, vote)
    label = vote_roll.label(page.tx, found, unit) or ""
    text = reading_line(page, found, Read.DIFFERENT, unit)
    return Screen(text, [[again(page, found, unit, label)]])


def reading_line(page: Page, vote: Vote, read: Read, unit: int) -> Html:
    """What a reading came to; of a sheet that counts already, it was to put that right."""
    counts = ballots.has_voted(page.tx, vote, unit)
    text = _AGAIN.get(read, DONE[read]) if counts else DONE[read]
    return page.words(text, who=vote_roll.label(page.tx, vote, unit) or "")


def brought_line(page: Page, vote: Vote) -> list[Html]:
    """How many ballots others brought in, for the result; nothing where there are none."""
    counted = ballots.by_channel(page.tx, vote)
    parts = [
        page.words.plain(text, n=counted[channel])
        for channel, text in _COUNTED.items()
        if channel in counted
    ]
    said = lost_line(page.words, vote)
    if not parts:
        return said
    return [page.words("🤝 不是自己点的：{parts}", parts=page.words.listed(parts)), *said]


def lost_line(words: Words, vote: Vote) -> list[Html]:
    """What was in the box, where not every sheet of it was a ballot."""
    lost = vote.box_homes - (vote.box_papers or 0)
    if vote.box_papers is None or not lost:
        return []
    if vote.box_overfull:
        return [
            words(
                "⚠️ 票箱里的纸比投的 {homes} 户还多，分不出哪张是多的，整箱没有算。",
                homes=vote.box_homes,
            )
        ]
    spoilt = vote.box_spoilt or 0
    parts = [words.plain("有效 {n} 张", n=vote.box_papers)]
    parts += [words.plain("废票 {n} 张", n=spoilt)] if spoilt else []
    parts += [words.plain("少了 {n} 张", n=lost - spoilt)] if lost > spoilt else []
    return [
        words(
            "🗳 票箱：{homes} 户投了纸票，{parts}", homes=vote.box_homes, parts=words.listed(parts)
        )
    ]


def posted(page: Page, vote: Vote) -> list[Html]:
    """The proxies of a vote, by door, as the law wants them posted; of a secret vote only where it
    may be said who voted. Beside how many were used, the doors would say just that."""
    pairs = [
        page.words.plain(
            "{unit} 托 {holder}",
            unit=vote_roll.label(page.tx, vote, proxy.unit) or "",
            holder=_door_of(page, vote, proxy),
        )
        for proxy in proxies.accepted(page.tx, vote)
    ]
    if not pairs:
        return []
    if vote.secret and not who_voted.may_name(vote.method, ballots.groups(page.tx, vote)):
        return [page.words("🙋 委托的是哪几家，这次不列：投的都差不多一样，一列就晓得他家投的啥。")]
    return [page.words("🙋 委托的：{pairs}", pairs=page.words.listed(pairs, cap=POSTED))]


def _door_of(page: Page, vote: Vote, proxy: Proxy) -> str:
    home = seat_of(page.tx, vote, proxy.holder) if proxy.holder is not None else None
    return home.label if home else "—"


def helper_undo(page: Page, vote: Vote, unit: int) -> tuple[list[Html], list[list[Button]]]:
    """For who has just helped at a door behind which nobody is registered: until when they may put
    a slip of theirs right, and the way; nothing for others."""
    until = undo_until(page.tx, vote, ballots.ballot(page.tx, vote, unit))
    ours = helper_undoes(page.tx, vote, unit, page.viewer or 0)
    if not ours or until is None or page.tx.now >= until:
        return [], []
    said = page.words(
        "他家没有人登记，收不到消息，自己也改不了。点错了、听错了，{at} 以前您点「撤掉」重来。",
        at=until,
    )
    here = TakeBack(courtyard=vote.courtyard, vote=vote.vote, unit=unit)
    return [said], [[press(page.words.plain("↩️ 弄错了，撤掉"), here)]]


def again(page: Page, vote: Vote, unit: int, label: str) -> Button:
    at = AtDoor(courtyard=vote.courtyard, vote=vote.vote, unit=unit)
    return press(page.words.plain("📄 重新录 {who}", who=label), at)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "ballot.brought": brought,
    "ballot.undone": undone,
    "ballot.taken_back": taken_back,
    "paper.different": different,
}
