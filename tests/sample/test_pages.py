"""What stands in the WARC files against the truth, read with the standard library's parser as an independent judge."""

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

import pytest
from tests.sample.reading import Record

from backlit.sample import SampleWeb

Found = tuple[str, str, str, str | None, bool]
"""Target, kind, anchor, rel, hidden."""

HIDING = re.compile(r"display:\s*none|left:\s*-\d{4}px|font-size:\s*0")


class Judge(HTMLParser):
    """Collects links, titles and text as any reader of the HTML standard would, for the plain HTML of these pages."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = url
        self.found: list[Found] = []
        self.open: dict[str, str | None] | None = None
        self.words: list[str] = []
        self.image = False
        self.alt = ""
        self.title = ""
        self.language = ""
        self.robots = ""
        self.text: list[str] = []
        self.inside: list[str] = []

    def resolve(self, href: str) -> str:
        return quote(urljoin(self.base, href), safe="%/:=&?~#+!$,;'@()*[]")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside.append(tag)
        if tag == "html":
            self.language = given["lang"] or ""
        elif tag == "base":
            self.base = urljoin(self.base, given["href"] or "")
        elif tag == "a" and "href" in given:
            self.open, self.words, self.image, self.alt = given, [], False, ""
        elif tag == "img" and self.open is not None:
            self.image, self.alt = True, given.get("alt") or ""
        elif tag == "area":
            self.add(given["href"], "area", given["alt"] or "", given.get("rel"))
        elif tag == "iframe":
            self.add(given["src"], "frame", "", None)
        elif tag == "form":
            self.add(given["action"], "form", "", None)
        elif tag == "link":
            rel = given["rel"]
            kind = "canonical" if rel == "canonical" else "rss" if given.get("type") else "alternate"
            self.add(given["href"], kind, "", rel)
        elif tag == "meta" and given.get("http-equiv") == "refresh":
            self.add((given["content"] or "").split("url=")[1], "redirect", "", None)
        elif tag == "meta" and given.get("name") == "robots":
            self.robots = given["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass
        if tag == "a" and self.open is not None:
            text = "".join(self.words)
            hidden = "hidden" in self.open or bool(HIDING.search(self.open.get("style") or ""))
            kind = "image" if self.image and not text else "text"
            self.add(self.open["href"], kind, text or self.alt, self.open.get("rel"), hidden=hidden)
            self.open = None

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.words.append(data)
        if "title" in self.inside:
            self.title += data
        elif "script" not in self.inside and "style" not in self.inside:
            self.text.append(data)

    def add(self, href: str | None, kind: str, anchor: str, rel: str | None, *, hidden: bool = False) -> None:
        assert href is not None
        self.found.append((self.resolve(href), kind, anchor, rel, hidden))


def judged(record: Record) -> Judge:
    sent = re.search(r"charset=([\w-]+)", record.http["Content-Type"])
    written = re.search(rb'<meta charset="([\w-]+)"', record.body)
    charset = sent.group(1) if sent else written.group(1).decode() if written else "windows-1252"
    judge = Judge(record.headers["WARC-Target-URI"])
    judge.feed(record.body.decode({"windows-1252": "cp1252"}.get(charset, charset)))
    judge.close()
    return judge


@pytest.fixture(scope="session")
def last_pages(crawls: tuple[list[Record], list[Record]]) -> dict[str, tuple[Record, Judge]]:
    """The last whole page of each address."""
    found = {}
    for record in (*crawls[0], *crawls[1]):
        if record.status == 200 and record.headers["WARC-Type"] == "response":
            found[record.headers["WARC-Target-URI"]] = record
    return {url: (record, judged(record)) for url, record in found.items()}


def test_the_pages_hold_exactly_the_links_of_the_truth(
    sample: SampleWeb, last_pages: dict[str, tuple[Record, Judge]]
) -> None:
    redirecting = {row["url"] for row in sample.truth.looks.to_pylist() if row["look"] == "redirect"}
    truth: dict[str, Counter[Found]] = {url: Counter() for url in last_pages}
    for row in sample.truth.links.to_pylist():
        url = row["source_url"]
        if url not in last_pages or (row["kind"] == "redirect" and url in redirecting):
            continue
        if f"{row['last_seen']:%Y-%m-%dT%H:%M:%SZ}" >= last_pages[url][0].headers["WARC-Date"]:
            truth[url][(row["target_url"], row["kind"], row["anchor"], row["rel"], bool(row["hidden"]))] += 1
    for url, (_, judge) in last_pages.items():
        assert Counter(judge.found) == truth[url], url


def test_each_look_shows_as_many_links_as_the_truth_says(
    sample: SampleWeb, crawls: tuple[list[Record], list[Record]]
) -> None:
    looks = {(row["url"], f"{row['fetched_at']:%Y-%m-%dT%H:%M:%SZ}"): row for row in sample.truth.looks.to_pylist()}
    seen = 0
    for record in (*crawls[0], *crawls[1]):
        if record.headers["WARC-Type"] not in ("response", "revisit"):
            continue
        look = looks[(record.headers["WARC-Target-URI"], record.headers["WARC-Date"])]
        seen += 1
        assert record.status == look["status"]
        assert record.http.get("Location") == look["location"]
        assert (record.headers["WARC-Type"] == "revisit") == (look["look"] == "not_modified")
        assert (record.headers.get("WARC-Truncated") == "length") == look["truncated"]
        if look["look"] == "content":
            judge = judged(record)
            assert len(judge.found) == look["links"]
            assert judge.title == look["title"]
            assert judge.language == look["language"]
            noindex = "noindex" in judge.robots or "noindex" in record.http.get("X-Robots-Tag", "")
            assert noindex == look["noindex"]
            assert [link[0] for link in judge.found if link[1] == "canonical"] == [look["canonical"]] * bool(
                look["canonical"]
            )
    assert seen == len(looks)


def test_mentions_stand_in_the_text_without_a_link(
    sample: SampleWeb, last_pages: dict[str, tuple[Record, Judge]]
) -> None:
    mentions = sample.truth.mentions.to_pylist()
    assert len(mentions) >= 60
    for row in mentions:
        if row["page_url"] not in last_pages:
            continue
        judge = last_pages[row["page_url"]][1]
        assert row["brand"] in "".join(judge.text)
        assert not any(row["domain"] in link[0] for link in judge.found), row["page_url"]


def test_only_reserved_names_stand_anywhere(last_pages: dict[str, tuple[Record, Judge]]) -> None:
    for url, (record, judge) in last_pages.items():
        addresses = [url, *(link[0] for link in judge.found)]
        assert all(
            re.match(r"(https?://|mailto:post@)([a-z0-9-]+\.)+(example|test)(/|$)", address) for address in addresses
        )
        names = re.findall(rb"https?://([\w.-]+)", record.body)
        assert {name for name in names if not name.endswith((b".example", b".test"))} <= {b"www.w3.org"}, url


def test_titles_and_texts_are_written_in_the_scripts_of_their_languages(
    last_pages: dict[str, tuple[Record, Judge]],
) -> None:
    scripts = {"ja": "[\u3040-\u30ff\u4e00-\u9fff]", "ar": "[\u0600-\u06ff]", "he": "[\u0590-\u05ff]"}
    counts: Counter[str] = Counter()
    for _, judge in last_pages.values():
        counts[judge.language] += 1
        if judge.language in scripts:
            assert len(re.findall(scripts[judge.language], "".join(judge.text))) > 40
    assert set(counts) == {"en", "de", "fr", "es", "it", "pl", "ja", "ar", "he"}
    assert min(counts.values()) >= 20


def test_no_slot_of_a_template_is_left_open(last_pages: dict[str, tuple[Record, Judge]]) -> None:
    for url, (_, judge) in last_pages.items():
        assert not re.search(r"[{}$]", judge.title + "".join(judge.text)), url
