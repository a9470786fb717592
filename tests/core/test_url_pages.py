"""Hrefs of real pages, resolved as a browser's parser did."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from backlit import _core

LINKS = Path(__file__).parents[3] / "shared" / "data" / "pydocs" / "links.parquet"

# The one page with a <base href>.
BASES = {"https://docs.scrapy.org/en/latest/_static/selectors-sample1.html": "http://example.com/"}


@pytest.mark.skipif(not LINKS.exists(), reason=f"the real pages are not beside the checkout: {LINKS}")
def test_every_href_of_the_documentation_pages() -> None:
    table = pq.read_table(LINKS, columns=["source_url", "href_raw", "target_url"])
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    wrong = [row for row in rows if _core.parse_url(row[1], BASES.get(row[0], row[0])) != row[2]]
    assert table.num_rows > 299_000
    assert not wrong
