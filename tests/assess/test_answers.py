"""The seven answers: what makes a yes, what makes a no, and that nothing unknown is ever one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from tests.assess.made import material, page
from tests.segments import Link

from backlit.assess import answers, judging
from backlit.model.judgement import JUDGED, QUESTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from backlit.assess import Material

URL = "https://shop.test/"
NOTHING = {"text_length": None, "links_external": None}


def asked(folder: Path, facts: dict[str, Any], **steps: Any) -> dict[str, Any]:
    """The answers for one link of a page with these facts, where the steps before said this."""
    told = {"placement": None, "hidden": None} | {
        name: facts.pop(name) for name in ("placement", "hidden") if name in facts
    }
    found = material(
        folder, [page("blog.test", Link(URL, "words", **told), **(NOTHING | facts))], seeds=steps.pop("seeds", ())
    )
    steps = {
        "relevance": "NULL::FLOAT AS relevance_context, NULL::FLOAT AS relevance_page, NULL::FLOAT AS relevance_site",
        "anchors": "'empty' AS anchor_class", "types": "'other' AS type",
    } | steps  # fmt: skip
    traffic = steps.pop("traffic", None)
    fired = steps.pop("findings", ())
    for name, columns in steps.items():
        found.put(name, found.sql(f"SELECT link, {columns} FROM links"))
    found.put("findings", _findings(found, fired))
    if traffic is not None:
        found.traffic = pa.table({"source_url": ["http://blog.test"], "traffic": [float(traffic)]})
    (row,) = answers.answer(found).to_pylist()
    assert set(row) == {"link", "source_traffic", *QUESTIONS}
    return row


def _findings(found: Material, fired: tuple[tuple[str, str], ...]) -> pa.Table:
    """Findings of these families at these levels: of the link, its page or its domain."""
    (link,) = found.sql("SELECT source_page, source_domain FROM links").to_pylist()
    rows = [
        {
            "signal": f"{family}_{n}", "family": family, "level": level, "link": 0 if level == "link" else None,
            "page": None if level == "domain" else link["source_page"], "domain": link["source_domain"],
        }
        for n, (family, level) in enumerate(fired)
    ]  # fmt: skip
    words = [(name, pa.string()) for name in ("signal", "family", "level")]
    return pa.Table.from_pylist(rows, pa.schema(words + [(name, pa.uint32()) for name in ("link", "page", "domain")]))


def near(value: float) -> str:
    return f"{value} AS relevance_context, {value} AS relevance_page, {value} AS relevance_site"


def test_nothing_known_is_unknown(tmp_path: Path) -> None:
    row = asked(tmp_path, {})
    assert {row[name] for name in QUESTIONS} == {"unknown"}
    assert row["source_traffic"] is None


@pytest.mark.parametrize(
    ("question", "answer", "facts", "steps"),
    [
        ("related_topic", "yes", {}, {"relevance": near(0.95)}),
        ("related_topic", "no", {}, {"relevance": near(0.1)}),
        ("related_topic", "unknown", {}, {"relevance": near(0.6)}),
        ("fits_context", "yes", {}, {"relevance": near(0.95)}),
        ("fits_context", "no", {}, {"relevance": near(0.1)}),
        ("fits_context", "unknown", {}, {"relevance": near(0.6)}),
        ("has_readers", "yes", {}, {"traffic": 12}),
        ("has_readers", "no", {}, {"traffic": 0}),
        ("in_main_content", "yes", {"placement": "main"}, {}),
        ("in_main_content", "no", {"placement": "footer"}, {}),
        ("in_main_content", "no", {"placement": "main", "hidden": True}, {}),
        ("in_main_content", "unknown", {"placement": "unknown"}, {}),
        ("natural_anchor", "yes", {}, {"anchors": "'brand' AS anchor_class"}),
        ("natural_anchor", "unknown", {}, {"anchors": "'exact_match' AS anchor_class"}),
        ("natural_anchor", "no", {}, {"anchors": "'exact_match' AS anchor_class", "findings": (("anchor", "link"),)}),
        ("editorial_page", "yes", {"text_length": 3000, "links_external": 9}, {"types": "'editorial' AS type"}),
        ("editorial_page", "unknown", {"text_length": 90, "links_external": 9}, {"types": "'editorial' AS type"}),
        ("editorial_page", "unknown", {}, {"types": "'editorial' AS type"}),
        ("editorial_page", "no", {}, {"types": "'sponsored' AS type"}),
        ("editorial_page", "no", {"links_external": 900}, {"types": "'editorial' AS type"}),
        ("editorial_page", "no", {"text_length": 3000, "links_external": 9},
         {"types": "'editorial' AS type", "findings": (("text", "page"),)}),
        ("trusted_site", "yes", {}, {"seeds": ("blog.test",)}),
        ("trusted_site", "unknown", {}, {"seeds": ("shop.test",)}),
        ("trusted_site", "unknown", {}, {"findings": (("identity", "domain"),)}),
        ("trusted_site", "no", {}, {"findings": (("identity", "domain"), ("network", "domain"))}),
        ("trusted_site", "unknown", {},
         {"seeds": ("blog.test",), "findings": (("identity", "domain"), ("network", "domain"))}),
    ],
)  # fmt: skip
def test_each_answer(tmp_path: Path, question: str, answer: str, facts: dict[str, Any], steps: dict[str, Any]) -> None:
    assert asked(tmp_path, dict(facts), **steps)[question] == answer


def test_every_answer_has_a_sentence_for_whatever_is_known() -> None:
    unknown: dict[str, Any] = dict.fromkeys(column.name for column in JUDGED.columns)
    unknown |= {
        "type": "other",
        "anchor_class": "empty",
        "relevance_evidence": "too little text: 3 words",
        "signals": [],
    }
    known = unknown | {
        "relevance": 0.9, "relevance_context": 0.9, "relevance_page": 0.9, "relevance_site": 0.9, "placement": "footer",
        "relevance_evidence": "lamp, dynamo in both", "source_traffic": 1200.0, "hidden": True, "source_trust": 70.0,
        "source_spam_mass": 0.25, "signals": ["over_repeated_anchor"],
    }  # fmt: skip
    for row in (unknown, known):
        told = answers.evidence(row)
        assert list(told) == list(QUESTIONS)
        assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in told.values())
    assert "lamp, dynamo" in told["related_topic"]
    assert "1,200 visits" in told["has_readers"]
    assert "over_repeated_anchor" in told["natural_anchor"]
    assert "25%" in told["trusted_site"]


def test_the_steps_before_give_what_the_answers_read() -> None:
    order = [name for name, _ in judging.STEPS]
    assert order.index("answers") > max(order.index(name) for name in ("anchors", "relevance", "types", "findings"))
