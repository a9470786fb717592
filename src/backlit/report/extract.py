"""The links of one page without any index: what the core extracts, in the columns that links have everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit import _core, model
from backlit.report.view import conform
from backlit.urls import domain_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Extract:
    """One page: its facts, and its links in the order of the document."""

    page: dict[str, Any]
    """The facts by the names of the table `pages`: url, title, canonical, noindex, language, text_length …"""
    links: pa.Table
    """One row a link, with those columns of the table `links` that one page can tell. Unlike in an index a target may
    be any address (mailto: too) and keeps its fragment; it is null where the attribute does not parse."""

    def __repr__(self) -> str:
        """The address and the number of links."""
        return f"<Extract of {self.page['url']}: {self.links.num_rows} links>"


def extract(html: bytes, url: str, *, content_type: str | None = None, robots_tags: Sequence[str] = ()) -> Extract:
    """The facts and links of one page, for people who only want that.

    `html` is the body as bytes, in any encoding; `url` the address it was fetched from. `content_type` is the HTTP
    header of that name, `robots_tags` every X-Robots-Tag header. Raises ValueError where `url` is no absolute address.
    Its scheme may be any; where it has no paths, relative links do not resolve and their `target_url` is null.
    """
    found = _core.extract_page(html, url, content_type=content_type, robots_tags=robots_tags)
    facts, links, texts = (pa.table(part) for part in found)
    row = facts.to_pylist()[0]
    address = row["url"]
    host, domain = _place(address)
    page = {"url": address, "host": host, "domain": domain}
    page |= {name: row[name] for name in _PAGE_FACTS}
    shared = {
        "source_url": address, "source_host": host, "source_domain": domain, "source_title": row["title"],
    }  # fmt: skip
    targets = links.column("target_url").combine_chunks().dictionary_encode()
    places = {value: _place(str(value)) for value in targets.dictionary.to_pylist()}
    columns: dict[str, Any] = {name: pa.repeat(pa.scalar(v, pa.string()), len(links)) for name, v in shared.items()}
    for n, name in enumerate(("target_host", "target_domain")):
        values = pa.array([place[n] for place in places.values()], pa.string())
        columns[name] = pa.DictionaryArray.from_arrays(targets.indices, values).cast(pa.string())
    for table in (links, texts):
        columns |= {name: table.column(name) for name in table.column_names if name in model.EXTRACTED}
    return Extract(page, conform(pa.table(columns), tuple(model.LINKS[name] for name in model.EXTRACTED)))


_PAGE_FACTS = (
    "canonical", "noindex", "nofollow", "title", "language", "text_length", "text_share", "links_internal",
    "links_external", "simhash", "analytics_ids", "ads_ids", "redirect_url",
)  # fmt: skip


def _place(url: str) -> tuple[str | None, str | None]:
    """Host and registrable domain of an address; None for an address without a host."""
    parts = _core.url_parts(url)
    if parts is None or not parts["host"]:
        return None, None
    return parts["host"], domain_of(parts["host"])
