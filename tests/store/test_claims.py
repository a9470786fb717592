"""Claims read back: what the files said, with each vendor's own metrics, in queries of our own and in SQL."""

import shutil

import duckdb
import pyarrow as pa
import pytest
from tests.store.exports import AS_OF, link_rows, write_export

from backlit import store
from backlit.store.claims import Metric, claims
from backlit.store.sql import SqlError, query

ROWS = {
    "ahrefs.csv": link_rows(6),
    "moz.csv": [
        {**row, "source_page.authority": 40 + n, "source_domain.rating": f"band {n}"}
        for n, row in enumerate(link_rows(3, seed=2))
    ],
    "mentions.csv": [
        {"source_url": "https://news.example/a", "target_url": "https://example.com/", "mention": "yes", "anchor": "E"},
        {"source_url": "https://news.example/b", "target_url": "https://example.com/b", "mention": "", "anchor": "b"},
    ],
    "pages.csv": [
        {"subject": "https://example.com/a", "page.clicks": 7, "page.position": 2.5},
        {"subject": "https://example.com/b", "page.clicks": 0, "page.position": 40},
    ],
    "days.csv": [{"subject": "", "day": f"2026-10-0{n}", "day.clicks": n} for n in range(1, 6)],
    "domains.csv": [{"subject": "site1.example", "domain.links": 12}, {"subject": "site2.example", "domain.links": 3}],
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims")

    def plan(name, **options):
        return write_export(folder / name, ROWS[name], **options)

    home = store.open_home(folder / "home")
    store.import_exports(home, [plan("ahrefs.csv"), plan("moz.csv", vendor="moz", about="other.example")])
    store.import_exports(home, [plan("mentions.csv", vendor="majestic")])
    console = {"vendor": "search_console", "about": "https://example.com/"}
    store.import_exports(
        home,
        [
            plan("pages.csv", record="traffic_page", **console),
            plan("days.csv", record="traffic_day", **console),
            plan("domains.csv", record="domain"),
        ],
    )
    return home


@pytest.fixture(scope="module")
def version(home):
    return store.snapshot(home)


def test_every_accepted_row_is_a_claim_with_its_place(version):
    rows = query(version, "SELECT * FROM claims ORDER BY import_id, file, line").to_pylist()
    assert len(rows) == sum(map(len, ROWS.values()))
    for name, written in ROWS.items():
        told = [row for row in rows if row["file"] == name]
        assert [row["line"] for row in told] == list(range(2, len(written) + 2))
        for field in ("source_url", "target_url", "subject"):
            assert [row[field] for row in told] == [row.get(field) or None for row in written]
        assert {row["as_of"] for row in told} == {AS_OF}
    first = next(row for row in rows if row["file"] == "ahrefs.csv" and row["line"] == 4)
    assert (first["record"], first["vendor"], first["property"], first["import_id"]) == (
        "link",
        "ahrefs",
        "example.com",
        "0001",
    )
    assert f"{first['lost_at']:%Y-%m-%d}" == "2026-10-01"
    assert f"{first['first_seen']:%Y-%m-%d}" == "2026-03-03"


def test_the_metrics_are_each_vendors_own(version):
    assert claims(version).metrics() == [
        Metric("ahrefs", "domain", "links", "number"),
        Metric("ahrefs", "source_domain", "rating", "number"),
        Metric("moz", "source_domain", "rating", "text"),
        Metric("moz", "source_page", "authority", "number"),
        Metric("search_console", "day", "clicks", "number"),
        Metric("search_console", "page", "clicks", "number"),
        Metric("search_console", "page", "position", "number"),
    ]


def test_a_metric_that_another_vendor_tells_as_text_is_still_a_number(version):
    found = claims(version)
    rating = next(one for one in found.metrics() if one.vendor == "ahrefs" and one.name == "rating")
    told = found.query(f"SELECT sum({rating.value}) AS total FROM claims WHERE vendor = 'ahrefs'").to_pylist()
    assert told == [{"total": sum(row["source_domain.rating"] for row in ROWS["ahrefs.csv"])}]


def test_a_query_takes_values_and_tables(version):
    asked = pa.table({"source_url": ["https://site3.example/page3", "https://nobody.example/"]})
    statement = "SELECT file, line FROM claims SEMI JOIN asked USING (source_url) WHERE property = ? ORDER BY ALL"
    assert claims(version).query(statement, ["example.com"], asked=asked).to_pylist() == [
        {"file": "ahrefs.csv", "line": 5}
    ]
    assert claims(version).query(statement, ["other.example"], asked=asked).to_pylist() == [
        {"file": "moz.csv", "line": 3}
    ]


def test_vendors_metrics_in_sql_are_rows(version):
    told = query(version, "SELECT vendor, subject, key, name, value, text FROM vendor_metrics")
    found = {tuple(row.values()) for row in told.to_pylist()}
    expected = {
        ("ahrefs", "source_domain", row["source_url"].split("/")[2], "rating", float(row["source_domain.rating"]), None)
        for row in ROWS["ahrefs.csv"]
    }
    for row in ROWS["moz.csv"]:
        expected |= {
            ("moz", "source_domain", row["source_url"].split("/")[2], "rating", None, row["source_domain.rating"]),
            ("moz", "source_page", row["source_url"], "authority", float(row["source_page.authority"]), None),
        }
    for row in ROWS["pages.csv"]:
        expected |= {
            ("search_console", "page", row["subject"], name, float(row[f"page.{name}"]), None)
            for name in ("clicks", "position")
        }
    expected |= {
        ("search_console", "day", row["day"], "clicks", float(row["day.clicks"]), None) for row in ROWS["days.csv"]
    }
    expected |= {
        ("ahrefs", "domain", row["subject"], "links", float(row["domain.links"]), None) for row in ROWS["domains.csv"]
    }
    assert found == expected


def test_traffic_in_sql(version):
    pages = query(version, "SELECT url, clicks, position, impressions FROM traffic WHERE day IS NULL ORDER BY url")
    assert [tuple(row.values()) for row in pages.to_pylist()] == [
        ("https://example.com/a", 7.0, 2.5, None), ("https://example.com/b", 0.0, 40.0, None),
    ]  # fmt: skip
    days = query(version, "SELECT min(day) AS d, sum(clicks) AS n, count(url) AS u FROM traffic WHERE day IS NOT NULL")
    assert [(str(row["d"]), row["n"], row["u"]) for row in days.to_pylist()] == [("2026-10-01", 15.0, 0)]


def test_mentions_in_sql_are_no_links(version):
    told = query(version, "SELECT source_url, target_url, anchor, vendor FROM mentions").to_pylist()
    assert [tuple(row.values()) for row in told] == [
        ("https://news.example/a", "https://example.com/", "E", "majestic")
    ]


def test_the_tables_of_claims_are_there_without_any_export(homes_made):
    version = store.snapshot(homes_made[0])
    for table in ("claims", "mentions", "traffic", "vendor_metrics"):
        assert query(version, f"SELECT * FROM {table}").num_rows == 0
    assert claims(version).metrics() == []
    assert claims(version).query("SELECT source_url, anchor FROM claims").num_rows == 0


def test_sql_reads_no_other_file_through_the_tables_of_claims(version):
    path = claims(version).files()[0].path
    with pytest.raises(SqlError):
        query(version, f"SELECT * FROM read_parquet('{path}')")
    with pytest.raises(SqlError):
        query(version, f"SELECT * FROM '{path}'")


def test_a_query_of_our_own_sees_no_variable_of_the_program(version):
    secret = pa.table({"secret": [1]})
    with pytest.raises(duckdb.Error):
        claims(version).query("SELECT * FROM secret")
    assert secret.num_rows == 1


def test_a_name_of_a_column_that_is_sql_stays_a_name(tmp_path):
    home = store.open_home(tmp_path / "home")
    evil = """x" FROM claims; DROP VIEW links; --'"""
    rows = [{**row, f"link.{evil}": 5} for row in link_rows(2)]
    plan = write_export(
        tmp_path / "evil.csv", [{name.replace('"', "''"): v for name, v in row.items()} for row in rows]
    )
    store.import_exports(home, [plan])
    version = store.snapshot(home)
    told = query(version, "SELECT name, value FROM vendor_metrics WHERE subject = 'link'").to_pylist()
    assert told == [{"name": evil.replace('"', "''"), "value": 5.0}] * 2


def test_claims_outlast_an_undo_by_another(home, tmp_path):
    own = store.open_home(shutil.copytree(home.path, tmp_path / "home"))
    version = store.snapshot(own)
    found = claims(version)
    count = "SELECT count(*) AS n, count(DISTINCT import_id) AS i FROM claims"
    before = found.query(count).to_pylist()
    files = found.files()
    store.undo(own, ["0001"])
    assert found.query(count).to_pylist() == before
    assert query(version, count).to_pylist() == before
    assert not all(file.path.exists() for file in files)
    assert query(store.snapshot(own), count).to_pylist() == [{"n": 11, "i": 2}]


def test_a_query_that_an_undo_came_across_is_asked_again(home, tmp_path):
    own = store.open_home(shutil.copytree(home.path, tmp_path / "home"))
    found = claims(store.snapshot(own))
    files = found.files()
    tries = []

    def ask():
        tries.append(1)
        if len(tries) == 1:
            store.undo(own, ["0001"])
        return pa.table({"bytes": [file.path.stat().st_size for file in (files if len(tries) == 1 else found.files())]})

    assert len(found.settled(ask)) == len(files)
    assert len(tries) == 2


def test_a_folder_may_be_called_like_a_pattern(home, tmp_path):
    own = store.open_home(shutil.copytree(home.path, tmp_path / "it's [1] of * homes?"))
    count = "SELECT count(*) AS n FROM claims"
    assert claims(store.snapshot(own)).query(count).to_pylist() == query(store.snapshot(own), count).to_pylist()


def test_damage_of_a_claims_file_names_it_and_the_mend(home, tmp_path):
    own = store.open_home(shutil.copytree(home.path, tmp_path / "home"))
    file = own.segment("0001") / "claims-0000.parquet"
    file.write_bytes(b"no Parquet")
    with pytest.raises(store.DamagedError, match=r"claims-0000\.parquet.*backlit undo 0001"):
        query(store.snapshot(own), "SELECT * FROM claims")
    (problem,) = store.verify(own).problems
    assert problem.place == "segments/0001/claims-0000.parquet"
