"""The strictness: texts, captions and keyboards that Telegram would refuse are refused here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.markup import is_url, parse_html, units
from bot.sandbox.model import Chat, Json
from bot.sandbox.refused import bad
from bot.sandbox.spans import trimmed, with_found
from bot.sandbox.wire import user_json

if TYPE_CHECKING:
    from bot.sandbox.params import Params
    from bot.sandbox.world import World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT = 64
COPY_LIMIT = 256
KEYBOARD_LIMIT = 100
STYLES = ("danger", "success", "primary")
_ACTIONS = frozenset(
    (
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    )
)
PREVIEW_FIELDS = frozenset(
    ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
)
BUTTON_FIELDS = _ACTIONS | {"text", "style", "icon_custom_emoji_id"}
_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def formatted(
    world: World, params: Params, name: str, entities_name: str
) -> tuple[str, list[Json]]:
    """A text parameter with its markup read, its blanks trimmed and its links found."""
    text, entities = params.text(name).replace("\r", ""), params.json(entities_name) or []
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad("unsupported parse_mode")  # Telegram also reads Markdown; this stand-in does not
    _check_bounds(text, entities)
    entities = _with_people(world, entities)
    text, entities = trimmed(text, entities)
    return text, with_found(text, entities)


def _check_bounds(text: str, entities: list[Json]) -> None:
    for entity in entities:
        if entity["offset"] + entity["length"] > units(text):
            raise bad("can't parse entities: entity ends after the end of the text")


def _with_people(world: World, entities: list[Json]) -> list[Json]:
    """Mentions of people nobody knows become plain text, as Telegram makes them."""
    named = []
    for entity in entities:
        if entity["type"] == "text_mention":
            user = world.users.get(int(entity["user"]["id"]))
            if user is None:
                continue
            entity = {**entity, "user": user_json(user)}
        named.append(entity)
    return named


def message_text(world: World, params: Params) -> tuple[str, list[Json]]:
    _check_preview(params)
    text, entities = formatted(world, params, "text", "entities")
    if not text:
        raise bad("message text is empty")
    # Counted in UTF-16 units, the strictest reading of "4096 characters after entities parsing".
    if units(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return text, entities


def _check_preview(params: Params) -> None:
    preview = params.json("link_preview_options") or {}
    unknown = preview.keys() - PREVIEW_FIELDS
    if unknown:
        raise bad(f"unknown parameter {min(unknown)} of LinkPreviewOptions")


def caption(world: World, params: Params) -> tuple[str, list[Json]]:
    text, entities = formatted(world, params, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return text, entities


def keyboard(params: Params, chat: Chat, inline_only: bool = False) -> Json | None:
    markup = params.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _MARKUPS):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"], chat)
    if inline_only:
        raise bad("inline keyboard expected")
    if chat.type == "channel":
        raise bad("reply keyboards can't be used in channels")
    return markup


def _inline(rows: Any, chat: Chat) -> Json | None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    buttons = [button for row in rows for button in row]
    if len(buttons) > KEYBOARD_LIMIT:
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button, chat)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_button(button: Json, chat: Chat) -> None:
    unknown = set(button) - BUTTON_FIELDS
    if unknown:
        raise bad(f"unknown parameter {min(unknown)} in InlineKeyboardButton")
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("BUTTON_TYPE_INVALID")
    if button.get("style", STYLES[0]) not in STYLES:
        raise bad("can't parse inline keyboard button: invalid button style specified")
    _check_action(button, chat)


def _check_action(button: Json, chat: Chat) -> None:
    if "callback_data" in button:
        size = len(str(button["callback_data"]).encode())
        if not 1 <= size <= DATA_LIMIT:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not is_url(str(button["url"])):
        raise bad("BUTTON_URL_INVALID")
    if "copy_text" in button:
        copied = button["copy_text"]
        size = len(copied.get("text", "")) if isinstance(copied, dict) else 0
        if not 1 <= size <= COPY_LIMIT:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in button and chat.type != "private":
        raise bad("BUTTON_TYPE_INVALID")
