"""The vocabulary: every column of links, pages and domains, with its type and its meaning.

One column is told once, here. `backlit schema` prints these tables, the SQL views and the reports take their names
and types from them, and docs/reference.md is tested against them. The words of the enums are those of the core
(core/src/model.rs); a test holds the two together. The words themselves are the field's own: those of the
published documentation of search engines and backlink tools.

Times are whole seconds in UTC. A null means "the source of this row cannot know", never "no". A look is one
of ours; what the exports of others say are reports (docs/formats.md, "Reports").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

ColumnType = Literal[
    "text", "word", "bool", "time", "date", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "texts"
]
"""The types of columns: `word` is one of a few words, `texts` a list of texts, `time` is in UTC."""

Scope = Literal["exact", "prefix", "host", "domain"]
"""What of a site is looked at: one address, all below a path, one host, or the domain with its subdomains."""

History = Literal["live", "lost", "new", "all"]
"""Which links: not lost, lost, first seen or restored since a date, or all that were ever seen."""

Group = Literal["all", "one_per_domain", "similar"]
"""Each link; the best link of each referring domain; or one row for the same source domain, target and anchor."""

KINDS = ("text", "image", "area", "frame", "form", "redirect", "canonical", "alternate", "rss")
PLACEMENTS = ("main", "navigation", "header", "footer", "sidebar", "comments", "unknown")
ANCHOR_SOURCES = ("text", "alt", "title")
LOOKS = ("content", "not_modified", "redirect", "not_found", "error", "other", "reported", "reported_lost")
SOURCES = ("warc", "arc", "wat", "html")
STATES = ("live", "lost", "unseen")
SCOPES: tuple[str, ...] = get_args(Scope)
HISTORIES: tuple[str, ...] = get_args(History)
GROUPS: tuple[str, ...] = get_args(Group)

LOST_REASONS: dict[str, str] = {
    "removed_from_html": "the page was read again and the link is not in it",
    "page_not_found": "the page answered 404 or 410",
    "page_error": "the page answered with another error, or not at all",
    "page_redirected": "the page redirects elsewhere",
    "noindex": "the link stands, but its page turned noindex",
    "not_canonical": "the link stands, but its page names another page as canonical",
    "redirect_lost": "the address in between no longer redirects there",
    "reported": "an export says so; no look of ours does",
}
"""Why a link is lost. Nothing else is a loss: a page that nobody looked at again leaves its links `unseen`, and an
export that does not name a link says nothing of it."""

NEW_REASONS: dict[str, str] = {
    "page_found": "it stood on its page when the page was first seen",
    "link_found": "its page was known without it, by a look of ours",
    "link_restored": "it was lost and came back",
}
"""How a link came to be new."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type and meaning; the unit stands in the meaning."""

    name: str
    type: ColumnType
    meaning: str
    nullable: bool = False
    words: tuple[str, ...] = ()
    """What a column of type `word` can say."""
    wide: bool = False
    """Stands apart from the rest in the store and is read only for the rows shown."""

    @property
    def told(self) -> str:
        """The meaning, with the words that the column can say."""
        return f"{self.meaning} ({', '.join(self.words)})" if self.words else self.meaning


@dataclass(frozen=True, slots=True)
class Table:
    """A table that users see: its name, what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]
    short: tuple[tuple[str, str], ...] = ()
    """Names that filters and orders may use in place of a column's, with that column."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def full_name(self, name: str) -> str:
        """The column that a name stands for; the name itself where it is no short one."""
        return dict(self.short).get(name, name)

    def __getitem__(self, name: str) -> Column:
        """The column of a name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Whether there is a column of this name."""
        return any(column.name == name for column in self.columns)


RATINGS = ("domain_rating", "page_rating", "trust", "spam_mass")
"""What `backlit rank` computes of the ends of a link; in a report on links the plain names mean the source's."""

DOMAIN_RATINGS = (
    Column("domain_rating", "float64", "Domain Rating of the domain, 0 to 100; null if unrated", nullable=True),
    Column("trust", "float64", "trust of the domain, 0 to 100; null if unrated or without seeds", nullable=True),
    Column(
        "spam_mass",
        "float64",
        "share of the domain's worth that trust does not account for, 0 to 1; null where too little is known",
        nullable=True,
    ),
)
"""The ratings of a domain, as every table of domains and of pages has them."""

RANK = Column(
    "rank", "uint32", "place among all domains by worth, from 1; equal worth has an equal place", nullable=True
)
"""The place of a domain."""

PAGE_RATING = Column("page_rating", "float64", "Page Rating of the page, 0 to 100; null if unrated", nullable=True)
"""The rating of a page."""


def _ratings(end: str) -> tuple[Column, ...]:
    """The ratings of one end of a link."""
    domain, trust, spam_mass = DOMAIN_RATINGS
    return tuple(
        Column(f"{end}_{c.name}", c.type, c.meaning.replace(" the ", f" the {end}'s ", 1), nullable=True)
        for c in (domain, PAGE_RATING, trust, spam_mass)
    )


LINKS = Table(
    "links",
    "one link of one page to another page, with its history",
    (
        Column("source_url", "text", "the page that the link stands on (the referring page), without fragment"),
        Column("source_host", "text", "host of the source page"),
        Column("source_domain", "text", "registrable domain of the source page (the referring domain)"),
        Column("source_title", "text", "title of the source page", nullable=True),
        Column("source_language", "text", "language that the source page declares", nullable=True),
        *_ratings("source"),
        Column(
            "source_referring_domains",
            "uint32",
            "referring domains of the source's domain, over all of the index: the order of links without ratings",
        ),
        Column("source_linked_domains", "uint32", "domains that the source's domain links to, as of its rating", True),
        Column("target_url", "text", "the page that the link leads to, resolved and normalised, without fragment"),
        Column("target_raw", "text", "the address as the page has it", nullable=True, wide=True),
        Column("target_host", "text", "host of the target page"),
        Column("target_domain", "text", "registrable domain of the target page"),
        *_ratings("target"),
        Column("anchor", "text", "text of the link, else its image's alt, else its title; white space collapsed", True),
        Column("anchor_from", "word", "which of the three; null where all are empty", True, ANCHOR_SOURCES),
        Column("rel", "text", "the rel attribute as written; null where there is none", nullable=True),
        Column("followed", "bool", "no nofollow, sponsored or ugc on the link and no nofollow on its page", True),
        Column("nofollow", "bool", "rel has nofollow", True),
        Column("sponsored", "bool", "rel has sponsored: a paid link", True),
        Column("ugc", "bool", "rel has ugc: comments and forum posts", True),
        Column("kind", "word", "what makes the link", True, KINDS),
        Column("placement", "word", "where on the page it stands", True, PLACEMENTS),
        Column("position", "uint32", "n-th link of its page, from 0, in the order of the document", True),
        Column("context_left", "text", "up to 100 characters of text before the link", nullable=True, wide=True),
        Column("context_right", "text", "up to 100 characters of text after the link", nullable=True, wide=True),
        Column("link_density", "float32", "share of its block's text that is link text, 0 to 1", nullable=True),
        Column("hidden", "bool", "hidden by markup or inline style", nullable=True),
        Column("first_seen", "time", "first look at the page that has the link, or report of it"),
        Column("last_seen", "time", "last look at the page that has the link, or report of it"),
        Column(
            "state",
            "word",
            "live, lost (a later look or report says so), or unseen (nobody looked since)",
            words=STATES,
        ),
        Column("lost_reason", "word", "why it was last lost; null if never", True, tuple(LOST_REASONS)),
        Column("lost_at", "time", "when the look that it was last lost at took place; null if never", nullable=True),
        Column("restored_at", "time", "when it came back after that; null if it did not", nullable=True),
        Column("new_reason", "word", "how it was last new", words=tuple(NEW_REASONS)),
        Column(
            "checked_at", "time", "last look of ours at the page that says anything; null if none does", nullable=True
        ),
        Column(
            "witnesses", "texts", "who saw it: the ways in of our looks (warc, wat …), the vendors of exports; sorted"
        ),
        Column("reported", "bool", "an export tells of it, and no look of ours ever had it"),
        Column("target_assumed", "bool", "the export names no target: it is the site that the export is about"),
        Column("import_id", "text", "the import whose look the other columns come from"),
        Column("row", "uint64", "number of the row in this version of the index; not kept between versions"),
    ),
    tuple((name, f"source_{name}") for name in RATINGS),
)
"""Links as the index has them: backlinks, internal links and outlinks are the same rows seen from different ends."""

PAGES = Table(
    "pages",
    "one page: looked at, or known only as the target of links (its facts are null then)",
    (
        Column("url", "text", "address of the page, normalised, without fragment"),
        Column("host", "text", "its host"),
        Column("domain", "text", "its registrable domain"),
        PAGE_RATING,
        Column("page_trust", "float64", "trust of the page itself, 0 to 100; null if unrated", nullable=True),
        *DOMAIN_RATINGS,
        Column("fetched_at", "time", "time of the last look of ours", nullable=True),
        Column("look", "word", "what the last look found; reported if only exports tell of the page", True, LOOKS),
        Column("status", "uint16", "HTTP status of the last look, else of the last report", nullable=True),
        Column("final_url", "text", "where its redirects lead in the end; itself if it has none", nullable=True),
        Column("content_type", "text", "media type as the server said it", nullable=True),
        Column("canonical", "text", "the canonical address that it declares", nullable=True),
        Column("noindex", "bool", "noindex in meta robots or X-Robots-Tag", nullable=True),
        Column("nofollow", "bool", "nofollow in meta robots or X-Robots-Tag: none of its links is followed", True),
        Column("title", "text", "text of its title", nullable=True),
        Column("language", "text", "the language that it declares", nullable=True),
        Column("text_length", "uint32", "characters of visible text", nullable=True),
        Column("text_share", "float32", "bytes of visible text over bytes of HTML, 0 to 1", nullable=True),
        Column("links_internal", "uint32", "links on it to its own domain", nullable=True),
        Column("links_external", "uint32", "links on it to other domains", nullable=True),
        Column("simhash", "uint64", "64-bit simhash of its visible text; near-duplicates differ in few bits", True),
        Column("analytics_ids", "texts", "ids of analytics on it", nullable=True),
        Column("ads_ids", "texts", "ids of ads on it", nullable=True),
        Column("archive", "text", "file that holds the bytes of the last look", nullable=True),
        Column("archive_offset", "uint64", "where in that file its record starts, in bytes", nullable=True),
        Column("first_seen", "time", "first look of ours at the page", nullable=True),
        Column("last_seen", "time", "last look of ours at the page, whatever it found", nullable=True),
        Column("looks", "uint32", "looks of ours at the page"),
        Column("backlinks", "uint64", "links to it from other domains that are not lost"),
        Column("referring_domains", "uint32", "domains that these come from"),
        Column("internal_links", "uint64", "links to it from its own domain that are not lost"),
        Column("import_id", "text", "the import of the last look, else of the last report", nullable=True),
    ),
)
"""Pages as the index has them."""

DOMAINS = Table(
    "domains",
    "one registrable domain",
    (
        Column("domain", "text", "registrable domain (an address or a bare suffix is its own)"),
        *DOMAIN_RATINGS,
        RANK,
        Column(
            "harmonic", "float64", "harmonic centrality: the sum of 1 / distance over all that reach it", nullable=True
        ),
        Column("pages", "uint32", "pages known, looked at or not"),
        Column("pages_looked_at", "uint32", "pages looked at"),
        Column("hosts", "uint32", "hosts known"),
        Column("backlinks", "uint64", "links from other domains that are not lost"),
        Column("referring_domains", "uint32", "domains that these come from"),
        Column("outlinks", "uint64", "links to other domains that are not lost"),
        Column("linked_domains", "uint32", "domains that these lead to"),
        Column("internal_links", "uint64", "links between its own pages that are not lost"),
        Column("first_seen", "time", "first look at one of its pages", nullable=True),
        Column("last_seen", "time", "last look at one of its pages", nullable=True),
    ),
)
"""Domains as the index has them."""

TABLES: tuple[Table, ...] = (LINKS, PAGES, DOMAINS)
"""The tables that SQL offers as views."""

EXTRACTED: tuple[str, ...] = (
    "source_url", "source_host", "source_domain", "source_title", "target_url", "target_raw", "target_host",
    "target_domain", "anchor", "anchor_from", "rel", "followed", "nofollow", "sponsored", "ugc", "kind", "placement",
    "position", "context_left", "context_right", "link_density", "hidden",
)  # fmt: skip
"""The columns of links that one page alone can tell: what `backlit.extract` gives."""


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column; words are dictionaries of one byte a row."""
    import pyarrow as pa

    if column.type == "word":
        return pa.dictionary(pa.uint8(), pa.string())
    if column.type == "texts":
        return pa.list_(pa.string())
    if column.type == "time":
        return pa.timestamp("s", "UTC")
    plain: dict[str, pa.DataType] = {
        "text": pa.string(), "bool": pa.bool_(), "date": pa.date32(), "uint8": pa.uint8(), "uint16": pa.uint16(),
        "uint32": pa.uint32(), "uint64": pa.uint64(), "float32": pa.float32(), "float64": pa.float64(),
    }  # fmt: skip
    return plain[column.type]


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The Arrow schema of columns; each field carries its meaning as metadata (`meaning`)."""
    import pyarrow as pa

    return pa.schema(
        [pa.field(c.name, arrow_type(c), nullable=c.nullable, metadata={"meaning": c.meaning}) for c in columns]
    )


def unknown_name(what: str, name: str, known: Sequence[str]) -> str:
    """The message for a name that is not one of the known: names the nearest and lists all."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no {what} {name!r}.{hint} Known: {', '.join(known)}."
