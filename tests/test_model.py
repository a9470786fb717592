"""The vocabulary against the issue's list of names and against the words of the core."""

import pyarrow as pa
import pytest

from backlit import _core, model

ISSUE_LINKS = [
    "source_url",
    "source_host",
    "source_domain",
    "source_title",
    "target_url",
    "target_raw",
    "target_host",
    "target_domain",
    "anchor",
    "anchor_from",
    "rel",
    "followed",
    "nofollow",
    "sponsored",
    "ugc",
    "kind",
    "placement",
    "position",
    "context_left",
    "context_right",
    "link_density",
    "hidden",
    "first_seen",
    "last_seen",
    "state",
    "lost_reason",
    "lost_at",
    "import_id",
]
ISSUE_PAGES = [
    "url",
    "host",
    "domain",
    "fetched_at",
    "status",
    "final_url",
    "content_type",
    "canonical",
    "noindex",
    "nofollow",
    "title",
    "language",
    "text_length",
    "links_internal",
    "links_external",
    "simhash",
    "archive",
    "archive_offset",
]


def test_the_columns_of_the_specification_are_there() -> None:
    assert set(ISSUE_LINKS) <= set(model.LINKS.names)
    assert set(ISSUE_PAGES) <= set(model.PAGES.names)
    assert set(model.EXTRACTED) <= set(model.LINKS.names)


@pytest.mark.parametrize("table", model.TABLES, ids=lambda table: table.name)
def test_every_column_is_named_once_and_has_a_meaning(table: model.Table) -> None:
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert len(column.meaning) > 5
        assert (column.type == "word") == bool(column.words)
        assert table[column.name] is column
        assert column.name in table
    with pytest.raises(KeyError):
        table["no_such_column"]


def test_the_words_are_those_of_the_core() -> None:
    html = b"<title>t</title><main><p><a href=/a>a</a></main>"
    pages, links, _ = (pa.table(t) for t in _core.extract_page(html, "https://site.example/"))
    words = {name: table[name].chunk(0).dictionary.to_pylist() for table, name in ((pages, "look"), (pages, "source"))}
    assert words == {"look": list(model.LOOKS), "source": list(model.SOURCES)}
    words = {name: links[name].chunk(0).dictionary.to_pylist() for name in ("kind", "placement", "anchor_from")}
    assert words == {
        "kind": list(model.KINDS),
        "placement": list(model.PLACEMENTS),
        "anchor_from": list(model.ANCHOR_SOURCES),
    }


def test_schema_tells_type_null_and_meaning() -> None:
    schema = model.arrow_schema(model.LINKS.columns)
    assert schema.field("first_seen").type == pa.timestamp("s", "UTC")
    assert schema.field("kind").type == pa.dictionary(pa.uint8(), pa.string())
    assert not schema.field("source_url").nullable
    assert schema.field("rel").nullable
    assert b"rel attribute" in schema.field("rel").metadata[b"meaning"]


def test_an_unknown_name_is_answered_with_the_nearest_and_the_list() -> None:
    message = model.unknown_name("column", "ancor", ["anchor", "rel"])
    assert "Did you mean anchor?" in message
    assert "anchor, rel" in message
