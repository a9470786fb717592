"""Small webs told as HTML or as looks, made to an index, and what a signal finds in them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.warc_by_hand import write_warc

import backlit
from backlit.assess import read_rules
from backlit.assess.judging import STEPS
from backlit.assess.material import Material
from backlit.assess.signals import found_schema, signals
from backlit.model.judgement import Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

DAY = "2026-03-01"
TARGET = "lamps.example"

Crawl = tuple[str, dict[str, str]]
"""A day such as `2026-03-01`, and the HTML of the pages that were looked at on it; "404" is a page that is gone."""


def crawled(folder: Path, crawls: dict[str, str] | Iterable[Crawl], *, seeds: Iterable[str] = ()) -> backlit.Index:
    """An index of pages of HTML, all of one day or day by day; rated where `seeds` of trust are named."""
    index = backlit.open(folder / "home")
    days: Iterable[Crawl] = [(DAY, crawls)] if isinstance(crawls, dict) else crawls
    for number, (day, pages) in enumerate(days):
        index.import_files([write_warc(folder / f"crawl-{number}.warc", pages, f"{day}T10:00:00Z")])
    if seeds:
        index.rank(seeds=list(seeds))
    return index


def material_of(index: backlit.Index, target: str = TARGET, **project: Any) -> Material:
    """What a judgement of the links to a target looks at; `project` are words of `Project`."""
    version, horizon = index._current(), index._view().horizon
    return Material(version.core, Project("made", target, **project), read_rules(), horizon=horizon)


def fired(material: Material, name: str, **given: str) -> list[dict[str, Any]]:
    """What a signal finds: its columns, and `subject`, the address of the page or link's page, or the domain's name.

    The steps before the findings run first; `given` are statements whose rows to put in the place of a step's, by its
    name. The numbers of the rule are the ones that come with Backlit.
    """
    for step, made in STEPS:
        if step == "findings":
            break
        material.put(step, material.sql(given[step]) if step in given else made(material))
    module = signals()[name]
    level = module.SIGNAL.level
    found = module.fire(material, material.rules.signal(name))
    for field in found_schema(level):
        found.column(field.name).cast(field.type)
    material.put("fired", found)
    named = {
        "link": "p.url AS subject FROM fired f JOIN links l USING (link) JOIN pages p ON p.page = l.source_page",
        "page": "p.url AS subject FROM fired f JOIN pages p USING (page)",
        "domain": "d.name AS subject FROM fired f JOIN domains d USING (domain)",
    }[level]
    rows: list[dict[str, Any]] = material.sql(f"SELECT f.*, {named} ORDER BY ALL").to_pylist()
    for row in rows:
        assert 0 < row["strength"] <= 1
        assert row["fact"].endswith(".")
        assert 1 <= len(row["rows"]) <= 10
        assert row["count"] >= len(row["rows"])
    return rows


def subjects(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Of which pages or domains a signal speaks, each once."""
    return sorted({row["subject"] for row in rows})


def words(seed: str, count: int = 120) -> str:
    """A text that no other seed gives: words of a small language, always the same."""
    dice = random.Random(seed)  # noqa: S311 - invented texts
    syllables = ["ba", "ke", "li", "mo", "nu", "pra", "ste", "vi", "zo", "da", "fre", "gol", "hin", "jas"]
    return " ".join("".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(count))


def page(body: str, title: str = "A page", lang: str = "en", outside: str = "") -> str:
    """A page with its text in `<main>`; `outside` stands after it."""
    return f"<!doctype html><html lang={lang}><title>{title}</title><main>{body}</main>{outside}</html>"


def link(url: str, anchor: str = "a lamp", attributes: str = "") -> str:
    """An `<a>`."""
    return f'<a href="{url}" {attributes}>{anchor}</a>'
