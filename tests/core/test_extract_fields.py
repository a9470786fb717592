"""Every field of a link and of a page: what it holds, by the field's own words."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from backlit import _core

PAGE = "https://site.example/dir/page.html"


def extract(
    html: str | bytes, url: str = PAGE, content_type: str | None = None, robots: tuple[str, ...] = ()
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The page's facts and its links."""
    data = html.encode("utf-8-sig") if isinstance(html, str) else html
    page, found, texts = _core.extract_page(data, url, content_type=content_type, robots_tags=robots)
    links = [a | b for a, b in zip(pa.table(found).to_pylist(), pa.table(texts).to_pylist(), strict=True)]
    return pa.table(page).to_pylist()[0], links


def only(html: str, **options: Any) -> dict[str, Any]:
    (link,) = extract(html, **options)[1]
    return link


@pytest.mark.parametrize(
    ("html", "kind", "target"),
    [
        ("<a href=/x>one</a>", "text", "https://site.example/x"),
        ("<a href=x><img alt=one></a>", "image", "https://site.example/dir/x"),
        ("<a href=x><img alt=one> two</a>", "text", "https://site.example/dir/x"),
        ("<a href=x></a>", "text", "https://site.example/dir/x"),
        ("<a href=mailto:me@site.example>one</a>", "text", "mailto:me@site.example"),
        ("<a href='http://[bad'>one</a>", "text", None),
        ("<map><area href=x alt=one></map>", "area", "https://site.example/dir/x"),
        ("<iframe src=//other.example/></iframe>", "frame", "https://other.example/"),
        ("<form action=/find>", "form", "https://site.example/find"),
        ("<meta http-equiv=Refresh content='0; url=next.html'>", "redirect", "https://site.example/dir/next.html"),
        ("<link rel=canonical href=/c>", "canonical", "https://site.example/c"),
        ("<link rel='alternate' hreflang=de href=/de>", "alternate", "https://site.example/de"),
        ("<link rel=alternate type=application/rss+xml href=/feed>", "rss", "https://site.example/feed"),
    ],
)
def test_kinds(html: str, kind: str, target: str | None) -> None:
    link = only(html)
    assert (link["kind"], link["target_url"]) == (kind, target)


def test_what_is_no_link() -> None:
    html = (
        "<a name=x>no</a><a onclick=go()>no</a><form>no</form><iframe></iframe><iframe src=' '></iframe>"
        "<link rel=stylesheet href=x><link rel='alternate stylesheet' href=x><link rel=canonical>"
        "<meta http-equiv=refresh content=30><noscript><meta http-equiv=refresh content='0;url=/x'></noscript>"
    )
    assert extract(html)[1] == []


@pytest.mark.parametrize(
    ("html", "anchor", "came_from"),
    [
        ("<a href=x title=t> the <b>text</b> </a>", "the text", "text"),
        ("<a href=x title=t><img alt=' an  alt '></a>", "an alt", "alt"),
        ("<a href=x title=t><img alt=''><img alt=second></a>", "second", "alt"),
        ("<a href=x title='a&amp;b'><img></a>", "a&b", "title"),
        ("<a href=x><svg><title>Icon</title><path/></svg></a>", "Icon", "alt"),
        ("<a href=x></a>", "", None),
        ("<map><area href=x alt=one title=two></map>", "one", "alt"),
    ],
)
def test_anchors(html: str, anchor: str, came_from: str | None) -> None:
    link = only(html)
    assert (link["anchor"], link["anchor_from"]) == (anchor, came_from)


@pytest.mark.parametrize(
    ("rel", "flags"),
    [
        ("", (True, False, False, False)),
        ("noopener", (True, False, False, False)),
        ("nofollow", (False, True, False, False)),
        ("UGC NoFollow", (False, True, False, True)),
        ("sponsored,nofollow", (False, True, True, False)),
        ("sponsored , ugc", (False, False, True, True)),
        ("nofollowed", (True, False, False, False)),
    ],
)
def test_rel(rel: str, flags: tuple[bool, bool, bool, bool]) -> None:
    link = only(f"<a href=x rel='{rel}'>one</a>")
    assert link["rel"] == rel
    assert (link["followed"], link["nofollow"], link["sponsored"], link["ugc"]) == flags


def test_no_rel_is_null() -> None:
    assert only("<a href=x>one</a>")["rel"] is None


@pytest.mark.parametrize(
    ("meta", "header", "noindex", "nofollow"),
    [
        ("<meta name=robots content='index, follow'>", (), False, False),
        ("<meta name=robots content='noindex,nofollow'>", (), True, True),
        ("<META NAME=GoogleBot CONTENT=NONE>", (), True, True),
        ("<meta name=otherbot content=nofollow>", (), False, False),
        ("", ("nofollow",), False, True),
        ("", ("googlebot: nofollow", "otherbot: noindex"), False, True),
        ("<meta name=robots content=noindex>", ("nofollow",), True, True),
        ("<template><meta name=robots content=none></template>", (), False, False),
    ],
)
def test_the_pages_own_nofollow(meta: str, header: tuple[str, ...], noindex: bool, nofollow: bool) -> None:
    # The link stands before the meta: the directive counts for it all the same.
    page, (link,) = extract(f"<a href=x>one</a>{meta}", robots=header)
    assert (page["noindex"], page["nofollow"]) == (noindex, nofollow)
    assert (link["followed"], link["nofollow"]) == (not nofollow, False)


def test_contexts_are_100_characters_of_text() -> None:
    left, right = "ä" * 300 + " left ", " right" + "日" * 300
    link = only(f"<p>{left}<a href=x> one </a>{right}")
    assert link["context_left"] == left[-100:]
    assert link["context_right"] == right[:100]


def test_contexts_pass_over_markup() -> None:
    html = "<h1>Head</h1><p>be<b>fore</b> (<a href=1>one</a>) after<script>x</script><p>next <a href=2>two</a>"
    first, second = extract(html)[1]
    assert first["context_left"] + "|" + first["context_right"] == "Head before (|) after next two"
    assert second["context_left"] + "|" + second["context_right"] == "Head before (one) after next |"


def test_what_stands_in_the_head_has_no_place() -> None:
    link = only("<link rel=canonical href=/c>")
    assert [link[name] for name in ("context_left", "context_right", "link_density", "hidden")] == [None] * 4


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<a href=x>one</a>", False),
        ("<a href=x hidden>one</a>", True),
        ("<div style='display: none'><p><a href=x>one</a></p></div>", True),
        ("<div style='display:none'>no</div><a href=x>one</a>", False),
        ("<span style='font-size:0'>a<span>b</span><a href=x>one</a></span>", True),
        ("<span style='font-size:0'>a<span>b</span></span><a href=x>one</a>", False),
        ("<p style='position:absolute;left:-9999px'><a href=x>one</a>", True),
        ("<p style='visibility:hidden'>a<p><a href=x>one</a>", False),
        ("<div aria-hidden=true><a href=x>one</a></div>", False),
        ("<noscript><a href=x>one</a></noscript>", True),
    ],
)
def test_hidden(html: str, hidden: bool) -> None:
    assert only(html)["hidden"] is hidden


def test_link_density_is_the_share_of_link_text_in_the_block() -> None:
    links = extract(
        "<ul><li><a href=1>aaaa</a></li></ul><p>12345 <a href=2>1234</a></p><div><a href=3><img></a></div>"
    )[1]
    assert [round(link["link_density"], 2) for link in links] == [1.0, 0.4, 1.0]


def test_the_first_base_counts_wherever_it_stands() -> None:
    html = "<a href=one>1</a><base target=_top><base href='/other/x'><base href=/no/><a href=#two>2</a>"
    assert [link["target_url"] for link in extract(html)[1]] == [
        "https://site.example/other/one",
        "https://site.example/other/x#two",
    ]


def test_a_base_that_is_no_base() -> None:
    assert only("<base href='data:x'><a href=one>1</a>")["target_url"] == "https://site.example/dir/one"


def test_facts_of_a_page() -> None:
    html = """<!doctype html><html lang=' de-AT '><head><title> A  &amp; B
        </title><title>second</title><link rel=canonical href=/real><link rel=canonical href=/second>
        <script>gtag('config', 'G-ABCDEF1234'); ga('create', 'UA-12345-6')</script>
        <script src='https://ads.example/?client=ca-pub-1234567890123456'></script></head><body>
        <p>Visible text.</p><p hidden>Not visible.</p><a href=/in>in</a><a href=https://www.site.example/>sub</a>
        <a href=#top>top</a><a href=https://other.example/>out</a><a href=mailto:x@y.example>mail</a>"""
    page, links = extract(html)
    assert page["title"] == "A & B"
    assert page["language"] == "de-at"
    assert page["canonical"] == "https://site.example/real"
    assert page["analytics_ids"] == ["G-ABCDEF1234", "UA-12345-6"]
    assert page["ads_ids"] == ["ca-pub-1234567890123456"]
    assert (page["links_internal"], page["links_external"]) == (2, 1)
    assert page["text_length"] == len("Visible text. insub topoutmail")
    assert page["text_share"] == pytest.approx(30 / (len(html) + 3))
    assert [link["position"] for link in links] == list(range(7))
    assert (page["look"], page["simhash"], page["truncated"]) == ("content", None, False)


@pytest.mark.parametrize(
    ("body", "content_type", "anchor"),
    [
        ("<a href=x>é日</a>".encode("utf-8-sig"), None, "é日"),
        ("<a href=x>é日</a>".encode("utf-16"), None, "é日"),
        ("<a href=x>é日</a>".encode(), "text/html; charset=UTF-8", "é日"),
        ("<meta charset=shift_jis><a href=x>日本</a>".encode("shift_jis"), None, "日本"),
        ("<a href=x>“é€”</a>".encode("cp1252"), None, "“é€”"),
        (b"<meta charset=utf-8><a href=x>a\xffb\xe6\x97</a>", None, "a\ufffdb\ufffd"),
    ],
)
def test_encodings(body: bytes, content_type: str | None, anchor: str) -> None:
    assert extract(body, content_type=content_type)[1][0]["anchor"] == anchor


def test_near_duplicates_have_near_hashes() -> None:
    words = [f"word{n * n % 211}" for n in range(300)]
    first = extract(" ".join(words))[0]["simhash"]
    second = extract(" ".join([*words[:100], "other", *words[101:]]))[0]["simhash"]
    third = extract(" ".join(f"else{n * n % 211}" for n in range(300)))[0]["simhash"]
    assert (first ^ second).bit_count() <= 3
    assert (first ^ third).bit_count() > 16


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no absolute web address"):
        _core.extract_page(b"", "page.html")


def test_what_is_no_html_has_no_links() -> None:
    page, links = extract(b"%PDF-1.4 <a href=x>", content_type="application/pdf", robots=("noindex",))
    assert (page["look"], page["noindex"], links) == ("other", True, [])
