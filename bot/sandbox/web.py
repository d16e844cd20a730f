"""The browser page of the sandbox: its files and what it asks for, under a token in its address."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.sandbox.control import PEOPLE
from bot.sandbox.methods.files import file_at
from bot.sandbox.model import Json
from bot.sandbox.refused import CannotAct
from bot.sandbox.sight import chat_sight, message_sight, user_sight
from bot.sandbox.watching import CONTROL_TOKEN, WORLD, clock_sight, problem

FOLDER = Path(__file__).with_name("page")
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
UPLOAD_LIMIT = 5 * 1024 * 1024
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
About = Callable[[], Json]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ABOUT: web.AppKey[About] = web.AppKey("about")
FILES: web.AppKey[dict[str, tuple[bytes, str]]] = web.AppKey("files", dict)


def fresh_token() -> str:
    return secrets.token_urlsafe(18)


def page_path(token: str) -> str:
    return f"/page/{token}/"


def add_page(app: web.Application, about: About) -> None:
    """Serve the page from a sandbox server that was made with a control token.

    `about` says who is who in the courtyard. Raises ValueError without a token: what the page can
    do, whoever finds the port could do.
    """
    if not app[CONTROL_TOKEN]:
        raise ValueError("the page needs a server with a control token")
    app[ABOUT], app[FILES] = about, _files()
    app.router.add_get("/page/{token}/state", guarded(_state))
    app.router.add_get("/page/{token}/menu", guarded(_menu))
    app.router.add_get("/page/{token}/file/{path:.+}", guarded(_download))
    app.router.add_post("/page/{token}/upload", guarded(_upload))
    app.router.add_get("/page/{token}/{name:[a-z.]*}", guarded(_static))


def guarded(handler: Handler) -> Handler:
    """Without the right token there is nothing here; every answer carries the strict headers."""

    async def guard(request: web.Request) -> web.StreamResponse:
        wanted = (request.app[CONTROL_TOKEN] or "").encode()
        if not hmac.compare_digest(request.match_info["token"].encode(), wanted):
            raise web.HTTPNotFound(headers=HEADERS)
        response = await handler(request)
        response.headers.update(HEADERS)
        return response

    return guard


def _files() -> dict[str, tuple[bytes, str]]:
    """Every file of the page by its name, so that no path of a request ever reaches the disk."""
    return {
        path.name: (path.read_bytes(), KINDS[path.suffix])
        for path in FOLDER.iterdir()
        if path.suffix in KINDS
    }


async def _static(request: web.Request) -> web.StreamResponse:
    found = request.app[FILES].get(request.match_info["name"] or "index.html")
    if found is None:
        raise web.HTTPNotFound(headers=HEADERS)
    body, kind = found
    return web.Response(body=body, content_type=kind, charset="utf-8")


async def _state(request: web.Request) -> web.StreamResponse:
    """All the page needs to begin with, in one answer."""
    world = request.app[WORLD]
    shown: Json = {
        **request.app[ABOUT](),
        "bot": user_sight(world.bot),
        "users": [user_sight(one) for one in world.users.values()],
        "chats": [
            {**chat_sight(one), "last": message_sight(one.messages[-1]) if one.by_id else None}
            for one in world.chats.values()
        ],
        "clock": clock_sight(world),
    }
    return web.json_response(shown)


async def _menu(request: web.Request) -> web.StreamResponse:
    """The commands a person is offered in a chat."""
    world = request.app[WORLD]
    try:
        user = world.user(request.query.get("user", ""))
        chat = world.chat(request.query.get("chat", ""))
    except LookupError as error:
        return problem(404, str(error))
    return web.json_response(world.profile.menu_for(user, chat))


async def _download(request: web.Request) -> web.StreamResponse:
    """A file of a message: pictures to be shown, everything else only to be saved."""
    file = file_at(request.app[WORLD], request.match_info["path"])
    if file is None:
        raise web.HTTPNotFound(headers=HEADERS)
    if file.is_photo or file.mime in PICTURES:
        kind = file.mime if file.mime in PICTURES else "image/png"
        return web.Response(body=file.data, content_type=kind)
    named = f"attachment; filename*=UTF-8''{quote(file.name)}"
    return web.Response(
        body=file.data,
        content_type="application/octet-stream",
        headers={"Content-Disposition": named},
    )


async def _upload(request: web.Request) -> web.StreamResponse:
    """A document somebody sends: the fields first, the file last, and no more than the limit."""
    if (request.content_length or 0) > UPLOAD_LIMIT + 10_000:
        return problem(413, "too large")
    fields: dict[str, str] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            fields[part.name] = await part.text()
            continue
        data = await _read_capped(part)
        return problem(413, "too large") if data is None else _send(request, fields, part, data)
    return problem(400, "no file")


async def _read_capped(part: BodyPartReader) -> bytes | None:
    data = bytearray()
    while chunk := await part.read_chunk(65_536):
        data += chunk
        if len(data) > UPLOAD_LIMIT:
            return None
    return bytes(data)


def _send(
    request: web.Request, fields: dict[str, str], part: BodyPartReader, data: bytes
) -> web.Response:
    try:
        sent = request.app[PEOPLE].send_file(
            fields.get("user", ""),
            fields.get("chat", ""),
            part.filename or "file",
            data,
            part.headers.get("Content-Type", "application/octet-stream"),
            caption=fields.get("caption", ""),
        )
    except (CannotAct, LookupError) as error:
        return problem(400, str(error))
    return web.json_response(message_sight(sent))
