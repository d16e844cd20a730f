"""What people, and those who only pretend to be people, may write to a bot."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

LONGEST = 4096
"""What Telegram lets through, counted in UTF-16 units."""
SCRIPTS = (
    "楼道灯坏了，哪个来修一下嘛",
    "Kirschbaum für alle, bitte!",
    "هل نزرع شجرة كرز؟",
    "האם לשתול עץ",
    "क्या हम एक पेड़ लगाएं",
    "ต้นไม้หน้าตึก",
    "桜の木を植えますか",
    "나무를 심을까요",
    "Посадим вишню",
    "ꡡ𐎀𓀀𝒳",
    "བོད་ཡིག",
    "👨‍👩‍👧‍👦🏳️‍🌈🇨🇳👍🏽",
)
"""One line in each: left to right, right to left, combining, and beyond the first plane."""
NASTY = (
    "\u202e翻过来\u202c",
    "\u2066\u2067\u2068",
    "\u200b\u200d\ufeff",
    "z" + "\u0335\u0489\u0301" * 40,
    "\ud800",
    "好\udfff!",
    "a\x00b",
    "\x07\x1b[31m",
    "\u2028\u2029\x85",
    "<b>&lt;script&gt;</b><a href='tg://x'>",
    "{x} {0} %s %(x)s ${HOME}",
    "'; DROP TABLE votes; --",
    "=1+1",
    "@yuanba_bot /close 1",
    "|||",
    "｜｜｜",
    "\n\n\n",
    "٣٫٥",
    "１２３",
    "一百零八",
    "Ⅷ",
    "1e309",
    "NaN",
    "-0",
    "9" * 400,
)
PLAUSIBLE = (
    *(
        "3-2-501",
        "1-1-101",
        "2-1-303",
        "9-9-909",
        "1栋2单元301",
        "否",
        "是",
        "/",
        "-",
        "1",
        "2",
        "3",
    ),
    *("40", "0", "120", "3天", "明天 15:00", "12月20日 15:00", "下周五晚上八点", "昨天", "明年"),
    *(
        "89.5",
        "89.5平",
        "1000000",
        "樱桃\n李子\n梨",
        "樱桃|李子",
        "樱桃、李子、梨、桃、杏",
        "5000元",
    ),
    *(
        "在东墙种樱桃树",
        "樱桃节",
        "院子里的灯",
        "王大爷",
        "@yard70003",
        "同意",
        "第 1 条",
        "1\n2\n3",
    ),
    "# 公约\n1. 晚上十点以后小声点\n2. 垃圾分类\n3. 电瓶车不上楼",
)
"""What an open question may well be waiting for."""
COMMANDS = (
    *(
        "/topic {}",
        "/topics",
        "/topics 1",
        "/sort {}",
        "/appeal 1 | {}",
        "/agree 1",
        "/done 1 | {}",
    ),
    *("/assign 1 | {}", "/explain 1 | {}", "/reopen 1", "/withdraw 1", "/merge 1 | 2", "/votes"),
    *("/vote {} | 3天", "/vote {} | {} | {}", "/vote", "/close 1", "/close 1 | {}", "/remind 1"),
    *(
        "/event {} | 12月20日 15:00 | 东三巷 | 40",
        "/event {}",
        "/events",
        "/announce {}",
        "/covenant",
    ),
    *("/covenant {}", "/sign", "/sign 1", "/role", "/roles {}", "/roll", "/roll 3-2-501", "/rules"),
    *("/rules 1", "/settings", "/settings {}", "/channel {}", "/join", "/me", "/mydata", "/leave"),
    *(
        "/forget",
        "/help",
        "/home",
        "/lang",
        "/lang en",
        "/start",
        "/start {}",
        "/setup {}",
        "/nothing",
    ),
    "/TOPIC@yuanba_bot {}",
)


def line(draw: Random) -> str:
    """A few words: as a neighbour would write them, or as somebody would who means no good."""
    kind = draw.random()
    if kind < 0.45:
        return draw.choice(PLAUSIBLE)
    if kind < 0.65:
        return draw.choice(SCRIPTS)
    if kind < 0.9:
        return draw.choice(NASTY)
    return "".join(
        chr(draw.choice(_PLANES) + draw.randrange(256)) for _ in range(draw.randrange(40))
    )


_PLANES = (0x20, 0x300, 0x590, 0x600, 0x900, 0xE00, 0x1100, 0x2000, 0x4E00, 0xAC00, 0xD7FF, 0xFE00)


def text(draw: Random) -> str:
    """Up to as much as Telegram lets through."""
    kind = draw.random()
    if kind < 0.8:
        return line(draw)
    if kind < 0.92:
        return draw.choice((" ", "\n", "|", "｜", "、", "\u3000", "\t")).join(
            line(draw) for _ in range(draw.randrange(2, 9))
        )
    return (line(draw) or "字") * LONGEST


def command(draw: Random) -> str:
    """Any command, with what may follow it, parted by whatever a keyboard has."""
    said = draw.choice(COMMANDS)
    while "{}" in said:
        said = said.replace("{}", text(draw), 1)
    if draw.random() < 0.3:
        said = said.replace(" | ", draw.choice(("|", "｜", " \n ", "；", "\u3000|\u3000", "||")))
    if draw.random() < 0.1:
        said = said.replace(" ", draw.choice(("\n", "\u3000", "\u00a0", "\t", "")), 1)
    return said


def fits(said: str) -> str:
    """Cut where Telegram's own clients cut (in UTF-16 units), with at least one character."""
    units = said.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST]
    return (
        units.decode("utf-16-le", "surrogatepass" if len(units) < 2 * LONGEST else "ignore") or "。"
    )


def sentence(draw: Random, words: Sequence[str]) -> str:
    return "".join(draw.choice(words) for _ in range(draw.randrange(1, 12)))
