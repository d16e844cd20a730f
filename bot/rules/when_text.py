"""Brings what people type into one plain form, so that the parsers need know one language only."""

from __future__ import annotations

import re
import unicodedata

from bot.rules.numerals import with_digits

MONTHS = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_WEEKDAYS = (
    "mon(?:day)?",
    "tue(?:s|sday)?",
    "wed(?:nesday)?",
    "thu(?:r|rs|rsday)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)

_LETTERS = str.maketrans("週點號後鐘個禮兩時為–—−∶", "周点号后钟个礼两时为---:") | dict.fromkeys(
    map(ord, "、,。;!()"), " "
)

# Order matters: longer sayings first. ASCII word borders, so that 明天7pm needs no space.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"\b(?:the )?day after tomorrow\b", " 后天 "),
    (r"\b(?:tomorrow|tmr)\b", " 明天 "),
    (r"\byesterday\b", " 昨天 "),
    (r"\b(?:tonight|this (?:evening|night))\b", " 今天晚上 "),
    (r"\bthis (?=morning|afternoon)", " 今天 "),
    (r"\btoday\b", " 今天 "),
    (r"\b(?:at )?midnight\b|午夜", " 12am "),
    (r"\b(?:at )?noon\b|正午", " 12pm "),
    (r"\b(?:in the )?morning\b", " 早上 "),
    (r"\b(?:in the )?afternoon\b", " 下午 "),
    (r"\b(?:in the )?evening\b|\b(?:at )?night\b", " 晚上 "),
    (r"\b(?:an?|one) (?=minute|hour|day|week)", " 1 "),
    (r"最[晚迟]", " "),
    (r"[外万]后天", "大后天"),  # Sichuan says 外后天
    (r"([今明])(?:晚[上黑]?|夜)", r"\1天晚上"),
    (r"([今明])早上?", r"\1天早上"),
    (r"([今明])[日儿]", r"\1天"),
    (r"([0-9一二两三四五六七八九十])日(?=之?后|以后|之?内|以内)", r"\1天"),
    (r"([0-9一二两三四五六七八九十])个半(小时|钟头)", r"\1.5\2"),
    (r"半个?(小时|钟头)", "30分钟"),
)
_SPOKEN_WEEKDAY = re.compile(r"(?:周|星期|礼拜)(?:([一二三四五六日天])|([1-7])(?![0-9:点时]))")


def plain(text: str) -> str:
    """Half-width, lower case, digits, Chinese words: `Sat 3PM` and `禮拜六３ＰＭ` alike."""
    said = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    said = re.sub(r"(?<=[0-9])t(?=[0-9])", " ", said)  # 2026-12-05T15:00
    for pattern, word in _SAYINGS:
        said = re.sub(pattern, word, said, flags=re.ASCII)
    for number, name in enumerate(_WEEKDAYS, start=1):
        said = re.sub(rf"\b{name}\b", f" 周{number} ", said, flags=re.ASCII)
    # Before the numerals: in 周六三点 the six is the day and the three the hour.
    said = _SPOKEN_WEEKDAY.sub(_numbered_weekday, said)
    return " ".join(with_digits(said).split()).strip(" .")


def _numbered_weekday(spoken: re.Match[str]) -> str:
    name, digit = spoken.groups()
    number = digit or min("一二三四五六日天".index(name) + 1, 7)
    return f"周{number} "
