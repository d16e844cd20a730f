"""Model objects as the JSON of the Bot API."""

from __future__ import annotations

from datetime import datetime

from bot.sandbox.model import CHANNEL_RIGHTS, GROUP_RIGHTS, Chat, Json, Member, Message, Poll, User

# The account Telegram shows for administrators who hide, and the one that forwards channel posts.
GROUP_ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
TELEGRAM = User(777000, "Telegram")


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def user_json(user: User) -> Json:
    shown: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.last_name:
        shown["last_name"] = user.last_name
    if user.username:
        shown["username"] = user.username
    if user.language_code:
        shown["language_code"] = user.language_code
    return shown


def chat_json(chat: Chat) -> Json:
    if chat.user is not None:
        names = user_json(chat.user)
        kept = ("first_name", "last_name", "username")
        return {"id": chat.id, "type": "private", **{k: names[k] for k in kept if k in names}}
    shown: Json = {"id": chat.id, "type": chat.type, "title": chat.title}
    if chat.username:
        shown["username"] = chat.username
    if chat.is_forum:
        shown["is_forum"] = True
    return shown


def member_json(member: Member, chat_type: str = "supergroup") -> Json:
    shown: Json = {"status": member.status, "user": user_json(member.user)}
    if member.status == "kicked":
        shown["until_date"] = 0
    if not member.is_admin:
        return shown
    shown["is_anonymous"] = member.is_anonymous
    if member.custom_title:
        shown["custom_title"] = member.custom_title
    if member.status == "administrator":
        names = CHANNEL_RIGHTS if chat_type == "channel" else GROUP_RIGHTS
        shown["can_be_edited"] = False
        shown.update({name: name in member.rights for name in names})
    return shown


def message_json(message: Message) -> Json:
    """The whole message; the answer is shared, so nobody may change it."""
    if message.wire is not None:
        return message.wire
    shown = _message(message, nested=True)
    if message.reply_to is None:  # what it replies to may change without it knowing
        message.wire = shown
    return shown


def _message(message: Message, nested: bool) -> Json:
    shown: Json = {
        "message_id": message.message_id,
        "date": stamp(message.date),
        "chat": chat_json(message.chat),
        **_author(message),
        **_place(message),
        **_content(message),
        **message.service,
        **message.origin,
    }
    if nested and message.reply_to is not None:
        shown["reply_to_message"] = _message(message.reply_to, nested=False)
    if message.edit_date is not None:
        shown["edit_date"] = stamp(message.edit_date)
    if message.markup is not None and "inline_keyboard" in message.markup:
        shown["reply_markup"] = message.markup
    return shown


def _author(message: Message) -> Json:
    shown: Json = {}
    if message.sender is not None:
        shown["from"] = user_json(message.sender)
    if message.sender_chat is not None:
        shown["sender_chat"] = chat_json(message.sender_chat)
    if message.author_signature:
        shown["author_signature"] = message.author_signature
    return shown


def _place(message: Message) -> Json:
    shown: Json = {}
    if message.thread_id is not None:
        shown["message_thread_id"] = message.thread_id
    if message.is_topic_message:
        shown["is_topic_message"] = True
    if message.protected:
        shown["has_protected_content"] = True
    return shown


def poll_json(poll: Poll) -> Json:
    return {
        "id": poll.id,
        "question": poll.question,
        "options": [
            {"persistent_id": str(place), "text": text, "voter_count": poll.count(place)}
            for place, text in enumerate(poll.options)
        ],
        "total_voter_count": len(poll.votes),
        "is_closed": poll.is_closed,
        "is_anonymous": poll.is_anonymous,
        "type": "regular",
        "allows_multiple_answers": poll.multiple,
        "allows_revoting": True,
        "members_only": False,
    }


def _content(message: Message) -> Json:
    if message.poll is not None:
        return {"poll": poll_json(message.poll)}
    if not message.has_file:
        shown: Json = {"text": message.text} if message.text else {}
        return {**shown, "entities": message.entities} if message.entities else shown
    shown = {"caption": message.text} if message.text else {}
    if message.entities:
        shown["caption_entities"] = message.entities
    if message.album is not None:
        shown["media_group_id"] = message.album
    return {**shown, **_files(message)}


def _files(message: Message) -> Json:
    if message.document is not None:
        file = message.document
        return {
            "document": {
                "file_id": file.file_id,
                "file_unique_id": file.unique_id,
                "file_name": file.name,
                "mime_type": file.mime,
                "file_size": len(file.data),
            }
        }
    photo = message.photo
    if photo is None:
        return {}
    size = {"width": 800, "height": 600, "file_size": len(photo.data)}
    return {"photo": [{"file_id": photo.file_id, "file_unique_id": photo.unique_id, **size}]}
