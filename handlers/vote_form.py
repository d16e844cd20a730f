"""Opening a vote: one line for those who type, a private form changed by taps for the others."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import advising, draft_rules, openers, topics, vote_drafts
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput, NoCourtyard
from bot.rules import ballot
from bot.rules.advice import UNSURE
from bot.rules.methods import Method
from bot.rules.when import Moment, read_deadline
from handlers import picker
from handlers.views import vote_asks, vote_form, vote_questions, vote_summary
from handlers.views.vote_draft_bits import Edit, EditVote, OpenDraft, SetMethod, SetPreset
from handlers.views.vote_list import NewVote
from handlers.views.vote_questions import AnswerQuestion, answer_of
from handlers.views.votes import StartVote
from storage import votes as rows

HOW = N_(
    "一行写完就行：\n/vote 12 | 3天（给议题 12）\n/vote 在东墙种樱桃树？ | 同意 | 不同意 | 3天"
)


def line(ask: Ask) -> None:
    """`/vote 12 | 3d`, `/vote 题目 | 3d`, `/vote 题目 | 选项 | 选项 | 3d`; bare: the form."""
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.OPEN_RESIDENTS_VOTE)
    if not ask.text:
        if not ask.place.private:
            raise BadInput(HOW)
        _ask_title(ask)
        return
    first, *rest = ask.parts()
    options = tuple(rest[:-1])
    deadline = read_deadline(rest[-1], ask.tx.now, ask.courtyard.zoneinfo) if rest else None
    topic = int(first) if first.isdecimal() and len(first) < 9 else None
    title = topics.get(ask.tx, courtyard, topic).title if topic is not None else first
    number = vote_drafts.draft(
        ask.tx,
        courtyard,
        ask.person.id,
        title,
        topic=topic,
        options=options,
        closes_at=deadline.at if isinstance(deadline, Moment) else None,
    )
    if deadline is not None and not isinstance(deadline, Moment):
        ask.privately("vote.form", OpenDraft(courtyard=courtyard, vote=number), vote=number)
        picker.ask_again(ask, "vote.deadline", deadline, deadline=True, vote=number)
        return
    ask.privately("vote.form", OpenDraft(courtyard=courtyard, vote=number), vote=number)


def new(ask: Ask, data: NewVote) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.OPEN_RESIDENTS_VOTE)
    _ask_title(ask)


def start(ask: Ask, data: StartVote) -> None:
    """Put a topic to the vote: its title is the question."""
    topic = topics.get(ask.tx, data.courtyard, data.topic)
    number = vote_drafts.draft(ask.tx, data.courtyard, ask.person.id, topic.title, topic=data.topic)
    ask.show("vote.form", vote=number)


def open_draft(ask: Ask, data: OpenDraft) -> None:
    if ask.yard is None:
        raise NoCourtyard
    ask.show("vote.form", vote=data.vote)


def edit(ask: Ask, data: EditVote) -> None:
    number, person = data.vote, ask.person.id
    vote = vote_drafts.own_draft(ask.tx, data.courtyard, person, number)
    what = Edit(data.what) if data.what in {e.value for e in Edit} else None
    changes: dict[Edit, dict[str, object]] = {
        Edit.YES_NO: {"options": ()},
        Edit.ELECTORATE: {"electorate": draft_rules.next_electorate(ask.tx, vote)},
        Edit.SECRET: {"secret": not vote.secret},
        Edit.RECEIPTS: {"receipts": not vote.receipts},
    }
    if what in changes:
        vote_drafts.change_draft(ask.tx, data.courtyard, person, number, **changes[what])
        ask.show("vote.form", vote=number)
    elif what is not None:
        _QUESTIONS[what](ask, number)
    else:
        raise BadInput


def set_method(ask: Ask, data: SetMethod) -> None:
    if not 0 <= data.method < len(ballot.METHODS):
        raise BadInput
    method = ballot.METHODS[data.method]
    person, number = ask.person.id, data.vote
    vote = vote_drafts.change_draft(ask.tx, data.courtyard, person, number, method=method)
    if method is Method.BUDGET and not vote.costs:
        _ask_options(ask, number)
    elif method is Method.STV:
        _ask_seats(ask, number)
    else:
        ask.show("vote.form", vote=number)


def set_preset(ask: Ask, data: SetPreset) -> None:
    key = data.key.replace("-", "_")
    vote_drafts.change_draft(ask.tx, data.courtyard, ask.person.id, data.vote, preset=key)
    ask.show("vote.form", vote=data.vote)


def answer_question(ask: Ask, data: AnswerQuestion) -> None:
    vote = vote_drafts.own_draft(ask.tx, data.courtyard, ask.person.id, data.vote)
    given = answer_of(data)
    if given is None:
        raise BadInput
    if given[1] == UNSURE:
        ask.expect("vote.sentence", vote=data.vote, question=given[0])
        ask.show("vote.ask_sentence", vote=data.vote, question=given[0])
        return
    advising.answer(ask.tx, vote, *given)
    ask.show("vote.question", vote=data.vote)


def sentence_answer(ask: Ask) -> None:
    asked = ask.prompt or {}
    vote = vote_drafts.own_draft(ask.tx, ask.courtyard.courtyard, ask.person.id, asked["vote"])
    advising.explain(ask.tx, vote, asked["question"], ask.text)
    ask.say("vote.question", vote=asked["vote"])


def _ask_rule(ask: Ask, number: int) -> None:
    ask.show("vote.ask_rule", vote=number)


def _ask_questions(ask: Ask, number: int) -> None:
    vote = vote_drafts.own_draft(ask.tx, ask.courtyard.courtyard, ask.person.id, number)
    advising.begin(ask.tx, vote)
    ask.show("vote.question", vote=number)


def _take_advice(ask: Ask, number: int) -> None:
    vote = vote_drafts.own_draft(ask.tx, ask.courtyard.courtyard, ask.person.id, number)
    advised = advising.advised(vote)
    if advised is not None:
        vote_drafts.take_advice(ask.tx, ask.courtyard.courtyard, ask.person.id, number, advised)
    ask.show("vote.form", vote=number)


def title_answer(ask: Ask) -> None:
    number = (ask.prompt or {}).get("vote")
    courtyard = ask.courtyard.courtyard
    if number is None:
        number = vote_drafts.draft(ask.tx, courtyard, ask.person.id, ask.text)
    else:
        vote_drafts.change_draft(ask.tx, courtyard, ask.person.id, number, title=ask.text.strip())
    ask.say("vote.form", vote=number)


def options_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    options = tuple(ask.text.replace("｜", "\n").replace("|", "\n").splitlines())
    vote_drafts.change_draft(
        ask.tx, ask.courtyard.courtyard, ask.person.id, number, options=options
    )
    ask.say("vote.form", vote=number)


def seats_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    vote_drafts.set_seats(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    ask.say("vote.form", vote=number)


def money_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    vote_drafts.set_money(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    ask.say("vote.form", vote=number)


def deadline_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    at = picker.read(ask, deadline=True)
    if at is not None:
        vote_drafts.change_draft(
            ask.tx, ask.courtyard.courtyard, ask.person.id, number, closes_at=at
        )
        ask.say("vote.form", vote=number)


def _ask_title(ask: Ask, number: int | None = None) -> None:
    known = {"vote": number} if number is not None else {}
    ask.expect("vote.title", **known)
    ask.show("vote.ask_title", **known)


def _ask_options(ask: Ask, number: int) -> None:
    ask.expect("vote.options", vote=number)
    ask.show("vote.ask_options", vote=number)


def _ask_method(ask: Ask, number: int) -> None:
    ask.show("vote.ask_method", vote=number)


def _ask_seats(ask: Ask, number: int) -> None:
    ask.expect("vote.seats", vote=number)
    ask.show("vote.ask_seats", vote=number)


def _ask_money(ask: Ask, number: int) -> None:
    ask.expect("vote.money", vote=number)
    ask.show("vote.ask_money", vote=number)


def _ask_deadline(ask: Ask, number: int) -> None:
    picker.ask_when(ask, "vote.deadline", "vote.ask_deadline", deadline=True, vote=number)


def _submit(ask: Ask, number: int) -> None:
    if vote_drafts.renew(ask.tx, ask.courtyard.courtyard, ask.person.id, number):
        ask.toast(
            "还没发：院里改了这条规矩。草稿照新规矩了，请再看一遍，没问题再点「发出去」。",
            alert=True,
        )
        ask.show("vote.form", vote=number)
    elif vote_drafts.submit(ask.tx, ask.courtyard.courtyard, ask.person.id, number):
        ask.show("vote.opened", vote=number)
    else:
        ask.show("vote.waiting", act=Act.OPEN_VOTE.value)


def _drop(ask: Ask, number: int) -> None:
    vote_drafts.drop_draft(ask.tx, ask.courtyard.courtyard, ask.person.id, number)
    ask.show("vote.dropped")


_QUESTIONS = {
    Edit.TITLE: _ask_title,
    Edit.OPTIONS: _ask_options,
    Edit.DEADLINE: _ask_deadline,
    Edit.METHOD: _ask_method,
    Edit.SEATS: _ask_seats,
    Edit.MONEY: _ask_money,
    Edit.SUBMIT: _submit,
    Edit.DROP: _drop,
    Edit.RULE: _ask_rule,
    Edit.QUESTIONS: _ask_questions,
    Edit.ADVISED: _take_advice,
}

COLUMN = Column(
    "vote form",
    commands={"vote": Route(line)},
    presses={
        NewVote: new,
        StartVote: start,
        OpenDraft: open_draft,
        EditVote: edit,
        SetMethod: set_method,
        SetPreset: set_preset,
        AnswerQuestion: answer_question,
    },
    answers={
        "vote.title": title_answer,
        "vote.options": options_answer,
        "vote.seats": seats_answer,
        "vote.money": money_answer,
        "vote.deadline": deadline_answer,
        "vote.sentence": sentence_answer,
    },
    views={
        **vote_form.VIEWS,
        **vote_asks.VIEWS,
        **vote_questions.VIEWS,
        **vote_summary.VIEWS,
    },
    seconded=dict.fromkeys(openers.OPENING, openers.carry_out),
    moved=dict.fromkeys(openers.OPENING, vote_drafts.moved),
    forget=rows.forget,
    help=(
        HelpPage(
            "open",
            N_("🗳 开一个表决"),
            N_(
                "发 /vote，照着按钮一样一样填：题目、谁来投、规矩、截止时间。\n"
                "不晓得用哪条规矩，点「答几个问题」，我来帮您挑。\n"
                "填好点「发出去」，另一位议事员同意了，才发到群里；居委会干部开全体居民的，不用等。\n"
                "发出去才晓得题目写错了：点「提前结束」里的「作罢」，要两位议事员同意，票都不数。"
            ),
            council=True,
        ),
    ),
)
