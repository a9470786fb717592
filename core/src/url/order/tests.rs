//! Round trips, runs and scopes over addresses that get in each other's way.

use super::*;
use crate::url::domain::registrable_domain;
use crate::url::scope::{Scope, scope_range};

fn key(url: &str) -> Vec<u8> {
    let mut out = Vec::new();
    assert!(page_key(url, &mut out), "{url}");
    out
}

fn back(key: &[u8]) -> String {
    let mut out = Vec::new();
    assert!(url_from_key(key, &mut out));
    String::from_utf8(out).expect("keys hold ASCII")
}

/// Addresses that get in each other's way, made of all combinations of awkward parts.
fn awkward() -> Vec<String> {
    let hosts = [
        "a.com",
        "a.com.",
        "b.a.com",
        "b.a.com.",
        "b-c.a.com",
        "a-b.com",
        "c.b.a.com",
        "com",
        "a..com",
        "ab.com",
        "amazonaws.com",
        "x.amazonaws.com",
        "s3.amazonaws.com",
        "bucket.s3.amazonaws.com",
        "zzz.amazonaws.com",
        "github.io",
        "me.github.io",
        "www.me.github.io",
        "1.2.3.4",
        "[2001:db8::1]",
        "localhost",
        ".",
        "a..",
        "_dmarc.a.com",
        "xn--85x722f.xn--55qx5d.cn",
        "www.ck",
        "b.www.ck",
        "a.b.ck",
        "c.a.b.ck",
    ];
    let tails = [
        "/", "/a", "/a/", "/a/b", "/a-b", "/a!", "/a?", "/a?b", "/a?b=/c", "/a//", "//", "/?", "/?a", "/~", "/a%20b",
        "/a?b?c",
    ];
    let mut urls = Vec::new();
    for host in hosts {
        for port in ["", ":81", ":0", ":65535", ":8080"] {
            for tail in tails {
                for scheme in ["http", "https"] {
                    urls.push(format!("{scheme}://{host}{port}{tail}"));
                }
            }
        }
    }
    urls
}

#[test]
fn every_address_comes_back_from_its_key_and_keys_differ() {
    let urls = awkward();
    let mut keys: Vec<_> = urls.iter().map(|url| key(url)).collect();
    for (url, key) in urls.iter().zip(&keys) {
        assert_eq!(back(key), *url);
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), urls.len());
}

#[test]
fn a_page_is_the_address_without_fragment_user_name_and_password() {
    assert_eq!(back(&key("https://me:pass@a.com:81/x?y#z?/")), "https://a.com:81/x?y");
    assert_eq!(key("http://a.com/#"), key("http://a.com/"));
}

#[test]
fn only_serialised_web_addresses_have_a_key() {
    let bad = [
        "",
        "http",
        "http:/a.com/",
        "http://",
        "http:///",
        "http://a.com",
        "http://a.com?x",
        "http://A.com/",
        "HTTP://a.com/",
        "ftp://a.com/",
        "mailto:a@a.com",
        "http://a.com:80/",
        "https://a.com:443/",
        "http://a.com:081/",
        "http://a.com:/",
        "http://a.com:+1/",
        "http://a.com:65536/",
        "http://a.com/ b",
        "http://a.com/\u{e9}",
        "http://a.com/\0",
        "http://a.com/\x01",
        "http://a:b]/",
        "http://[::1/",
        "http://a%2e/",
        "http://\u{e9}.com/",
    ];
    for url in bad {
        let mut out = b"before".to_vec();
        assert!(!page_key(url, &mut out), "{url}");
        assert_eq!(out, b"before");
    }
    assert!(page_key("http://a.com:443/", &mut Vec::new()));
}

#[test]
fn bytes_that_are_no_key_give_no_address() {
    for bytes in
        [&b""[..], b"\0", b"\0\0", b"com\0\0", b"com\0\0\0", b"com\0\0\0/\0\x02", b"com\0\0\x02/\0\0", b"com\0\0\0/\0"]
    {
        let mut out = b"before".to_vec();
        assert!(!url_from_key(bytes, &mut out), "{bytes:?}");
        assert_eq!(out, b"before");
    }
}

/// Every group of the same name must be neighbours in the sorted list.
fn assert_runs(sorted: &[String], what: &str, name: impl Fn(&str) -> String) {
    let mut seen = std::collections::HashSet::new();
    let mut last = None;
    for url in sorted {
        let group = name(url);
        if last.as_ref() != Some(&group) {
            assert!(seen.insert(group.clone()), "{what} {group} is not one run (at {url})");
            last = Some(group);
        }
    }
}

fn host_of(url: &str) -> String {
    let parsed = url::Url::parse(url).expect("parses");
    parsed.host_str().expect("has a host").to_owned()
}

#[test]
fn domains_hosts_ports_paths_and_schemes_are_runs() {
    let mut urls = awkward();
    urls.sort_by_key(|url| key(url));
    assert_runs(&urls, "domain", |url| domain_of(&host_of(url)).to_owned());
    assert_runs(&urls, "host", host_of);
    assert_runs(&urls, "port", |url| {
        url::Url::parse(url).expect("parses")[..url::Position::BeforePath].replacen("https", "http", 1)
    });
    assert_runs(&urls, "path", |url| {
        url::Url::parse(url).expect("parses")[..url::Position::AfterPath].replacen("https", "http", 1)
    });
    assert_runs(&urls, "address without scheme", |url| url.replacen("https", "http", 1));
}

#[test]
fn hyphens_do_not_come_between_a_domain_and_its_subdomains() {
    let order = ["http://a.com/", "http://b.a.com/", "http://c.b.a.com/", "http://b-c.a.com/", "http://a-b.com/"];
    let mut sorted = order;
    sorted.sort_by_key(|url| key(url));
    assert_eq!(sorted, order);
}

#[test]
fn a_scope_holds_its_pages_and_no_other() {
    let urls = awkward();
    let plain = |url: &str| url.replacen("https", "http", 1);
    for target in urls.iter().step_by(11) {
        let bare = &plain(target)["http://".len()..];
        let host = host_of(target);
        let domain = domain_of(&host);
        let parsed = url::Url::parse(target).expect("parses");
        let holds = |scope, written: &str, member: &dyn Fn(&str) -> bool| {
            let range = scope_range(scope, written).expect("a target");
            for url in urls.iter().step_by(7).chain([target]) {
                assert_eq!(range.contains(&key(url)), member(url), "{scope:?} of {written}: {url}");
            }
        };
        holds(Scope::Exact, target, &|url| url == target);
        holds(Scope::Exact, bare, &|url| plain(url) == plain(target));
        holds(Scope::Prefix, target, &|url| plain(url).starts_with(&plain(target)));
        holds(Scope::Host, target, &|url| {
            host_of(url) == host
                && parsed.port().is_none_or(|port| url::Url::parse(url).expect("parses").port() == Some(port))
        });
        holds(Scope::Domain, target, &|url| domain_of(&host_of(url)) == domain);
    }
}

#[test]
fn targets_are_written_as_people_write_them() {
    let same = |scope, a, b| assert_eq!(scope_range(scope, a), scope_range(scope, b));
    same(Scope::Domain, "Example.COM", "http://www.example.com/page");
    same(Scope::Host, " b\u{fc}cher.example ", "https://xn--bcher-kva.example/x");
    same(Scope::Prefix, "example.com/a b", "https://example.com/a%20b");
    for bad in ["", "   ", "http://", "a b", "mailto:a@example.com", "ftp://example.com/", "exa<mple.com"] {
        let error = scope_range(Scope::Domain, bad).expect_err(bad);
        assert!(error.to_string().contains("is no target"), "{error}");
    }
}

#[test]
fn the_table_of_domains_gives_what_the_list_gives() {
    let mut cache = DomainCache::new();
    for url in awkward().iter().chain(&awkward()) {
        let mut out = Vec::new();
        assert!(page_key_cached(url, &mut cache, &mut out));
        assert_eq!(out, key(url));
    }
    assert_eq!(registrable_domain("a..com"), None);
}
