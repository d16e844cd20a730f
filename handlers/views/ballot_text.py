"""A ballot in words: one choice, what was ticked, the scores, or the order."""

from __future__ import annotations

from typing import ClassVar

from bot.callbacks import Data
from bot.errors import N_
from bot.rules import ballot
from bot.rules.costs import yuan
from bot.rules.frozen import rule_from_text
from bot.rules.methods import RANKED, Content, Method
from bot.words import Html, Words
from handlers.views.verdicts import CHOICES, CONSENTS
from storage.votes import Vote


class FillIn(Data):
    """To the private ballot form of a vote."""

    prefix: ClassVar[str] = "bf1"
    link: ClassVar[bool] = True
    vote: int


def option(words: Words, vote: Vote, number: int) -> str:
    """An option as people know it, in their language where it is ours, with what it costs."""
    key = ballot.choices(vote.options)[number]
    if vote.method is Method.CONSENT:
        return words.plain(CONSENTS[key])
    if not vote.options:
        return words.plain(CHOICES[key])
    if number < len(vote.costs):
        return words.plain("{option}（{cost} 元）", option=key, cost=yuan(vote.costs[number]))
    return key


def said(words: Words, vote: Vote, content: Content) -> str:
    """A ballot in one line."""
    if vote.method is Method.SCORE:
        return words.row(f"{option(words, vote, n)} {got}" for n, got in enumerate(content))
    if vote.method in RANKED:
        return " > ".join(option(words, vote, number) for number in content)
    if not content:
        return words.plain("一个都不选")
    return words.row(option(words, vote, number) for number in content)


def lines(words: Words, vote: Vote, content: Content) -> list[Html]:
    """A ballot line by line, as it is looked over before it is handed in."""
    if vote.method in RANKED:
        return _ranking(words, vote, content)
    if vote.method is Method.SCORE:
        return [
            words("· {option}：<b>{score} 分</b>", option=option(words, vote, n), score=score)
            for n, score in enumerate(content)
        ]
    if not content:
        return [words("一个都不选（也算来投了）")]
    return [words("☑️ {option}", option=option(words, vote, number)) for number in content]


def _ranking(words: Words, vote: Vote, content: Content) -> list[Html]:
    ranked = [
        words("{place}. {option}", place=place, option=option(words, vote, number))
        for place, number in enumerate(content, 1)
    ]
    rest = [option(words, vote, n) for n in range(len(vote.options)) if n not in content]
    if not rest:
        return ranked
    return [*ranked, words("没排的算并列在最后：{rest}", rest=words.listed(rest))]


ASKS = {
    Method.MAJORITY: N_("您家怎么投？点一个。点了还不算，看一遍再交。"),
    Method.CHOICE: N_("您家选哪个？点一个。点了还不算，看一遍再交。"),
    Method.APPROVAL: N_("您家觉得行的都勾上，勾几个都可以。再点一下就去掉。"),
    Method.BUDGET: N_("您家想办的都勾上，勾几个都可以。再点一下就去掉。"),
    Method.SCORE: N_("给「{option}」打几分？0 分是不要，5 分是最想要。"),
    Method.IRV: N_("先点最想要的，再点第二想要的，一个一个往下点。不想排的可以不点。"),
    Method.SCHULZE: N_("先点最想要的，再点第二想要的，一个一个往下点。不想排的可以不点。"),
    Method.STV: N_("先点最想选的，再点第二想选的，一个一个往下点。不想排的可以不点。"),
}
_AT_MOST = N_("想选谁就勾谁，最多勾 {n} 个，勾多了不算。再点一下就去掉。")


def asks(words: Words, vote: Vote) -> Html:
    """What the form asks for, where it asks once for the whole ballot."""
    most = ballot.most(rule_from_text(vote.rule), vote.method, vote.seats)
    return words(ASKS[vote.method]) if most is None else words(_AT_MOST, n=most)
