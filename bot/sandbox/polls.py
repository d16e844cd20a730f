"""Native polls: how they are asked, voted in and closed, and what the bot hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.markup import units
from bot.sandbox.model import Message, Poll, User
from bot.sandbox.refused import CannotAct, bad
from bot.sandbox.wire import poll_json, user_json

if TYPE_CHECKING:
    from bot.sandbox.world import World

QUESTION_LIMIT, OPTION_LIMIT = 300, 100
FEWEST, MOST = 1, 12


def make(
    world: World, question: str, options: list[str], anonymous: bool = True, multiple: bool = False
) -> Poll:
    """Raises Refused, in Telegram's words."""
    question, options = question.strip(), [one.strip() for one in options]
    if not question:
        raise bad("poll question must be non-empty")
    if units(question) > QUESTION_LIMIT:
        raise bad(f"poll question length must not exceed {QUESTION_LIMIT}")
    if len(options) < FEWEST:
        raise bad(f"poll must have at least {FEWEST} option")
    if len(options) > MOST:
        raise bad(f"poll can't have more than {MOST} options")
    if not all(options):
        raise bad("poll options must be non-empty")
    if any(units(one) > OPTION_LIMIT for one in options):
        raise bad(f"poll options length must not exceed {OPTION_LIMIT}")
    return Poll(f"{world.fresh_id():019d}", question, options, anonymous, multiple)


def vote(world: World, who: User, message: Message, options: tuple[int, ...]) -> None:
    """Choose, choose otherwise, or (with nothing) take it back."""
    poll = message.poll
    if poll is None or poll.is_closed:
        raise CannotAct("there is no open poll in the message")
    if message.chat.user is None and not message.chat.member(who).is_present:
        raise CannotAct(f"{who.name} is not in {message.chat.title}")
    if not all(0 <= one < len(poll.options) for one in options):
        raise CannotAct("there is no such option")
    if len(options) > 1 and not poll.multiple:
        raise CannotAct("only one option can be chosen")
    poll.votes.pop(who.id, None)
    if options:
        poll.votes[who.id] = options
    _changed(world, message, poll)
    if message.sender is world.bot and not poll.is_anonymous:
        answer = {"poll_id": poll.id, "user": user_json(who), "option_ids": list(options)}
        places = [str(one) for one in options]
        world.updates.push("poll_answer", {**answer, "option_persistent_ids": places})


def close(world: World, message: Message) -> Poll:
    """Raises Refused."""
    poll = message.poll
    if poll is None:
        raise bad("message with poll to stop not found")
    if poll.is_closed:
        raise bad("poll has already been closed")
    poll.is_closed = True
    _changed(world, message, poll)
    return poll


def _changed(world: World, message: Message, poll: Poll) -> None:
    message.wire = None
    world.tell("edit", message.chat.id, message=message)
    if message.sender is world.bot:
        world.updates.push("poll", poll_json(poll))
