"""Who saw a link, and what a look of ours says to those who only report it: words and SQL that reports share.

A witness is a source that saw a link: a kind of look of ours (warc, arc, wat, html) or the name of a vendor whose
export has it. `crawl` stands for any look of ours. A crawl outranks an export: where a look of ours came after a link
was first reported, its word is the verdict.
"""

from __future__ import annotations

from backlit.model import SOURCES

CRAWL = "crawl"
"""The name for any look of ours, in filters and reports."""

OURS = list(SOURCES)
"""The witnesses that are looks of ours."""

VERDICTS: dict[str, str] = {
    "live": "a look of ours had it, and none says that it went",
    "lost": "a look of ours had it, and a later one says that it is gone",
    "never_there": "looks of ours came after it was reported, and none ever had it",
    "unchecked": "no look of ours could tell: none came, or only before it was first reported or after it was "
    "reported lost",
}
"""What looks of ours say to a link."""

VERDICT_SQL = """CASE WHEN NOT reported AND state = 'lost' AND lost_reason <> 'reported' THEN 'lost'
    WHEN NOT reported THEN 'live' WHEN state = 'lost' AND lost_reason <> 'reported' THEN 'never_there'
    ELSE 'unchecked' END"""
"""The verdict on a link. A link that only claims know is lost for another reason than `reported` only where a look of
ours at its page came after its first sight and did not have it."""
VERDICT_READS = frozenset({"reported", "state", "lost_reason"})
"""The columns of links that `VERDICT_SQL` reads."""
