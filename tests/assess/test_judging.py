"""Judging from end to end: every link judged once, the same from the same, nothing broken by what happens meanwhile."""

from __future__ import annotations

import errno
import json
import shutil
from typing import TYPE_CHECKING

import pytest

import backlit
from backlit import store
from backlit.assess import Material, judge, kept, open_judgement, read_rules
from backlit.assess.findings import asked, not_asked
from backlit.assess.kept import TABLES
from backlit.assess.signals import signals
from backlit.model.judgement import JUDGED, Project
from backlit.store import DamagedError, DiskFullError, LockedError
from backlit.store.home import locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyarrow as pa

    from backlit.index import Index, Progress
    from backlit.sample import SampleWeb

TARGET = "harbourlight.example"
KEYS = ["source_url", "target_url", "anchor", "kind", "first_seen"]


@pytest.fixture(scope="module")
def made(sample: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Both crawls and all exports of the sample web, rated, and judged for one project: not to be written to."""
    index = backlit.open(tmp_path_factory.mktemp("judged") / "home")
    index.import_files(sample.crawls)
    index.import_exports(sample.exports)
    index.rank()
    index.add_project("lamps", TARGET, brands=["Harbourlight"], terms=["bicycle lamp"])
    index.assess()
    return index


@pytest.fixture
def own(made: Index, tmp_path: Path) -> Index:
    """The same, in a folder of its own."""
    shutil.copytree(made.path, tmp_path / "home")
    return backlit.open(tmp_path / "home")


def rows(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(zip(*(table.column(name).to_pylist() for name in KEYS), strict=True), key=repr)


def judgement(index: Index, name: str = "lamps") -> kept.Judgement:
    found = open_judgement(store.open_home(index.path), index.project(name))
    assert found is not None
    return found


def test_each_link_that_is_not_lost_is_judged_once(made: Index) -> None:
    judged = judgement(made).read("judged")
    links = made.backlinks(TARGET).table
    assert rows(judged) == rows(links)
    assert judged.column("link").to_pylist() == list(range(len(links)))
    assert judged.schema.names == list(JUDGED.names)


def test_links_that_only_exports_tell_of_are_judged_too(made: Index) -> None:
    judged = judgement(made).read("judged")
    reported = judged.filter(judged.column("reported"))
    links = made.backlinks(TARGET, filters=["reported=yes"]).table
    assert rows(reported) == rows(links)
    assert len(links) > 5
    assert None not in reported.column("source_url").to_pylist()


@pytest.mark.parametrize(
    ("target", "scope"),
    [
        ("shop.harbourlight.example", "host"),
        ("https://www.harbourlight.example/", "exact"),
        ("https://blog.harbourlight.example/", "prefix"),
        ("nobody-knows.example", "domain"),
        ("https://www.harbourlight.example/nobody-links-here", "exact"),
    ],
)
def test_every_scope_is_judged_whole(own: Index, target: str, scope: str) -> None:
    own.add_project("part", target, scope=scope)
    (told,) = own.assess("part")
    links = own.backlinks(target, scope=scope).table
    assert told.links == len(links)
    assert rows(judgement(own, "part").read("judged")) == rows(links)
    assert own.quality("part").total == len(links)


def test_one_link_is_judged(own: Index) -> None:
    own.add_project("one", own.backlinks(TARGET, limit=1).table.column("target_url")[0].as_py(), scope="exact")
    (told,) = own.assess("one")
    assert told.links >= 1


def test_the_same_gives_the_same_bytes(made: Index, own: Index) -> None:
    shutil.rmtree(own.path / "judged")
    own.assess()
    before, after = (sorted((index.path / "judged").rglob("*.arrow")) for index in (made, own))
    assert [file.name for file in before] == [file.name for file in after]
    assert [file.read_bytes() for file in before] == [file.read_bytes() for file in after]
    assert len(before) == len(TABLES)


def test_what_is_fresh_is_left_alone(own: Index) -> None:
    before = kept.revision(store.open_home(own.path))
    (told,) = own.assess("lamps")
    assert told.fresh
    assert told.links == judgement(own).counts["links"]
    assert kept.revision(store.open_home(own.path)) == before


@pytest.mark.parametrize("change", ["import", "rank", "undo", "compact", "project"])
def test_what_changes_makes_it_old_and_never_breaks_it(own: Index, sample: SampleWeb, change: str) -> None:
    before = own.quality("lamps")
    changes: dict[str, Callable[[], object]] = {
        "import": lambda: own.import_files([sample.hostile]),
        "rank": lambda: own.rank(damping=0.5),
        "undo": lambda: own.undo("0002"),
        "compact": own.compact,
        "project": lambda: own.change_project("lamps", terms=["lantern"]),
    }
    changes[change]()
    after = own.quality("lamps")
    assert after.table.equals(before.table)
    assert bool(after.notes) == (after.facts["fresh"] is False)
    if change != "compact":
        assert not after.facts["fresh"]
    (told,) = own.assess()
    assert told.fresh == after.facts["fresh"]
    assert own.quality("lamps").facts["fresh"]
    assert rows(judgement(own).read("judged")) == rows(own.backlinks(TARGET).table)


def test_several_projects_and_one_removed(own: Index) -> None:
    own.add_project("others", "brightspoke.example")
    told = own.assess()
    assert [(one.project, one.fresh) for one in told] == [("lamps", True), ("others", False)]
    assert len(list((own.path / "judged").iterdir())) == 2
    own.remove_project("others")
    own.change_project("lamps", terms=["lantern"])
    own.assess()
    assert len(list((own.path / "judged").iterdir())) == 1


def test_no_project_is_no_work(sample: SampleWeb, tmp_path: Path) -> None:
    index = backlit.open(tmp_path / "home")
    index.import_files([sample.hostile])
    assert index.assess() == []


def test_progress_names_the_project_and_each_signal(own: Index) -> None:
    heard: list[Progress] = []
    own.change_project("lamps", terms=["lantern"])
    own.assess(listener=heard.append)
    told = [step for step in heard if step.stage == "assess"]
    assert [step.done for step in told] == list(range(len(told)))
    assert {step.total for step in told} == {len(told)}
    assert {step.what for step in told} >= {f"lamps, {name}" for name in signals()}


def test_an_end_in_the_middle_leaves_what_stood(own: Index) -> None:
    before = judgement(own)
    own.change_project("lamps", terms=["lantern"])

    def stop(step: Progress) -> None:
        if step.what.endswith("risk"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own.assess(listener=stop)
    assert judgement(own) == before
    assert not (own.path / "tmp").exists()
    (told,) = own.assess()
    assert not told.fresh


def test_what_a_killed_writer_left_is_cleared_by_the_next(own: Index) -> None:
    (place,) = (own.path / "judged").iterdir()
    (place / "000009").mkdir()
    (place / "000009" / "judged.arrow").write_bytes(b"half")
    assert judgement(own).counts["links"]
    own.change_project("lamps", terms=["lantern"])
    own.assess()
    current = json.loads((place / "current.json").read_text())["folder"]
    assert {entry.name for entry in place.iterdir()} == {current, "current.json"}


def test_no_room_is_told_and_leaves_what_stood(own: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_table: pa.Table, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    before = judgement(own)
    own.change_project("lamps", terms=["lantern"])
    monkeypatch.setattr(kept, "_write", full)
    with pytest.raises(DiskFullError, match="bytes are free"):
        own.assess()
    assert judgement(own) == before


def test_one_writer_at_a_time(own: Index) -> None:
    own.change_project("lamps", terms=["lantern"])
    with locked(store.open_home(own.path)), pytest.raises(LockedError):
        own.assess()


def test_who_reads_keeps_what_is_replaced(own: Index) -> None:
    held = judgement(own)
    before = held.read("judged").column("source_url").slice(5, 1)
    own.change_project("lamps", terms=["lantern"])
    own.assess()
    assert judgement(own).identity != held.identity
    assert held.table("judged").take([5], ["source_url"]).column(0).equals(before)
    assert len(held.read("findings").schema) == len(judgement(own).read("findings").schema)


def test_what_is_damaged_is_told_and_mended(own: Index) -> None:
    (file,) = (own.path / "judged").rglob("judged.arrow")
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(DamagedError, match="backlit assess lamps"):
        own.quality("lamps")
    (told,) = own.assess()
    assert not told.fresh
    assert own.quality("lamps").total == told.links


def test_a_step_that_loses_a_link_is_found_out(own: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    from backlit.assess import judging

    steps = [
        (
            name,
            (lambda material: material.sql("SELECT link, 'x' AS type FROM links LIMIT 3")) if name == "types" else step,
        )
        for name, step in judging.STEPS
    ]
    monkeypatch.setattr(judging, "STEPS", tuple(steps))
    own.change_project("lamps", terms=["lantern"])
    with pytest.raises(RuntimeError, match="types"):
        own.assess()


def test_a_few_links_alone_need_no_whole_profile(made: Index) -> None:
    snapshot = store.snapshot(store.open_home(made.path)).core
    pages = snapshot.pages("domain", TARGET)
    links = snapshot.take(snapshot.links("backlinks", pages, "live"), [0, 1])
    material = Material(snapshot, Project("", TARGET), read_rules(), links, alone=True)
    tables = judge(material)
    assert len(tables["judged"]) == 2
    assert not len(material.sql("SELECT * FROM arcs"))
    assert set(asked(material)) | set(not_asked(material)) == set(signals())
    assert set(tables["findings"].column("signal").to_pylist()) <= set(asked(material))
    material.close()
