"""Screaming Frog SEO Spider: the bulk export All Inlinks, in any of the languages of `headers`.

`Type` says what the row is about; rows of images, style sheets and scripts that a page loads are no links, and are
refused. `Hyperlink` does not say whether it is one of text or of an image, so its kind stays unknown. `Target` is the
attribute of that name, `Link Path` an XPath (https://www.screamingfrog.co.uk/seo-spider/user-guide/). The crawl of a
whole site holds its internal links.
"""

from __future__ import annotations

from backlit.sources.exports.headers import wordings
from backlit.sources.exports.headers.screaming_frog import SCREAMING_FROG
from backlit.sources.exports.layout import Column, Layout, may, need, number, text

VENDOR = "screaming_frog"

LINKS = (
    "hyperlink", "hyperlien", "lien hypertexte", "hipervínculo", "hiperenlace", "collegamento ipertestuale",
    "hiperlink", "hiperłącze", "היפר-קישור", "קישור", "היפרקישור", "ハイパーリンク", "form", "iframe", "frame",
    "http redirect", "meta refresh", "canonical", "hreflang", "amp",
)  # fmt: skip
"""The types that are links, the first of them in the ten languages."""


def _named(column: str) -> tuple[str, ...]:
    return wordings(SCREAMING_FROG, column)


ALL_INLINKS = Layout(
    VENDOR,
    "all inlinks",
    "link",
    (
        need(*_named("source"), field="source_url"),
        need(*_named("destination"), field="target_url"),
        need(*_named("anchor"), field="anchor"),
        need(*_named("link_position"), field="placement"),
        Column(_named("type"), field="kind", only=LINKS),
        may(*_named("alt"), field="alt"),
        may(*_named("follow"), field="followed"),
        may(*_named("rel"), field="rel"),
        number(*_named("size"), of="target_page.size"),
        number(*_named("status_code"), of="target_page.status_code"),
        text(*_named("status"), of="target_page.status"),
        text(*_named("target"), of="link.target"),
        text(*_named("path_type"), of="link.path_type"),
        text(*_named("link_path"), of="link.link_path"),
        text(*_named("link_origin"), of="link.link_origin"),
    ),
)

LAYOUTS = (ALL_INLINKS,)
