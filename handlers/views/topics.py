"""What people see of a topic: its card in the group, its own page, the list, the messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.access import Act
from bot.actions import progress, triage
from bot.actions.topics import STATE_NAMES, sees_all
from bot.column import Owed
from bot.errors import N_
from bot.page import Page
from bot.rules.triage import FINAL, Event, State, possible
from bot.screen import Button, Screen, press, short
from handlers.views.core import home_button, may
from handlers.views.petitions import card_lines, card_row, page_row
from handlers.views.topic_buttons import (
    NewTopic,
    PickKind,
    SortTopic,
    Step,
    TopicList,
    details,
    kind_row,
    score_row,
    step_button,
    to_topic,
    topic_of,
)
from handlers.views.topic_lines import CARD_BODY, LISTED_TITLE, PAGE_BODY, heading, standing, story
from handlers.views.votes import StartVote
from storage import topic_ratings, topics
from storage.topics import Topic

PAGE_SIZE = 8
_HANDLED = {
    Event.REPLY: Step.ASSIGN,
    Event.AGREE: Step.AGREE,
    Event.ASSIGN: Step.ASSIGN,
    Event.FINISH: Step.FINISH,
}


def card(page: Page, topic: int) -> Screen:
    """The live card in the group; of a family's own matter it says no word."""
    found = topic_of(page, topic)
    if not found.public:
        return Screen(page.words("💬 <b>议题 {n}</b>\n这件是自家的事，不在群里说。", n=topic))
    text = [heading(page, found, CARD_BODY), "", *standing(page, found), *card_lines(page, found)]
    rows = [kind_row(page, found, SortTopic)] if found.state is State.SUBMITTED else []
    if found.state is State.DONE:
        rows.append(score_row(page, found))
    rows += [*_vote_row(page, found), *card_row(page, found)]
    return Screen("\n".join(text), [*rows, [page.link(details(page), to_topic(found))]])


def show(page: Page, topic: int) -> Screen:
    """The topic's private page: where it stands, its story, and what this reader may do."""
    found = topic_of(page, topic)
    text = [
        heading(page, found, PAGE_BODY),
        "",
        *standing(page, found),
        *card_lines(page, found),
        "",
        *story(page, found),
    ]
    rows = [
        *([page.back_to_card("topic", topic)] if found.public else []),
        *_vote_row(page, found),
        *_choice_rows(page, found),
        *([step_button(page, found, step)] for step in steps(page, found)),
    ]
    if found.state is State.DISCUSSING and may(page, Act.OPEN_RESIDENTS_VOTE):
        vote = StartVote(courtyard=found.courtyard, topic=topic)
        rows.append([press(page.words.plain("🗳 商量不拢，投票定"), vote)])
    rows += page_row(page, found)
    rows.append([press(page.words.plain("💬 别的议题"), TopicList(courtyard=found.courtyard))])
    return Screen("\n".join(text), [*(row for row in rows if row), home_button(page)])


def steps(page: Page, topic: Topic) -> list[Step]:
    """What this reader may do with it now."""
    found = _council_steps(page, topic) if may(page, Act.HANDLE_TOPIC) else []
    return [*own_steps(page, topic), *found]


def own_steps(page: Page, topic: Topic) -> list[Step]:
    person = page.viewer or 0
    events = possible(topic.state)
    own = topic.author == person
    asked = any(entry.what == "mediate" for entry in topics.history(page.tx, topic))
    offers = {
        Step.SORT: bool(topic.matter) and triage.may_sort(page.tx, topic, person),
        Step.APPEAL: triage.may_appeal(page.tx, topic, person),
        Step.MEDIATE: own and topic.state is State.SIGNPOSTED and not asked,
        Step.CLOSE: own and topic.state is State.SIGNPOSTED,
        Step.WITHDRAW: own and Event.WITHDRAW in events,
        Step.REOPEN: Event.REOPEN in events and progress.may_reopen(page.tx, topic, person),
    }
    return [step for step, offered in offers.items() if offered]


def _council_steps(page: Page, topic: Topic) -> list[Step]:
    events = possible(topic.state)
    found = [step for event, step in _HANDLED.items() if event in events]
    if topic.state is State.REJECTED:
        found += [Step.TALK_AGAIN, Step.CLOSE]
    if topic.state not in FINAL and topic.public:
        found.append(Step.EXPLAIN)
    if Event.MERGE in events:
        found.append(Step.MERGE)
    return list(dict.fromkeys(found))


def index(page: Page, number: int = 0) -> Screen:
    """What is not settled yet, page by page; in the group only the first page, without buttons."""
    words, courtyard, person = page.words, page.courtyard.courtyard, page.viewer or 0
    everything = sees_all(page.tx, courtyard, person)
    total = topics.count_opened(page.tx, courtyard, person, everything)
    number = max(0, min(number, (total - 1) // PAGE_SIZE))
    found = topics.opened(
        page.tx, courtyard, person, everything, PAGE_SIZE, offset=number * PAGE_SIZE
    )
    lines: list[str] = [words("💬 <b>院里还没办完的事</b>，共 {n} 件", n=total)]
    if not found:
        lines = [words("💬 眼下没有还没办完的事。有事就提，一句话就行。")]
    lines += [_list_line(page, topic) for topic in found]
    if page.viewer is None:
        here = TopicList(courtyard=courtyard)
        return Screen("\n".join(lines), [[page.link(words.plain("👉 打开看、提个事"), here)]])
    rows = [[press(f"{topic.topic}. {short(topic.title, 24)}", to_topic(topic))] for topic in found]
    new = press(words.plain("➕ 提个事"), NewTopic(courtyard=courtyard))
    turning = turn_row(page, number, total)
    return Screen(
        "\n".join(lines), [*rows, *([turning] if turning else []), [new], home_button(page)]
    )


def _list_line(page: Page, topic: Topic) -> str:
    state = page.words.plain(STATE_NAMES[topic.state])
    mark = "⏰" if topic.overdue else ("·" if topic.public else "🔒")
    return page.words(
        "{mark} {n}. {title}（{state}）",
        mark=mark,
        n=topic.topic,
        title=short(topic.title, LISTED_TITLE),
        state=state,
    )


def turn_row(page: Page, number: int, total: int) -> list[Button]:
    courtyard, words = page.courtyard.courtyard, page.words
    back = TopicList(courtyard=courtyard, page=number - 1)
    on = TopicList(courtyard=courtyard, page=number + 1)
    row = [press(words.plain("⬅️ 前一页"), back)] if number else []
    return [*row, press(words.plain("后一页 ➡️"), on)] if (number + 1) * PAGE_SIZE < total else row


def owed(page: Page) -> list[Owed]:
    """What waits for this reader: appeals to rule, topics to sort, hand on or explain, to rate."""
    tx, yard = page.tx, page.courtyard.courtyard
    found: list[Owed] = []
    if may(page, Act.RULE_APPEAL):
        appealed = topics.in_states(tx, yard, [State.APPEALED])
        waiting = [t for t in appealed if page.viewer not in topics.picks(tx, t)]
        found += _owe(page, N_("申诉等您说话：{title}"), waiting)
    if may(page, Act.HANDLE_TOPIC):
        late = [t for t in topics.overdue(tx, yard) if t.state is not State.APPEALED]
        found += _owe(page, N_("超时了，要说明：{title}"), late)
        found += _owe(page, N_("等着分一分：{title}"), _fresh(page, _UNSORTED))
        found += _owe(page, N_("还没定谁来办：{title}"), _fresh(page, _UNASSIGNED))
    unit = progress.unit_of(tx, yard, page.viewer or 0)
    to_rate = [t for t in topics.in_states(tx, yard, [State.DONE]) if t.public]
    unrated = [t for t in to_rate if topic_ratings.rating_of(tx, t, unit) is None]
    return found + _owe(page, N_("办完了，请评一评：{title}"), unrated)


_UNSORTED = (State.SUBMITTED, State.REOPENED)
_UNASSIGNED = (State.HANDED_OVER, State.AGREED, State.ADOPTED)


def _fresh(page: Page, states: Iterable[State]) -> list[Topic]:
    found = topics.in_states(page.tx, page.courtyard.courtyard, states)
    return [topic for topic in found if not topic.overdue]


def _owe(page: Page, text: str, found: list[Topic]) -> list[Owed]:
    return [
        Owed(
            page.words(text, title=short(topic.title, LISTED_TITLE)),
            press(f"💬 {short(topic.title, 24)}", to_topic(topic)),
        )
        for topic in found
    ]


def home_buttons(page: Page) -> list[Button]:
    courtyard, words = page.courtyard.courtyard, page.words
    return [
        press(words.plain("➕ 提个事"), NewTopic(courtyard=courtyard)),
        press(words.plain("💬 院里的事"), TopicList(courtyard=courtyard)),
    ]


def _vote_row(page: Page, topic: Topic) -> list[list[Button]]:
    url = page.card_url("vote", topic.vote) if topic.vote is not None else None
    wanted = url and topic.state is State.TO_VOTE
    return [[Button(page.words.plain("🗳 去投票"), url=url)]] if wanted else []


def _choice_rows(page: Page, topic: Topic) -> list[list[Button]]:
    """Kinds and scores stand on the page itself."""
    if topic.state in _UNSORTED and triage.may_sort(page.tx, topic, page.viewer or 0):
        return [kind_row(page, topic, SortTopic)]
    if topic.state is State.APPEALED and may(page, Act.RULE_APPEAL):
        return [kind_row(page, topic, PickKind)]
    return [score_row(page, topic)] if topic.state is State.DONE and topic.public else []


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "topic.card": card,
    "topic.show": show,
    "topic.index": index,
}
