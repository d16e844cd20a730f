"""A topic in sentences: its heading, where it stands, its story line by line."""

from __future__ import annotations

from bot.errors import N_
from bot.page import Page
from bot.rules.triage import SORTS, Matter, State
from bot.screen import cut
from bot.words import Html, Words
from handlers.views.core import said_by
from storage import residents, topic_ratings, topics
from storage.topic_ratings import Score
from storage.topics import Entry, Topic

MATTERS = tuple(SORTS)
"""The three kinds in the order of their buttons."""
MATTER_NAMES = {
    Matter.GOV: N_("公家的事"),
    Matter.SHARED: N_("大家的事"),
    Matter.PRIVATE: N_("自家的事"),
}
MATTER_BUTTONS = {
    Matter.GOV: N_("🏛 公家的事"),
    Matter.SHARED: N_("🏡 大家的事"),
    Matter.PRIVATE: N_("🚪 自家的事"),
}
MATTER_MEANINGS = {
    Matter.GOV: N_("🏛 <b>公家的事</b>：政府部门管的，我们帮着转过去"),
    Matter.SHARED: N_("🏡 <b>大家的事</b>：院里一起商量、一起办"),
    Matter.PRIVATE: N_("🚪 <b>自家的事</b>：不发到群里，只有您和{council}看得到"),
}
SCORE_BUTTONS = {
    Score.GOOD: N_("👍 满意"),
    Score.FAIR: N_("👌 一般"),
    Score.POOR: N_("👎 不满意"),
}
_STANDING = {
    State.SUBMITTED: N_("📍 还没分是谁的事。提的人或者{council}点一下就分好了，{due} 前。"),
    State.REOPENED: N_("📍 又提出来了，{due} 前重新分好。"),
    State.HANDED_OVER: N_("📍 这件事归政府部门管，{due} 前转过去，再给大家回信儿。"),
    State.DISCUSSING: N_("📍 这是院里大家的事，先摆龙门阵商量，再定。{due} 前拿个主意。"),
    State.SIGNPOSTED: N_("📍 这是自家的事，院里不替您做主。要人来劝一劝，点「请人调解」。"),
    State.APPEALED: N_("📍 提的人觉得分错了，申诉了：{appeal}\n{council} {due} 前答复，理由公开。"),
    State.AGREED: N_("📍 商量好了，还差人来办。"),
    State.TO_VOTE: N_("📍 正在投票，是表决 {vote}。"),
    State.ADOPTED: N_("📍 投票通过了，还差人来办。"),
    State.REJECTED: N_("📍 投票没通过。再商量，还是就到这里，{council}来定。"),
    State.IN_PROGRESS: N_("📍 {handler} 在办。"),
    State.DONE: N_("📍 办完了。请各家评一评，{due} 前都能评。"),
    State.CLOSED: N_("📍 办结了。"),
    State.WITHDRAWN: N_("📍 提的人收回了。"),
    State.MERGED: N_("📍 和议题 {into} 是一件事，并到那边一起办。"),
}
_STORY = {
    "raise": N_("{who} 提了这件事"),
    "sort_gov": N_("{who} 分成「公家的事」"),
    "sort_shared": N_("{who} 分成「大家的事」"),
    "sort_private": N_("{who} 分成「自家的事」"),
    "rule_gov": N_("{council}过半数定为「公家的事」"),
    "rule_shared": N_("{council}过半数定为「大家的事」"),
    "rule_private": N_("{council}过半数定为「自家的事」"),
    "appeal": N_("{who} 申诉，觉得分错了"),
    "reply": N_("{who} 转出去了，经办"),
    "agree": N_("商量好了"),
    "no_accord": N_("{who} 拿来大家投票"),
    "pass": N_("投票通过"),
    "fail": N_("投票没通过"),
    "talk_again": N_("没定下来，再商量"),
    "assign": N_("有人来办了"),
    "finish": N_("{who} 说办完了"),
    "close": N_("{who} 收了尾，不再办"),
    "reviewed": N_("各家评完，办结了"),
    "reopen": N_("{who} 又提出来"),
    "withdraw": N_("提的人收回了"),
    "merge": N_("{who} 把它并到议题"),
    "merged_here": N_("{who} 把另一件并到这里，原来是议题"),
    "mediate": N_("{who} 请人来调解"),
    "explain": N_("{who} 说明"),
    "overdue": N_("超时了，已提醒经办人"),
}
CARD_BODY, PAGE_BODY, NOTE, STORY_NOTE, STORY_LINES = 600, 1000, 300, 80, 8
LISTED_TITLE = 40


def heading(page: Page, topic: Topic, body: int) -> Html:
    """Number and kind, then what was written (never twice), then who raised it and when."""
    words = page.words
    kind = words.plain(MATTER_NAMES[topic.matter]) if topic.matter else words.plain("还没分")
    who = household_of(page, topic.author)
    return words(
        "💬 <b>议题 {n}</b> · {kind}\n{body}\n{who} 提的，{at}",
        n=topic.topic,
        kind=kind,
        body=_body(words, topic, body),
        who=who,
        at=topic.raised_at,
    )


def _body(words: Words, topic: Topic, limit: int) -> Html:
    if not topic.text:
        return words("<i>写了啥，已经删了</i>")
    rest = topic.text.partition("\n")[2]
    if topic.title.endswith("…"):
        return words("{body}", body=cut(topic.text, limit))
    if not rest.strip():
        return words("<b>{title}</b>", title=topic.title)
    return words("<b>{title}</b>\n{body}", title=topic.title, body=cut(rest.strip(), limit))


def household_of(page: Page, person: int | None) -> str:
    """In the group a neighbour is their household, no more."""
    label = residents.label_of(page.tx, page.courtyard.courtyard, person) if person else None
    return label or page.words.plain("一位邻居")


def standing(page: Page, topic: Topic) -> list[Html]:
    """Where it stands, what was agreed, who explained what, and whether it is late."""
    words = page.words
    lines = [
        words(
            _STANDING[topic.state],
            due=topic.due_at or "",
            appeal=cut(topic.appeal or "", NOTE),
            vote=topic.vote or "",
            handler=cut(topic.handler or "", NOTE),
            into=topic.merged_into or "",
        )
    ]
    if topic.agreed:
        lines.append(words("🤝 商量好的：{said}", said=cut(topic.agreed, NOTE)))
    if topic.explained:
        lines.append(words("📢 说明：{said}", said=cut(topic.explained, NOTE)))
    if topic.overdue:
        lines.append(words("⏰ 这件事超时了，经办人还没说明原因，已提醒。"))
    if topic.state in (State.DONE, State.CLOSED):
        lines += ratings(page, topic)
    return lines


def ratings(page: Page, topic: Topic) -> list[Html]:
    """How many households gave which score; nothing while nobody has."""
    found = topic_ratings.ratings(page.tx, topic)
    if not any(found.values()):
        return []
    return [
        page.words(
            "👍 满意 {good} 家　👌 一般 {fair} 家　👎 不满意 {poor} 家",
            good=found[Score.GOOD],
            fair=found[Score.FAIR],
            poor=found[Score.POOR],
        )
    ]


def story(page: Page, topic: Topic) -> list[Html]:
    """The latest lines of its story, oldest of them first."""
    entries = topics.history(page.tx, topic)
    lines = [page.words("<b>经过</b>")]
    if len(entries) > STORY_LINES:
        lines.append(page.words("……前面还有 {n} 条", n=len(entries) - STORY_LINES))
    return lines + [
        page.words("· {at} {line}", at=entry.at, line=story_line(page, entry, STORY_NOTE))
        for entry in entries[-STORY_LINES:]
    ]


def story_line(page: Page, entry: Entry, limit: int = NOTE) -> Html:
    who = said_by(page, entry.person) if entry.person else page.words.plain("一位邻居")
    line = page.words(_STORY[entry.what], who=who)
    if not entry.note:
        return line
    return page.words("{line}：{note}", line=line, note=cut(entry.note, limit))


def last_said(page: Page, topic: Topic, what: str) -> str:
    """What was written at the newest step of this name."""
    found = [entry.note for entry in topics.history(page.tx, topic) if entry.what == what]
    return cut(found[-1], NOTE) if found else ""
