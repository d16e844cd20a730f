"""The bot's menu of commands, its name and its descriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sandbox.methods.method import Method, method
from bot.sandbox.model import Json
from bot.sandbox.params import Params
from bot.sandbox.profile import Scope
from bot.sandbox.reach import known_chat
from bot.sandbox.refused import bad

if TYPE_CHECKING:
    from bot.sandbox.world import World

MENU_LIMIT = 100
DESCRIPTION_LIMIT = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WIDE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_A_CHAT = ("chat", "chat_administrators", "chat_member")
_TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def set_my_commands(world: World, params: Params) -> bool:
    commands = params.json("commands")
    if not isinstance(commands, list):
        raise bad("can't parse commands JSON object")
    if len(commands) > MENU_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    world.profile.menus[_key(world, params)] = [_checked(command) for command in commands]
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.menus.get(_key(world, params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.menus.pop(_key(world, params), None)
    return True


def _checked(raw: Any) -> Json:
    command, description = str(raw.get("command", "")), str(raw.get("description", ""))
    if not _COMMAND.fullmatch(command.removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= DESCRIPTION_LIMIT:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command.removeprefix("/"), "description": description}


def _key(world: World, params: Params) -> tuple[Scope, str]:
    return _scope(world, params.json("scope") or {"type": "default"}), _language(params)


def _scope(world: World, raw: Json) -> Scope:
    kind = raw.get("type")
    if kind in _WIDE:
        return (str(kind), 0, 0)
    if kind not in _OF_A_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    chat = known_chat(world, Params(raw, None))
    if chat.type == "channel" or (chat.user is not None and kind != "chat"):
        raise bad("can't change commands in the chat")
    return (str(kind), chat.id, int(raw.get("user_id", 0)))


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code


def _text_methods(kind: str, title: str) -> tuple[Method, Method]:
    """setMyName and getMyName, and the same for both descriptions."""

    def set_text(world: World, params: Params) -> bool:
        text = params.text(kind)
        if len(text) > _TEXT_LIMITS[kind]:
            raise bad(f"bot {kind.replace('_', ' ')} is too long")
        world.profile.texts[(kind, _language(params))] = text
        return True

    def get_text(world: World, params: Params) -> Json:
        texts, language = world.profile.texts, _language(params)
        usual = world.bot.first_name if kind == "name" else ""
        return {kind: texts.get((kind, language)) or texts.get((kind, "")) or usual}

    return (
        method(f"setMy{title}", set_text, f"{kind} language_code"),
        method(f"getMy{title}", get_text, "language_code"),
    )


METHODS = (
    method("setMyCommands", set_my_commands, "commands scope language_code"),
    method("getMyCommands", get_my_commands, "scope language_code"),
    method("deleteMyCommands", delete_my_commands, "scope language_code"),
    *_text_methods("name", "Name"),
    *_text_methods("description", "Description"),
    *_text_methods("short_description", "ShortDescription"),
)
