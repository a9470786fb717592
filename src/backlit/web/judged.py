"""What is judged of a link: as cells of a table, and as the part of a pane that tells each with its evidence."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlit.model.judgement import QUALITY_PARTS, QUESTIONS
from backlit.web.cells import DASH, UNKNOWN, address_html, chip, day_cell, plain_html, share_cell, text_html, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = Mapping[str, Any]

MARKS = {"yes": ("good", "\u2713"), "no": ("bad", "\u2717"), "unknown": ("unknown", UNKNOWN)}
"""The sign of an answer, and its tone."""
TONES = dict(zip(QUALITY_PARTS, ("n-2", "n-1", "n-0", "n-3", "n-4", "n-5", "c-lost"), strict=True))
"""The colour of each part of quality; neighbours differ in light and in dark."""


@dataclass(frozen=True, slots=True)
class Told:
    """One judgement: what is asked, the answer, what it rests on, and the tone of the answer."""

    name: str
    meaning: str
    says: str
    because: str | None
    tone: str = ""


def answers_cell(row: Row, apart: frozenset[str]) -> str:
    """The seven answers as marks, in the order of the questions; each says what it is, and all of them in words."""
    shown = {name: row[name] for name in QUESTIONS if row.get(name) and (name not in apart or name == "related_topic")}
    if not shown:
        return DASH
    said = ", ".join(f"{words(name)}: {answer}" for name, answer in shown.items())
    marks = "".join(_mark(name, answer) for name, answer in shown.items())
    return f'<span role="img" aria-label="{said}">{marks}</span>'


def _mark(name: str, answer: str) -> str:
    tone, sign = MARKS[answer]
    return f'<b class="{tone}" title="{html.escape(QUESTIONS[name])} {answer}">{sign}</b> '


def quality_cell(row: Row, apart: frozenset[str]) -> str:
    """The quality, and a bar of its parts."""
    if row["quality"] is None:
        return DASH
    parts = {name: row.get(f"quality_{name}") or 0 for name in QUALITY_PARTS if f"quality_{name}" not in apart}
    number = f"{row['quality']:.1f}"
    return f"{number}{bar(parts)}" if any(parts.values()) else number


def bar(parts: Mapping[str, float]) -> str:
    """Parts of 100 beside each other, each with its name and number."""
    drawn, at = [], 0.0
    for name, value in parts.items():
        if value > 0:
            drawn.append(
                f'<rect class="{TONES[name]}" x="{at:.1f}" width="{value:.1f}" height="8"><title>{name} {value:.1f}'
                "</title></rect>"
            )
            at += value
    said = ", ".join(f"{name} {value:.1f}" for name, value in parts.items())
    return (
        f'<svg class="c-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{said}">'
        f'<rect class="c-track" width="100" height="8"/>{"".join(drawn)}</svg>'
    )


def type_cell(row: Row, apart: frozenset[str]) -> str:
    """What a link is, and what its words say."""
    of_anchor = None if "anchor_class" in apart else row.get("anchor_class")
    below = f'<span class="why">{words(of_anchor)} anchor</span>' if of_anchor else ""
    return (chip(row["type"], "") if row["type"] else DASH) + below


def judgement_of(told: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the report `link` tells of a link (its fact `judged`) as the pane shows it; nothing of one not judged."""
    if told is None:
        return {}
    answers = [
        Told(words(one["name"]), one["question"], one["answer"], one["because"], MARKS[one["answer"]][0])
        for one in told["answers"]
    ]
    return {
        "judged": [("What it is", _kinds(told)), ("Seven questions", answers)],
        "quality": told["quality"],
        "risk": told["risk"],
        "judged_by": told["origin"],
    }


def _kinds(told: Mapping[str, Any]) -> list[Told]:
    kind, of_anchor, relevance = told["type"], told["anchor_class"], told["relevance"]
    sure = "" if kind["confidence"] is None else f", {kind['confidence']:.0%} sure"
    near = "unknown" if relevance["value"] is None else f"{relevance['value']:.2f} of 1"
    found = [
        Told("type", kind["meaning"], f"{words(kind['value'])}{sure}", kind["because"]),
        Told("anchor", of_anchor["meaning"], words(of_anchor["value"]), None),
        Told("relevance", "how near the topics are", near, relevance["because"]),
    ]
    for name in ("language_agrees", "country_agrees"):
        answer = {None: "unknown", True: "yes", False: "no"}[relevance[name]]
        found.append(Told(words(name), "", answer, None, MARKS[answer][0]))
    return found


def facts_cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
    """The sentences of the signals that fired, heaviest first; the pane has all of them."""
    facts = row.get("facts")
    if not facts:
        return " ".join(chip(name, "") for name in row.get("signals") or ()) or DASH
    shown = "".join(f'<p class="clip">{sentence(fact)}</p>' for fact in facts[:MOST_FACTS])
    left = len(facts) - MOST_FACTS
    return f'{shown}<span class="muted">{left} more</span>' if left > 0 else shown


MOST_FACTS = 3
"""Sentences that a row of the queue shows."""
MOST_TEXTS = 3
"""Texts of a list that a row shows."""
SHORT = 90
"""Characters of each."""


def texts_cell(column: str) -> Callable[[Row, frozenset[str]], str]:
    """The first texts of a list, a line each; addresses lead out."""

    def cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
        texts = row.get(column) or ()
        shown = "".join(f'<span class="address">{address_html(text, SHORT)}</span>' for text in texts[:MOST_TEXTS])
        left = len(texts) - MOST_TEXTS
        return (shown or DASH) + (f'<span class="muted">{left} more</span>' if left > 0 else "")

    return cell


def range_cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
    """What comparable targets have, from and to, and how many they are."""
    low, high = row.get("low"), row.get("high")
    if low is None or high is None:
        return DASH
    of = row.get("comparables")
    said = f'<span class="why">of {of:,} targets</span>' if of else ""
    show = share_cell if row.get("share") is not None else _short
    return f"{show(low)} to {show(high)}{said}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def decision_cell(by: str, at: str) -> Callable[[Row, frozenset[str]], str]:
    """What was decided, by whom, when and why; `by` and `at` are the columns that say so."""

    def cell(row: Row, apart: frozenset[str]) -> str:  # noqa: ARG001 - cells have one form
        if row.get("decision") is None:
            return '<span class="muted">keep, as nobody decided</span>'
        note = row.get("note")
        who = f'<p class="muted">{day_cell(row[at])} by {text_html(row[by], SHORT)}</p>'
        return chip(row["decision"]) + who + (f'<span class="clip">{text_html(note)}</span>' if note else "")

    return cell


def review_cell(row: Row, apart: frozenset[str]) -> str:
    """What was decided about a domain, and the buttons that decide; they belong to the form of the selection."""
    domain = row["source_domain"]
    buttons = " ".join(
        f'<button class="link" form="pick" formaction="/risk" formmethod="post" name="{verb}" '
        f'value="{html.escape(domain)}" aria-label="{said}: {plain_html(domain)}">{said}</button>'
        for verb, said in VERBS.items()
        if verb != row.get("decision")
    )
    return f'{decision_cell("decided_by", "decided_at")(row, apart)}<p class="actions">{buttons}</p>'


VERBS = {"keep": "Keep", "remove": "Ask for removal", "disavow": "Disavow"}
"""What can be decided, as buttons say it."""


def sentence(fact: str) -> str:
    """A fact with its signal before it, as a chip."""
    signal, colon, said = fact.partition(": ")
    return f"{chip(signal, 'warn')} {text_html(said)}" if colon else text_html(fact)
