"""The database: its form, its file, and what is said where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import backlit
from backlit.model.judgement import Project
from backlit.state import State, StateError, memory_state, migrations, open_state
from backlit.state.database import file_database
from backlit.state.schema import METADATA

if TYPE_CHECKING:
    from backlit.state.database import Database

GOOD = "correct horse battery"


def differences(database: Database) -> list[object]:
    State(database)
    with database.reading() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def test_the_migrations_give_the_tables_of_the_code(tmp_path: Path) -> None:
    assert differences(file_database(tmp_path / "state.db")) == []


def test_the_migrations_are_those_that_the_code_knows() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [migrations.HEAD]
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.KNOWN


def test_the_tables_can_be_made_in_postgresql() -> None:
    dialect = postgresql.dialect()
    made = [str(CreateTable(table).compile(dialect=dialect)) for table in METADATA.sorted_tables]
    made += [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in METADATA.tables.values()
        for index in table.indexes
    ]
    told = "\n".join(made)
    assert "TIMESTAMP WITH TIME ZONE" in told
    assert 'FOREIGN KEY("user") REFERENCES users (name) ON DELETE CASCADE' in told
    assert told.count("CREATE TABLE") == len(METADATA.tables) == 9


def test_the_migrations_give_the_tables_of_the_code_in_postgresql(postgres_database: Database) -> None:
    assert differences(postgres_database) == []


def test_a_name_that_is_taken_is_told_in_postgresql(postgres_database: Database) -> None:
    state = State(postgres_database)
    state.users.add("ann", GOOD, "write")
    with pytest.raises(StateError, match="already"):
        state.users.add("ann", GOOD, "write")


def test_threads_share_a_state_in_postgresql(postgres_database: Database) -> None:
    state = State(postgres_database)
    state.projects.add(Project("lamps", "shop.test"))

    def work(n: int) -> None:
        state.visits.record("bob", f"{n % 3}.test")
        state.decisions.decide("lamps", "keep", [("domain", f"{n}.test"), ("domain", "one.test")], str(n), "bob")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(40)))
    assert len(state.visits.recent("bob")) == 3
    log = state.decisions.all("lamps")
    assert [one.number for one in log] == sorted({one.number for one in log})
    assert len(log) == 80
    standing = {one.subject: one.number for one in state.decisions.standing("lamps")}
    assert len(standing) == 41
    assert standing["one.test"] == max(one.number for one in log if one.subject == "one.test")


def test_states_open_a_new_postgresql_database_at_once(postgres_database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        states = list(threads.map(lambda _: State(postgres_database), range(4)))
    assert states[0].projects.all() == []


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StateError, match=r"backlit:\*\*\*@/nothing.*cannot be used") as caught:
        open_state(tmp_path, f"postgresql://backlit:secret@/nothing?host={tmp_path}")
    assert "secret" not in str(caught.value)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        state = open_state(tmp_path / "new" / "home")
        state.users.add("ann", GOOD, "read")
        files = sorted((tmp_path / "new" / "home").iterdir())
        assert [file.name for file in files] == ["state.db", "state.db-shm", "state.db-wal"]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
        state.close()
    finally:
        os.umask(before)


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    ann = state.users.add("ann", GOOD, "read")
    state.close()
    again = open_state(tmp_path)
    assert again.users.all() == [ann]
    again.close()


def test_users_may_come_before_the_first_import(tmp_path: Path) -> None:
    state = open_state(tmp_path / "home")
    state.users.add("ann", GOOD, "read")
    assert backlit.open(tmp_path / "home").path == tmp_path / "home"
    state.close()


def test_the_address_may_name_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLIT_STATE", f"sqlite:///{tmp_path / 'elsewhere' / 'people.db'}")
    state = open_state(tmp_path / "home")
    assert state.place == str(tmp_path / "elsewhere" / "people.db")
    assert stat.S_IMODE(Path(state.place).stat().st_mode) == 0o600
    assert not (tmp_path / "home").exists()
    state.close()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("nonsense", "is no address of a database"),
        ("mysql://me:secret@host/db", "can be postgresql or sqlite"),
        ("sqlite://", "can be postgresql or sqlite"),
        ("postgresql+asyncpg://me:secret@host/db", "can be postgresql or sqlite"),
    ],
)
def test_addresses_that_cannot_be(tmp_path: Path, address: str, told: str) -> None:
    with pytest.raises(StateError, match=told) as caught:
        open_state(tmp_path, address)
    assert "BACKLIT_STATE" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"something else entirely" * 100)
    with pytest.raises(StateError, match=r"state\.db cannot be used: file is not a database\. It is damaged: put back"):
        open_state(tmp_path)


def test_a_file_that_was_cut_or_overwritten_is_named(tmp_path: Path) -> None:
    state = open_state(tmp_path)
    state.users.add("ann", GOOD, "read")
    state.close()
    path = tmp_path / "state.db"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StateError, match="damaged"):
        open_state(tmp_path).users.all()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StateError, match="damaged"):
        open_state(tmp_path).users.all()


def test_a_newer_form_is_refused(tmp_path: Path) -> None:
    open_state(tmp_path).close()
    with sqlite3.connect(tmp_path / "state.db") as kept:
        kept.execute("UPDATE alembic_version SET version_num = '9999'")
    kept.close()
    with pytest.raises(StateError, match=r"newer version of Backlit.*9999"):
        open_state(tmp_path)


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="BACKLIT_STATE=sqlite"):
        open_state(tmp_path / "file" / "home")


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "state.db") as kept:
        kept.execute("CREATE TABLE visits (x)")
    kept.close()
    with pytest.raises(StateError, match="visits already exists"):
        open_state(tmp_path)
    with sqlite3.connect(tmp_path / "state.db") as kept:
        assert kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("visits",)]
    kept.close()


@pytest.mark.parametrize("where", ["file", "memory"])
def test_threads_share_a_state(tmp_path: Path, where: str) -> None:
    state = open_state(tmp_path) if where == "file" else memory_state()
    state.users.add("ann", GOOD, "read")
    session = state.sessions.open("ann")

    def work(n: int) -> bool:
        state.visits.record("ann", f"{n}.test")
        state.views.save("ann", f"view {n}", "/anchors")
        return state.sessions.user_of(session) is not None

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(48)))
    assert len(state.views.all("ann")) == len(state.visits.recent("ann", 100)) == 48
    state.close()


WORK = """
import sys
from pathlib import Path
from backlit.state import open_state
state = open_state(Path(sys.argv[1]))
for n in range(20):
    state.views.save(sys.argv[2], f"{n}", "/anchors")
"""


def test_processes_share_a_file_from_its_making_on(tmp_path: Path) -> None:
    working = [subprocess.Popen([sys.executable, "-c", WORK, str(tmp_path), f"p{n}"]) for n in range(3)]
    assert [process.wait(120) for process in working] == [0, 0, 0]
    state = open_state(tmp_path)
    assert [len(state.views.all(f"p{n}")) for n in range(3)] == [20, 20, 20]
    state.close()
