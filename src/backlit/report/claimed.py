"""Which rows of exports are about a target: by the addresses that they name, or by the property of their file.

Claims name addresses, not pages of the index, and some name none but only the property that their file is about: a
whole site (`example.com`) or all that begins with an address (`https://example.com/shop/`), the two kinds that Search
Console has (https://support.google.com/webmasters/answer/34592). A property is about a target where all that it covers
lies within the target.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from backlit.urls import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlit.store.claims import Claims
    from backlit.urls import Target

HOST = "split_part({0}, '/', 3)"
"""The SQL of an address's host, with its port: addresses are normalised, a slash follows every host."""
PAGE = "split_part({0}, '#', 1)"
"""The SQL of an address as the index names pages: without fragment."""


@dataclass(frozen=True)
class About:
    """A condition in SQL on rows of claims, with its values and the tables that it reads."""

    sql: str
    values: list[Any]
    tables: dict[str, pa.Table]


def about_addresses(claims: Claims, record: str, column: str, target: Target) -> About:
    """Rows of a record whose address in a column lies within the target."""
    if target.scope in ("exact", "prefix"):
        test = "{0} = ?" if target.scope == "exact" else "starts_with({0}, ?)"
        page = PAGE.format(column)
        bare = page if "://" in target.text else f"regexp_replace({page}, '^https?://', '')"
        return About(f"record = '{record}' AND {test.format(bare)}", [target.text], {})
    host = HOST.format(column)
    hosts = claims.query(f"SELECT DISTINCT {host} AS host FROM claims WHERE record = '{record}'").column("host")
    inside = [one for one in hosts.to_pylist() if one and _host_lies_within(one, target)]
    table = pa.table({"host": pa.array(inside, pa.string())})
    return About(f"record = '{record}' AND {host} IN (SELECT host FROM inside)", [], {"inside": table})


def about_property(claims: Claims, record: str, target: Target) -> About:
    """Rows of a record whose file is about the target or a part of it."""
    names = claims.query(f"SELECT DISTINCT property FROM claims WHERE record = '{record}'").column("property")
    fitting = [one for one in names.to_pylist() if one and is_within(one, target)]
    table = pa.table({"property": pa.array(fitting, pa.string())})
    return About(f"record = '{record}' AND property IN (SELECT property FROM fitting)", [], {"fitting": table})


def is_within(prop: str, target: Target) -> bool:
    """Whether all that a property covers lies within the target."""
    scheme, separator, rest = prop.partition("://")
    host = rest.partition("/")[0].partition("?")[0] if separator else scheme.strip("/")
    if target.scope == "domain":
        return domain_of(host) == target.text
    if not separator:
        # A bare site covers http and https and, where it is a whole domain, the hosts below it.
        return target.scope == "host" and host == target.text and domain_of(host) != host
    if target.scope == "host":
        return host == target.text
    return target.scope == "prefix" and (prop if "://" in target.text else rest).startswith(target.text)


def wider(properties: Iterable[str]) -> list[tuple[str, str]]:
    """Each pair of properties of which the second covers all of the first."""
    listed = sorted(set(properties))
    return [(one, other) for one in listed for other in listed if one != other and _covers(other, one)]


def _covers(wide: str, narrow: str) -> bool:
    if "://" in wide:
        return narrow.startswith(wide if wide.endswith("/") else f"{wide}/")
    rest = narrow.rpartition("://")[2]
    host = rest.partition("/")[0].partition(":")[0]
    return host == wide or host.endswith(f".{wide}")


def metric(claims: Claims, subject: str, name: str) -> str:
    """The SQL of a number of the vendors; null where no file has it."""
    known = any(one.subject == subject and one.name == name for one in claims.metrics())
    return f'TRY_CAST("metric.{subject}.{name}" AS DOUBLE)' if known else "NULL::DOUBLE"


def _host_lies_within(host: str, target: Target) -> bool:
    return host == target.text if target.scope == "host" else domain_of(host) == target.text
