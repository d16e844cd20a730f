"""What people see of a vote: its live card, its own screen, the lists, the reminder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions.vote_drafts import waits
from bot.actions.votes import is_open, unit_of
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot
from bot.screen import CAPTION_LIMIT, Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button, may
from handlers.views.result_file import SendResultFile
from handlers.views.result_picture import picture
from handlers.views.verdicts import CHOICES, bar, result_lines, rule_line, unit_word
from storage import votes
from storage.votes import Electorate, Vote, VoteState

RECENT = 8
RUNNING = 40
MISSING_SHOWN = 150


class NewVote(Data):
    prefix: ClassVar[str] = "vn1"
    link: ClassVar[bool] = True


class StartVote(Data):
    prefix: ClassVar[str] = "vs1"  # begins a draft, so no link may carry it
    topic: int


class ShowVote(Data):
    prefix: ClassVar[str] = "vo1"
    link: ClassVar[bool] = True
    vote: int


class VoteList(Data):
    prefix: ClassVar[str] = "vl1"
    link: ClassVar[bool] = True


class Cast(Data):
    prefix: ClassVar[str] = "vc1"
    vote: int
    choice: int


class Missing(Data):
    prefix: ClassVar[str] = "vm1"
    vote: int


class Remind(Data):
    prefix: ClassVar[str] = "vr1"
    vote: int


class AskClose(Data):
    prefix: ClassVar[str] = "vx1"
    vote: int


_MARKS = {"for": "✅ ", "against": "❌ ", "abstain": "⚪ "}
ELECTORATES = {
    Electorate.HOUSEHOLDS: N_("全院 {n} 户，一户一票"),
    Electorate.RESIDENTS: N_("登记的 {n} 位居民，一人一票"),
    Electorate.COUNCIL: N_("{council} {n} 位议事员，一人一票"),
}
NOT_STATUTORY = N_("这是院里自己的表决，不是法定表决。法定的请看公告，用纸票或政府投票系统。")


def choice_name(page: Page, vote: Vote, number: int) -> str:
    """The words of a choice, in the reader's language where they are ours."""
    key = ballot.choices(vote.options)[number]
    return key if vote.options else page.words.plain(CHOICES[key])


def card(page: Page, vote: int) -> Screen:
    """The live card in the group: the question, until when, how many have voted, the buttons."""
    found = _vote(page, vote)
    words = page.words
    if found.state is not VoteState.OPEN:
        return _closed_card(page, found)
    cast = votes.turnout(page.tx, found)
    text = [
        _heading(page, found),
        "",
        words("⏰ {at} 截止", at=found.closes_at),
        words(
            "📊 已投 {cast}／{n} {unit}  {bar}",
            cast=cast,
            n=found.eligible,
            unit=unit_word(words, found),
            bar=bar(cast, found.eligible),
        ),
        rule_line(words, found),
        words("总数截止时一起公布，不公布谁投了啥。截止前可以改，最后一次算数。"),
        words("<i>{notice}</i>", notice=words(NOT_STATUTORY)),
    ]
    show = ShowVote(courtyard=found.courtyard, vote=found.vote)
    return Screen("\n".join(text), [*_cast_rows(page, found), [page.link(_details(page), show)]])


def _closed_card(page: Page, vote: Vote) -> Screen:
    show = ShowVote(courtyard=vote.courtyard, vote=vote.vote)
    text = [_heading(page, vote), "", *result_lines(page.words, vote)]
    return Screen("\n".join(text), [[page.link(_details(page), show)]])


def result(page: Page, vote: int) -> Screen:
    """The announcement, as a reply to the card: verdict, each rule with its arithmetic, the head
    of the audit chain."""
    found = _vote(page, vote)
    words = page.words
    text = [
        words("📣 <b>表决 {n} 有结果了</b>", n=found.vote),
        words("<b>{title}</b>", title=_short(found.title)),
        "",
        *result_lines(words, found),
    ]
    if found.close_reason:
        text.append(words("提前结束，理由：{reason}", reason=found.close_reason))
    text += [
        "",
        words("<i>{notice}</i>", notice=words(NOT_STATUTORY)),
        words("账本到这里的指纹：<code>{head}</code>", head=(found.head or "")[:16]),
    ]
    show = ShowVote(courtyard=found.courtyard, vote=found.vote)
    said = "\n".join(text)
    photo = picture(page, found) if len(said) <= CAPTION_LIMIT else None
    return Screen(said, [[page.link(_details(page), show)]], photo=photo)


def show(page: Page, vote: int) -> Screen:
    """The vote's private screen: your own ballot, the buttons, and what a councillor may do."""
    found = _vote(page, vote)
    words = page.words
    rows: list[list[Button]] = []
    if found.state is VoteState.OPEN:
        base = card(page, vote)
        text = [base.text, "", _own_ballot(page, found)]
        rows += _cast_rows(page, found)
        rows += _council_rows(page, found)
    else:
        text = [_heading(page, found), "", *_ended(page, found)]
    if found.state is VoteState.CLOSED:
        file = SendResultFile(courtyard=found.courtyard, vote=found.vote)
        rows.append([press(words.plain("📄 结果文件"), file)])
    rows += [[press(words.plain("🗳 别的表决"), VoteList(courtyard=found.courtyard))]]
    return Screen("\n".join(text), [page.back_to_card("vote", vote), *rows, home_button(page)])


def _ended(page: Page, vote: Vote) -> list[Html]:
    if vote.state is VoteState.CLOSED:
        return [*result_lines(page.words, vote), _own_ballot(page, vote)]
    if vote.state is VoteState.CANCELLED:
        return [page.words("这次表决取消了，没有发出去。")]
    if waits(page.tx, vote):
        return [page.words("还在等另一位议事员确认，没有开始。")]
    return [page.words("还是草稿，没有发出去。")]


def index(page: Page) -> Screen:
    """Votes that run, then the latest results; each opens with a tap."""
    words, yard = page.words, page.courtyard
    running, more = _first(votes.opened(page.tx, yard.courtyard))
    done = votes.closed(page.tx, yard.courtyard, RECENT)
    lines: list[str] = [words("🗳 <b>表决</b>")]
    if not running:
        lines.append(words("现在没有正在投的。"))
    for vote in running:
        cast = votes.turnout(page.tx, vote)
        lines.append(
            words(
                "· {n}. {title}（{at} 截止，已投 {cast}／{all}）",
                n=vote.vote,
                title=_short(vote.title),
                at=vote.closes_at,
                cast=cast,
                all=vote.eligible,
            )
        )
    if more:
        lines.append(words("…还有 {n} 个，晚些截止，先投上面的。", n=more))
    if done:
        lines += ["", words("<b>已经有结果的</b>")]
    for vote in done:
        verdict = result_lines(words, vote)[0]
        lines.append(
            words(
                "· {n}. {title}：{verdict}", n=vote.vote, title=_short(vote.title), verdict=verdict
            )
        )
    if page.viewer is None:
        here = VoteList(courtyard=yard.courtyard)
        return Screen("\n".join(lines), [[page.link(words.plain("👉 去看、去投"), here)]])
    rows = [
        [press(f"{vote.vote}. {_short(vote.title, 24)}", _to(vote))] for vote in [*running, *done]
    ]
    if may(page, Act.OPEN_VOTE):
        rows.append([press(words.plain("➕ 开一个表决"), NewVote(courtyard=yard.courtyard))])
    return Screen("\n".join(lines), [*rows, home_button(page)])


def _first(running: list[Vote]) -> tuple[list[Vote], int]:
    """Those that fit on one screen, the soonest to close first, and how many more there are."""
    soonest = sorted(running, key=lambda vote: (vote.closes_at is None, vote.closes_at, vote.vote))
    return soonest[:RUNNING], max(0, len(running) - RUNNING)


def reminder(page: Page, vote: int) -> Screen:
    """To one who has not voted yet. Nothing to say once they have, or it is over."""
    found = _vote(page, vote)
    unit = unit_of(page.tx, found, page.viewer or 0)
    if not is_open(found, page.tx.now):
        raise Pointless("the vote is over")
    if unit is None or votes.ballot(page.tx, found, unit):
        raise Pointless("they have voted meanwhile")
    text = page.words(
        "🔔 还等着您投一票：<b>{title}</b>\n⏰ {at} 截止。点一下就行。",
        title=_short(found.title),
        at=found.closes_at,
    )
    return Screen(text, [*_cast_rows(page, found), [press(_details(page), _to(found))]])


def missing(page: Page, vote: int) -> Screen:
    """For the council: who has not voted, as households, never what anyone chose."""
    found = _vote(page, vote)
    words = page.words
    absent = [label for _, label in votes.missing(page.tx, found)]
    text = words(
        "⏳ 「{title}」还没投的有 {n} {unit}：\n{who}",
        title=_short(found.title),
        n=len(absent),
        unit=unit_word(words, found),
        who=words.listed(absent, cap=MISSING_SHOWN) if absent else "—",
    )
    rows = []
    if absent and is_open(found, page.tx.now):
        remind = Remind(courtyard=found.courtyard, vote=found.vote)
        rows.append([press(words.plain("🔔 私下提醒他们"), remind)])
    return Screen(text, [*rows, [press(words.plain("⬅️ 回这次表决"), _to(found))]])


def reminded(page: Page, vote: int, told: int, absent: int) -> Screen:
    found = _vote(page, vote)
    words = page.words
    if told:
        text = words(
            "🔔 已经私下提醒了 {told} 位。还有 {absent} {unit}没投；"
            "没开过私聊的收不到，得上门说一声。",
            told=told,
            absent=absent,
            unit=unit_word(words, found),
        )
    else:
        text = words("今天已经提醒过了，或者没投的都收不到私聊。一天提醒一次就够了。")
    return Screen(text, [[press(words.plain("⬅️ 回这次表决"), _to(found))]])


def waiting(page: Page, act: str) -> Screen:
    """To the first of two: it waits for another person."""
    return Screen(
        page.words("记下了。这件事要两个人同意，已经请其他议事员确认，有回音就告诉您。"),
        [home_button(page)],
    )


def ask_reason(page: Page, vote: int) -> Screen:
    found = _vote(page, vote)
    return Screen(
        page.words(
            "要提前结束「{title}」，给大家写一句理由（会公布，还要另一位议事员同意）：",
            title=_short(found.title),
        )
    )


def describe_close(page: Page, vote: int, reason: str) -> Screen:
    found = _vote(page, vote)
    text = page.words(
        "提前结束表决 {n}「{title}」，已投 {cast}／{all}。\n理由：{reason}",
        n=found.vote,
        title=_short(found.title),
        cast=votes.turnout(page.tx, found),
        all=found.eligible,
        reason=reason,
    )
    return Screen(text)


def owed(page: Page) -> list[Owed]:
    """Votes that still wait for the reader's ballot, the one that closes first at the top."""
    found = []
    for vote in votes.opened(page.tx, page.courtyard.courtyard):
        unit = unit_of(page.tx, vote, page.viewer or 0)
        on_roll = unit is not None and votes.label(page.tx, vote, unit) is not None
        if unit is None or not on_roll or not is_open(vote, page.tx.now):
            continue
        if votes.ballot(page.tx, vote, unit) is None:
            text = page.words(
                "投票：{title}（{at} 截止）", title=_short(vote.title), at=vote.closes_at
            )
            found.append(Owed(text, press(f"🗳 {_short(vote.title, 24)}", _to(vote))))
    return found


def home_buttons(page: Page) -> list[Button]:
    return [press(page.words.plain("🗳 表决"), VoteList(courtyard=page.courtyard.courtyard))]


def _vote(page: Page, number: int) -> Vote:
    vote = votes.get(page.tx, page.courtyard.courtyard, number)
    if vote is None:
        raise Pointless("no such vote")
    return vote


def _to(vote: Vote) -> ShowVote:
    return ShowVote(courtyard=vote.courtyard, vote=vote.vote)


def _details(page: Page) -> str:
    return page.words.plain("🔍 看详细")


def _heading(page: Page, vote: Vote) -> Html:
    who = page.words.plain(ELECTORATES[vote.electorate], n=vote.eligible)
    return page.words(
        "🗳 <b>表决 {n}</b>（{who}）\n<b>{title}</b>", n=vote.vote, who=who, title=vote.title
    )


def _own_ballot(page: Page, vote: Vote) -> Html:
    words = page.words
    unit = unit_of(page.tx, vote, page.viewer or 0)
    label = votes.label(page.tx, vote, unit) if unit is not None else None
    if unit is None or label is None:
        return words("这次没有您的票。")
    mine = votes.ballot(page.tx, vote, unit)
    if mine is None:
        text = N_("👤 {who} 还没投。") if vote.state is VoteState.OPEN else N_("👤 {who} 没有投。")
        return words(text, who=label)
    return words(
        "👤 {who} 投的是：<b>{choice}</b>", who=label, choice=choice_name(page, vote, mine.choice)
    )


def _cast_rows(page: Page, vote: Vote) -> list[list[Button]]:
    keys = ballot.choices(vote.options)
    buttons = [
        press(
            ("" if vote.options else _MARKS[key]) + choice_name(page, vote, number),
            Cast(courtyard=vote.courtyard, vote=vote.vote, choice=number),
        )
        for number, key in enumerate(keys)
    ]
    return [[button] for button in buttons] if vote.options else [buttons]


def _council_rows(page: Page, vote: Vote) -> list[list[Button]]:
    words = page.words
    row = []
    if may(page, Act.SEE_NON_VOTERS):
        gone = Missing(courtyard=vote.courtyard, vote=vote.vote)
        row.append(press(words.plain("⏳ 谁还没投"), gone))
    if may(page, Act.CLOSE_VOTE):
        close = AskClose(courtyard=vote.courtyard, vote=vote.vote)
        row.append(press(words.plain("⏹ 提前结束"), close))
    return [row] if row else []


def _short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.card": card,
    "vote.result": result,
    "vote.show": show,
    "vote.index": index,
    "vote.reminder": reminder,
    "vote.missing": missing,
    "vote.reminded": reminded,
    "vote.waiting": waiting,
    "vote.ask_reason": ask_reason,
    "describe.close_vote": describe_close,
}
