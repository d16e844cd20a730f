"""A package with a known hole fails the check; a database that cannot be reached does not."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests import known_holes

HOLE = {
    "id": "GHSA-test",
    "summary": "reads what it should not",
    "aliases": [],
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]},
            ],
        }
    ],
}


async def osv(request: web.Request) -> web.Response:
    """As osv.dev answers."""
    about = (await request.json())["package"]["name"]
    return web.json_response({"vulns": [HOLE]} if about == "leaky" else {})


@pytest.fixture
def pinned(tmp_path: Path) -> Path:
    file = tmp_path / "constraints.txt"
    lines = (f"{name} \\\n    --hash=sha256:{'0' * 64}\n" for name in ("leaky==1.0", "tight==2.0"))
    file.write_text("".join(lines))
    return file


async def test_a_known_hole_is_named_with_the_version_that_mends_it(pinned: Path) -> None:
    server = web.Application()
    server.router.add_post("/v1/query", osv)
    async with TestServer(server) as database:
        url = str(database.make_url("/v1/query"))
        found = await asyncio.to_thread(known_holes.asked, pinned, url)
    assert found == ["leaky 1.0: GHSA-test, mended in 1.1"]


@pytest.mark.parametrize("said", ["", "ConnectionError: api.osv.dev"])
def test_no_answer_is_no_finding(pinned: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """pip-audit ends with 1 then, as it does for a hole."""
    ended = subprocess.CompletedProcess([], 1, said, "ConnectionError")
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: ended)
    assert known_holes.asked(pinned) is None


def test_who_cannot_be_reached_is_given_up_within_two_seconds(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not known_holes.can_be_reached("127.0.0.1", unused_tcp_port)
    monkeypatch.setattr(known_holes, "PATIENCE_S", 0.05)
    assert not known_holes.can_be_reached("192.0.2.1")  # kept for documentation: nobody is there


@pytest.mark.parametrize(
    ("reached", "found", "code", "said"),
    [
        (False, lambda _: pytest.fail("it was asked"), 0, "skipped"),
        (True, lambda _: None, 0, "skipped"),
        (True, lambda _: [], 0, "none"),
        (True, lambda _: ["leaky 1.0: GHSA-test"], 1, "leaky 1.0: GHSA-test"),
    ],
)
def test_only_a_hole_fails_the_check(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    reached: bool,
    found: Callable[[Path], list[str] | None],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(known_holes, "can_be_reached", lambda: reached)
    monkeypatch.setattr(known_holes, "asked", found)
    assert known_holes.main() == code
    assert said in capsys.readouterr().out
