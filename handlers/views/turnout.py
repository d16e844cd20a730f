"""How many have voted so far: heads, area where owners vote, and building by building."""

from __future__ import annotations

from bot.page import Page
from bot.rules import secrecy
from bot.rules.area import area_text
from bot.words import Html
from handlers.views import secret_votes
from handlers.views.verdicts import bar, heads
from storage import ballots, turnout
from storage.votes import Electorate, Vote

BUILDINGS_SHOWN = 30


def turnout_lines(page: Page, vote: Vote) -> list[Html]:
    """One line of heads, and one of area on an owners' vote."""
    words, cast = page.words, ballots.turnout(page.tx, vote)
    if not secrecy.turnout_shown(vote.secret, cast):
        few = heads(words, vote, secrecy.SHOWN_FROM)
        return [words("📊 投的还不到 {n}，先不报数", n=few)]
    found = [
        words(
            "📊 已投 {cast}／{n}  {bar}",
            cast=f"{cast:,}",
            n=heads(words, vote, vote.eligible),
            bar=bar(cast, vote.eligible),
        )
    ]
    if vote.electorate is Electorate.OWNERS:
        area = turnout.area(page.tx, vote)
        found.append(
            words(
                "📐 面积 {cast}／{n} ㎡  {bar}",
                cast=area_text(area),
                n=area_text(vote.eligible_area),
                bar=bar(area, vote.eligible_area),
            )
        )
    return found


def cast_so_far(page: Page, vote: Vote) -> str:
    """How many have voted, as it may be told in passing."""
    cast = ballots.turnout(page.tx, vote)
    if secrecy.turnout_shown(vote.secret, cast):
        return str(cast)
    return page.words.plain("不到 {n}", n=secrecy.SHOWN_FROM)


def by_building(page: Page, vote: Vote) -> list[Html]:
    """Where homes vote and there are several buildings: one line with how far each one is. Not in
    a secret vote: of a small building where all have voted, a unanimous result would say what."""
    if vote.secret:
        return []
    found = turnout.by_building(page.tx, vote) if vote.electorate.by_home else []
    if len(found) < 2 or not all(building for building, _, _ in found):
        return []
    each = (
        page.words.plain("{building} 栋 {cast}／{n}", building=building, cast=cast, n=n)
        for building, cast, n in found
    )
    return [page.words("🏢 各栋来投的：{each}", each=page.words.listed(each, cap=BUILDINGS_SHOWN))]


def owners_line(page: Page, vote: Vote) -> list[Html]:
    """What the areas behind a choice may give away, said before anybody votes."""
    if vote.electorate is not Electorate.OWNERS:
        return []
    if vote.secret:
        return secret_votes.areas_line(page.words, vote)
    return [page.words("面积的总数也公布：投的人很少的那一边，邻居可能猜得到是哪家。")]
