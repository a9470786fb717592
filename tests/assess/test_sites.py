"""Kinds of sites, from their names, suffixes, paths and platforms."""

from __future__ import annotations

import pytest
from tests.assess.webs import crawled, material_of

from backlit.assess import sites

LINK = '<p>Some words about <a href="https://lamps.example/">lamps</a> and more.</p>'
KINDS = {
    "https://www.daily-herald.test/": "news", "https://nachrichten-nord.test/": "news",
    "https://elcorreo-sur.test/": "news",
    "https://cs.somewhere.ac.uk/": "university", "https://uni-nordhafen.test/": "university",
    "https://transport.gov.uk/": "government", "https://stadtmuseum.test/": "library_museum",
    "https://radforum.test/": "forum", "https://opencyclewiki.test/": "wiki", "https://slowpodcast.test/": "podcast",
    "https://branchenbuch-nord.test/": "directory", "https://pretty-webdesign.test/": "agency",
    "https://city-presswire.test/": "press_wire", "https://lampen-shop.test/": "shop", "https://my-blog.test/": "blog",
    "https://www.reddit.com/r/lamps": "social", "https://alice.blogspot.com/": "blog",
    "https://quietplace.test/viewtopic.php?t=3": "forum", "https://quietvalley.test/": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    index = crawled(tmp_path_factory.mktemp("sites"), dict.fromkeys(KINDS, LINK))
    material = material_of(index)
    material.put("kinds", sites.classify(material))
    rows = material.sql("SELECT p.url, site_kind FROM kinds JOIN pages p USING (domain)").to_pydict()
    return dict(zip(*rows.values(), strict=True))


@pytest.mark.parametrize(("url", "kind"), KINDS.items())
def test_a_kind(found: dict[str, str | None], url: str, kind: str | None) -> None:
    assert found[url] == kind


def test_evidence_goes_with_the_kind(found: dict[str, str | None]) -> None:
    assert set(sites.kinds()) >= {kind for kind in found.values() if kind}
