"""Comments and sponsored links on pages of the wild web, against what their publishers said in `rel`.

`rel` is taken out of the pages, byte for byte, before anything reads them; then Backlit imports them and says what each
external link is, from wording, addresses, placement and markup alone. What the publishers had written is the truth.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecordType

from backlit import _core, store
from backlit.assess import types
from backlit.assess.material import Material
from backlit.assess.rules import read_rules
from backlit.model.judgement import Project
from backlit.sources import find_files
from bench import DATA

PAGES = DATA / "placement" / "pages.warc.gz"
_TAG = re.compile(rb"""<(?:a|area|form)(?=[\s/])(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_LOOSE = re.compile(rb"<(?:a|area|form)(?=[\s/])[^>]*>", re.IGNORECASE)
_REL = re.compile(rb"""(?<=[\s"'/])rel\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)""", re.IGNORECASE)


def strip_rel(html: bytes) -> bytes:
    """A page without the `rel` of its links; everything else stays as it is."""
    for tag in (_TAG, _LOOSE):
        html = tag.sub(lambda found: _REL.sub(b"", found.group()), html)
    return html


def pages() -> list[tuple[str, str, bytes]]:
    """Address, content type and bytes of every page."""
    found = []
    with PAGES.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            kind = record.http_headers.get("Content-Type", "text/html") if record.http_headers else "text/html"
            found.append((record.headers["WARC-Target-URI"], kind, record.reader.read()))
    return found


def imported(folder: Path) -> tuple[store.Home, list[tuple[str, int, str, str]]]:
    """An index of the stripped pages, and what publishers said of each link: (page, position, rel, target)."""
    told: list[tuple[str, int, str, str]] = []
    archive = folder / "stripped.warc"
    with archive.open("wb") as out:
        for number, (url, kind, html) in enumerate(pages()):
            address = _address(url, number)
            links = pa.table(_core.extract_page(html, address, content_type=kind)[1])
            rows = links.select(["position", "rel", "target_url"]).to_pydict()
            told += [
                (address, position, rel or "", target or "")
                for position, rel, target in zip(rows["position"], rows["rel"], rows["target_url"], strict=True)
            ]
            out.write(_record(address, kind, strip_rel(html)))
    home = store.open_home(folder / "home")
    store.import_files(home, find_files([str(archive)]), jobs=2)
    return home, told


def _address(url: str, number: int) -> str:
    """The address of a page; a made-up one for the few that were kept under the name of a file."""
    if url.startswith(("http://", "https://")):
        return url
    host = re.search(r"[\w.-]*?\.(?:com\.pa|gov\.jm|com|net|org|de|hn|vc|cu|pe|jm)(?=[.-]|$)", url.partition("::")[2])
    return f"http://{host.group() if host else 'unknown.test'}/{number}"


def _record(url: str, kind: str, html: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + html
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


SPLIT = "half"
"""Hosts are in two halves by a digest of their names: the rules were made looking at one, and not at the other."""


def judged(folder: Path) -> pa.Table:
    """What Backlit says of every external link a reader could take, beside what its publisher said.

    The rows: host, half (`made` or `held`), placement, type, type_evidence, source_url, anchor, rel, ugc, sponsored.
    """
    home, told = imported(folder)
    snapshot = store.snapshot(home).core
    links = snapshot.links("outlinks", snapshot.pages("all"), "live")
    material = Material(snapshot, Project("wild", "example.com"), read_rules(), links)
    material.put("types", types.classify(material))
    page, position, rel, _ = zip(*told, strict=True)
    said = {"source_url": page, "position": pa.array(position, pa.uint32()), "rel": [text.lower() for text in rel]}
    material.put("told", pa.table(said))
    table = material.sql("""
        SELECT p.host, p.url AS source_url, l.placement, t.type, t.type_evidence, l.anchor, told.rel,
            regexp_matches(told.rel, '(^|[ ,])ugc($|[ ,])') AS ugc,
            regexp_matches(told.rel, '(^|[ ,])sponsored($|[ ,])') AS sponsored
        FROM links l JOIN types t USING (link) JOIN pages p ON p.page = l.source_page
        JOIN told ON told.source_url = p.url AND told.position = l.position
        WHERE l.kind IN ('text', 'image', 'area') ORDER BY l.link""")
    material.close()
    halves = ["held" if hashlib.md5(host.encode()).digest()[-1] % 2 else "made" for host in table["host"].to_pylist()]  # noqa: S324 - no secret
    return table.append_column(SPLIT, pa.array(halves))


def figures(table: pa.Table, said: str, kind: str) -> list[dict[str, float]]:
    """For all hosts and for each half: links that publishers marked `said`, and how far the type `kind` agrees.

    `recall`; `precision`: of links judged so, on pages whose publisher uses the mark at all; `precision_all`: on all
    pages, where nobody marks anything counts as wrong; `hinted`: judged so on all pages, and marked or `nofollow`.
    """
    connection = duckdb.connect()
    connection.register("judged_links", table)
    rows = []
    for half in HALVES:
        row = connection.sql(f"""
            WITH chosen AS (
                SELECT *, {said} AS yes, type = '{kind}' AS judged, bool_or({said}) OVER (PARTITION BY source_url) AS uses
                FROM judged_links WHERE '{half}' IN ('all', half))
            SELECT '{half}' AS half, count(*) FILTER (yes) AS marked, count(DISTINCT host) FILTER (yes) AS hosts,
                count(*) FILTER (judged) AS judged, count(*) FILTER (judged AND yes) / count(*) FILTER (yes) AS recall,
                count(*) FILTER (judged AND yes) / count(*) FILTER (judged AND uses) AS precision,
                count(*) FILTER (judged AND yes) / count(*) FILTER (judged) AS precision_all,
                count(*) FILTER (judged AND (yes OR contains(rel, 'nofollow'))) / count(*) FILTER (judged) AS hinted
            FROM chosen""").to_arrow_table().to_pylist()[0]  # fmt: skip
        rows.append(row)
    return rows


KINDS = (("ugc", "forum_or_comment"), ("sponsored", "sponsored"))
"""What publishers say, and the type that it should be."""
HALVES = {"all": "all", "made": "rules made on these", "held": "held back"}


def run() -> str:
    """Measure; give the section of RESULTS.md."""
    with tempfile.TemporaryDirectory(prefix="backlit-bench-") as folder:
        table = judged(Path(folder))
    lines = []
    for said, kind in KINDS:
        lines += [
            f"| {said} | {HALVES[row['half']]} | {row['marked']} of {row['hosts']} | {row['recall']:.3f} | {row['precision']:.3f} "
            f"| {row['precision_all']:.3f} of {row['judged']} | {row['hinted']:.3f} |"
            for row in figures(table, said, kind)
        ]
    body = "\n".join(lines)
    return f"""## Comments and paid links of the wild web

{len(table):,} external links of {len(set(table["host"].to_pylist()))} hosts, `rel` taken out of the pages before they are read. What publishers had
written is the truth: `ugc` against the type forum_or_comment, `sponsored` against sponsored. Few publishers mark anything, so that precision
stands twice: on pages whose publisher uses the mark, and on all, where a comment or an affiliate's link that nobody marked counts as wrong.

| rel | hosts | links marked | recall | precision where it is used | precision on all pages | marked or nofollow |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
{body}
"""
