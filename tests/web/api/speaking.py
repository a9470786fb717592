"""What the words of a call may say: targets, filters, statements and the rest, as hypothesis makes them up."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

TARGETS = st.sampled_from(
    [
        "harbourlight.example",
        "https://www.harbourlight.example/",
        "brightspoke.example",
        "bestcheaplamps.test",
        "127.0.0.1",
        "[::1]",
        "bücher.example",
        "example",
        "co.uk",
        "a.b.c.d.example:8080",
        "https://x.example/%00?q#f",
        "http://user@x.example/",
        "*.example.com",
        "xn--a",
        "-",
        "…",
        "'; DROP TABLE links; --",
    ]
)
OPERATORS = st.sampled_from(["=", "!=", "~", "!~", ">=", "<=", ">", "<"])
VALUES = st.one_of(
    st.sampled_from(
        [
            "null",
            "unknown",
            "true",
            "no",
            "followed",
            "2026-04-01",
            "2026-04-01T12:00+02:00",
            "0",
            "-1",
            "1e400",
            "nan",
            "18446744073709551616",
            "/a+/",
            "/(/",
            "//",
            "a,b",
            '"a,""b"',
            '"',
            "",
            "%",
            "main",
        ]
    ),
    st.text(max_size=12),
    st.dates().map(str),
    st.integers().map(str),
)
STATEMENTS = st.sampled_from(
    [
        "SELECT 1",
        "SELECT * FROM links LIMIT 3",
        "SELECT 'nan'::DOUBLE AS a, 'inf'::DOUBLE AS b",
        "SELECT [1, NULL] AS a",
        "SELECT {'a': 1, 'b': now()} AS s",
        "SELECT MAP {'a': 1} AS m",
        "SELECT 1 AS a, 2 AS a",
        "SELECT count(*) FROM claims",
        "SELECT 1.5::DECIMAL(9, 2), DATE '2026-01-01', TIME '12:00', INTERVAL 1 DAY, 'a'::BLOB, uuid()",
        "EXPLAIN SELECT 1",
        "DESCRIBE links",
        "SHOW TABLES",
        "DROP TABLE links",
        "SELECT * FROM 'x.csv'",
        "SELECT 1; SELECT 2",
        "COPY links TO 'x'",
        "SELECT -170141183460469231731687303715884105728 AS huge",
        "SELECT NULL AS n",
        "SELECT * FROM links WHERE false",
        "SELECT TIMESTAMP '-infinity' AS t",
        "SELECT DATE 'infinity' AS t",
        "SELECT DATE '20000-01-01' AS t",
    ]
)

TIMES = st.sampled_from(["2026-03-01", "2026-04-01", "2026-04-10T02:00:04Z", "0001-01-01", "9999-12-31", "2026"])
KNOWN = {
    "target": TARGETS,
    "source": TARGETS,
    "others": st.lists(TARGETS, max_size=3),
    "statement": STATEMENTS,
    "since": TIMES,
    "until": TIMES,
    "metrics": st.lists(st.sampled_from(["ahrefs", "majestic", "semrush.authority_score", "nobody"]), max_size=2),
}


def sentences(parameter: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What a word may be, out of what its description tells."""
    name, told = parameter["name"], parameter["schema"]
    if name == "filter":
        fields = st.sampled_from(parameter["description"].partition("Fields: ")[2].split(", "))
        return st.lists(st.tuples(fields, OPERATORS, VALUES).map("".join), max_size=3)
    if name in KNOWN:
        return KNOWN[name]
    if "pattern" in told or "enum" in told:
        return st.sampled_from(told["enum"]) if "enum" in told else st.from_regex(told["pattern"], fullmatch=True)
    if told["type"] == "integer":
        return st.integers(told.get("minimum", 0), min(told.get("maximum", 200), 200))
    listed = st.lists(st.sampled_from(told.get("items", {}).get("enum", [""])), unique=True, max_size=4)
    return listed if told["type"] == "array" else st.text(min_size=1, max_size=30)


def spoken(operation: Any) -> st.SearchStrategy[Any]:
    """Calls of a resource that speak the languages of its words; each word may be left out."""
    words = {p["name"]: p for p in operation.definition.raw.get("parameters", ()) if p["in"] == "query"}
    needed = {name: sentences(p) for name, p in words.items() if p.get("required")}
    others = {name: sentences(p) for name, p in words.items() if not p.get("required")}
    return st.fixed_dictionaries(needed, optional=others)
