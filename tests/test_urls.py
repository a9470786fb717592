"""What a user types as a target."""

import pytest

from backlit.urls import Target, TargetError, domain_of, page_address, parse_target


@pytest.mark.parametrize(
    ("typed", "scope", "text"),
    [
        ("example.com", "domain", "example.com"),
        ("  Example.COM ", "domain", "example.com"),
        ("www.example.com", "domain", "example.com"),
        ("https://www.example.com/blog/?q=1#top", "domain", "example.com"),
        ("a.b.example.co.uk", "domain", "example.co.uk"),
        ("bücher.example", "domain", "xn--bcher-kva.example"),
        ("127.0.0.1:8080", "domain", "127.0.0.1"),
        ("[::1]:8080", "domain", "[::1]"),
        ("someone.github.io", "domain", "someone.github.io"),
        ("https://www.example.com/blog/", "host", "www.example.com"),
        ("www.example.com.", "host", "www.example.com"),
        ("www.example.com:8080/x", "host", "www.example.com:8080"),
        ("http://example.com:80/", "host", "example.com"),
        ("https://www.example.com/blog/", "prefix", "https://www.example.com/blog/"),
        ("www.example.com/blog", "prefix", "www.example.com/blog"),
        ("example.com/a/../b c".replace(" ", "%20"), "prefix", "example.com/b%20c"),
        ("HTTPS://Example.com", "exact", "https://example.com/"),
        ("example.com/?q=1#top", "exact", "example.com/?q=1"),
    ],
)
def test_targets(typed: str, scope: str, text: str) -> None:
    assert parse_target(typed, scope) == Target(scope, text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("two words.example", "white space"),
        ("ftp://example.com", "only http and https"),
        ("me@example.com", "example.com"),
        ("*.example.com", "wildcard"),
        ("https://", "no web address"),
        ("http://exa<mple/", "no web address"),
        ("example.com:99999", "no web address"),
    ],
)
def test_what_is_no_target_is_told(typed: str, says: str) -> None:
    with pytest.raises(TargetError, match=says):
        parse_target(typed)


def test_an_unknown_scope_is_refused_with_the_list() -> None:
    with pytest.raises(TargetError, match="exact, prefix, host, domain"):
        parse_target("example.com", "subdomain")


def test_the_domain_of_any_target() -> None:
    for scope in ("exact", "prefix", "host", "domain"):
        assert parse_target("https://www.example.com:8443/a?b", scope).domain == "example.com"
    assert domain_of("[::1]:80") == "[::1]"


def test_pages_are_web_addresses_without_fragment() -> None:
    assert page_address("https://example.com/a#b") == "https://example.com/a"
    assert page_address("mailto:someone@example.com") is None
    assert page_address("http://[") is None
