"""What an address says of who pays: networks, ad servers, partners named in parameters, campaigns, counters.

The lists are data (`data/affiliates.toml`). Addresses tell it in every language, and no `rel` is needed.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from backlit.assess.material import Material

MEDIUM = "utm_medium|mtm_medium|pk_medium|piwik_medium|matomo_medium|etcc_med|at_medium|itm_medium|wt_mc_medium"
"""Parameters that tell the kind of a campaign: Google Analytics and its likenesses."""

CAMPAIGN = "[?&;](utm_campaign|utm_source|mtm_campaign|pk_campaign)="
"""Parameters that count a visit as one of a campaign."""


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(resources.files("backlit.assess").joinpath("data", "affiliates.toml").read_text("utf-8"))


def paid(material: Material, table: str) -> pa.Table:
    """What the distinct addresses of a table's column `target_url` say.

    The rows: `target_url`, and `network`, `ad_server`, `shop`, `parameter`, `medium`, `counter` (what tells it, or
    null), `carried` (the host that it leads to, or null), `campaign` (whether it names one).
    """
    told = _told()
    values = {
        "network": _on(told["networks"]), "ad_server": _on(told["ad_servers"]), "never": _on(told["never"]),
        "shop": _shops(told["shops"]), "parameter": rf"[?&;]({_any(told['parameters'])})=[^&#]",
        "medium": rf"[?&;](?:{MEDIUM})=(?:[a-z0-9]+[_-])?({_any(told['mediums'])})(?:[_&#-]|$)",
        "path": rf"^https?://[^?#]*/({_any(told['paths'])})(?:[/?#]|$)",
        "host": rf"^https?://({_any(told['hosts'])})\.",
        "carried": rf"[?&;](?:{_any(told['carried'])})=https?(?::|%3a)(?:/|%2f)+(?:www\.)?([a-z0-9.-]+)",
    }  # fmt: skip

    def first(name: str) -> str:
        pattern = values[name].replace("'", "''")
        return f"nullif(regexp_extract(address, '{pattern}', 1), '')"

    return material.sql(f"""
        WITH addresses AS (
            SELECT DISTINCT target_url, lower(target_url) AS address FROM {table} WHERE target_url IS NOT NULL)
        SELECT target_url, {first("network")} AS network, {first("ad_server")} AS ad_server,
            if({first("never")} IS NULL, {first("shop")}, NULL) AS shop,
            if({first("never")} IS NULL, {first("parameter")}, NULL) AS parameter,
            if({first("never")} IS NULL, {first("medium")}, NULL) AS medium,
            if({first("never")} IS NULL, coalesce({first("host")}, {first("path")}), NULL) AS counter,
            if({first("never")} IS NULL, {first("carried")}, NULL) AS carried,
            {first("never")} IS NULL AND regexp_matches(address, '{CAMPAIGN}') AS campaign
        FROM addresses""")


def leads_to(domains: list[str]) -> str:
    """A pattern of addresses on these domains, with all their hosts; a domain may have the begin of a path."""
    return _on(domains)


def _on(domains: list[str]) -> str:
    return rf"^https?://(?:[^/?#]*\.)?({_any(domains)})(?:[/:?#]|$)"


def _shops(shops: list[list[str]]) -> str:
    each = []
    for name, parameters in shops:
        wanted = "|".join(part if "=" in part else f"{part}=" for part in parameters.split("|"))
        each.append(rf"{re.escape(name)}\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?/[^#]*[?&;](?:{wanted})")
    return rf"^https?://(?:[^/?#]*\.)?({'|'.join(each)})"


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word).replace("\\-", "-") for word in words)
