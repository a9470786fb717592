"""Disavow files: Google's format as its page tells it, and texts of strangers that must stay comments.

The format: https://support.google.com/webmasters/answer/2648487, "Format requirements".
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.assess import disavow
from backlit.assess.disavow import DisavowError, Listed, Problem, comments, examine, read, write
from backlit.assess.subjects import Subject, SubjectError, parse_subject, shared

GOOGLES = """\
# Two pages to disavow
http://spam.example.com/stuff/comments.html
http://spam.example.com/stuff/paid-links.html

# One domain to disavow
domain:shadyseo.com
"""
"""The example of the page."""


def errors(text: str | bytes) -> list[tuple[int, str]]:
    return [(one.line, one.told) for one in read(text).problems if one.level == "error"]


def warnings(text: str | bytes) -> list[tuple[int, str]]:
    return [(one.line, one.told) for one in read(text).problems if one.level == "warning"]


def test_the_example_of_google_is_read_whole() -> None:
    file = read(GOOGLES)
    assert file.problems == ()
    assert "".join(f"{line.text}\n" for line in file.lines) == GOOGLES
    assert [line.kind for line in file.lines] == ["comment", "url", "url", "blank", "comment", "domain"]
    assert [(str(one.subject), one.line, one.comments) for one in file.entries.values()] == [
        ("http://spam.example.com/stuff/comments.html", 2, ("# Two pages to disavow",)),
        ("http://spam.example.com/stuff/paid-links.html", 3, ("# Two pages to disavow",)),
        ("domain:shadyseo.com", 6, ("# One domain to disavow",)),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("example.com/en/", "is a path, which cannot be disavowed"),
        ("example.com", "write domain:example.com"),
        ("www.bücher.example", "write domain:www.xn--bcher-kva.example"),
        ("domain:http://example.com", "has a scheme"),
        ("domain:example.com/en/", "has a path"),
        ("domain:*.example.com", "has a wildcard"),
        ("domain:example.com:8080", "has a port"),
        ("domain:me@example.com", "is a mail address"),
        ("domain:", "names nothing"),
        ("domain:exa mple.com", "white space"),
        ("domain:spam.example # why", "white space"),
        ("just some words", "a comment begins with #"),
        ("ftp://example.com/x", "begins with http:// or https://"),
        ("http://", "is no web address"),
        ("https://user:secret@example.com/", "has a user name"),
        ("https://example.com/" + "x" * 2_029, "has 2,049 characters: 2,048 at most"),
    ],
)
def test_what_is_no_entry_is_told_with_its_line(line: str, told: str) -> None:
    found = errors(f"# first\n{line}\ndomain:good.example\n")
    assert [number for number, _ in found] == [2]
    assert told in found[0][1]
    assert line[:2_000] not in found[0][1] or len(line) < 40
    assert [str(one) for one in read(line + "\ndomain:good.example").entries] == ["domain:good.example"]


def test_an_address_of_2048_characters_is_taken() -> None:
    assert read("https://example.com/" + "x" * 2_028).problems == ()


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("domain:Bücher.Example", "domain:xn--bcher-kva.example"),
        ("DOMAIN:spam.example", "domain:spam.example"),
        ("domain: spam.example", "domain:spam.example"),
        ("domain:spam.example.", "domain:spam.example"),
        ("http://spam.example/ä", "http://spam.example/%C3%A4"),
        ("http://SPAM.example:80/a", "http://spam.example/a"),
    ],
)
def test_another_way_of_writing_is_read_and_told(line: str, entry: str) -> None:
    file = read(line)
    assert [str(one) for one in file.entries] == [entry]
    assert warnings(line) == [(1, f"The line is to be written as {entry}")]


def test_a_fragment_is_no_other_page() -> None:
    assert [str(one) for one in read("http://spam.example/a#b").entries] == ["http://spam.example/a"]
    assert warnings("http://spam.example/a#b") == []


def test_an_address_of_a_home_page_takes_that_page_alone() -> None:
    assert warnings("http://spam.example/\nhttp://spam.example/a/\n") == [
        (1, "The line takes the home page alone: domain:spam.example takes the whole site.")
    ]


def test_entries_that_stand_twice_or_are_not_needed() -> None:
    text = "http://a.b.example/x\ndomain:b.example\ndomain:a.b.example\ndomain:b.example\ndomain:xb.example\n"
    assert warnings(text) == [
        (1, "The line is not needed: domain:b.example in line 2 takes it already."),
        (3, "The line is not needed: domain:b.example in line 2 takes it already."),
        (4, "The line stands in line 2 already."),
    ]
    assert len(read(text).entries) == 4


def test_the_limits_of_a_file() -> None:
    full = "domain:a.example\n" + "#\n" * 99_999
    assert errors(full) == []
    assert errors(full + "\n") == [
        (0, "The file has 100,001 lines: 100,000 at most, comments and blank lines counted.")
    ]
    heavy = ("#" + "x" * 999 + "\n") * 2_000
    assert errors(heavy + "#") == [(0, "The file has 2,002,001 bytes: 2,000,000 at most (2 MB).")]
    with pytest.raises(DisavowError, match="has 20,000,001 bytes"):
        read(b"#" * 20_000_001)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_is_told(encoding: str) -> None:
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding]
    file = read(mark + "domain:spam.example\n".encode(encoding))
    assert [(one.line, one.told) for one in file.problems] == [(0, "The file is in UTF-16: save it as UTF-8.")]
    assert [str(one) for one in file.entries] == ["domain:spam.example"]


def test_marks_and_bytes_that_are_no_utf_8() -> None:
    marked = read(b"\xef\xbb\xbfdomain:spam.example\n")
    assert [str(one) for one in marked.entries] == ["domain:spam.example"]
    assert [one.line for one in marked.problems if "byte order mark" in one.told] == [1]
    assert errors("# ok\n# caf\xe9\ndomain:a.example\n".encode("latin-1")) == [
        (2, "The line is not in UTF-8: save the file as UTF-8.")
    ]
    for document in (b"PK\x03\x04...", b"%PDF-1.7", b"domain:a.example\0"):
        with pytest.raises(DisavowError, match="plain text"):
            read(document)


def test_line_ends_of_every_system() -> None:
    assert len(read("domain:a.example\r\ndomain:b.example\rdomain:c.example").entries) == 3
    assert [line.number for line in read("# a\u2028domain:b.example\x85domain:c.example").lines] == [1]


PLATFORMS = {"blogspot.com": "blog_host", "docs.google.com": "documents"}


def test_own_competing_and_shared_domains() -> None:
    text = (
        "domain:shop.test\ndomain:www.shop.test\nhttp://blog.shop.test/x\ndomain:myshop.test\ndomain:blogspot.com\n"
        "domain:bad.blogspot.com\nhttps://blogspot.com/page\ndomain:co.uk\ndomain:com\ndomain:github.io\n"
        "domain:google.com\ndomain:rival.test\nhttp://blog.rival.test/x\ndomain:192.0.2.1\n"
    )
    found = examine(read(text), own="shop.test", rivals=["rival.test"], platforms=PLATFORMS)
    assert [(one.line, one.level) for one in found] == [
        (1, "error"), (2, "error"), (3, "error"), (5, "error"), (8, "error"), (9, "error"), (10, "error"),
        (11, "error"), (12, "warning"), (13, "warning"),
    ]  # fmt: skip
    told = {one.line: one.told for one in found}
    assert "the project's own" in told[2]
    assert "shared by many unrelated sites (blog host)" in told[5]
    assert "public suffix" in told[8]
    assert "docs.google.com, which lies below google.com" in told[11]
    assert shared("bad.blogspot.com", PLATFORMS) is None


def test_subjects_as_people_write_them() -> None:
    assert parse_subject(" Spam.Example ") == Subject("domain", "spam.example")
    assert parse_subject("spam.example/") == Subject("domain", "spam.example")
    assert parse_subject("domain:bücher.example") == Subject("domain", "xn--bcher-kva.example")
    assert parse_subject("HTTPS://Spam.Example:443/a b#c".replace(" ", "%20")) == Subject(
        "url", "https://spam.example/a%20b"
    )
    assert parse_subject("[2001:DB8::1]").text == "[2001:db8::1]"
    for wrong in (
        "",
        "a b",
        "a.example/page",
        "//a.example/x",
        "mailto:me@a.example",
        "*.example",
        "a.example?x",
        "a\x00b",
    ):
        with pytest.raises(SubjectError):
            parse_subject(wrong)


def entry(text: str, *told: str) -> Listed:
    return Listed(parse_subject(text), comments=told)


def test_a_file_is_sorted_and_entries_with_one_reason_stand_together() -> None:
    listed = [
        entry("https://z.example/p", "# paid"),
        entry("b.example", "# paid"),
        entry("c.example"),
        entry("a.example", "# farm"),
    ]
    assert write(listed, ["made today"]) == (
        "# Backlit: made today\n\ndomain:c.example\n\n# farm\ndomain:a.example\n\n# paid\ndomain:b.example\n"
        "https://z.example/p\n"
    )


def test_a_file_without_entries_has_none() -> None:
    assert read(write([], ["nothing"])).entries == {}


def test_comments_go_before_entries_where_a_file_is_too_long() -> None:
    listed = [entry(f"d{n}.example", f"# {n}") for n in range(40_000)]
    text = write(listed, ["many"])
    assert text.count("\n") <= disavow.LINES_MOST
    assert len(read(text).entries) == 40_000
    with pytest.raises(DisavowError, match="name domains in place of their pages"):
        write([entry(f"d{n}.example") for n in range(100_000)], ["many"])


STRANGE = st.text(
    st.sampled_from("ab #:.\n\r\t\x00\x0b\x0c\x1b\x1c\x85\u2028\u2029\u202e\ufeff\ud800domain:"), max_size=60
)


@given(STRANGE)
def test_a_text_of_strangers_never_makes_a_line_of_its_own(text: str) -> None:
    told = comments(text)
    file = read(write([Listed(Subject("domain", "spam.example"), comments=told)], [text]))
    assert [str(one) for one in file.entries] == ["domain:spam.example"]
    assert not [one for one in file.problems if one.level == "error"]
    for line in told:
        assert line.startswith("# ")
        assert line.splitlines() == [line]
        assert line.isprintable()


NAMES = st.builds("{}.example".format, st.text("abc", min_size=1, max_size=3))
SUBJECTS = st.one_of(NAMES, st.builds("https://{}/{}".format, NAMES, st.text("xyz", max_size=2)))
LISTS = st.dictionaries(SUBJECTS, STRANGE, max_size=8)


@given(LISTS, STRANGE)
def test_what_is_written_is_read_as_it_was(told: dict[str, str], heading: str) -> None:
    listed = {parse_subject(text): comments(reason) for text, reason in told.items()}
    text = write([Listed(one, comments=reason) for one, reason in listed.items()], [heading])
    file = read(text)
    assert {one: found.comments for one, found in file.entries.items()} == listed
    assert file.remarks == ()
    again = write([Listed(one, comments=found.comments) for one, found in file.entries.items()], [heading])
    assert again == text


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    try:
        file = read(data)
    except DisavowError:
        return
    assert all(isinstance(one, Problem) for one in file.problems)
    assert all(1 <= found.line <= len(file.lines) for found in file.entries.values())
