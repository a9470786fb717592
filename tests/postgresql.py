"""A PostgreSQL server of Debian's package, for one run of the tests: in a folder of its own, on a socket of its own.

Its binaries are taken where Debian puts them, or from the path. The server refuses to be run by root, who hands it to
the package's user `postgres`. BACKLIT_TEST_POSTGRES may name an empty database instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEBIAN = Path("/usr/lib/postgresql")
"""The package has a folder for each version, with `bin` in it."""
USER = "backlit"
VARIABLE = "BACKLIT_TEST_POSTGRES"


def missing() -> str | None:
    """Why there can be no server; None where there can."""
    if os.environ.get(VARIABLE):
        return None
    if binaries() is None:
        return f"PostgreSQL is not installed (Debian: apt-get install postgresql), and {VARIABLE} names no database"
    if os.geteuid() == 0 and not _has_user("postgres"):
        return "PostgreSQL does not run as root, and there is no user postgres"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the driver of PostgreSQL is not installed (pip install 'backlit[postgresql]')"
    return None


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, of the newest version."""
    versions = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return None if found is None else Path(found).parent


@contextmanager
def server() -> Iterator[str]:
    """Starts a server, gives the address of its database `postgres` without the name, and stops it."""
    # A socket's path has 107 characters at most: pytest's folders are too deep.
    folder = Path(tempfile.mkdtemp(prefix="backlit-pg-"))
    bin_folder = binaries()
    assert bin_folder is not None
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        _run(bin_folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run(bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql://{USER}@/{{name}}?host={folder}"
        finally:
            _run(bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str) -> str:
    """The address of a new and empty database at a server."""
    import psycopg

    with psycopg.connect(address.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]  # a name of ours
    return address.format(name=name)


def _run(*words: object) -> None:
    command = [str(word) for word in words]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd="/")
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def _has_user(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
