"""The page's way to the stage hands: their deeds and what they show, under the page's token."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox import looks
from bot.sandbox.hands import CannotDo, Hands
from bot.sandbox.run import BotDied
from bot.sandbox.watching import problem
from bot.sandbox.web import guarded
from storage.errors import StoreError

HANDS: web.AppKey[Hands] = web.AppKey("hands", Hands)


def add_hands(app: web.Application, hands: Hands) -> None:
    """Add what the stage hands do to a server that carries the page."""
    app[HANDS] = hands
    app.router.add_post("/page/{token}/hands/{deed}", guarded(_do))
    app.router.add_get("/page/{token}/looks/{what}", guarded(_see))


async def _do(request: web.Request) -> web.StreamResponse:
    """409 with a word the page knows when it makes no sense now, 503 when the bot is gone."""
    try:
        wish = await request.json()
        done = await request.app[HANDS].do(request.match_info["deed"], wish)
    except (CannotDo, StoreError) as refused:
        return problem(409, str(refused))
    except (LookupError, ValueError, TypeError) as wrong:
        return problem(400, f"missing or unknown: {wrong}")
    except (BotDied, TimeoutError) as failed:
        return problem(503, str(failed))
    return web.json_response(done)


async def _see(request: web.Request) -> web.StreamResponse:
    try:
        return await _look(request)
    except StoreError as error:
        return problem(503, str(error))


async def _look(request: web.Request) -> web.StreamResponse:
    what, hands = request.match_info["what"], request.app[HANDS]
    world = hands.stage.world
    if what == "calls":
        return web.json_response(looks.calls(world.calls))
    if what == "walk":
        return web.json_response(await hands.look(hands.walk.sight))
    look = looks.LOOKS.get(what)
    if look is None:
        return problem(404, "nothing to see")
    if what == "audit":
        hands.walk.looked()
    return web.json_response(await hands.look(lambda tx: look(tx, world)))
