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
    apart: bool = False
    """Whether a group of pages begins with it."""

    @property
    def path(self) -> str:
        """Its address without a question."""
        return f"/{self.report}"


HOME = Page("", "Home", "h", about_target=False)
SAVED = Page("saved", "Saved views", "v", about_target=False)

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
    Page("quality", "Quality", "q", apart=True),
    Page("risk", "Risk", "k"),
    Page("types", "Link types", "t"),
    Page("profile", "Profile", "f"),
    Page("anchor-classes", "Anchor classes", "l"),
    Page("disavow", "Disavow", "w"),
    Page("diagnose", "Diagnose", "y"),
    Page("projects", "Projects", "j", about_target=False, apart=True),
    Page("data", "Data", "d", about_target=False),
    Page("reference", "API reference", "x", about_target=False),
)

SCOPES = (
    ("domain", "Domain and subdomains"),
    ("host", "This host"),
    ("prefix", "This path and below"),
    ("exact", "This address"),
)
"""The scopes as the bar names them, the default first."""

KEYS = (
    ("/", "the target"),
    ("f", "a new filter"),
    ("j", "the next row"),
    ("k", "the row before"),
    ("o", "open the row: its facts, or its group"),
    ("x", "select the row"),
    ("e", "export the selection, or all"),
    ("g", "go to a page: then its letter"),
    ("?", "this help"),
    ("Esc", "close what is open"),
)
"""The keys, and what each does."""


def letters() -> tuple[tuple[str, str], ...]:
    """Each letter after `g` with the page that it goes to."""
    return tuple((page.key, page.title) for page in (HOME, *PAGES, SAVED))
