"""Raising a topic, and the steps that need a word: one typed line, or a tap and a question."""

from __future__ import annotations

from collections.abc import Callable

from bot.access import Act, check
from bot.actions import progress, topics, triage
from bot.ask import Ask
from bot.column import Column, Handler, HelpPage, Route
from bot.errors import N_, Already, BadInput
from handlers import topic_confirm
from handlers.topic_confirm import WRITTEN
from handlers.topics import answer, kind_of, number_in
from handlers.views import topic_form as views
from handlers.views.topic_buttons import NewTopic, Step, TakeStep
from handlers.views.topic_form import UNSURE, DropDraft, MergeInto, Publish, RewriteDraft, Sure
from storage import topics as rows
from storage.topics import Topic
from storage.tx import Tx

TAPPED: dict[Step, Callable[[Tx, int, int, int], Topic]] = {
    Step.CLOSE: progress.close,
    Step.TALK_AGAIN: progress.talk_again,
    Step.WITHDRAW: progress.withdraw,
    Step.MEDIATE: progress.ask_mediation,
}
FINAL_STEPS = (Step.WITHDRAW, Step.CLOSE)


def line(ask: Ask) -> None:
    """`/topic 三单元楼道灯坏了三天`: in the group it is raised at once, in private shown first."""
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.RAISE_TOPIC)
    if not ask.place.private:
        if ask.text:
            topics.raise_topic(ask.tx, courtyard, ask.person.id, ask.text, None, public=True)
        else:
            ask.say("topic.how_to_raise")
    elif ask.text:
        text_answer(ask)
    else:
        _ask_text(ask)


def new(ask: Ask, data: NewTopic) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.RAISE_TOPIC)
    _ask_text(ask)


def text_answer(ask: Ask) -> None:
    if not ask.text.strip():
        raise topics.NoText
    rows.save_draft(ask.tx, ask.courtyard.courtyard, ask.person.id, ask.text.strip())
    ask.say("topic.preview")


def rewrite(ask: Ask, data: RewriteDraft) -> None:
    _ask_text(ask)


def publish(ask: Ask, data: Publish) -> None:
    courtyard, person = data.courtyard, ask.person.id
    text = rows.draft(ask.tx, courtyard, person)
    if text is None:
        raise Already
    matter = None if data.kind == UNSURE else kind_of(data.kind)
    topic = topics.raise_topic(ask.tx, courtyard, person, text, matter, public=False)
    rows.drop_draft(ask.tx, courtyard, person)
    ask.show("topic.raised", topic=topic.topic)


def drop(ask: Ask, data: DropDraft) -> None:
    rows.drop_draft(ask.tx, data.courtyard, ask.person.id)
    ask.show("topic.dropped")


def take(ask: Ask, data: TakeStep) -> None:
    """A tap on a step: done at once, asked about, or asked twice where it is final."""
    step = _step(data.step)
    topics.reach(ask.tx, data.courtyard, ask.person.id, data.topic)
    if step in WRITTEN:
        _ask_words(ask, data.topic, step)
    elif step in FINAL_STEPS:
        ask.show("topic.sure", topic=data.topic, step=step.value)
    elif step in TAPPED:
        _tap(ask, data.courtyard, data.topic, step)
    else:
        check(ask.tx, data.courtyard, ask.person.id, Act.RAISE_TOPIC)
        ask.show("topic.kinds" if step is Step.SORT else "topic.merge", topic=data.topic)


def sure(ask: Ask, data: Sure) -> None:
    step = _step(data.step)
    if step not in FINAL_STEPS:
        raise BadInput
    _tap(ask, data.courtyard, data.topic, step)


def merge_into(ask: Ask, data: MergeInto) -> None:
    progress.merge(ask.tx, data.courtyard, ask.person.id, data.topic, data.into)
    ask.show("topic.show", topic=data.topic)


def step_answer(ask: Ask) -> None:
    asked = ask.prompt or {}
    topic_confirm.propose(ask, Step(asked["step"]), asked["topic"], ask.text)


def step_line(step: Step) -> Handler:
    """`/agree 12 文字` and its like: at once in the group; in private the words may also come
    afterwards, and are shown first."""

    def typed(ask: Ask) -> None:
        number, _, text = ask.text.partition(" ")
        topic, courtyard, person = number_in(number), ask.courtyard.courtyard, ask.person.id
        if ask.place.private and not text.strip():
            topics.reach(ask.tx, courtyard, person, topic)
            _ask_words(ask, topic, step)
        elif ask.place.private:
            topic_confirm.propose(ask, step, topic, text)
        else:
            answer(ask, WRITTEN[step](ask.tx, courtyard, person, topic, text))

    return typed


def withdraw_line(ask: Ask) -> None:
    """`/withdraw 12`"""
    courtyard, number = ask.courtyard.courtyard, number_in(ask.text)
    answer(ask, progress.withdraw(ask.tx, courtyard, ask.person.id, number))


def merge_line(ask: Ask) -> None:
    """`/merge 12 7`: 12 goes on as 7."""
    first, _, other = ask.text.partition(" ")
    courtyard, number, into = ask.courtyard.courtyard, number_in(first), number_in(other)
    answer(ask, progress.merge(ask.tx, courtyard, ask.person.id, number, into))


def _ask_text(ask: Ask) -> None:
    ask.expect("topic.text")
    ask.show("topic.ask_text")


def _ask_words(ask: Ask, topic: int, step: Step) -> None:
    """Ask only whom the step is open to."""
    courtyard, person = ask.courtyard.courtyard, ask.person.id
    if step is Step.APPEAL:
        triage.check_appeal(ask.tx, courtyard, person, topic)
    elif step is not Step.REOPEN:
        check(ask.tx, courtyard, person, Act.HANDLE_TOPIC)
    ask.expect("topic.step", topic=topic, step=step.value)
    ask.show("topic.ask_step", topic=topic, step=step.value)


def _tap(ask: Ask, courtyard: int, topic: int, step: Step) -> None:
    TAPPED[step](ask.tx, courtyard, ask.person.id, topic)
    if step is Step.MEDIATE:
        ask.toast("跟{council}说了，会有人来找您。", alert=True)
    ask.show("topic.show", topic=topic)


def _step(number: int) -> Step:
    if number not in {step.value for step in Step}:
        raise BadInput
    return Step(number)


COLUMN = Column(
    "topic form",
    commands={
        "topic": Route(line),
        "appeal": Route(step_line(Step.APPEAL)),
        "agree": Route(step_line(Step.AGREE)),
        "assign": Route(step_line(Step.ASSIGN)),
        "done": Route(step_line(Step.FINISH)),
        "explain": Route(step_line(Step.EXPLAIN)),
        "reopen": Route(step_line(Step.REOPEN)),
        "withdraw": Route(withdraw_line),
        "merge": Route(merge_line),
    },
    presses={
        NewTopic: new,
        Publish: publish,
        RewriteDraft: rewrite,
        DropDraft: drop,
        TakeStep: take,
        Sure: sure,
        MergeInto: merge_into,
    },
    answers={"topic.text": text_answer, "topic.step": step_answer},
    views=views.VIEWS,
    help=(
        HelpPage(
            "line",
            N_("⌨️ 议题一行写完"),
            N_(
                "12 是议题的号：\n/topic 三单元楼道灯坏了\n/sort 12 大家的事 理由\n"
                "/appeal 12 理由 · /withdraw 12 · /merge 12 7\n"
                "/agree 12 怎么定的 · /assign 12 谁来办\n"
                "/done 12 办得咋样 · /explain 12 说明\n/reopen 12 新情况"
            ),
            council=True,
        ),
    ),
)
