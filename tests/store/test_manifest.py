"""The manifest: what is written is read, what is damaged is refused, and crawls are what the rule says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlit.store.files import WrittenFile
from backlit.store.home import DamagedError, Home, NoIndexError, StoreError
from backlit.store.manifest import EMPTY, Import, Manifest, Part, newest_crawl, read_manifest, write_manifest

HOUR = 3600
DAY = 24 * HOUR

IMPORT = Import(
    id="0001",
    imported_at=1_760_000_000,
    files=2,
    bytes=1000,
    records=10,
    pages=5,
    links=50,
    damaged=1,
    first_look=1_750_000_000,
    last_look=1_750_000_100,
)
PART = Part("000001", (WrittenFile("links.source", 8, "00ff"), WrittenFile("part.json", 100, "ff00")))
MANIFEST = Manifest(generation=1, imports=(IMPORT,), parts=(PART,))


@pytest.fixture
def home(tmp_path):
    (tmp_path / "tmp").mkdir()
    return Home(tmp_path)


def test_what_is_written_is_read(home):
    write_manifest(home, MANIFEST)
    assert read_manifest(home) == MANIFEST
    assert sorted(entry.name for entry in home.path.iterdir()) == ["manifest.json", "tmp"]
    assert not any(home.tmp.iterdir())


def test_no_manifest_tells_how_to_make_one(home):
    with pytest.raises(NoIndexError, match="backlit import FILE"):
        read_manifest(home)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "x"}', "\x00\x01"])
def test_a_damaged_manifest_is_named(home, text):
    home.manifest.write_text(text)
    with pytest.raises(DamagedError, match=r"manifest\.json is damaged"):
        read_manifest(home)


@pytest.mark.parametrize("name", ["..", "../../etc", "a/b", "", "/etc", "."])
def test_a_part_never_leads_out_of_the_index(home, name):
    write_manifest(home, MANIFEST)
    value = json.loads(home.manifest.read_text())
    value["parts"][0]["name"] = name
    home.manifest.write_text(json.dumps(value))
    with pytest.raises(DamagedError):
        read_manifest(home)


def test_a_newer_format_is_refused(home):
    write_manifest(home, MANIFEST)
    value = json.loads(home.manifest.read_text())
    home.manifest.write_text(json.dumps({**value, "format": 2}))
    with pytest.raises(StoreError, match="newer Backlit"):
        read_manifest(home)


def test_import_ids_count_up():
    assert EMPTY.next_id() == "0001"
    assert MANIFEST.next_id() == "0002"
    many = Manifest(1, (Import(**{**as_fields(IMPORT), "id": "9999"}),), ())
    assert many.next_id() == "10000"


def as_fields(imported):
    return {name: getattr(imported, name) for name in Import.__slots__}


@pytest.mark.parametrize(
    ("windows", "start"),
    [
        ([], None),
        ([(100, 200)], 100),
        ([(0, 10), (40 * DAY, 41 * DAY)], 40 * DAY),
        ([(40 * DAY, 41 * DAY), (0, 10)], 40 * DAY),
        # Overlapping windows are one crawl.
        ([(0, 10 * DAY), (5 * DAY, 15 * DAY)], 0),
        # Less than a day apart: one crawl; a day apart: two.
        ([(0, 10), (10 + DAY - 1, 3 * DAY)], 0),
        ([(0, 10), (10 + DAY, 3 * DAY)], 10 + DAY),
        # A window within another does not cut it short.
        ([(0, 10 * DAY), (DAY, 2 * DAY), (10 * DAY + HOUR, 11 * DAY)], 0),
        # A chain through three.
        ([(0, DAY), (DAY + HOUR, 2 * DAY), (3 * DAY - 1, 4 * DAY), (9 * DAY, 9 * DAY)], 9 * DAY),
    ],
)
def test_newest_crawl(windows, start):
    assert newest_crawl(windows) == start


window = st.tuples(st.integers(0, 50 * HOUR * 10), st.integers(0, 30 * HOUR)).map(lambda w: (w[0], w[0] + w[1]))


@given(st.lists(window, min_size=1, max_size=8))
def test_newest_crawl_is_the_hour_by_hour_one(windows):
    """Against a slow telling of the rule: join any two that are near, until none are."""
    crawls = list(windows)
    joined = True
    while joined:
        joined = False
        for a in crawls:
            near = next((b for b in crawls if b is not a and b[0] < a[1] + DAY and a[0] < b[1] + DAY), None)
            if near is not None:
                crawls.remove(a)
                crawls.remove(near)
                crawls.append((min(a[0], near[0]), max(a[1], near[1])))
                joined = True
                break
    assert newest_crawl(windows) == max(crawls, key=lambda crawl: crawl[1])[0]
