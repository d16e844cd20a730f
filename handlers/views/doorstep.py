"""Going from door to door: how far each building is, which doors are left, one door. Never what
anyone chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.access import Act
from bot.actions import doorstep, papers
from bot.actions.doorstep import Building, Door
from bot.actions.secrecy import takes_paper
from bot.actions.votes import is_open
from bot.errors import N_
from bot.page import Page
from bot.rules.methods import Method
from bot.rules.secrecy import turnout_shown
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views import silence
from handlers.views.brought import helper_undo
from handlers.views.core import may
from handlers.views.doors import (
    IN_A_ROW,
    MARKS,
    AskCode,
    AskProxy,
    AtDoor,
    Desk,
    DoorsOf,
    Visit,
    back_to_desk,
    back_to_vote,
    in_rows,
    take_button,
)
from handlers.views.second_readings import correction, to_helped, to_read, to_waiting
from handlers.views.sheets import print_rows
from handlers.views.turnout import turnout_lines
from handlers.views.verdicts import bar
from handlers.views.vote_bits import vote_at
from storage import ballots, vote_roll
from storage import doorstep as visits
from storage.ballots import Channel
from storage.doorstep import Mark
from storage.papers import ReadingState
from storage.votes import Vote

DOORS_SHOWN = 60
PUT_IN = N_("🗳 他家投纸票：看着投进票箱")


_MARKED = {Mark.AWAY: N_("🚪 上次去没人在。"), Mark.DECLINED: N_("🙅 上次说不愿投。")}
_READ = {
    ReadingState.ONCE: N_("📄 纸票有一位录过一遍，还要另一位照着纸再录一遍。"),
    ReadingState.DIFFERENT: N_("⚠️ 两个人录的不一样，没有记。请再看看那张纸，重新录。"),
}
_SEEN_ONCE = N_("🗳 有一位点过「投进票箱」了，还要另一位也点一下。")
_SIGNS = {Mark.AWAY: "🚪", Mark.DECLINED: "🙅"}
_READ_SIGNS = {ReadingState.ONCE: "📄", ReadingState.DIFFERENT: "⚠️"}


def collectors_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """The way in, on the vote's own screen."""
    if not (vote.electorate.by_home and may(page, Act.VISIT_DOORS)):
        return []
    here = Desk(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("🚪 上门和纸票"), here)]]


def desk(page: Page, vote: int) -> Screen:
    """Where collecting starts: each building's progress and the ways to record a ballot."""
    found = vote_at(page, vote)
    if not is_open(found, page.tx.now):
        return page.include("vote.show", {"vote": vote})
    words = page.words
    buildings = doorstep.buildings(page.tx, found)
    cast = ballots.turnout(page.tx, found)
    if not turnout_shown(found.secret, cast):
        buildings = []
    waiting = papers.waiting_for(page.tx, found, page.viewer or 0)
    text = [
        words("🚪 <b>上门和纸票</b>\n<b>{title}</b>", title=short(found.title)),
        "",
        *turnout_lines(page, found)[:1],
        *(_progress(words, building) for building in buildings),
        "",
        _how(words, found),
    ]
    beat = doorstep.beat_of(page.tx, found, page.viewer or 0)
    if beat is not None:
        text.append(words("您是楼栋长，只跑自己那一栋。"))
    rows = list(in_rows(_building_buttons(words, found, buildings, beat), 2))
    if waiting:
        rows.append([to_waiting(page, found, len(waiting))])
    rows += [*to_read(page, found), *to_helped(page, found)]
    if takes_paper(found):
        rows += _paper_rows(page, found)
    return Screen("\n".join(text), [*rows, [back_to_vote(words, found)]])


def _paper_rows(page: Page, vote: Vote) -> list[list[Button]]:
    words, code = page.words, AskCode(courtyard=vote.courtyard, vote=vote.vote)
    rows = []
    if may(page, Act.ENTER_PAPER):
        label = N_("🔢 按票根上的编号、门牌记") if vote.secret else N_("🔢 按票上的编号录")
        rows.append([press(words.plain(label), code)])
    return [*rows, *print_rows(page, vote)]


def _by_others(vote: Vote) -> bool:
    """Whether a ballot of this vote may be filled in for somebody."""
    return not vote.secret


def _how(words: Words, vote: Vote) -> Html:
    if vote.secret and not takes_paper(vote):
        return words(
            "🔒 这次是秘密投票，又按面积算：不收纸票，也不能帮填。上门只提醒一声，"
            "请他家自己在手机上投。"
        )
    if vote.secret:
        return words(
            "🔒 这次是秘密投票，不能帮填。没有手机的投纸票：自己填、自己折好，票根撕给您；"
            "两个人都在这里点过他家，再看着投进票箱。截止后两个人当众开箱数。"
        )
    return words(
        "一户只记一次，先到的算数；他家自己在手机上点，截止前随时能改。"
        "纸票要两个人各录一遍，一样才算。这里看不到谁家投了啥。"
    )


def doors(page: Page, vote: int, building: int, start: int = 0) -> Screen:
    """The doors of one building that are still missing; a tap opens one."""
    found = vote_at(page, vote)
    buildings = doorstep.buildings(page.tx, found)
    if not (is_open(found, page.tx.now) and 0 <= building < len(buildings)):
        return page.include("vote.desk", {"vote": vote})
    words, here = page.words, buildings[building]
    if doorstep.beat_of(page.tx, found, page.viewer or 0) not in (None, here.name):
        return page.include("vote.desk", {"vote": vote})
    shown = here.doors[start : start + DOORS_SHOWN] if start >= 0 else ()
    text = [_progress(words, here)]
    if here.doors:
        text.append(words("还差 {n} 户，点门牌去记：", n=len(here.doors)))
        text.append(words("🚪 没人在　🙅 不愿投　📄 录过一遍　⚠️ 两遍不一样"))
    else:
        text.append(words("🎉 都投了，这一栋不用再跑。"))
    buttons = [_door_button(found, door) for door in shown]
    rows = [*in_rows(buttons, IN_A_ROW), *_pages(words, found, building, start, here)]
    return Screen("\n".join(text), [*rows, [back_to_desk(words, found)]])


def door(page: Page, vote: int, unit: int) -> Screen:
    """One household that is missing, and what may be recorded for it."""
    found = vote_at(page, vote)
    label = vote_roll.label(page.tx, found, unit)
    if label is None or not is_open(found, page.tx.now):
        return page.include("vote.desk", {"vote": vote})
    words = page.words
    if ballots.has_voted(page.tx, found, unit):
        said, ways = correction(page, found, unit)
        also, undo = helper_undo(page, found, unit)
        said, ways = [*said, *also], [*ways, *undo]
        done = "\n".join([words("✅ <b>{who}</b> 已经投了。", who=label), *said])
        return Screen(done, [*ways, [to_building(page, found, unit)]])
    text: list[str] = [
        words("🚪 <b>{who}</b> 还没投：{title}", who=label, title=short(found.title))
    ]
    text += _known(page, found, unit)
    text += silence.door_lines(page, found, unit)
    rows = []
    if found.secret and takes_paper(found) and may(page, Act.ENTER_PAPER):
        rows.append([take_button(words.plain(PUT_IN), found, unit, Channel.PAPER)])
    if _by_others(found) and may(page, Act.ENTER_PAPER):
        rows.append([take_button(words.plain("📄 录他家的纸票"), found, unit, Channel.PAPER)])
    if may(page, Act.HELP_VOTE) and _by_others(found):
        rows.append(
            [take_button(words.plain("🤝 人在场，帮他家投"), found, unit, Channel.ASSISTED)]
        )
    if may(page, Act.ENTER_PROXY) and found.method is not Method.CONSENT:
        paper = AskProxy(courtyard=found.courtyard, vote=vote, unit=unit)
        rows.append([press(words.plain("📝 他家写了委托书"), paper)])
    rows.append(
        [
            _visit(words.plain("🚪 没人在"), found, unit, Mark.AWAY),
            _visit(words.plain("🙅 不愿投"), found, unit, Mark.DECLINED),
        ]
    )
    rows += silence.door_rows(page, found, unit)
    return Screen("\n".join(text), [*rows, [to_building(page, found, unit)]])


def ask_code(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    asks = (
        N_("🔢 「{title}」\n请写票根上的七个数字，比如 482-1735，或者门牌，比如 3-2-501：")
        if found.secret
        else N_("🔢 「{title}」\n请写纸票上的七个数字，比如 482-1735，或者门牌，比如 3-2-501：")
    )
    text = page.words(asks, title=short(found.title))
    return Screen(text, [[back_to_desk(page.words, found)]])


def to_building(page: Page, vote: Vote, unit: int) -> Button:
    """Back to the building a door is in."""
    label = vote_roll.label(page.tx, vote, unit) or ""
    name = visits.buildings(page.tx, vote).get(unit) or doorstep.building_of(label)
    names = [building.name for building in doorstep.buildings(page.tx, vote)]
    number = names.index(name) if name in names else 0
    here = DoorsOf(courtyard=vote.courtyard, vote=vote.vote, building=number, start=0)
    return press(page.words.plain("⬅️ 回 {building}", building=_name(page.words, name)), here)


def _known(page: Page, vote: Vote, unit: int) -> Iterator[Html]:
    for building in doorstep.buildings(page.tx, vote):
        for one in building.doors:
            if one.unit != unit:
                continue
            if one.mark:
                yield page.words(_MARKED[one.mark])
            if one.reading in _READ:
                boxed = vote.secret and one.reading is ReadingState.ONCE
                yield page.words(_SEEN_ONCE if boxed else _READ[one.reading])


def _progress(words: Words, building: Building) -> Html:
    return words(
        "{building} {voted}／{n}  {bar}",
        building=_name(words, building.name),
        voted=building.voted,
        n=building.eligible,
        bar=bar(building.voted, building.eligible),
    )


def _name(words: Words, building: str) -> str:
    return words.plain("{building} 栋", building=building) if building else words.plain("其他")


def _building_buttons(
    words: Words, vote: Vote, buildings: Sequence[Building], beat: str | None
) -> list[Button]:
    return [
        press(
            words.plain(
                "{building}（差 {n}）", building=_name(words, building.name), n=len(building.doors)
            ),
            DoorsOf(courtyard=vote.courtyard, vote=vote.vote, building=number, start=0),
        )
        for number, building in enumerate(buildings)
        if building.doors and beat in (None, building.name)
    ][:DOORS_SHOWN]


def _door_button(vote: Vote, door: Door) -> Button:
    sign = (_READ_SIGNS.get(door.reading) if door.reading else None) or (
        _SIGNS[door.mark] if door.mark else ""
    )
    here = AtDoor(courtyard=vote.courtyard, vote=vote.vote, unit=door.unit)
    return press(f"{door.label} {sign}".strip(), here)


def _pages(
    words: Words, vote: Vote, building: int, start: int, here: Building
) -> list[list[Button]]:
    def page_at(label: str, at: int) -> Button:
        return press(
            label, DoorsOf(courtyard=vote.courtyard, vote=vote.vote, building=building, start=at)
        )

    row = []
    if start > 0:
        row.append(page_at(words.plain("◀️ 前面的"), max(0, start - DOORS_SHOWN)))
    if start + DOORS_SHOWN < len(here.doors):
        row.append(page_at(words.plain("后面的 ▶️"), start + DOORS_SHOWN))
    return [row] if row else []


def _visit(label: str, vote: Vote, unit: int, mark: Mark) -> Button:
    number = MARKS.index(mark)
    return press(label, Visit(courtyard=vote.courtyard, vote=vote.vote, unit=unit, mark=number))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.desk": desk,
    "vote.doors": doors,
    "vote.door": door,
    "vote.ask_code": ask_code,
}
