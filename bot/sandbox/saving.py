"""A whole courtyard in one file: the sandbox's Telegram as JSON beside the bot's database.

JSON and not pickle: a file that came from somebody else must not be able to run anything.
"""

from __future__ import annotations

import base64
import json
import zipfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.sandbox.model import Chat, Json, Member, Message, Poll, StoredFile, Topic, User
from bot.sandbox.ready import ReadyYard
from bot.sandbox.wire import GROUP_ANONYMOUS, TELEGRAM
from bot.sandbox.world import World
from storage import upkeep

FORMAT = 1
WORLD, DATABASE = "world.json", "yuanba.sqlite"
LARGEST = 256 * 1024 * 1024
_AS_THEY_ARE = (
    *("message_id", "text", "entities", "markup", "thread_id", "is_topic_message", "edits"),
    *("pinned", "silent", "protected", "service", "origin", "author_signature", "album"),
)
_OF_CHAT = (
    *("id", "type", "title", "username", "is_forum", "last_id", "migrated_to", "may_talk"),
    "description",
)


class NotASave(Exception):
    """The file is none of ours, or from a newer sandbox."""


def save(world: World, yard: ReadyYard, database: Path, target: Path) -> None:
    """Write both into one zip, in place of an older one only when it is whole."""
    copy, fresh = target.with_suffix(".sqlite.new"), target.with_suffix(".new")
    try:
        upkeep.copy(database, copy)
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as file:
            shown = {"format": FORMAT, "world": dump(world), "yard": dump_yard(yard)}
            file.writestr(WORLD, json.dumps(shown, ensure_ascii=False))
            file.write(copy, DATABASE)
        fresh.replace(target)
    finally:
        copy.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def load(source: Path, token: str) -> tuple[World, ReadyYard, bytes]:
    """The world, who is who in it, and the database's bytes. Raises NotASave."""
    try:
        with zipfile.ZipFile(source) as file:
            if sum(info.file_size for info in file.infolist()) > LARGEST:
                raise NotASave("too large")
            shown, database = json.loads(file.read(WORLD)), file.read(DATABASE)
        if shown["format"] != FORMAT:
            raise NotASave("another format")
        world = restore(shown["world"], token)
        return world, restore_yard(world, shown["yard"]), database
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise NotASave(str(error)) from error


def dump(world: World) -> Json:
    menus = world.profile.menus.items()
    return {
        "now": world.now().isoformat(),
        "last_id": world.last_id,
        "last_shared": world.last_shared_message_id,
        "next_update": world.updates.next_id,
        "pending": list(world.updates.pending.values()),
        "bot": asdict(world.bot),
        "users": [asdict(one) for one in world.users.values() if one is not world.bot],
        "files": [_file(one) for one in world.files.values()],
        "menus": [[list(scope), code, menu] for (scope, code), menu in menus],
        "chats": [_chat(one) for one in world.chats.values()],
    }


def _file(file: StoredFile) -> Json:
    named = {"file_id": file.file_id, "name": file.name, "mime": file.mime}
    return {**named, "is_photo": file.is_photo, "data": base64.b64encode(file.data).decode()}


def _chat(chat: Chat) -> Json:
    return {
        **{name: getattr(chat, name) for name in _OF_CHAT},
        "user": chat.user and chat.user.id,
        "linked": chat.linked and chat.linked.id,
        "members": [
            [m.user.id, m.status, sorted(m.rights), m.is_anonymous, m.custom_title]
            for m in chat.members.values()
        ],
        "topics": [asdict(topic) for topic in chat.topics.values()],
        "messages": [_message(one) for one in chat.by_id.values()],
    }


def _message(message: Message) -> Json:
    return {
        **{name: getattr(message, name) for name in _AS_THEY_ARE},
        "date": message.date.isoformat(),
        "edit_date": message.edit_date and message.edit_date.isoformat(),
        "sender": message.sender and message.sender.id,
        "sender_chat": message.sender_chat and message.sender_chat.id,
        "reply_to": message.reply_to and message.reply_to.message_id,
        "document": message.document and message.document.file_id,
        "photo": message.photo and message.photo.file_id,
        "poll": message.poll
        and {**asdict(message.poll), "votes": list(message.poll.votes.items())},
    }


def restore(shown: Json, token: str) -> World:
    """The world as it was, at the time it had then."""
    world = World(token)
    world.advance(datetime.fromisoformat(shown["now"]) - world.now())
    world.bot = User(**shown["bot"])
    users = [world.bot, *(User(**one) for one in shown["users"])]
    world.users = {one.id: one for one in users}
    world.files = {one["file_id"]: _read_file(one) for one in shown["files"]}
    for (kind, chat, user), code, menu in shown["menus"]:
        world.profile.menus[((kind, chat, user), code)] = menu
    for one in shown["chats"]:
        world.chats[one["id"]] = _read_chat(world, one)
    for one in shown["chats"]:
        _fill_chat(world, world.chats[one["id"]], one)
    world.last_id, world.last_shared_message_id = shown["last_id"], shown["last_shared"]
    world.updates.next_id = shown["next_update"]
    world.updates.pending = {update["update_id"]: update for update in shown["pending"]}
    return world


def _read_file(shown: Json) -> StoredFile:
    return StoredFile(**{**shown, "data": base64.b64decode(shown["data"])})


def _read_chat(world: World, shown: Json) -> Chat:
    chat = Chat(**{name: shown[name] for name in _OF_CHAT})
    chat.user = world.users[shown["user"]] if shown["user"] else None
    for user, status, rights, anonymous, title in shown["members"]:
        member = Member(world.users[user], status, frozenset(rights), anonymous, title)
        chat.members[user] = member
    for topic in shown["topics"]:
        chat.topics[topic["thread_id"]] = Topic(**topic)
    return chat


def _fill_chat(world: World, chat: Chat, shown: Json) -> None:
    chat.linked = world.chats.get(shown["linked"] or 0)
    everybody = {**world.users, GROUP_ANONYMOUS.id: GROUP_ANONYMOUS, TELEGRAM.id: TELEGRAM}
    for one in shown["messages"]:
        chat.by_id[one["message_id"]] = _read_message(world, chat, everybody, one)


def _read_message(world: World, chat: Chat, everybody: dict[int, User], shown: Json) -> Message:
    edited: Any = shown["edit_date"]
    return Message(
        chat=chat,
        date=datetime.fromisoformat(shown["date"]),
        edit_date=datetime.fromisoformat(edited) if edited else None,
        sender=everybody.get(shown["sender"] or 0),
        sender_chat=world.chats.get(shown["sender_chat"] or 0),
        reply_to=chat.by_id.get(shown["reply_to"] or 0),
        document=world.files.get(shown["document"] or ""),
        photo=world.files.get(shown["photo"] or ""),
        poll=_read_poll(shown["poll"]),
        **{name: shown[name] for name in _AS_THEY_ARE},
    )


def _read_poll(shown: Json | None) -> Poll | None:
    if shown is None:
        return None
    votes = {user: tuple(places) for user, places in shown["votes"]}
    return Poll(**{**shown, "votes": votes})


def dump_yard(yard: ReadyYard) -> Json:
    return {
        "name": yard.name,
        "group": yard.group.id,
        "chair": yard.chair.id,
        "council": [one.id for one in yard.council],
        "organizer": yard.organizer.id,
        "stranger": yard.stranger.id,
        "by_label": {label: one.id for label, one in yard.by_label.items()},
        "courtyard": yard.courtyard,
    }


def restore_yard(world: World, shown: Json) -> ReadyYard:
    by_label = {label: world.users[user] for label, user in shown["by_label"].items()}
    return ReadyYard(
        shown["name"],
        world.chats[shown["group"]],
        world.users[shown["chair"]],
        [world.users[user] for user in shown["council"]],
        world.users[shown["organizer"]],
        world.users[shown["stranger"]],
        by_label,
        {user.id: label for label, user in by_label.items()},
        shown["courtyard"],
    )
