"""Which site a file is about, and when it was made: by what the user says, else by the name of the file.

Search Console names its files after the property, with `_` for what a file's name may not hold
(`https___www.example.com_-Latest links-2026-07-18.csv`), Ahrefs after target, scope and time
(`example.com-backlinks-subdomains_2026-04-18_15-44-46.csv`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from backlit import _core
from backlit.sources.files import SourceUsageError
from backlit.urls import parse_target

HOST = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:xn--[a-z0-9]+|[^\W\d_]{2,})"
"""A name of a host with its last label in letters, as sites have it."""
_PREFIX = re.compile(rf"(https?)_{{3}}({HOST})_(?:([^\s]*?)_)?-", re.IGNORECASE)
_DOMAIN = re.compile(rf"(?:sc-domain[_-]+)?({HOST})(?=[-_])", re.IGNORECASE)
_TIME = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?:[_T ](\d\d)[-:](\d\d)[-:](\d\d))?(?!\d)")


def checked_property(typed: str) -> str:
    """What a user typed as the site that a file is about: an address, or a bare host for a whole domain.

    Raises SourceUsageError for what is neither.
    """
    text = typed.strip().removeprefix("sc-domain:")
    try:
        if "/" not in text.rstrip("/"):
            return parse_target(text, "host").text
    except ValueError as error:
        raise SourceUsageError(str(error)) from error
    address = _core.parse_url(text if "://" in text else f"https://{text}")
    if address is None or not address.startswith(("http://", "https://")):
        raise SourceUsageError(
            f"The property {typed!r} is no site. Write --property example.com or https://example.com/"
        )
    return address.partition("#")[0]


def property_in(name: str) -> str | None:
    """The site that a file's name tells; None where it tells none."""
    prefix = _PREFIX.match(name)
    if prefix is not None:
        scheme, host, path = prefix.groups()
        return _core.parse_url(f"{scheme.lower()}://{host}/" + (f"{path.replace('_', '/')}/" if path else ""))
    domain = _DOMAIN.match(name)
    if domain is None:
        return None
    parts = _core.url_parts(f"https://{domain[1]}/")
    return parts["hostname"] if parts is not None else None


def time_in(name: str) -> datetime | None:
    """The time that a file's name tells; a date is its first moment, in UTC."""
    for match in _TIME.finditer(name):
        try:
            return datetime(*(int(part) for part in match.groups(default="0")), tzinfo=UTC)  # type: ignore[misc, arg-type]
        except ValueError:
            continue
    return None


def checked_time(as_of: str | date) -> datetime:
    """The date or time that a user gives. Raises SourceUsageError for what is none."""
    text = as_of if isinstance(as_of, str) else as_of.isoformat()
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SourceUsageError(f"The date {text!r} is none: write 2026-01-31 or 2026-01-31T12:00.") from None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
