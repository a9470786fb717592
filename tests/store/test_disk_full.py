"""No room on the disk: a clear error, and the index as it was."""

import os
import shutil
import subprocess

import pytest
from tests.store.crawls import rows
from tests.store.exports import link_rows, write_export
from tests.store.jobs import bring_in, bring_in_export, limited, take_back

from backlit import store


@pytest.fixture(params=["import", "export", "undo"])
def job(request, crawl_files, tmp_path):
    """A job, how many crawls its home holds before, and what it takes."""
    if request.param == "export":
        return bring_in_export, 1, write_export(tmp_path / "export.csv", link_rows(3000))
    return (bring_in, 1, crawl_files[1]) if request.param == "import" else (take_back, 2, "0001")


def test_wherever_room_runs_out_all_is_as_it_was(job, home_with, processes):
    run, count, file = job
    home, reference = home_with(count), home_with(count, "reference")
    before = rows(home)
    segments = {folder.name for folder in home.segments.iterdir()}
    run(reference.path, file)
    outcomes = []
    for power in range(24):
        told = processes.Queue()
        writer = processes.Process(target=limited, args=(run, home.path, file, 2**power, told))
        writer.start()
        outcome, text = told.get(timeout=60)
        writer.join()
        outcomes.append(outcome)
        if outcome == "done":
            break
        assert str(home.path) in text
        assert "bytes are free" in text
        assert rows(home) == before
        assert store.verify(home).sound
        assert {folder.name for folder in home.segments.iterdir()} == segments
    assert outcomes[-1] == "done"
    assert outcomes.count("full") > 5
    assert rows(home) == rows(reference)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no small disk to be had here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk(small_disk, homes_made, crawl_files):
    home = store.open_home(shutil.copytree(homes_made[0].path, small_disk / "home"))
    before = rows(home)
    filler = small_disk / "filler"
    for left in (0, 4096, 16384):
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"x" * (filler.stat().st_size if filler.exists() else 0) + b"x" * max(0, free - left))
        with pytest.raises(store.DiskFullError, match=r"[\d,]+ bytes are free"):
            store.import_files(home, [crawl_files[1]], jobs=1)
        filler.unlink()
        assert rows(home) == before
        assert store.verify(home).sound
    assert store.import_files(home, [crawl_files[1]], jobs=1).import_id == "0002"
    assert rows(home) == rows(homes_made[1])
