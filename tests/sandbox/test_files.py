"""Files: what cannot be sent, what cannot be fetched."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.refused import Refused
from tests.sandbox.conftest import Yard


@pytest.mark.parametrize(
    ("params", "files", "code", "words"),
    [
        ({}, {}, 400, "Bad Request: there is no document in the request"),
        (
            {"document": "nonsense"},
            {},
            400,
            "Bad Request: wrong remote file identifier specified: Wrong character in the string",
        ),
        ({}, {"document": ("a", b"", "x")}, 400, "Bad Request: file must be non-empty"),
        (
            {"document": "attach://one"},
            {"one": ("a", bytes(50 * 1024 * 1024 + 1), "x")},
            413,
            "Request Entity Too Large",
        ),
    ],
    ids=["none", "unknown", "empty", "too big"],
)
async def test_bad_files_are_refused(
    yard: Yard, params: dict[str, str], files: dict[str, Any], code: int, words: str
) -> None:
    with pytest.raises(Refused) as caught:
        await yard.world.call("sendDocument", {"chat_id": yard.group.id, **params}, files)
    assert (caught.value.code, caught.value.description) == (code, words)


async def test_files_that_cannot_be_fetched_say_so(yard: Yard) -> None:
    gone = await yard.refusal("getFile", file_id="F999999")
    assert gone.description == ("Bad Request: wrong file_id or the file is temporarily unavailable")
    big = yard.people.send_file(
        yard.owner, yard.group, "大.bin", bytes(20 * 1024 * 1024 + 1)
    ).document
    assert big is not None
    refused = await yard.refusal("getFile", file_id=big.file_id)
    assert refused.description == "Bad Request: file is too big"
