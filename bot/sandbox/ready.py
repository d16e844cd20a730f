"""Ready-made courtyards: 120 households and seven councillors, numbered as in a Chengdu yard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.access import Role
from bot.actions import courtyard
from bot.actions.residents import consent, settle
from bot.sandbox.model import Chat, User
from bot.sandbox.people import People
from bot.sandbox.world import World
from storage import people
from storage import residents as rows
from storage.tx import Tx

BUILDINGS, UNITS, FLOORS, DOORS = 3, 2, 5, 4
COUNCIL = 7
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
_CALLED = ("大爷", "婆婆", "孃孃", "老师", "叔", "姐", "哥", "嬢嬢", "师傅", "医生")


@dataclass
class ReadyYard:
    """Who is who. `by_label` has one person for each household; `council` begins with the chair."""

    name: str
    group: Chat
    chair: User
    council: list[User]
    organizer: User
    stranger: User
    by_label: dict[str, User] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    courtyard: int = 0


def labels() -> Iterator[str]:
    """3-2-501 and its like: building-unit-room, 120 of them."""
    for building in range(1, BUILDINGS + 1):
        for unit in range(1, UNITS + 1):
            for floor in range(1, FLOORS + 1):
                for door in range(1, DOORS + 1):
                    yield f"{building}-{unit}-{floor}0{door}"


def populate(world: World, name: str = "7号大院", first_id: int = 70_000) -> ReadyYard:
    """Put the people and their group into the sandbox's Telegram."""
    crowd = People(world)
    by_label = {
        label: crowd.add_user(_name(n), f"yard{first_id + n}", started=True, user_id=first_id + n)
        for n, label in enumerate(labels())
    }
    neighbours = list(by_label.values())
    council = neighbours[:: len(neighbours) // COUNCIL][:COUNCIL]
    stranger = crowd.add_user("路过的小赵", "passer", user_id=first_id + 999)
    group = crowd.add_group(name, neighbours)
    return ReadyYard(
        name,
        group,
        council[0],
        council,
        neighbours[5],
        stranger,
        by_label,
        {user.id: label for label, user in by_label.items()},
    )


def register(tx: Tx, yard: ReadyYard, zone: str = "Asia/Shanghai", lang: str = "zh_CN") -> int:
    """Enter the same people on the bot's register: all confirmed, the council seated."""
    founded = courtyard.found(
        tx, yard.group.id, yard.chair.id, "creator", yard.name, zone=zone, lang=lang
    )
    yard.courtyard = founded.courtyard
    for label, user in yard.by_label.items():
        people.meet(tx, user.id, user.name, user.username, private=True)
        agreed = consent(tx, yard.courtyard, user.id, named=True)
        settle(tx, replace(agreed, claim=label), by=user.id)
    for member in yard.council:
        rows.grant(tx, yard.courtyard, member.id, Role.COUNCILLOR.value)
    rows.grant(tx, yard.courtyard, yard.organizer.id, Role.ORGANIZER.value)
    return yard.courtyard


def _name(n: int) -> str:
    return _SURNAMES[n % len(_SURNAMES)] + _CALLED[n % len(_CALLED)]
