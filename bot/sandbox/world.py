"""One strict Telegram in memory: who is there, what was said, what the bot may do."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.sandbox.clockfile import MovedClock
from bot.sandbox.faults import Faults
from bot.sandbox.happenings import Happening, Listener
from bot.sandbox.limits import FloodGate
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.method import Method
from bot.sandbox.model import Chat, Json, Member, Message, StoredFile, User
from bot.sandbox.params import Params, Upload
from bot.sandbox.profile import BotProfile
from bot.sandbox.queries import Queries
from bot.sandbox.refused import Cut, Hang, Refused, bad
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook

TOKEN = "700000001:AAsandboxsandboxsandboxsandboxsandbox"  # noqa: S105 - opens nothing real
CALLS_KEPT = 5_000
Ref = int | str | User | Chat
Named = TypeVar("Named", User, Chat)


@dataclass(slots=True, frozen=True)
class Call:
    """One call of the bot as it went."""

    method: str
    params: Mapping[str, Any]
    result: Any = None
    refused: Refused | None = None


class World:
    """`await world.call(method, params, files)` is the Bot API; the rest is looking."""

    def __init__(
        self,
        token: str = TOKEN,
        bot_username: str = "yuanba_bot",
        clock: Callable[[], datetime] | None = None,
        *,
        bot_name: str = "院坝",
        reads_everything: bool = False,
        enforce_limits: bool = False,
        clock_file: str | Path | None = None,
    ) -> None:
        self.token = token
        self.bot = User(int(token.split(":")[0]), bot_name, username=bot_username, is_bot=True)
        self.reads_everything = reads_everything
        self.enforce_limits = enforce_limits
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.profile = BotProfile()
        self.updates = Updates()
        self.webhook: Webhook | None = None
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.monotonic: Callable[[], float] = time.monotonic
        self.queries = Queries(lambda: self.monotonic())
        self.gate = FloodGate(lambda: self.monotonic())
        self.last_shared_message_id = 0
        self.last_id = 0
        self._clock = MovedClock(clock, clock_file)
        self._listeners: set[Listener] = set()

    # Time

    @property
    def offset(self) -> timedelta:
        return self._clock.offset

    def now(self) -> datetime:
        return self._clock.now()

    def advance(self, by: timedelta) -> None:
        self._clock.advance(by)
        self.tell("clock", None, offset_s=self.offset.total_seconds())

    # Another courtyard

    def become(self, other: World) -> None:
        """Everything in here is replaced by what is in the other one, which is used up by it.

        Those who watch go on watching; what waited for the bot's answer waits in vain.
        """
        self.bot, self.users, self.chats = other.bot, other.users, other.chats
        self.files, self.profile = other.files, other.profile
        self.last_id, self.last_shared_message_id = other.last_id, other.last_shared_message_id
        self.updates.replace(other.updates)
        self.faults.clear()
        self.calls.clear()
        self.queries.open.clear()
        self._clock.advance(other.now() - self.now())
        self.tell("anew", None)

    # Looking

    def user(self, ref: Ref) -> User:
        if isinstance(ref, User):
            return ref
        if isinstance(ref, Chat):
            raise LookupError(f"{ref.title or ref.id} is a chat, not a person")
        key = _key(ref)
        found = self.users.get(key) if isinstance(key, int) else _named(key, self.users)
        if found is None:
            raise LookupError(f"nobody here is {ref}")
        return found

    def chat(self, ref: Ref) -> Chat:
        """A chat by id, @username or itself; a user stands for their private chat with the bot."""
        if isinstance(ref, Chat):
            return ref
        if isinstance(ref, User):
            return self.private(ref)
        key = _key(ref)
        found = self.chats.get(key) if isinstance(key, int) else _named(key, self.chats)
        if found is None:
            return self.private(self.user(ref))
        return found

    def private(self, user: User) -> Chat:
        if user.id not in self.chats:
            self.chats[user.id] = Chat(user.id, "private", user=user)
        return self.chats[user.id]

    def bot_in(self, chat: Chat) -> Member:
        return chat.member(self.bot)

    def fresh_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def take_updates(self) -> list[Json]:
        return self.updates.take()

    # Watching

    def listen(self) -> Listener:
        return Listener(self._listeners)

    def end_watching(self) -> None:
        for listener in tuple(self._listeners):
            listener.end()

    def tell(self, kind: str, chat_id: int | None, **data: Any) -> None:
        if self._listeners:
            happening = Happening(kind, self.now(), chat_id, data)
            for listener in tuple(self._listeners):
                listener.hear(happening)

    # The Bot API

    async def call(
        self,
        method: str,
        params: Mapping[str, Any],
        files: Mapping[str, Upload] | None = None,
    ) -> Any:
        """Carry out one call, or raise Refused (or Cut or Hang, when that was scheduled)."""
        known = METHODS.get(method.lower())
        if known is None:
            raise Refused(404, "Not Found")
        if known.quiet:
            await self._misfortune(known.name)
            return await self._carry_out(known, params, files)
        try:
            lost = await self._misfortune(known.name)
            result = await self._carry_out(known, params, files)
        except Refused as refused:
            self._note(Call(known.name, params, refused=refused))
            raise
        self._note(Call(known.name, params, result))
        if lost:
            raise Cut
        return result

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        if self._listeners:
            self.tell("call", None, call=call)

    async def _misfortune(self, method: str) -> bool:
        """Meet a scheduled fault; True when the answer is to be lost afterwards."""
        fault = self.faults.take(method) if self.faults.waiting else None
        if fault is None:
            return False
        if fault.kind == "status":
            raise fault.refusal()
        if fault.kind == "cut":
            raise Cut
        if fault.kind == "timeout":
            raise Hang
        if fault.kind == "delay":
            await asyncio.sleep(fault.delay_s)
        return fault.kind == "lost"

    async def _carry_out(
        self, known: Method, values: Mapping[str, Any], files: Mapping[str, Upload] | None
    ) -> Any:
        unknown = [name for name in values if name not in known.accepts]
        if unknown:
            raise bad(f"unknown parameter {unknown[0]} of {known.name}")
        params = Params(values, files)
        if known.paced and self.enforce_limits:
            self.gate.pass_through(params.text("chat_id"))
        result = known.run(self, params)
        return await result if inspect.iscoroutine(result) else result

    async def call_quietly(self, method: str, params: Mapping[str, Any]) -> None:
        """A call that came in a webhook's answer: whatever becomes of it, nobody is told."""
        with suppress(Refused, Cut, Hang):
            await self.call(method, params)

    async def aclose(self) -> None:
        """Stop pushing updates and let go of connections."""
        self.updates.stop_poll("terminated by the end of the sandbox")
        if self.webhook is not None:
            await self.webhook.stop()
            self.webhook = None

    def message(self, chat: Ref, message_id: int) -> Message:
        return self.chat(chat).by_id[message_id]


def _named(name: str, among: dict[int, Named]) -> Named | None:
    wanted = name.lower()
    return next((one for one in among.values() if (one.username or "").lower() == wanted), None)


def _key(ref: int | str) -> int | str:
    """`-100123`, `"-100123"` and `"@name"`: a number where it is one, else a bare name."""
    if isinstance(ref, int):
        return ref
    text = ref.strip()
    return int(text) if text.lstrip("-").isdigit() else text.removeprefix("@")
