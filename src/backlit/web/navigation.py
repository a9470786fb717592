"""The pages of the app: their names, addresses and the letters that go there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the side bar. `key` is the letter after `g`; `about` a target says that it needs one."""

    report: str
    title: str
    key: str
    about_target: bool = True

    @property
    def path(self) -> str:
        """Its address without a question."""
        return f"/{self.report}"


PAGES = (
    Page("overview", "Overview", "o"),
    Page("backlinks", "Backlinks", "b"),
    Page("referring-domains", "Referring domains", "r"),
    Page("anchors", "Anchors", "a"),
    Page("changes", "New and lost", "c"),
    Page("pages", "Pages by links", "p"),
    Page("outlinks", "Outlinks", "u"),
    Page("internal", "Internal links", "i"),
    Page("compare", "Compare", "m"),
    Page("sources", "Sources", "s"),
    Page("network", "Network", "n"),
    Page("data", "Data", "d", about_target=False),
    Page("reference", "API reference", "x", about_target=False),
)
