"""The command line end to end: names, forms, exit codes, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from tests.warc_by_hand import Command, write_warc

from backlit import model
from backlit.cli import app, main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ISSUE_COMMANDS = [
    "import", "overview", "backlinks", "referring-domains", "anchors", "pages", "outlinks", "internal", "changes",
    "sql", "schema", "status", "segments", "compact", "graph", "verify", "neighbours", "rank", "rating",
    "similar", "import-export", "imports", "undo", "sources", "traffic", "mentions", "serve", "user", "token",
    "growth", "compare", "network", "link", "quality", "types", "profile",
    "project", "review", "decisions", "disavow", "assess", "risk", "findings", "diagnose",
]  # fmt: skip
REPORTS = ISSUE_COMMANDS[1:9]


def test_the_commands_are_those_of_the_specification() -> None:
    names = [name for name in app if not name.startswith("-")]
    assert sorted(names) == sorted(ISSUE_COMMANDS)


@pytest.mark.parametrize("command", ISSUE_COMMANDS)
def test_the_help_of_every_command_tells_what_it_is(run: Command, command: str) -> None:
    told = run(command, "--help")
    assert told.code == 0
    assert f"Usage: backlit {command}" in told.out
    assert len(told.out.splitlines()) > 5


@pytest.mark.parametrize("command", REPORTS)
def test_the_options_of_every_report(run: Command, command: str) -> None:
    told = run(command, "--help").out
    for option in (
        "--scope", "--filter", "--group", "--history", "--since", "--until", "--sort", "--limit", "--columns",
        "--format", "-o",
    ):  # fmt: skip
        assert option in told


def test_columns_come_as_asked_for(run: Command) -> None:
    done = run("backlinks", "shop.test", "--columns", "anchor, source_url", "--columns", "state", "--format", "csv")
    assert done.out.splitlines()[0] == "anchor,source_url,state"
    shown = run("backlinks", "shop.test", "--columns", "anchor,state", columns=80).out.splitlines()[0]
    assert shown.split() == ["anchor", "state"]
    refused = run("backlinks", "shop.test", "--columns", "anchor,colour")
    assert refused.code == 2
    assert "colour" in refused.err


def test_backlinks_as_json_has_every_column_and_null_for_unknown(run: Command) -> None:
    done = run("backlinks", "shop.test", "--history", "all", "--format", "json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told["total"] == 6
    rows = {(row["source_url"], row["anchor"]): row for row in told["rows"]}
    assert list(told["rows"][0]) == list(model.LINKS.names)
    old = rows["https://news.example/story", "an old page"]
    assert (old["state"], old["lost_reason"], old["lost_at"]) == ("lost", "removed_from_html", "2026-04-01T10:00:00Z")
    red = rows["https://news.example/story", "red lamps"]
    assert (red["target_url"], red["target_raw"]) == ("https://shop.test/lamps", "https://shop.test/lamps#r")
    assert (red["rel"], red["followed"], red["sponsored"]) == ("sponsored nofollow", False, True)
    assert red["context_left"].endswith("and ")
    assert rows["https://fresh.example/", "this shop"]["rel"] is None
    assert rows["https://blog.example/post", "=HYPERLINK(1)"]["lost_reason"] == "page_not_found"
    assert rows["https://evil.example/", "gro\u202ecod\x7f"]["state"] == "unseen"
    assert "\x7f" not in done.out
    assert "\u202e" not in done.out


def test_csv_to_standard_output(run: Command) -> None:
    done = run("backlinks", "shop.test", "--history", "lost", "--format", "csv", "--sort", "anchor")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["anchor"] for row in rows] == ["'=HYPERLINK(1)", "an old page"]


def test_files_take_their_form_from_their_name(run: Command, tmp_path: Path) -> None:
    for name in ("links.csv", "links.json", "links.jsonl", "links.parquet", "links.xlsx", "links.txt"):
        done = run("backlinks", "shop.test", "-o", str(tmp_path / name))
        assert (done.code, done.out) == (0, ""), done.err
        assert (tmp_path / name).stat().st_size > 100
    assert pq.read_table(tmp_path / "links.parquet").num_rows == 4
    assert run("backlinks", "shop.test", "-o", str(tmp_path / "links.doc")).code == 2
    failed = run("backlinks", "shop.test", "-o", str(tmp_path / "no" / "links.csv"))
    assert failed.code == 1
    assert "links.csv" in failed.err


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("command", REPORTS)
def test_a_table_fits_the_terminal(run: Command, command: str, width: int) -> None:
    done = run(command, "shop.test", columns=width)
    assert done.code == 0
    assert done.out
    assert max(len(line) for line in done.out.splitlines()) <= width


def test_strangers_text_is_shown_as_escapes_and_never_as_markup(run: Command) -> None:
    done = run("backlinks", "shop.test", "--filter", "source.domain=evil.example", columns=200)
    assert "gro\\u202ecod\\x7f" in done.out
    assert "\x7f" not in done.out
    titles = run("sql", "SELECT title FROM pages WHERE domain = 'evil.example'")
    assert "[bold]x[/bold]" in titles.out


def test_the_limit_of_a_table_is_told(run: Command) -> None:
    done = run("backlinks", "shop.test", "--limit", "2")
    assert "2 of 4 rows" in done.out
    assert len(json.loads(run("backlinks", "shop.test", "--format", "json", "--limit", "2").out)["rows"]) == 2


def test_changes_tells_new_lost_and_unseen(run: Command) -> None:
    done = run("changes", "shop.test", columns=160)
    assert "+1 new" in done.out
    assert "-2 lost" in done.out
    assert "1 unseen" in done.out
    assert "page_not_found" in done.out


def test_overview_is_a_profile(run: Command) -> None:
    done = run("overview", "shop.test", columns=120)
    for text in ("4 backlinks", "3 referring domains", "followed", "Top anchors", "Top referring domains", "█"):
        assert text in done.out
    assert all(len(line) <= 120 for line in done.out.splitlines())
    rows = json.loads(run("overview", "shop.test", "--format", "json").out)
    assert rows["facts"]["backlinks"] == 4


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["backlinks"], "TARGET"),
        (["backlinks", "two words"], "white space"),
        (["backlinks", "shop.test", "--scope", "site"], "exact"),
        (["backlinks", "shop.test", "--filter", "ancor=x"], "Did you mean anchor"),
        (["backlinks", "shop.test", "--filter", "anchor"], "Operators"),
        (["backlinks", "shop.test", "--sort", "nothing"], "column to sort by"),
        (["backlinks", "shop.test", "--limit", "-1"], "limit"),
        (["backlinks", "shop.test", "--history", "new", "--since", "yesterday"], "2026-01-31"),
        (["backlinks", "shop.test", "--since", "2026-01-01"], "history"),
        (["backlinks", "shop.test", "--format", "yaml"], "json"),
        (["anchors", "shop.test", "--group", "similar"], "grouping"),
        (["overview", "shop.test", "--sort", "name"], "order of its own"),
        (["outlinks", "shop.test", "--by", "host"], "domain"),
        (["sql", "SELEC 1"], "syntax error"),
        (["sql", "DROP TABLE links"], "SELECT"),
        (["schema", "nothing"], "links, pages"),
        (["import"], "Name what to import"),
        (["import", "x", "--jobs", "0"], "jobs"),
        (["frobnicate"], "frobnicate"),
        (["backlinks", "shop.test", "--frob"], "--frob"),
    ],
)
def test_wrong_usage_is_told_and_exits_with_2(run: Command, words: list[str], says: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert done.err.startswith("backlit: ")
    assert "Traceback" not in done.err


def test_what_fails_exits_with_1(run: Command, tmp_path: Path) -> None:
    nothing = run("--home", str(tmp_path / "none"), "status")
    assert nothing.code == 1
    assert "backlit import" in nothing.err
    assert run("import", str(tmp_path / "missing.warc")).code == 1
    (tmp_path / "file").write_text("x")
    assert run("--home", str(tmp_path / "file"), "status").code == 1


def test_damaged_input_exits_with_3_and_is_listed(run: Command, tmp_path: Path) -> None:
    good = write_warc(
        tmp_path / "a.warc", {"https://a.example/": "<a href='https://b.example/'>b</a>"}, "2026-03-01T10:00:00Z"
    )
    (tmp_path / "a.warc").write_bytes(good.read_bytes() + b"WARC/1.1\r\nbroken\r\n")
    done = run("--home", str(tmp_path / "data"), "import", str(good))
    assert done.code == 3, done.err
    assert "a.warc at byte" in done.err
    assert "Import 0001" in done.out
    checked = run("--home", str(tmp_path / "data"), "verify")
    assert checked.code == 0
    assert "a.warc at byte" in checked.out
    assert "sound" in checked.out


def test_the_same_file_twice_adds_nothing(run: Command, archives: tuple[Path, Path]) -> None:
    before = run("status", "--format", "json").out
    done = run("import", str(archives[0]))
    assert (done.code, done.out) == (0, "Nothing new: 1 known file left out.\n")
    assert (
        json.loads(run("status", "--format", "json").out)["rows"][0]["links"] == json.loads(before)["rows"][0]["links"]
    )


def test_status_segments_schema_and_sql(run: Command) -> None:
    status = run("status")
    assert "imports" in status.out
    assert "index_bytes_per_link" in status.out
    assert [row["import_id"] for row in json.loads(run("segments", "--format", "json").out)["rows"]] == ["0001", "0002"]
    columns = json.loads(run("schema", "links", "--format", "json").out)["rows"]
    assert [row["column"] for row in columns] == list(model.LINKS.names)
    told = run("sql", "SELECT count(*) AS n FROM links WHERE target_domain = 'shop.test'", "--format", "jsonl")
    assert json.loads(told.out)["n"] >= 6


def test_sql_from_standard_input(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT 7 AS seven"))
    done = run("sql", "-", "--format", "csv")
    assert (done.code, done.out) == (0, "seven\r\n7\r\n")


def test_a_wrong_statement_is_shown_with_its_place(run: Command) -> None:
    told = run("sql", "SELEC 1").err.splitlines()
    assert any(line.strip() and not line.strip("^ ") for line in told), told


def test_csv_on_a_terminal_cannot_move_its_cursor(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = (
        "SELECT chr(27) || '[2J' AS escape, 'gro' || chr(8238) || 'cod' AS turned, 'a' || chr(10) || 'b' AS broken"
    )
    piped = run("sql", statement, "--format", "csv").out
    assert "\x1b[2J" in piped
    assert "gro\u202ecod" in piped
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    shown = run("sql", statement, "--format", "csv").out
    assert shown.splitlines() == ["escape,turned,broken", r'\x1b[2J,gro\u202ecod,"a\x0ab"']


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "xlsx", "parquet"])
def test_every_form_takes_whatever_sql_gives(run: Command, tmp_path: Path, form: str) -> None:
    statement = (
        "SELECT sum(backlinks) AS n, 1.5::DECIMAL(5, 2) AS d, [1, 2] AS l, {'x': 1} AS s, "
        "'x'::BLOB AS b, TIME '10:00' AS t, TIMESTAMP '1850-01-01' AS old, 1 AS a, 2 AS a, 3 AS a_1 FROM domains"
    )
    done = run("sql", statement, "--format", form, "-o", str(tmp_path / "answer"))
    assert (done.code, done.err) == (0, "")
    if form == "jsonl":
        row = json.loads((tmp_path / "answer").read_text())
        assert isinstance(row["n"], int)
        assert (row["d"], row["l"], row["s"], row["a"], row["a_2"], row["a_1"]) == (1.5, [1, 2], {"x": 1}, 1, 2, 3)


def test_compact_changes_no_answer(run: Command) -> None:
    columns = [name for name in model.LINKS.names if name != "row"]
    sql = f"SELECT {', '.join(columns)} FROM links ORDER BY ALL"
    before = run("sql", sql, "--format", "json").out
    assert run("compact").code == 0
    assert run("sql", sql, "--format", "json").out == before


def test_nothing_heavy_is_loaded_for_help_and_errors(
    process: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    code = (
        "import sys; from backlit.cli import main; code = main(sys.argv[1:]); "
        "heavy = {'pyarrow', 'duckdb', 'numpy', 'xlsxwriter'} & set(sys.modules); "
        "sys.exit(f'loaded {heavy}' if heavy else code)"
    )
    for words, expected in ((["--help"], 0), (["--version"], 0), (["backlinks", "--help"], 0), (["frobnicate"], 2)):
        done = process(*words, code=code)
        assert done.returncode == expected, done.stderr


def test_a_closed_pipe_is_no_traceback(home: Path) -> None:
    import sys

    command = [sys.executable, "-c", "from backlit.cli import main; import sys; sys.exit(main())"]
    with subprocess.Popen(
        [*command, "--home", str(home), "sql", "SELECT range FROM range(200000)", "--format", "csv"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


def test_ctrl_c_exits_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import backlit

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(backlit.Index, "status", interrupted)
    assert main(["status"]) == 130
    assert "Stopped" in capsys.readouterr().err


def test_a_link_shows_each_fact_with_its_source_and_every_look(run: Command) -> None:
    story, shop = "https://news.example/story", "https://shop.test/"
    done = run("link", story, shop, columns=100)
    assert done.code == 0, done.err
    assert "look of 2026-04-01 10:00:00 UTC: april.warc" in done.out
    assert "Looks at the page" in done.out
    assert "2026-03-01 10:00:00" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    told = json.loads(run("link", story, shop, "--format", "json").out)
    assert [look["archive"] for look in told["facts"]["looks"]] == ["march.warc", "april.warc"]
    assert set(told["facts"]["from"][0]) <= set(told["rows"][0])
    assert "No look and no report" in run("link", story, "https://nothere.test/").out
    assert run("link", "no address", shop).code == 2
