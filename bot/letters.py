"""`yuanba letters`: what failed and what cannot arrive, told without anybody's words; tried again
or dropped. A letter is called d12, a message that cannot arrive n1-345."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.check import Finding, Mark, bad, good, look
from bot.errors import N_, Refusal
from bot.logs import scrub
from bot.words import Words
from storage import letters, upkeep
from storage.letters import Failed, Parked
from storage.place import Place
from storage.tx import Tx

ACTS, ALL = ("list", "show", "retry", "drop"), "all"
NOTHING = N_("没有没办成的事，也没有送不到的消息。")
_FAILED, _PARKED = re.compile(r"d(\d{1,18})"), re.compile(r"n(\d{1,18})-(\d{1,18})")
_PLACE = re.compile(r'File "(?:.*/)?((?:bot|handlers|storage)/[^"]+)", line (\d+)')
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'|「[^」]*」')
Letter = Failed | Parked


class NoSuchLetter(Refusal):
    text = N_("没有 {name} 这一件。跑 yuanba letters 看看有哪些。")


class NoDatabase(Refusal):
    text = N_("{path} 这里没有数据库")


class OldDatabase(Refusal):
    text = N_("这个数据库是旧版的：先用新版启动一次，它会自动升级")


class NoChoice(Refusal):
    text = N_("要哪一件？写上编号，比如 d12、n1-345，或者 all。")


@dataclass(frozen=True)
class Desk:
    """One look at what lies there."""

    tx: Tx
    words: Words

    @property
    def _names(self) -> dict[int, str]:
        return {yard.courtyard: yard.name for yard in upkeep.courtyards(self.tx)}

    def all(self) -> list[Letter]:
        return [*letters.failed(self.tx), *letters.parked(self.tx)]

    def one(self, name: str) -> Letter:
        """Raises NoSuchLetter."""
        found: Letter | None = None
        if named := _FAILED.fullmatch(name):
            found = letters.failure(self.tx, int(named[1]))
        elif named := _PARKED.fullmatch(name):
            found = letters.message(self.tx, int(named[1]), int(named[2]))
        if found is None:
            raise NoSuchLetter(name=name)
        return found

    def lines(self) -> Iterator[str]:
        """What there is, a line each."""
        plain = self.words.plain
        failed, parked = letters.failed(self.tx), letters.parked(self.tx)
        if failed:
            yield plain("没办成的 {n} 件：", n=len(failed))
            yield from (f"  {self.line(letter)}" for letter in failed)
        if parked:
            yield plain("送不到的 {n} 条：", n=len(parked))
            yield from (f"  {self.line(letter)}" for letter in parked)
        if failed or parked:
            yield plain(
                "细看：yuanba letters show 编号；再办：retry 编号；不要了：drop 编号（all 是全部）"
            )
        else:
            yield plain(NOTHING)
        n, last = letters.dropped(self.tx)
        if last:
            yield plain("丢掉过 {n} 件，最近一次是 {age}", n=n, age=self._age(last))

    def line(self, letter: Letter) -> str:
        parts = [name_of(letter), self._age(_began(letter)), self.where(letter), self.what(letter)]
        parts.append(reason(letter.error))
        if isinstance(letter, Failed) and letter.again:
            parts.append(self.words.plain("（等着再办）"))
        return scrub("  ".join(part for part in parts if part))

    def in_full(self, letter: Letter, *, full: bool) -> Iterator[str]:
        """One of them; with `full` what people wrote, too."""
        plain = self.words.plain
        yield self.line(letter)
        yield plain("时间：{at}", at=_began(letter).isoformat(timespec="seconds"))
        if (why := self.hopeless(letter)) is not None:
            yield why
        elif isinstance(letter, Failed) and letter.again:
            yield plain("已经说了再办：机器人开着，几秒钟就办；没开，一开就办")
        if full:
            yield scrub(letter.error or "")
            yield letter.content if isinstance(letter, Failed) else _json(letter.args)
        else:
            yield plain("当事人写的话没有印出来；真要看，加上 --full")

    def hopeless(self, letter: Letter) -> str | None:
        """Why it makes no sense to try again; None where it may."""
        plain = self.words.plain
        if isinstance(letter, Parked):
            text = plain("这条的内容只送一次，没有留底，没法再发，只能丢掉")
            return text if letter.wiped else None
        if letter.due is None and _blank_press(letter):
            return plain("这一下投了啥故意没留，没法再办，只能丢掉；请他自己再点一次")
        return None

    def what(self, letter: Letter) -> str:
        plain = self.words.plain
        if isinstance(letter, Parked):
            return letter.view
        if letter.due:
            return plain("定时要办的 {kind}", kind=letter.due[1])
        return _kind_of_update(_content(letter), self.words)

    def where(self, letter: Letter) -> str:
        if isinstance(letter, Parked):
            return self._names.get(letter.courtyard, "")
        if letter.due:
            return self._names.get(letter.due[0], "")
        chat = _chat_of(_content(letter))
        if chat.get("type") == "private":
            return self.words.plain("私聊")
        found = (yard.name for yard in upkeep.courtyards(self.tx) if yard.chat == chat.get("id"))
        return next(found, "")

    def _age(self, at: datetime) -> str:
        minutes = max(0, int((self.tx.now - at).total_seconds() // 60))
        plain = self.words.plain
        if minutes < 60:
            return plain("{n} 分钟前", n=minutes)
        if minutes < 48 * 60:
            return plain("{n} 小时前", n=minutes // 60)
        return plain("{n} 天前", n=minutes // (24 * 60))


def name_of(letter: Letter) -> str:
    if isinstance(letter, Failed):
        return f"d{letter.id}"
    return f"n{letter.courtyard}-{letter.id}"


def reason(error: str | None) -> str:
    """What went wrong, without words that may be somebody's: of a fault of ours its kind and its
    place, of Telegram's answers what is not quoted from us."""
    lines = (error or "").splitlines()
    if not any(line.startswith("Traceback") for line in lines):
        return _QUOTED.sub("…", lines[0])[:200] if lines else ""
    last = max((n for n, line in enumerate(lines) if line.startswith("  File ")), default=0)
    said = next((line for line in lines[last + 1 :] if line[:1].strip()), "")
    places = _PLACE.findall(error or "")
    kind = said.partition(":")[0][:100]
    return f"{kind} ({places[-1][0]}:{places[-1][1]})" if places else kind


def tell(
    place: Place, words: Words, what: str, name: str, full: bool, show: Callable[[object], None]
) -> bool:
    """Carry out the command and show what came of it; False where some of it could not be done.

    Raises NoSuchLetter, NoChoice, NoDatabase, OldDatabase, StoreError.
    """
    if isinstance(place, Path) and not place.is_file():
        raise NoDatabase(path=place)
    if what in _CHANGES:
        found = upkeep.change(place, partial(_each, words, name, _CHANGES[what]))
    else:
        found = upkeep.look(place, partial(_said, words, what, name, full))
    for line in found:
        show(line)
    return not any(isinstance(line, Finding) and line.mark is Mark.BAD for line in found)


def _said(words: Words, what: str, name: str, full: bool, tx: Tx) -> list[object]:
    desk = _desk(tx, words)
    if what == "list":
        return [*desk.lines()]
    return [line for letter in _chosen(desk, name) for line in desk.in_full(letter, full=full)]


def _desk(tx: Tx, words: Words) -> Desk:
    if upkeep.schema(tx) < upkeep.newest():
        raise OldDatabase
    return Desk(tx, words)


def _each(words: Words, name: str, act: Callable[[Desk, Letter], Finding], tx: Tx) -> list[object]:
    desk = _desk(tx, words)
    return [act(desk, one) for one in _chosen(desk, name)] or [words.plain(NOTHING)]


def _chosen(desk: Desk, name: str) -> list[Letter]:
    if not name:
        raise NoChoice
    return desk.all() if name == ALL else [desk.one(name)]


def _again(desk: Desk, letter: Letter) -> Finding:
    plain, name = desk.words.plain, name_of(letter)
    if (why := desk.hopeless(letter)) is not None:
        return bad(f"{name}: {why}")
    if isinstance(letter, Parked):
        letters.send_again(desk.tx, letter)
        return good(plain("{name} 又排上队了：机器人开着，几秒钟就发；没开，一开就发", name=name))
    letters.ask_again(desk.tx, letter)
    return good(plain("{name} 再办一次：机器人开着，几秒钟就办；没开，一开就办", name=name))


def _drop(desk: Desk, letter: Letter) -> Finding:
    plain, name = desk.words.plain, name_of(letter)
    if isinstance(letter, Parked):
        letters.drop_parked(desk.tx, letter)
        return good(plain("{name} 丢掉了，不再发了", name=name))
    waits = letter.due is not None
    letters.drop_failed(desk.tx, letter)
    if waits:
        return look(plain("{name} 丢掉了。事情本身还排着，到时候还会再试", name=name))
    return good(plain("{name} 丢掉了，内容也抹了", name=name))


_CHANGES = {"retry": _again, "drop": _drop}


def _began(letter: Letter) -> datetime:
    return letter.at if isinstance(letter, Failed) else letter.created_at


def _content(letter: Failed) -> dict[str, Any]:
    try:
        found = json.loads(letter.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _part(content: dict[str, Any], name: str) -> dict[str, Any]:
    """What should be an object, whatever it is in an update that could not be read."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _message(content: dict[str, Any]) -> dict[str, Any]:
    return _part(content, "message") or _part(content, "edited_message")


def _chat_of(content: dict[str, Any]) -> dict[str, Any]:
    pressed = _part(_part(content, "callback_query"), "message")
    return _part(pressed or _message(content) or _part(content, "my_chat_member"), "chat")


def _kind_of_update(content: dict[str, Any], words: Words) -> str:
    message = _message(content)
    if "callback_query" in content:
        data = str(_part(content, "callback_query").get("data", ""))
        found = words.plain("按钮 {name}", name=_safe(data.partition("_")[0]))
    elif "my_chat_member" in content:
        found = words.plain("机器人进群出群")
    elif str(message.get("text", "")).startswith("/"):
        name = re.split(r"[\s@]", str(message["text"]), maxsplit=1)[0]
        found = words.plain("命令 {name}", name="/" + _safe(name[1:]))
    elif "document" in message:
        found = words.plain("一个文件")
    elif "text" in message:
        found = words.plain("一句话")
    else:
        found = words.plain("读不懂的一条")
    return found


def _safe(name: str) -> str:
    """A name of ours; whatever else stands there may be somebody's words."""
    return name if re.fullmatch(r"[a-z0-9_]{1,32}", name) else "…"


def _blank_press(letter: Failed) -> bool:
    """A press that says what somebody votes: of its data only the kind was kept."""
    press = _part(_content(letter), "callback_query")
    return bool(press) and "_" not in str(press.get("data", ""))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
