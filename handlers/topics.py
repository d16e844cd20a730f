"""Topics as people meet them: looked up, sorted by a tap, ruled on, rated."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import chasing, progress, topics, triage
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput
from bot.rules.triage import Matter
from handlers import numbers, topic_confirm
from handlers.views import topic_messages
from handlers.views import topics as views
from handlers.views.topic_buttons import (
    SCORES,
    PickKind,
    Rate,
    ShowTopic,
    SortTopic,
    Step,
    TopicList,
)
from handlers.views.topic_lines import MATTER_NAMES, MATTERS, SCORE_BUTTONS
from storage import residents, topic_ratings
from storage import topics as rows
from storage.topics import Topic
from storage.tx import Tx


def index(ask: Ask) -> None:
    if ask.place.private:
        check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.RAISE_TOPIC)
    ask.say("topic.index")


def open_index(ask: Ask, data: TopicList) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.RAISE_TOPIC)
    ask.show("topic.index", number=data.page)


def show(ask: Ask, data: ShowTopic) -> None:
    topics.reach(ask.tx, data.courtyard, ask.person.id, data.topic)
    ask.show("topic.show", topic=data.topic)


def sort(ask: Ask, data: SortTopic) -> None:
    """A tap on a kind. Where another has sorted it already, the reason is asked for."""
    matter = kind_of(data.kind)
    topic = topics.reach(ask.tx, data.courtyard, ask.person.id, data.topic)
    private = ask.place.private
    if private and topic.matter is not matter and triage.needs_reason(topic, ask.person.id):
        check(ask.tx, data.courtyard, ask.person.id, Act.RESORT_TOPIC)
        ask.expect("topic.reason", topic=data.topic, matter=data.kind)
        ask.show("topic.ask_reason", topic=data.topic, kind=data.kind)
        return
    triage.sort(ask.tx, data.courtyard, ask.person.id, data.topic, matter)
    ask.toast("好，分成「{kind}」了。", kind=ask.words.plain(MATTER_NAMES[matter]))
    if private:
        ask.show("topic.show", topic=data.topic)


def reason_answer(ask: Ask) -> None:
    asked = ask.prompt or {}
    topic_confirm.propose(ask, Step.SORT, asked["topic"], ask.text, kind_of(asked["matter"]))


def sort_line(ask: Ask) -> None:
    """`/sort 12 shared 理由`, `/sort 12 大家的事 理由`: at once in the group, in private shown
    first."""
    number, _, rest = ask.text.partition(" ")
    kind, _, reason = rest.strip().partition(" ")
    matter = read_matter(kind)
    if matter is None:
        raise BadInput(HOW_TO_SORT)
    if ask.place.private and reason.strip():
        topic_confirm.propose(ask, Step.SORT, number_in(number), reason, matter)
        return
    courtyard, person = ask.courtyard.courtyard, ask.person.id
    topic = triage.sort(ask.tx, courtyard, person, number_in(number), matter, reason)
    answer(ask, topic)


def pick(ask: Ask, data: PickKind) -> None:
    matter = kind_of(data.kind)
    picked = triage.pick(ask.tx, data.courtyard, ask.person.id, data.topic, matter)
    kind = ask.words.plain(MATTER_NAMES[matter])
    if picked.ruled is None:
        missing = picked.council // 2 + 1 - picked.agreeing
        ask.toast("记下了，您选的是「{kind}」。还差 {n} 位选一样的。", kind=kind, n=missing)
        ask.show("topic.rule", topic=data.topic)
    else:
        ask.toast("定了：过半数选了「{kind}」。", kind=kind)
        ask.show("topic.show", topic=data.topic)


def rate(ask: Ask, data: Rate) -> None:
    if not 0 <= data.score < len(SCORES):
        raise BadInput
    score, person = SCORES[data.score], ask.person.id
    _, before = progress.rate(ask.tx, data.courtyard, person, data.topic, data.round, score)
    who = residents.label_of(ask.tx, data.courtyard, person) or ask.person.name
    said = ask.words.plain(SCORE_BUTTONS[score])
    if before is score:
        ask.toast("{who} 评的就是{score}，已经记着了。", who=who, score=said)
    elif before is None:
        ask.toast("记下了：{who} 评了{score}", who=who, score=said)
    else:
        ask.toast("改好了：{who} 现在评的是{score}", who=who, score=said)
    if ask.place.private:
        ask.show("topic.show", topic=data.topic)


def answer(ask: Ask, topic: Topic) -> None:
    """After a typed step: the page in private; in the group one line, or nothing but a way to the
    private chat for what the group does not see."""
    if not ask.place.private and topic.public:
        ask.say("topic.moved", topic=topic.topic)
        return
    here = ShowTopic(courtyard=topic.courtyard, topic=topic.topic)
    ask.privately("topic.show", here, topic=topic.topic)


HOW_TO_SORT = N_(
    "这样写：/sort 12 大家的事 灯是公用的\n"
    "三类是：公家的事、大家的事、自家的事。或者发 /topics 点进去分。"
)
_SPOKEN = {
    Matter.GOV: "gov government 公家的事 公家 公事 大事 政府 政府的事",
    Matter.SHARED: "shared 大家的事 大家 共事 小事 院里的事 院里",
    Matter.PRIVATE: "private 自家的事 自家 家事 私事 自己的事 自己",
}


def read_matter(text: str) -> Matter | None:
    """The kind somebody typed, in either language."""
    said = text.strip().strip("「」，。,.").lower()
    found = [matter for matter, names in _SPOKEN.items() if said in names.split()]
    return found[0] if found else None


def kind_of(number: int) -> Matter:
    """The kind a button carried. Raises BadInput for one that no button has."""
    if not 0 <= number < len(MATTERS):
        raise BadInput
    return MATTERS[number]


def number_in(text: str) -> int:
    """The number of a topic someone typed. Raises BadInput."""
    return numbers.number_in(
        text, N_("请写上议题的号，比如 12。发 /topics 看有哪些，点进去更方便。")
    )


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return {
        "raised": [
            {"topic": topic.topic, "text": topic.text, "at": topic.raised_at.isoformat()}
            for topic in rows.of_author(tx, courtyard, person)
        ],
        "steps": [
            {"topic": topic, "what": what, "said": said}
            for topic, what, said in rows.lines_by(tx, courtyard, person)
        ],
        "ratings": [
            {"topic": topic, "score": score}
            for topic, score in topic_ratings.ratings_by(tx, courtyard, person)
        ],
        "draft": rows.draft(tx, courtyard, person),
    }


COLUMN = Column(
    "topics",
    commands={"topics": Route(index), "sort": Route(sort_line)},
    presses={
        TopicList: open_index,
        ShowTopic: show,
        SortTopic: sort,
        PickKind: pick,
        Rate: rate,
    },
    answers={"topic.reason": reason_answer},
    due={topics.DUE: chasing.came_due},
    views={**views.VIEWS, **topic_messages.VIEWS},
    home=views.home_buttons,
    owed=views.owed,
    help=(
        HelpPage(
            "topic",
            N_("💬 提个事"),
            N_(
                "发 /topic，写一句话就行。先分一分：\n<b>公家的事</b>转给政府部门；\n"
                "<b>大家的事</b>院里一起商量、"
                "一起办；\n<b>自家的事</b>不发到群里，要人调解可以请。\n"
                "觉得分错了能申诉一次。每一步都有期限，超时了会催，"
                "办完了各家来评。"
            ),
        ),
    ),
    mydata=mydata,
    forget=progress.forget,
)
