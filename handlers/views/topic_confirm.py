"""The words about a step of a topic as the group will read them, and the buttons below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.topics import note_from
from bot.callbacks import Data
from bot.page import Page
from bot.rules.triage import Matter
from bot.screen import Screen, press
from handlers.views.topic_buttons import SortTopic, Step, TakeStep, step_name, to_topic, topic_of
from handlers.views.topic_lines import MATTER_NAMES, MATTERS


class ConfirmStep(Data):
    """Yes to the words that were shown last for this step."""

    prefix: ClassVar[str] = "ty1"
    topic: int
    step: int


def confirm(page: Page, topic: int, step: int, text: str, matter: str | None = None) -> Screen:
    found, words = topic_of(page, topic), page.words
    meant = Matter(matter) if matter else None
    name = step_name(words, Step(step))
    if meant:
        name = words.plain("{step}：{kind}", step=name, kind=words.plain(MATTER_NAMES[meant]))
    seen = found.public or (meant is not None and meant is not Matter.PRIVATE)
    lines = [
        words("📝 <b>还没发，您先看一遍</b>"),
        words("「{title}」\n{step}\n{said}", title=found.title, step=name, said=note_from(text)),
        words("点「发出」，群里就看得到了。")
        if seen
        else words("点「发出」就记下来，群里看不到，只有您和{council}看得到。"),
    ]
    again: Data = TakeStep(courtyard=found.courtyard, topic=topic, step=step)
    if meant:
        again = SortTopic(courtyard=found.courtyard, topic=topic, kind=MATTERS.index(meant))
    yes = ConfirmStep(courtyard=found.courtyard, topic=topic, step=step)
    last = [
        press(words.plain("✅ 发出"), yes),
        press(words.plain("✏️ 改"), again),
        press(words.plain("🗑 取消"), to_topic(found)),
    ]
    return Screen("\n\n".join(lines), [last])


VIEWS: Mapping[str, Callable[..., Screen]] = {"topic.confirm": confirm}
