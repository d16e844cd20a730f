"""A small console for the sandbox: whoever sits at the terminal is a person in the courtyard."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.model import Button, Chat, Message, User
from bot.sandbox.refused import CannotAct
from bot.sandbox.run import Stage

Show = Callable[[str], None]
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = "3-2-501"
RECENT = 5
HELP = """\
  说 TEXT     say TEXT      私下对机器人说，直接打字也行 · speak to the bot; just type
  群 TEXT     group TEXT    在群里说 · speak in the group
  按 2        press 2       按第 2 个按钮，光打数字也行 · press a button by its number
  看 / 看群   read [group]  再看一遍私聊、群 · look at the private chat, the group
  是 1-1-101  as 1-1-101    换个人：门牌、主席、路人 · be someone else: a door, chair, passer
  谁          who           这里有哪些人 · who is here
  钟 +1d      clock +1d     把时间往后拨（d 天 h 时 m 分） · move the time on
  帮助 / 走   help / quit"""
_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


class Console:
    """Obeys one line at a time and shows what there is to see afterwards."""

    def __init__(self, stage: Stage, show: Show) -> None:
        self._stage = stage
        self._show = show
        self._me = stage.yard.by_label[FIRST]
        self._buttons: list[tuple[Message, Button]] = []
        self._seen: dict[tuple[int, int], int] = {}
        self._orders: dict[str, Callable[[str], Awaitable[None]]] = {
            **dict.fromkeys(("说", "say"), self._say),
            **dict.fromkeys(("群", "group"), self._say_in_group),
            **dict.fromkeys(("按", "press"), self._press),
            **dict.fromkeys(("看", "read"), self._read),
            "看群": self._read_group,
            **dict.fromkeys(("是", "as"), self._become),
            **dict.fromkeys(("谁", "who"), self._who),
            **dict.fromkeys(("钟", "clock"), self._advance),
            **dict.fromkeys(("帮助", "help", "?", "？"), self._help),
        }

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Until somebody says 走 or quit, or there are no more lines."""
        await self._help("")
        self._show(f"您现在是 {self._name(self._me)} · You are {self._name(self._me)}")
        async for line in lines:
            if line.strip() in ("走", "quit", "exit"):
                return
            if line.strip():
                await self.obey(line.strip())

    async def obey(self, line: str) -> None:
        """What cannot be done is said, and nothing ends."""
        word, _, rest = line.partition(" ")
        try:
            if order := self._orders.get(word):
                await order(rest.strip())
            elif line.isdigit():
                await self._press(line)
            else:
                await self._say(line)
        except (CannotAct, LookupError, ValueError, TimeoutError) as error:
            self._show(f"✋ {error}")

    async def _say(self, text: str) -> None:
        self._stage.people.say(self._me, self._me, text)
        await self._look()

    async def _say_in_group(self, text: str) -> None:
        self._stage.people.say(self._me, self._stage.group, text)
        await self._look()

    async def _press(self, number: str) -> None:
        n = int(number) if number.isdigit() else 0
        if not 1 <= n <= len(self._buttons):
            raise LookupError(f"没有第 {number} 个按钮 · no button {number}")
        message, button = self._buttons[n - 1]
        if button.data is not None:
            toast = await self._stage.people.press(self._me, message, button.data)
            if toast.text:
                self._show(f"💬 {toast.text}")
            self._follow(toast.url)
        elif button.copy_text is not None:
            self._show(f"📋 {button.copy_text}")
        else:
            self._follow(button.url)
        await self._look()

    def _follow(self, url: str | None) -> None:
        """A deep link opens the private chat; any other is only shown."""
        if not url:
            return
        _, found, payload = url.partition("?start=")
        if found:
            self._stage.people.start(self._me, payload)
        else:
            self._show(f"🔗 {url}")

    async def _read(self, where: str) -> None:
        chat = self._stage.group if where in ("群", "group") else self._private()
        self._buttons = []
        for message in chat.messages[-RECENT:]:
            self._show_message(message)

    async def _read_group(self, _: str) -> None:
        await self._read("group")

    async def _become(self, who: str) -> None:
        self._me = self._person(who)
        self._buttons = []
        self._show(f"您现在是 {self._name(self._me)} · You are {self._name(self._me)}")

    async def _who(self, _: str) -> None:
        yard = self._stage.yard
        self._show(f"主席 chair: {self._name(yard.chair)}")
        council = "、".join(self._name(one) for one in yard.council[1:])
        self._show(f"议事会 council: {council}")
        self._show(f"组织人 organizer: {self._name(yard.organizer)}")
        self._show(f"路人 passer: {self._name(yard.stranger)}")
        doors = list(yard.by_label)
        self._show(f"一共 {len(doors)} 户 households: {doors[0]} … {doors[-1]}")

    async def _advance(self, span: str) -> None:
        found = _SPAN.fullmatch(span.removeprefix("+"))
        if found is None or not any(found.groups()):
            raise ValueError("这样写 · like this: +1d, +2h30m")
        days, hours, minutes = (int(part or 0) for part in found.groups())
        await self._stage.advance(timedelta(days=days, hours=hours, minutes=minutes))
        now = self._stage.world.now().astimezone(SHANGHAI)
        self._show(f"🕰 {now:%Y-%m-%d %H:%M}")
        await self._look()

    async def _help(self, _: str) -> None:
        self._show(HELP)

    async def _look(self) -> None:
        """Show what is new, or was changed, since the last look."""
        await self._stage.caught_up()
        self._buttons = []
        for chat in (self._stage.group, self._private()):
            for message in chat.messages:
                key = (chat.id, message.message_id)
                if self._seen.get(key) != message.edits and message.sender is not self._me:
                    self._show_message(message)

    def _show_message(self, message: Message) -> None:
        chat = message.chat
        self._seen[chat.id, message.message_id] = message.edits
        if message.service:
            return
        sender = self._name(message.sender) if message.sender else chat.title
        place = "私聊" if chat.user else chat.title
        self._show(f"── {place} · {sender}")
        if message.text:
            self._show(message.text)
        for row in message.buttons:
            self._show("  ".join(self._numbered(message, button) for button in row))

    def _numbered(self, message: Message, button: Button) -> str:
        self._buttons.append((message, button))
        return f"[{len(self._buttons)}] {button.text}"

    def _private(self) -> Chat:
        return self._stage.world.private(self._me)

    def _name(self, user: User) -> str:
        label = self._stage.yard.labels.get(user.id)
        return f"{user.name}（{label}）" if label else user.name

    def _person(self, who: str) -> User:
        yard = self._stage.yard
        known = {"主席": yard.chair, "chair": yard.chair, "路人": yard.stranger}
        known |= {"passer": yard.stranger, "组织人": yard.organizer, "organizer": yard.organizer}
        found = known.get(who) or yard.by_label.get(who)
        return found or self._stage.world.user(who)


async def typed() -> AsyncIterator[str]:
    """Lines from standard input, read in a thread that never keeps the program from ending."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    threading.Thread(target=_read_lines, args=(loop, lines), daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def _read_lines(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None]) -> None:
    rest = b""
    while chunk := os.read(0, 4096):  # sys.stdin would hold a lock at the interpreter's end
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            loop.call_soon_threadsafe(lines.put_nowait, line.decode(errors="replace"))
    loop.call_soon_threadsafe(lines.put_nowait, None)
