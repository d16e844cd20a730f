"""What each table holds of people, where they see it, what /forget does with it, and how long it
stays: one place, so that a table nobody has thought about cannot get in (tests/test_personal.py).

The law on personal information (个人信息保护法): all of it is shown to whoever asks (art. 45), and
erased when somebody takes their consent back (art. 47). The names of times are those of
storage.terms.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A table: `people` are its columns with numbers of accounts, `words` those with names or with
    what people wrote. `shown` names the parts of /mydata it stands in; where it is empty `why_not`
    says why. `forget` is what /forget does, `stays` how long it is there without that."""

    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    why_not: str = ""
    forget: str = ""
    stays: str = ""

    @property
    def personal(self) -> bool:
        return bool(self.people or self.words)


NOTHING = "holds nothing about anybody"
OF_THE_YARD = "belongs to the courtyard: it is published, and names nobody"
_WITH_BALLOTS = "BALLOTS after the result is final"
_AS_RESIDENT = "while they live here"

TABLES: dict[str, Kept] = {
    "courtyards": Kept(why_not=OF_THE_YARD, stays="for good"),
    "counters": Kept(why_not=NOTHING, stays="for good"),
    "migrations": Kept(why_not=NOTHING, stays="for good"),
    "people": Kept(
        people=("person",),
        words=("name", "username"),
        shown=("account",),
        forget="the row goes",
        stays="while they belong to a courtyard; STRANGERS otherwise",
    ),
    "households": Kept(
        people=("voter",),
        shown=("residents",),
        forget="nobody is named any more; the home stays, as a door has an owner whoever it is",
        stays="for good: a door and its size, without a name",
    ),
    "residents": Kept(
        people=("person",),
        words=("claim",),
        shown=("residents",),
        forget="the row goes",
        stays="while they live here; GONE after they moved out, then all of /forget is done",
    ),
    "roles": Kept(
        people=("person",), shown=("residents",), forget="the rows go", stays=_AS_RESIDENT
    ),
    "seconds": Kept(
        people=("by_person", "decided_by", "args"),
        words=("args",),
        shown=("residents",),
        forget="0 in their place, what they asked for ends, and its words go",
        stays="SETTLED after it was asked",
    ),
    "prompts": Kept(
        people=("person", "args"),
        words=("args",),
        shown=("open_question",),
        forget="the row goes, and questions to others that are about them",
        stays="QUESTION",
    ),
    "outbox": Kept(
        people=("chat", "args", "dedupe"),
        words=("args", "error"),
        shown=("messages",),
        forget="messages to them and messages that are about them go; the last one, which says so, "
        "goes when it is sent",
        stays="SENT; what can never be delivered LETTERS",
    ),
    "cards": Kept(
        people=("subject", "chat"),
        shown=("live_messages",),
        forget="cards about them and cards in their private chat go",
        stays="while what they show is there",
    ),
    "due": Kept(
        people=("subject",),
        words=("error",),
        shown=("planned",),
        forget="what is planned about them goes",
        stays="until it is due",
    ),
    "audit": Kept(
        people=("payload",),
        words=("payload",),
        shown=("courtyard",),
        forget="what the entries that name them say is erased; the hashes stay, the chain verifies",
        stays="LEDGER; what it says of single ballots goes with the ballots",
    ),
    "seen": Kept(why_not="numbers of updates, without whose they were", stays="SENT"),
    "dead_letters": Kept(
        people=("content", "error"),
        words=("content", "error"),
        shown=("failed_updates",),
        forget="the letters in which they occur go",
        stays="LETTERS",
    ),
    "topics": Kept(
        people=("author", "sorted_by", "officer"),
        words=("title", "text", "handler", "agreed", "explained", "appeal"),
        shown=("topics",),
        forget="no name stays; family matters go with their words, what the yard shares stays",
        stays="TOPICS after the last thing that happened to it, then its number and dates only",
    ),
    "topic_history": Kept(
        people=("person",),
        words=("note",),
        shown=("topics",),
        forget="as the topic",
        stays="as the topic, then it goes",
    ),
    "topic_drafts": Kept(
        people=("person",), words=("text",), shown=("topics",), forget="goes", stays="LYING"
    ),
    "topic_picks": Kept(
        people=("person",), shown=("topics",), forget="go", stays="as the topic, then they go"
    ),
    "topic_ratings": Kept(
        people=("person", "unit"),
        shown=("topics",),
        forget="no name stays; the rating of one without a household goes",
        stays="as the topic, then they go",
    ),
    "votes": Kept(
        people=("by_person",),
        words=("title", "options", "advice", "close_reason", "effect"),
        shown=("put_together",),
        forget="0 in their place; what was never sent goes; what was asked and decided stays",
        stays="question, sums and result for good; a draft LYING; who opened it: " + _WITH_BALLOTS,
    ),
    "objections": Kept(
        people=("person", "unit"),
        words=("text", "reason"),
        shown=("objections",),
        forget="no name stays; what was objected was published and stays",
        stays="whose it was: " + _WITH_BALLOTS + "; text and ruling for good",
    ),
    "vote_roll": Kept(
        people=("unit", "voter"),
        words=("label",),
        shown=("votes",),
        forget="a number of its own in their place, no name",
        stays=_WITH_BALLOTS,
    ),
    "vote_buildings": Kept(why_not="how many of a building have voted", stays="for good"),
    "vote_flats": Kept(why_not="which flats are one owner's, without a name", stays=_WITH_BALLOTS),
    "ballots": Kept(
        people=("unit", "person", "helper"),
        shown=("votes", "doorstep"),
        forget="the ballot stays counted for the household; no name stays",
        stays=_WITH_BALLOTS,
    ),
    "ballot_history": Kept(
        people=("unit", "person", "helper"),
        shown=("votes", "doorstep"),
        forget="as the ballot",
        stays=_WITH_BALLOTS,
    ),
    "ballot_drafts": Kept(
        people=("person",), shown=("vote form",), forget="go", stays="until the vote is over"
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
        shown=("consent",),
        forget="name and words go; that there was one stays counted",
        stays=_WITH_BALLOTS,
    ),
    "vote_turnout": Kept(
        people=("unit",),
        shown=("votes",),
        forget="a number of its own in their place",
        stays=_WITH_BALLOTS,
    ),
    "secret_ballots": Kept(
        why_not="ballots without a name, a time or an order: whose they are is kept nowhere",
        stays=_WITH_BALLOTS,
    ),
    "covenants": Kept(
        people=("by_person", "second_person"),
        words=("clauses", "note"),
        shown=("covenant",),
        forget="drafts go, published texts stay without a name",
        stays="published texts for good, who wrote them TOPICS; a draft GONE",
    ),
    "covenant_signatures": Kept(
        people=("person",),
        shown=("covenant",),
        forget="the household's signature stays without a name",
        stays=_AS_RESIDENT,
    ),
    "covenant_taps": Kept(people=("person",), shown=("covenant",), forget="goes", stays="QUESTION"),
    "events": Kept(
        people=("by_person",),
        words=("title", "place", "reason", "report"),
        shown=("events",),
        forget="drafts go, what took place stays without a name",
        stays="what took place for good, who called it TOPICS; a draft LYING",
    ),
    "event_answers": Kept(
        people=("person",),
        shown=("events",),
        forget="places in events to come go; elsewhere no name stays",
        stays="who it was ANSWERS after the event, the heads for good",
    ),
    "vouches": Kept(
        people=("person", "by_person"),
        shown=("residents",),
        forget="go",
        stays="until the claim is settled; LYING at most",
    ),
    "roll_changes": Kept(
        people=("by_person", "content"),
        words=("content",),
        shown=("roll",),
        forget="what they put together goes, and what would name them",
        stays="a draft LYING; that it was done SETTLED, without what it said",
    ),
    "broadcasts": Kept(
        people=("by_person",),
        words=("text",),
        shown=("broadcast",),
        forget="drafts go, what was announced stays without a name",
        stays="TOPICS; a draft LYING",
    ),
    "broadcast_declined": Kept(
        people=("person",), shown=("broadcast",), forget="goes", stays=_AS_RESIDENT
    ),
    "channels": Kept(
        people=("by_person",),
        words=("title",),
        shown=("channel",),
        forget="no name stays",
        stays="while it is the notice board",
    ),
    "paper_readings": Kept(
        people=("unit", "first", "second"),
        shown=("doorstep",),
        forget="what they alone have read goes; elsewhere no name stays",
        stays=_WITH_BALLOTS,
    ),
    "visits": Kept(
        people=("unit", "person"),
        shown=("doorstep",),
        forget="no name stays",
        stays=_WITH_BALLOTS,
    ),
    "ballots_in_hand": Kept(
        people=("person", "unit"),
        shown=("doorstep",),
        forget="goes",
        stays="until the vote is over",
    ),
    "sheet_keys": Kept(why_not=NOTHING, stays=_WITH_BALLOTS),
    "proxies": Kept(
        people=("unit", "holder", "given_by"),
        shown=("proxies",),
        forget="nobody votes by it any more; no name stays",
        stays=_WITH_BALLOTS,
    ),
    "services": Kept(
        people=("unit", "person"),
        shown=("serving",),
        forget="no name stays",
        stays=_WITH_BALLOTS,
    ),
    "petitions": Kept(why_not="how many have signed", stays="for good"),
    "petition_names": Kept(
        people=("person",),
        shown=("petitions",),
        forget="go; a petition that had enough keeps the number",
        stays="as the topic, then they go",
    ),
}
