"""A group and its courtyard: we come and go, an admin founds it, the group changes its id."""

from __future__ import annotations

from telegram.constants import ChatType

from bot.access import Act, check
from bot.actions import courtyard as yards
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput, NotFound
from bot.incoming import Came, Migrated
from bot.words import LANGUAGES
from handlers.core import standing
from handlers.views import courtyard as views
from handlers.views.courtyard import Found, OpenSecond
from storage import courtyards, outbox, people, seconds

_LANGUAGES = {"zh": LANGUAGES[0], "中文": LANGUAGES[0], "en": LANGUAGES[1], "english": LANGUAGES[1]}


def setup(ask: Ask) -> None:
    """`/setup 7号大院`, or `/setup 7号大院 | Asia/Shanghai | en`; bare: the group's own title."""
    if ask.place.private:
        raise BadInput(
            N_("这一句要到您院坝的群里发：/setup 院坝的名字。我不在群里的话，先把我拉进去。")
        )
    name, zone, lang = ask.parts()[0], "Asia/Shanghai", LANGUAGES[0]
    for part in ask.parts()[1:]:
        if part.lower() in _LANGUAGES:
            lang = _LANGUAGES[part.lower()]
        elif yards.is_zone(part):
            zone = part
        else:
            raise BadInput(N_("没看懂「{part}」。可以这样写：/setup 7号大院"), part=part)
    _found(ask, name or ask.place.title, zone, lang)


def found(ask: Ask, data: Found) -> None:
    """An admin taps the button under our hello."""
    _found(ask, ask.place.title, "Asia/Shanghai", LANGUAGES[0])


def _found(ask: Ask, name: str, zone: str, lang: str) -> None:
    try:
        ask.yard = yards.found(
            ask.tx,
            ask.place.chat,
            ask.person.id,
            ask.facts or "",
            name,
            zone=zone,
            lang=lang,
            thread=ask.place.thread,
        )
    except yards.AlreadyFounded:
        ask.yard = courtyards.by_chat(ask.tx, ask.place.chat)
        ask.say("courtyard.already")
        return
    ask.say("courtyard.founded", chair=ask.person.id)


def came(ask: Ask) -> None:
    """Our own standing changed: in a group, or with a person who blocked or unblocked us."""
    incoming, chat = ask.incoming, ask.place.chat
    if not isinstance(incoming, Came) or ask.place.kind == ChatType.CHANNEL:
        return
    if ask.place.private:
        _came_private(ask, incoming.present)
    elif not incoming.present:
        if ask.yard:
            yards.leave(ask.tx, ask.yard)
        outbox.drop_for(ask.tx, chat, "we are no longer in the group")
    elif ask.yard is None:
        if not incoming.was_present:
            ask.say("courtyard.hello")
    elif yards.come_back(ask.tx, ask.yard):
        ask.say("courtyard.back")


def _came_private(ask: Ask, present: bool) -> None:
    people.set_reachable(ask.tx, ask.person.id, people.REACHABLE if present else people.BLOCKED)
    if not present:
        outbox.drop_for(ask.tx, ask.person.id, "they blocked us")


def migrated(ask: Ask) -> None:
    if isinstance(ask.incoming, Migrated):
        yards.move_chat(ask.tx, ask.place.chat, ask.incoming.new_chat)


def open_second(ask: Ask, data: OpenSecond) -> None:
    found = seconds.get(ask.tx, data.courtyard, data.second)
    if found is None:
        raise NotFound
    check(ask.tx, data.courtyard, ask.person.id, Act(found.act))
    ask.show("second.ask", second=data.second)


COLUMN = Column(
    "courtyard",
    commands={"setup": Route(setup, courtyard=False, before=standing)},
    presses={Found: found, OpenSecond: open_second},
    before_press={Found: standing},
    events={Came: came, Migrated: migrated},
    views=views.VIEWS,
    home=views.home_buttons,
    owed=views.owed,
    help=(
        HelpPage(
            "setup",
            N_("🏡 建院坝"),
            N_(
                "把我拉进群，群管理员发 /setup 院坝的名字。\n"
                "我只看得到指令，看不到大家聊天，不用当管理员。"
            ),
            council=True,
        ),
    ),
    mydata=yards.mydata,
)
