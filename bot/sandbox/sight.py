"""What a person sees on the screen, as JSON for the people API and the browser page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.sandbox.happenings import Happening
from bot.sandbox.markup import to_html
from bot.sandbox.model import Button, Chat, Json, Message, Poll, StoredFile, User
from bot.sandbox.queries import Toast
from bot.sandbox.world import Call


def message_sight(message: Message) -> Json:
    return {
        "message_id": message.message_id,
        "chat": message.chat.id,
        "date": message.date.isoformat(),
        "sender": _sender_sight(message),
        "text": message.text,
        "html": to_html(message.text, message.entities),
        "entities": message.entities,
        "buttons": [[_button_sight(one) for one in row] for row in message.buttons],
        "reply_to": message.reply_to.message_id if message.reply_to else None,
        "thread": message.thread_id if message.is_topic_message else None,
        "pinned": message.pinned,
        "edits": message.edits,
        "silent": message.silent,
        "file": _file_sight(message.document or message.photo),
        "poll": _poll_sight(message.poll),
        "force_reply": _asks_for_reply(message),
        "service": message.service,
        "forwarded": bool(message.origin),
    }


def _sender_sight(message: Message) -> Json:
    if message.sender_chat is not None:
        shown: Json = {"id": message.sender_chat.id, "name": message.sender_chat.title}
        return {**shown, "is_bot": False, "is_chat": True}
    if message.sender is None:
        return {"id": message.chat.id, "name": message.chat.title, "is_bot": False, "is_chat": True}
    sender = message.sender
    return {"id": sender.id, "name": sender.name, "is_bot": sender.is_bot, "is_chat": False}


def _button_sight(button: Button) -> Json:
    return {name: value for name, value in asdict(button).items() if value is not None}


def _file_sight(file: StoredFile | None) -> Json | None:
    if file is None:
        return None
    shown: Json = {"name": file.name, "mime": file.mime, "size": len(file.data)}
    return {**shown, "path": file.path, "is_photo": file.is_photo}


def _poll_sight(poll: Poll | None) -> Json | None:
    """`chosen` is everybody's: whoever plays all the people knows it anyway."""
    if poll is None:
        return None
    return {
        "question": poll.question,
        "options": [
            {"text": text, "count": poll.count(place)} for place, text in enumerate(poll.options)
        ],
        "total": len(poll.votes),
        "closed": poll.is_closed,
        "anonymous": poll.is_anonymous,
        "multiple": poll.multiple,
        "chosen": {str(user): list(places) for user, places in poll.votes.items()},
    }


def _asks_for_reply(message: Message) -> str | None:
    """The words that stand in the empty field when the message wants an answer, "" without any."""
    if not (message.markup or {}).get("force_reply"):
        return None
    return str((message.markup or {}).get("input_field_placeholder", ""))


def chat_sight(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title or (chat.user.name if chat.user else ""),
        "username": chat.username,
        "is_forum": chat.is_forum,
        "migrated_to": chat.migrated_to,
        "linked": chat.linked.id if chat.linked else None,
        "topics": [{"thread": t.thread_id, "name": t.name} for t in chat.topics.values()],
        "members": [
            {"user": m.user.id, "status": m.status, "anonymous": m.is_anonymous}
            for m in chat.members.values()
        ],
    }


def user_sight(user: User) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language_code": user.language_code,
        "is_bot": user.is_bot,
        "started": user.started,
        "blocked": user.blocked,
    }


def toast_sight(toast: Toast) -> Json:
    shown: Json = {"toast": toast.text, "alert": toast.alert, "answered": True}
    return {**shown, "url": toast.url} if toast.url else shown


def happening_sight(happening: Happening) -> Json:
    """One line of the stream: what it was, when, where, and the parts that are to be seen."""
    parts = {name: _part_sight(part) for name, part in happening.data.items()}
    return {
        "kind": happening.kind,
        "at": happening.at.isoformat(),
        "chat": parts.pop("chat", None) or happening.chat_id,
        **parts,
    }


def _part_sight(part: Any) -> Any:
    for kind, shown in _SIGHTS.items():
        if isinstance(part, kind):
            return shown(part)
    return part


def call_sight(call: Call) -> Json:
    shown: Json = {"method": call.method, "params": dict(call.params)}
    if call.refused is not None:
        return {**shown, "ok": False, "refused": call.refused.as_json()}
    return {**shown, "ok": True, "result": call.result}


_SIGHTS: dict[type[Any], Callable[[Any], Json]] = {
    Message: message_sight,
    Chat: chat_sight,
    User: user_sight,
    Toast: toast_sight,
    Call: call_sight,
}
