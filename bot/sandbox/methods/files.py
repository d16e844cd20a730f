"""Files the bot fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.methods.method import method
from bot.sandbox.model import Json, StoredFile
from bot.sandbox.params import Params
from bot.sandbox.refused import bad

if TYPE_CHECKING:
    from bot.sandbox.world import World

DOWNLOAD_LIMIT = 20 * 1024 * 1024


def get_file(world: World, params: Params) -> Json:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.data) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.data),
        "file_path": file.path,
    }


def file_at(world: World, path: str) -> StoredFile | None:
    """The file behind a `file_path`, as /file/bot<token>/<path> serves it."""
    parts = path.split("/")
    file = world.files.get(parts[1]) if len(parts) > 1 else None
    return file if file is not None and file.path == path else None


METHODS = (method("getFile", get_file, "file_id"),)
