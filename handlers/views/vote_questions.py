"""Which rule fits a vote: a list to choose from, or plain questions that end in a proposal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions import advising, presets
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import ELECTORATE_NAMES, preset_name, preset_source, sentence
from bot.rules import advice
from bot.rules.advice import QUESTIONS, Advice
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.vote_draft_bits import (
    Edit,
    SetPreset,
    back_to_draft,
    draft_button,
)
from handlers.views.vote_summary import ITEMS, needs_areas, unclear
from storage import votes
from storage.votes import Vote, VoteState


class AnswerQuestion(Data):
    """`question` and `answer` by their places; the last answer is that it is unclear."""

    prefix: ClassVar[str] = "qa1"
    vote: int
    question: int
    answer: int


def own_draft(page: Page, number: int) -> Vote:
    """Raises Pointless for what is no draft of the reader's."""
    vote = votes.get(page.tx, page.courtyard.courtyard, number)
    if vote is None or vote.by_person != page.viewer or vote.state is not VoteState.DRAFT:
        raise Pointless("no such draft")
    return vote


def ask_rule(page: Page, vote: int) -> Screen:
    """Every rule for these voters, the ones for this kind of ballot first, each with its source."""
    found, words = own_draft(page, vote), page.words
    fitting = presets.for_voters(page.tx, found.courtyard, found.electorate)
    fitting.sort(key=lambda preset: not preset.suits(found.electorate, found.method))
    who = words.plain(ELECTORATE_NAMES[found.electorate])
    lines = [words("📏 <b>按哪条规矩来？</b>（{who}）", who=who)]
    rows: list[list[Button]] = []
    for preset in fitting:
        name = preset_name(words, preset)
        source, own = preset_source(words, preset), words.plain("院里自己的规矩")
        text = N_("· <b>{name}</b>：{rule}。出处：{source}")
        if source == own:
            text = N_("· <b>{name}</b>：{rule}。")
        lines.append(words(text, name=name, rule=sentence(words, preset), source=source))
        there = SetPreset(courtyard=found.courtyard, vote=vote, key=preset.key.replace("_", "-"))
        rows.append([press(name, there)])
    lines.append(words("要换别的人来投，回草稿点 👥。"))
    asked = draft_button(found, words.plain("❓ 说不准，答几个问题"), Edit.QUESTIONS)
    return Screen("\n".join(lines), [*rows, [asked], back_to_draft(page, vote)])


def question(page: Page, vote: int) -> Screen:
    """The next plain question, or the proposal."""
    found, words = own_draft(page, vote), page.words
    asked = advice.next_question(advising.answers(found))
    if asked is None:
        return proposal(page, vote)
    place = list(QUESTIONS).index(asked.key)
    labels = [words.plain(label) for _, label in asked.answers]
    rows = [
        [
            press(
                label,
                AnswerQuestion(courtyard=found.courtyard, vote=vote, question=place, answer=number),
            )
        ]
        for number, label in enumerate([*labels, words.plain("🤔 说不清")])
    ]
    lines = [
        words("❓ 第 {n} 问：{asked}", n=len(advising.answers(found)) + 1, asked=words(asked.text)),
        *_hint(page, found),
    ]
    return Screen("\n".join(lines), [*rows, back_to_draft(page, vote)])


def _hint(page: Page, vote: Vote) -> list[Html]:
    item = advising.item(vote)
    if item is None:
        return []
    text = page.words(ITEMS[item])
    return [page.words("💡 看题目，像是《民法典》第 278 条{item}。", item=text)]


def ask_sentence(page: Page, vote: int, question: str) -> Screen:
    """They cannot say: one sentence about it, for the other councillor to read."""
    text = page.words(
        "🤔 「{asked}」\n说不清没关系。写一句这件事具体要怎么弄，另一位议事员会看到，帮着判断：",
        asked=page.words.plain(QUESTIONS[question].text),
    )
    return Screen(text, [back_to_draft(page, vote)])


def proposal(page: Page, vote: int) -> Screen:
    """The preset that the answers lead to, and why; taken with a tap, or another chosen."""
    found, words = own_draft(page, vote), page.words
    advised = advising.advised(found)
    if advised is None:
        return page.include("vote.form", {"vote": vote})
    preset = presets.get(page.tx, found.courtyard, advised.preset)
    lines = [
        words("💡 <b>建议按「{name}」来</b>", name=preset_name(words, preset)),
        words("谁来投：{who}", who=words.plain(ELECTORATE_NAMES[advised.electorate])),
        words("规矩：{rule}。", rule=sentence(words, preset)),
        words("为什么：{reason}。", reason=words.plain(advised.reason)),
        words("出处：{source}", source=preset_source(words, preset)),
        *needs_areas(page, advised.electorate),
        *_doubts(page, found, advised),
    ]
    rows = [
        [draft_button(found, words.plain("✅ 就按这条"), Edit.ADVISED)],
        [draft_button(found, words.plain("📏 我另选一条"), Edit.RULE)],
        back_to_draft(page, vote),
    ]
    return Screen("\n".join(lines), rows)


def _doubts(page: Page, vote: Vote, advised: Advice) -> list[Html]:
    words, found = page.words, unclear(page, vote)
    if "shared" in advised.unsure and advised.item is None:
        found.append(
            words("⚠️ 要真是改了共有部分的用途，就得业主来定（《民法典》第 278 条第 8 项）。")
        )
    if "money" in advised.unsure and advised.item is None:
        found.append(words("⚠️ 要真动了维修资金，就得业主来定（《民法典》第 278 条第 5、6 项）。"))
    return found if advised.item else [*found, *_hint(page, vote)]


def answer_of(data: AnswerQuestion) -> tuple[str, str] | None:
    """The keys behind a tap; None for what no button carries."""
    if not 0 <= data.question < len(QUESTIONS):
        return None
    asked = list(QUESTIONS.values())[data.question]
    if not 0 <= data.answer < len(asked.keys):
        return None
    return asked.key, asked.keys[data.answer]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.ask_rule": ask_rule,
    "vote.question": question,
    "vote.ask_sentence": ask_sentence,
}
