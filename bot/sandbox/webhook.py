"""Pushes updates to the bot's webhook: in order per chat or person, until each is taken."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from bot.sandbox.model import Json
from bot.sandbox.updates import Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name, not a secret
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 30.0
ANSWER_TIMEOUT_S = 60
Carry = Callable[[str, Json], Awaitable[Any]]


def lane_of(update: Json) -> int:
    """Updates of one chat keep their order, and so do the presses of one person."""
    kind = next(kind for kind in update if kind != "update_id")
    origin: Json = update[kind]["from" if kind == "callback_query" else "chat"]
    return int(origin["id"])


@dataclass(slots=True)
class Webhook:
    """One registered address. `carry` carries out a method the bot put into its answer."""

    url: str
    secret: str
    max_connections: int
    updates: Updates
    carry: Carry
    last_error: str | None = None
    last_error_at: int | None = None
    now: Callable[[], int] = lambda: 0
    _lanes: dict[int, deque[Json]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None
    _slots: asyncio.Semaphore = field(init=False)
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.max_connections)

    def start(self) -> None:
        self.updates.on_push = self.push
        for update in list(self.updates.pending.values()):
            self.push(update)

    def push(self, update: Json) -> None:
        lane_id = lane_of(update)
        lane = self._lanes.setdefault(lane_id, deque())
        lane.append(update)
        if len(lane) == 1:
            task = asyncio.get_running_loop().create_task(self._run(lane_id, lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        self.updates.on_push = None
        self._stopped = True
        # A bot may take its webhook down in the answer to that very webhook.
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _run(self, lane_id: int, lane: deque[Json]) -> None:
        while lane and not self._stopped:
            await self._deliver(lane[0])
            self.updates.confirm(lane[0]["update_id"])
            lane.popleft()
        self._lanes.pop(lane_id, None)

    async def _deliver(self, update: Json) -> None:
        wait = FIRST_WAIT_S
        while not await self._attempt(update):
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_S)

    async def _attempt(self, update: Json) -> bool:
        async with self._slots:
            try:
                answer = await self._post(update)
            except (TimeoutError, aiohttp.ClientError) as error:
                self._note("Connection refused" if _refused(error) else "Read timeout expired")
                return False
        if answer is None:
            return False
        method = answer.pop("method", None)
        if isinstance(method, str):
            # Telegram never tells the bot how a call in a webhook's answer went.
            await self.carry(method, answer)
        return True

    async def _post(self, update: Json) -> Json | None:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        limit = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S)
        session = self._open_session()
        async with session.post(self.url, json=update, headers=headers, timeout=limit) as response:
            if not 200 <= response.status < 300:
                self._note(f"Wrong response from the webhook: {response.status} {response.reason}")
                return None
            return await _method_in(response)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _note(self, words: str) -> None:
        self.last_error, self.last_error_at = words, self.now()


def _refused(error: Exception) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError)


async def _method_in(response: aiohttp.ClientResponse) -> Json:
    """The call a bot may put into its answer, as JSON or as a form."""
    if response.content_type == "application/json":
        try:
            body = await response.json()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}
    if response.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(await response.text()))
    return {}
