"""In which language, hour and terms somebody is spoken to."""

from __future__ import annotations

from bot.incoming import Person
from bot.words import LANGUAGES, Words
from storage.courtyards import Courtyard
from storage.people import Account


def words_for(
    account: Account | None, yard: Courtyard | None, person: Person | None = None
) -> Words:
    """The language someone chose, else their courtyard's, else what their Telegram speaks."""
    chosen = account.lang if account else None
    lang = chosen or (yard.lang if yard else _client_lang(person))
    return Words(lang, yard.zone, terms(yard)) if yard else Words(lang)


def terms(yard: Courtyard) -> dict[str, str]:
    """The courtyard's own names for things (its council is 坝坝会 next door)."""
    return {
        name.removeprefix("term_"): str(yard.setting(name))
        for name in ("term_council", "term_festival")
    }


def _client_lang(person: Person | None) -> str:
    code = (person.lang or "zh") if person else "zh"
    return LANGUAGES[1] if not code.startswith("zh") else LANGUAGES[0]
