"""What only the tables and the core together decide: rows that are no links, flags that nobody told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from backlit import _core
from backlit.sources.exports import dry_run, plan_exports

if TYPE_CHECKING:
    from pathlib import Path

INLINKS = """Type,Source,Destination,Anchor,Follow,Rel,Link Position
Hyperlink,https://a.example/,https://shop.example/,lamp,true,,Content
CSS,https://a.example/,https://shop.example/x.css,,true,,Head
Image,https://a.example/,https://shop.example/x.png,,true,,Content
Canonical,https://a.example/,https://a.example/x,,true,,Head
"""
OWN = """source_url,source_domain,target_url,target_domain,rel,followed,nofollow,sponsored,ugc,first_seen,last_seen
https://a.example/,a.example,https://shop.example/,shop.example,,,,,,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z
https://b.example/,b.example,https://shop.example/,shop.example,,true,false,false,false,2026-01-01,2026-01-02
https://c.example/,c.example,https://shop.example/,shop.example,,false,false,false,false,2026-01-01,2026-01-02
https://d.example/,d.example,https://shop.example/,shop.example,ugc,false,false,false,true,2026-01-01,2026-01-02
"""


def test_what_a_page_loads_is_no_link(tmp_path: Path) -> None:
    path = tmp_path / "all_inlinks.csv"
    path.write_text(INLINKS, "utf-8")
    [plan] = plan_exports([path])
    done = dry_run(plan)
    assert (done.accepted, done.rejected, done.reasons) == (2, 2, {"its type is no link": 2})
    assert [line for line, _, _ in done.rejects] == [3, 4]


def test_flags_that_our_own_csv_does_not_tell_stay_unknown(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text(OWN, "utf-8")
    [plan] = plan_exports([path])
    assert plan.vendor == "backlit"
    _core.read_export(str(plan.path), plan.name, plan.plan, str(tmp_path), 0, lambda _done, _rows: True)
    table = pq.read_table(tmp_path / "links-0000.parquet", columns=["followed", "nofollow", "sponsored", "ugc"])
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        (None, None, None, None),
        (True, False, False, False),
        (False, False, False, False),
        (False, False, False, True),
    ]
