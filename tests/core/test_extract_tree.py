"""Where a tree decides what a link is: one case each. docs/extraction.md tells the same rules in words."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from backlit import _core

PAGE = "https://site.example/dir/page.html"


def links(html: str) -> list[dict[str, Any]]:
    _, found, texts = _core.extract_page(html.encode(), PAGE)
    return [a | b for a, b in zip(pa.table(found).to_pylist(), pa.table(texts).to_pylist(), strict=True)]


def anchors(html: str) -> list[tuple[str | None, str]]:
    return [(link["target_raw"], link["anchor"]) for link in links(html)]


CASES = {
    "an a inside an a closes the first": ("<a href=1>one <a href=2>two</a> three</a>", [("1", "one"), ("2", "two")]),
    "an a without href closes a link too": ("<a href=1>one<a name=x>two</a>", [("1", "one")]),
    "an end tag without a start is nothing": ("</a><a href=1>one</a></a> two", [("1", "one")]),
    "the end of a paragraph does not end a link": ("<p><a href=1>one</p><p>two</a>three", [("1", "one two")]),
    "the end of a cell ends a link opened in it": (
        "<table><tr><td><a href=1>one</td><td>two</td></table>three",
        [("1", "one")],
    ),
    "the next cell ends a link opened in the one before": (
        "<table><tr><td><a href=1>one<td>two</table>",
        [("1", "one")],
    ),
    "a link around a table goes on after it": (
        "<a href=1>one<table><tr><td>two</td></tr></table>three</a>four",
        [("1", "one two three")],
    ),
    "an end tag in a cell does not reach a link around the table": (
        "<a href=1>one<table><tr><td></a>two</td></tr></table>three</a>",
        [("1", "one two three")],
    ),
    "a link in a cell of a linked table is a link of its own": (
        "<a href=1>one<table><tr><td><a href=2>two</a></td></tr></table>three</a>",
        [("1", "one two three"), ("2", "two")],
    ),
    "an unclosed link holds the rest": ("<a href=1>one <b>two</b><p>three", [("1", "one two three")]),
    "script and style are no text": ("<a href=1>one<script>var x</script><style>b{}</style></a>", [("1", "one")]),
    "markup in a script is no markup": ("<script>'<a href=0>'</script><a href=1>one</a>", [("1", "one")]),
    "a script goes on after an escaped inner end": (
        "<script><!-- <script> </script> <a href=0>no</a> --></script><a href=1>one</a>",
        [("1", "one")],
    ),
    "an escaped script ends at its end tag": (
        "<script><!-- </script><a href=1>one</a><!-- --></script>",
        [("1", "one")],
    ),
    "comments hide": ("<!-- <a href=0>no</a> --><!--><a href=1>one</a>", [("1", "one")]),
    "a textarea holds text": ("<textarea><a href=0>no</a></textarea><a href=1>one</a>", [("1", "one")]),
    "a title holds text": ("<title><a href=0>no</a></title><a href=1>one</a>", [("1", "one")]),
    "iframe, xmp, noembed, noframes hold raw text": (
        (
            "<iframe><a href=0></iframe><xmp><a href=0></xmp><noembed><a href=0></noembed>"
            "<noframes><a href=0></noframes><a href=1>one</a>"
        ),
        [("1", "one")],
    ),
    "plaintext never ends": ("<a href=1>one</a><plaintext><a href=0>no</a></plaintext>", [("1", "one")]),
    "a template is no part of the page": (
        "<template><a href=0>no</a><template></template><a href=0>no</a></template><a href=1>one</a>",
        [("1", "one")],
    ),
    "links in noscript count": (
        "<noscript><a href=1>one</a></noscript><a href=2>two</a>",
        [("1", "one"), ("2", "two")],
    ),
    "links in select count": (
        "<select><option>x</option><a href=1>one</a></select><a href=2>two</a>",
        [("1", "one"), ("2", "two")],
    ),
    "an svg link may be named by xlink:href": ("<svg><a xlink:href=1><text>one</text></a></svg>", [("1", "one")]),
    "href goes before xlink:href": ("<svg><a xlink:href=0 href=1>one</a></svg>", [("1", "one")]),
    "xlink:href means nothing in HTML": ("<a xlink:href=0>no</a><a href=1>one</a>", [("1", "one")]),
    "svg links nest": ("<svg><a href=1>one<a href=2>two</a></a></svg>", [("1", "onetwo"), ("2", "two")]),
    "an svg link that closes itself": ("<svg><a href=1 /></svg>one", [("1", "")]),
    "an HTML link does not close itself": ("<a href=1 />one</a>", [("1", "one")]),
    "an HTML tag breaks out of svg": ("<svg><a href=1>one<div><a href=2>two</a></div>", [("1", "one"), ("2", "two")]),
    "style in svg is markup": (
        "<svg><style><a href=1>no</a></style></svg><a href=2>two</a>",
        [("1", ""), ("2", "two")],
    ),
    "a CDATA section in svg is text": (
        "<a href=1><svg><text><![CDATA[<a href=0>]]></text></svg></a>",
        [("1", "<a href=0>")],
    ),
    "a CDATA section in HTML is a comment": ("<a href=1>one<![CDATA[ two> three]]></a>", [("1", "one three]]>")]),
    "foreignObject holds HTML": (
        "<svg><foreignObject><style><a href=0></style><a href=1>one</a></foreignObject></svg>",
        [("1", "one")],
    ),
    "the first attribute of a name counts": ("<a href=1 href=0 HREF=0>one</a>", [("1", "one")]),
    "a tag that the page ends in is dropped": ("<a href=1>one</a><a href=2", [("1", "one")]),
    "an unclosed quote takes the rest": ("<a href=1>one</a><a href='2>two</a>", [("1", "one")]),
    "a slash does not end an unquoted value": ("<a href=1/2/>one</a>", [("1/2/", "one")]),
    "references in an address": ("<a href='?a=1&amp;b=2&copy=3&not;'>one</a>", [("?a=1&b=2&copy=3¬", "one")]),
    "references in an anchor": ("<a href=1>A&amp;B&nbsp;&#67;&notit;</a>", [("1", "A&B C¬it;")]),
    "white space is collapsed": ("<a href=1> \n one\t\r\n <b> two </b> </a>", [("1", "one two")]),
    "blocks part words, inline elements do not": (
        "<a href=1>o<b>n</b>e<div>two</div>three<br>four</a>",
        [("1", "one two three four")],
    ),
    "an empty href is the page": ("<a href>one</a><a href=''>two</a>", [("", "one"), ("", "two")]),
    "case does not matter": ("<A HREF=1>one</A>", [("1", "one")]),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    html, expected = CASES[name]
    assert anchors(html) == expected


def test_frames_of_a_frameset() -> None:
    html = (
        "<frameset><frame src=a.html><frame src=b.html><a href=0>no</a><noframes><a href=0>no</a></noframes></frameset>"
    )
    assert [(link["kind"], link["target_raw"]) for link in links(html)] == [("frame", "a.html"), ("frame", "b.html")]


def test_a_frameset_after_text_is_none() -> None:
    assert anchors("text<frameset><frame src=a.html></frameset><a href=1>one</a>") == [("1", "one")]


def test_a_form_in_a_form_is_none() -> None:
    html = "<form action=a><form action=b></form><form action=c>"
    assert [(link["kind"], link["target_raw"]) for link in links(html)] == [("form", "a"), ("form", "c")]
