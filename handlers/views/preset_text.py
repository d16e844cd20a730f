"""Presets in words: what each is called, where it comes from, and what it asks for."""

from __future__ import annotations

from bot.errors import N_
from bot.rules.methods import Method
from bot.rules.presets import Preset
from bot.rules.verdict import Basis, Measure, Rule
from bot.words import Words
from handlers.views.verdicts import base_words, share


def preset_name(words: Words, preset: Preset) -> str:
    """As people typed it, or in the reader's language where it is one of ours."""
    return preset.name if preset.own_name else words.plain(preset.name)


def preset_source(words: Words, preset: Preset) -> str:
    if preset.decided is not None:
        return words.plain("{council}表决 {n} 定的", n=preset.decided)
    return words.plain(preset.source) if preset.source else words.plain("院里自己的规矩")


def sentence(words: Words, preset: Preset) -> str:
    """What it asks for, without numbers of any one vote."""
    rule = preset.rule
    return words.plain(
        "{quorum}；{then}", quorum=_quorum(words, rule), then=_then(words, preset, rule)
    )


def _quorum(words: Words, rule: Rule) -> str:
    if rule.quorum is None:
        return words.plain("来投多少都算")
    if Measure.AREA in rule.measures:
        text = N_("人数和面积都要{share}来投")
    else:
        text = N_("要{share}到场") if rule.basis is Basis.PRESENT else N_("要{share}来投")
    return words.plain(text, share=share(words, rule.quorum))


def _then(words: Words, preset: Preset, rule: Rule) -> str:
    if Method.CONSENT in preset.methods:
        return words.plain("有人同意、没有还没解决的反对，就办")
    if rule.threshold is None:
        return words.plain("票多的就是它，打平不算")
    if preset.elects and Method.MAJORITY not in preset.methods:
        text = N_("{base}里{share}投他才当选")
    elif Measure.AREA in rule.measures:
        text = N_("{base}里，人数和面积都要{share}同意才通过")
    else:
        text = N_("{base}里要{share}同意才通过")
    return words.plain(text, base=base_words(words, rule), share=share(words, rule.threshold))
