"""What the opener said about a matter, and which rule that leads to; they may choose another."""

from __future__ import annotations

from typing import Any

from bot.errors import BadInput
from bot.rules import advice, ballot
from bot.rules.advice import UNSURE, Advice
from bot.rules.frozen import rule_from_text
from bot.rules.verdict import Rule
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Vote

LONGEST_SENTENCE = 200


def answers(vote: Vote) -> dict[str, str]:
    found: dict[str, str] = vote.advice.get("answers", {})
    return found


def sentences(vote: Vote) -> dict[str, str]:
    """What was unclear, in the opener's own words."""
    found: dict[str, str] = vote.advice.get("sentences", {})
    return found


def begin(tx: Tx, vote: Vote) -> None:
    """Forget what was answered before."""
    rows.update(tx, vote, advice={})


def answer(tx: Tx, vote: Vote, question: str, given: str) -> None:
    """Raises BadInput for what no button says."""
    asked = advice.next_question(answers(vote))
    if asked is None or asked.key != question or given not in asked.keys:
        raise BadInput
    _keep(tx, vote, {**answers(vote), question: given}, sentences(vote))


def explain(tx: Tx, vote: Vote, question: str, sentence: str) -> None:
    """It is unclear, and this is what there is to say about it."""
    said = " ".join(sentence.split())[:LONGEST_SENTENCE]
    answer(tx, vote, question, UNSURE)
    _keep(tx, vote, {**answers(vote), question: UNSURE}, {**sentences(vote), question: said})


def advised(vote: Vote) -> Advice | None:
    """What the answers lead to; None while they lead nowhere yet."""
    own = ballot.own_options(vote.method) and bool(vote.options)
    return advice.advise(answers(vote), own_options=own) if answers(vote) else None


def item(vote: Vote) -> int | None:
    """The item of art. 278 this is about, by the answers or else by its words."""
    found = advised(vote)
    if found and found.item:
        return found.item
    hints = [advice.hinted(text) for text in (vote.title, *sentences(vote).values())]
    pointed = [hint for hint in hints if hint is not None]
    return max(pointed, key=lambda hint: hint in advice.MAJOR_ITEMS, default=None)


def below_law(vote: Vote, rule: Rule | None = None) -> int | None:
    """The item of art. 278 that asks for more than the vote's rule does; None where none does."""
    found = item(vote)
    if found is None or vote.effect:
        return None
    chosen = rule or rule_from_text(vote.rule)
    return found if advice.falls_short(chosen, vote.electorate, found) else None


def _keep(tx: Tx, vote: Vote, given: dict[str, str], said: dict[str, str]) -> None:
    kept: dict[str, Any] = {"answers": given}
    if said:
        kept["sentences"] = said
    rows.update(tx, vote, advice=kept)
