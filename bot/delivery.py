"""Screens onto Telegram's wire, and Telegram's refusals read in one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from telegram import (
    Bot,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.screen import CAPTION_LIMIT, TEXT_LIMIT, Button, Screen, fitted

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Trouble(Enum):
    """What a failed call means for the one who made it."""

    WAIT = auto()
    OFFLINE = auto()
    SHUT_OUT = auto()
    MOVED = auto()
    SAME = auto()
    LOST = auto()
    NO_THREAD = auto()
    WRONG = auto()


_BY_TEXT = {
    "message is not modified": Trouble.SAME,
    "message to edit not found": Trouble.LOST,
    "message can't be edited": Trouble.LOST,
    "message_id_invalid": Trouble.LOST,
    "there is no text in the message to edit": Trouble.LOST,  # a file with a caption
    "message thread not found": Trouble.NO_THREAD,
    "topic_closed": Trouble.NO_THREAD,
    "chat not found": Trouble.SHUT_OUT,
    "can't access the chat": Trouble.SHUT_OUT,
    "not enough rights to send": Trouble.SHUT_OUT,
    "have no rights to send a message": Trouble.SHUT_OUT,
    "chat_write_forbidden": Trouble.SHUT_OUT,
    "need administrator rights in the channel": Trouble.SHUT_OUT,
}


def trouble(error: TelegramError) -> Trouble:
    """Raises InvalidToken again: with a wrong token there is nothing to wait for."""
    if isinstance(error, InvalidToken):
        raise error
    if isinstance(error, RetryAfter):
        return Trouble.WAIT
    if isinstance(error, ChatMigrated):
        return Trouble.MOVED
    if isinstance(error, Forbidden):
        return Trouble.SHUT_OUT
    if isinstance(error, BadRequest):
        said = str(error).lower()
        return next((found for text, found in _BY_TEXT.items() if text in said), Trouble.WRONG)
    return Trouble.OFFLINE if isinstance(error, NetworkError) else Trouble.WRONG


@dataclass(frozen=True)
class Wire:
    """The three ways a screen reaches a chat."""

    bot: Bot

    async def send(
        self,
        chat: int,
        screen: Screen,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        silent: bool = False,
    ) -> Message:
        """A new message. A reply whose original is gone is sent all the same."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        if screen.document or screen.photo:
            return await self._send_file(chat, screen, thread, reply, silent)
        return await self.bot.send_message(
            chat,
            fitted(screen.text, TEXT_LIMIT),
            parse_mode=ParseMode.HTML,
            reply_markup=ForceReply(selective=True) if screen.ask else keyboard(screen),
            message_thread_id=thread,
            reply_parameters=reply,
            disable_notification=silent or None,
            link_preview_options=NO_PREVIEW,
        )

    async def edit(self, chat: int, message: int, screen: Screen) -> None:
        await self.bot.edit_message_text(
            fitted(screen.text, TEXT_LIMIT),
            chat,
            message,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(screen),
            link_preview_options=NO_PREVIEW,
        )

    async def _send_file(
        self,
        chat: int,
        screen: Screen,
        thread: int | None,
        reply: ReplyParameters | None,
        silent: bool,
    ) -> Message:
        file = screen.photo or screen.document
        if file is None:
            raise ValueError("a screen with a file has a document or a photo")
        send = self.bot.send_photo if screen.photo else self.bot.send_document
        return await send(
            chat,
            InputFile(file.content, filename=file.name),
            caption=fitted(screen.text, CAPTION_LIMIT),
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(screen),
            message_thread_id=thread,
            reply_parameters=reply,
            disable_notification=silent or None,
        )


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in screen.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.label,
        callback_data=button.data,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy else None,
    )


def seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
