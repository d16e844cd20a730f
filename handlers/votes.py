"""Votes as people meet them: cast by a tap, looked up, closed early, reminded of."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check, may
from bot.actions import (
    closing,
    consenting,
    meetings,
    naming,
    noticing,
    objecting,
    opening,
    proxies,
    secrecy,
    serving,
    vote_reminders,
    votes,
)
from bot.actions.votes import Receipt
from bot.ask import Ask
from bot.column import Column, HelpPage, Route, Slow
from bot.errors import N_, BadInput
from bot.rules import ballot
from bot.rules.methods import Method
from bot.rules.methods.consent import OBJECTS
from handlers import numbers, vote_off
from handlers.views import how_counted, result_file, vote_council, vote_list, vote_reminder
from handlers.views import votes as views
from handlers.views.ballot_text import said
from handlers.views.how_counted import HowCounted
from handlers.views.result_file import SendResultFile
from handlers.views.vote_bits import Cast, ShowVote
from handlers.views.vote_council import AskClose, AskPresent, Missing, Remind
from handlers.views.vote_list import VoteList
from handlers.views.vote_off import AskCallOff
from handlers.vote_close import CLOSE
from storage import ballots, residents, secret_ballots
from storage.tx import Tx
from storage.votes import Vote


def cast(ask: Ask, data: Cast) -> None:
    """One tap: committed first, then said back with the household and the choice."""
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if vote.method not in (*ballot.SIMPLE, Method.CONSENT) or vote.secret:
        raise BadInput(N_("这次的票要在私聊里填。"))
    if vote.method is Method.CONSENT and data.choice == OBJECTS:
        raise votes.NeedsReason
    if proxies.holding(ask.tx, vote, ask.person.id) and votes.is_open(vote, ask.tx.now):
        here = ShowVote(courtyard=data.courtyard, vote=data.vote)
        ask.privately("proxy.whose", here, vote=data.vote, choice=data.choice)
        return
    try:
        receipt = _record(ask, data, vote)
    except votes.NobodyNamed:
        _hold(ask, data)
        return
    choice = said(ask.words, receipt.vote, receipt.content)
    if receipt.unchanged:
        ask.toast("{who} 投的就是{choice}，已经记着了。", who=receipt.label, choice=choice)
    elif receipt.before is None:
        ask.toast("记下了：{who} 投了{choice}", who=receipt.label, choice=choice)
    else:
        ask.toast("改好了：{who} 现在投的是{choice}", who=receipt.label, choice=choice)
    if ask.place.private:
        ask.show("vote.show", vote=data.vote)


def _record(ask: Ask, data: Cast, vote: Vote) -> Receipt:
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    if vote.method is Method.CONSENT:
        return consenting.answer(*here, data.choice)
    return votes.cast(*here, (data.choice,))


def _hold(ask: Ask, data: Cast) -> None:
    """Nobody is named for this owner yet: kept, not counted, and asked about privately."""
    naming.hold(ask.tx, data.courtyard, ask.person.id, data.vote, (data.choice,))
    there = ShowVote(courtyard=data.courtyard, vote=data.vote)
    ask.privately("naming.ask", there, vote=data.vote)
    if ask.answer is None or ask.answer.url is None:
        ask.toast("还没算数：您家的业主票由谁来投？私聊里点一下。", alert=True)


def index(ask: Ask) -> None:
    if ask.place.private:
        check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.say("vote.index")


def open_index(ask: Ask, data: VoteList) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("vote.index")


def show(ask: Ask, data: ShowVote) -> None:
    votes.get(ask.tx, data.courtyard, data.vote)
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    serving.seen(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.show", vote=data.vote)


def send_result_file(ask: Ask, data: SendResultFile) -> None:
    votes.get(ask.tx, data.courtyard, data.vote)
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.whisper("vote.result_file", vote=data.vote)


def how(ask: Ask, data: HowCounted) -> None:
    votes.get(ask.tx, data.courtyard, data.vote)
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("vote.how", vote=data.vote)


def missing(ask: Ask, data: Missing) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.SEE_NON_VOTERS)
    votes.get(ask.tx, data.courtyard, data.vote)
    ask.show("vote.missing", vote=data.vote)


def remind(ask: Ask, data: Remind) -> None:
    _remind(ask, data.vote)


def remind_line(ask: Ask) -> None:
    """`/remind 5`"""
    _remind(ask, number_in(ask.text))


def _remind(ask: Ask, vote: int) -> None:
    told, absent = votes.remind(ask.tx, ask.courtyard.courtyard, ask.person.id, vote)
    here = ShowVote(courtyard=ask.courtyard.courtyard, vote=vote)
    later = told.at if told.at > ask.tx.now else None
    ask.privately(
        "vote.reminded",
        here,
        vote=vote,
        told=told.people,
        before=told.before,
        absent=absent,
        goes=round(later.timestamp()) if later else None,
    )


def ask_close(ask: Ask, data: AskClose) -> None:
    """Where counting now would open one or two secret ballots, calling it off is still open."""
    check(ask.tx, data.courtyard, ask.person.id, Act.CLOSE_VOTE)
    try:
        secrecy.check_endable(ask.tx, votes.get(ask.tx, data.courtyard, data.vote))
    except secrecy.TooFewToEnd as few:
        if not may(ask.tx, data.courtyard, ask.person.id, Act.CALL_OFF_VOTE):
            raise
        ask.toast(few.text, alert=True, **few.args_by_name)
        vote_off.ask_reason(ask, AskCallOff(courtyard=data.courtyard, vote=data.vote))
        return
    ask.expect("vote.close", vote=data.vote)
    ask.show("vote.ask_reason", vote=data.vote)


def close_answer(ask: Ask) -> None:
    _close(ask, (ask.prompt or {})["vote"], ask.text)


def close_line(ask: Ask) -> None:
    """`/close 5 理由`"""
    number, _, reason = ask.text.partition(" ")
    _close(ask, number_in(number), reason)


def _close(ask: Ask, vote: int, reason: str) -> None:
    courtyard = ask.courtyard.courtyard
    if ask.place.private and CLOSE.alone(ask):
        CLOSE.propose(ask, vote, reason)
        return
    here = ShowVote(courtyard=courtyard, vote=vote)
    if closing.ask_to_close(ask.tx, courtyard, ask.person.id, vote, reason):
        ask.privately("vote.show", here, vote=vote)
    else:
        ask.privately("vote.waiting", here, act=Act.CLOSE_VOTE.value)


def ask_present(ask: Ask, data: AskPresent) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ENTER_PRESENT)
    if not meetings.counts_present(votes.get(ask.tx, data.courtyard, data.vote)):
        raise meetings.NotAMeeting
    ask.expect("vote.present", vote=data.vote)
    ask.show("vote.ask_present", vote=data.vote)


def present_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    if meetings.ask_present(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text):
        ask.say("vote.show", vote=number)
    else:
        ask.say("vote.waiting", act=Act.ENTER_PRESENT.value)


def number_in(text: str) -> int:
    """The number of a vote someone typed. Raises BadInput."""
    return numbers.number_in(text, N_("请写表决的号，比如：/close 5 理由。发 /votes 看有哪些。"))


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    """Of a secret vote: that the household has voted. There is no more to be found."""
    resident = residents.resident(tx, courtyard, person)
    home = resident.household if resident else None
    return [
        {"vote": vote, "ballot": list(content), "at": at.isoformat()}
        for vote, content, at in ballots.history(tx, courtyard, person)
    ] + [
        {"vote": vote, "secret": True, "voted": True}
        for vote in secret_ballots.taken_part(tx, courtyard, person, home)
    ]


COLUMN = Column(
    "votes",
    commands={
        "votes": Route(index),
        "close": Route(close_line),
        "remind": Route(remind_line),
    },
    presses={
        Cast: cast,
        VoteList: open_index,
        ShowVote: show,
        SendResultFile: send_result_file,
        HowCounted: how,
        Missing: missing,
        Remind: remind,
        AskClose: ask_close,
        AskPresent: ask_present,
    },
    answers={"vote.close": close_answer, "vote.present": present_answer},
    due={
        noticing.OPEN: opening.open_noticed,
        "vote.close": closing.close_on_time,
        noticing.FINAL: objecting.make_final,
        noticing.UNOPPOSED: noticing.redraw,
        closing.COUNT: Slow(closing.to_count, closing.work, closing.counted, closing.how_far),
        vote_reminders.KIND: vote_reminders.remind,
    },
    views={
        **views.VIEWS,
        **vote_list.VIEWS,
        **vote_council.VIEWS,
        **result_file.VIEWS,
        **how_counted.VIEWS,
        **vote_reminder.VIEWS,
    },
    seconded={Act.CLOSE_VOTE: closing.close_early, Act.ENTER_PRESENT: meetings.enter_present},
    home=vote_list.home_buttons,
    owed=vote_list.owed,
    help=(
        HelpPage(
            "vote",
            N_("🗳 投票"),
            N_(
                "一户一票，点一下就投了。截止前随时能改，最后一次算数。\n"
                "只公布总数，不公布谁家投了啥；管数据库的人看得到，这一点跟您说明白。"
                "\n想一步一步看怎么算的：点「看详细」里的「怎么算的」。"
            ),
        ),
        HelpPage(
            "secret",
            N_("🔒 秘密投票"),
            N_(
                "标了「秘密投票」的，在私聊里投，先给您看一遍，只投一次。\n"
                "票和门牌分开放：邻居、{council}看不到您投的啥，管机器人的人和 Telegram 看得到。\n"
                "没有手机的，自己填张纸票，折好投进票箱；截止后两个人当众开箱数。\n"
                "啥藏不住、回执证明啥：点开那次表决，再点「保密到哪一步？」。"
            ),
        ),
        HelpPage(
            "proxy",
            N_("🙋 请邻居替我投"),
            N_(
                "来不及投，点开那个表决的「看详细」，再点「请邻居替我家投」。\n"
                "要他点头才算。没投之前，您能收回，也能自己投。"
            ),
        ),
        HelpPage(
            "object",
            N_("✋ 觉得结果不对"),
            N_(
                "结果公布以后，点「看详细」里的「我有异议」，写一句哪里不对。\n"
                "{council}要给答复：结果不变、重新数一遍，或者作废。\n"
                "监督员照结果文件重数过的，结果下面有他签的字。"
            ),
        ),
    ),
    mydata=mydata,
    forget=ballots.forget,
)
