"""What reaches us from Telegram, narrowed once to what we use."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import ChatMember, ChatMemberUpdated, Message, MessageEntity, Update, User
from telegram.constants import ChatID, ChatType, MessageEntityType

_UNTIDY: dict[int, str | None] = {
    **dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
LONGEST_NAME = 129
"""First and last name of an account, as long as Telegram lets them be: 64 each, and a space."""
PRESENT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER, ChatMember.RESTRICTED)


@dataclass(frozen=True)
class Person:
    """A Telegram account as it calls itself in this update."""

    id: int
    name: str
    username: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Place:
    """Where it happened. `thread` is set only inside a forum topic."""

    chat: int
    kind: str
    title: str = ""
    thread: int | None = None

    @property
    def private(self) -> bool:
        return self.kind == ChatType.PRIVATE


@dataclass(frozen=True)
class Incoming:
    update: int
    person: Person
    place: Place


@dataclass(frozen=True)
class Press(Incoming):
    """A button was tapped. `replied` is the text the pressed message answered, if it did."""

    query: str
    data: str
    message: int | None = None
    replied: str = ""


@dataclass(frozen=True)
class Command(Incoming):
    """`/name text`. `about` is the person whose message it replies to, or whom it names without
    an @username. `disguise` says who sent it when that is not a person: ANONYMOUS or CHANNEL."""

    name: str
    text: str
    message: int
    about: Person | None = None
    disguise: str | None = None
    edited: bool = False
    raw: str = ""


@dataclass(frozen=True)
class Said(Incoming):
    """Plain words in the private chat."""

    text: str
    message: int


@dataclass(frozen=True)
class Wordless(Incoming):
    """A photo, a sticker, a voice message in the private chat. What is sent in one go are updates
    of their own with the same `album`."""

    album: str | None = None


@dataclass(frozen=True)
class Sent(Incoming):
    """A document in the private chat: `file` is what Telegram hands it out for."""

    file: str
    name: str
    size: int
    message: int
    album: str | None = None


@dataclass(frozen=True)
class Came(Incoming):
    """Our own standing in a chat changed: added or removed, blocked or unblocked."""

    present: bool
    admin: bool
    was_present: bool = False


@dataclass(frozen=True)
class Migrated(Incoming):
    """The group became a supergroup and has a new id."""

    new_chat: int


ANONYMOUS, CHANNEL = "anonymous", "channel"


def read_update(update: Update, bot_username: str) -> Incoming | None:
    """None for what is none of our business."""
    if update.callback_query:
        return _press(update)
    if update.my_chat_member:
        return _came(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    person, place = _person(message.from_user), _place(message)
    if message.migrate_to_chat_id:
        return Migrated(update.update_id, person, place, message.migrate_to_chat_id)
    if message.migrate_from_chat_id:  # the same from the other side: one of the two is enough
        old = Place(message.migrate_from_chat_id, ChatType.GROUP)
        return Migrated(update.update_id, person, old, message.chat.id)
    if message.text is None:
        return _wordless(update, message, person, place)
    return _written(update, message, person, place, bot_username)


def _wordless(update: Update, message: Message, person: Person, place: Place) -> Incoming | None:
    """A document in private may be read; of a photo, a sticker, a voice message we say that we
    cannot read it."""
    document = message.document if place.private and update.message else None
    if document and not message.animation:  # Telegram calls a GIF a document, too
        name, size = _tidy(document.file_name or ""), document.file_size or 0
        where = (document.file_id, name, size, message.message_id, message.media_group_id)
        return Sent(update.update_id, person, place, *where)
    if place.private and update.message and message.effective_attachment:
        return Wordless(update.update_id, person, place, message.media_group_id)
    return None


def _written(
    update: Update, message: Message, person: Person, place: Place, bot_username: str
) -> Incoming | None:
    text = _tidy(message.text or "")
    if _is_command(message):
        head, _, rest = text.partition(" ") if "\n" not in text.split(" ")[0] else _at_newline(text)
        name, _, addressed = head[1:].partition("@")
        if addressed and addressed.lower() != bot_username.lower():
            return None
        return Command(
            update.update_id,
            person,
            place,
            name.lower(),
            rest.strip(),
            message.message_id,
            about=_about(message),
            disguise=_disguise(message),
            edited=update.edited_message is not None,
            raw=text,
        )
    if place.private and update.message:
        return Said(update.update_id, person, place, text.strip(), message.message_id)
    return None


def _tidy(text: str) -> str:
    """Without the marks that turn the direction of all that follows (in a card they would turn
    round our own words), and without what no database takes: NUL, and half a character."""
    return text.translate(_UNTIDY)


def _at_newline(text: str) -> tuple[str, str, str]:
    return text.partition("\n")


def _is_command(message: Message) -> bool:
    return any(
        entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0
        for entity in message.entities
    )


def _press(update: Update) -> Press | None:
    query = update.callback_query
    if query is None or query.data is None:
        return None
    message = query.message if isinstance(query.message, Message) else None
    chat = query.message.chat if query.message else None
    place = (
        _place(message)
        if message
        else Place(chat.id if chat else query.from_user.id, chat.type if chat else ChatType.PRIVATE)
    )
    replied = message.reply_to_message.text if message and message.reply_to_message else None
    return Press(
        update.update_id,
        _person(query.from_user),
        place,
        query.id,
        _tidy(query.data),
        message.message_id if message else None,
        _tidy(replied or ""),
    )


def _came(update_id: int, change: ChatMemberUpdated) -> Came:
    place = Place(change.chat.id, change.chat.type, _tidy(change.chat.title or ""))
    status = change.new_chat_member.status
    return Came(
        update_id,
        _person(change.from_user),
        place,
        present=status in PRESENT,
        admin=status == ChatMember.ADMINISTRATOR,
        was_present=change.old_chat_member.status in PRESENT,
    )


def _place(message: Message) -> Place:
    # In a forum's General topic replies carry a thread id that must not be sent back
    # (telegram.md A3): only messages inside a topic count.
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, message.chat.type, _tidy(message.chat.title or ""), thread)


def _person(user: User) -> Person:
    name = _tidy(user.full_name)[:LONGEST_NAME]
    return Person(user.id, name, user.username, user.language_code)


def _disguise(message: Message) -> str | None:
    if message.from_user and message.from_user.id == ChatID.ANONYMOUS_ADMIN:
        return ANONYMOUS
    return CHANNEL if message.sender_chat else None


def _about(message: Message) -> Person | None:
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_MENTION and entity.user:
            return _person(entity.user)
    replied = message.reply_to_message
    if replied and replied.from_user and not replied.from_user.is_bot:
        return _person(replied.from_user)
    return None
