"""The people API: what residents do in the sandbox, as JSON over HTTP, and what they then see."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from bot.sandbox import polls, speaking
from bot.sandbox.model import Json
from bot.sandbox.people import PRESS_TIMEOUT_S, People
from bot.sandbox.refused import CannotAct, Refused
from bot.sandbox.sight import chat_sight, message_sight, toast_sight, user_sight
from bot.sandbox.watching import check_token, clock_sight, looks, problem

PEOPLE: web.AppKey[People] = web.AppKey("people", People)
Deed = Callable[[People, Json], Awaitable[Json]]


async def _say(people: People, wish: Json) -> Json:
    if wish.get("edit_of") is not None:
        message = people.world.message(wish["chat"], int(wish["edit_of"]))
        return message_sight(people.edit(wish["user"], message, wish["text"]))
    said = people.say(
        wish["user"],
        wish["chat"],
        wish["text"],
        reply_to=wish.get("reply_to"),
        thread=wish.get("thread"),
        mention=wish.get("mention"),
        as_anonymous_admin=bool(wish.get("as_anonymous_admin")),
    )
    return message_sight(said)


async def _press(people: People, wish: Json) -> Json:
    message = people.world.message(wish["chat"], int(wish["message"]))
    timeout_s = float(wish.get("timeout_s", PRESS_TIMEOUT_S))
    try:
        toast = await people.press(wish["user"], message, wish["data"], timeout_s)
    except TimeoutError:
        return {"toast": None, "alert": False, "answered": False}
    return toast_sight(toast)


async def _file(people: People, wish: Json) -> Json:
    """The file comes as `text` or as `base64`."""
    data = base64.b64decode(wish["base64"]) if "base64" in wish else wish["text"].encode()
    sent = people.send_file(
        wish["user"],
        wish["chat"],
        wish["name"],
        data,
        wish.get("mime", "application/octet-stream"),
        caption=wish.get("caption", ""),
        reply_to=wish.get("reply_to"),
        thread=wish.get("thread"),
    )
    return message_sight(sent)


async def _start(people: People, wish: Json) -> Json:
    return message_sight(people.start(wish["user"], wish.get("payload")))


async def _post(people: People, wish: Json) -> Json:
    return message_sight(people.post(wish["chat"], wish["text"]))


async def _poll(people: People, wish: Json) -> Json:
    """A native poll, as people put them into their groups."""
    world = people.world
    who, where = world.user(wish["user"]), world.chat(wish["chat"])
    anonymous, multiple = bool(wish.get("anonymous", True)), bool(wish.get("multiple"))
    asked = polls.make(world, wish["question"], list(wish["options"]), anonymous, multiple)
    hidden = where.member(who).is_anonymous
    thread = wish.get("thread")
    return message_sight(speaking.write(world, who, where, thread, anonymous=hidden, poll=asked))


async def _vote(people: People, wish: Json) -> Json:
    message = people.world.message(wish["chat"], int(wish["message"]))
    polls.vote(people.world, people.world.user(wish["user"]), message, tuple(wish["options"]))
    return message_sight(message)


async def _join(people: People, wish: Json) -> Json:
    people.join(wish["user"], wish["chat"], wish.get("by"))
    return {}


async def _leave(people: People, wish: Json) -> Json:
    people.leave(wish["user"], wish["chat"])
    return {}


async def _kick(people: People, wish: Json) -> Json:
    people.kick(wish["user"], wish["chat"], wish.get("by"))
    return {}


async def _promote(people: People, wish: Json) -> Json:
    people.promote(
        wish["user"],
        wish["chat"],
        wish.get("rights"),
        anonymous=bool(wish.get("anonymous")),
        title=wish.get("title"),
    )
    return {}


async def _demote(people: People, wish: Json) -> Json:
    people.demote(wish["user"], wish["chat"])
    return {}


async def _block(people: People, wish: Json) -> Json:
    people.block(wish["user"])
    return {}


async def _unblock(people: People, wish: Json) -> Json:
    people.unblock(wish["user"])
    return {}


async def _migrate(people: People, wish: Json) -> Json:
    return chat_sight(people.migrate(wish["chat"]))


async def _add_user(people: People, wish: Json) -> Json:
    user = people.add_user(
        wish["first_name"],
        wish.get("username"),
        wish.get("language_code", "zh-hans"),
        wish.get("last_name"),
        started=bool(wish.get("started")),
    )
    return user_sight(user)


async def _add_chat(people: People, wish: Json) -> Json:
    kind, members = wish.get("type", "supergroup"), wish.get("members", [])
    if kind == "channel":
        return chat_sight(
            people.add_channel(
                wish["title"],
                members[0],
                username=wish.get("username"),
                linked=wish.get("linked"),
            )
        )
    group = people.add_group(
        wish["title"],
        members,
        supergroup=kind != "group",
        forum=bool(wish.get("forum")),
        username=wish.get("username"),
        with_bot=bool(wish.get("with_bot", True)),
        bot_is_admin=bool(wish.get("bot_is_admin")),
    )
    return chat_sight(group)


async def _add_topic(people: People, wish: Json) -> Json:
    topic = people.add_topic(wish["chat"], wish["name"])
    return {"thread": topic.thread_id, "name": topic.name}


async def _fault(people: People, wish: Json) -> Json:
    people.world.faults.add(
        wish["method"],
        int(wish.get("status", 500)),
        wish.get("retry_after"),
        int(wish.get("count", 1)),
        wish.get("kind", "status"),
        float(wish.get("delay_s", 1.0)),
    )
    return {}


async def _advance(people: People, wish: Json) -> Json:
    people.world.advance(timedelta(seconds=float(wish["advance_s"])))
    return clock_sight(people.world)


DEEDS: dict[str, Deed] = {
    "/people/say": _say,
    "/people/press": _press,
    "/people/file": _file,
    "/people/start": _start,
    "/people/post": _post,
    "/people/poll": _poll,
    "/people/vote": _vote,
    "/people/join": _join,
    "/people/leave": _leave,
    "/people/kick": _kick,
    "/people/promote": _promote,
    "/people/demote": _demote,
    "/people/block": _block,
    "/people/unblock": _unblock,
    "/people/migrate": _migrate,
    "/people/users": _add_user,
    "/people/chats": _add_chat,
    "/people/topics": _add_topic,
    "/faults": _fault,
    "/clock": _advance,
}


async def _do(request: web.Request) -> web.StreamResponse:
    """Carry out one deed; what a client would not allow is a 400 with the reason."""
    check_token(request)
    try:
        wish = await request.json()
        done = await DEEDS[request.path](request.app[PEOPLE], wish)
    except KeyError as missing:
        return problem(400, f"missing or unknown: {missing}")
    except (CannotAct, LookupError, ValueError, TypeError, Refused) as error:
        return problem(400, str(error))
    return web.json_response(done)


def control_routes() -> list[web.RouteDef]:
    return [web.post(path, _do) for path in DEEDS] + looks()
