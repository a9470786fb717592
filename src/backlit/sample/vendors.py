"""The export files of the sample web, as each vendor writes them: headers, encodings, words and dates of its own.

The headers are those of the vendors' real files (docs/exports.md has them all). Ratings are drawn by the name of what
they rate, so that the same domain has the same one in every row.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from backlit.sample.exports import CLAIMS, SITE, TRAFFIC, Claim
from backlit.sample.layout import dice_for
from backlit.sample.truth import domain_of

AHREFS = (
    "Referring page title|Referring page URL|Language|Platform|Referring page HTTP code|Domain rating|UR|"
    "Domain traffic|Referring domains|Linked domains|External links|Page traffic|Keywords|Target URL|Left context|"
    "Anchor|Right context|Redirect Chain URLs|Redirect Chain status codes|Type|Is spam|Content|Nofollow|"
    "UGC|Sponsored|Rendered|Raw|Lost status|Drop reason|Discovered status|First seen|Last seen|Lost|"
    "Author|Page type|Page category|Links in group"
)
MAJESTIC = (
    "SourceURL|AnchorText|SourceTrustFlow|SourceCitationFlow|Domain|DomainTrustFlow|DomainCitationFlow|"
    "FirstIndexedDate|LinkType|LinkSubType|TargetURL|TargetTrustFlow|TargetCitationFlow|FlagRedirect|FlagFrame|"
    "FlagNoFollow|FlagImages|FlagDeleted|FlagAltText|LastSeenDate|FlagMention|DateLost|ReasonLost"
)
SEMRUSH = (
    "Page ascore|Source title|Source url|Target url|Anchor|External links|Internal links|Nofollow|Sponsored|Ugc|Text|"
    "Frame|Form|Image|Sitewide|First seen|Last seen|New link|Lost link"
)


def rated(vendor: str, metric: str, what: str, most: int = 90) -> str:
    """A rating of a vendor: the same for the same page or domain, low far more often than high."""
    dice = dice_for("ratings", vendor, metric, what)
    return str(int(most * dice.random() ** 2))


def _domain(claim: Claim) -> str:
    return domain_of(claim.source_url) or ""


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"


def _bit(is_so: bool) -> str:
    return str(int(is_so))


def _ahrefs(claim: Claim) -> dict[str, str]:
    return {
        "Referring page title": claim.title, "Referring page URL": claim.source_url, "Language": claim.language,
        "Referring page HTTP code": "301" if claim.kind == "redirect" else "200",
        "Domain rating": rated("ahrefs", "dr", _domain(claim)), "UR": rated("ahrefs", "ur", claim.source_url, 60),
        "Domain traffic": rated("ahrefs", "traffic", _domain(claim), 90_000), "Target URL": claim.target_url,
        "Anchor": claim.anchor, "Type": claim.kind.title(), "Is spam": "false",
        "Nofollow": _word("nofollow" in claim.rel),
        "UGC": _word("ugc" in claim.rel), "Sponsored": _word("sponsored" in claim.rel), "Rendered": "false",
        "Raw": "true", "Lost status": "Lost" if claim.lost_at else "", "First seen": _moment(claim.first_seen),
        "Last seen": _moment(claim.last_seen), "Lost": _moment(claim.lost_at),
        "Links in group": "1",
    }  # fmt: skip


def _majestic(claim: Claim) -> dict[str, str]:
    domain = _domain(claim)
    return {
        "SourceURL": claim.source_url, "AnchorText": claim.anchor, "Domain": domain,
        "SourceTrustFlow": rated("majestic", "tf", claim.source_url, 50),
        "SourceCitationFlow": rated("majestic", "cf", claim.source_url, 50),
        "DomainTrustFlow": rated("majestic", "tf", domain, 80),
        "DomainCitationFlow": rated("majestic", "cf", domain, 80),
        "FirstIndexedDate": _day(claim.first_seen), "TargetURL": claim.target_url,
        "LinkType": {"text": "TextLink", "image": "ImageLink"}.get(claim.kind, "Redirect"),
        "TargetTrustFlow": rated("majestic", "tf", claim.target_url, 50),
        "TargetCitationFlow": rated("majestic", "cf", claim.target_url, 50),
        "FlagRedirect": _bit(claim.kind == "redirect"), "FlagFrame": "0", "FlagNoFollow": _bit("nofollow" in claim.rel),
        "FlagImages": _bit(claim.kind == "image"), "FlagDeleted": _bit(claim.lost_at is not None),
        "FlagAltText": _bit(claim.kind == "image"), "LastSeenDate": _day(claim.last_seen), "FlagMention": "0",
        "DateLost": _day(claim.lost_at),
        "ReasonLost": "LinkRemoved" if claim.lost_at else "",
    }  # fmt: skip


def _semrush(claim: Claim) -> dict[str, str]:
    return {
        "Page ascore": rated("semrush", "ascore", claim.source_url, 70), "Source title": claim.title,
        "Source url": claim.source_url, "Target url": claim.target_url, "Anchor": claim.anchor,
        "External links": rated("semrush", "external", claim.source_url, 40),
        "Internal links": rated("semrush", "internal", claim.source_url, 120),
        "Nofollow": _word("nofollow" in claim.rel), "Sponsored": _word("sponsored" in claim.rel),
        "Ugc": _word("ugc" in claim.rel), "Text": _word(claim.kind == "text"), "Frame": "false", "Form": "false",
        "Image": _word(claim.kind == "image"), "Sitewide": "false", "First seen": _day(claim.first_seen),
        "Last seen": _day(claim.last_seen), "New link": "false", "Lost link": _word(claim.lost_at is not None),
    }  # fmt: skip


def _search_console(claim: Claim) -> dict[str, str]:
    return {"Linking page": claim.source_url, "Last crawled": _day(claim.last_seen)}


@dataclass(frozen=True, slots=True)
class Export:
    """How one vendor writes its file of links."""

    file: str
    header: str
    row: Callable[[Claim], dict[str, str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    days: bool = True
    """It tells days, not times."""
    tells_lost: bool = True
    """It says when a link was lost; where it only says that it was, the last sight is the date."""
    tells_link: bool = True
    """It names target, anchor and first sight."""


LINKS = {
    "ahrefs": Export(
        f"{SITE}-backlinks-subdomains_2026-04-18_15-44-46.csv", AHREFS, _ahrefs, "utf-16", "\t", days=False
    ),
    "majestic": Export(f"{SITE}-majestic-backlinks-2026-04-18.csv", MAJESTIC, _majestic, "utf-8-sig"),
    "semrush": Export(f"{SITE}-semrush-backlinks-2026-04-18.csv", SEMRUSH, _semrush, tells_lost=False),
    "search_console": Export(
        f"{SITE}-Latest links-2026-04-18.csv", "Linking page|Last crawled", _search_console, tells_link=False
    ),
}
PAGES = f"{SITE}-Top pages-2026-04-18.csv"
DATES = f"{SITE}-Dates-2026-04-18.csv"
EXPORTS = (*(export.file for export in LINKS.values()), PAGES, DATES)
"""The export files of the sample web."""


def write_exports(folder: Path, said: list[Claim]) -> pa.Table:
    """Writes a file for each vendor and gives what each of their rows says, and how it stands to the truth."""
    told = []
    for vendor, export in LINKS.items():
        mine = [claim for claim in said if claim.vendor == vendor]
        header = export.header.split("|")
        rows = [[cells.get(name, "") for name in header] for cells in map(export.row, mine)]
        _write(folder / export.file, header, rows, export.encoding, export.delimiter)
        told += [_as_told(export, claim, line) for line, claim in enumerate(mine, 2)]
    return pa.Table.from_pylist(told, CLAIMS)


def _as_told(export: Export, claim: Claim, line: int) -> dict[str, Any]:
    first, last, lost = (_time(export, moment) for moment in (claim.first_seen, claim.last_seen, claim.lost_at))
    if not export.tells_lost and lost is not None:
        lost = last
    return {
        "vendor": claim.vendor, "file": export.file, "line": line, "source_url": claim.source_url,
        "target_url": claim.target_url if export.tells_link else None,
        "anchor": claim.anchor if export.tells_link else None, "first_seen": first if export.tells_link else None,
        "last_seen": last, "lost_at": lost, "claim": claim.claim, "verdict": claim.verdict,
    }  # fmt: skip


def _time(export: Export, moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) if export.days else moment.replace(microsecond=0)


def write_traffic(
    folder: Path, pages: list[tuple[str, int, int, float]], days: list[tuple[datetime, int, int, float]]
) -> pa.Table:
    """Writes Search Console's two files of performance and gives the rows of the first as a table."""
    numbers = ["Clicks", "Impressions", "CTR", "Position"]
    _write(folder / PAGES, ["Top pages", *numbers], [[row[0], *_performance(*row[1:])] for row in pages])
    _write(folder / DATES, ["Date", *numbers], [[_day(row[0]), *_performance(*row[1:])] for row in days])
    rows = [(url, clicks, impressions, round(position * 100)) for url, clicks, impressions, position in pages]
    return pa.Table.from_pylist([dict(zip(TRAFFIC.names, row, strict=True)) for row in rows], TRAFFIC)


def _performance(clicks: int, impressions: int, position: float) -> list[str]:
    return [str(clicks), str(impressions), f"{clicks / max(impressions, 1):.2%}", str(position)]


def _write(path: Path, header: list[str], rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    text = io.StringIO(newline="")
    if delimiter == "\t":
        csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    else:
        csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    bom = b"\xff\xfe" if encoding == "utf-16" else b""
    data = text.getvalue().encode("utf-16-le" if encoding == "utf-16" else encoding)
    path.write_bytes(bom + data)
