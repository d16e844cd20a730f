"""Every Bot API method the sandbox carries out, by its name in small letters."""

from __future__ import annotations

from bot.sandbox.methods import (
    callbacks,
    chats,
    editing,
    files,
    members,
    menus,
    polls,
    sending,
    upkeep,
)
from bot.sandbox.methods.method import Method

METHODS: dict[str, Method] = {
    one.name.lower(): one
    for module in (callbacks, chats, editing, files, members, menus, polls, sending, upkeep)
    for one in module.METHODS
}
