"""Asks every risk signal, and gives what they found the form that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from backlit.assess.signals import nothing, signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlit.assess.material import Material
    from backlit.assess.signals import SignalModule


def asked(material: Material) -> dict[str, SignalModule]:
    """The signals that have a weight and can be asked: of links judged alone, those that need no whole profile."""
    return {
        name: module
        for name, module in signals().items()
        if material.rules.signal(name)["weight"] > 0 and not (material.alone and module.SIGNAL.whole)
    }


def not_asked(material: Material) -> tuple[str, ...]:
    """The names of the others."""
    return tuple(sorted(signals().keys() - asked(material).keys()))


def find(material: Material, heard: Callable[[str], None] = lambda _name: None) -> pa.Table:
    """All findings: the columns of `model.judgement.FINDINGS`, and `page` and `domain` as numbers.

    `heard` is told the name of each signal before it is asked.
    """
    parts = []
    for name, module in asked(material).items():
        heard(name)
        parts.append(_told(material, name, module))
    return pa.concat_tables(parts)


def _told(material: Material, name: str, module: SignalModule) -> pa.Table:
    signal, rule = module.SIGNAL, material.rules.signal(name)
    found = module.fire(material, rule)
    if not len(found):
        found = nothing(signal.level)
    material.put("found", found)
    numbers = {
        "link": "f.link, l.source_page AS page, l.source_domain AS domain FROM found f JOIN links l USING (link)",
        "page": "NULL::UINTEGER AS link, f.page, p.domain FROM found f JOIN pages p USING (page)",
        "domain": "NULL::UINTEGER AS link, NULL::UINTEGER AS page, f.domain FROM found f",
    }[signal.level]
    return material.sql(
        f"""
        SELECT $1 AS signal, $2 AS family, $3 AS level, n.link::UINTEGER AS link, p.url AS source_url,
            d.name AS source_domain,
            n.strength::FLOAT AS strength, (n.strength * $4)::FLOAT AS weight, n.fact, n.rows,
            n.count::UINTEGER AS count, n.page::UINTEGER AS page, n.domain::UINTEGER AS domain
        FROM (SELECT f.strength, f.fact, f.rows, f.count, {numbers}) n
        JOIN domains d ON d.domain = n.domain LEFT JOIN pages p ON p.page = n.page
        {"WHERE d.platform IS NULL" if signal.address_based else ""}""",
        [name, signal.family, signal.level, rule["weight"]],
    )
