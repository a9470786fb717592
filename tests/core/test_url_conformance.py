"""Addresses and registrable domains against the suites of the standards."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from backlit import _core

SUITES = Path(__file__).parents[3] / "shared" / "data" / "suites"
SPECIAL = ("http:", "https:", "ws:", "wss:", "ftp:", "file:")
PARTS = ("href", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash")


def suite(name: str) -> Path:
    path = SUITES / name
    if not path.exists():
        pytest.skip(f"the suites of the standards are not beside the checkout: {path}")
    return path


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of a WPT file; its strings between them are comments."""
    return [case for case in json.loads(suite(name).read_text("utf-8")) if isinstance(case, dict)]


def storable(text: str) -> str:
    """Lone surrogates as U+FFFD, as a browser's USVString has them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def test_every_case_of_the_special_schemes_in_urltestdata() -> None:
    tried = 0
    wrong = []
    for case in cases("wpt-url/urltestdata.json"):
        if not (case.get("href") or case["input"].strip()).startswith(SPECIAL) and not (
            case.get("failure") and (case["base"] or "http:").startswith(SPECIAL)
        ):
            continue
        tried += 1
        got = _core.parse_url(storable(case["input"]), case["base"])
        if case.get("failure"):
            if got is not None:
                wrong.append((case, got))
        elif got is None:
            wrong.append((case, got))
        else:
            parts = _core.url_parts(got)
            if parts != {part: case[part] for part in PARTS}:
                wrong.append((case, parts))
    assert tried > 600
    assert not wrong


# What the `url` crate does otherwise for schemes that no index holds: backslashes, drive letters and `^` after a
# host of an unknown scheme, and spaces at the end of an opaque path.
NOT_SPECIAL = {
    ("\\a", "foo://foo/a"),
    ("\\/a", "foo://foo/a"),
    ("\\\\a", "foo://foo/a"),
    ("..", "abc://x/y/z/C:/"),
    ("foo://host/ !\"$%&'()*+,-./:;<=>@[\\]^_`{|}~", None),
    ("non-special:opaque  ?hi", None),
    ("non-special:opaque  #hi", None),
    ("non-special:opaque  \t#hi", None),
}


def test_every_case_of_other_schemes_but_for_the_named_ones() -> None:
    wrong = {
        (re.sub(r"\s{3,}#", "  \t#", case["input"]), case["base"])
        for case in cases("wpt-url/urltestdata.json")
        if _core.parse_url(storable(case["input"]), case["base"]) != case.get("href")
    }
    assert wrong == NOT_SPECIAL


@pytest.mark.parametrize("name", ["toascii.json", "IdnaTestV2.json", "IdnaTestV2-removed.json"])
def test_international_host_names(name: str) -> None:
    tried = 0
    wrong = []
    for case in cases(f"wpt-url/{name}"):
        if not case["input"]:
            continue  # WPT leaves it out too: no address has an empty host
        tried += 1
        parts = _core.url_parts(f"https://{storable(case['input'])}/x")
        got = parts and parts["hostname"]
        if got != (case["output"] or None):
            wrong.append((case, got))
    assert tried > 10
    assert not wrong


def test_vectors_of_the_public_suffix_list() -> None:
    vectors = re.findall(
        r"^checkPublicSuffix\((?:'(.*?)'|null), (?:'(.*?)'|null)\);",
        suite("publicsuffix/test_psl.txt").read_text("utf-8"),
        re.M,
    )
    assert len(vectors) > 70
    wrong = [(host, want) for host, want in vectors if (_core.registrable_domain(host) or "") != want]
    assert not wrong


def test_more_vectors_of_the_public_suffix_list() -> None:
    lines = [line.split() for line in suite("publicsuffix/tests.txt").read_text("utf-8").splitlines()]
    vectors = [line for line in lines if len(line) == 2 and not line[0].startswith(("//", "null"))]
    assert len(vectors) > 70
    wrong = [(host, want) for host, want in vectors if (_core.registrable_domain(host) or "null") != want]
    assert not wrong


# Rules of the list beside the checkout that the list has dropped since; the compiled list is the newer one.
DROPPED = {
    "aliases121.com",
    "gitapp.si",
    "demo.datacenter.fi",
    "paas.datacenter.fi",
    "knightpoint.systems",
    "oya.to",
    "perspecta.cloud",
    "alpha-myqnapcloud.com",
    "dev-myqnapcloud.com",
    "xnbay.com",
    "u2.xnbay.com",
    "u2-local.xnbay.com",
}
# Names that were rules and now have a wildcard below them as well.
WIDENED = {"replit.dev", "teams.replit.dev"}


def test_every_rule_of_the_list() -> None:
    text = suite("publicsuffix/public_suffix_list.dat").read_text("utf-8")
    rules = [line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("//")]
    assert len(rules) > 9000
    known = set(rules)
    wrong = set()
    for rule in rules:
        if rule.startswith("!"):
            host, want = f"xq1.{rule[1:]}", rule[1:]
        elif rule.startswith("*."):
            host, want = f"xq1.xq2.xq3{rule[1:]}", f"xq2.xq3{rule[1:]}"
        else:
            host, want = f"xq1.xq2.{rule}", f"xq2.{rule}"
            if f"*.{rule}" in known:
                want = host
        if _core.registrable_domain(host) != want:
            wrong.add(rule)
    assert wrong == DROPPED | WIDENED


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.example.com.", "example.com"),
        ("127.0.0.1", None),
        ("[2001:db8::1]", None),
        ("github.io", None),
        ("me.github.io", "me.github.io"),
        ("localhost", None),
        ("", None),
        (".", None),
        ("..", None),
        ("a..", None),
        ("a..com", None),
    ],
)
def test_hosts_beside_the_list(host: str, domain: str | None) -> None:
    assert _core.registrable_domain(host) == domain
