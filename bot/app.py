"""The composition root: the only place that knows all parts and how they fit together."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Bot
from telegram.request import BaseRequest

from bot.cards import CardDrawer
from bot.clock import Clock, FollowedClock, SystemClock
from bot.column import House
from bot.counted import CountedRequest
from bot.delivery import Wire
from bot.intake import Intake
from bot.menu import put_up_menu
from bot.metrics import Metrics
from bot.moved import Moves
from bot.outbox import Postman
from bot.pace import Pace
from bot.perform import Performer
from bot.render import Renderer
from bot.second_try import SecondTries
from bot.sender import CARD_SPACING, Sender
from bot.settings import Settings
from bot.telegram_http import AiohttpRequest
from bot.wakeup import Wakeup
from handlers import COLUMNS
from storage.claim import while_ours
from storage.database import Database, open_database
from storage.store import BATCH

log = logging.getLogger("yuanba")

CLOCK_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Tempo:
    """How fast we may write: Telegram's limits, unless a test has none."""

    pace: Pace = field(default_factory=Pace)
    card_spacing: float = CARD_SPACING


@dataclass(frozen=True)
class App:
    """All parts, running as long as the context that opened them."""

    bot: Bot
    username: str
    store: Database
    house: House
    intake: Intake
    sender: Sender
    wakeup: Wakeup
    second_tries: SecondTries
    clock: Clock
    metrics: Metrics

    async def run(self) -> None:
        """Work by polling until cancelled. Raises InvalidToken."""
        log.info("@%s is listening", self.username)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.intake.poll_forever(), name="intake")
            self.keep_working(group)

    def keep_working(self, group: asyncio.TaskGroup) -> None:
        """Everything but the intake (a webhook server brings its own)."""
        sending = while_ours(self.store.claim("sender"), self.sender.run_forever)
        group.create_task(sending, name="sender")
        group.create_task(self.wakeup.take_turns(), name="due")
        trying = while_ours(self.store.claim("clock"), self.second_tries.run_forever)
        group.create_task(trying, name="letters")
        if isinstance(self.clock, FollowedClock):
            group.create_task(self._follow(self.clock), name="clock")

    async def _follow(self, clock: FollowedClock) -> None:
        """Notice that the sandbox has moved the time, and do what has become due."""
        offset = clock.offset()
        while True:
            await asyncio.sleep(CLOCK_LOOK_SECONDS)
            if clock.offset() != offset:
                offset = clock.offset()
                await self.wakeup.sweep()
                self.sender.wake()


@asynccontextmanager
async def open_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    requests: tuple[BaseRequest, BaseRequest] | None = None,
    tempo: Tempo | None = None,
    batch: int = BATCH,
    metrics: Metrics | None = None,
) -> AsyncIterator[App]:
    """Build everything, start the store and the clock, and take it all down at the end.

    `requests` (for polling, for calls) and `tempo` replace the network and its limits in tests;
    `batch` is how many acts may share a commit. Raises WrongSetting,
    storage.errors.NotWritable or SchemaTooNew, telegram.error.InvalidToken.
    """
    # PTB 22 warns of every RetryAfter unless its durations are asked for as timedeltas.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    if settings.token is None:
        raise ValueError("an app needs a token")
    clock = clock or (FollowedClock(settings.clock) if settings.clock else SystemClock())
    metrics = metrics or Metrics()
    given = requests or (_request(settings, 4), _request(settings, 256))
    polling, calling = (CountedRequest(one, metrics) for one in given)
    bot = Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        get_updates_request=polling,
        request=calling,
    )
    store = await open_database(settings.place, clock.now, batch=batch, watch=metrics)
    try:
        async with bot:
            moves = Moves(bot, store)
            tempo = tempo or Tempo()
            app = _assemble(bot, polling, store, clock, tempo, moves, settings.font, metrics)
            await put_up_menu(bot)
            await moves.look()
            await app.wakeup.start()
            try:
                yield app
            finally:
                await app.wakeup.stop()
                await app.intake.drain()
    finally:
        await store.close()


def _assemble(
    bot: Bot,
    polling: BaseRequest,
    store: Database,
    clock: Clock,
    tempo: Tempo,
    moves: Moves,
    font: Path | None,
    metrics: Metrics,
) -> App:
    house = House(*COLUMNS)
    username = bot.username
    renderer, wire = Renderer(house, username, font), Wire(bot)
    postman = Postman(store, wire, renderer, tempo.pace)
    drawer = CardDrawer(store, wire, renderer, tempo.pace)
    performer = Performer(house, username)
    intake = Intake(bot, polling, store, performer, moves, metrics)
    return App(
        bot,
        username,
        store,
        house,
        intake,
        Sender(store, clock, postman, drawer, tempo.card_spacing),
        Wakeup(store, clock, house.due),
        SecondTries(store, intake, performer),
        clock,
        metrics,
    )


def _request(settings: Settings, connections: int) -> AiohttpRequest:
    return AiohttpRequest(connection_pool_size=connections, proxy=settings.proxy or None)
