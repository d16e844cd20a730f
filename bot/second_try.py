"""Updates that failed, taken once more when an operator asks for it (`yuanba letters retry`)."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from typing import Any

from bot.incoming import Incoming
from bot.intake import Intake
from bot.perform import Performer
from storage import letters
from storage.database import Database
from storage.errors import StoreError
from storage.letters import Failed
from storage.tx import Tx

log = logging.getLogger("yuanba.letters")

LOOK_SECONDS = 5.0


class SecondTries:
    """Looks for letters to be tried again; of the programs on a database one does."""

    def __init__(self, store: Database, intake: Intake, performer: Performer) -> None:
        self._store = store
        self._intake = intake
        self._performer = performer

    async def run_forever(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        try:
            for letter in await self._store.read(letters.wanted):
                await self._try(letter)
        except StoreError as error:
            log.error("letters wait: %s", error)

    async def _try(self, letter: Failed) -> None:
        """What it does, that it is done, and that it is a letter no more are one transaction."""
        try:
            incoming = self._intake.read(json.loads(letter.content))
            if incoming is None:
                await self._store.write(lambda tx: letters.take(tx, letter))
            else:
                await self._perform(incoming, letter)
        except StoreError:
            raise
        except Exception:
            error = traceback.format_exc(limit=-8)
            log.error("letter d%d failed again", letter.id)
            await self._store.write(lambda tx: letters.failed_again(tx, letter, error))
        else:
            log.info("letter d%d is done", letter.id)

    async def _perform(self, incoming: Incoming, letter: Failed) -> None:
        def act(tx: Tx, facts: Any) -> None:
            if letters.take(tx, letter):
                self._performer.perform(tx, incoming, facts)

        await self._intake.written(incoming, act)
