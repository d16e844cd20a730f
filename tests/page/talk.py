"""A busy month of talk in the group."""

from __future__ import annotations

from bot.sandbox.model import Message
from bot.sandbox.posting import post
from bot.sandbox.world import World


def fill(world: World, group: int, count: int) -> list[Message]:
    """Talk of all lengths by seven neighbours, `count` messages of it."""
    chat = world.chats[group]
    speakers = [member.user for member in chat.members.values() if not member.user.is_bot]
    words = "今天晚上七点，院坝里头摆几桌，娃儿老人都来坐。"
    return [
        post(world, chat, speakers[n % 7], text=f"第 {n} 句：" + words * (n % 5))
        for n in range(count)
    ]
