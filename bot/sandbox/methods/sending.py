"""Messages the bot writes: texts, files, copies and forwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox import checks
from bot.sandbox.methods.method import method
from bot.sandbox.model import Chat, Json, Message, StoredFile
from bot.sandbox.params import Params
from bot.sandbox.posting import post
from bot.sandbox.reach import known_chat, reply_of, thread_of, writable_chat
from bot.sandbox.refused import Refused, bad
from bot.sandbox.wire import chat_json, message_json, stamp, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

UPLOAD_LIMIT = 50 * 1024 * 1024
PLACE = "chat_id message_thread_id disable_notification protect_content message_effect_id"
SEND = f"{PLACE} allow_paid_broadcast reply_parameters reply_markup parse_mode"


def send_message(world: World, params: Params) -> Json:
    chat = writable_chat(world, params)
    text, entities = checks.message_text(world, params)
    return write(world, chat, params, text=text, entities=entities)


def send_document(world: World, params: Params) -> Json:
    chat = writable_chat(world, params)
    text, entities = checks.caption(world, params)
    file = _file(world, params, "document")
    return write(world, chat, params, text=text, entities=entities, document=file)


def send_photo(world: World, params: Params) -> Json:
    chat = writable_chat(world, params)
    text, entities = checks.caption(world, params)
    file = _file(world, params, "photo")
    return write(world, chat, params, text=text, entities=entities, photo=file)


def write(world: World, chat: Chat, params: Params, **content: Any) -> Json:
    thread_id, answered = thread_of(chat, params), reply_of(chat, params)
    content["markup"] = checks.keyboard(params, chat)
    return message_json(_post(world, chat, params, thread_id, reply_to=answered, **content))


def _post(
    world: World, chat: Chat, params: Params, thread_id: int | None, **content: Any
) -> Message:
    silent, protected = params.flag("disable_notification"), params.flag("protect_content")
    if chat.type == "channel":
        author: dict[str, Any] = {"sender": None, "sender_chat": chat}
    else:
        author = {"sender": world.bot}
    return post(
        world, chat, thread_id=thread_id, silent=silent, protected=protected, **author, **content
    )


def _file(world: World, params: Params, kind: str) -> StoredFile:
    named = params.text(kind)
    if named in world.files:
        return world.files[named]
    upload = params.files.get(named.removeprefix("attach://") or kind)
    if upload is None:
        if named:
            raise bad("wrong remote file identifier specified: Wrong character in the string")
        raise bad(f"there is no {kind} in the request")
    return keep_file(world, *upload, is_photo=kind == "photo")


def keep_file(world: World, name: str, data: bytes, mime: str, is_photo: bool) -> StoredFile:
    if len(data) > UPLOAD_LIMIT:
        raise Refused(413, "Request Entity Too Large")
    if not data:
        raise bad("file must be non-empty")
    file = StoredFile(f"F{world.fresh_id():06d}", name or "file", data, mime, is_photo)
    world.files[file.file_id] = file
    return file


def copy_message(world: World, params: Params) -> Json:
    chat, source = writable_chat(world, params), _source(world, params, "copy", "copied")
    text, entities = source.text, source.entities
    if source.has_file and "caption" in params.values:
        text, entities = checks.caption(world, params)
    shown = write(
        world,
        chat,
        params,
        text=text,
        entities=entities,
        document=source.document,
        photo=source.photo,
    )
    return {"message_id": shown["message_id"]}


def forward_message(world: World, params: Params) -> Json:
    chat, source = writable_chat(world, params), _source(world, params, "forward", "forwarded")
    thread_id = thread_of(chat, params)
    made = _post(
        world,
        chat,
        params,
        thread_id,
        text=source.text,
        entities=source.entities,
        document=source.document,
        photo=source.photo,
        origin={"forward_origin": origin_of(source)},
    )
    return message_json(made)


def _source(world: World, params: Params, verb: str, done: str) -> Message:
    chat = known_chat(world, params, "from_chat_id")
    found = chat.by_id.get(params.message_id())
    if found is None:
        raise bad(f"message to {verb} not found")
    if found.service or found.protected:
        raise bad(f"message can't be {done}")
    return found


def origin_of(source: Message) -> Json:
    date = stamp(source.date)
    if source.sender_chat is not None and source.chat.type == "channel":
        chat = chat_json(source.sender_chat)
        return {"type": "channel", "date": date, "chat": chat, "message_id": source.message_id}
    if source.sender_chat is not None or source.sender is None:
        return {"type": "chat", "date": date, "sender_chat": chat_json(source.chat)}
    return {"type": "user", "date": date, "sender_user": user_json(source.sender)}


CAPTION = "caption caption_entities show_caption_above_media"
METHODS = (
    method("sendMessage", send_message, f"{SEND} text entities link_preview_options", paced=True),
    method(
        "sendDocument",
        send_document,
        f"{SEND} document caption caption_entities disable_content_type_detection",
        paced=True,
    ),
    method("sendPhoto", send_photo, f"{SEND} {CAPTION} photo has_spoiler", paced=True),
    method("copyMessage", copy_message, f"{SEND} {CAPTION} from_chat_id message_id", paced=True),
    method("forwardMessage", forward_message, f"{PLACE} from_chat_id message_id", paced=True),
)
