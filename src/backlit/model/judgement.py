"""The words of judgement: what a link can be, what is asked of it, and what a person decides about it.

The types, the signals' families and the seven questions are the field's own; docs/scoring.md tells where each comes
from. A project says what is judged; a decision is a person's, and no rule ever makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from backlit.model import LINKS, SCOPES, Column, Table

if TYPE_CHECKING:
    from datetime import datetime

    from backlit.model import Scope

LINK_TYPES: dict[str, str] = {
    "editorial": "an author's own choice, in a text of their own",
    "guest_post": "the author's employer or site, in a text that they wrote for another site",
    "resource_page": "an entry of a page that collects links for its readers",
    "directory": "an entry of a directory or catalogue of sites",
    "news": "a report of a newspaper, magazine or broadcaster",
    "review": "a text that tests or compares what the target offers",
    "podcast": "the show notes of an episode",
    "forum_or_comment": "a comment or forum post: written by visitors of the site",
    "sponsored": "paid for: an advertisement, a paid post, an affiliate's link",
    "press_release": "a release of the target's own, or a copy of it",
    "social": "a profile or post on a social network",
    "partner": "a page of partners, friends or members; links that go both ways",
    "widget_or_footer": "a credit that stands on every page: the maker of the site, a widget, a badge",
    "image_credit": "the credit of a picture",
    "other": "none of these: a redirect, a form, a link whose page tells too little",
}
"""What a link is by how it came about, each with its meaning."""

ANCHOR_CLASSES: dict[str, str] = {
    "brand": "the target's name",
    "exact_match": "a term that the target wants to be found for, and nothing else",
    "partial_match": "such a term among other words",
    "naked_address": "an address or a domain name",
    "generic": "words that say nothing of the target: here, read more",
    "image": "an image without any words",
    "empty": "a link without any words",
    "other": "other words",
}
"""What the words of a link say, each with its meaning."""

ANSWERS = ("yes", "no", "unknown")
"""What a question can be answered with."""

QUESTIONS: dict[str, str] = {
    "related_topic": "Does the linking site cover a related topic?",
    "has_readers": "Does the page have readers or search traffic?",
    "in_main_content": "Does the link stand in the main content?",
    "natural_anchor": "Does the anchor sound natural?",
    "editorial_page": "Does the page look editorial rather than spammy?",
    "trusted_site": "Does the site have a trustworthy reputation?",
    "fits_context": "Does the link fit what its reader is reading about?",
}
"""The seven questions about a backlink, by the column that has the answer."""

Family = Literal["text", "identity", "network", "links", "anchor", "topic", "placement", "time", "name", "address"]
FAMILIES: tuple[str, ...] = get_args(Family)
"""What kind of fact a risk signal rests on. Two signals of one family are not independent of each other."""

Level = Literal["link", "page", "domain"]
"""What a signal speaks of: one link, its page, or its domain."""

Verb = Literal["keep", "remove", "disavow"]
DECISIONS: dict[str, str] = {
    "keep": "the link stays: what holds where nobody decided",
    "remove": "the site is to be asked to take it away",
    "disavow": "it goes into the disavow file",
}
"""What a person can decide about a link or a domain."""


@dataclass(frozen=True, slots=True)
class Project:
    """What is judged: a target, and what only its owner knows of it."""

    name: str
    target: str
    """The address or domain, as `backlit.urls` writes it."""
    scope: Scope = "domain"
    brands: tuple[str, ...] = ()
    """The names that the target goes by."""
    terms: tuple[str, ...] = ()
    """What it wants to be found for: words and phrases."""
    competitors: tuple[str, ...] = ()
    """Targets that it is compared with."""
    country: str | None = None
    """Where its readers are: two letters of ISO 3166, small; None is anywhere."""
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about a domain or a page that links to a project's target."""

    number: int
    """Rising with time."""
    kind: Literal["domain", "url"]
    subject: str
    """The registrable domain or host, or the address of the page."""
    decision: Verb
    note: str | None
    by: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None


def _links(*names: str) -> tuple[Column, ...]:
    return tuple(LINKS[name] for name in names)


QUALITY_PARTS: dict[str, str] = {
    "authority": "the Domain Rating and Page Rating of the source",
    "trust": "the trust of the source's domain",
    "relevance": "how near the topics are",
    "placement": "where on the page it stands",
    "endorsement": "what its rel and its page let pass",
    "anchor": "how natural its words are",
    "editorial": "its type, and how the page looks",
}
"""The parts whose sum is the quality of a link, by name; each has its column `quality_NAME`."""

JUDGED = Table(
    "judged",
    "one link to the target of a project that is not lost, with what is judged of it",
    (
        *_links(
            "source_url", "source_domain", "source_title", "source_language", "source_domain_rating",
            "source_page_rating", "source_trust", "source_spam_mass", "target_url", "anchor", "anchor_from", "rel",
            "followed", "nofollow", "sponsored", "ugc", "kind", "placement", "link_density", "hidden",
            "context_left", "context_right", "first_seen", "last_seen", "state", "reported",
        ),
        Column("link", "uint32", "number of the link in this judgement"),
        Column("type", "word", "what it is by how it came about", words=tuple(LINK_TYPES)),
        Column("type_confidence", "float32", "how sure that is, 0 to 1"),
        Column("type_evidence", "text", "what says so"),
        Column("anchor_class", "word", "what its words say", words=tuple(ANCHOR_CLASSES)),
        Column("relevance", "float32", "how near its topic is to the target's, 0 to 1; null: too little text", True),
        Column("relevance_context", "float32", "of it by the words around the link; null: too few", True),
        Column("relevance_page", "float32", "of it by the page; null: too little text", True),
        Column("relevance_site", "float32", "of it by the site; null: too little text", True),
        Column("relevance_evidence", "text", "the words that both have, or what is missing", nullable=True),
        Column("language_agrees", "bool", "whether the page is in a language of the target; null: unknown", True),
        Column("country_agrees", "bool", "whether the site is of the project's country; null: unknown", True),
        Column("source_traffic", "float64", "visits to the page a month, as an export says", nullable=True),
        *(Column(name, "word", question, words=ANSWERS) for name, question in QUESTIONS.items()),
        Column("quality", "float32", "the sum of its parts, 0 to 100"),
        *(Column(f"quality_{name}", "float32", f"of it by {told}") for name, told in QUALITY_PARTS.items()),
        Column("risk", "float32", "how much speaks against it, 0 to 100: the weight of its signals"),
        Column("signals", "texts", "the risk signals that fired, of the link, its page and its domain; sorted"),
        Column("families", "uint8", "how many kinds of fact speak for themselves: not those that only support"),
        Column("queued", "bool", "whether it is in the review queue: two independent signals at least"),
    ),
)  # fmt: skip
"""A judged link, as `backlit assess` keeps it."""

FINDINGS = Table(
    "findings",
    "one risk signal that fired for a link, a page or a domain",
    (
        Column("signal", "text", "its name"),
        Column("family", "word", "what kind of fact it rests on", words=FAMILIES),
        Column("level", "word", "what it speaks of", words=("link", "page", "domain")),
        Column("link", "uint32", "number of the link in this judgement", nullable=True),
        Column("source_url", "text", "the page; null where it speaks of the whole domain", nullable=True),
        Column("source_domain", "text", "the referring domain"),
        Column("strength", "float32", "how clearly it fired, above 0 to 1"),
        Column("weight", "float32", "strength times the weight that the rules give the signal"),
        Column("fact", "text", "what fired it, in one sentence"),
        Column("rows", "texts", "addresses or domains that it came from, the first ten"),
        Column("count", "uint32", "how many there are of these"),
    ),
)
"""A finding: the evidence of a risk."""

RISKY_DOMAINS = Table(
    "risky_domains",
    "one referring domain of a project's target",
    (
        Column("source_domain", "text", LINKS["source_domain"].meaning),
        LINKS["source_domain_rating"],
        LINKS["source_trust"],
        LINKS["source_spam_mass"],
        Column("links", "uint64", "its links to the target that are not lost"),
        Column("pages", "uint64", "pages that these stand on"),
        Column("queued_links", "uint64", "of the links in the review queue"),
        Column("risk", "float32", "the highest risk of its links, 0 to 100"),
        Column("signals", "texts", "the signals that fired for it, its pages or its links; sorted"),
        Column("families", "uint8", "how many kinds of fact speak for themselves, for its worst link"),
        Column("queued", "bool", "whether one of its links is in the review queue"),
        Column("platform", "text", "the platform that many unrelated sites share, if it is one", nullable=True),
        Column("group", "text", "the group of domains that it belongs to: its first domain", nullable=True),
        Column("first_seen", "time", "when its first link was first seen"),
        Column("facts", "texts", "what fired, one sentence a signal, heaviest first"),
        Column("examples", "texts", "the pages of its riskiest links, the first three"),
    ),
)
"""A referring domain, as the review queue has it."""

GROUPS = Table(
    "groups",
    "one domain of a group that looks like one owner's, or like a farm",
    (
        Column("group", "text", "the group: the name of its first domain"),
        Column("kind", "word", "what it looks like", words=("private_network", "link_farm")),
        Column("domain", "text", "the member"),
        Column("members", "uint32", "how many there are"),
        Column("signals", "texts", "the signals that bind them; sorted"),
        Column("fact", "text", "what binds them, in one sentence"),
    ),
)
"""A member of a group of domains."""

PROJECTS = Table(
    "projects",
    "one project",
    (
        Column("name", "text", "its name"),
        Column("target", "text", "what is judged: an address or a domain"),
        Column("scope", "word", "what of the target is meant", words=SCOPES),
        Column("brands", "texts", "the names that the target goes by"),
        Column("terms", "texts", "what it wants to be found for"),
        Column("competitors", "texts", "domains that it is compared with"),
        Column("country", "text", "where its readers are, two letters of ISO 3166; null: anywhere", nullable=True),
        Column("created", "time", "when it was added"),
        Column("judged_at", "time", "when its links were last judged; null: never", nullable=True),
        Column("links", "uint64", "links that were judged", nullable=True),
        Column("queued_domains", "uint64", "referring domains in the review queue", nullable=True),
        Column("fresh", "bool", "whether nothing that judgement rests on has changed since", nullable=True),
    ),
)
"""A project, as the list of projects has it."""
