"""Native polls: asked, voted in, stopped, refused, and heard of."""

from __future__ import annotations

import json

import pytest

from bot.sandbox import polls
from bot.sandbox.model import Message
from bot.sandbox.refused import CannotAct
from bot.sandbox.saving import dump, restore
from bot.sandbox.world import TOKEN
from tests.sandbox.conftest import Yard

DAYS = json.dumps([{"text": "周六"}, {"text": "周日"}])


async def asked(yard: Yard, **params: object) -> Message:
    shown = await yard.call(
        "sendPoll", chat_id=yard.group.id, question="哪天？", options=DAYS, **params
    )
    return yard.group.message(shown["message_id"])


async def test_the_bot_hears_how_a_poll_stands_and_who_chose_what(yard: Yard) -> None:
    message = await asked(yard, is_anonymous=False)
    polls.vote(yard.world, yard.owner, message, (1,))
    polls.vote(yard.world, yard.owner, message, (0,))
    heard = yard.heard()
    assert [one["poll_answer"]["option_ids"] for one in heard if "poll_answer" in one] == [[1], [0]]
    newest = [one["poll"] for one in heard if "poll" in one][-1]
    assert [option["voter_count"] for option in newest["options"]] == [1, 0]
    stopped = await yard.call("stopPoll", chat_id=yard.group.id, message_id=message.message_id)
    assert (stopped["is_closed"], stopped["total_voter_count"]) == (True, 1)


async def test_an_anonymous_poll_names_nobody(yard: Yard) -> None:
    message = await asked(yard)
    polls.vote(yard.world, yard.owner, message, (1,))
    polls.vote(yard.world, yard.owner, message, ())
    heard = yard.heard()
    assert not [one for one in heard if "poll_answer" in one]
    assert [one["poll"]["total_voter_count"] for one in heard if "poll" in one] == [1, 0]


@pytest.mark.parametrize(
    ("question", "options", "words"),
    [
        ("", ["a"], "question must be non-empty"),
        ("x" * 301, ["a"], "must not exceed 300"),
        ("x", [], "at least 1"),
        ("x", ["a"] * 13, "more than 12"),
        ("x", ["a", " "], "options must be non-empty"),
        ("x", ["a" * 101], "must not exceed 100"),
    ],
)
async def test_a_wrong_poll_is_refused(
    yard: Yard, question: str, options: list[str], words: str
) -> None:
    refused = await yard.refusal(
        "sendPoll", chat_id=yard.group.id, question=question, options=json.dumps(options)
    )
    assert (refused.code, words in refused.description) == (400, True)


async def test_a_poll_cannot_be_edited_as_text_or_stopped_twice(yard: Yard) -> None:
    message = await asked(yard)
    here = {"chat_id": yard.group.id, "message_id": message.message_id}
    assert "no text" in (await yard.refusal("editMessageText", text="x", **here)).description
    await yard.call("stopPoll", **here)
    assert "already been closed" in (await yard.refusal("stopPoll", **here)).description
    with pytest.raises(CannotAct, match="open poll"):
        polls.vote(yard.world, yard.owner, message, (0,))


async def test_one_votes_only_where_one_is_and_for_what_there_is(yard: Yard) -> None:
    message = await asked(yard)
    stranger = yard.people.add_user("路人")
    for who, options, words in (
        (stranger, (0,), "is not in"),
        (yard.owner, (2,), "no such option"),
        (yard.owner, (0, 1), "only one"),
    ):
        with pytest.raises(CannotAct, match=words):
            polls.vote(yard.world, who, message, options)
    several = await asked(yard, allows_multiple_answers=True)
    polls.vote(yard.world, yard.owner, several, (0, 1))
    again = restore(dump(yard.world), TOKEN)
    kept = again.chats[yard.group.id].message(several.message_id).poll
    assert kept is not None
    assert kept.votes == {yard.owner.id: (0, 1)}
