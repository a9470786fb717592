"""The risk signals of docs/scoring.md against the code, and their precision as it was measured on the sample web.

The tables are written by this module: `python tests/test_scoring_signals.py --rewrite`. The second one is checked
where the sample web is judged: tests/assess/test_risk_truth.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.assess.truth import PROJECTS, RISKY, Truth, judge_sample

from backlit.assess import read_rules
from backlit.assess.signals import signals
from backlit.sample import build

PAGE = Path(__file__).parents[1] / "docs" / "scoring.md"
RULES = "<!-- signals: made by tests/test_scoring_signals.py from the code; run it with --rewrite after a change -->"
MEASURED = "<!-- measured: made by tests/test_scoring_signals.py over the sample web; run it with --rewrite -->"
END = "<!-- end -->"
NEEDS = {"P": "page", "D": "site", "G": "graph", "S": "name"}


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def rules_part() -> str:
    """Every signal with its family, weight, numbers and needs; then when it fires, its caution and its source."""
    rules = read_rules()
    lines = [
        f"Rules of {rules.version.rpartition('-')[0]}. `+`: it only supports, see below.",
        "",
        row("signal", "family", "of a", "weight", "its numbers", "needs"),
        row("---", "---", "---", "---:", "---", "---"),
    ]
    for name, module in signals().items():
        rule, signal = rules.signal(name), module.SIGNAL
        numbers = ", ".join(f"{key} {told(value)}" for key, value in rule.items() if key not in ("weight", "supports"))
        needs = ", ".join(NEEDS[one.strip()] for one in signal.needs.split(","))
        weight = f"{rule['weight']}{' +' if rule.get('supports') else ''}"
        lines.append(row(f"`{name}`", signal.family, signal.level, weight, numbers, needs))
    lines += ["", row("signal", "fires where", "caution", "source"), row("---", "---", "---", "---")]
    for name, module in signals().items():
        signal = module.SIGNAL
        exempt = " Never for platforms that unrelated sites share." if signal.address_based else ""
        lines.append(row(f"`{name}`", signal.meaning, signal.caution + exempt, signal.source))
    return "\n".join(lines)


def told(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key} {one}" for key, one in value.items())
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def measured_part(truth: Truth) -> str:
    """How often each signal fired for links that the truth calls risky; what was queued; what was missed."""
    ((links, risky, queued, hits),) = truth.sql("""
        SELECT count(*), count(risky), count(*) FILTER (queued), count(*) FILTER (queued AND risky IS NOT NULL)
        FROM links""")
    rates = f"precision {hits / queued:.3f}, recall {hits / risky:.3f}"
    lines = [
        f"{links:,} links to {len(PROJECTS)} sites, {risky} risky. Queued: {queued}, of these risky {hits}: {rates}.",
        "",
        row("risky for", "links", "queued"),
        row("---", "---:", "---:"),
    ]
    kinds = {
        kind: (count, found)
        for kind, count, found in truth.sql(
            "SELECT risky, count(*), count(*) FILTER (queued) FROM links GROUP BY risky"
        )
    }
    lines += [row(kind.replace("_", " "), *kinds[kind]) for kind in RISKY]
    lines += ["", row("signal", "links", "risky", "precision", "domains"), row("---", "---:", "---:", "---:", "---:")]
    found = {
        name: rest
        for name, *rest in truth.sql("""
            SELECT signal, count(*), count(risky), count(DISTINCT source_domain)
            FROM (SELECT *, unnest(signals) AS signal FROM links) GROUP BY signal""")
    }
    for name in signals():
        fired, bad, domains = found.get(name, (0, 0, 0))
        lines.append(row(f"`{name}`", fired, bad, f"{bad / fired:.2f}" if fired else "not fired", domains))
    return "\n".join(lines)


def part(page: str, mark: str) -> str:
    return page.split(mark)[1].split(END, maxsplit=1)[0].strip()


def test_the_tables_of_signals_are_those_of_the_code() -> None:
    assert part(PAGE.read_text("utf-8"), RULES) == rules_part(), "python tests/test_scoring_signals.py --rewrite"


def test_every_signal_says_what_it_is() -> None:
    for name, module in signals().items():
        signal, rule = module.SIGNAL, read_rules().signal(name)
        assert signal.name == name
        assert 0 < rule["weight"] <= 50
        for text in (signal.meaning, signal.caution):
            assert text.endswith(".")
        assert signal.source
        assert set(signal.needs.replace(" ", "").split(",")) <= NEEDS.keys()
        assert not rule.get("supports") or rule["weight"] <= 25


if __name__ == "__main__" and "--rewrite" in sys.argv:
    with tempfile.TemporaryDirectory() as folder:
        truth = judge_sample(build(Path(folder) / "sample"), Path(folder) / "home")
    text = PAGE.read_text("utf-8")
    for mark, made in ((RULES, rules_part()), (MEASURED, measured_part(truth))):
        before, after = text.split(mark)
        text = f"{before}{mark}\n{made}\n{END}{after.split(END, 1)[1]}"
    PAGE.write_text(text, "utf-8")
