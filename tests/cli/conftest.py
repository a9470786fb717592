"""An index of two small crawls in a folder, made once by the command line itself."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.warc_by_hand import APRIL, MARCH, Command, Run, write_warc

from backlit.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("archives")
    return (
        write_warc(folder / "march.warc", MARCH, "2026-03-01T10:00:00Z"),
        write_warc(folder / "april.warc", APRIL, "2026-04-01T10:00:00Z"),
    )


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, archives: tuple[Path, Path]) -> Path:
    folder = tmp_path_factory.mktemp("home") / "data"
    for archive in archives:
        assert main(["--home", str(folder), "import", str(archive)]) == 0
    return folder


@pytest.fixture
def run(home: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command over the index of this session, in this process."""
    monkeypatch.setenv("BACKLIT_HOME", str(home))
    monkeypatch.delenv("COLUMNS", raising=False)

    def command(*words: str, columns: int | None = None) -> Run:
        if columns is not None:
            monkeypatch.setenv("COLUMNS", str(columns))
        capfd.readouterr()
        code = main(list(words))
        out, err = capfd.readouterr()
        return Run(code, out, err)

    return command


@pytest.fixture(scope="session")
def process(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command in a process of its own."""

    def command(*words: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
        start = [sys.executable, "-c", code or "import sys; from backlit.cli import main; sys.exit(main())", *words]
        environment = {"BACKLIT_HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        return subprocess.run(start, capture_output=True, text=True, env=environment, check=False, timeout=120)

    return command
