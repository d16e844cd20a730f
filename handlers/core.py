"""What belongs to no single column: home, help, language, picking a courtyard, second persons."""

from __future__ import annotations

from telegram import Bot
from telegram.error import TelegramError

from bot.access import Act
from bot.actions import second
from bot.ask import Ask
from bot.column import Column, Route
from bot.errors import N_, BadInput, TooLate
from bot.incoming import Command, Press, Sent, Wordless
from bot.words import LANGUAGES
from handlers.views import core as views
from handlers.views import helping
from handlers.views import home as home_views
from handlers.views.core import (
    Confirm,
    Help,
    HelpOn,
    Home,
    Lang,
    Meant,
    Pick,
    Rerun,
    SetLang,
    Switch,
    Turndown,
)
from storage import outbox, people, prompts
from storage.outbox import Priority


async def standing(bot: Bot, incoming: Command | Press) -> str:
    """What Telegram says this person is in this chat ("" when it will not say)."""
    try:
        member = await bot.get_chat_member(incoming.place.chat, incoming.person.id)
    except TelegramError:
        return ""
    return str(member.status)


def home(ask: Ask) -> None:
    if ask.place.private:
        ask.say("core.home")
    else:
        ask.say("core.group_home")


def open_home(ask: Ask, data: Home) -> None:
    prompts.clear(ask.tx, ask.person.id)
    ask.show("core.home")


def wordless(ask: Ask) -> None:
    """Answered once, also to a whole album; a question that is open stays open."""
    album = ask.incoming.album if isinstance(ask.incoming, Wordless | Sent) else None
    outbox.send(
        ask.tx,
        ask.courtyard_id,
        ask.place.chat,
        "core.wordless",
        priority=Priority.ANSWER,
        dedupe=f"album:{ask.place.chat}:{album}" if album else None,
    )


def help_(ask: Ask) -> None:
    ask.say("core.help" if ask.place.private else "core.group_help")


def open_help(ask: Ask, data: Help) -> None:
    ask.show("core.help")


def open_page(ask: Ask, data: HelpOn) -> None:
    ask.show("core.help", topic=data.topic)


def lang(ask: Ask) -> None:
    """`/lang` shows the choice; `/lang en` makes it."""
    wanted = {code.lower(): code for code in LANGUAGES} | {"zh": "zh_CN", "中文": "zh_CN"}
    if not ask.text:
        ask.say("core.lang")
    elif chosen := wanted.get(ask.text.lower()):
        _set_lang(ask, chosen)
        ask.say("core.lang_set")
    else:
        raise BadInput(N_("可以选：/lang zh 或者 /lang en"))


def open_lang(ask: Ask, data: Lang) -> None:
    ask.show("core.lang")


def set_lang(ask: Ask, data: SetLang) -> None:
    if not 0 <= data.choice < len(LANGUAGES):
        raise BadInput
    _set_lang(ask, LANGUAGES[data.choice])
    ask.show("core.home")


def pick(ask: Ask, data: Pick) -> None:
    """Someone with several courtyards says which; what they had asked for goes on there."""
    people.set_courtyard(ask.tx, ask.person.id, ask.courtyard.courtyard)
    waiting = prompts.get(ask.tx, ask.person.id)
    prompts.clear(ask.tx, ask.person.id)
    if waiting and waiting.args.get("raw"):
        ask.toast("好，进{name}。", name=ask.courtyard.name)
        ask.again = waiting.args["raw"]
    else:
        ask.show("core.home")


def switch(ask: Ask, data: Switch) -> None:
    ask.show("core.pick")


def rerun(ask: Ask, data: Rerun) -> None:
    """An anonymous admin's command runs as whoever presses."""
    if isinstance(ask.incoming, Press):
        ask.again = ask.incoming.replied


def meant(ask: Ask, data: Meant) -> None:
    """Words that came late are taken as the answer now, or the question is let go."""
    question = prompts.get(ask.tx, ask.person.id)
    if question is None or prompts.HELD not in question.args:
        raise TooLate
    prompts.clear(ask.tx, ask.person.id)
    if data.yes:
        args = dict(question.args)
        ask.typed = args.pop(prompts.HELD)
        prompts.ask(ask.tx, ask.person.id, question.courtyard, question.kind, args)
    else:
        ask.show("core.home")


def confirm(ask: Ask, data: Confirm) -> None:
    """The second person says yes: the act happens now, unless what they read is not true any
    more; then they look again."""
    waits = second.ready(ask.tx, data.courtyard, ask.person.id, data.second)
    moved = ask.house.moved.get(Act(waits.act))
    fresh = moved(ask.tx, data.courtyard, waits.args) if moved else None
    if fresh is not None:
        second.ask_anew(ask.tx, waits, fresh)
        ask.toast(
            "还没办：提出来以后，名册或者规矩又改过。改成照现在的样子了，请再看一遍，没问题再点。",
            alert=True,
        )
        return
    done = second.confirm(ask.tx, data.courtyard, ask.person.id, data.second)
    act = ask.house.seconded[Act(done.act)]
    act(ask.tx, data.courtyard, done.by_person, ask.person.id, done.args)
    ask.show("second.ask", second=data.second)
    ask.toast("好，两个人都同意了，这就办。")


def turndown(ask: Ask, data: Turndown) -> None:
    second.refuse(ask.tx, data.courtyard, ask.person.id, data.second)
    ask.show("second.ask", second=data.second)
    ask.toast("知道了，这件事不办。")


def _set_lang(ask: Ask, chosen: str) -> None:
    people.set_lang(ask.tx, ask.person.id, chosen)


COLUMN = Column(
    "core",
    commands={
        "start": Route(home, courtyard=False),
        "home": Route(home, courtyard=False),
        "help": Route(help_, courtyard=False),
        "lang": Route(lang, courtyard=False),
    },
    presses={
        Home: open_home,
        Help: open_help,
        HelpOn: open_page,
        Lang: open_lang,
        SetLang: set_lang,
        Pick: pick,
        Switch: switch,
        Rerun: rerun,
        Meant: meant,
        Confirm: confirm,
        Turndown: turndown,
    },
    events={Wordless: wordless},
    views={**views.VIEWS, **home_views.VIEWS, **helping.VIEWS},
)
