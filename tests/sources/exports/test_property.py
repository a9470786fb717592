"""The site and the time that a file's name tells, and those that a user types."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backlit.sources import SourceError
from backlit.sources.exports.property import checked_property, checked_time, property_in, time_in


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("example.com-Latest links-2026-07-18.csv", "example.com"),
        ("www.my-site.co.uk-Top target pages-2026-07-18.csv", "www.my-site.co.uk"),
        ("https___www.example.com_-Top pages-2026-07-18.csv", "https://www.example.com/"),
        ("http___example.com_blog_-Latest links.csv", "http://example.com/blog/"),
        (
            "https___www.my-site.example_my-blog_de_-Performance-on-Search.zip",
            "https://www.my-site.example/my-blog/de/",
        ),
        ("example.com-backlinks-subdomains_2026-04-18_15-44-46.csv", "example.com"),
        ("sc-domain_example.com-Latest links.csv", "example.com"),
        ("bücher.example-backlinks.csv", "xn--bcher-kva.example"),
        ("link-intersect_2026-07-18_12-00-00.csv", None),
        ("backlinks.csv", None),
        ("export.backlinks.csv", None),
        ("v1.2-export.csv", None),
        ("Pages.csv", None),
    ],
)
def test_names_tell_sites(name: str, site: str | None) -> None:
    assert property_in(name) == site


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("example.com-Latest links-2026-07-18.csv", datetime(2026, 7, 18, tzinfo=UTC)),
        ("example.com-backlinks_2026-04-18_15-44-46.csv", datetime(2026, 4, 18, 15, 44, 46, tzinfo=UTC)),
        ("report 2026-13-45 of 2026-01-02.csv", datetime(2026, 1, 2, tzinfo=UTC)),
        ("120260102.csv", None),
        ("backlinks.csv", None),
    ],
)
def test_names_tell_times(name: str, time: datetime | None) -> None:
    assert time_in(name) == time


@pytest.mark.parametrize(
    ("typed", "site"),
    [
        ("example.com", "example.com"),
        (" Example.COM/ ", "example.com"),
        ("sc-domain:example.com", "example.com"),
        ("https://www.example.com", "https://www.example.com/"),
        ("https://example.com/blog/#x", "https://example.com/blog/"),
        ("example.com/blog/", "https://example.com/blog/"),
    ],
)
def test_sites_as_typed(typed: str, site: str) -> None:
    assert checked_property(typed) == site


@pytest.mark.parametrize("typed", ["", "two words", "mailto:me@example.com", "ftp://example.com/x", "a@b.example"])
def test_sites_that_are_none(typed: str) -> None:
    with pytest.raises(SourceError):
        checked_property(typed)


def test_times_as_typed() -> None:
    assert checked_time("2026-01-31") == checked_time(date(2026, 1, 31)) == datetime(2026, 1, 31, tzinfo=UTC)
    assert checked_time("2026-01-31T12:00+02:00") == datetime(2026, 1, 31, 10, tzinfo=UTC)
    with pytest.raises(SourceError, match="is none: write"):
        checked_time("31/01/2026")
