"""A project over the sample web, judged, with decisions of each kind: for tests that ask every report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import backlit

TARGET = "harbourlight.example"


def with_project(index: backlit.Index) -> backlit.Index:
    """The index, with the links of a site judged and some of them decided about."""
    index.add_project("lamps", TARGET, brands=["Harbourlight"], terms=["bicycle lamp"])
    index.assess()
    index.review("lamps", "keep", ["openpedalwiki.example", "https://coastradio.example/"])
    index.review("lamps", "disavow", ["localtradeslist.test", "spokeforum.example"], note="a farm")
    return index
