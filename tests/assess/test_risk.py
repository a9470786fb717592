"""Signals together: two families at least, hints, trusted sites, and groups by what binds their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from tests.assess.made import TARGET, material, page
from tests.segments import Link

from backlit.assess import groups, risk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from backlit.assess import Material

FINDING = pa.schema(
    [
        ("signal", pa.string()), ("family", pa.string()), ("level", pa.string()), ("link", pa.uint32()),
        ("weight", pa.float32()), ("fact", pa.string()), ("rows", pa.list_(pa.string())), ("page", pa.uint32()),
        ("domain", pa.uint32()),
    ]
)  # fmt: skip


def put(
    found: Material, rows: Sequence[tuple[str, str, str, str, float] | tuple[str, str, str, str, float, list[str]]]
) -> None:
    """Findings as (signal, family, level, domain, weight), and the rows that they name."""
    links = {
        row["name"]: row
        for row in found.sql("""
            SELECT name, domain, min(link) AS link, min(source_page) AS page
            FROM links JOIN domains ON domain = source_domain GROUP BY ALL""").to_pylist()
    }
    told = []
    for signal, family, level, domain, weight, *named in rows:
        of = links[domain]
        told.append(
            {
                "signal": signal, "family": family, "level": level, "weight": weight, "fact": f"{signal} fired.",
                "rows": named[0] if named else [domain], "link": of["link"] if level == "link" else None,
                "page": of["page"] if level != "domain" else None, "domain": of["domain"],
            }
        )  # fmt: skip
    found.put("findings", pa.Table.from_pylist(told, schema=FINDING))


def combined(found: Material) -> dict[str, dict[str, Any]]:
    found.put("risk", risk.combine(found))
    rows = found.sql(
        "SELECT d.name, r.* FROM risk r JOIN links USING (link) JOIN domains d ON d.domain = source_domain"
    )
    return {row["name"]: row for row in rows.to_pylist()}


def test_two_families_at_least_and_of_each_the_heaviest(tmp_path: Path) -> None:
    found = material(tmp_path, [page(f"{name}.test", TARGET) for name in ("one", "same", "two", "light", "none")])
    put(
        found,
        [
            ("hidden_link", "placement", "link", "one.test", 90),
            ("a", "anchor", "link", "same.test", 40),
            ("b", "anchor", "page", "same.test", 50),
            ("a", "anchor", "link", "two.test", 40),
            ("b", "anchor", "page", "two.test", 50),
            ("c", "network", "domain", "two.test", 20),
            ("a", "anchor", "link", "light.test", 5),
            ("c", "network", "domain", "light.test", 5),
        ],
    )
    rows = combined(found)
    assert {name: row["queued"] for name, row in rows.items()} == {
        "one.test": False, "same.test": False, "two.test": True, "light.test": False, "none.test": False,
    }  # fmt: skip
    assert rows["two.test"]["risk"] == pytest.approx(100 * (1 - 0.5 * 0.8))
    assert rows["two.test"]["families"] == 2
    assert rows["two.test"]["signals"] == ["a", "b", "c"]
    assert rows["none.test"]["risk"] == 0
    assert rows["none.test"]["signals"] == []


def test_what_only_supports_adds_and_queues_nothing(tmp_path: Path) -> None:
    found = material(tmp_path, [page(f"{name}.test", TARGET) for name in ("crowded", "both", "strong")])
    weak = [("sitewide_placement", "placement"), ("outlink_load", "links"), ("unrelated_topic", "topic")]
    rows = [(signal, family, "link", name, 30) for name in ("crowded", "both") for signal, family in weak]
    strong = [("exact_match_anchor", "anchor", "link", name, 30) for name in ("both", "strong")]
    put(
        found,
        [
            *((s, f, level, f"{name}.test", w) for s, f, level, name, w in [*rows, *strong]),
            ("burst", "time", "link", "strong.test", 30),
        ],
    )
    combined_rows = combined(found)
    assert {name: row["queued"] for name, row in combined_rows.items()} == {
        "crowded.test": False, "both.test": False, "strong.test": True,
    }  # fmt: skip
    assert combined_rows["crowded.test"]["families"] == 0
    assert combined_rows["both.test"]["risk"] > combined_rows["strong.test"]["risk"]


def test_a_hint_weighs_less_and_is_no_proof(tmp_path: Path) -> None:
    looks = [page("plain.test", TARGET), page("ugc.test", Link(TARGET, "free spins", rel="ugc"))]
    found = material(tmp_path, looks)
    put(found, [(s, f, "link", d, 40) for d in ("plain.test", "ugc.test") for s, f in (("a", "anchor"), ("b", "time"))])
    rows = combined(found)
    hinted = found.rules["risk"]["hinted"]
    assert rows["ugc.test"]["risk"] == pytest.approx(hinted * rows["plain.test"]["risk"])
    assert rows["ugc.test"]["queued"]


SEEDS = ("museum.test", "library.test", "ministry.test")


def test_a_trusted_site_answers_for_its_links_alone(tmp_path: Path) -> None:
    looks = [page(seed, TARGET, *(f"https://{other}/" for other in SEEDS if other != seed)) for seed in SEEDS]
    found = material(tmp_path, [*looks, page("blog.test", TARGET)], seeds=SEEDS)
    put(
        found,
        [
            ("mirror_page", "text", "page", "museum.test", 40),
            ("shared_ids", "identity", "domain", "museum.test", 40),
            ("mirror_page", "text", "page", "blog.test", 40),
            ("shared_ids", "identity", "domain", "blog.test", 40),
            ("hidden_link", "placement", "link", "library.test", 40),
            ("burst", "time", "link", "library.test", 10),
        ],
    )
    rows = combined(found)
    assert not rows["museum.test"]["queued"]
    assert rows["museum.test"]["signals"] == ["mirror_page", "shared_ids"]
    assert rows["blog.test"]["queued"]
    assert rows["library.test"]["queued"]
    names = {row["domain"]: row["name"] for row in found.sql("SELECT domain, name FROM domains").to_pylist()}
    told = {names[row["domain"]]: row for row in risk.tell(found).to_pylist()}
    assert told["library.test"]["facts"][0].startswith("trusted: ")
    assert told["library.test"]["facts"][1:] == ["hidden_link: hidden_link fired.", "burst: burst fired."]
    assert told["library.test"]["examples"] == ["https://library.test/"]
    assert not told["museum.test"]["facts"][0].startswith("trusted")
    assert told["ministry.test"] == {"domain": told["ministry.test"]["domain"], "facts": [], "examples": []}


def grouped(found: Material) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for row in groups.find_groups(found).to_pylist():
        members.setdefault(f"{row['kind']} {row['group']}", []).append(row["domain"])
        assert row["fact"].endswith(".")
    return members


def test_a_network_hides_its_links_and_a_farm_shows_them(tmp_path: Path) -> None:
    farm = [f"farm{n}.test" for n in range(4)]
    blogs = [f"blog{n}.test" for n in range(3)]
    looks = [page(name, TARGET, *(f"https://{other}/" for other in farm if other != name)) for name in farm]
    found = material(tmp_path, [*looks, *(page(name, TARGET) for name in blogs), page("reader.test", TARGET)])
    rows = [("shared_ids", "identity", "domain", name, 30, [one for one in farm if one != name]) for name in farm]
    for signal, family in (("shared_ids", "identity"), ("mirror_page", "text")):
        rows += [(signal, family, "domain", blogs[0], 30, [f"https://{name}/" for name in blogs[1:]])]
    put(found, rows)
    assert grouped(found) == {"link_farm farm0.test": farm, "private_network blog0.test": blogs}


def test_one_family_or_two_domains_are_no_group(tmp_path: Path) -> None:
    names = [f"site{n}.test" for n in range(4)]
    friends = ["friend0.test", "friend1.test", "friend2.test"]
    looks = [page(name, TARGET) for name in names]
    looks += [page(name, TARGET, *(f"https://{other}/" for other in friends if other != name)) for name in friends]
    found = material(tmp_path, looks)
    rows: list[Any] = [("mirror_page", "text", "page", names[0], 30, [f"https://{name}/" for name in names[1:]])]
    rows += [("shared_ids", "identity", "domain", names[0], 30, [names[1]])]
    put(found, rows)
    assert grouped(found) == {}
