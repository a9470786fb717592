"""Languages and countries of linking pages against those of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.assess.webs import crawled, link, material_of, page

from backlit.assess.places import generic_tlds, language_of, places, region_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("declared", "language", "region"),
    [("en", "en", None), ("en-GB", "en", "gb"), ("en_us", "en", "us"),
     ("zh-Hant-TW", "zh", "tw"), (" DE-at ", "de", "at"),
     ("fil", "fil", None), ("english", None, None), ("", None, None), (None, None, None), ("x'); --", None, None),
     ("de-DE-1996", "de", None)],
)  # fmt: skip
def test_declared_languages(declared: str | None, language: str | None, region: str | None) -> None:
    row = duckdb.execute(f"SELECT {language_of('x')}, {region_of('x')} FROM (SELECT $1::VARCHAR AS x)", [declared])
    assert row.fetchone() == (language, region)


def agreeing(
    folder: Path, sites: dict[str, str], country: str | None, own: str = "en"
) -> dict[str, tuple[object, object]]:
    """Of each site with its declared language: whether language and country agree with those of the target."""
    home = "https://lamps.example/"
    pages = {home: page("Lamps", "Lamps", own)}
    pages |= {f"https://{name}/": page(f"a {link(home)} b", "T", lang) for name, lang in sites.items()}
    material = material_of(crawled(folder, pages), country=country)
    material.put("places", places(material))
    rows = material.sql("SELECT name, p.* FROM places p JOIN links USING (link) JOIN domains ON domain = source_domain")
    return {row["name"]: (row["language_agrees"], row["country_agrees"]) for row in rows.to_pylist()}


def test_languages_and_countries(tmp_path: Path) -> None:
    sites = {"a.co.uk": "en-US", "b.de": "de", "c.com": "en-GB", "d.io": "en", "e.tv": "en-AU", "f.org": '""'}
    assert agreeing(tmp_path, sites, "gb") == {
        "a.co.uk": (True, True),  # its domain is of the country, whatever English it writes
        "b.de": (False, False),
        "c.com": (True, True),
        "d.io": (True, None),
        "e.tv": (True, False),
        "f.org": (None, None),
    }


def test_without_a_country_or_a_language_of_the_target_nothing_is_known(tmp_path: Path) -> None:
    assert agreeing(tmp_path, {"b.de": "de", "c.fr": "fr"}, None, own='""') == {
        "b.de": (None, None),
        "c.fr": (None, None),
    }


def test_generic_country_domains_are_two_letters_each_once() -> None:
    assert len(set(generic_tlds())) == len(generic_tlds()) > 10
    assert all(len(tld) == 2 and tld.isalpha() and tld.islower() for tld in generic_tlds())
    assert not {"de", "fr", "uk", "us", "jp"} & set(generic_tlds())
