"""The bot from its start to its end: what stops it, what it waits out, and how it goes quietly."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from telegram.error import BadRequest, Conflict, InvalidToken

from bot.app import App, Tempo, open_app
from bot.health import Health, State
from bot.metrics import Metrics
from bot.ops import looked_at
from bot.pace import Pace
from bot.patience import until_reached
from bot.settings import Settings, WrongSetting
from bot.webhook import run_webhook
from storage import upkeep
from storage.errors import StoreError

log = logging.getLogger("yuanba")

LONGEST_GOODBYE_S = 30
ROOM_MB = 16
"""With less free disk than this a start is not worth while: the next write may fail."""


class Unhurried(Pace):
    """No limits, for a sandbox whose Telegram does not mind."""

    def ready_at(self, chat_id: int | None, now: float) -> float:
        return now


async def serve(settings: Settings, *, paced: bool = True, leash: bool = False) -> None:
    """Run until a signal (or, on a leash, until standard input ends), then finish and return.

    Raises WrongSetting with one plain line for whatever an operator has to mend.
    """
    health = Health()
    _stop_on_signals(leash, health)
    try:
        await _serve(settings, None if paced else Tempo(Unhurried(), 0.0), health)
    except asyncio.CancelledError:
        log.info("stopped; everything taken is on disk")
    except BaseExceptionGroup as group:
        raise _named(_first(group), settings) from None
    except Exception as error:
        raise _named(error, settings) from None


async def _serve(settings: Settings, tempo: Tempo | None, health: Health) -> None:
    metrics = Metrics("sqlite" if isinstance(settings.place, Path) else "postgresql")
    async with looked_at(settings, health, metrics):
        await asyncio.to_thread(check_database, settings)
        async with AsyncExitStack() as stack:
            app = await until_reached(
                lambda: stack.enter_async_context(open_app(settings, tempo=tempo, metrics=metrics)),
                settings.api_url,
            )
            await _work(app, settings, health)


async def _work(app: App, settings: Settings, health: Health) -> None:
    health.store = app.store
    try:
        if settings.webhook_url:
            await run_webhook(app, settings, health)
        else:
            await until_reached(app.bot.delete_webhook, settings.api_url)
            health.state = State.READY
            await app.run()
    finally:
        health.drain()
        await health.close()


def check_database(settings: Settings, room_mb: int = ROOM_MB) -> None:
    """Raises WrongSetting or StoreError when the database cannot be written."""
    place = settings.place
    if isinstance(place, Path):
        _check_room(place, room_mb)
    upkeep.check_writable(place)


def _check_room(path: Path, room_mb: int) -> None:
    free_mb = shutil.disk_usage(path.parent).free // 1024**2
    if free_mb < room_mb:
        raise WrongSetting(
            f"YUANBA_DATABASE: the disk of {path.parent} is full ({free_mb} MB left); "
            "make some room, then start again"
        )


def _named(error: BaseException, settings: Settings) -> BaseException:
    """What stops a bot, in a line that says which setting to look at; a bug stays as it is."""
    if isinstance(error, InvalidToken):
        return WrongSetting(
            f"YUANBA_TOKEN: {settings.api_url} does not accept this token; "
            "copy it again from @BotFather"
        )
    if isinstance(error, Conflict):
        return WrongSetting(
            "YUANBA_TOKEN: another program polls with this token, and only one may; "
            "stop the other one, or take a token of its own from @BotFather"
        )
    if isinstance(error, BadRequest) and settings.webhook_url:
        return WrongSetting(f"YUANBA_WEBHOOK_URL: Telegram does not take it ({error})")
    if isinstance(error, StoreError):
        return WrongSetting(str(error))
    return error


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _stop_on_signals(leash: bool, health: Health) -> None:
    """SIGTERM and Ctrl-C end the running task in good order."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None:
        raise RuntimeError("only a task can be stopped")

    def stop() -> None:
        health.drain()
        _mind_the_time()
        task.cancel()

    with suppress(NotImplementedError):  # Windows: Ctrl-C is a KeyboardInterrupt there
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
    if leash:
        threading.Thread(target=_wait_for_end, args=(loop, stop), daemon=True).start()


def _mind_the_time() -> None:
    """A disk or a server that never answers must not keep us for ever: nothing is lost by an end
    at any moment, what was not answered comes again."""
    timer = threading.Timer(LONGEST_GOODBYE_S, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("could not finish in %d s; what is not answered comes again", LONGEST_GOODBYE_S)
    os._exit(1)


def _wait_for_end(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Whoever started us holds our standard input; when they are gone, so are we."""
    while os.read(0, 1024):  # sys.stdin would hold a lock that the interpreter wants at its end
        pass
    with suppress(RuntimeError):  # the loop was quicker
        loop.call_soon_threadsafe(stop)
