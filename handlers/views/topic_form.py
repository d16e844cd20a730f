"""The private questions around a topic: what it is about, whose it is, what to say at a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.topics import STATE_NAMES
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.catalogue import suggest
from bot.rules.triage import APPEALABLE, Matter
from bot.screen import Button, Screen, cut, press, short
from handlers.views.core import home_button
from handlers.views.topic_buttons import (
    NewTopic,
    ShowTopic,
    SortTopic,
    Step,
    kind_row,
    to_topic,
    topic_of,
)
from handlers.views.topic_lines import (
    LISTED_TITLE,
    MATTER_BUTTONS,
    MATTER_MEANINGS,
    MATTER_NAMES,
    MATTERS,
    PAGE_BODY,
)
from storage import topics

UNSURE = len(MATTERS)
MERGE_SHOWN = 12


class Publish(Data):
    """Send the draft, sorted as `kind` (one past the kinds: not sure)."""

    prefix: ClassVar[str] = "tp1"
    kind: int


class RewriteDraft(Data):
    prefix: ClassVar[str] = "te1"


class DropDraft(Data):
    prefix: ClassVar[str] = "tx1"


class MergeInto(Data):
    prefix: ClassVar[str] = "tm1"
    topic: int
    into: int


class Sure(Data):
    """The second tap of a step that cannot be taken back."""

    prefix: ClassVar[str] = "tq1"
    topic: int
    step: int


_QUESTIONS = {
    Step.APPEAL: N_(
        "「{title}」觉得分错了？写一句理由，大家看得到。\n一件事只能申诉一次，由{council}来定。"
    ),
    Step.AGREE: N_("「{title}」商量好了？写一句怎么定的，发给大家看："),
    Step.ASSIGN: N_("「{title}」谁来办？写名字或者单位，比如：街道办王姐、二单元老张"),
    Step.FINISH: N_("「{title}」办完了？写一句办得咋样，大家好来评："),
    Step.EXPLAIN: N_("「{title}」给大家说明一句：现在咋样，还差啥，哪天能成？"),
    Step.REOPEN: N_("「{title}」有啥新情况？写一句，好重新分、重新办："),
}
_SURE = {
    Step.WITHDRAW: N_("「{title}」真的收回不提了？收回了就不能再接着办，只能重新提。"),
    Step.CLOSE: N_("「{title}」就到这里，不再办了？"),
}


def ask_text(page: Page) -> Screen:
    """What is it about?"""
    return Screen(
        page.words(
            "啥事？一句话写给我就行，比如：三单元楼道灯坏了三天。\n先给您看一眼，再决定发不发。"
        ),
        ask=True,
    )


def how_to_raise(page: Page) -> Screen:
    """In the group, to a bare /topic."""
    new = NewTopic(courtyard=page.courtyard.courtyard)
    return Screen(
        page.words(
            "写在一行就行：/topic 三单元楼道灯坏了三天\n自家的事、不想让大家看的，私聊里提。"
        ),
        [[page.link(page.words.plain("➕ 私聊里提"), new)]],
    )


def preview(page: Page) -> Screen:
    """The draft as it would go out, and whose matter it is: the tap that says so sends it."""
    courtyard, words = page.courtyard.courtyard, page.words
    text = topics.draft(page.tx, courtyard, page.viewer or 0)
    if text is None:
        raise Pointless("it is sent or dropped")
    lines: list[str] = [
        words("您要提的：\n<b>{draft}</b>", draft=cut(text, PAGE_BODY)),
        "",
        words("您看是谁的事？点一下就发出去："),
        *(words(MATTER_MEANINGS[matter]) for matter in MATTERS),
    ]
    likely = suggest(text)
    if likely:
        kind = words.plain(MATTER_NAMES[likely])
        lines.append(words("看着像「{kind}」，您说了算。", kind=kind))
    rows = [[_publish(page, kind)] for kind in range(len(MATTERS))]
    unsure = Publish(courtyard=courtyard, kind=UNSURE)
    last = [
        press(words.plain("✏️ 改一改"), RewriteDraft(courtyard=courtyard)),
        press(words.plain("✖️ 不提了"), DropDraft(courtyard=courtyard)),
    ]
    asked = press(words.plain("🤔 说不准，请{council}分"), unsure)
    return Screen("\n".join(lines), [*rows, [asked], last])


def _publish(page: Page, kind: int) -> Button:
    data = Publish(courtyard=page.courtyard.courtyard, kind=kind)
    return press(page.words.plain(MATTER_BUTTONS[MATTERS[kind]]), data)


def raised(page: Page, topic: int) -> Screen:
    """To the author: it is out (or only with the council), and its number."""
    found = topic_of(page, topic)
    texts = {
        Matter.GOV: N_("好，发到群里了，是议题 {n}。归政府管的事，我们转过去，有回音告诉您。"),
        Matter.SHARED: N_("好，发到群里了，是议题 {n}。大家先摆龙门阵商量。"),
        Matter.PRIVATE: N_("记下了，是议题 {n}，没发到群里。要人来劝一劝，点开就能请。"),
        None: N_("好，是议题 {n}，先请{council}分一分，分好告诉您。"),
    }
    text = page.words(texts[found.matter], n=topic)
    open_it = press(page.words.plain("🔍 打开这件事"), to_topic(found))
    return Screen(text, [page.back_to_card("topic", topic), [open_it], home_button(page)])


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，不提了，谁也没看到。"), [home_button(page)])


def moved(page: Page, topic: int) -> Screen:
    """In the group, to a command that took a step."""
    found = topic_of(page, topic)
    if not found.public:
        raise Pointless("the group does not see it")
    text = page.words(
        "👌 议题 {n}「{title}」：{state}",
        n=topic,
        title=short(found.title, LISTED_TITLE),
        state=page.words.plain(STATE_NAMES[found.state]),
    )
    return Screen(text, [page.back_to_card("topic", topic)])


def ask_step(page: Page, topic: int, step: int) -> Screen:
    found = topic_of(page, topic)
    return Screen(page.words(_QUESTIONS[Step(step)], title=found.title), ask=True)


def sure(page: Page, topic: int, step: int) -> Screen:
    found = topic_of(page, topic)
    words = page.words
    yes = Sure(courtyard=found.courtyard, topic=topic, step=step)
    return Screen(
        words(_SURE[Step(step)], title=found.title),
        [[press(words.plain("是的"), yes), press(words.plain("⬅️ 不，回去"), to_topic(found))]],
    )


def kinds(page: Page, topic: int) -> Screen:
    """Sort it again: as what?"""
    found = topic_of(page, topic)
    words = page.words
    lines = [words("「{title}」改分成哪一类？", title=found.title)]
    lines += [words(MATTER_MEANINGS[matter]) for matter in MATTERS]
    if not found.public:
        lines.append(words("现在群里看不到。分成公家的或者大家的，就会发到群里。"))
    row = kind_row(page, found, SortTopic)
    others = [
        button for button, matter in zip(row, MATTERS, strict=True) if matter is not found.matter
    ]
    back = press(words.plain("⬅️ 不，回去"), to_topic(found))
    return Screen("\n".join(lines), [others, [back]])


def ask_reason(page: Page, topic: int, kind: int) -> Screen:
    found = topic_of(page, topic)
    if found.state not in APPEALABLE:
        raise Pointless("it cannot be sorted again")
    name = page.words.plain(MATTER_NAMES[MATTERS[kind]])
    return Screen(
        page.words("「{title}」改分成「{kind}」，给大家写一句为啥：", title=found.title, kind=name),
        ask=True,
    )


def merge(page: Page, topic: int) -> Screen:
    """Which other topic says the same?"""
    found = topic_of(page, topic)
    words = page.words
    others = [
        other
        for other in topics.opened(page.tx, found.courtyard, 0, False, MERGE_SHOWN + 1)
        if other.topic != topic
    ]
    rows = [
        [
            press(
                f"{other.topic}. {short(other.title, 24)}",
                MergeInto(courtyard=found.courtyard, topic=topic, into=other.topic),
            )
        ]
        for other in others[:MERGE_SHOWN]
    ]
    back = ShowTopic(courtyard=found.courtyard, topic=topic)
    text = (
        words("「{title}」和哪一件是一件事？点它，就并到那边一起办：", title=found.title)
        if rows
        else words("没有别的在办的事可以并。")
    )
    return Screen(text, [*rows, [press(words.plain("⬅️ 不，回去"), back)]])


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "topic.ask_text": ask_text,
    "topic.how_to_raise": how_to_raise,
    "topic.preview": preview,
    "topic.raised": raised,
    "topic.dropped": dropped,
    "topic.moved": moved,
    "topic.ask_step": ask_step,
    "topic.sure": sure,
    "topic.kinds": kinds,
    "topic.ask_reason": ask_reason,
    "topic.merge": merge,
}
