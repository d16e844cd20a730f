"""Messages about a topic: to its author, to those who must act, to the group when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.access import council
from bot.actions import triage
from bot.actions.topics import STATE_NAMES
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.triage import State
from bot.screen import Screen, press
from handlers.views.core import said_by
from handlers.views.topic_buttons import (
    PickKind,
    SortTopic,
    Step,
    details,
    kind_row,
    score_row,
    step_button,
    to_topic,
    topic_of,
)
from handlers.views.topic_lines import (
    CARD_BODY,
    MATTER_NAMES,
    heading,
    last_said,
    ratings,
    standing,
    story_line,
)
from handlers.views.topics import own_steps
from storage import topics
from storage.topics import Topic

_WITH_STANDING = ("sort", "rule", "finish", "reopen", "talk_again")
"""The steps after which the author also hears what comes next."""


def told(page: Page, topic: int, line: int) -> Screen:
    """To the author: what somebody has just done with it."""
    found = topic_of(page, topic)
    entry = next((e for e in topics.history(page.tx, found) if e.seq == line), None)
    if entry is None:
        raise Pointless("the line is gone")
    text = [
        page.words("💬 您提的「{title}」有信儿了：", title=found.title),
        story_line(page, entry),
        *(standing(page, found)[:1] if entry.what.startswith(_WITH_STANDING) else []),
    ]
    rows = [
        [step_button(page, found, step)]
        for step in (Step.APPEAL, Step.MEDIATE)
        if step in own_steps(page, found)
    ]
    return Screen("\n".join(text), [*rows, [press(details(page), to_topic(found))]])


def to_sort(page: Page, topic: int) -> Screen:
    """To the council: somebody could not say whose matter it is."""
    found = topic_of(page, topic)
    if found.state is not State.SUBMITTED:
        raise Pointless("it is sorted")
    text = page.words(
        "🔀 有件事请您分一分，是谁的事？{due} 前就行。\n\n{topic}",
        due=found.due_at,
        topic=heading(page, found, CARD_BODY),
    )
    return Screen(text, [kind_row(page, found, SortTopic), [press(details(page), to_topic(found))]])


def rule(page: Page, topic: int) -> Screen:
    """To a councillor: an appeal, the picks so far, the buttons."""
    found = topic_of(page, topic)
    if found.state is not State.APPEALED or found.matter is None:
        raise Pointless("it is ruled on")
    words = page.words
    so_far = triage.picks(page.tx, found)
    members = len(council(page.tx, found.courtyard))
    text = [
        words(
            "⚖️ 有人申诉，请您说句话。\n\n{topic}",
            topic=heading(page, found, CARD_BODY),
        ),
        words("原来分成「{kind}」。", kind=words.plain(MATTER_NAMES[found.matter])),
        words("申诉的理由：{appeal}", appeal=found.appeal or ""),
        "",
        words("您看是谁的事？{need} 位选一样的就定了。", need=members // 2 + 1),
        words(
            "现在：公家 {gov}，大家 {shared}，自家 {private}",
            **{matter.value: n for matter, n in so_far.items()},
        ),
    ]
    mine = topics.picks(page.tx, found).get(page.viewer or 0)
    if mine:
        text.append(
            words("您选的是「{kind}」，改主意就再点。", kind=words.plain(MATTER_NAMES[mine]))
        )
    return Screen(
        "\n".join(text), [kind_row(page, found, PickKind), [press(details(page), to_topic(found))]]
    )


def done(page: Page, topic: int, round: int) -> Screen:
    """In the group: it is done, how well?"""
    found = _in_round(page, topic, round, State.DONE)
    text = page.words(
        "✅ <b>议题 {n} 办完了</b>：{title}\n{said}\n各家评一评，点一下就行，一家一份。",
        n=topic,
        title=found.title,
        said=last_said(page, found, "finish"),
    )
    return Screen(text, [score_row(page, found)])


def closed(page: Page, topic: int, round: int) -> Screen:
    found = _in_round(page, topic, round, State.CLOSED)
    words = page.words
    scores = ratings(page, found) or [words("没有人来评。")]
    text = [words("🏁 <b>议题 {n} 办结了</b>：{title}", n=topic, title=found.title), *scores]
    return Screen("\n".join(text), [[page.link(details(page), to_topic(found))]])


def overdue(page: Page, topic: int, state: str) -> Screen:
    """In the group, when a second reminder stayed without an answer."""
    found = topic_of(page, topic)
    if found.state.value != state or not found.overdue or not found.public:
        raise Pointless("it has moved on")
    text = page.words(
        "⏰ <b>议题 {n}</b>：{title}\n这件事超时了，经办人还没说明原因，已经再提醒。",
        n=topic,
        title=found.title,
    )
    return Screen(text, [[page.link(details(page), to_topic(found))]])


def nudge(page: Page, topic: int, state: str, late: bool) -> Screen:
    """To whoever is in charge: it is late, or nothing was heard for a week."""
    found = topic_of(page, topic)
    if found.state.value != state or found.overdue != late:
        raise Pointless("it has moved on")
    text = (
        N_("⏰ 「{title}」超时了，眼下是：{state}。\n请往前走一步；一时走不了，就给大家说明一句。")
        if late
        else N_("🔔 「{title}」有一个星期没动静了，眼下是：{state}。\n给大家说一句现在咋样。")
    )
    said = page.words(text, title=found.title, state=page.words.plain(STATE_NAMES[found.state]))
    rows = [step_button(page, found, Step.EXPLAIN), press(details(page), to_topic(found))]
    return Screen(said, [[button] for button in rows])


def mediate(page: Page, topic: int) -> Screen:
    """To the council: a family asks for somebody to mediate."""
    found = topic_of(page, topic)
    text = page.words(
        "🕊 {who} 想请人去调解，请几位商量一下，去个人上门看看。别在群里说。\n\n{topic}",
        who=said_by(page, found.author) if found.author else page.words.plain("一位邻居"),
        topic=heading(page, found, CARD_BODY),
    )
    return Screen(text, [[press(details(page), to_topic(found))]])


def _in_round(page: Page, number: int, round_: int, state: State) -> Topic:
    topic = topic_of(page, number)
    if topic.round != round_ or topic.state is not state or not topic.public:
        raise Pointless("it has moved on")
    return topic


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "topic.told": told,
    "topic.to_sort": to_sort,
    "topic.rule": rule,
    "topic.done": done,
    "topic.closed": closed,
    "topic.overdue": overdue,
    "topic.nudge": nudge,
    "topic.mediate": mediate,
}
