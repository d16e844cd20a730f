"""What the tables of a vote hold of people; the others are in storage.personal."""

from __future__ import annotations

from storage.kept import NOTHING, OF_THE_YARD, Kept

_WITH_BALLOTS = "BALLOTS after the result is final"
OF_VOTES: dict[str, Kept] = {
    "votes": Kept(
        people=("by_person",),
        words=("title", "options", "advice", "close_reason", "effect"),
        author="by_person",
        key="vote",
        at="since",
        forget="0 in their place; what was never sent goes; what was asked and decided stays",
        stays="question, sums and result for good; a draft LYING; who opened it: " + _WITH_BALLOTS,
    ),
    "objections": Kept(
        people=("person", "unit"),
        words=("text", "reason"),
        author="person",
        key="vote",
        at="at",
        forget="no name stays; what was objected was published and stays",
        stays="whose it was: " + _WITH_BALLOTS + "; text and ruling for good",
    ),
    "vote_roll": Kept(
        people=("unit", "voter"),
        words=("label",),
        author="unit",
        key="vote",
        forget="a number of its own in their place, no name",
        stays=_WITH_BALLOTS,
    ),
    "vote_buildings": Kept(
        why_not="how many of a building have voted",
        stays="for good",
    ),
    "vote_flats": Kept(
        why_not="which flats are one owner's, without a name",
        stays=_WITH_BALLOTS,
    ),
    "ballots": Kept(
        people=("unit", "person", "helper"),
        key="vote",
        at="cast_at",
        forget="the ballot stays counted for the household; no name stays",
        stays=_WITH_BALLOTS,
    ),
    "ballot_history": Kept(
        people=("unit", "person", "helper"),
        key="vote",
        at="cast_at",
        forget="as the ballot",
        stays=_WITH_BALLOTS,
    ),
    "ballot_drafts": Kept(
        people=("person",),
        key="vote",
        forget="go",
        stays="until the vote is over",
    ),
    "presets": Kept(
        words=("content",),
        why_not=OF_THE_YARD,
        forget="stay: the yard's own rules",
        stays="for good",
    ),
    "reasons": Kept(
        people=("person", "unit"),
        words=("reason",),
        author="person",
        key="vote",
        at="at",
        forget="name and words go; that there was one stays counted",
        stays=_WITH_BALLOTS,
    ),
    "vote_turnout": Kept(
        people=("unit",),
        key="vote",
        forget="a number of its own in their place",
        stays=_WITH_BALLOTS,
    ),
    "secret_ballots": Kept(
        why_not="ballots without a name, a time or an order: whose they are is kept nowhere",
        stays=_WITH_BALLOTS,
    ),
    "paper_readings": Kept(
        people=("unit", "first", "second"),
        key="vote",
        at="at",
        forget="what they alone have read goes; elsewhere no name stays",
        stays=_WITH_BALLOTS,
    ),
    "box_readings": Kept(
        people=("person",),
        key="vote",
        forget="go",
        stays="until two have counted the box",
    ),
    "visits": Kept(
        people=("unit", "person"),
        key="vote",
        at="at",
        forget="no name stays",
        stays=_WITH_BALLOTS,
    ),
    "ballots_in_hand": Kept(
        people=("person", "unit"),
        key="vote",
        forget="goes",
        stays="until the vote is over",
    ),
    "countersigns": Kept(
        people=("person",),
        key="vote",
        at="at",
        forget="the rows go; the chain keeps that a result was countersigned",
        stays=_WITH_BALLOTS,
    ),
    "typed_reasons": Kept(
        people=("unit", "person"),
        words=("reason",),
        key="vote",
        forget="what they typed for others goes",
        stays="until both have read the sheet, or the vote is over",
    ),
    "sheet_keys": Kept(
        why_not=NOTHING,
        stays=_WITH_BALLOTS,
    ),
    "proxies": Kept(
        people=("unit", "holder", "given_by"),
        key="vote",
        at="at",
        forget="nobody votes by it any more; no name stays",
        stays=_WITH_BALLOTS,
    ),
    "services": Kept(
        people=("unit", "person"),
        key="vote",
        at="at",
        forget="no name stays",
        stays=_WITH_BALLOTS,
    ),
}
