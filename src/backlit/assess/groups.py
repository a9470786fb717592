"""Groups of referring domains that look like one owner's network, or like a farm of links.

Two domains are bound where findings of two families at least name both of them: a shared id, the same pages, titles or
paths, the same referring domains, links in both directions. What is bound, one by one, is a group. It is a link farm
where most of its members link to most others, else a private network, whose members hide that they belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.model import arrow_schema
from backlit.model.judgement import GROUPS

if TYPE_CHECKING:
    from backlit.assess.material import Material

BINDING = ("shared_ids", "mirror_page", "identical_profile", "title_repeated", "path_repeated")
"""Signals whose rows are the other domains, or pages of them, that a domain has something in common with."""


def find_groups(material: Material) -> pa.Table:
    """A row a member, with the columns of `GROUPS`. Reads the tables `findings` and `arcs`."""
    rule = material.rules["groups"]
    material.put("bonds", _bonds(material))
    bound = material.sql(
        """
        SELECT a, b FROM bonds GROUP BY a, b
        HAVING count(DISTINCT family) >= $families AND count(*) FILTER (family <> 'links') > 0""",
        {"families": rule["families"]},
    )
    if not len(bound):
        return arrow_schema(GROUPS.columns).empty_table()
    material.put("bound", bound)
    material.put("members", _components(bound))
    found = material.sql(_GROUPED, {name: rule[name] for name in ("members", "density")})
    return found.cast(pa.schema([field.with_nullable(True) for field in arrow_schema(GROUPS.columns)]))


def _bonds(material: Material) -> pa.Table:
    """Pairs of referring domains, a < b, with a signal that names both. Links in both directions are one."""
    return material.sql(
        f"""
        WITH told AS (SELECT domain, signal, family, unnest(rows) AS row FROM findings WHERE signal IN {BINDING}),
        named AS (
            SELECT t.domain AS a, t.signal, t.family, coalesce(d.domain, p.domain) AS b
            FROM told t LEFT JOIN domains d ON d.name = t.row LEFT JOIN pages p ON p.url = t.row),
        mutual AS (
            SELECT x.source AS a, x.target AS b FROM arcs x JOIN arcs y ON x.source = y.target AND x.target = y.source
            WHERE x.source < x.target AND x.source IN (SELECT domain FROM domains)
                AND x.target IN (SELECT domain FROM domains))
        SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b, signal, family FROM named WHERE b IS NOT NULL AND a <> b
        UNION ALL SELECT a, b, 'mutual_links', 'links' FROM mutual"""
    )


def _components(bound: pa.Table) -> pa.Table:
    """The component of each domain by union and find; pairs are few, as each has two reasons."""
    root: dict[int, int] = {}

    def find(one: int) -> int:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for pair in bound.to_pylist():
        low, high = sorted((find(pair["a"]), find(pair["b"])))
        root[high] = low
    domains = sorted(root)
    return pa.table(
        {"domain": pa.array(domains, pa.uint32()), "root": pa.array([find(one) for one in domains], pa.uint32())}
    )


_GROUPED = """
    WITH sized AS (
        SELECT root, count(*) AS n, min(name) AS "group" FROM members JOIN domains USING (domain) GROUP BY root
        HAVING n >= $members),
    inside AS (
        SELECT a.root, count(*) AS links FROM (SELECT DISTINCT source, target FROM arcs) x
        JOIN members a ON a.domain = x.source JOIN members b ON b.domain = x.target AND b.root = a.root
        WHERE x.source <> x.target GROUP BY a.root),
    signalled AS (
        SELECT m.root, list_sort(list(DISTINCT signal)) AS signals, count(DISTINCT (bonds.a, bonds.b)) AS pairs
        FROM bonds JOIN bound USING (a, b) JOIN members m ON m.domain = bonds.a GROUP BY m.root),
    told AS (
        SELECT root, n, "group", signals, pairs, coalesce(links, 0) / (n * (n - 1)) AS density
        FROM sized JOIN signalled USING (root) LEFT JOIN inside USING (root))
    SELECT "group", if(density >= $density, 'link_farm', 'private_network') AS kind, name AS domain,
        n::UINTEGER AS members, signals,
        format('{} domains are bound by {}; {:.0f} % of the possible links between them are there.', n,
            array_to_string(signals, ', '), 100 * density) AS fact
    FROM told JOIN members USING (root) JOIN domains USING (domain) ORDER BY "group", name"""
"""The members of each component that is large enough; in a farm links between members are dense."""
