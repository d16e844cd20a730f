"""Telegram's HTML, read as its server reads it: text and entities, or its own complaint."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from bot.sandbox.model import Json
from bot.sandbox.refused import bad

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "a": "text_link",
}
_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_AMPERSAND = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,8})|#x([0-9A-Fa-f]{1,7}));?")
_LETTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")
_TOP = 0x10FFFF


def units(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts offsets."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def parse_html(source: str) -> tuple[str, list[Json]]:
    reader = _Reader(source)
    reader.read()
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.out), reader.entities


def _decode(text: str) -> str:
    return _AMPERSAND.sub(_letter, text) if "&" in text else text


def _letter(match: re.Match[str]) -> str:
    if match[1]:
        return _LETTERS[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    return chr(code) if 0 < code < _TOP else match[0]


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]
    out_at: int


@dataclass(slots=True)
class _Reader:
    source: str
    at: int = 0
    length: int = 0
    out: list[str] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def read(self) -> None:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._end_tag()
            elif self.source[self.at] == "<":
                self._start_tag()
            else:
                self._plain()
        if self.open:
            tag = self.open[-1].tag
            raise bad(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
            )

    def _plain(self) -> None:
        end = self.source.find("<", self.at)
        end = len(self.source) if end < 0 else end
        text = _decode(self.source[self.at : end])
        self.out.append(text)
        self.length += units(text)
        self.at = end

    def _fail(self, words: str, at: int, more: str = "") -> Exception:
        offset = len(self.source[:at].encode())
        return bad(f"can't parse entities: {words} at byte offset {offset}{more}")

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        taken = match[0] if match else ""
        self.at += len(taken)
        return taken

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take(_NAME).lower()
        if not self._peek():
            raise self._fail("Unclosed start tag", begin)
        if tag not in _TAGS:
            raise self._fail(f'Unsupported start tag "{tag}"', begin)
        attributes: dict[str, str] = {}
        self._take(_SPACE)
        while self._peek() != ">":
            name, value = self._attribute(tag, begin)
            attributes[name] = value
            self._take(_SPACE)
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, self.length, attributes, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._take(_ATTRIBUTE).lower()
        if not name:
            raise self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        self._take(_SPACE)
        if self._peek() != "=":
            return name, ""  # an attribute without a value, as in <blockquote expandable>
        self.at += 1
        self._take(_SPACE)
        if not self._peek():
            raise self._fail(f'Unclosed start tag "{tag}"', begin)
        return name, self._value(begin)

    def _value(self, begin: int) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            token = self._take(_TOKEN)
            if not self._peek() or not (self._peek().isspace() or self._peek() == ">"):
                raise self._fail("Unexpected end of name token", self.at - len(token))
            return token
        end = self.source.find(quote, self.at + 1)
        if end < 0 or end + 1 == len(self.source):
            raise self._fail("Unclosed start tag", begin)
        value = _decode(self.source[self.at + 1 : end])
        self.at = end + 1
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._fail("Unexpected end tag", begin)
        self.at += 2
        tag = self._take(_NAME).lower()
        self._take(_SPACE)
        if self._peek() != ">":
            raise self._fail("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            wanted = f', expected "</{opened.tag}>", found "</{tag}>"'
            raise self._fail("Unmatched end tag", begin, wanted)
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Json = {
            "type": _TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if opened.tag == "a":
            self._link(opened, entity)
            return
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        if opened.tag == "code" and self._gives_language(opened, entity):
            return
        self.entities.append(entity)

    def _link(self, opened: _Open, entity: Json) -> None:
        href = opened.attributes.get("href") or "".join(self.out[opened.out_at :])
        person = _USER_LINK.fullmatch(href)
        if person:
            self.entities.append({**entity, "type": "text_mention", "user": {"id": int(person[1])}})
        elif is_url(href):
            self.entities.append({**entity, "url": href})

    def _gives_language(self, opened: _Open, entity: Json) -> bool:
        """`<pre><code class="language-x">`: one block in a language, not code in a block."""
        language = opened.attributes.get("class", "")
        inside = bool(self.open) and self.open[-1].tag == "pre"
        if not (inside and language.startswith("language-")):
            return False
        self.entities.append({**entity, "type": "pre", "language": language[9:]})
        self.open[-1].offset = self.length  # the outer block is now this one
        return True


_URL = re.compile(r"(?:(?:https?|ton|tg)://)?[^\s/?#@:]+(?:\.[^\s/?#@:]+)*(?::\d+)?(?:[/?#]\S*)?")


def is_url(text: str) -> bool:
    """Whether Telegram would take it as a link: a known scheme or a host with a dot."""
    if not _URL.fullmatch(text):
        return False
    scheme, found, rest = text.partition("://")
    host = re.split(r"[/?#:]", rest if found else text)[0]
    return scheme == "tg" or "." in host.strip(".") or (bool(found) and host == "localhost")


_SHOWN = {
    "bold": "b",
    "italic": "i",
    "strikethrough": "s",
    "underline": "u",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def to_html(text: str, entities: list[Json]) -> str:
    """Text and entities back as HTML a browser can show; entities nest or follow, never cross."""
    raw = text.encode("utf-16-le")
    marks: list[tuple[int, int, int, str]] = []
    for order, entity in enumerate(entities):
        opening, closing = _tags(entity)
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        marks += [(begin, 1, order, opening), (end, 0, -order, closing)]
    shown, at = [], 0
    for place, _, _, tag in sorted(marks):
        shown += [_escaped(raw, at, place), tag]
        at = place
    return "".join([*shown, _escaped(raw, at, len(raw) // 2)])


def _escaped(raw: bytes, begin: int, end: int) -> str:
    return html.escape(raw[2 * begin : 2 * end].decode("utf-16-le", "replace"), quote=False)


def _tags(entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _SHOWN:
        extra = " expandable" if kind == "expandable_blockquote" else ""
        return f"<{_SHOWN[kind]}{extra}>", f"</{_SHOWN[kind]}>"
    if kind == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if kind == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    return "", ""
