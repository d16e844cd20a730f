"""Files arrive and are fetched byte for byte, under the names people gave them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from aiohttp import web
from telegram import InputFile, InputMediaDocument
from telegram.request import BaseRequest

from bot.telegram_http import AiohttpRequest
from tests.telegram_http.peers import CLIENTS, MESSAGE, TOKEN, Api, bot_at, ok


@pytest.mark.parametrize("name", ["名单.csv", 'say "hi"\\.csv', "plain.csv", "两\r\n行.csv"])
@pytest.mark.parametrize("repeats", [1, 12_000])
async def test_an_uploaded_file_arrives_intact_under_its_name(
    api: Api, address: str, name: str, repeats: int
) -> None:
    content = (b"\r\n--x\0" + bytes(range(256))) * repeats
    for make in CLIENTS.values():
        async with make() as request:
            await bot_at(address, request).send_document(
                7, content, filename=name, caption="住户名单"
            )
    theirs, ours = api.heard
    assert (ours.fields, ours.files) == (theirs.fields, theirs.files)
    assert ours.fields == {"chat_id": "7", "caption": "住户名单"}
    assert ours.files["document"][2] == content
    assert ours.length is not None


async def test_a_chinese_file_name_arrives_as_written(api: Api, address: str) -> None:
    async with AiohttpRequest() as request:
        await bot_at(address, request).send_document(7, b"1,2", filename="三单元 名单.csv")
    assert api.heard[0].files == {"document": ("三单元 名单.csv", "text/csv", b"1,2")}


async def test_an_open_file_can_be_uploaded(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    file = InputFile(io.BytesIO(b"abc"), filename="a.bin", read_file_handle=False)
    async with client() as request:
        await bot_at(address, request).send_document(7, file)
    assert api.heard[0].files["document"][::2] == ("a.bin", b"abc")


async def test_a_group_of_documents_arrives_whole(api: Api, address: str) -> None:
    api.answer = ok([MESSAGE])
    contents = []
    for make in CLIENTS.values():
        media = [InputMediaDocument(text.encode(), filename=f"{text}.txt") for text in ("甲", "乙")]
        async with make() as request:
            await bot_at(address, request).send_media_group(7, media)
        assert {entry["media"] for entry in json.loads(api.heard[-1].fields["media"])} == {
            f"attach://{part}" for part in api.heard[-1].files
        }
        contents.append(sorted(api.heard[-1].files.values()))
    assert contents[0] == contents[1]
    assert [file[2].decode() for file in contents[1]] == ["乙", "甲"]


async def test_a_file_can_be_downloaded(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    content = bytes(range(256)) * 5_000
    paths: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        paths.append(request.path)
        if request.path.endswith("/getFile"):
            found = {"file_id": "f", "file_unique_id": "u", "file_path": "文件/照片 1.jpg"}
            return web.json_response({"ok": True, "result": found})
        return web.Response(body=content)

    api.answer = answer
    async with client() as request:
        file = await bot_at(address, request).get_file("f")
        assert bytes(await file.download_as_bytearray()) == content
    assert paths[-1] == f"/file/bot{TOKEN}/文件/照片 1.jpg"
