"""What silence means in an owners' vote where it counts: said while people vote, with every
reminder, at the door, and in the result with its arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.opening import silence_counts
from bot.actions.votes import is_open, unit_of
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules import ballot
from bot.rules.area import area_text
from bot.rules.silence import Silent, joins
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.core import said_by
from handlers.views.vote_bits import to, vote_at
from storage import ballots, services, votes
from storage.services import Service, Way
from storage.votes import Vote, VoteState


class HandOver(Data):
    """At the door: the owner has the ballot (1), or a tenant (0)."""

    prefix: ClassVar[str] = "sv1"
    vote: int
    unit: int
    owner: int


class Deny(Data):
    """The household says that it never got the ballot."""

    prefix: ClassVar[str] = "sd1"
    vote: int
    unit: int


_CHOICES = {"for": N_("同意"), "against": N_("反对"), "abstain": N_("弃权")}
_KNOWN = {
    (Way.SEEN, True): N_("📬 票送到了：他家说好投票的人打开看过。"),
    (Way.DOOR, True): N_("📬 票送到了业主手上。"),
    (Way.DOOR, False): N_("🔑 票给了租户，不算送到业主手上。"),
    (Way.DENIED, False): N_("✋ 他家说没收到票，请再送一次。"),
}


def warning(page: Page, vote: Vote) -> list[Html]:
    """On the card, and on the draft before it goes out."""
    draft = vote.state is VoteState.DRAFT
    if not (silence_counts(page.courtyard, vote) if draft else vote.silent):
        return []
    return [
        page.words(
            "🤐 <b>不投也算数</b>：票到了业主手上、到截止都没投的，跟多数那边算。"
            "这是管理规约（或议事规则）写明的。不想跟着算，就自己投一票。"
        )
    ]


def reminder(words: Words, vote: Vote) -> list[Html]:
    if not vote.silent:
        return []
    return [words("🤐 票到了您手上、一直不投，就跟多数那边算。")]


def joined(vote: Vote) -> int | None:
    """The choice that silence was counted with; None where it was not."""
    silent = vote.silence
    if silent is None or not silent.heads:
        return None
    return joins(dict(enumerate(vote.counted or ())), dict(enumerate(vote.counted_area or ())))


def result_lines(words: Words, vote: Vote) -> list[Html]:
    """The silent as a number of their own, and what they add up to with those who voted."""
    silent = vote.silence
    if silent is None:
        return []
    if not silent.heads:
        return [words("🤐 没有哪张票是到了业主手上又没投的，不投的一张都没算进去。")]
    heads, areas = dict(enumerate(vote.counted or ())), dict(enumerate(vote.counted_area or ()))
    choice, area = joins(heads, areas), area_text(silent.area)
    if choice is None:
        text = N_(
            "🤐 票到了业主手上、没投的：{n} 位业主，{area} ㎡。"
            "投了的里头，没有哪一边人数和面积都过半，所以一张都没算。"
        )
        return [words(text, n=silent.heads, area=area)]
    joined = words(
        "🤐 票到了业主手上、没投的：{n} 位业主，{area} ㎡，照管理规约跟多数，算进「{choice}」：",
        n=silent.heads,
        area=area,
        choice=words(_CHOICES[ballot.choices(())[choice]]),
    )
    return [joined, *_sums(words, (heads, areas), choice, silent)]


def _sums(
    words: Words,
    counted: tuple[Mapping[int, int], Mapping[int, int]],
    choice: int,
    silent: Silent,
) -> list[Html]:
    heads, areas = counted
    sums = {
        N_("参加的"): (sum(heads.values()), sum(areas.values())),
        _CHOICES[ballot.choices(())[choice]]: (heads[choice], areas.get(choice, 0)),
    }
    return [
        words(
            "　{what}：{n}＋{m}＝{sum} 位，{a}＋{b}＝{area} ㎡",
            what=words(what),
            n=n,
            m=silent.heads,
            sum=n + silent.heads,
            a=area_text(area),
            b=area_text(silent.area),
            area=area_text(area + silent.area),
        )
        for what, (n, area) in sums.items()
    ]


def served_line(page: Page, vote: Vote) -> list[Html]:
    """In the announced result: how it is known who had the ballot."""
    if not vote.silent or vote.cleared_at:
        return []
    found = services.tally(page.tx, vote)
    return [
        page.words(
            "📬 票怎么到的：本人打开看过 {seen} 位，上门交到手上 {door} 位；"
            "给了租户的 {tenant} 位、说没收到的 {denied} 位，都不算送到。",
            seen=found.get((Way.SEEN, True), 0),
            door=found.get((Way.DOOR, True), 0),
            tenant=found.get((Way.DOOR, False), 0),
            denied=found.get((Way.DENIED, False), 0),
        )
    ]


def door_lines(page: Page, vote: Vote, unit: int) -> list[Html]:
    """What is known of a door's ballot."""
    if not vote.silent:
        return []
    known = services.get(page.tx, vote, unit)
    text = _KNOWN[known.way, known.to_owner] if known else N_("📭 票还没送到业主手上。")
    return [page.words(text)]


def door_rows(page: Page, vote: Vote, unit: int) -> list[list[Button]]:
    known = services.get(page.tx, vote, unit)
    if not vote.silent or (known and known.way is Way.SEEN):
        return []
    labels = {1: N_("📬 送到业主手上"), 0: N_("🔑 给了租户")}
    here = {"courtyard": vote.courtyard, "vote": vote.vote, "unit": unit}
    return [
        [press(page.words.plain(label), HandOver(**here, owner=n)) for n, label in labels.items()]
    ]


def told(page: Page, vote: int, unit: int) -> Screen:
    """To the household: somebody says that the owner has the ballot, and what follows from it."""
    found = vote_at(page, vote)
    known, label = services.get(page.tx, found, unit), votes.label(page.tx, found, unit)
    if not _still(page, found, unit, known) or known is None:
        raise Pointless("they have voted, or it is over, or it was taken back")
    text = page.words(
        "📬 {who}记下了：「{title}」的票，送到了 {home} 业主手上。\n"
        "到 {at} 还不投，就跟多数那边算。没收到，就点「没收到」。",
        who=said_by(page, known.person or 0),
        title=short(found.title),
        home=label or "",
        at=found.closes_at,
    )
    no = Deny(courtyard=found.courtyard, vote=vote, unit=unit)
    return Screen(
        text,
        [
            [press(page.words.plain("🗳 去投票"), to(found))],
            [press(page.words.plain("✋ 没收到"), no)],
        ],
    )


def denied(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    text = page.words("✋ 记下了：您家没收到，不投也不会跟着算。要投，点下面就行。")
    return Screen(text, [[press(page.words.plain("🗳 去投票"), to(found))]])


def _still(page: Page, vote: Vote, unit: int, known: Service | None) -> bool:
    ours = page.viewer is not None and unit_of(page.tx, vote, page.viewer) == unit
    waits = is_open(vote, page.tx.now) and not ballots.has_voted(page.tx, vote, unit)
    return bool(ours and waits and known and known.way is Way.DOOR and known.to_owner)


VIEWS: Mapping[str, Callable[..., Screen]] = {"service.told": told, "service.denied": denied}
