"""The rules of voting: looked up by everyone, changed and added by a decision of the council."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import preset_drafts, presets, vote_drafts
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput
from bot.rules.own_presets import METHODS, Part
from bot.words import Words
from handlers.views import preset_edit
from handlers.views import presets as views
from handlers.views.preset_edit import (
    OpenPresetDraft,
    PickMethod,
    ProposePreset,
    StepPreset,
    question,
)
from handlers.views.presets import AddPreset, ChangePreset, ShowPreset
from handlers.views.vote_bits import PresetList


def rules(ask: Ask) -> None:
    check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.privately("preset.list", PresetList(courtyard=ask.courtyard.courtyard))


def open_list(ask: Ask, data: PresetList) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("preset.list")


def show(ask: Ask, data: ShowPreset) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    ask.show("preset.one", key=presets.get(ask.tx, data.courtyard, _key(data.key)).key)


def change(ask: Ask, data: ChangePreset) -> None:
    number = preset_drafts.change(ask.tx, data.courtyard, ask.person.id, _key(data.key))
    ask.show("preset.edit", vote=number)


def add(ask: Ask, data: AddPreset) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.OPEN_VOTE)
    ask.expect("preset.name")
    ask.show("preset.ask_name")


def name_answer(ask: Ask) -> None:
    number = preset_drafts.add(ask.tx, ask.courtyard.courtyard, ask.person.id, ask.text)
    ask.say("preset.edit", vote=number)


def open_draft(ask: Ask, data: OpenPresetDraft) -> None:
    preset_drafts.of(vote_drafts.own_draft(ask.tx, data.courtyard, ask.person.id, data.vote))
    ask.show("preset.edit", vote=data.vote)


def step(ask: Ask, data: StepPreset) -> None:
    if data.part == Part.METHOD.value:
        preset_drafts.may_pick(ask.tx, data.courtyard, ask.person.id, data.vote)
        ask.show("preset.methods", vote=data.vote)
        return
    preset_drafts.step(ask.tx, data.courtyard, ask.person.id, data.vote, data.part)
    ask.show("preset.edit", vote=data.vote)


def pick_method(ask: Ask, data: PickMethod) -> None:
    if not 0 <= data.method < len(METHODS):
        raise BadInput
    method = METHODS[data.method]
    preset_drafts.pick_method(ask.tx, data.courtyard, ask.person.id, data.vote, method)
    ask.show("preset.edit", vote=data.vote)


def propose(ask: Ask, data: ProposePreset) -> None:
    """The question is frozen with the vote: it is written in the courtyard's own language."""
    vote = vote_drafts.own_draft(ask.tx, data.courtyard, ask.person.id, data.vote)
    preset = preset_drafts.of(vote)
    before = preset_drafts.holding(ask.tx, data.courtyard, preset.key)
    yard = ask.courtyard
    words = Words(yard.lang, yard.zone, {"council": yard.setting("term_council")})
    title = question(words, before, preset)
    preset_drafts.entitle(ask.tx, data.courtyard, ask.person.id, data.vote, title)
    ask.show("vote.form", vote=data.vote)


def _key(dashed: str) -> str:
    return dashed.replace("-", "_")


COLUMN = Column(
    "rules",
    commands={"rules": Route(rules)},
    presses={
        PresetList: open_list,
        ShowPreset: show,
        ChangePreset: change,
        AddPreset: add,
        OpenPresetDraft: open_draft,
        StepPreset: step,
        PickMethod: pick_method,
        ProposePreset: propose,
    },
    answers={"preset.name": name_answer},
    views={**views.VIEWS, **preset_edit.VIEWS},
    help=(
        HelpPage(
            "rules",
            N_("📏 表决的规矩"),
            N_(
                "发 /rules 看每一条：要多少人来、多少同意、出处是什么。\n"
                "法律定的改不了；院里自己的，"
                "{council}表决通过就能改，也能加新的。"
            ),
            council=True,
        ),
    ),
)
