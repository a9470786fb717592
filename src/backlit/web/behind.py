"""The rows behind a number of domains, which are not always those of the page of referring domains.

On that page a domain is new or lost as a whole; in other lists a number counts the domains that have a link which is.
Those are listed as links, one for each domain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlit.web.question import Question


def domains_behind(question: Question, *conditions: str, **changes: str) -> str:
    """The address of the domains of the links that a question asks for and that fit more conditions."""
    if question.one("history") in ("new", "lost"):
        return question.behind(*conditions, group="one_per_domain", **changes)
    return question.behind(*conditions, report="referring-domains", **changes)
