"""The cherry festival: 40 places, five who wait, two who give up, and reminders in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.sandbox.demo.evening import ZONE, Evening
from bot.sandbox.model import Message

PLACES, WAITING, GIVE_UP = 40, 5, 2
SHORTLY = timedelta(minutes=10)
"""Time goes on while the story is told: on a slow machine a minute would be over too soon."""


async def the_festival(evening: Evening) -> None:
    tell, organizer = evening.tell, evening.stage.person(evening.stage.yard.organizer)
    tell.title(f"樱桃节：{PLACES} 个名额")
    day = evening.stage.world.now().astimezone(ZONE) + timedelta(days=8)
    line = f"/event 樱桃节 | {day.month}月{day.day}日 15:00 | 东三巷 | {PLACES}"
    await tell.says(organizer, line)
    await tell.taps(organizer, "发到群里")
    card = evening.card("樱桃节")
    labels = list(evening.stage.yard.by_label)
    evening.random.shuffle(labels)
    family, singles = labels[0], labels[1 : PLACES - 1]  # the family comes with two
    await tell.taps(evening.household(family), "去", on=card)
    await tell.taps(evening.household(family), "多一位", on=card)
    for label in singles:
        await evening.press(label, "去", card)
    tell.note(f"{len(singles)} 户各报了一位，名额满了。")
    waiting = labels[PLACES - 1 : PLACES - 1 + WAITING]
    await tell.taps(evening.household(waiting[0]), "去", on=card)
    for label in waiting[1:]:
        await evening.press(label, "去", card)
    await evening.stage.settled()
    tell.shows(card)
    await _places_given_up(evening, card, singles, waiting)
    evening.going = {family, *singles[GIVE_UP:], *waiting[:GIVE_UP]}
    await _festival_reminders(evening, day, family)


async def _places_given_up(
    evening: Evening, card: Message, going: list[str], waiting: list[str]
) -> None:
    tell = evening.tell
    tell.title("两户来不了，候补的按先来后到补上")
    tell.forget_news()
    for label, follower in zip(going[:GIVE_UP], waiting[:GIVE_UP], strict=True):
        await tell.taps(evening.household(label), "不去", evening.household(follower), on=card)
    tell.shows(card)


async def _festival_reminders(evening: Evening, day: datetime, family: str) -> None:
    """The clock moves to a day before, then to two hours before."""
    tell = evening.tell
    tell.title("到时候提醒，只提醒要去的")
    starts = day.replace(hour=15, minute=0, second=0, microsecond=0)
    for lead in (timedelta(days=1), timedelta(hours=2)):
        moment = starts - lead
        await evening.stage.advance(moment - SHORTLY - evening.stage.world.now())
        tell.forget_news()
        await evening.stage.advance(moment - evening.stage.world.now())
        tell.clock()
        reminded = {label for label in evening.stage.yard.by_label if _was_told(evening, label)}
        evening.reminded.append(reminded)
        who = "正好是要去的那些" if reminded == evening.going else "和要去的对不上！"
        tell.note(f"{len(reminded)} 户收到提醒，{who}。")
        tell.news(evening.household(family))


def _was_told(evening: Evening, label: str) -> bool:
    return evening.tell.count_news(evening.household(label)) > 0
