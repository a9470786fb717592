"""What a judgement looks at: the links of a target, their pages and domains, and the graph around, as tables for SQL.

All of it is of one version of the index. A table is read from the index when a statement first names it. Numbers of
pages and domains are those of the index's version; `links.link` counts from 0 in the order of the links given.

    links         the links: link, source_page, source_domain (number), target_page, kind, placement, position, anchor,
                  anchor_from, rel, followed, nofollow, sponsored, ugc, hidden, link_density, first_seen, last_seen,
                  state, reported, context_left, context_right
    pages         every page that links, and others of the referring domains that were looked at, up to `PAGES` of each
                  and about `OTHERS` in all: page, domain (number), url, host, path, title, language, text_length,
                  text_share, links_internal, links_external, simhash, analytics_ids, ads_ids, noindex, page_rating,
                  first_seen, fetched_at, look (null: nobody looked at it and no export told of it), linking (it has a
                  link to the target)
    domains       the referring domains: domain (number), name, domain_rating, trust, spam_mass, pages, pages_looked_at,
                  backlinks, referring_domains, linked_domains, first_seen, links, platform (the kind of the shared
                  platform that it is or is on; null: none that is known)
    all_domains   every domain of the index: domain (number), name, domain_rating, trust, spam_mass, pages,
                  pages_looked_at, backlinks, referring_domains, linked_domains, first_seen
    target_pages  pages of the target: page, url, title, language, text_length
    target        one row: domain (number; null where nothing links to it), name, scope, country
    arcs          which domain links to which, by any link that is not lost: source, target (numbers)
    outlinks      links of `pages` to other domains: page, target_page, target_domain (number), anchor, placement

Each step of the judgement adds a table of its own with a row a link; see `judging`.

A few links can be judged `alone`, without reading more of the index than their own pages and domains. What counts over
the whole of it is then unknown: of `domains` backlinks, linked_domains and first_seen; `pages` has a few others only,
`target_pages` those that the links lead to, `outlinks` those of the pages that link; `all_domains` and `arcs` nothing.
Signals that rest on these, or on the other links of the profile, say so (`Signal.whole`) and are not asked.
"""

from __future__ import annotations

import json
import re
from array import array
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from backlit import _core
from backlit.assess.platforms import platform_of
from backlit.graph.rank import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from backlit.assess.embedding import Embedding
    from backlit.assess.rules import Rules
    from backlit.model.judgement import Project

PAGES = 200
"""Other pages of a referring domain that are looked at, beside those that link."""
OTHERS = 500_000
"""Such pages of all referring domains together, about: of many domains fewer pages each are looked at."""
FEWEST = 5
"""Such pages of a domain at least, however many domains there are; of a link that is judged alone, so many."""
MEMORY = "2GB"
"""What the tables may take; more goes to the disk."""
EVERY_LINK: dict[str, Any] = {
    "kinds": ["text", "image", "area"], "excluded_placements": [], "excluded_rels": [], "hidden": True,
}  # fmt: skip
"""Which links make an arc here: any that a reader could take, also those that ratings leave out."""

_LINK_COLUMNS = (
    "source_page", "source_domain_id", "target_page", "kind", "placement", "position", "anchor", "anchor_from", "rel",
    "followed", "nofollow", "sponsored", "ugc", "hidden", "link_density", "first_seen", "last_seen", "state",
    "reported", "context_left", "context_right",
)  # fmt: skip
_PAGE_COLUMNS = (
    "page", "url", "host", "domain", "title", "language", "text_length", "text_share", "links_internal",
    "links_external", "simhash", "analytics_ids", "ads_ids", "noindex", "page_rating", "first_seen", "fetched_at",
    "look",
)  # fmt: skip
_TARGET_COLUMNS = ("page", "url", "title", "language", "text_length")
_OUTLINK_COLUMNS = {
    "source_page": "page", "target_page": "target_page", "target_domain_id": "target_domain", "anchor": "anchor",
    "placement": "placement",
}  # fmt: skip


class Material:
    """The tables of one judgement. Not for several threads."""

    def __init__(
        self,
        snapshot: _core.Snapshot,
        project: Project,
        rules: Rules,
        links: Any | None = None,
        *,
        alone: bool = False,
        horizon: datetime | None = None,
        traffic: pa.Table | None = None,
        embedding: Embedding | None = None,
        scratch: Path | None = None,
    ) -> None:
        """Over the links given, by default all backlinks of the project's target that are not lost.

        `alone`: they are few, and are judged without the profile that they belong to. `horizon` is the start of the
        newest crawl; `traffic` has the visits a month of referring pages as exports tell them (source_url, traffic).
        `embedding` compares topics in the place of shared words. `scratch` is a folder for what does not fit in memory;
        without one nothing goes to the disk.
        """
        self.snapshot, self.project, self.rules, self.horizon = snapshot, project, rules, horizon
        self.alone = alone
        self.target = snapshot.pages(project.scope, project.target)
        self.links = snapshot.links("backlinks", self.target, "live") if links is None else links
        self.traffic, self.embedding = traffic, embedding
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "memory_limit": MEMORY,
        }
        if alone:
            # To share out so little among threads takes longer than to do it.
            config["threads"] = 1
        if scratch is not None:
            config["temp_directory"] = str(scratch)
        self._connection = duckdb.connect(config=config)
        # A bar would be written among what a command prints.
        self._connection.execute("SET enable_progress_bar = false")
        self._builders: dict[str, Callable[[], pa.Table]] = {
            "links": self._links, "pages": self._pages, "domains": self._domains, "all_domains": self._all_domains,
            "target_pages": self._target_pages, "target": self._target, "arcs": self._arcs, "outlinks": self._outlinks,
        }  # fmt: skip

    def __len__(self) -> int:
        """How many links there are."""
        return len(self.links)

    def sql(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pa.Table:
        """The rows of a statement over the tables."""
        for name in re.findall(r"\w+", statement):
            if name in self._builders:
                self.put(name, self._builders.pop(name)())
        answer = self._connection.sql(statement, params=values)
        rows: pa.Table = pa.table({}) if answer is None else answer.to_arrow_table()
        return rows

    def put(self, name: str, table: pa.Table) -> None:
        """Adds a table under a name; what a step found, for the steps after it."""
        self._connection.register("arriving", _plain(table))
        self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM arriving')
        self._connection.unregister("arriving")

    def drop(self, *names: str) -> None:
        """Gives the memory of tables back that no later step reads."""
        for name in names:
            self._connection.execute(f'DROP TABLE IF EXISTS "{name}"')

    def keep(self, *names: str) -> None:
        """Drops all tables but these; of a few links alone, none."""
        if self.alone:
            return
        self.drop(*(name for name in self._names() if name not in names))

    def drop_scratch(self, beginning: str) -> None:
        """Drops the tables whose names begin so: what a step has put there for itself."""
        self.drop(*(name for name in self._names() if name.startswith(beginning)))

    def _names(self) -> list[str]:
        found = self._connection.sql("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        return [str(name) for (name,) in found]

    def close(self) -> None:
        """Gives all memory back."""
        self._connection.close()

    # --- the tables --------------------------------------------------------------------------------------------------

    def _links(self) -> pa.Table:
        table = pa.table(self.snapshot.link_columns(self.links, list(_LINK_COLUMNS)))
        names = ["source_domain" if name == "source_domain_id" else name for name in _LINK_COLUMNS]
        return _numbered(table.rename_columns(names), "link")

    def _domains(self) -> pa.Table:
        """The names and ratings are read with the links; what is counted over the index, only for whole profiles."""
        wanted = {
            "source_domain_id": "domain", "source_domain": "name", "source_domain_rating": "domain_rating",
            "source_trust": "trust", "source_spam_mass": "spam_mass", "source_referring_domains": "referring_domains",
        }  # fmt: skip
        table = pa.table(self.snapshot.link_columns(self.links, list(wanted), dictionary=True))
        self.put("linking_domains", table.rename_columns(list(wanted.values())))
        grouped = """
            SELECT domain, any_value(name)::VARCHAR AS name, any_value(domain_rating) AS domain_rating,
                any_value(trust) AS trust, any_value(spam_mass) AS spam_mass,
                any_value(referring_domains) AS referring_domains, count(*) AS links
            FROM linking_domains GROUP BY domain ORDER BY domain"""
        found = self.sql(grouped)
        self.drop("linking_domains")
        names = [str(name) for name in found.column("name").to_pylist()]
        found = found.append_column("platform", pa.array([platform_of(name) for name in names], pa.string()))
        counts = self._counted_alone(names) if self.alone else self._counted(found.column("domain"))
        for name in counts.column_names:
            found = found.append_column(name, counts.column(name))
        return found

    def _counted(self, domains: pa.ChunkedArray[Any]) -> pa.Table:
        names = ["pages", "pages_looked_at", "backlinks", "linked_domains", "first_seen"]
        return pa.table(self.snapshot.domain_columns(names)).take(domains)

    def _counted_alone(self, names: Sequence[str]) -> pa.Table:
        sets = [self.snapshot.pages("domain", name) for name in names]
        nothing = pa.nulls(len(sets), pa.uint32())
        return pa.table({
            "pages": pa.array([len(pages) for pages in sets], pa.uint32()), "pages_looked_at": nothing,
            "backlinks": nothing.cast(pa.uint64()), "linked_domains": nothing,
            "first_seen": pa.nulls(len(sets), pa.timestamp("s")),
        })  # fmt: skip

    def _all_domains(self) -> pa.Table:
        names = [
            "domain", "domain_rating", "trust", "spam_mass", "pages", "pages_looked_at", "backlinks",
            "referring_domains", "linked_domains", "first_seen",
        ]  # fmt: skip
        if self.alone:
            return self.sql(f"SELECT name, {', '.join(names)} FROM domains LIMIT 0")
        table = pa.table(self.snapshot.domain_columns(names))
        return _numbered(table.rename_columns(["name", *names[1:]]), "domain")

    def _chosen_pages(self) -> _core.Pages:
        """The pages that link, and others of their domains."""
        linking = self.snapshot.pages_by_id(self.sql("SELECT DISTINCT source_page FROM links"))
        if self.alone:
            names = self.sql("SELECT name FROM domains ORDER BY domain").column("name").to_pylist()
            others = [self.snapshot.pages("domain", str(name)).slice(0, FEWEST) for name in names]
        else:
            domains = self.sql("SELECT domain FROM domains")
            most = min(PAGES, max(FEWEST, OTHERS // max(len(domains), 1)))
            others = [self.snapshot.pages_of_domains(domains, most, linking)]
        ids = [pa.table(self.snapshot.page_columns(pages, ["page"])) for pages in (linking, *others)]
        return self.snapshot.pages_by_id(pa.concat_tables(ids))

    def _pages(self) -> pa.Table:
        table = pa.table(self.snapshot.page_columns(self._chosen_pages(), list(_PAGE_COLUMNS)))
        self.put("found_pages", table)
        self.put("linking_pages", self.sql("SELECT DISTINCT source_page AS page FROM links"))
        found = self.sql("""
            SELECT p.* EXCLUDE (domain), d.domain, l.page IS NOT NULL AS linking,
                regexp_extract(url, '^[a-z]+://[^/]*([^?]*)', 1) AS path
            FROM found_pages p JOIN domains d ON d.name = p.domain LEFT JOIN linking_pages l ON l.page = p.page
            WHERE look IS NOT NULL OR l.page IS NOT NULL ORDER BY p.page""")
        self.drop("found_pages", "linking_pages")
        return found

    def _target_pages(self) -> pa.Table:
        pages = self.target
        if self.alone:
            pages = self.snapshot.pages_by_id(self.sql("SELECT DISTINCT target_page FROM links"))
        return pa.table(self.snapshot.page_columns(pages, list(_TARGET_COLUMNS)))

    def _target(self) -> pa.Table:
        own = pa.table(self.snapshot.page_columns(self.target.slice(0, 1), ["domain"])).column("domain").to_pylist()
        name = str(own[0]) if own else self.project.target
        first = self.snapshot.take(self.links, [0][: len(self)])
        numbers = pa.table(self.snapshot.link_columns(first, ["target_domain_id"])).column(0).to_pylist()
        return self.sql(
            "SELECT $1::UINTEGER AS domain, $2 AS name, $3 AS scope, $4 AS country",
            [numbers[0] if numbers else None, name, self.project.scope, self.project.country],
        )

    def _arcs(self) -> pa.Table:
        if self.alone:
            return pa.table({"source": pa.array([], pa.uint32()), "target": pa.array([], pa.uint32())})
        return pa.table(_core.domain_graph(self.snapshot, json.dumps(settings() | {"domain": EVERY_LINK})))

    def _outlinks(self) -> pa.Table:
        chosen = "SELECT page FROM pages WHERE linking" if self.alone else "SELECT page FROM pages"
        pages = self.snapshot.pages_by_id(self.sql(chosen))
        table = pa.table(
            self.snapshot.link_columns(self.snapshot.links("outlinks", pages, "live"), list(_OUTLINK_COLUMNS))
        )
        return table.rename_columns(list(_OUTLINK_COLUMNS.values()))


def _numbered(table: pa.Table, name: str) -> pa.Table:
    return table.append_column(name, positions(len(table)))


def positions(count: int) -> pa.Array[Any]:
    """The numbers from 0 on."""
    return pa.Array.from_buffers(pa.uint32(), count, [None, pa.py_buffer(array("I", range(count)))])


def _plain(table: pa.Table) -> pa.Table:
    """Times without a zone, which are UTC: DuckDB's type with one needs an extension."""
    for n, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            table = table.set_column(n, field.name, table.column(n).cast(pa.timestamp(field.type.unit)))
    return table
