import gzip
import os
from pathlib import Path

import pytest

from backlit.sources import SourceError, find_files

WARC = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
PAGE = b"<!doctype html><title>x</title>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.bin").write_bytes(gzip.compress(WARC))
    (tmp_path / "sub" / "b.warc").write_bytes(WARC)
    (tmp_path / "sub" / "picture.warc.gz").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


def test_a_folder_gives_all_below_it_by_content_not_by_name(folder: Path) -> None:
    found = find_files([str(folder)])
    assert [(file.name, file.kind) for file in found] == [("a.bin", "warc"), ("sub/b.warc", "warc")]


def test_a_file_named_twice_comes_once(folder: Path) -> None:
    assert len(find_files([str(folder / "a.bin"), str(folder), str(folder / "*.bin")])) == 2


def test_globs_are_expanded_here_where_no_shell_did(folder: Path) -> None:
    assert [file.name for file in find_files([str(folder / "**" / "*.warc*")])] == ["b.warc"]


def test_what_is_wrong_is_named(folder: Path) -> None:
    (folder / "empty").touch()
    (folder / "text.gz").write_bytes(gzip.compress(b"hello"))
    cases = {
        "nowhere": "no file or folder",
        "*.nothing": "Nothing to import",
        "empty": "it is empty",
        "text.gz": "compressed, but holds no archive",
        "sub/picture.warc.gz": "begins with .*PNG.*Accepted are WARC",
    }
    for name, message in cases.items():
        with pytest.raises(SourceError, match=message):
            find_files([str(folder / name)])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "a.bin").chmod(0)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        find_files([str(folder / "a.bin")])


def test_addresses_of_a_mirror(tmp_path: Path) -> None:
    for name in ("index.html", "a b.html", "blog/index.html", "blog/post"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PAGE)
    bases = {file.name: file.base for file in find_files([str(tmp_path)], "https://EXAMPLE.com/site")}
    assert bases == {
        "index.html": "https://example.com/site/",
        "a b.html": "https://example.com/site/a%20b.html",
        "blog/index.html": "https://example.com/site/blog/",
        "blog/post": "https://example.com/site/blog/post",
    }


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (b"<!-- saved from url=(0023)https://example.com/a -->", "https://example.com/a"),
        (b'<link href="https://example.com/b?x=1&amp;y" rel="canonical">', "https://example.com/b?x=1&y"),
        (b"<meta content=https://example.com/c property='og:url'>", "https://example.com/c"),
    ],
)
def test_a_saved_page_tells_its_address(tmp_path: Path, head: bytes, address: str) -> None:
    path = tmp_path / "page"
    path.write_bytes(PAGE + head)
    assert find_files([str(path)])[0].base == address


def test_a_page_without_address_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE + b"<link rel=canonical href=/relative>")
    with pytest.raises(SourceError, match=r"--base https://example\.com/"):
        find_files([str(path)])
    with pytest.raises(SourceError, match="no web address"):
        find_files([str(path)], "example.com")
