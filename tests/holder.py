"""A program that claims to be the sender and says when it is: for tests that end it rudely."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from storage.place import Server
from storage.postgres import PostgresStore


async def hold(address: str) -> None:
    store = await PostgresStore.open(Server(address), lambda: datetime.now(UTC))
    claim = store.claim("sender")
    while True:
        await claim.gained()
        sys.stdout.write("ours\n")
        sys.stdout.flush()
        await claim.lost()
        sys.stdout.write("lost\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(hold(sys.argv[1]))
