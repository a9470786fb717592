"""What a judgement looks at: the links of a target, their pages and domains, and the graph around, as tables for SQL.

All of it is of one version of the index. A table is read from the index when a statement first names it. Numbers of
pages and domains are those of the index's version; `links.link` counts from 0 in the order of the links given.

    links         the links: link, source_page, source_domain (number), target_page, kind, placement, position, anchor,
                  anchor_from, rel, followed, nofollow, sponsored, ugc, hidden, link_density, first_seen, last_seen,
                  state, reported, context_left, context_right
    pages         pages of the referring domains that were looked at, those that link and up to `PAGES` others of each
                  domain: page, domain (number), url, host, path, title, language, text_length, text_share,
                  links_internal, links_external, simhash, analytics_ids, ads_ids, noindex, page_rating, first_seen,
                  fetched_at, linking (it has a link to the target)
    domains       the referring domains: domain (number), name, domain_rating, trust, spam_mass, pages, pages_looked_at,
                  backlinks, referring_domains, linked_domains, first_seen, links, platform (null: not a shared one)
    all_domains   every domain of the index: domain (number), name, referring_domains, linked_domains, domain_rating
    target_pages  pages of the target: page, url, title, language, text_length
    target        one row: domain (number; null where the index does not know it), name, scope, country
    arcs          which domain links to which, by any link that is not lost: source, target (numbers)
    outlinks      links of `pages` to other domains: page, target_page, target_domain (number), anchor, placement

Each step of the judgement adds a table of its own with a row a link; see `judging`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from backlit import _core
from backlit.graph.rank import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from backlit.assess.rules import Rules
    from backlit.model.judgement import Project

PAGES = 200
"""Other pages of a referring domain that are looked at, beside those that link."""
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


class Material:
    """The tables of one judgement. Not for several threads."""

    def __init__(
        self,
        snapshot: _core.Snapshot,
        project: Project,
        rules: Rules,
        links: Any | None = None,
        *,
        horizon: datetime | None = None,
        traffic: pa.Table | None = None,
    ) -> None:
        """Over the links given, by default all backlinks of the project's target that are not lost.

        `horizon` is the start of the newest crawl. `traffic` has `url` and `traffic`, visits to a page a month, as
        far as exports tell.
        """
        self.snapshot, self.project, self.rules, self.horizon = snapshot, project, rules, horizon
        self.target = snapshot.pages(project.scope, project.target)
        self.links = snapshot.links("backlinks", self.target, "live") if links is None else links
        self.traffic = traffic
        self._connection = duckdb.connect(config={"enable_external_access": "false"})
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

    def close(self) -> None:
        """Gives the memory back."""
        self._connection.close()

    # --- the tables --------------------------------------------------------------------------------------------------

    def _links(self) -> pa.Table:
        table = pa.table(self.snapshot.link_columns(self.links, list(_LINK_COLUMNS)))
        names = ["source_domain" if name == "source_domain_id" else name for name in _LINK_COLUMNS]
        return _numbered(table.rename_columns(names), "link")

    def _domains(self) -> pa.Table:
        self.put("platform_names", _platforms())
        return self.sql("""
            SELECT d.*, links, platform FROM all_domains d
            JOIN (SELECT source_domain AS domain, count(*) AS links FROM links GROUP BY 1) USING (domain)
            LEFT JOIN platform_names USING (name)""")

    def _all_domains(self) -> pa.Table:
        names = [
            "domain", "domain_rating", "trust", "spam_mass", "pages", "pages_looked_at", "backlinks",
            "referring_domains", "linked_domains", "first_seen",
        ]  # fmt: skip
        table = pa.table(self.snapshot.domain_columns(names))
        return _numbered(table.rename_columns(["name", *names[1:]]), "domain")

    def _pages(self) -> pa.Table:
        """The pages that link are found by their links; others of their domains by the domains' names."""
        names = self.sql("SELECT name FROM domains ORDER BY domain").column("name").to_pylist()
        linking = pa.table({"page": self.sql("SELECT DISTINCT source_page AS page FROM links").column("page")})
        self.put("linking_pages", linking)
        found = [self.snapshot.pages("domain", str(name)) for name in names] or [self.target.slice(0, 0)]
        parts = [pa.table(self.snapshot.page_columns(pages, list(_PAGE_COLUMNS))) for pages in found]
        self.put("found_pages", pa.concat_tables(parts))
        return self.sql(f"""
            SELECT p.* EXCLUDE (domain, look), d.domain, l.page IS NOT NULL AS linking,
                regexp_extract(url, '^[a-z]+://[^/]*([^?]*)', 1) AS path
            FROM found_pages p JOIN domains d ON d.name = p.domain LEFT JOIN linking_pages l USING (page)
            WHERE look IS NOT NULL
            QUALIFY l.page IS NOT NULL
                OR row_number() OVER (PARTITION BY d.domain, l.page IS NULL ORDER BY page) <= {PAGES}""")

    def _target_pages(self) -> pa.Table:
        names = ["page", "url", "title", "language", "text_length"]
        return pa.table(self.snapshot.page_columns(self.target, names))

    def _target(self) -> pa.Table:
        own = pa.table(self.snapshot.page_columns(self.target.slice(0, 1), ["domain"])).column("domain").to_pylist()
        name = str(own[0]) if own else self.project.target
        return self.sql(
            "SELECT (SELECT domain FROM all_domains WHERE name = $1) AS domain, $1 AS name, $2 AS scope, $3 AS country",
            [name, self.project.scope, self.project.country],
        )

    def _arcs(self) -> pa.Table:
        return pa.table(_core.domain_graph(self.snapshot, json.dumps(settings() | {"domain": EVERY_LINK})))

    def _outlinks(self) -> pa.Table:
        wanted = ["source_page", "target_page", "target_domain_id", "anchor", "placement"]
        every = self.snapshot.links("outlinks", self.snapshot.pages("all"), "live")
        table = pa.table(self.snapshot.link_columns(every, wanted))
        self.put("every_outlink", table.rename_columns(["page", "target_page", "target_domain", "anchor", "placement"]))
        return self.sql("SELECT o.* FROM every_outlink o SEMI JOIN pages USING (page)")


def _platforms() -> pa.Table:
    """Domains that many unrelated sites share, with the kind of platform each is."""
    return pa.table({"name": pa.array([], pa.string()), "platform": pa.array([], pa.string())})


def _numbered(table: pa.Table, name: str) -> pa.Table:
    return table.append_column(name, pa.array(range(len(table)), pa.uint32()))


def _plain(table: pa.Table) -> pa.Table:
    """Times without a zone, which are UTC: DuckDB's type with one needs an extension."""
    for n, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            table = table.set_column(n, field.name, table.column(n).cast(pa.timestamp(field.type.unit)))
    return table
