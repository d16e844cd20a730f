"""What people see of a secret vote: where it is voted, what may be told, the receipt."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.secrecy import poll, takes_paper
from bot.actions.votes import is_open, seat_of, unit_of
from bot.callbacks import Data
from bot.page import Page
from bot.rules import secrecy
from bot.rules.box import FEWEST_UNSEEN
from bot.rules.result_file import FEWEST_BALLOTS
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.ballot_text import FillIn
from handlers.views.core import home_button
from handlers.views.verdicts import heads
from handlers.views.vote_bits import next_owed, to, vote_at
from storage import ballots, vote_roll
from storage.votes import Electorate, Vote, VoteState


def fill_in_button(page: Page, vote: Vote) -> Button:
    """The way to the private form; from a group it is a link."""
    here = FillIn(courtyard=vote.courtyard, vote=vote.vote)
    words = page.words
    label = words.plain("🔒 去私下投") if vote.secret else words.plain("✍️ 去填我家的票")
    return page.link(label, here) if page.viewer is None else press(label, here)


class HowSecret(Data):
    prefix: ClassVar[str] = "bz1"
    link: ClassVar[bool] = True
    vote: int


def how_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """The way to what this secrecy holds, and what it does not."""
    if not vote.secret or vote.cleared_at:
        return []
    here = HowSecret(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("🔒 保密到哪一步？"), here)]]


def how_line(words: Words, vote: Vote) -> Html:
    """What the card says of how it is voted and of who learns what."""
    if not vote.secret:
        return words("总数截止时一起公布，不公布谁投了啥。截止前可以改，最后一次算数。")
    how = words(
        "🔒 秘密投票：在私聊里投，只投一次，交了不能改。截止前谁都看不到结果。\n"
        "对邻居保密，不是匿名：管机器人的人和 Telegram 看得到。"
    )
    if vote.electorate.by_home and takes_paper(vote):
        return Html(how + words("\n没有手机的，找{council}要张纸票，自己填、折好，投进票箱。"))
    return how


def form_lines(words: Words, vote: Vote, eligible: int) -> list[Html]:
    """What the draft says of it, before it is out. `eligible` would vote if it opened now."""
    if not vote.secret:
        return []
    found = [
        words(
            "🔒 秘密投票：对邻居保密，截止前谁都看不到结果，只投一次，不能改。"
            "发出去以后就改不回公开的了。"
        )
    ]
    if vote.receipts:
        found.append(words("🧾 想要的可以拿一张回执，截止后自己查票在不在。"))
    if eligible < FEWEST_BALLOTS:
        found.append(
            words(
                "⚠️ 名册上只有 {n}，票少藏不住人：来的只有两三家，或者投的都一样，"
                "一看总数就猜得到谁投了啥。",
                n=heads(words, vote, eligible),
            )
        )
    return found + areas_line(words, vote)


def areas_line(words: Words, vote: Vote) -> list[Html]:
    """What the areas behind a choice may give away, however many share each."""
    if not vote.secret or vote.electorate is not Electorate.OWNERS:
        return []
    return [
        words(
            "面积的总数也公布：每种面积至少有 {n} 户，可是哪一种来投的少，"
            "晓得谁来投了的人（比如{council}）还是可能推得出来。",
            n=secrecy.FEWEST_ALIKE,
        )
    ]


def own_line(page: Page, vote: Vote, label: str, voted: bool) -> Html:
    """Whether they are recorded as having voted, which anyone can check, and what to do if not."""
    words = page.words
    if vote.state is not VoteState.OPEN:
        text = (
            words("👤 名册上记的是：{who} <b>投过了</b>。", who=label)
            if voted
            else words("👤 名册上记的是：{who} <b>没有投</b>。", who=label)
        )
        return Html(text + words("不对的话，跟{council}说。"))
    if voted:
        return words("👤 {who} 投过了。投的啥没有记名，这里看不到。", who=label)
    return words("👤 {who} 还没投。", who=label)


def result_line(words: Words, vote: Vote) -> list[Html]:
    if not vote.secret:
        return []
    return [words("🔒 这次是秘密投票。自己记成了投过还是没投，点「看详细」对一下。")]


def review_lines(words: Words, vote: Vote) -> list[Html]:
    if not vote.secret:
        return [words("没错就点「交」。截止前还能改。")]
    found = [
        words(
            "👉 <b>还没交。</b>只投一次，交了不能改，也撤不回来。\n"
            "对邻居保密，不是匿名：管机器人的人和 Telegram 看得到。"
        )
    ]
    if vote.receipts:
        found.append(words("🧾 回执是一串号码，截止后拿它自己查票在不在。不想留凭据，直接交就是。"))
    return found


def sealed(page: Page, vote: int) -> Screen:
    """After handing in: that the household has voted, and nothing of what."""
    found = vote_at(page, vote)
    words = page.words
    seat = seat_of(page.tx, found, page.viewer or 0)
    text = [
        words("✅ 交好了，{who} 这就算投过了。", who=seat.label if seat else ""),
        words("🗳 <b>{title}</b>\n", title=found.title),
        words("收下的只有票，没有名字，也没有先后。投的啥，这里翻不出来，也改不了。"),
        words("⏰ {at} 截止，数完在群里公布总数。", at=found.closes_at),
    ]
    see = [press(words.plain("🔍 看这次表决"), to(found))]
    return Screen("\n".join(text), [next_owed(page, found), see, home_button(page)])


def receipt(page: Page, vote: int, token: str, unit: int | None = None) -> Screen:
    """Sent once. It says nothing of the choice; whoever has it can look that up after the close.
    `unit` is the household whose proxy the reader holds; else it is their own."""
    found = vote_at(page, vote)
    words = page.words
    whose = unit_of(page.tx, found, page.viewer or 0) if unit is None else unit
    label = (vote_roll.label(page.tx, found, whose) if whose is not None else None) or ""
    whole = secrecy.receipt(poll(found), label, token)
    text = [
        words("🧾 <b>{who} 的回执</b>（只发这一次，机器人不留底）", who=label),
        words("<code>{receipt}</code>\n", receipt=whole),
        words("截止后，群里的结果文件里该有这一行："),
        words("<code>{line}</code>\n", line=secrecy.line(poll(found), label, token)),
        words("想自己算，不用机器人，在电脑上打："),
        words("<code>printf '%s' {receipt} | sha256sum</code>\n", receipt=shlex.quote(whole)),
        words(
            "⚠️ 莫给人看：截止后，谁拿着它都可能查到您家投的啥。不想留，把这条消息删了就是，"
            "票照样算。"
        )
        if unit is None
        else words(
            "⚠️ 这是 {who} 的：转给他家，截止后他家自己查。莫给别人看，谁拿着都可能查到投的啥。",
            who=label,
        ),
    ]
    return Screen("\n".join(text), [[Button(words.plain("📋 复制回执"), copy=whole)]])


def how_secret(page: Page, vote: int) -> Screen:
    """From whom it is hidden, from whom not, and what a receipt proves (docs/receipts.md)."""
    found, words = vote_at(page, vote), page.words
    if not found.secret:
        return page.include("vote.show", {"vote": vote})
    text = [
        words("🔒 <b>保密到哪一步</b>"),
        words("🗳 {title}\n", title=short(found.title)),
        words(
            "<b>看不到您投的啥的：</b>邻居，{council}，主任。"
            "票和门牌分开放，票上没有名字，没有先后。"
        ),
        words(
            "<b>看得到的：</b>管机器人的人、出租服务器的人、Telegram。"
            "您点的按钮，是带着您的账号明着传过去的。要连他们也防，就用纸票箱。"
        ),
        words(
            "<b>藏不住的：</b>投的人少，或者投的都差不多一样，一看总数就猜得到。"
            "满 {n} 家以后，{council}和上门的人看得到谁家还没投（好去提醒），看不到投的啥。",
            n=secrecy.SHOWN_FROM,
        ),
        words(
            "<b>怕被塞票：</b>没投的人家被人塞一张，只有自己看名单才晓得。"
            "截止后点「看详细」，您家记成投过还是没投，不对就说。"
        ),
        *_paper_line(words, found),
        *areas_line(words, found),
        *_receipts_lines(words, found),
    ]
    return Screen("\n".join(text), _back_rows(page, found))


def _paper_line(words: Words, vote: Vote) -> list[Html]:
    if not (vote.electorate.by_home and takes_paper(vote)):
        return []
    return [
        words(
            "<b>投纸票的：</b>管机器人的人也看不到您投的啥，只晓得您家投过了。"
            "箱里不到 {n} 张，开箱的人猜得到是谁家的；手机上投的不到 {n} 家也一样，"
            "总数减去箱里的就是。纸票没有回执：要查，就看着箱子，当众数。",
            n=FEWEST_UNSEEN,
        )
    ]


def _receipts_lines(words: Words, vote: Vote) -> list[Html]:
    if not vote.receipts:
        return [
            words("<b>回执：</b>这次没有。谁也拿不出凭据来，自己那张票在不在，也就没法单独查。")
        ]
    return [
        words(
            "<b>回执：</b>要了才给，只发一次。截止后在结果文件里找自己那一行：在，票就没丢；"
            "旁边写的是您投的，就没被改。不到 {n} 张票，或者有的票填得特别，旁边就不写了。",
            n=FEWEST_BALLOTS,
        ),
        words(
            "要有人去查才查得出来：改了的票，那一家不查，就没人晓得。"
            "谁拿着您的回执，就查得到您投的啥，家里人、收买的人都可能问您要。不想留，直接交就是。"
            "那一行不见了，是一句对一句：把那条消息留好。"
        ),
    ]


def _back_rows(page: Page, vote: Vote) -> list[list[Button]]:
    seat = seat_of(page.tx, vote, page.viewer or 0)
    owes = seat is not None and seat.voter in (None, page.viewer)
    owes = owes and not ballots.has_voted(page.tx, vote, seat.unit if seat else 0)
    cast = [[fill_in_button(page, vote)]] if owes and is_open(vote, page.tx.now) else []
    return [*cast, [press(page.words.plain("⬅️ 回这次表决"), to(vote))]]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "ballot.sealed": sealed,
    "ballot.receipt": receipt,
    "vote.secrecy": how_secret,
}
