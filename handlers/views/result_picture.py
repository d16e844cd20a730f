"""A closed vote as a picture: the verdict, each choice, and each rule with its mark."""

from __future__ import annotations

from bot import pictures
from bot.errors import N_
from bot.page import Page
from bot.pictures import Bar, Chart
from bot.rules import ballot
from bot.rules.verdict import Check, CheckKind, Result
from bot.screen import File
from handlers.views.verdicts import CHOICES, counted_again, measured, unit_word
from storage.votes import Vote

_VERDICTS = {
    Result.PASSED: N_("通过了"),
    Result.NOT_PASSED: N_("没通过"),
    Result.NOT_QUORATE: N_("来投的不够，不作数"),
    Result.TIE: N_("打平了，再商量"),
}
_RULES = {CheckKind.QUORUM: N_("来投的"), CheckKind.THRESHOLD: N_("同意的")}


def picture(page: Page, vote: Vote) -> File | None:
    """The PNG; None on a machine without a Chinese font, and for counts that bars cannot show
    (the text says it all, too)."""
    if vote.method not in ballot.SIMPLE:
        return None
    drawn = pictures.draw(chart(page, vote))
    return File(f"vote-{vote.vote}.png", drawn) if drawn else None


def chart(page: Page, vote: Vote) -> Chart:
    words, counted = page.words, dict(enumerate(vote.counted or ()))
    verdict = counted_again(vote)
    passed = verdict.result is Result.PASSED
    said = words.plain(_VERDICTS[verdict.result])
    if passed and vote.options:
        said = words.plain("选出来了：{winner}", winner="、".join(verdict.winners))
    return Chart(
        vote.title,
        said,
        passed,
        _choices(page, vote, counted),
        _rules(page, vote, verdict.checks),
        own_options=bool(vote.options),
    )


def _choices(page: Page, vote: Vote, counted: dict[int, int]) -> list[Bar]:
    words, most = page.words, max([1, *counted.values()])
    return [
        Bar(
            choice if vote.options else words.plain(CHOICES[choice]),
            words.plain("{n} {unit}", n=counted.get(number, 0), unit=unit_word(words, vote)),
            counted.get(number, 0),
            most,
        )
        for number, choice in enumerate(ballot.choices(vote.options))
    ]


def _rules(page: Page, vote: Vote, checks: tuple[Check, ...]) -> list[Bar]:
    words = page.words

    def said(check: Check, n: int) -> str:
        return measured(words, vote, check.measure, n)[0]

    return [
        Bar(
            words.plain(_RULES[check.kind]),
            words.plain(
                "{got}／{base} {unit}，至少要 {needed}",
                got=said(check, check.got),
                base=said(check, check.base),
                unit=measured(words, vote, check.measure, 0)[1],
                needed=said(check, check.needed),
            ),
            check.got,
            check.base,
            check.needed,
        )
        for check in checks
    ]
