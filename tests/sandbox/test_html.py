"""Telegram's HTML: what it becomes, and the complaints of Telegram's own parser."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.markup import is_url, parse_html, to_html, units
from bot.sandbox.model import Json
from bot.sandbox.refused import Refused
from bot.sandbox.spans import find_entities, trimmed


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("平常的话", "平常的话", []),
        ("&lt;&gt;&amp;&quot;&laquo;&#12345678;", '<>&"&laquo;&#12345678;', []),
        ("&#26634;&#x6811", "栊树", []),
        ("<b>赞成</b>", "赞成", [("bold", 0, 2)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("🏟<u>x</u>", "🏟x", [("underline", 2, 1)]),
        ("<b>🏟 <i>x</i></b>", "🏟 x", [("bold", 0, 4), ("italic", 3, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", i, 1) for i in range(3)],
        ),
        ("<ins>a</ins>", "a", [("underline", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<code>a</code><pre>b</pre>", "ab", [("code", 0, 1), ("pre", 1, 1)]),
        ("<b></b>x", "x", []),
        ("<span class=tg-spoiler>a</span>", "a", [("spoiler", 0, 1)]),
        ('<tg-emoji emoji-id="5">a</tg-emoji>', "a", [("custom_emoji", 0, 1)]),
        ("<blockquote  expandable >a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<B>a</b >", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
    ],
)
def test_tags_become_entities_counted_in_utf16(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    read, found = parse_html(source)
    assert read == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_link_keeps_its_address_and_a_user_link_is_a_mention() -> None:
    _, found = parse_html('<a href="https://a.cn/?a=1&amp;b=2">x</a><a href="tg://user?id=7">y</a>')
    assert found[0]["url"] == "https://a.cn/?a=1&b=2"
    assert found[1] == {"type": "text_mention", "offset": 1, "length": 1, "user": {"id": 7}}


def test_a_link_without_a_usable_address_is_plain_text() -> None:
    assert parse_html('<a href="not a link">x</a>') == ("x", [])


def test_an_address_may_be_the_text_of_the_link() -> None:
    _, found = parse_html("<a>https://a.cn</a>")
    assert found[0]["url"] == "https://a.cn"


def test_a_block_of_code_keeps_its_language() -> None:
    _, found = parse_html('<pre><code class="language-python">x</code></pre>')
    assert found == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("🏟 🏟&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        ("🏟 🏟&lt;<abac", "Unclosed start tag at byte offset 13"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("🏟 🏟&lt;<i    =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (
            "🏟 🏟&lt;<i>a</em   >",
            'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"',
        ),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<i ", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    "source",
    [
        "平常 &amp; &lt;话&gt;",
        "<b>🏟 <i>x</i></b> y",
        '<a href="https://a.cn/?x=1&amp;y=2">x</a>',
        "<blockquote expandable>a</blockquote>",
        '<a href="tg://user?id=7">y</a><b>z</b>',
    ],
)
def test_entities_turn_back_into_the_html_they_came_from(source: str) -> None:
    assert to_html(*parse_html(source)) == source


@given(st.text())
def test_escaped_text_always_comes_back_whole(text: str) -> None:
    assert parse_html(html.escape(text)) == (text.replace("'", "&#x27;"), []) or (
        parse_html(html.escape(text, quote=False)) == (text, [])
    )


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://t.me/yuanba_bot?start=x", True),
        ("http://localhost:8080/x", True),
        ("t.me/x", True),
        ("tg://user?id=5", True),
        ("nowhere", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("", False),
    ],
)
def test_only_addresses_telegram_takes_are_links(address: str, taken: bool) -> None:
    assert is_url(address) is taken


def test_commands_mentions_and_links_are_found_in_plain_text() -> None:
    found = find_entities("/vote@yuanba_bot 🏟 @li_jie https://a.cn/x #院坝 a@b.cn 1/2")
    kinds = [(e["type"], e["offset"], e["length"]) for e in found]
    assert kinds == [
        ("bot_command", 0, 16),
        ("mention", 20, 7),
        ("url", 28, 14),
        ("hashtag", 43, 3),
    ]


@given(st.text(" a🏟\n", max_size=8), st.text(" a🏟\n", max_size=8))
def test_trimming_moves_entities_with_their_words(before: str, after: str) -> None:
    bold: Json = {"type": "bold", "offset": units(before), "length": 1}
    text, entities = trimmed(f"{before}x{after}", [bold])
    raw = text.encode("utf-16-le")
    at = entities[0]["offset"]
    assert raw[2 * at : 2 * at + 2].decode("utf-16-le") == "x"
    assert text == f"{before}x{after}".strip()


@given(st.text("<>/=\"' aibp&;#x3🏟", max_size=40))
def test_any_text_is_either_read_or_refused(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except Refused as refused:
        complained = refused.description
        assert complained.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(e["offset"] + e["length"] <= units(text) for e in entities)
