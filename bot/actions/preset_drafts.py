"""A changed or new rule, put together by a councillor and put to the council's vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.access import Act, check
from bot.actions import presets, vote_drafts
from bot.errors import N_, BadInput, Refusal
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.rules.own_presets import (
    LONGEST_NAME,
    Part,
    blank,
    by_method,
    from_plain,
    parts,
    stepped,
    to_plain,
)
from bot.rules.presets import COUNCIL, Preset
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Vote

USUAL_TIME = timedelta(days=3)
"""How long the council has by default (domain.md 10, council_notice_days)."""


class FixedByLaw(Refusal):
    text = N_("这一条是法律定的，院里改不了。要用别的办法，可以另加一条院里自己的规矩。")


class WrongName(BadInput):
    text = N_("规矩的名字请写在 30 个字以内，比如：停车的事")


class NameTaken(BadInput):
    text = N_(
        "已经有一条叫「{name}」的规矩了。换个名字；想改那一条，就点开它，再点「提议改一改」。"
    )


class SameRule(BadInput):
    text = N_("还什么都没改呢。点一点要改的那一项。")


def change(tx: Tx, courtyard: int, person: int, key: str) -> int:
    """A draft that would change a preset; its number. Raises NotAllowed, NotFound, FixedByLaw."""
    check(tx, courtyard, person, Act.OPEN_VOTE)
    preset = presets.get(tx, courtyard, key)
    if preset.fixed:
        raise FixedByLaw
    return _draft(tx, courtyard, person, presets.as_it_holds(tx, courtyard, preset))


def add(tx: Tx, courtyard: int, person: int, name: str) -> int:
    """A draft that would add a preset of this name. Raises NotAllowed, WrongName, NameTaken."""
    check(tx, courtyard, person, Act.OPEN_VOTE)
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= LONGEST_NAME:
        raise WrongName
    for known in presets.available(tx, courtyard).values():
        if _bare(known.name) == _bare(tidy):
            raise NameTaken(name=known.name)
    number = _draft(tx, courtyard, person, blank("own", tidy))
    _keep(tx, vote_drafts.own_draft(tx, courtyard, person, number), blank(f"own{number}", tidy))
    return number


def step(tx: Tx, courtyard: int, person: int, number: int, part: int) -> None:
    """The next choice for one part. Raises BadInput for what cannot be changed."""
    vote = vote_drafts.own_draft(tx, courtyard, person, number)
    now = of(vote)
    if part not in [offered.value for offered in parts(now)]:
        raise BadInput
    _keep(tx, vote, stepped(now, Part(part)))


def may_pick(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """A draft of a rule whose ballots may be of another kind: only of the courtyard's own. Raises
    BadInput."""
    vote = vote_drafts.own_draft(tx, courtyard, person, number)
    if Part.METHOD not in parts(of(vote)):
        raise BadInput
    return vote


def pick_method(tx: Tx, courtyard: int, person: int, number: int, method: Method) -> None:
    vote = may_pick(tx, courtyard, person, number)
    _keep(tx, vote, by_method(of(vote), method))


def entitle(tx: Tx, courtyard: int, person: int, number: int, title: str) -> None:
    """What the council is asked, from what it is about. Raises SameRule."""
    vote = vote_drafts.own_draft(tx, courtyard, person, number)
    preset = of(vote)
    before = holding(tx, courtyard, preset.key)
    if before is not None and replace(before, decided=None) == replace(preset, decided=None):
        raise SameRule
    rows.update(tx, vote, title=title)


def holding(tx: Tx, courtyard: int, key: str) -> Preset | None:
    """The rule that holds now under this key; None for a new one."""
    found = presets.available(tx, courtyard).get(key)
    return presets.as_it_holds(tx, courtyard, found) if found else None


def of(vote: Vote) -> Preset:
    """The preset that a draft or vote is about. Raises BadInput where it is about none."""
    plain = (vote.effect or {}).get("preset")
    if plain is None:
        raise BadInput
    return from_plain(plain)


def _draft(tx: Tx, courtyard: int, person: int, preset: Preset) -> int:
    council = presets.get(tx, courtyard, COUNCIL.key).rule
    closes_at = tx.now + USUAL_TIME
    number = rows.add(tx, courtyard, "", person, rule_to_text(council), closes_at=closes_at)
    vote = vote_drafts.own_draft(tx, courtyard, person, number)
    rows.update(tx, vote, electorate=Electorate.COUNCIL)
    _keep(tx, vote, preset)
    return number


def _keep(tx: Tx, vote: Vote, preset: Preset) -> None:
    """What the council was to be asked spoke of the rule as it was: `entitle` says it anew."""
    rows.update(tx, vote, title="", effect={"preset": to_plain(preset)})


def _bare(name: str) -> str:
    """Without the blanks nobody sees: two buttons must not look alike."""
    return "".join(name.split()).casefold()
