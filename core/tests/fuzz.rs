//! A short run of the fuzzers' checks (`fuzz/`), over made-up bytes from a fixed seed: the same on every run.

#[path = "../../fuzz/src/address.rs"]
mod address;
#[path = "../../fuzz/src/archive.rs"]
mod archive;
#[path = "../../fuzz/src/export.rs"]
mod export;
#[path = "../../fuzz/src/page.rs"]
mod page;
#[path = "../../fuzz/src/table.rs"]
mod table;

/// Numbers that only look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) as usize % limit
    }

    /// Up to `most` pieces in a row, now and then a byte that stands in none of them.
    fn bytes(&mut self, pieces: &[&[u8]], most: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for _ in 0..self.below(most + 1) {
            match self.below(12) {
                0 => out.push(self.below(256) as u8),
                _ => out.extend_from_slice(pieces[self.below(pieces.len())]),
            }
        }
        out
    }
}

const ADDRESS: &[&[u8]] = &[
    b"http://",
    b"https://",
    b"file:",
    b"ws:",
    b"//",
    b"/",
    b"\\",
    b"?",
    b"#",
    b":",
    b"@",
    b"[::1]",
    b".",
    b"..",
    b"%2e",
    b"a",
    b"example.com",
    b"co.uk",
    b"github.io",
    b"\xC3\xBC",
    b"xn--",
    b"0x",
    b"1",
    b"256",
    b":80",
    b":443",
    b"C|",
    b"\0",
    b"\x01",
    b"\x02",
    b"\t",
    b" ",
    b"'",
    b"^",
    b"\xFF",
    b"\xF3\x90\x80\x80",
    b"\xE3\x80\x82",
];

#[test]
fn addresses() {
    let mut numbers = Numbers(3);
    for _ in 0..100_000 {
        let data = numbers.bytes(ADDRESS, 10);
        address::resolve(&data);
        address::key(&data);
    }
}

const PAGE: &[&[u8]] = &[
    b"<a href=x>",
    b"</a>",
    b"<a href=\"//y/\" rel='nofollow ugc'>",
    b"<A HREF=",
    b"<area href=z alt=q>",
    b"<img alt='",
    b"<base href=",
    b"http://example.com/",
    b"<p>",
    b"</p>",
    b"<table>",
    b"<tr>",
    b"<td>",
    b"</table>",
    b"<div hidden>",
    b"<nav class=menu>",
    b"</nav>",
    b"<script>",
    b"</script>",
    b"<!--",
    b"-->",
    b"<svg>",
    b"<![CDATA[",
    b"]]>",
    b"<title>",
    b"</title",
    b"<textarea>",
    b"<noscript>",
    b"<template>",
    b"</template>",
    b"<select>",
    b"<plaintext>",
    b"<meta http-equiv=refresh content='0;url=q'>",
    b"<meta charset=gbk>",
    b"<meta name=robots content=nofollow>",
    b"<link rel=canonical href=c>",
    b"<iframe src=f>",
    b"<form action=g>",
    b"&amp;",
    b"&#x110000;",
    b"&notit;",
    b"&",
    b"=",
    b"'",
    b"\"",
    b">",
    b"<",
    b"/",
    b" ",
    b"\n",
    b"\0",
    b"\xFF",
    b"\xC3",
    b"\xE2\x80\xAE",
    b"word ",
    b"\xEF\xBB\xBF",
    b"<html lang=de>",
    b"<li>",
    b"<h1>",
    b"<frameset>",
    b"<math>",
    b"<mi>",
    b"<foreignObject>",
    b"style='display:none'",
];

#[test]
fn pages() {
    let mut numbers = Numbers(4);
    for _ in 0..10_000 {
        let mut data = vec![numbers.below(256) as u8, numbers.below(256) as u8];
        data.extend(numbers.bytes(PAGE, 60));
        page::extract(&data);
    }
}

const ARCHIVE: &[&[u8]] = &[
    b"WARC/1.0\r\n",
    b"WARC/1.1\n",
    b"WARC-Type: response\r\n",
    b"WARC-Type: revisit\r\n",
    b"WARC-Type: metadata\r\n",
    b"WARC-Target-URI: <http://a.example/>\r\n",
    b"WARC-Target-URI: http://b.example/x y\r\n",
    b"WARC-Date: 2026-01-02T03:04:05Z\r\n",
    b"Content-Length: 40\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Type: application/http\r\n",
    b"\r\n",
    b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 301\r\nLocation: /z\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"5\r\nhello\r\n",
    b"fffffffffffffffff\r\n",
    b"0\r\n\r\n",
    b"<html><a href=q>r</a>",
    b"http://a.example/ 1.2.3.4 20260102030405 text/html 20\n",
    b"filedesc://x.arc 0.0.0.0 20260101000000 text/plain 10\n1 0 x\n\n",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"\x5d\x2a\x4d\x18\x04\0\0\0abcd",
    b"\0",
    b"\xFF",
    b" ",
    b"\n",
    b"{\"Envelope\":{}}",
    b"\t",
    b"WARC-Truncated: length\r\n",
    b"WARC-Refers-To-Target-URI: http://c.example/\r\n",
];

#[test]
fn archives() {
    let mut numbers = Numbers(5);
    for _ in 0..10_000 {
        let mut data = vec![numbers.below(256) as u8];
        data.extend(numbers.bytes(ARCHIVE, 30));
        archive::read(&data);
    }
}

const JSON: &[&[u8]] = &[
    b"{", b"}", b"[", b"]", b",", b":", b"null", b"1e999", b"-0", b"\"x\"", b"\"\\ud800\"", b"\"\\u0000\"", b"\"", b"true", b" ",
    b"{\"Envelope\":{\"WARC-Header-Metadata\":{\"WARC-Target-URI\":\"http://a.example/\",\"WARC-Date\":\"2026-01-01T00:00:00Z\"},",
    b"\"Payload-Metadata\":{\"HTTP-Response-Metadata\":{", b"\"Response-Message\":{\"Status\":\"200\"},", b"\"Headers\":{\"Location\":\"/\"},",
    b"\"HTML-Metadata\":{", b"\"Links\":[", b"{\"path\":\"A@/href\",\"url\":\"b\",\"text\":\"t\"}", b"{\"path\":\"IMG@/src\",\"url\":\"b\"}",
    b"\"Head\":{\"Base\":\"http://c/\",\"Title\":\"t\"}", b"]}}}}}", b"}}", b"\"url\":", b"\"path\":\"FORM@/action\"",
];

#[test]
fn wat_records() {
    let mut numbers = Numbers(6);
    for _ in 0..30_000 {
        archive::wat(&numbers.bytes(JSON, 20));
    }
}

const EXPORT: &[&[u8]] = &[
    b"Source url,Target url,Anchor\r\n",
    b"https://a.example/,https://b.example/,x",
    b"https://a.example/",
    b"\"",
    b"\"\"",
    b"\",\"",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"2026-01-02 03:04:05",
    b"1.240,5%",
    b"true",
    b"\xEF\xBF\xBD",
    b"\xC3\xBC",
    b"{\"a\":",
    b"[{\"a\":\"https://a.example/\",\"b\":[1,null,{\"c\":{\"d\":2}}]}]",
    b"}",
];

const BEGINNINGS: &[&[u8]] = &[b"", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF", b"a,b,c\n", b"[", b"PK\x03\x04"];

#[test]
fn exports() {
    let mut numbers = Numbers(7);
    for _ in 0..20_000 {
        let mut data: Vec<u8> = (0..3).map(|_| numbers.below(256) as u8).collect();
        data.extend_from_slice(BEGINNINGS[numbers.below(BEGINNINGS.len())]);
        data.extend(numbers.bytes(EXPORT, 40));
        export::read(&data);
    }
}
