"""The things a Telegram is made of: people, chats, members, messages, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]

GROUP_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
CHANNEL_RIGHTS = (*GROUP_RIGHTS[:10], "can_post_messages", "can_edit_messages")
PRESENT = ("creator", "administrator", "member")


@dataclass(slots=True, eq=False)
class User:
    """A person (or a bot); `started` and `blocked` are about their private chat with our bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True, eq=False)
class Member:
    """How somebody stands in a chat."""

    user: User
    status: str = "member"
    rights: frozenset[str] = frozenset()
    is_anonymous: bool = False
    custom_title: str | None = None

    @property
    def is_present(self) -> bool:
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(slots=True, frozen=True)
class Button:
    """One inline button as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None


@dataclass(slots=True, frozen=True, eq=False)
class StoredFile:
    """A document or photo that was uploaded once."""

    file_id: str
    name: str
    data: bytes
    mime: str
    is_photo: bool = False

    @property
    def unique_id(self) -> str:
        return f"U{self.file_id}"

    @property
    def path(self) -> str:
        folder = "photos" if self.is_photo else "documents"
        return f"{folder}/{self.file_id}/{self.name}"


@dataclass(slots=True, eq=False)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    thread_id: int
    name: str
    closed: bool = False


@dataclass(slots=True, eq=False)
class Poll:
    """A native poll; `votes` has the options each voter chose, by their places."""

    id: str
    question: str
    options: list[str]
    is_anonymous: bool = True
    multiple: bool = False
    is_closed: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def count(self, option: int) -> int:
        return sum(option in chosen for chosen in self.votes.values())


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now. `wire` caches its JSON until something about it changes."""

    message_id: int
    chat: Chat
    date: datetime
    sender: User | None
    sender_chat: Chat | None = None
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    reply_to: Message | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    edit_date: datetime | None = None
    edits: int = 0
    pinned: bool = False
    silent: bool = False
    protected: bool = False
    document: StoredFile | None = None
    photo: StoredFile | None = None
    album: str | None = None
    poll: Poll | None = None
    service: Json = field(default_factory=dict)
    origin: Json = field(default_factory=dict)
    author_signature: str | None = None
    wire: Json | None = None

    @property
    def buttons(self) -> list[list[Button]]:
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[_button(one) for one in row] for row in rows]

    @property
    def has_file(self) -> bool:
        return self.document is not None or self.photo is not None

    def button(self, text: str) -> Button:
        """The button that reads so; a part of its words is enough when only one fits."""
        every = [one for row in self.buttons for one in row]
        found = [one for one in every if one.text == text] or [
            one for one in every if text in one.text
        ]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons read {text!r} among {[b.text for b in every]}")
        return found[0]


def _button(raw: Json) -> Button:
    copied = raw.get("copy_text") or {}
    return Button(
        text=raw["text"],
        data=raw.get("callback_data"),
        url=raw.get("url"),
        copy_text=copied.get("text"),
        style=raw.get("style"),
    )


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with the bot, a group, a supergroup or a channel."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False
    user: User | None = None
    members: dict[int, Member] = field(default_factory=dict)
    by_id: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    last_id: int = 0
    migrated_to: int | None = None
    linked: Chat | None = None
    may_talk: bool = True
    description: str | None = None

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    @property
    def messages(self) -> list[Message]:
        return list(self.by_id.values())

    @property
    def pinned(self) -> list[Message]:
        return [message for message in self.by_id.values() if message.pinned]

    def message(self, message_id: int) -> Message:
        return self.by_id[message_id]

    def member(self, user: User) -> Member:
        """Their standing; somebody never seen here has simply left."""
        return self.members.get(user.id) or Member(user, "left")
