"""A meeting told as it happens: who says and taps what, and what the bot writes, line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.model import Chat, Message, User
from bot.sandbox.neighbour import Neighbour, Scene

Show = Callable[[str], None]
_ZONE = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"
_INDENT = "      "
_BLANK = ("·", " ")


class Teller:
    """Lets neighbours act and shows every word of it to whoever watches.

    Messages that other people get privately are shown only when `also` names them, or one evening
    of 120 households would be mostly reminders.
    """

    def __init__(self, scene: Scene, show: Show, name_of: Callable[[User], str]) -> None:
        self._scene = scene
        self._show = show
        self._name_of = name_of
        self._told: dict[int, int] = {}

    def title(self, text: str) -> None:
        self._show(f"\n━━ {text} ━━")

    def note(self, text: str) -> None:
        """Something the watcher should know, said by nobody in the courtyard."""
        self._show(f"  （{text}）")

    def clock(self) -> None:
        now: datetime = self._scene.world.now().astimezone(_ZONE)
        day = f"{now.month}月{now.day}日 星期{_WEEKDAYS[now.weekday()]} {now:%H:%M}"
        self._show(f"\n🕗 {day}")

    async def says_in_group(self, who: Neighbour, text: str, *also: Neighbour) -> None:
        self._show(f"{self._name(who)}：{_block(text)}")
        await self._acts(who.says_in_group(text), who, *also)

    async def says(self, who: Neighbour, text: str, *also: Neighbour) -> None:
        """Privately, to the bot."""
        self._show(f"{self._name(who)}（私聊）：{_block(text)}")
        await self._acts(who.says(text), who, *also)

    async def taps(
        self, who: Neighbour, label: str, *also: Neighbour, on: Message | None = None
    ) -> str:
        where = "群里" if on else "私聊里"
        before = self._latest(who)
        toast: str = await who.taps(label, on=on)
        said = f" → 「{toast}」" if toast else ""
        self._show(f"👆 {self._name(who)} 在{where}点「{label}」{said}")
        self._changed(who, before)
        self._news(who, *also)
        return toast

    def shows(self, message: Message) -> None:
        """A message as it stands now (a card that has changed)."""
        self._show(self._written("院坝（群里这张卡片现在是）", message))

    def news(self, *also: Neighbour) -> None:
        """What the bot has written into the group since, and to the people named."""
        self._news(*also)

    def count_news(self, who: Neighbour) -> int:
        """How much of it somebody has that was not told yet."""
        known = self._told.get(who.chat.id, 0)
        return sum(m.message_id > known and m.sender is not who.user for m in who.chat.messages)

    def forget_news(self) -> None:
        """What is written by now is known: it is not told again."""
        for chat in self._scene.world.chats.values():
            self._told[chat.id] = _last(chat)
        for user in list(self._scene.world.users.values()):
            if user.started:
                private = self._scene.world.private(user)
                self._told[private.id] = _last(private)

    async def _acts(self, act: Awaitable[object], *listeners: Neighbour) -> None:
        await act
        self._news(*listeners)

    def _latest(self, who: Neighbour) -> tuple[int, int]:
        mine = [m for m in who.chat.messages if m.sender is self._scene.world.bot]
        return (mine[-1].message_id, mine[-1].edits) if mine else (0, 0)

    def _changed(self, who: Neighbour, before: tuple[int, int]) -> None:
        """The private screen that a tap has turned into another one."""
        number, edits = self._latest(who)
        if number == before[0] and edits > before[1]:
            self._show(self._written(f"院坝 → {self._name(who)}", who.newest()))

    def _news(self, *listeners: Neighbour) -> None:
        group = self._scene.group
        for message in self._fresh(group):
            self._show(self._written("院坝（群里）", message))
        told = set()
        for who in listeners:
            if who.id in told:
                continue
            told.add(who.id)
            for message in self._fresh(who.chat):
                self._show(self._written(f"院坝 → {self._name(who)}", message))

    def _fresh(self, chat: Chat) -> list[Message]:
        known = self._told.get(chat.id, 0)
        self._told[chat.id] = _last(chat)
        bot = self._scene.world.bot
        return [
            m for m in chat.messages if m.message_id > known and m.sender is bot and not m.service
        ]

    def _written(self, who: str, message: Message) -> str:
        text = message.text
        if message.document is not None:
            text = f"📎 {message.document.name}\n{text}".strip()
        lines = [f"{who}：{_block(text)}"]
        for row in message.buttons:
            if all(button.text in _BLANK for button in row):
                continue
            lines.append(_INDENT + " ".join(f"［{button.text}］" for button in row))
        return "\n".join(lines)

    def _name(self, who: Neighbour) -> str:
        return self._name_of(who.user)


def _block(text: str) -> str:
    return textwrap.indent(text, _INDENT).lstrip() if "\n" in text else text


def _last(chat: Chat) -> int:
    return chat.messages[-1].message_id if chat.messages else 0
