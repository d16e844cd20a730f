"""Signing for a meeting or a recall: how far it is, one's own name, what the council must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import petitioning
from bot.actions.petitioning import Names
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views.core import home_button, may
from handlers.views.topic_buttons import to_topic, topic_of
from storage import petitions, topics
from storage.petitions import Kind
from storage.topics import Topic

KINDS = tuple(Kind)


class OpenPetition(Data):
    prefix: ClassVar[str] = "cq1"
    link: ClassVar[bool] = True
    topic: int


class Sign(Data):
    """Sign, or take the name back; `kind` as in KINDS."""

    prefix: ClassVar[str] = "ps1"
    topic: int
    kind: int


class AnswerPetition(Data):
    """The council drafts the vote that was demanded."""

    prefix: ClassVar[str] = "cp1"
    topic: int
    kind: int


_SIGN = {
    Kind.MEETING: N_("✍️ 要开居民会议，算我一个"),
    Kind.RECALL: N_("✍️ 要罢免，算我一个"),
}
_TAKE_BACK = {
    Kind.MEETING: N_("↩️ 开居民会议，不算我了"),
    Kind.RECALL: N_("↩️ 罢免，不算我了"),
}
_FAR = {
    Kind.MEETING: N_("🏛 要求开居民会议：{n}／{needed} 位"),
    Kind.RECALL: N_("🗳 要求罢免这件事里说的人：{n}／{needed} 位"),
}
_REACHED = {
    Kind.MEETING: N_(
        "🏛 <b>{n} 位邻居联名，够数了</b>：{council}要召集居民会议，至少提前 10 天公告。"
    ),
    Kind.RECALL: N_("🗳 <b>{n} 位邻居联名，够数了</b>：{council}要把罢免拿给居民投票。"),
}
_ANSWER = {Kind.MEETING: N_("🏛 起草居民会议的表决"), Kind.RECALL: N_("🗳 起草罢免的表决")}
_OWED = {
    Kind.MEETING: N_("联名够数了，要召集居民会议：{title}"),
    Kind.RECALL: N_("联名够数了，要投罢免：{title}"),
}


def card_lines(page: Page, topic: Topic) -> list[Html]:
    """On the topic: nothing until the first name."""
    return [line for kind in KINDS if (line := _standing(page, topic, kind, begun=True))]


def card_row(page: Page, topic: Topic) -> list[list[Button]]:
    """From the group to signing, once somebody has begun."""
    begun = any(petitions.names(page.tx, topic, kind) for kind in KINDS)
    if not (begun and petitioning.may_sign(topic)):
        return []
    return [[page.link(page.words.plain("✍️ 去看联名"), _to(topic))]]


def page_row(page: Page, topic: Topic) -> list[list[Button]]:
    if not petitioning.may_sign(topic):
        return []
    return [[press(page.words.plain("✍️ 联名要求开会、罢免"), _to(topic))]]


def show(page: Page, topic: int) -> Screen:
    found, words = topic_of(page, topic), page.words
    text = [
        words("✍️ <b>联名</b>：{title}", title=short(found.title)),
        words(
            "登记的居民里十分之一的人联名，{council}就必须办，压不下来"
            "（院里照《城市居民委员会组织法》第 26 条、第 20 条来）。"
        ),
        "",
        *(_standing(page, found, kind) for kind in KINDS),
        "",
        words("只报人数，不报名字。够数以前，随时可以撤。"),
    ]
    rows = [row for kind in KINDS for row in _rows(page, found, kind)]
    back = press(words.plain("⬅️ 回这件事"), to_topic(found))
    return Screen("\n".join(text), [*rows, [back], home_button(page)])


def _standing(page: Page, topic: Topic, kind: Kind, begun: bool = False) -> Html:
    words, done = page.words, petitions.get(page.tx, topic, kind)
    if done:
        return words(_REACHED[kind], n=done.signed)
    found = petitioning.count(page.tx, topic, kind)
    if begun and not (found.signed and petitioning.may_sign(topic)):
        return Html("")
    line = words(_FAR[kind], n=found.signed, needed=found.needed)
    return Html(line + _by_delegates(page, found))


def _by_delegates(page: Page, found: Names) -> Html:
    if not found.delegates:
        return Html("")
    return page.words(
        "（或者居民代表 {n}／{needed} 位）", n=found.delegates_signed, needed=found.delegates_needed
    )


def _rows(page: Page, topic: Topic, kind: Kind) -> list[list[Button]]:
    words, number = page.words, KINDS.index(kind)
    if done := petitions.get(page.tx, topic, kind):
        if petitioning.answered(page.tx, done) or not may(page, Act.OPEN_RESIDENTS_VOTE):
            return []
        return [[_answer(page, topic, kind)]]
    if not petitioning.may_sign(topic):
        return []
    signed = page.viewer in petitions.names(page.tx, topic, kind)
    label = (_TAKE_BACK if signed else _SIGN)[kind]
    data = Sign(courtyard=topic.courtyard, topic=topic.topic, kind=number)
    return [[press(words.plain(label), data)]]


def reached(page: Page, topic: int, kind: str) -> Screen:
    """To everyone, and to each of the council with what to do about it."""
    found, wanted = topic_of(page, topic), Kind(kind)
    done = petitions.get(page.tx, found, wanted)
    if done is None or petitioning.answered(page.tx, done):
        raise Pointless("the vote is out")
    words = page.words
    text = [
        words(_REACHED[wanted], n=done.signed),
        words("这件事：{title}", title=short(found.title)),
        words("登记的居民 {all} 位，{n} 位联名（十分之一就够）。", all=done.adults, n=done.signed),
    ]
    if page.viewer is None:
        return Screen("\n".join(text), [[page.link(words.plain("🔍 看详细"), to_topic(found))]])
    text.append(words("点下面起草，再请另一位确认。公示的天数、谁来投，都填好了。"))
    return Screen("\n".join(text), [[_answer(page, found, wanted)]])


def owed(page: Page) -> list[Owed]:
    """To whoever may open a vote: the demanded one that has not gone out."""
    if not may(page, Act.OPEN_RESIDENTS_VOTE):
        return []
    found = []
    for done in petitions.reached(page.tx, page.courtyard.courtyard):
        topic = topics.get(page.tx, done.courtyard, done.topic)
        if topic and not petitioning.answered(page.tx, done):
            title = short(topic.title)
            button = _answer(page, topic, done.kind)
            found.append(Owed(page.words(_OWED[done.kind], title=title), button))
    return found


def _answer(page: Page, topic: Topic, kind: Kind) -> Button:
    data = AnswerPetition(courtyard=topic.courtyard, topic=topic.topic, kind=KINDS.index(kind))
    return press(page.words.plain(_ANSWER[kind]), data)


def _to(topic: Topic) -> OpenPetition:
    return OpenPetition(courtyard=topic.courtyard, topic=topic.topic)


VIEWS: Mapping[str, Callable[..., Screen]] = {"petition.show": show, "petition.reached": reached}
