from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.web.pages.links import asked, numbers

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    import backlit

SITE = "harbourlight.example"


@pytest.mark.parametrize(
    "address",
    [
        f"/overview?target={SITE}",
        f"/overview?target={SITE}&filter=rel%3Dnofollow&filter=placement%3Dmain,comments",
        f"/overview?target={SITE}&history=new&since=2026-04-01",
        f"/overview?target={SITE}&history=lost",
        f"/overview?target=https://www.{SITE}/&scope=exact",
    ],
)
def test_every_number_leads_to_the_rows_that_it_counts(client: TestClient, index: backlit.Index, address: str) -> None:
    found = {
        (number, href)
        for number, href in numbers(client.get(address).text)
        # Standings over time lead to the changes of a period, hosts and pages to their links.
        if not href.startswith("/changes") and "sort=source_" not in href
    }
    assert len(found) > 20
    wrong = []
    for number, href in found:
        total = asked(index, href).total
        if total != number and not (href.startswith("/pages") and "page.backlinks" not in href):
            wrong.append((number, total, href))
    assert not wrong
