"""A screen that became too long is shortened so that Telegram still takes it."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markup import parse_html, units
from bot.screen import cut, fitted

PLAIN = st.text("字9<&>😀", min_size=1, max_size=30)
MARKUP = st.recursive(
    PLAIN.map(lambda text: html.escape(text, quote=False)),
    lambda inner: st.one_of(
        inner.map(lambda one: f"<b>{one}</b>"),
        inner.map(lambda one: f'<a href="https://t.me/x?start=a&amp;b">{one}</a>'),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)


@given(MARKUP, st.integers(2, 120))
def test_whatever_is_left_out_is_left_out_whole(markup: str, limit: int) -> None:
    said, _ = parse_html(markup)
    shown, entities = parse_html(fitted(markup, limit))
    assert units(shown) <= limit
    if units(said) <= limit:
        assert shown == said
        return
    assert shown.endswith("…")
    assert said.startswith(shown[:-1])
    assert units(shown) >= limit - 1  # half of a 😀 finds no room
    assert all(one["offset"] + one["length"] <= units(shown) for one in entities)


def test_a_bold_name_without_an_end_stays_bold_and_ends() -> None:
    assert fitted(f"📝 <b>{'9' * 40}</b>来了", 10) == f"📝 <b>{'9' * 6}…</b>"
    assert fitted("<b>&lt;&lt;</b>", 2) == "<b>&lt;&lt;</b>"
    assert fitted("<b>&lt;&lt;&lt;</b>", 2) == "<b>&lt;…</b>"


def test_plain_words_are_cut_by_the_measure_of_telegram() -> None:
    assert cut("四个字啊", 4) == "四个字啊"
    assert cut("四个字多了", 4) == "四个字…"
    assert cut("😀😀😀", 4) == "😀…"
