"""A city: courtyards with an open vote on one database, and bots by webhook in processes of their
own, whose taps come over as many lines as Telegram would open."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.sandbox.ready import ReadyYard
from bot.sandbox.run import CHECKOUT, BotDied
from bot.sandbox.world import TOKEN, World
from bot.webhook import SECRET_HEADER
from handlers.views.vote_bits import Cast
from storage import upkeep
from storage.place import Place, Server
from storage.tx import Tx
from tests.bench.multiply import PEOPLE_APART
from tests.bench.scene import LOOK_S, PATIENCE_S, PRODUCT, Bot, crowd, write_down
from tests.bench.taps import Tapped
from tests.bench.yes import Yes

SECRET = "of-the-benchmarks"
HOOK = "/hook"
LINES = 64
"""Telegram opens up to 100 to one address."""
SEED = 20_260_412
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Worker:
    bot: Bot
    port: int


@dataclass
class City:
    """`template` is the database of its first courtyard: the vote is open, the card hangs."""

    yes: Yes
    yard: ReadyYard
    folder: Path
    turns: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often each person has tapped in each database: the next tap chooses otherwise."""
    _updates: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def template(self) -> Path:
        return self.folder / "template.sqlite"

    @asynccontextmanager
    async def worker(
        self,
        place: Place,
        *more: str,
        port: int | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> AsyncIterator[Worker]:
        """A bot by webhook that takes updates; killed at the end."""
        began, port = time.perf_counter(), port or _free_port()
        with (self.folder / "bot.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *PRODUCT, *more),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(place, port) | dict(settings),
            )
        try:
            await self._until_it_takes(process, port)
            yield Worker(Bot(process, self.template, time.perf_counter() - began), port)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _until_it_takes(self, process: asyncio.subprocess.Process, port: int) -> None:
        before = self.yes.calls["setWebhook"]
        async with asyncio.timeout(PATIENCE_S):
            while self.yes.calls["setWebhook"] == before or not await _is_open(port):
                if process.returncode is not None:
                    raise BotDied((self.folder / "bot.log").read_text("utf-8")[-2000:])
                await asyncio.sleep(LOOK_S)

    def _environment(self, place: Place, port: int) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("YUANBA_")}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), kept.get("PYTHONPATH")))),
            "YUANBA_TOKEN": TOKEN,
            "YUANBA_API_URL": self.yes.address,
            "YUANBA_DATABASE": place.address if isinstance(place, Server) else str(place),
            "YUANBA_WEBHOOK_URL": f"http://127.0.0.1:{port}{HOOK}",
            "YUANBA_WEBHOOK_PORT": str(port),
            "YUANBA_WEBHOOK_SECRET": SECRET,
            "YUANBA_LOG": "WARNING",
        }

    def people(self, courtyards: Sequence[int], seed: int = SEED) -> Iterator[tuple[int, int]]:
        """Courtyard and person, for ever: everybody in them in an order made by chance (seeded)."""
        users = [user.id for user in self.yard.by_label.values()]
        everybody = [
            (courtyard, user + (courtyard - 1) * PEOPLE_APART)
            for courtyard in courtyards
            for user in users
        ]
        random.Random(seed).shuffle(everybody)
        return itertools.cycle(everybody)

    def taps(self, place: Place, courtyards: Sequence[int], seed: int = SEED) -> Iterator[bytes]:
        """Requests that cast ballots, each person's next otherwise than the one before."""
        for courtyard, person in self.people(courtyards, seed):
            self.turns[str(place), person] += 1
            choice = self.turns[str(place), person] % 2
            data = Cast(courtyard=courtyard, vote=1, choice=choice).pack()
            yield self.posted(self._pressed(courtyard, person, data))

    def _pressed(self, courtyard: int, person: int, data: str) -> dict[str, object]:
        chat = {"id": self.yard.group.id - (courtyard - 1), "type": "supergroup", "title": "院"}
        sender = {"id": person, "is_bot": False, "first_name": f"邻居{person}"}
        message = {"message_id": 5, "date": 1, "chat": chat}
        query = {"from": sender, "message": message, "chat_instance": "1", "data": data}
        number = next(self._updates)
        return {"update_id": number, "callback_query": {"id": f"{number}", **query}}

    def said(self, courtyard: int, person: int, text: str) -> bytes:
        """The request that brings a command: a topic in the group, the rest in private."""
        sender = {"id": person, "is_bot": False, "first_name": f"邻居{person}"}
        group = {"id": self.yard.group.id - (courtyard - 1), "type": "supergroup", "title": "院"}
        chat = group if " " in text else {"id": person, "type": "private", "first_name": "邻居"}
        command = {"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}
        number = next(self._updates)
        message = {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text}
        return self.posted({"update_id": number, "message": {**message, "entities": [command]}})

    def posted(self, update: dict[str, object]) -> bytes:
        body = json.dumps(update).encode()
        head = (
            f"POST {HOOK} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SECRET_HEADER}: {SECRET}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@asynccontextmanager
async def open_city(folder: Path, households: int, yes: Yes) -> AsyncIterator[City]:
    """The template of every courtyard is made, and its card put up by the product."""
    yard = crowd(World(), households)
    city = City(yes, yard, folder)
    first = folder / "first.sqlite"
    await write_down(yard, first)
    async with city.worker(first):
        async with asyncio.timeout(PATIENCE_S):
            while not upkeep.look(first, upkeep.at_rest):
                await asyncio.sleep(0.05)
    upkeep.copy(first, city.template)
    yield city


async def tap(
    workers: Sequence[Worker], taps: Iterator[bytes], seconds: float, lines: int = LINES
) -> Tapped:
    """Over as many lines, shared among the workers, each next tap once the last is answered."""
    tapped = Tapped(seconds)
    until = time.perf_counter() + seconds
    ports = [worker.port for worker in workers]
    await asyncio.gather(
        *(_line(port, taps, tapped, until) for port, _ in zip(itertools.cycle(ports), range(lines)))
    )
    return tapped


async def _line(port: int, taps: Iterator[bytes], tapped: Tapped, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while (began := time.perf_counter()) < until:
            writer.write(next(taps))
            said = await answer(reader)
            ended = time.perf_counter()
            tapped.pressed += 1
            tapped.said[said[:3]] += 1
            if ended < until or not tapped.waits:
                tapped.waits.append(ended - began)
    finally:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> str:
    """The toast in it. Raises asyncio.IncompleteReadError, OSError when the worker is gone."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    if not head.startswith(b"HTTP/1.1 200"):
        return head[9:12].decode()
    return str(json.loads(body).get("text", "")) if body else ""


def cast(place: Place) -> int:
    """How many ballots were stored so far, changed ones counted each time."""

    def count(tx: Tx) -> int:
        return int(tx.value("SELECT count(*) FROM ballot_history"))

    return upkeep.look(place, count)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
