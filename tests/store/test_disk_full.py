"""No room on the disk: a clear error, and the index as it was."""

import os
import shutil
import subprocess

import pytest
from tests.store.crawls import rows
from tests.store.jobs import import_limited

from backlit import store


def test_wherever_room_runs_out_all_is_as_it_was(home_with, crawl_files, processes):
    home = home_with(1)
    before = rows(home)
    outcomes = []
    for power in range(24):
        told = processes.Queue()
        writer = processes.Process(target=import_limited, args=(home.path, crawl_files[1], 2**power, told))
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
        assert not (home.path / "segments" / "0002").exists()
    assert outcomes[-1] == "done"
    assert outcomes.count("full") > 5
    assert rows(home) == rows(home_with(2, "reference"))


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
