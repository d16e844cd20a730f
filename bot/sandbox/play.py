"""The sandbox as people meet it: a stage whose server also carries the browser page."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from platformdirs import user_data_path

from bot.sandbox.handling import add_hands
from bot.sandbox.hands import Hands
from bot.sandbox.run import EVERYWHERE, LOOPBACK, Stage, open_stage
from bot.sandbox.server import make_server
from bot.sandbox.web import add_page, fresh_token, page_path
from bot.sandbox.world import TOKEN, World


@dataclass(frozen=True)
class Play:
    """A stage one can walk into: the page's whole address opens it."""

    stage: Stage
    hands: Hands
    url: str


@asynccontextmanager
async def open_play(
    *,
    port: int = 0,
    listen: str = LOOPBACK,
    paced: bool = True,
    saves: Path | None = None,
    scene: str = "garden",
) -> AsyncIterator[Play]:
    """Set the stage with its page and start the bot; saved courtyards lie in `saves`.

    Raises run.BotDied.
    """
    token = fresh_token()
    hands = Hands(saves or user_data_path("yuanba") / "courtyards")

    def serve(world: World) -> web.Application:
        if world.token != TOKEN:
            raise ValueError("the page is for the sandbox alone, never beside a real token")
        app = make_server(world, token)
        add_page(app, hands.about)
        add_hands(app, hands)
        return app

    async with open_stage(port=port, listen=listen, paced=paced, serve=serve) as stage:
        hands.take(stage)
        await hands.set_scene(scene)
        host = socket.gethostname() if listen in EVERYWHERE else listen
        yield Play(stage, hands, stage.address.replace(LOOPBACK, host) + page_path(token))


def show(url: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Open the page in a browser where there is a screen to see it on."""
    if environment.get("YUANBA_NO_BROWSER") or not _has_screen(environment):
        return False
    return webbrowser.open(url)


def _has_screen(environment: Mapping[str, str]) -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
