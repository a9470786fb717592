"""What four vendors of link data would say about one site of the sample web, drawn from its truth, lies and all.

Each vendor knows a part of the links, at dates of its own, and none is always right: some links that it lists are gone,
some it calls lost stand, some never stood on their page, and some stand where no crawl has looked. What is a lie is
known, so that `backlit sources` can be judged by it. The faults are those that the vendors' customers report; the
shares are invented.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa

from backlit.sample.crawl import STARTS
from backlit.sample.layout import dice_for
from backlit.sample.truth import COUNT, TEXT, TIME, domain_of, schema

SITE = "harbourlight.example"
"""The site that the exports are about."""
SHARES = {"ahrefs": 0.6, "majestic": 0.45, "semrush": 0.4, "search_console": 0.7}
"""The part of the links (of the pages, for Search Console) that each vendor knows."""
NEVER_THERE = 14
"""Links that vendors list and that never stood on their page; two in three of them are in each vendor's file."""
UNLOOKED = 9
"""Links on pages that no crawl looked at."""
NEWER = 5
"""Links on known pages, first seen by the vendors after the newest look: nobody can tell yet."""
DAY = timedelta(days=1)
BETWEEN = datetime(2026, 3, 20, 9, 30, tzinfo=STARTS["2"].tzinfo)
"""Between the crawls."""
AFTER = datetime(2026, 4, 14, 12, 0, tzinfo=STARTS["2"].tzinfo)
"""After both."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of a vendor's export about one link, and how it stands to the truth."""

    vendor: str
    source_url: str
    target_url: str
    anchor: str
    kind: str
    rel: str
    title: str
    language: str
    first_seen: datetime
    last_seen: datetime
    lost_at: datetime | None
    claim: str
    """true, old, stale, lost_too, lost_wrongly, never_there, unlooked or newer: docs/sample-web.md tells each."""
    verdict: str
    """What the newest look says of the link: live, lost, never_there, or unchecked where there is none."""


def claims(links: pa.Table, looks: pa.Table) -> list[Claim]:
    """All that the vendors say, vendor by vendor, in the order of their files."""
    ours = [row for row in links.to_pylist() if row["target_domain"] == SITE and row["relation"] == "external"]
    # Which of two links that are told by the same words a vendor means cannot be known: their pages are left out.
    told = Counter((row["source_url"], row["target_url"].partition("#")[0], row["anchor"]) for row in ours)
    doubtful = {row["source_url"] for row in ours if row["state"] == "unseen"} | {
        key[0] for key in told if told[key] > 1
    }
    last = {row["url"]: row for row in sorted(looks.to_pylist(), key=lambda row: row["fetched_at"])}
    invented = _invented(ours, last)
    ours = [row for row in ours if row["source_url"] not in doubtful]
    said: list[Claim] = []
    for vendor in SHARES:
        rows = _listed_by_page(ours, last) if vendor == "search_console" else _listed(vendor, ours, last)
        rows += _kept_of(vendor, invented)
        dice_for("exports", vendor, "order").shuffle(rows)
        said += rows
    return said


def _listed(vendor: str, ours: list[Row], last: dict[str, Row]) -> list[Claim]:
    """The links of the truth that a vendor lists, each once."""
    dice = dice_for("exports", vendor)
    told = [row for row in ours if dice.random() < SHARES[vendor]]
    if vendor == "semrush":  # it has no flag for a redirect
        told = [row for row in told if row["kind"] != "redirect"]
    return [_about(dice, vendor, row, last[row["source_url"]]) for row in told]


def _listed_by_page(ours: list[Row], last: dict[str, Row]) -> list[Claim]:
    """The pages that Search Console lists: neither target nor anchor, so only pages whose links fared alike."""
    dice = dice_for("exports", "search_console")
    by_page: defaultdict[str, list[Row]] = defaultdict(list)
    for row in ours:
        by_page[row["source_url"]].append(row)
    told = []
    for url, rows in by_page.items():
        alike = len({row["state"] == "lost" for row in rows}) == 1 and all(row["new_reason"] is None for row in rows)
        if alike and dice.random() < SHARES["search_console"]:
            claim = _about(dice, "search_console", rows[0], last[url])
            if claim.lost_at is None:  # it says of no link that it is lost
                told.append(claim)
    return told


def _about(dice: Random, vendor: str, row: Row, look: Row) -> Claim:
    """A claim about a link of the truth."""
    url, title, language = _page(look)
    verdict = "lost" if row["state"] == "lost" else "live"
    target = row["target_url"].partition("#")[0]
    return Claim(
        vendor, url, target, row["anchor"], row["kind"], row["rel"] or "", title, language, *_dates(dice, row), verdict
    )


def _dates(dice: Random, row: Row) -> tuple[datetime, datetime, datetime | None, str]:
    """First and last sight, the loss, and the word for how that stands to the truth."""
    since_long = row["new_reason"] is None
    first = row["first_seen"] - dice.randint(20, 700) * DAY if since_long else row["first_seen"] + DAY
    recent = AFTER + dice.randint(0, 60) * timedelta(hours=1)
    between = BETWEEN + dice.randint(0, 200) * timedelta(hours=1)
    if row["state"] == "lost" and row["lost_at"] < BETWEEN:
        return first, recent, None, "stale"
    if row["state"] == "lost":
        if row["in_crawl_1"] and dice.random() < 0.4:
            return first, between, between + 3 * DAY, "lost_too"
        if since_long and dice.random() < 0.5:
            return first, between, None, "old"
        return first, recent, None, "stale"
    if since_long and row["in_crawl_1"] and row["in_crawl_2"] and dice.random() < 0.08:
        return first, between, between + 2 * DAY, "lost_wrongly"
    return first, between if since_long and dice.random() < 0.3 else recent, None, "true"


def _invented(ours: list[Row], last: dict[str, Row]) -> list[Claim]:
    """Links that are not in the truth: never there, or where and when no crawl could see them."""
    dice = dice_for("exports", "invented")
    linking = {row["source_url"] for row in ours}
    quiet = [
        look
        for url, look in last.items()
        if look["look"] == "content" and look["crawl"] == 2 and not look["truncated"] and not look["noindex"]
        and url not in linking and domain_of(url) != SITE and look["canonical"] in (None, url)
    ]  # fmt: skip
    targets = sorted({row["target_url"].partition("#")[0] for row in ours if row["kind"] == "text"})
    chosen = dice.sample(quiet, NEVER_THERE + NEWER)
    made = []
    for number, look in enumerate(chosen):
        newer = number >= NEVER_THERE
        first = AFTER + number * timedelta(minutes=7) if newer else BETWEEN - dice.randint(30, 300) * DAY
        seen = first if newer else BETWEEN + number * timedelta(hours=5)
        words = ("newer", "unchecked") if newer else ("never_there", "never_there")
        made.append(_invent(dice, dice.choice(targets), _page(look), (first, seen), words))
    for number in range(UNLOOKED):
        times = (BETWEEN - dice.randint(10, 500) * DAY, AFTER + number * timedelta(hours=3))
        url = f"https://{'pedalpost' if number % 3 else 'lanternreview'}.example/notes/{number + 1}/"
        page = (url, f"Notes, {number + 1}", "en")
        made.append(_invent(dice, dice.choice(targets), page, times, ("unlooked", "unchecked")))
    return made


def _page(look: Row) -> tuple[str, str, str]:
    """Address, title and language of a page."""
    return look["url"], look["title"] or "", look["language"] or ""


def _invent(
    dice: Random, target: str, page: tuple[str, str, str], times: tuple[datetime, datetime], words: tuple[str, str]
) -> Claim:
    url, title, language = page
    anchor = dice.choice(("Harbourlight", "front lamps by Harbourlight", "the lamp maker's page"))
    rel = dice.choice(("", "", "nofollow"))
    return Claim("", url, target, anchor, "text", rel, title, language, *times, None, *words)


def _kept_of(vendor: str, invented: list[Claim]) -> list[Claim]:
    """Two in three of what is not in the truth."""
    dice = dice_for("exports", vendor, "invented")
    return [replace(claim, vendor=vendor) for claim in invented if dice.random() < 2 / 3]


CLAIMS = schema(
    vendor=TEXT, file=TEXT, line=COUNT, source_url=TEXT, target_url=TEXT, anchor=TEXT, first_seen=TIME, last_seen=TIME,
    lost_at=TIME, claim=TEXT, verdict=TEXT,
)  # fmt: skip
"""One row a claim, as its file tells it: what a file does not tell is null. docs/sample-web.md tells each column."""
TRAFFIC = schema(page=TEXT, clicks=COUNT, impressions=COUNT, hundredths=COUNT)
"""One row a page of the site that searches led to; `hundredths` is its mean position, times 100."""


def traffic(links: pa.Table, looks: pa.Table) -> list[tuple[str, int, int, float]]:
    """Pages of the site with clicks, impressions and mean position: most of its pages, and two that no crawl saw."""
    dice = dice_for("exports", "traffic")
    own = sorted(
        {row["url"] for row in looks.to_pylist() if domain_of(row["url"]) == SITE and row["look"] == "content"}
    )
    linked = {row["target_url"].partition("#")[0] for row in links.to_pylist() if row["target_domain"] == SITE}
    pages = [url for url in own if dice.random() < (0.8 if url in linked else 0.4)]
    pages += [f"https://www.{SITE}/landing/spring-{number}" for number in (1, 2)]
    found = []
    for url in pages:
        impressions = int(dice.paretovariate(0.7) * 20)
        clicks = min(impressions, int(impressions * dice.uniform(0, 0.12)))
        found.append((url, clicks, impressions, round(dice.uniform(1.5, 60), 2)))
    return sorted(found, key=lambda row: (-row[1], row[0]))


def days() -> list[tuple[datetime, int, int, float]]:
    """Clicks, impressions and mean position of the whole site from February to the day of the export."""
    dice = dice_for("exports", "days")
    start = STARTS["1"].replace(month=2, day=1, hour=0)
    found = []
    for number in range((AFTER - start).days + 1):
        impressions = 900 + 4 * number + dice.randint(-90, 90)
        found.append(
            (start + number * DAY, impressions // dice.randint(14, 22), impressions, dice.randint(900, 1400) / 100)
        )
    return found
