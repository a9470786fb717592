"""Which links a decision or an entry of a disavow file takes: all of a domain with its subdomains, or those of a page.

That is how Google reads its format (https://support.google.com/webmasters/answer/2648487). Names are compared once for
each distinct host, pages by their numbers; rows are never looped over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess.subjects import parents
from backlit.report.view import database

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backlit.assess.subjects import Subject
    from backlit.report.view import View
    from backlit.urls import Target


def which_link(view: View, target: Target, subjects: Sequence[Subject]) -> set[Subject]:
    """Those of the subjects that a link to the target, which is not lost, stands on."""
    numbers: list[Any] = covered(view, target, subjects).column("subject").unique().to_pylist()
    return {subjects[n] for n in numbers}


def covered(view: View, target: Target, subjects: Sequence[Subject]) -> pa.Table:
    """Which links to the target the subjects take: a row a link and subject, both as numbers from 0.

    `link` is the place of a link in `View.links` of the target that are not lost. A link may be taken by several.
    """
    links = view.links("backlinks", target, "live")
    hosts = _encoded(view.column(links, "source_host"))
    numbered = view.columns_of(links, ["source_page"])
    held = pa.table({"host": hosts.indices, "page": numbered["source_page"], "link": numbered["pos"]})
    named = [(subject.text, n) for n, subject in enumerate(subjects) if subject.kind == "domain"]
    by_host = _by_host(hosts.dictionary.to_pylist(), dict(named))
    by_page = _by_page(view, ((n, subject.text) for n, subject in enumerate(subjects) if subject.kind == "url"))
    with database(view.engine, held=held, by_host=by_host, by_page=by_page) as run:
        return run("""
            SELECT link, subject FROM held JOIN by_host USING (host)
            UNION ALL SELECT link, subject FROM held JOIN by_page USING (page)""")


def _by_host(hosts: Iterable[str], named: dict[str, int]) -> pa.Table:
    """Which subjects take each host, by its number."""
    pairs = [(n, named[name]) for n, host in enumerate(hosts) for name in parents(_bare(host)) if name in named]
    return _pairs("host", pairs)


def _by_page(view: View, addresses: Iterable[tuple[int, str]]) -> pa.Table:
    """The pages of addresses, by number."""
    pairs: list[tuple[Any, int]] = []
    for n, address in addresses:
        pages = view.snapshot.pages("exact", address)
        if len(pages):
            pairs += [(page, n) for page in pa.table(view.snapshot.page_columns(pages, ["page"]))["page"].to_pylist()]
    return _pairs("page", pairs)


def _pairs(name: str, pairs: Sequence[tuple[int, int]]) -> pa.Table:
    first, second = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.table({name: pa.array(first, pa.uint32()), "subject": pa.array(second, pa.uint32())})


def _bare(host: str) -> str:
    """A host without its port."""
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() and not host.endswith("]") else host


def _encoded(column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
