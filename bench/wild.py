"""Comments and sponsored links on pages of the wild web, against what their publishers said in `rel`.

`rel` is taken out of the pages, byte for byte, before anything reads them; then Backlit imports them and says what each
external link is, from wording, addresses, placement and markup alone. What the publishers had written is the truth.
"""

from __future__ import annotations

import re
import tempfile
from io import BytesIO
from pathlib import Path

import pyarrow as pa
from fastwarc.warc import ArchiveIterator, WarcRecordType

from backlit import _core, store
from backlit.assess import anchors, types
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
