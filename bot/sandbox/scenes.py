"""The three courtyards one can begin with, and who is worth meeting in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox import ready
from bot.sandbox.model import Chat, User
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import channels, courtyards
from storage.tx import Tx

ELDER = "1-1-102"
HIDDEN_TITLE = "院坝管理员"
_NEWCOMERS = ("王姐", "李婆婆", "张师傅", "刘老师", "陈大爷", "杨孃孃", "黄哥", "赵医生")


@dataclass(frozen=True)
class Scene:
    """`people` puts them into Telegram; `register` tells the bot of them (None: it knows nobody,
    and has yet to be set up)."""

    people: Callable[[World], ReadyYard]
    register: Callable[[Tx, ReadyYard], object] | None


def garden(world: World) -> ReadyYard:
    return _dressed(world, ready.populate(world))


def cherries(world: World) -> ReadyYard:
    return _dressed(world, ready.populate(world, "东三巷", first_id=80_000))


def empty(world: World) -> ReadyYard:
    """A group that has just taken the bot in; nobody is registered anywhere."""
    crowd = People(world)
    users = [crowd.add_user(name, f"new{n}", started=n < 2) for n, name in enumerate(_NEWCOMERS)]
    stranger = crowd.add_user("路过的小赵", "passer")
    group = crowd.add_group("新院坝", users)
    return ReadyYard("新院坝", group, users[0], users[:1], users[1], stranger)


def _dressed(world: World, yard: ReadyYard) -> ReadyYard:
    """A courtyard as one meets it in life: one councillor hides, and there is a notice board."""
    crowd = People(world)
    crowd.promote(yard.council[3], yard.group, anonymous=True, title=HIDDEN_TITLE)
    crowd.add_channel(f"{yard.name}公告栏", yard.chair)
    return yard


def board_of(world: World) -> Chat | None:
    return next((chat for chat in world.chats.values() if chat.type == "channel"), None)


def _register(tx: Tx, yard: ReadyYard, board: Chat | None, **settings: str) -> None:
    courtyard = ready.register(tx, yard)
    for key, value in settings.items():
        found = courtyards.get(tx, courtyard)
        if found is not None:
            courtyards.set_setting(tx, found, key, value)
    found = courtyards.get(tx, courtyard)
    if found is not None and board is not None:
        channels.link(tx, found, board.id, board.title or "", yard.chair.id)


def scenes(world: World) -> dict[str, Scene]:
    """By the name a page asks for. 东三巷 calls its council and its festival by its own words."""
    return {
        "garden": Scene(garden, lambda tx, yard: _register(tx, yard, board_of(world))),
        "cherries": Scene(
            cherries,
            lambda tx, yard: _register(
                tx, yard, board_of(world), term_council="坝坝会", term_festival="樱桃节"
            ),
        ),
        "empty": Scene(empty, None),
    }


def stars(yard: ReadyYard) -> dict[int, str]:
    """Whom to play first, by id, and the part each plays."""
    parts: dict[int, str] = {}
    for user, part in _parts(yard):
        parts.setdefault(user.id, part)
    return parts


def _parts(yard: ReadyYard) -> list[tuple[User, str]]:
    rest = [(yard.organizer, "organizer"), (yard.stranger, "stranger")]
    if not yard.by_label:
        return [(yard.chair, "owner"), (yard.organizer, "elder"), *rest[1:]]
    first = [(yard.by_label[ELDER], "elder"), (yard.chair, "chair")]
    return [*first, (yard.council[1], "councillor"), *rest, (yard.council[3], "admin")]
