"""A topic's buttons: what each carries, how it is labelled, rows of them for every screen."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, press
from bot.words import Words
from handlers.views.topic_lines import MATTER_BUTTONS, MATTERS, SCORE_BUTTONS
from storage import topics
from storage.topic_ratings import Score
from storage.topics import Topic

SCORES = tuple(Score)


class NewTopic(Data):
    prefix: ClassVar[str] = "tn1"
    link: ClassVar[bool] = True


class TopicList(Data):
    prefix: ClassVar[str] = "tl1"
    link: ClassVar[bool] = True
    page: int = 0


class ShowTopic(Data):
    prefix: ClassVar[str] = "to1"
    link: ClassVar[bool] = True
    topic: int


class SortTopic(Data):
    """`kind` counts the three kinds in the order of their buttons."""

    prefix: ClassVar[str] = "ts1"
    topic: int
    kind: int


class PickKind(Data):
    """A councillor's word on an appeal."""

    prefix: ClassVar[str] = "tk1"
    topic: int
    kind: int


class Rate(Data):
    prefix: ClassVar[str] = "tr1"
    topic: int
    round: int
    score: int


class Step(Enum):
    """What a tap on a topic's page begins."""

    SORT = 1
    APPEAL = 2
    AGREE = 3
    ASSIGN = 4
    FINISH = 5
    EXPLAIN = 6
    REOPEN = 7
    MERGE = 8
    CLOSE = 9
    TALK_AGAIN = 10
    WITHDRAW = 11
    MEDIATE = 12


class TakeStep(Data):
    prefix: ClassVar[str] = "tg1"
    topic: int
    step: int


_STEP_NAMES = {
    Step.SORT: N_("🔀 改分类"),
    Step.APPEAL: N_("⚖️ 觉得分错了，申诉"),
    Step.AGREE: N_("🤝 商量好了"),
    Step.ASSIGN: N_("🙋 定谁来办"),
    Step.FINISH: N_("✅ 办完了"),
    Step.EXPLAIN: N_("📢 给大家说明一句"),
    Step.REOPEN: N_("🔁 有新情况，重新提出来"),
    Step.MERGE: N_("🔗 和别的是一件事"),
    Step.CLOSE: N_("🏁 就到这里"),
    Step.TALK_AGAIN: N_("💬 再商量"),
    Step.WITHDRAW: N_("↩️ 收回不提了"),
    Step.MEDIATE: N_("🕊 请人调解"),
}


def step_name(words: Words, step: Step) -> str:
    return words.plain(_STEP_NAMES[step])


def step_button(page: Page, topic: Topic, step: Step) -> Button:
    data = TakeStep(courtyard=topic.courtyard, topic=topic.topic, step=step.value)
    return press(step_name(page.words, step), data)


def topic_of(page: Page, number: int) -> Topic:
    topic = topics.get(page.tx, page.courtyard.courtyard, number)
    if topic is None:
        raise Pointless("no such topic")
    return topic


def to_topic(topic: Topic) -> ShowTopic:
    return ShowTopic(courtyard=topic.courtyard, topic=topic.topic)


def details(page: Page) -> str:
    return page.words.plain("🔍 看详细")


def kind_row(page: Page, topic: Topic, data: type[SortTopic] | type[PickKind]) -> list[Button]:
    return [
        press(
            page.words.plain(MATTER_BUTTONS[matter]),
            data(courtyard=topic.courtyard, topic=topic.topic, kind=kind),
        )
        for kind, matter in enumerate(MATTERS)
    ]


def score_row(page: Page, topic: Topic) -> list[Button]:
    return [
        press(
            page.words.plain(SCORE_BUTTONS[score]),
            Rate(courtyard=topic.courtyard, topic=topic.topic, round=topic.round, score=n),
        )
        for n, score in enumerate(SCORES)
    ]
