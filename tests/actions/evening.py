"""An evening's history of a courtyard, act by act: some of everything that is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.access import Act
from bot.actions import (
    attending,
    closing,
    covenant,
    events,
    for_others,
    opening,
    papers,
    proxies,
    second,
    signing,
    topics,
    vote_drafts,
    votes,
)
from bot.rules.triage import Matter
from storage import outbox, people, prompts, residents
from storage.ballots import Channel
from storage.events import Reply
from storage.tx import Tx
from tests.actions.conftest import MovedIn

SATURDAY = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
OVER, RUNNING, SECRET, RANKED = 1, 2, 3, 4
"""The votes of the evening."""
FAR = timedelta(days=3)


class Evening:
    def __init__(self, moved_in: MovedIn) -> None:
        self.tx: Tx = moved_in.tx
        self.yard = moved_in.crowd.courtyard
        self.council = [user.id for user in moved_in.crowd.council]
        self.organizer = moved_in.crowd.organizer.id
        self.homes = [user.id for user in moved_in.crowd.by_label.values()][20:]

    def does(self, act: Any, person: int, *args: Any, **how: Any) -> Any:
        return act(self.tx, self.yard, person, *args, **how)

    def spend(self) -> None:
        self._topics()
        self._votes()
        self._event()
        self._covenant()
        account = self.council[0]
        prompts.ask(self.tx, account, self.yard, "vote.close", {"vote": RUNNING})
        self.does(closing.ask_to_close, account, RUNNING, "都投完了")

    def _topics(self) -> None:
        self.does(topics.raise_topic, self.homes[0], "楼道灯坏了", Matter.SHARED, public=True)
        self.does(topics.raise_topic, self.homes[1], "东墙种樱桃树", Matter.SHARED, public=True)

    def _opened(self, title: str, **changes: Any) -> int:
        number: int = self.does(
            vote_drafts.draft, self.council[0], title, closes_at=self.tx.now + FAR
        )
        if changes:
            self.does(vote_drafts.change_draft, self.council[0], number, **changes)
        self.does(opening.open_vote, self.council[0], self.council[1], {"vote": number})
        return number

    def _votes(self) -> None:
        over = self._opened("东墙种樱桃树？")
        for n, person in enumerate(self.homes[:60]):
            self.does(votes.cast, person, over, (n % 3,))
        self.does(votes.cast, self.homes[0], over, (1,))
        closing.close_on_time(self.tx, self.yard, str(over))
        running = self._opened("楼道换灯？")
        for person in self.homes[:10]:
            self.does(votes.cast, person, running, (0,))
        self._brought(running)
        secret = self._opened("换物业？", secret=True)
        for n, person in enumerate(self.homes[:12]):
            self.does(votes.cast, person, secret, (n % 2,))

    def _brought(self, number: int) -> None:
        """One by proxy, one on paper, one read once, one in hand."""
        first, other = self.council[1:3]
        units = [self._home(person) for person in self.homes[20:24]]
        self.does(proxies.give, self.homes[20], number, self.homes[40])
        self.does(proxies.answer, self.homes[40], number, units[0], True)
        self.does(for_others.cast_held, self.homes[40], number, units[0], 0)
        vote = votes.get(self.tx, self.yard, number)
        papers.read(self.tx, vote, units[1], first, (0,))
        papers.read(self.tx, vote, units[1], other, (0,))
        papers.read(self.tx, vote, units[2], first, (1,))
        self.does(for_others.take, first, number, units[3], Channel.PAPER)

    def _home(self, person: int) -> int:
        found = residents.resident(self.tx, self.yard, person)
        assert found is not None
        assert found.household is not None
        return found.household

    def _event(self) -> None:
        number = self.does(events.draft, self.organizer, "樱桃节")
        changes = {"starts_at": SATURDAY, "place": "东三巷", "capacity": 4}
        self.does(events.change_draft, self.organizer, number, **changes)
        self.does(events.call, self.organizer, number)
        for person in self.homes[:3]:
            self.does(attending.answer, person, number, Reply.GOING, 2)

    def _covenant(self) -> None:
        first, other = self.council[:2]
        number = self.does(covenant.write, first, "1. 晚上十点过后小声点\n2. 遛狗要牵绳")
        self.does(covenant.submit, first, number)
        args = json.loads(
            self.tx.value("SELECT args FROM seconds WHERE act = ?", Act.PUBLISH_COVENANT)
        )
        waits: int = self.tx.value("SELECT id FROM seconds WHERE state = 'WAITING'")
        self.does(second.confirm, other, waits)
        covenant.publish(self.tx, self.yard, first, other, args)
        found = covenant.get(self.tx, self.yard, number)
        for person in self.homes[:5]:
            self.does(signing.sign, person, number, signing.seal_of(found))

    def parked(self) -> None:
        outbox.send(self.tx, self.yard, self.homes[0], "core.sorry")
        self.tx.run("UPDATE outbox SET state = 'PARKED', error = 'Forbidden' WHERE id = 1")
        assert people.get(self.tx, self.homes[0])
