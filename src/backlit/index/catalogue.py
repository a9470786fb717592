"""Which reports there are, what a row of each is, and what may be asked of it.

The REST API, its description and the pages are made from this table, so that no face has a list of its own. A report's
name is that of its command and its page; `method` is that of `backlit.Index`. What a report takes here, it takes
nowhere else differently: a test asks each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlit import model
from backlit.index.offered import FLAG, Offered, Option, Setting
from backlit.model import Table
from backlit.model.judgement import PROJECTS
from backlit.report import (
    anchor_classes,
    anchors,
    backlinks,
    changes,
    compare,
    decisions,
    diagnose,
    disavow,
    findings,
    growth,
    internal,
    link,
    mentions,
    neighbours,
    network,
    outlinks,
    overview,
    pages,
    profile,
    quality,
    rating,
    referring_domains,
    risk,
    similar,
    sources,
    traffic,
    types,
    words,
)
from backlit.report.rows import LINKS_IN_GROUP
from backlit.store.journals import FILES, REJECTS
from backlit.store.status import IMPORTS

if TYPE_CHECKING:
    from backlit.model import Column

SCHEMA = Table(
    "schema",
    "one column of a table that SQL offers",
    (
        model.Column("table", "text", "the table"),
        model.Column("column", "text", "the column's name"),
        model.Column("type", "text", "its type, in the words of the reference"),
        model.Column("nullable", "bool", "whether it can be null: unknown to its source"),
        model.Column("meaning", "text", "what it says"),
    ),
)
"""What `schema_rows` gives."""

_LISTED: frozenset[Option] = frozenset(
    {"scope", "filters", "match", "history", "since", "until", "sort", "limit", "after", "columns"}
)
_OF_PROJECT: frozenset[Option] = frozenset({"filters", "match", "sort", "limit", "after", "columns"})
_WHOLE: frozenset[Option] = frozenset({"scope", "limit", "columns"})


def of_project(name: str, meaning: str, table: Table, settings: tuple[Setting, ...] = ()) -> Offered:
    """A report that is asked of a project; its filters name its own columns."""
    method = name.replace("-", "_")
    return Offered(name, method, meaning, table.columns, _OF_PROJECT, table, settings, subject="project")


def _union(*lists: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of several forms of a report, each once."""
    return tuple({column.name: column for columns in lists for column in columns}.values())


REPORTS: dict[str, Offered] = {
    one.name: one
    for one in (
        Offered(
            "overview",
            "overview",
            "The profile of a target: totals, how the links are made, and the top of each list.",
            overview.COLUMNS,
            _LISTED - {"sort", "after"},
        ),
        Offered(
            "backlinks",
            "backlinks",
            "Links to a target from other domains, one row a link, best source first.",
            (*backlinks.COLUMNS, LINKS_IN_GROUP),
            _LISTED | {"group", "metrics"},
        ),
        Offered(
            "referring-domains",
            "referring_domains",
            "The domains that link to a target, best rated first.",
            referring_domains.COLUMNS,
            _LISTED | {"metrics"},
        ),
        Offered(
            "anchors",
            "anchors",
            "The anchors of the links to a target, by the number of domains that use them.",
            _union(anchors.COLUMNS, words.COLUMNS),
            _LISTED | {"metrics"},
            settings=(Setting("by", "a row an anchor, or a single word of anchors", anchors.BY),),
            forms=(("anchor", anchors.COLUMNS), ("word", words.COLUMNS)),
        ),
        Offered(
            "changes",
            "changes",
            "New and lost links with reasons, newest first, and those that nobody looked at again.",
            changes.COLUMNS,
            _LISTED - {"history"},
            changes.FIELDS,
        ),
        Offered(
            "growth",
            "growth",
            "How many links and referring domains stood over time, and what came and went.",
            growth.COLUMNS,
            _LISTED - {"history", "after"},
            settings=(Setting("by", "a row a day, a week or a month; auto chooses", growth.BY),),
        ),
        Offered(
            "pages",
            "pages",
            "The target's own pages by the links that they get.",
            pages.COLUMNS,
            _LISTED | {"metrics"},
            pages.FIELDS,
        ),
        Offered(
            "outlinks",
            "outlinks",
            "Where a target links to.",
            _union(outlinks.COLUMNS_BY_DOMAIN, outlinks.COLUMNS_BY_PAGE),
            _LISTED,
            settings=(Setting("by", "a row a domain or a page", outlinks.BY),),
            forms=(("domain", outlinks.COLUMNS_BY_DOMAIN), ("page", outlinks.COLUMNS_BY_PAGE)),
        ),
        Offered(
            "internal",
            "internal",
            "The internal links of each page, its depth from the home page, and orphans.",
            _union(internal.COLUMNS, model.LINKS.columns),
            _LISTED,
            internal.FIELDS,
            settings=(Setting("by", "a row a page or a link", internal.BY),),
            forms=(("page", internal.COLUMNS), ("link", model.LINKS.columns)),
        ),
        Offered(
            "sources",
            "sources",
            "Which import or crawl saw which links, and what a crawl found of the links that others report.",
            sources.COLUMNS,
            frozenset({"scope", "filters", "match", "columns"}),
        ),
        Offered(
            "traffic",
            "traffic",
            "The target's pages with traffic beside links, or how both went over time.",
            traffic.COLUMNS,
            _LISTED,
            traffic.FIELDS,
            (Setting("by", "a row a page, a month or a day", traffic.BY),),
        ),
        Offered(
            "mentions",
            "mentions",
            "Unlinked mentions of a target, and whether their pages link to it by now.",
            mentions.COLUMNS,
            frozenset({"scope", "filters", "match", "sort", "limit", "after", "columns"}),
            mentions.FIELDS,
        ),
        Offered(
            "rating",
            "rating",
            "The ratings of a target, and the parts of each.",
            _union(rating.COLUMNS, rating.EXPLAINED),
            _WHOLE,
            settings=(Setting("explain", "whether the parts are listed", FLAG),),
            subject="targets",
        ),
        Offered(
            "similar",
            "similar",
            "The domains that the same domains link to, most alike first.",
            similar.COLUMNS,
            _WHOLE,
        ),
        Offered(
            "neighbours",
            "neighbours",
            "The links between the domains around a target.",
            neighbours.COLUMNS,
            _WHOLE,
            settings=(
                Setting("depth", "arcs from the target", default="2", least=1, most=neighbours.DEPTH, kind="number"),
            ),
        ),
        Offered(
            "network",
            "network",
            "The domains around a target with their places in a drawing, and which of them link to which.",
            network.COLUMNS,
            frozenset({"scope", "columns"}),
            settings=(
                Setting(
                    "nodes",
                    "domains to draw, the nearest and best rated",
                    default=str(network.NODES),
                    least=1,
                    most=network.MOST_NODES,
                    kind="number",
                ),
                Setting("depth", "arcs from the target", default="2", least=1, most=neighbours.DEPTH, kind="number"),
            ),
        ),
        Offered(
            "link",
            "link",
            "The links of one page to another, every look at the page, and where each fact comes from.",
            link.COLUMNS,
            frozenset({"columns"}),
            settings=(
                Setting("source", "the address of the page that the links stand on", kind="target", needed=True),
            ),
        ),
        Offered(
            "compare",
            "compare",
            "Targets side by side: totals, ratings, and the referring domains that they share with the first.",
            compare.COLUMNS,
            frozenset({"scope", "filters", "match", "history", "since", "until", "columns"}),
            settings=(
                Setting("others", "the targets to compare with", most=compare.TARGETS - 1, kind="target", many=True),
            ),
        ),
        of_project("decisions", "What people decided about the links of a project, newest first.", decisions.TABLE),
        of_project("disavow", "The entries of the disavow file of a project, and what each would take.", disavow.TABLE),
        of_project(
            "disavow-diff",
            "What an upload of the disavow file would change: entries added, removed and kept.",
            disavow.DIFFERENCE,
        ),
        of_project(
            "quality",
            "The backlinks of a project with the seven answers, and a quality that is the sum of named parts.",
            quality.TABLE,
        ),
        Offered(
            "diagnose",
            "diagnose",
            "Why a page with links may not move: five reasons, each tested on the data at hand.",
            diagnose.TABLE.columns,
            frozenset({"columns"}),
            settings=(Setting("project", "the project whose terms and competitors count", kind="project"),),
        ),
        of_project("types", "The backlinks of a project by how they came about.", types.TABLE),
        of_project(
            "anchor-classes",
            "What the anchors of a project's backlinks say, against what comparable targets have.",
            anchor_classes.TABLE,
        ),
        of_project(
            "profile",
            "Whether the backlinks of a project look natural, aspect by aspect, against comparable targets.",
            profile.TABLE,
        ),
        of_project(
            "risk",
            "The review queue of a project: referring domains with the signals that fired, worst first.",
            risk.TABLE,
            (Setting("show", "the queue, all that link, or those that somebody decided about", risk.SHOW),),
        ),
        of_project(
            "findings",
            "The risk signals that fired for the links of a project, each with the fact and where it comes from.",
            findings.TABLE,
        ),
    )
}
"""Every report by its name, in the order of the pages."""

LISTS: dict[str, Table] = {
    "segments": IMPORTS,
    "imports": FILES,
    "rejects": REJECTS,
    "schema": SCHEMA,
    "projects": PROJECTS,
}
"""What else the index lists, by the name of the method, with the columns of a row."""
