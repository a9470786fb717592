"""SQL over the index: the same answers as over plain tables, only what a query needs is read, and nothing else."""

import duckdb
import pyarrow as pa
import pytest

from backlit import model, store
from backlit.store.sql import TABLES, SqlError, query
from backlit.store.status import IMPORTS, imports_table


@pytest.fixture(scope="module")
def version(homes_made):
    return store.snapshot(homes_made[2])


@pytest.fixture(scope="module")
def plain(version):
    """DuckDB over the same rows as plain Arrow tables: the judge."""
    core = version.core
    everything = core.pages("all")
    connection = duckdb.connect(":memory:")
    connection.execute("SET timezone = 'UTC'")
    connection.register("links", pa.table(core.link_columns(core.links("all", everything), model.LINKS.names)))
    connection.register("pages", pa.table(core.page_columns(everything, model.PAGES.names)))
    connection.register("domains", pa.table(core.domain_columns(model.DOMAINS.names)))
    connection.register("imports", imports_table(version.manifest))
    return connection


QUERIES = [
    "SELECT count(*) FROM links",
    "SELECT count(*) FROM pages",
    "SELECT count(*) FROM domains",
    "SELECT * FROM imports",
    "SELECT * FROM links",
    "SELECT * FROM pages",
    "SELECT * FROM domains",
    "SELECT source_url, anchor FROM links WHERE target_domain = 'site3.example'",
    "SELECT count(*) FROM links WHERE target_host = 'site3.example' AND followed",
    "SELECT * FROM links WHERE target_url = 'http://site3.example/page3'",
    "SELECT * FROM links WHERE source_url = 'http://site3.example/page3'",
    "SELECT target_url FROM links WHERE source_domain = 'site4.example' AND NOT followed",
    "SELECT target_url FROM links WHERE source_host = 'site4.example' AND state = 'lost'",
    "SELECT * FROM links WHERE source_domain = 'site1.example' AND target_domain = 'site1.example'",
    "SELECT * FROM links WHERE source_domain = 'site1.example' AND target_domain = 'site2.example'",
    "SELECT count(*) FROM links WHERE target_domain IN ('site1.example', 'site2.example', 'nobody.example')",
    "SELECT count(*) FROM links WHERE target_domain = 'site1.example' OR source_domain = 'site1.example'",
    "SELECT count(*) FROM links WHERE target_domain <> 'site1.example'",
    "SELECT count(*) FROM links WHERE target_domain = 'nobody.example'",
    "SELECT count(*) FROM links WHERE target_domain = 'not a name'",
    "SELECT count(*) FROM links WHERE target_url = 'no address'",
    "SELECT count(*) FROM links WHERE lower(target_domain) = 'site1.example'",
    "SELECT count(*) FROM links WHERE anchor LIKE 'link 3%'",
    "SELECT count(*) FROM links WHERE first_seen >= '2026-10-01' AND lost_at IS NULL",
    "SELECT count(*) FROM links WHERE rel IS NULL AND kind = 'text'",
    "SELECT context_left, target_raw FROM links WHERE position = 3 AND target_domain = 'site9.example'",
    "SELECT lost_reason, count(*) FROM links GROUP BY 1",
    "SELECT target_domain, count(DISTINCT source_domain) FROM links WHERE source_domain <> target_domain GROUP BY 1",
    "SELECT url, status FROM pages WHERE host = 'site5.example'",
    "SELECT url FROM pages WHERE domain = 'site5.example' AND status = 404",
    "SELECT * FROM pages WHERE url = 'http://site5.example/page5'",
    "SELECT domain FROM domains WHERE referring_domains > 3",
    "SELECT p.title, count(*) FROM links l JOIN pages p ON l.source_url = p.url WHERE p.language IS NULL GROUP BY 1",
    "SELECT first_look, pages FROM imports WHERE import_id = '0002'",
]


@pytest.mark.parametrize("statement", QUERIES)
def test_the_same_as_over_plain_tables(version, plain, statement):
    ours = query(version, statement)
    theirs = plain.sql(statement).to_arrow_table()
    assert ours.schema.names == theirs.schema.names
    assert sorted(map(repr, ours.to_pylist())) == sorted(map(repr, theirs.to_pylist()))


def test_the_columns_are_those_of_the_model(version):
    claimed = ["claims", "mentions", "traffic", "vendor_metrics"]
    assert [table.name for table in TABLES] == ["links", "pages", "domains", "imports", *claimed]
    for table in TABLES:
        assert tuple(query(version, f"SELECT * FROM {table.name} LIMIT 0").column_names) == table.names
    assert IMPORTS in TABLES


class Watched:
    """A snapshot that notes how many rows of which columns were read."""

    def __init__(self, core):
        self._core, self.read = core, []

    def __getattr__(self, name):
        return getattr(self._core, name)

    def link_columns(self, links, columns):
        self.read.append((len(links), tuple(columns)))
        return self._core.link_columns(links, columns)


@pytest.fixture
def watched(version):
    return store.Version(version.home, version.manifest, Watched(version.core))


def test_only_the_links_of_the_target_are_read(watched):
    inside = query(watched, "SELECT source_url FROM links WHERE target_domain = 'site3.example'").num_rows
    touched = sum(count for count, columns in watched.core.read if "target_domain" in columns)
    assert inside == touched < watched.core.counts()["links"] / 5


def test_only_columns_that_are_needed_are_read(watched):
    query(watched, "SELECT anchor FROM links WHERE kind = 'text'")
    assert {name for _, columns in watched.core.read for name in columns} == {"anchor", "kind"}


def test_wide_columns_are_read_for_rows_that_fulfil_the_condition(watched):
    found = query(watched, "SELECT context_left FROM links WHERE position = 3").num_rows
    assert 0 < found < watched.core.counts()["links"]
    assert sum(count for count, columns in watched.core.read if "context_left" in columns) == found


def test_counting_reads_no_text(watched):
    query(watched, "SELECT count(*) FROM links")
    assert {columns for _, columns in watched.core.read} == {("row",)}


REFUSED = [
    "COPY (SELECT 1) TO 'written.csv'",
    "COPY links TO 'written.parquet'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_parquet('https://example.com/a.parquet')",
    "ATTACH 'other.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "PRAGMA database_list",
    "CREATE TABLE mine AS SELECT 1",
    "DROP VIEW links",
    "INSERT INTO links VALUES (1)",
    "CALL pragma_version()",
    "EXPORT DATABASE 'here'",
    "SELECT 1; DROP VIEW links",
    "SELECT 1; SELECT 2",
    "SELECT * FROM secret",
    "",
    "SELEC 1",
    "SELECT nothing FROM links",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_nothing_but_reading_the_index(version, statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    secret = pa.table({"secret": [1]})
    with pytest.raises(SqlError):
        query(version, statement)
    assert not any(tmp_path.iterdir())
    assert secret.num_rows == 1


def test_what_tells_about_the_tables_is_allowed(version):
    for statement in ("DESCRIBE links", "SHOW TABLES", "EXPLAIN SELECT count(*) FROM links", "SUMMARIZE domains"):
        assert query(version, statement).num_rows > 0
