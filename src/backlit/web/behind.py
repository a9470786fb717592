"""The rows behind numbers, where they are not simply the links that the question asks for.

A filter on what a report makes of links, such as `page.status=404`, chooses rows and changes no number in them: the
links behind a number are those that fit the filters on links. On the page of referring domains a domain is new or
lost as a whole; in other lists a number counts the domains that have a link which is. Those are listed as links, one
for each domain.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backlit.web.question import is_of_links

if TYPE_CHECKING:
    from backlit.web.question import Question


def domains_behind(question: Question, *conditions: str, **changes: str) -> str:
    """The address of the domains of the links that a question asks for and that fit more conditions."""
    if question.one("history") in ("new", "lost"):
        return question.behind(*conditions, group="one_per_domain", **changes)
    return question.behind(*conditions, report="referring-domains", **changes)


def of_links(question: Question) -> Question:
    """The question without filters that are not on links."""
    fields = question.offered.fields
    kept = tuple((name, value) for name, value in question.words if name != "filter" or is_of_links(value, fields))
    return replace(question, words=kept)
