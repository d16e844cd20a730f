"""One evening in the courtyard, played by 120 households with the real bot over real HTTP."""

from __future__ import annotations

from bot.sandbox.demo.books import the_books
from bot.sandbox.demo.covenant import the_covenant
from bot.sandbox.demo.evening import Evening
from bot.sandbox.demo.festival import the_festival
from bot.sandbox.demo.vote import stair_light, the_vote
from bot.sandbox.run import Stage
from bot.sandbox.telling import Show


async def play(stage: Stage, show: Show) -> Evening:
    """The whole evening; `show` gets every line of it. The bot must be running."""
    evening = Evening(stage, show)
    await stage.settled()
    evening.tell.forget_news()
    for scene in (stair_light, the_vote, the_covenant, the_festival, the_books):
        await scene(evening)
    return evening
