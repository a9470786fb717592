"""The home folder: which folders it takes, the one writer, and what "no room" says."""

import errno
import fcntl
import multiprocessing
import os

import pytest

from backlit.store.home import DiskFullError, Home, LockedError, StoreError, error_number, locked, open_home, room


def test_a_folder_that_is_not_there_is_fine(tmp_path):
    home = open_home(tmp_path / "new" / "deeper")
    assert not home.path.exists()
    with locked(home):
        assert home.lock.read_text() == f"{os.getpid()}\n"


def test_a_file_is_no_home(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="is a file"):
        open_home(tmp_path / "file")


def test_a_folder_of_other_things_is_no_home(tmp_path):
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(StoreError, match=r"thesis\.tex"):
        open_home(tmp_path)


def test_what_a_killed_first_import_leaves_is_a_home(tmp_path):
    for name in ("tmp", "segments", "index"):
        (tmp_path / name).mkdir()
    (tmp_path / "lock").write_text("1\n")
    assert open_home(tmp_path) == Home(tmp_path)


def hold(path, held, release):
    with locked(Home(path)):
        held.set()
        release.wait(30)


def test_the_second_writer_is_refused_until_the_first_is_done(tmp_path):
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    first = context.Process(target=hold, args=(tmp_path, held, release))
    first.start()
    assert held.wait(30)
    with pytest.raises(LockedError, match=rf"Process {first.pid} is writing to"), locked(Home(tmp_path)):
        pytest.fail("two writers at once")
    release.set()
    first.join()
    with locked(Home(tmp_path)):
        pass


def test_a_killed_writer_holds_no_lock(tmp_path):
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    first = context.Process(target=hold, args=(tmp_path, held, release))
    first.start()
    assert held.wait(30)
    first.kill()
    first.join()
    with locked(Home(tmp_path)):
        pass


def test_a_lock_of_one_home_is_none_of_another(tmp_path):
    with locked(Home(tmp_path / "a")), locked(Home(tmp_path / "b")):
        pass


def test_an_error_inside_frees_the_lock(tmp_path):
    with pytest.raises(KeyboardInterrupt), locked(Home(tmp_path)):
        raise KeyboardInterrupt
    handle = os.open(tmp_path / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("teller", ["python", "core"])
def test_no_room_names_the_folder_and_the_bytes(tmp_path, number, teller):
    home = Home(tmp_path)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "begun").write_bytes(b"x" * 12_345)
    text = os.strerror(number)
    error = OSError(number, text) if teller == "python" else OSError(f"links-0000.parquet: {text} (os error {number})")
    with pytest.raises(DiskFullError) as caught, room(home):
        raise error
    assert str(tmp_path) in str(caught.value)
    assert "12,345 bytes of this run were written" in str(caught.value)
    assert caught.value.__cause__ is error


def test_other_errors_pass(tmp_path):
    with pytest.raises(PermissionError), room(Home(tmp_path)):
        raise PermissionError(errno.EACCES, "denied")


def test_error_number_without_any():
    assert error_number(OSError("a page was cut short")) is None
