"""What the report `diagnose` looks at: the page, its site, its links, and its competitors' pages on the same terms."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.assess import read_rules
from backlit.report.internal import internal
from backlit.report.query import build_query
from backlit.report.traffic import traffic
from backlit.report.view import select
from backlit.urls import Target, parse_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlit.model.judgement import Project
    from backlit.report.judged import Judged
    from backlit.report.view import View

_PAGE = (
    "url", "domain", "look", "status", "final_url", "canonical", "noindex", "title", "language", "text_length",
    "text_share", "first_seen", "fetched_at", "backlinks", "referring_domains", "page_rating", "domain_rating",
)  # fmt: skip
_RIVAL = ("url", "look", "title", "text_length", "page_rating", "referring_domains")
READ = ("content", "not_modified")
"""Looks that found a page with its text."""


@dataclass(frozen=True)
class Case:
    """A page, and what the index holds to say why it does not move."""

    view: View
    target: Target
    project: Project | None = None
    judged: Judged | None = None
    rule: Mapping[str, Any] = field(default_factory=lambda: read_rules()["diagnose"])

    @cached_property
    def page(self) -> dict[str, Any] | None:
        """The page's facts; None where the index does not know it.

        Of an address without a scheme the one counts that answers with a page, then that with more links.
        """
        found: list[dict[str, Any]] = self.pages(self.target, _PAGE).to_pylist()
        return max(found, key=lambda row: (row["look"] in READ, row["backlinks"], row["url"]), default=None)

    @cached_property
    def twins(self) -> list[str]:
        """Addresses that the index knows and that differ by the scheme, by `www.` or by a slash at the end."""
        bare = self.target.text.rpartition("://")[2].removeprefix("www.").rstrip("/")
        ways = [f"{www}{bare}{slash}" for www in ("", "www.") for slash in ("", "/")]
        found = {
            str(url) for way in ways for url in self.pages(Target("exact", way), ["url"]).column("url").to_pylist()
        }
        return sorted(found - {self.target.text})

    def pages(self, target: Target, names: Iterable[str]) -> pa.Table:
        """Pages of a target with these columns."""
        snapshot = self.view.snapshot
        return pa.table(snapshot.page_columns(snapshot.pages(target.scope, target.text), list(names)))

    @cached_property
    def lengths(self) -> tuple[float, int] | None:
        """The median length of the other pages of the site that were read, in the page's language, and their number.

        None where they are too few.
        """
        page = self.page or {}
        site = self.pages(parse_target(self.target.domain), ("url", "look", "language", "text_length"))
        row = select(
            "SELECT median(text_length), count(*) FROM site WHERE url <> ? AND look IN ('content', 'not_modified') "
            "AND text_length IS NOT NULL AND language IS NOT DISTINCT FROM ?",
            [page.get("url"), page.get("language")],
            site=site,
        ).to_pylist()[0]
        middle, count = row.values()
        return (float(middle), count) if count >= self.rule["pages"] else None

    @cached_property
    def within(self) -> list[dict[str, Any]]:
        """The pages of the site that were read, with the links that they have from each other."""
        columns = ("url", "depth", "internal_links", "linking_pages", "orphan", "status", "fetched_at")
        found = internal(self.view, build_query(self.target.domain, columns=columns))
        return [row for row in found if row["fetched_at"] is not None and (row["status"] or 200) < 300]

    @cached_property
    def links(self) -> pa.Table:
        """The links to the page from other domains that are not lost."""
        names = (
            "source_url", "source_domain", "source_domain_rating", "anchor", "followed", "placement", "target_url",
        )  # fmt: skip
        return self.view.columns_of(self.view.links("backlinks", self.target, "live"), names)

    @cached_property
    def quality(self) -> pa.Table | None:
        """These links as they were judged; None where no project covers the page, or none was judged."""
        if self.judged is None or self.page is None:
            return None
        return select(
            "SELECT * FROM held WHERE target_url = ?", [self.page["url"]], held=self.judged.judgement.read("judged")
        )

    @cached_property
    def visits(self) -> dict[str, Any] | None:
        """What exports say of the page's traffic; None where they say nothing."""
        found = traffic(self.view, build_query(self.target.text, scope="exact")).table.to_pylist()
        return next((row for row in found if row["as_of"] is not None), None)

    def rivals(self, terms: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """The pages of each competitor whose title has one of the terms, best first; competitors that are known."""
        wanted = [stems(term) for term in terms]
        found = {}
        for name in self.project.competitors if self.project else ():
            pages = self.pages(parse_target(name), _RIVAL)
            if not len(pages) or not wanted:
                continue
            every = " OR ".join("(" + " AND ".join(["contains(said, ?)"] * len(one)) + ")" for one in wanted)
            found[name] = select(
                f"SELECT * FROM (SELECT *, lower(strip_accents(title)) AS said FROM pages) WHERE ({every}) "
                "AND look IN ('content', 'not_modified') "
                "ORDER BY referring_domains DESC, page_rating DESC NULLS LAST, url LIMIT 100",
                [stem for one in wanted for stem in one],
                pages=pages,
            ).to_pylist()
        return found


def covers(target: Target, page: Target) -> bool:
    """Whether an address, with or without scheme, lies within a target."""
    bare = page.text.rpartition("://")[2]
    if target.scope == "domain":
        return page.domain == target.text
    if target.scope == "host":
        return bare.partition("/")[0].partition("?")[0] == target.text
    inside = page.text if "://" in target.text else bare
    return inside == target.text or (target.scope == "prefix" and inside.startswith(target.text))


def fold(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def stems(term: str) -> list[str]:
    """What a text must have to have a term: its words without what an ending may change."""
    words = re.findall(r"\w+", fold(term))
    return [word if len(word) <= 4 else word[: max(4, len(word) - 2)] for word in words]


def has(text: str, term: str) -> bool:
    """Whether a text has all words of a term, whatever their endings, case and accents."""
    said, wanted = fold(text), stems(term)
    return bool(wanted) and all(stem in said for stem in wanted)
