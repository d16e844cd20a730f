"""How a public draw goes in words, and how everybody draws the same once more by hand."""

from __future__ import annotations

import shlex
from datetime import datetime

from bot.errors import N_
from bot.rules import lottery
from bot.rules.lottery import Lots, Lottery, Source
from bot.rules.secrecy import poll
from bot.words import Html, Words
from storage.votes import Vote

_HOW = {
    Source.DICE: N_("{at} 当众掷骰子，掷 {n} 次，照先后记下来"),
    Source.BALLS: N_("{at} 以后开奖的第一期双色球，六个红球从小到大，再加蓝球"),
}


def again(words: Words, vote: Vote) -> list[Html]:
    """How everybody draws the same once more, by hand; nothing where nothing was drawn."""
    drawn = lottery.from_plain(vote.lottery)
    if drawn is None or drawn.numbers is None:
        return []
    name = poll(vote.vote, vote.text_hash or "")
    found = lottery.order(name, vote.options, drawn)
    text = lottery.seed_text(name, drawn.list_hash, drawn.numbers)
    seed, first = lottery.sha256(text), vote.options[found[0][1]]
    numbers = " ".join(map(str, drawn.numbers))
    return [
        words("🎲 抽签：{how}。", how=how(words, drawn)),
        words("出来的数：<code>{numbers}</code>", numbers=numbers),
        words("照这些数排的先后，小的在前："),
        *(
            words("{n}. {option} <code>{hash}</code>", n=n, option=vote.options[one], hash=hash_)
            for n, (hash_, one) in enumerate(((h[:16], o) for h, o in found), 1)
        ),
        words("自己抽一遍："),
        *list_check(words, vote, drawn),
        words("<code>{command}</code>\n→ {hash}", command=_command(text), hash=seed),
        words(
            "<code>{command}</code>\n→ {hash}，别的几样也这么算",
            command=_command(f"{seed}|{first}"),
            hash=found[0][0],
        ),
    ]


def list_line(words: Words, vote: Vote, lots: Lots) -> Html:
    names = words.row(vote.options[option] for option in lots.tied)
    if not lots.places:
        return words("打平的：{names}。照抽的先后办，钱够就办", names=names)
    return words("打平的：{names}。抽 {n} 个", names=names, n=lots.places)


def list_check(words: Words, vote: Vote, drawn: Lottery) -> list[Html]:
    name = poll(vote.vote, vote.text_hash or "")
    text = lottery.list_text(name, vote.options, drawn.tied, drawn.places)
    return [
        words(
            "<code>{command}</code>\n→ 名单的指纹 {hash}",
            command=_command(text),
            hash=drawn.list_hash,
        )
    ]


def _command(text: str) -> str:
    return f"printf '%s' {shlex.quote(text)} | sha256sum"


def how(words: Words, drawn: Lottery) -> Html:
    at = datetime.fromisoformat(drawn.not_before)
    said = words(_HOW[drawn.source], at=at, n=lottery.DICE_THROWN)
    return words("{how}（{note}）", how=said, note=drawn.note) if drawn.note else said
