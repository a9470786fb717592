"""Damage in the home folder is found, named, and mended where it can be."""

import shutil

import pytest
from tests.store.crawls import rows

from backlit import store
from backlit.store.manifest import read_manifest


def bend(path):
    """Change one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def remove(path):
    path.unlink()


def test_a_sound_home_is_sound(homes_made):
    for home in homes_made:
        verdict = store.verify(home, deep=True)
        assert verdict.sound
        assert verdict.checked_files > 3
        assert verdict.checked_bytes > 0
        assert verdict.damage == ()


@pytest.mark.parametrize("harm", [bend, cut, remove])
def test_every_damaged_file_of_the_index_is_found_and_mended(home_with, harm):
    home = home_with(2)
    before = rows(home)
    pristine = shutil.copytree(home.path, home.path.with_name("pristine"))
    for file in sorted(home.index.glob("*/*")):
        if file.stat().st_size == 0 and harm is not remove:
            continue
        harm(file)
        (problem,) = store.verify(home).problems
        assert problem.place == f"index/{file.parent.name}/{file.name}"
        assert "compact --rebuild" in problem.mend
        shutil.copy(pristine / file.relative_to(home.path), file)
    harm(file)
    store.compact(home, rebuild=True)
    assert store.verify(home, deep=True).sound
    assert rows(home) == before


@pytest.mark.parametrize("harm", [bend, cut, remove])
def test_every_damaged_file_of_a_segment_is_found(home_with, harm):
    home = home_with(1)
    for file in sorted(home.segments.glob("*/*.parquet")):
        content = file.read_bytes()
        harm(file)
        (problem,) = store.verify(home).problems
        assert problem.place == f"segments/0001/{file.name}"
        assert "backup" in problem.mend
        file.write_bytes(content)
    assert store.verify(home).sound


@pytest.mark.parametrize("harm", [cut, remove])
def test_a_lost_journal_is_found(home_with, harm):
    home = home_with(1)
    journal = home.segment("0001") / "import.json"
    journal.write_text(journal.read_text().rstrip())
    harm(journal)
    (problem,) = store.verify(home).problems
    assert problem.place == "segments/0001/import.json"


def test_a_missing_part_names_the_mend(home_with, crawl_files):
    home = home_with(1)
    shutil.rmtree(home.part(read_manifest(home).parts[0].name))
    with pytest.raises(store.DamagedError, match="compact --rebuild"):
        store.snapshot(home)
    with pytest.raises(store.DamagedError, match="compact --rebuild"):
        store.import_files(home, [crawl_files[1]])
    assert not home.segment("0002").exists()
    store.compact(home, rebuild=True)
    assert store.verify(home).sound
